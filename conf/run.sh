#!/bin/sh
# Opens the shop in the foreground: run.sh PORT DATA. SOCIAL=simulator in the environment: beside it Meta's servers, simulated, so that connecting and posting can be tried without an account. DEMO=no: an empty shop instead of the demo. Makes the database and the demo shop at the first start, prints the address and, once, the owner's password; Ctrl-C stops everything.
set -eu
port=$1
mkdir -p "$2"
data=$(cd "$2" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
etalase=$root/build/etalase
mkdir -p "$data/run" && chmod 711 "$data" "$data/run"
ip=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -E '^[0-9]+\.' | head -n 1 || true)

export ETALASE_DATA="$data"
export ETALASE_DB="${ETALASE_DB:-sqlite:$data/etalase.db}"
export ETALASE_SOCKET="$data/run/web.sock"
export ETALASE_WAKE_SOCKET="$data/run/work.sock" ETALASE_VISIT_SOCKET="$data/run/visit.sock"
export ETALASE_ORIGINS="${ETALASE_ORIGINS:-http://127.0.0.1:$port http://localhost:$port${ip:+ http://$ip:$port}}"
export ETALASE_TEMPLATES="$root/build/templates" ETALASE_SQL="$root/sql" ETALASE_STATIC_DIR="$root/build/static" ETALASE_MEDIA_PROGRAM="$root/build/etalase-media"

meta=
meta_port=${META_PORT:-$((port + 1))}
case "${SOCIAL:-}" in
simulator)
	command -v python3 >/dev/null || { echo "SOCIAL=simulator needs python3: apt-get install python3" >&2; exit 2; }
	meta=http://127.0.0.1:$meta_port
	# Its id and secret are made up and the same everywhere (tests/meta/graph.py).
	export ETALASE_GRAPH_URL="$meta" ETALASE_GRAPH_DIALOG_URL="$meta" ETALASE_GRAPH_APP_ID=1234567890 ETALASE_GRAPH_APP_SECRET=0123456789abcdef0123456789abcdef
	export ETALASE_FETCH_ALLOW="${ETALASE_FETCH_ALLOW:+$ETALASE_FETCH_ALLOW }127.0.0.1:$meta_port" ;;
'') ;;
*)
	echo "SOCIAL is \"simulator\" or nothing, not \"$SOCIAL\"" >&2
	exit 2 ;;
esac

"$etalase" migrate
[ "${DEMO:-}" = no ] || "$etalase" demo
login=
if [ -z "$("$etalase" staff list)" ]; then
	login=$("$etalase" staff add owner owner "Pemilik")
fi
nginx=$(command -v nginx || echo /usr/sbin/nginx)
mkdir -p "$data/run/nginx"
fill() { sed -e "s|@PORT@|$port|g" -e "s|@DATA@|$data|g" -e "s|@ROOT@|$root|g" -e "s|@STATIC@|$root/build/static|g" -e "s|@SOCKET@|$data/run/web.sock|g" -e "s|@VISITS@|$data/run/visit.sock|g" -e "s|@PAGES@|$data/run/nginx-pages|g" "$1"; }
fill conf/nginx.conf.in >"$data/run/nginx.conf"
fill conf/nginx/http.conf.in >"$data/run/nginx/http.conf"
fill conf/nginx/shop.conf.in >"$data/run/nginx/shop.conf"

pids=
stop() {
	trap '' INT TERM
	for p in $pids; do kill -TERM "$p" 2>/dev/null || true; done
	wait
	exit "${1:-0}"
}
trap 'stop 0' INT TERM
log=$data/run/etalase.log
if [ -n "$meta" ]; then
	python3 tests/meta/meta.py --port "$meta_port" --store "$data/run/meta.json" ${ETALASE_CLOCK_FILE:+--clock "$ETALASE_CLOCK_FILE"} >>"$log" 2>&1 & pids="$pids $!"
fi
"$etalase" serve 2>>"$log" & pids="$pids $!"
"$etalase" work 2>>"$log" & pids="$pids $!"
# Started by root, nginx would drop to a user that may not open the socket (0660): it stays who we are, as the program does.
as=
[ "$(id -u)" != 0 ] || as="user root;"
"$nginx" -e "$data/run/nginx-error.log" -p "$data/run" -c "$data/run/nginx.conf" ${as:+-g "$as"} & pids="$pids $!"

# At the first start the address is told when the window is finished, not while its pictures are still being made.
if [ -n "$login" ]; then
	echo "Preparing the pictures of the demo shop …"
	"$etalase" work --once 2>>"$log" & once=$!
	pids="$pids $once"
	wait $once || true
	pids=${pids% $once}
fi
i=0
until [ -S "$data/run/web.sock" ] || [ $i -ge 100 ]; do sleep 0.1; i=$((i + 1)); done
echo
echo "Etalase is open:   http://127.0.0.1:$port/"
[ -n "$ip" ] && echo "On a phone in the same network: http://$ip:$port/"
echo "For the owner:     http://127.0.0.1:$port/admin"
if [ -n "$login" ]; then
	echo "$login" | sed 's/^/    /'
	echo "    (shown this once; keep it)"
else
	echo "    Password lost? ETALASE_DB=$ETALASE_DB ETALASE_DATA=$data build/etalase staff reset owner"
fi
[ -z "$meta" ] || echo "Facebook and Instagram are simulated; what was posted stands at $meta/"
echo "Log: $log"
echo "Ctrl-C closes the shop."
# When one of them ends by itself, the shop closes with an error instead of standing half open.
while :; do
	for p in $pids; do kill -0 "$p" 2>/dev/null || { echo "a part of the shop ended; closing" >&2; stop 1; }; done
	sleep 1 & wait $! || true
done
