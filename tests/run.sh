#!/bin/sh
# Runs the tests of a tier: run.sh check|test|soak [NAME …]. Unit and contract programs and the flows run on SQLite and on a PostgreSQL that is started here; `test` adds the journeys in
# Chromium, the abuse cases and races; `soak` is races and faults alone, as long as the environment says (soak.sh), each fault with a seed of its own. Ends with "N passed, N failed, N skipped"; names what failed and what was skipped, and the five slowest.
set -u
cd "$(dirname "$0")/.."
tier=$1
shift
only=$*
out=$(mktemp -d)
chmod 755 "$out"
passed=0 failed=0 skipped=0
# `check` without a name is over in about a minute: units on SQLite, and of the flows the ways that money takes, on both databases. All others belong to `test`.
quick=
[ "$tier-$only" != check- ] || quick=1
pg=
finish() {
	[ -n "$pg" ] && sh tests/pg.sh stop "$pg" >/dev/null 2>&1
	rm -rf "$out" "$pg"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Debian's psql is a script that looks for the real one, each time.
for d in /usr/lib/postgresql/*/bin; do [ -x "$d/psql" ] && PATH=$d:$PATH; done
# Each test has databases of its own, of a thousand files each: in memory where there is room for them.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ "${room:-0}" -gt 4000000 ] && [ -w /dev/shm ]; then pg=$(mktemp -d -p /dev/shm); else pg=$(mktemp -d); fi
export PG_FSYNC=off	# what is written survives a killed process; the disk is none of these tests
if conn=$(sh tests/pg.sh start "$pg" 2>"$out/pg.log"); then
	export ETALASE_TEST_PG="$conn"
else
	echo "PostgreSQL did not start:"; cat "$out/pg.log"; exit 1
fi
views=$out/views
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1

# Each test is a line: name, then the command. Three run at a time and one that waits, since half of their time is waiting (JOBS: another number; 1: one after the other); the output of one that fails is shown.
jobs=$out/jobs
: >"$jobs"
add() { printf '%s\t%s\n' "$1" "$2" >>"$jobs"; }

# The seed of one job of a soak, as words of the command and of the name; nothing in other tiers, where tests have their own.
draw() {
	[ "$tier" = soak ] || return 0
	seed=${FAULT_SEED:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
	say=", FAULT_SEED=$seed" give="FAULT_SEED=$seed "
}

for b in build/check/tests/unit/* build/check/tests/contract/*; do
	[ "$tier" = soak ] && break
	[ -f "$b" ] && [ -x "$b" ] && add "${b#build/check/tests/}" "${quick:+ETALASE_TEST_PG= }$b"
done
for f in tests/fuzz/*.c; do
	[ "$tier" = soak ] && break
	n=$(basename "$f" .c)
	[ "$n" = replay ] || add "fuzz/$n" "build/check/tests/fuzz/$n tests/fuzz/corpus/$n"
done
for f in tests/flow/[a-z]*.py; do
	n=$(basename "$f" .py)
	case $n in harness|templates|markers|_*) continue ;; esac
	case $tier-$n in soak-race_*) ;; soak-*|check-race_*|check-abuse_*) continue ;; esac
	case ${quick:-0}-$n in 1-login|1-cart|1-checkout|1-order|1-orders_admin|1-goods_admin|1-track) ;; 1-*) continue ;; esac
	# On SQLite under the sanitizers; on PostgreSQL the program as it is installed (`check` builds none).
	add "flow/$n (sqlite)" "${RACE_BIN:+ETALASE_BIN=$RACE_BIN }ETALASE_VIEW_RECORD=$views ETALASE_TEST_KIND=sqlite python3 tests/flow/$n.py -q"
	bin=${RACE_BIN:-}
	[ "$tier" = test ] && bin=build/release/etalase
	add "flow/$n (postgres)" "${bin:+ETALASE_BIN=$bin }ETALASE_VIEW_RECORD=$views ETALASE_TEST_KIND=postgres python3 tests/flow/$n.py -q"
done
# The main ways once more with the program as it is installed on SQLite, too: its walls are tried with the allocator and the libraries that a server has.
for n in walls cart checkout order mail media backup; do
	[ "$tier" = test ] && add "release/$n (sqlite)" "ETALASE_BIN=build/release/etalase ETALASE_TEST_KIND=sqlite python3 tests/flow/$n.py -q"
done
for f in tests/fault/[a-z]*.py; do
	[ "$tier" != check ] || continue
	n=$(basename "$f" .py)
	for k in sqlite postgres; do
		case "$n $k" in "machines sqlite") continue ;; esac	# a file serves one machine
		say= give=
		draw
		add "fault/$n ($k$say)" "${give}ETALASE_TEST_KIND=$k python3 tests/fault/$n.py -q"
	done
done
for f in tests/shell/*.sh; do [ -f "$f" ] && [ "$tier" = test ] && add "shell/$(basename "$f" .sh)" "sh $f"; done
if [ "$tier" = test ]; then
	for f in tests/browser/*.test.mjs; do [ -f "$f" ] && add "browser/$(basename "$f" .test.mjs)" "BROWSER_SHOP=$out/browser sh tests/browser/run.sh $f"; done
fi

# The shops that flows begin with are filled once.
python3 tests/flow/templates.py "$out" >"$out/env" || { cat "$out/env"; echo "the demo shop could not be made"; exit 1; }
. "$out/env"

: >"$out/results"
if [ -n "$only" ]; then
	for o in $only; do grep -F -- "$o" "$jobs"; done | sort -u >"$jobs.some"
	mv "$jobs.some" "$jobs"
fi
# Long ones first, so that the last minute is not one test alone. Those that mostly wait for a clock or a lease have a row of their own, one at a time beside the others.
waits='^(fault/(machines|busy|kill|cut|clock|handles)|shell/hostile|flow/lanes|(fault/torture|flow/abuse_(import|social)) .postgres)'
rank() { awk -F '\t' '{ r = $1 ~ /^(flow\/abuse|flow\/race|fault|browser|shell)/ ? 1 : 2; print r "\t" $0 }' | sort -s -n | cut -f 2-; }
row() { tr '\n' '\0' | xargs -0 -r -P "$1" -n 1 sh tests/one.sh; }
export out
grep -E "$waits" "$jobs" | row 1 &
[ "${JOBS:-3}" != 1 ] || wait
grep -vE "$waits" "$jobs" | rank | row "${JOBS:-3}"
wait

# What the flows filled, held against what the templates show: a marker that nobody fills is a misspelt name or a page that no flow opens.
if [ "$tier" = test ] && [ -z "$only" ] && [ -s "$views" ]; then
	if ETALASE_TEMPLATES=build/templates build/check/etalase list markers | python3 tests/flow/markers.py "$views" >"$out/markers.log" 2>&1; then s=ok; else s=FAILED; fi
	printf '%s\t0\tmarkers\t%s\n' $s "$out/markers.log" >>"$out/results"
	printf '%-8s %4ss %4ss  markers\n' $s 0 0
fi
passed=$(grep -c '^ok' "$out/results") failed=$(grep -c '^FAILED' "$out/results") skipped=$(grep -c '^skipped' "$out/results")
grep '^FAILED' "$out/results" | while IFS="$(printf '\t')" read -r s t name log cpu; do
	echo; echo "=== $name"; tail -n 60 "$log"
done
echo
echo "slowest:"; sort -t "$(printf '\t')" -k2 -nr "$out/results" | head -n 5 | awk -F '\t' '{ print "  " $2 " s  " $3 }'
grep -h '^SKIPPED' "$out"/*.log 2>/dev/null | sort -u
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
