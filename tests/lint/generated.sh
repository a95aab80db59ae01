#!/bin/sh
# Generated: conf/etalase.conf is what the settings table says. Checked when the program is built.
cd "${ETALASE_ROOT:-$(dirname "$0")/../..}" || exit 1
[ -x build/release/etalase ] || exit 0
made=$(mktemp) || exit 1
trap 'rm -f "$made"' EXIT
if ! build/release/etalase config --example > "$made" || ! cmp -s "$made" conf/etalase.conf; then
	echo "conf/etalase.conf differs from the settings table: build/release/etalase config --example > conf/etalase.conf"
	exit 1
fi
