#!/bin/sh
# Abuse cases 12, 57 and 58 against the shop behind the real nginx: clients that send a byte now and then, thousands that say nothing, headers and addresses without measure, odd
# framing, one address that asks without end. hostile.py does it and asks from another address meanwhile. Prints SKIPPED when nginx or curl is missing.
set -u
cd "$(dirname "$0")/../.."
for p in nginx curl; do
	command -v $p >/dev/null 2>&1 || [ -x /usr/sbin/$p ] || { echo "SKIPPED shell/hostile: no $p"; exit 0; }
done
[ -x build/etalase ] || { echo "build/etalase is missing: make build"; exit 1; }
dir=$(mktemp -d /tmp/etalase-hostile.XXXXXX)
chmod 755 "$dir"
data=$dir/data
port=$(sh tests/port.sh)
run=
finish() {
	[ -z "$run" ] || kill -TERM "$run" 2>/dev/null
	[ -z "$run" ] || wait "$run" 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM
# Four workers: a client that could hold one would soon hold all.
ETALASE_WORKERS=4 ETALASE_ARGON_MIB=8 ETALASE_ARGON_OPS=1 sh conf/run.sh "$port" "$data" >"$dir/out" 2>&1 &
run=$!
i=0
until [ "$(curl -s -o /dev/null -m 20 -w '%{http_code}' "http://127.0.0.1:$port/healthz")" = 200 ] && grep -q 'Ctrl-C closes' "$dir/out"; do
	i=$((i + 1))
	[ $i -lt 1200 ] || { echo "the shop did not open"; cat "$dir/out" "$data"/run/*.log 2>/dev/null | tail -n 40; exit 1; }
	kill -0 "$run" 2>/dev/null || { echo "conf/run.sh ended"; cat "$dir/out"; exit 1; }
	sleep 0.1
done
python3 tests/shell/hostile.py "$port" "$data/run/etalase.log"
