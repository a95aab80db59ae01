#!/bin/sh
# Makes the template sets OUT/en and OUT/id (and each one's messages.txt) from templates/. Whole or not at all: built beside, then swapped in.
# usage: build.sh OUT [MANIFEST]    MANIFEST: static/build.sh's list of file names, by default OUT/../static/manifest when it is there
set -eu
root=${TEMPLATES:-$(dirname "$0")}
tools=$(dirname "$0")
out=$1
manifest=${2:-$(dirname "$out")/static/manifest}
[ -f "$manifest" ] || manifest=
new=$out.new.$$
old=$out.old.$$
trap 'rm -rf "$new" "$old".*' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$(dirname "$out")"
files=$(find "$root" -type f -name '*.tpl' | LC_ALL=C sort)
for lang in en id; do
	echo "$files" | sed "s|^$root|$new/$lang|; s|/[^/]*\$||" | LC_ALL=C sort -u | xargs mkdir -p "$new/$lang"
	# file names hold no blanks: tests/lint/templates.sh
	LC_ALL=C awk -v lang="$lang" -v po="$root/text/id.po" -v root="$root" -v out="$new/$lang" -v manifest="$manifest" \
		-f "$tools/translate.awk" "$root/messages.txt" $files
done
# Another build may swap at the same moment: then once more.
tries=0
until { [ ! -e "$out" ] || mv -T "$out" "$old.$tries"; } && mv -T "$new" "$out"; do
	tries=$((tries + 1))
	[ "$tries" -lt 20 ]
done 2>/dev/null
