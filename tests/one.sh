#!/bin/sh
# One test of run.sh: its line is "name<TAB>command". Notes the outcome in $out/results and keeps the output beside it. What the test says of itself
# (a line that begins with "= ") stands behind its name. TEST_TIMEOUT: seconds until it counts as hanging.
line=$1
tab=$(printf '\t')
name=${line%%"$tab"*} cmd=${line#*"$tab"}
log=$out/$(echo "$name" | tr '/ ()' '____').log
t0=$(date +%s)
if timeout "${TEST_TIMEOUT:-900}" sh -c "$cmd" >"$log" 2>&1 </dev/null; then s=ok; else s=FAILED; fi
grep -q '^SKIPPED' "$log" && [ $s = ok ] && s=skipped
t=$(($(date +%s) - t0))
printf '%s\t%s\t%s\t%s\n' "$s" "$t" "$name" "$log" >>"$out/results"
printf '%-8s %4ss  %s%s\n' "$s" "$t" "$name" "$(sed -n 's/^= \([0-9].*\)/: \1/p' "$log" | tail -n 1)"
exit 0
