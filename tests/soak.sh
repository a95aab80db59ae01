#!/bin/sh
# The races and faults for hours instead of seconds: soak.sh [NAME …], as run.sh. Every variable can be given another value; a failed fault is seen again with the seed that stands beside its name.
set -eu
cd "$(dirname "$0")/.."
# The races go against what is deployed, not the slow build with sanitizers; what fails on purpose needs that one and takes it by itself.
: "${RACE_BIN:=build/release/etalase}" "${RACE_ROUNDS:=100}" "${RACE_SHOPPERS:=200}" "${RACE_WORKERS:=8}"
: "${FAULT_KILL_S:=600}" "${FAULT_CUTS:=2000}" "${FAULT_ORDERS:=60}" "${FAULT_ALLOCS:=0}" "${FAULT_BIN:=build/torture/etalase}" "${FAULT_BUSY:=0}" "${FAULT_POSTS:=300}"
: "${FAULT_KILLS:=0}" "${FAULT_MIGRATE:=1}" "${FAULT_READER:=2000}" "${FAULT_CUT_S:=600}"
: "${MEMCHECK:=full}" "${TEST_TIMEOUT:=21600}"
export MEMCHECK RACE_BIN RACE_ROUNDS RACE_SHOPPERS RACE_WORKERS FAULT_KILL_S FAULT_CUTS FAULT_ORDERS FAULT_ALLOCS FAULT_BIN FAULT_BUSY FAULT_POSTS FAULT_KILLS FAULT_MIGRATE FAULT_READER FAULT_CUT_S TEST_TIMEOUT
env | grep -E '^(RACE|FAULT)_' | sort | tr '\n' ' '
echo
exec sh tests/run.sh soak "$@"
