#!/bin/sh
# One test of run.sh: its line is "name<TAB>command". Notes the outcome in $out/results and keeps the output beside it.
line=$1
tab=$(printf '\t')
name=${line%%"$tab"*} cmd=${line#*"$tab"}
log=$out/$(echo "$name" | tr '/ ()' '____').log
t0=$(date +%s)
if timeout 900 sh -c "$cmd" >"$log" 2>&1 </dev/null; then s=ok; else s=FAILED; fi
grep -q '^SKIPPED' "$log" && [ $s = ok ] && s=skipped
t=$(($(date +%s) - t0))
printf '%s\t%s\t%s\t%s\n' "$s" "$t" "$name" "$log" >>"$out/results"
printf '%-8s %4ss  %s\n' "$s" "$t" "$name"
exit 0
