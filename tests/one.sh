#!/bin/sh
# One test of run.sh: its line is "name<TAB>command". Notes the outcome in $out/results and keeps the output beside it. What the test says of itself
# (a line that begins with "= ") stands behind its name, before it the seconds that it took and those of processor time that its processes used. TEST_TIMEOUT: seconds until it counts as hanging.
line=$1
tab=$(printf '\t')
name=${line%%"$tab"*} cmd=${line#*"$tab"}
log=$out/$(echo "$name" | tr '/ ()' '____').log
t0=$(date +%s)
if timeout "${TEST_TIMEOUT:-900}" sh -c "$cmd" >"$log" 2>&1 </dev/null; then s=ok; else s=FAILED; fi
grep -q '^SKIPPED' "$log" && [ $s = ok ] && s=skipped
t=$(($(date +%s) - t0))
times >"$log.times"
cpu=$(awk 'NR == 2 { n = split($0, p, /[ms ]+/); for (i = 1; i < 4; i += 2) s += p[i] * 60 + p[i + 1] } END { printf "%.0f", s }' "$log.times")
printf '%s\t%s\t%s\t%s\t%s\n' "$s" "$t" "$name" "$log" "$cpu" >>"$out/results"
printf '%-8s %4ss %4ss  %s%s\n' "$s" "$t" "$cpu" "$name" "$(sed -n 's/^= \([0-9].*\)/: \1/p' "$log" | tail -n 1)"
exit 0
