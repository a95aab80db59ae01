#!/bin/sh
# Templates: escaping switched on, none of ctemplate's holes, no inline script or style, CSRF in every form that posts, pictures with their size,
# no words outside [[ ]]. words.txt lists the words that are the same in every language. ETALASE_ROOT checks another tree.
here=$(cd "$(dirname "$0")" && pwd)
cd "${ETALASE_ROOT:-$here/../..}" || exit 1
bad=0
files=$(find templates -name '*.tpl' | LC_ALL=C sort)
if echo "$files" | grep ' '; then
	echo "a file name with a blank"
	exit 1
fi
[ -n "$files" ] || exit 0

# {{>NAME}}: BODY, the fixed pieces of templates/include/, and what view_part() fills
fixed=$(ls templates/include 2>/dev/null | sed -n 's/\.tpl$//p' | tr a-z A-Z)
filled=$(find src -name '*.c' | xargs cat | tr '\n' ' ' | grep -oE 'view_part\([^;]*"[A-Z][A-Z0-9_]*"' | grep -oE '"[A-Z0-9_]+"' | tr -d '"' | sort -u)

LC_ALL=C awk -v root=templates -v words="$here/words.txt" -v known=" BODY $(echo $fixed $filled) " -f "$here/templates.awk" $files || bad=1

# :none stands only as the whole of a data block, or between tags for a piece of the page (view_pieces); templates.awk checks the names, this the rest
if grep -nE ':none' $files | grep -vE '<script type="application/(ld\+)?json"[^>]*>[[:space:]]*\{\{JSON_(LD|DATA):none\}\}[[:space:]]*</script>|(^|>|[0-9]:)(\{\{#[A-Z_]+\}\})?\{\{(CARDS|SIDE|SORTS|TOP|FOOT|HELP|NAV|TILES):none\}\}(\{\{/[A-Z_]+\}\})?(<|$)'; then
	echo "write a data block on one line: <script type=\"application/ld+json\">{{JSON_LD:none}}</script>"
	bad=1
fi

# ctemplate's own escaping turns line feeds into blanks: what people typed in several lines would come back as one
if sed 's/{{[A-Z0-9_]*:pre_escape}}\(<\/textarea>\|">\)//g' $files | grep -oE '.{0,40}\{\{[A-Z0-9_]+\}\}</textarea>|.{0,40}:pre_escape.{0,20}'; then
	echo "in a textarea write {{NAME:pre_escape}}, which keeps the lines; beside that only as the end of a hidden field"
	bad=1
fi
exit $bad
