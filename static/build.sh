#!/bin/sh
# Makes what nginx serves under /static/: OUT/shop-1a2b3c4d.css and so on, named by content so that they may be cached for ever, with .gz beside,
# and OUT/manifest (name<TAB>built name). Files of errors/ keep their names: nginx.conf knows them. Whole or not at all: built beside, swapped in.
# usage: build.sh OUT
set -eu
root=${STATIC:-$(dirname "$0")}
tools=$(dirname "$0")
out=$1
new=$out.new.$$
old=$out.old.$$
trap 'rm -rf "$new" "$old".*' EXIT
trap 'exit 1' HUP INT TERM
LC_ALL=C
export LC_ALL

mkdir -p "$new"
: > "$new/manifest"

# put NAME FILE: moves a made file to its name with the hash of its content
put() {
	hash=$(sha256sum "$2" | cut -c 1-8)
	built=${1%.*}-$hash.${1##*.}
	mkdir -p "$new/$(dirname "$built")"
	mv "$2" "$new/$built"
	printf '%s\t%s\n' "$1" "$built" >> "$new/manifest"
}

# make KIND NAME SOURCE…: 3 when it names a file that is not built yet
make() {
	kind=$1 name=$2
	shift 2
	awk -v kind="$kind" -v manifest="$new/manifest" -v dir="$(dirname "$name")" -f "$tools/build.awk" "$@" > "$new/.made"
}

# files DIR SUFFIX…: names below root, in the order of the alphabet
files() {
	dir=$1
	shift
	[ -d "$root/$dir" ] || return 0
	for suffix; do
		(cd "$root" && find "$dir" -type f -name "*.$suffix")
	done | sort
}

# What names nothing else: fonts, pictures
for name in $(files fonts woff2) $(files img svg png jpg webp ico) $(cd "$root" && ls ./*.svg ./*.ico 2>/dev/null | sed 's|^\./||'); do
	cp "$root/$name" "$new/.made"
	put "$name" "$new/.made"
done

# Modules may import one another: round after round, those whose imports are ready
todo=$(files js js)
while [ -n "$todo" ]; do
	later=
	for name in $todo; do
		if make js "$name" "$root/$name"; then
			put "$name" "$new/.made"
		else
			later="$later $name"
			why="$name needs $(cat "$new/.made")"
		fi
	done
	if [ "$(echo $later)" = "$(echo $todo)" ]; then
		echo "static: $why" >&2
		exit 1
	fi
	todo=$later
done

for sheet in shop admin; do
	[ -f "$root/css/$sheet.css" ] || continue
	make css "$sheet.css" "$root/css/tokens.css" "$root/css/base.css" "$root/css/$sheet.css" || {
		echo "static: $sheet.css needs $(cat "$new/.made")" >&2
		exit 1
	}
	put "$sheet.css" "$new/.made"
done

# Who saves data gets a small one that stands alone.
make css lite.css "$root/css/lite.css"
put lite.css "$new/.made"

# Papers need the colours' names and the typeface, nothing of the pages.
if [ -f "$root/css/print.css" ]; then
	make css print.css "$root/css/tokens.css" "$root/css/print.css" || {
		echo "static: print.css needs $(cat "$new/.made")" >&2
		exit 1
	}
	put print.css "$new/.made"
fi

for name in $(files errors html svg css); do
	mkdir -p "$new/$(dirname "$name")"
	make other "$name" "$root/$name" || {
		echo "static: $name needs $(cat "$new/.made")" >&2
		exit 1
	}
	mv "$new/.made" "$new/$name"
done

# The licences travel with what they cover.
for name in fonts/OFL.txt icons.LICENSE; do
	if [ -f "$root/$name" ]; then
		cp "$root/$name" "$new/$name"
	fi
done
rm -f "$new/.made"
find "$new" -type f \( -name '*.css' -o -name '*.js' -o -name '*.svg' -o -name '*.html' \) -exec gzip -9nk {} +
# Another build may swap at the same moment: then once more.
tries=0
until { [ ! -e "$out" ] || mv -T "$out" "$old.$tries"; } && mv -T "$new" "$out"; do
	tries=$((tries + 1))
	[ "$tries" -lt 20 ]
done 2>/dev/null
