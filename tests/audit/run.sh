#!/bin/sh
# `make audit`: plays a week of a small shop through (tests/browser/week.mjs), then opens a shop as `make run` does and lets the judges in (tests/audit/audit.mjs): Lighthouse, axe and the Nu HTML
# checker; then the same on an empty shop that gets hard goods and real catalogues (tests/audit/content.mjs). Pictures of every page and the reports lie in build/audit afterwards.
set -eu
cd "$(dirname "$0")/../.."
for folder in tests/browser tests/audit; do
	[ -d "$folder/node_modules" ] || npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts >/dev/null
done
rm -rf build/audit
mkdir -p build/audit
SHOTS=build/audit/week sh tests/browser/run.sh tests/browser/week.mjs
# Lighthouse drives the same Chromium over this port.
DEBUG_PORT=$(sh tests/port.sh)
export DEBUG_PORT
SHOTS=build/audit/shots sh tests/browser/run.sh tests/audit/audit.mjs
DEMO=no SHOTS=build/audit/content exec sh tests/browser/run.sh tests/audit/content.mjs
