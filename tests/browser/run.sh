#!/bin/sh
# Runs one browser test against a shop of its own, opened as `make run` does (nginx, serve, work) on a free port: run.sh FILE. Needs Chromium and node with npm.
set -eu
cd "$(dirname "$0")/../.."
test=$1
if [ ! -d tests/browser/node_modules/playwright-core ]; then
	(flock 9; [ -d tests/browser/node_modules/playwright-core ] || npm ci --prefix tests/browser --no-audit --no-fund --ignore-scripts >/dev/null 2>&1) 9>build/.npm.lock
fi
data=$(mktemp -d)
chmod 755 "$data"
port=$(sh tests/port.sh)
# The test that names MAIL_PORT opens a mail server there; its shop sends through it.
if grep -q MAIL_PORT "$test"; then
	MAIL_PORT=$(sh tests/port.sh)
	export MAIL_PORT ETALASE_SMTP_URL="smtp://127.0.0.1:$MAIL_PORT" ETALASE_SMTP_TLS=never ETALASE_MAIL_FROM=toko@desa.example
fi
# The test that names META_PORT goes to Facebook and Instagram, simulated there.
if grep -q META_PORT "$test"; then
	META_PORT=$(sh tests/port.sh)
	export META_PORT SOCIAL=simulator
fi
ETALASE_CLOCK_FILE="$data/clock" ETALASE_RATE=off ETALASE_ARGON_MIB=8 ETALASE_ARGON_OPS=1 setsid sh conf/run.sh "$port" "$data" >"$data/run.log" 2>&1 &
shop=$!
stop() {
	kill -TERM -- "-$shop" 2>/dev/null || kill "$shop" 2>/dev/null || true
	wait "$shop" 2>/dev/null || true
	rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT TERM
i=0
until python3 -c "import urllib.request as u, sys; sys.exit(u.urlopen('http://127.0.0.1:$port/healthz').status != 200)" 2>/dev/null; do
	i=$((i + 1))
	[ $i -lt 150 ] || { cat "$data/run.log"; echo "the shop did not open"; exit 1; }
	sleep 0.2
done
i=0
until grep -q 'password:' "$data/run.log" || [ $i -ge 1200 ]; do sleep 0.1; i=$((i + 1)); done
SHOP=http://127.0.0.1:$port PASSWORD=$(sed -n 's/.*password: *//p' "$data/run.log") DATA=$data SHOTS=${SHOTS:-} node "$test" || { tail -n 30 "$data/run.log"; exit 1; }
