#!/bin/sh
# The commands that README names, tried word by word on a fresh folder: they are there, do what is said, and refuse nonsense with a message and a status.
set -u
cd "$(dirname "$0")/../.."
e=$PWD/build/etalase
[ -x "$e" ] || { echo "build/etalase is missing: make build"; exit 1; }
dir=$(mktemp -d /tmp/etalase-readme.XXXXXX)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
bad=0
fail() { echo "FAILED: $*"; bad=1; }
out= rc=0
try() { out=$("$@" 2>&1); rc=$?; }
ok() { try "$@"; [ $rc = 0 ] || fail "$* ends with $rc: $out"; }
refuses() { try "$@"; [ $rc != 0 ] && [ $rc -lt 126 ] && [ -n "$out" ] || fail "$* is not refused ($rc): $out"; }
says() { printf '%s' "$out" | grep -qE -- "$1" || fail "no \"$1\" in: $(printf '%s' "$out" | head -c 800)"; }
says_not() { ! printf '%s' "$out" | grep -qE -- "$1" || fail "\"$1\" is in: $(printf '%s' "$out" | head -c 800)"; }
rows() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$dir/etalase.db" "$1"; }

# make's words.
ok make -s help
for t in run check test lint; do says "^$t"; done
ok make -n run PORT=9000 DATA=/srv/shop
says 'conf/run.sh 9000 /srv/shop'
ok make -n run
says 'conf/run.sh 8080 data'

# Every command of README's table is in the program's own list, and the other way round.
ok "$e" help
help=$out
for c in serve work migrate demo staff import export check config list version help; do
	printf '%s' "$help" | grep -q "^  $c" || fail "help doesn't name $c"
done
for c in $(grep -oE '^\| `etalase [a-z]+|`etalase [a-z]+' README.md | grep -oE '[a-z]+$' | sort -u); do
	printf '%s' "$help" | grep -q "^  $c" || fail "README names \"etalase $c\", the program doesn't know it"
done
refuses "$e" nonsense
says 'help|usage'
ok "$e"
says '^usage: etalase'
ok "$e" version

# Settings: from a file, from the environment, and which is in force.
ok "$e" config
says 'workers'
ok env ETALASE_WORKERS=7 "$e" config
says 'workers.*7'
says 'ETALASE_WORKERS|environment'
printf 'workers = 5\n' >"$dir/etalase.conf"
ok "$e" -c "$dir/etalase.conf" config
says 'workers.*5'
printf 'workers = many\n' >"$dir/wrong.conf"
refuses "$e" -c "$dir/wrong.conf" config
says 'workers'
printf 'wrokers = 5\n' >"$dir/typo.conf"
refuses "$e" -c "$dir/typo.conf" config
says 'wrokers'
refuses "$e" -c "$dir/none.conf" config
ok "$e" config --example
printf '%s\n' "$out" | cmp -s - conf/etalase.conf || fail "conf/etalase.conf is not what config --example prints (make generated)"

# A shop of our own.
export ETALASE_DB="sqlite:$dir/etalase.db" ETALASE_DATA="$dir" ETALASE_SQL="$PWD/sql" ETALASE_TEMPLATES="$PWD/build/templates" ETALASE_STATIC_DIR="$PWD/build/static" ETALASE_ARGON_MIB=8 ETALASE_ARGON_OPS=1
refuses "$e" staff list
ok "$e" migrate
ok "$e" migrate
ok "$e" staff list
[ -z "$out" ] || fail "an empty shop has staff: $out"
refuses "$e" staff reset owner
ok "$e" staff add owner owner Pemilik
says 'password: [^ ]{10,}'
first=$(printf '%s' "$out" | grep -oE 'password: [^ ]+')
refuses "$e" staff add owner owner Pemilik
refuses "$e" staff add OWNER owner Pemilik
refuses "$e" staff add lain raja
refuses "$e" staff add
ok "$e" staff list
says 'owner'
says_not 'argon2|password'
ok "$e" staff reset owner
says 'password: [^ ]{10,}'
[ "$first" != "$(printf '%s' "$out" | grep -oE 'password: [^ ]+')" ] || fail "reset gave the same password"
[ "$(rows 'SELECT count(*) FROM session')" = 0 ] || fail "sessions outlive a reset"

# Goods from a file: dry-run changes nothing, once brings them, twice changes nothing.
if [ -f tests/data/import/woo.csv ]; then
	for f in tests/data/import/woo.csv tests/data/import/own.csv; do
		n=$(rows 'SELECT count(*) FROM product')
		ok "$e" import --dry-run "$f"
		[ "$(rows 'SELECT count(*) FROM product')" = "$n" ] || fail "import --dry-run $f changed the shop"
		try "$e" import "$f"
		m=$(rows 'SELECT count(*) FROM product')
		[ "$m" -gt "$n" ] || fail "import $f brought nothing: $out"
		v=$(rows 'SELECT sum(version) FROM product')
		try "$e" import "$f"
		[ "$(rows 'SELECT count(*) FROM product')" = "$m" ] || fail "import $f twice brought goods twice"
		[ "$(rows 'SELECT sum(version) FROM product')" = "$v" ] || fail "import $f twice changed something"
	done
fi
refuses "$e" import "$dir/none.csv"
head -c 5000 /dev/urandom >"$dir/noise.csv"
refuses "$e" import "$dir/noise.csv"

# The demo shop fills an empty shop and no other.
m=$(rows 'SELECT count(*) FROM product')
try "$e" demo
[ "$(rows 'SELECT count(*) FROM product')" = "$m" ] || fail "demo put goods into a shop that had some"
ok "$e" check
ok "$e" list routes
says '^GET	/	anyone'
ok "$e" list statements
ok "$e" work --once
[ "$(find "$dir/keys" "$dir/etalase.db" -perm /077)" = "" ] || fail "others may read: $(find "$dir/keys" "$dir/etalase.db" -perm /077)"
[ $bad = 0 ] && echo "readme: all as it says"
exit $bad
