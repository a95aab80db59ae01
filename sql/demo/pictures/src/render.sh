#!/bin/sh
# Turns the drawings into ../*.webp: 1200 px wide, transparent, at most 60 KB each.
# usage: render.sh path/to/plus-jakarta-sans-latin-wght-normal.woff2
# needs: fonttools with brotli, rsvg-convert, cwebp
set -e
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"${PYTHON:-python3}" "$here/draw.py" "$1" "$tmp"
for f in "$here"/*.svg "$tmp"/*.svg; do
	name=$(basename "$f" .svg)
	rsvg-convert -w 1200 -a "$f" -o "$tmp/$name.png"
	out="$here/../$name.webp"
	# the finest of these that fits
	for how in "-q 82" "-size 54000 -pass 8" "-size 48000 -pass 8" "-size 42000 -pass 8"; do
		cwebp -quiet $how -m 6 -sns 80 -alpha_q 40 "$tmp/$name.png" -o "$out"
		[ "$(wc -c < "$out")" -gt 60000 ] || break
	done
done
# the categories' pictures are the interface's own
for f in "$here"/../../../../static/img/kat-*.svg; do
	name=$(basename "$f" .svg)
	rsvg-convert -w 480 -a "$f" -o "$tmp/$name.png"
	cwebp -quiet -q 88 -m 6 "$tmp/$name.png" -o "$here/../$name.webp"
done
