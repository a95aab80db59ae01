#!/bin/sh
# run.sh SECONDS NAME …: each fuzzer so long over its kept inputs (which are only read) and what it found in earlier runs; stops at the first finding and says how to see it again.
set -u
seconds=$1
shift
for n in "$@"; do
	mkdir -p "build/fuzz/found/$n"
	echo "$n: $seconds s"
	if ! nice build/fuzz/"$n" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/$n-" -print_final_stats=1 \
		"build/fuzz/found/$n" "tests/fuzz/corpus/$n" >"build/fuzz/$n.log" 2>&1; then
		tail -n 60 "build/fuzz/$n.log"
		echo "again: build/fuzz/$n $(ls -t build/fuzz/"$n"-* 2>/dev/null | head -n 1)"
		exit 1
	fi
	grep -E 'stat::number_of_executed_units|DONE' "build/fuzz/$n.log" | tail -n 2
done
