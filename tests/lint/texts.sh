#!/bin/sh
# Texts: every [[…]] and message has its Indonesian text with the same markers, plain and told only once. Entries that nothing uses are named;
# they fail nothing, since a page may come after its texts. ETALASE_ROOT checks another tree.
here=$(cd "$(dirname "$0")" && pwd)
cd "${ETALASE_ROOT:-$here/../..}" || exit 1
bad=0
LC_ALL=C awk -v mode=check -v lang=id -v po=templates/text/id.po -v root=templates -f "$here/../../templates/translate.awk" \
	templates/messages.txt $(find templates -name '*.tpl' | LC_ALL=C sort) || bad=1
awk -F '\t' '
NF != 2 || $1 !~ /^[a-z][a-z0-9_.]*$/ || $2 !~ /^\[\[.*\]\]$/ { print FILENAME ":" FNR ": a line is id<TAB>[[Text]]"; bad = 1 }
seen[$1]++ { print FILENAME ":" FNR ": " $1 " stands twice"; bad = 1 }
END { exit bad }' templates/messages.txt || bad=1
exit $bad
