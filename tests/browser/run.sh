#!/bin/sh
# Runs one browser test against a shop of its own, opened as `make run` does (nginx, serve, work) on a free port: run.sh FILE. Needs Chromium and node with npm.
# BROWSER_SHOP: a folder in which the first of several such runs leaves the shop as it stands when it has just been opened, password beside it; the others begin with a copy.
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
export ETALASE_RATE=off ETALASE_ARGON_MIB=8 ETALASE_ARGON_OPS=1
shop=
stop() {
	[ -z "$shop" ] || { kill -TERM -- "-$shop" 2>/dev/null || kill "$shop" 2>/dev/null || true; wait "$shop" 2>/dev/null || true; }
	shop=
}
trap 'stop; rm -rf "$data"' EXIT
trap 'exit 130' INT TERM
# Opens the shop in this folder and waits until all of it is there.
open_shop() {
	ETALASE_CLOCK_FILE="$1/clock" setsid sh conf/run.sh "$port" "$1" >"$1/run.log" 2>&1 8>&- &
	shop=$!
	i=0
	until grep -q '^Etalase is open' "$1/run.log" && python3 -c "import urllib.request as u, sys; sys.exit(u.urlopen('http://127.0.0.1:$port/healthz').status != 200)" 2>/dev/null; do
		i=$((i + 1))
		[ $i -lt 600 ] && kill -0 "$shop" 2>/dev/null || { cat "$1/run.log"; echo "the shop did not open"; exit 1; }
		sleep 0.2
	done
	grep -q 'password: ' "$1/run.log" && sed -n 's/.*password: *//p' "$1/run.log" >"$1/password"
	true
}
# The shop that this run begins with: the first one makes it, whoever comes meanwhile waits.
begin() (
	flock 8
	[ ! -f "$BROWSER_SHOP/password" ] || exit 0
	rm -rf "$BROWSER_SHOP/new"
	mkdir "$BROWSER_SHOP/new"
	trap stop EXIT
	open_shop "$BROWSER_SHOP/new"
	stop
	mv "$BROWSER_SHOP/new" "$BROWSER_SHOP/shop"
	mv "$BROWSER_SHOP/shop/password" "$BROWSER_SHOP/password"
) 8>"$BROWSER_SHOP/lock"
if [ -n "${BROWSER_SHOP:-}" ]; then
	mkdir -p "$BROWSER_SHOP"
	begin
	cp -a "$BROWSER_SHOP/shop/." "$data/"
	cp "$BROWSER_SHOP/password" "$data/password"
	rm -rf "$data/run"
fi
open_shop "$data"
SHOP=http://127.0.0.1:$port PASSWORD=$(cat "$data/password") DATA=$data SHOTS=${SHOTS:-} node "$test" || { tail -n 30 "$data/run.log"; exit 1; }
