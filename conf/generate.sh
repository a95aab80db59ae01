#!/bin/sh
# Writes what is generated and committed: conf/etalase.conf from the settings table, the route list in src/README.md from the route tables. `generate.sh check` only compares.
set -eu
cd "$(dirname "$0")/.."
etalase=build/release/etalase
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$etalase" config --example >"$tmp/conf"
{
	awk '{ print } /^<!-- routes -->/ { exit }' src/README.md
	echo '| method | path | for |'
	echo '|---|---|---|'
	"$etalase" list routes | LC_ALL=C sort -t "$(printf '\t')" -k3,3 -k2,2 -k1,1 | awk -F '\t' '{ printf "| %s | `%s` | %s |\n", $1, $2, $3 }'
	awk '/^<!-- end -->/ { on = 1 } on { print }' src/README.md
} >"$tmp/readme"
if [ "${1:-}" = check ]; then
	cmp -s "$tmp/conf" conf/etalase.conf || { echo "conf/etalase.conf differs from the settings table: make generated"; exit 1; }
	cmp -s "$tmp/readme" src/README.md || { echo "the route list in src/README.md is old: make generated"; exit 1; }
	exit 0
fi
cp "$tmp/conf" conf/etalase.conf
cp "$tmp/readme" src/README.md
