#!/bin/sh
# Generated: conf/etalase.conf is what the settings table says, the route list of src/README.md what the route tables say. Checked when the program is built.
cd "${ETALASE_ROOT:-$(dirname "$0")/../..}" || exit 1
[ -x build/release/etalase ] && [ -f conf/generate.sh ] || exit 0
# A program that is older than its source says nothing about it.
[ -z "$(find src -name '*.[ch]' -newer build/release/etalase -print -quit)" ] || exit 0
sh conf/generate.sh check
