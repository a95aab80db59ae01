#!/bin/sh
# `make bench`: starts a PostgreSQL of its own and runs tests/bench/bench.py on the release build; the table is printed, build/bench.json holds the same.
set -eu
cd "$(dirname "$0")/../.."
pg=$(mktemp -d)
trap 'sh tests/pg.sh stop "$pg" >/dev/null 2>&1; rm -rf "$pg"' EXIT
trap 'exit 130' INT TERM
ETALASE_TEST_PG=$(sh tests/pg.sh start "$pg")
export ETALASE_TEST_PG
python3 tests/bench/bench.py
