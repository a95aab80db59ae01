#!/bin/sh
# Makes plus-jakarta-sans.woff2 from the variable font of the npm package named in README.md.
# usage: make.sh path/to/plus-jakarta-sans-latin-wght-normal.woff2
# needs: fonttools with brotli (Debian: python3-fonttools python3-brotli)
set -e
here=$(dirname "$0")
cut=$(mktemp)
trap 'rm -f "$cut"' EXIT
# only the weights that tokens.css uses: 400 to 800
"${PYTHON:-python3}" -m fontTools.varLib.instancer -q "$1" wght=400:800 -o "$cut"
# Indonesian and English: Basic Latin, Latin-1 signs, the accented letters of loan words, dashes, quotes
"${PYTHON:-python3}" -m fontTools.subset "$cut" \
	--unicodes='U+20-7E,U+A0-BF,U+C9,U+D7,U+E0,U+E1,U+E4,U+E7,U+E8-EB,U+F1,U+F3,U+F6,U+FC,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+203A,U+2212' \
	--layout-features='kern,liga,calt,mark,mkmk,ccmp,tnum' \
	--flavor=woff2 --no-hinting \
	--output-file="$here/plus-jakarta-sans.woff2"
