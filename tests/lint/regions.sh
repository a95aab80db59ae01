#!/bin/sh
# sql/regions.tsv: as many regions of each kind as the law counts (Kepmendagri 300.2.2-2430/2025), each code once, each with its parent,
# clean names, the licence notice on top, and small enough to ship.
set -eu
cd "$(dirname "$0")/../.."

file=sql/regions.tsv
size=$(wc -c <$file)
[ "$size" -le 225280 ] || { echo "$file: $size bytes, more than 220 KiB"; exit 1; }
grep -q '^# .*Open Database License' $file || { echo "$file: no licence notice"; exit 1; }

awk -F '\t' '
	function bad(why) { print FILENAME ":" FNR ": " why; failed = 1 }
	/^#/ { if (FNR > 10) bad("comment below the notice"); next }
	NF != 2 { bad("not code<TAB>name") }
	$1 !~ /^[1-9][0-9]([0-9][0-9])?([0-9][0-9])?$/ { bad("code " $1) }
	$1 in name { bad("code " $1 " again") }
	length($1) > 2 && !(substr($1, 1, length($1) - 2) in name) { bad("no parent above " $1) }
	$2 == "" || $2 ~ /^ | $|  |"/ || $2 ~ /[[:cntrl:]]/ { bad("name of " $1) }
	length($1) == 4 && $2 !~ /^(Kabupaten|Kota) / { bad("neither Kabupaten nor Kota: " $2) }
	length($1) == 4 && ($2 ~ /^Kota /) != (substr($1, 3, 2) > 70) { bad("code and kind differ: " $2) }
	length($1) < 6 && $2 == toupper($2) { bad("all capitals: " $2) }
	{ name[$1] = $2; count[length($1)]++ }
	END {
		if (count[2] != 38 || count[4] != 514 || count[6] != 7285)
			bad(count[2] "+" count[4] "+" count[6] " regions, not 38+514+7285")
		exit failed
	}' $file
