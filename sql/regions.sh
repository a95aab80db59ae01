#!/bin/sh
# Makes sql/regions.tsv: provinces, regencies and districts of Indonesia as "code<TAB>name", codes without dots (13, 1312, 131207), sorted
# by code. Run by maintainers when the government changes its regions, never by the build; shop/region.c loads the file.
#   sh sql/regions.sh            downloads the npm package named below (npm, tar, awk)
# Then run tests/lint/regions.sh (its counts change with the law) and commit the file.
set -eu

version=${1:-4.0.1}
out=$(cd "$(dirname "$0")" && pwd)/regions.tsv
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

(cd "$tmp" && npm pack --silent "idn-area-data@$version" >/dev/null && tar xzf ./*.tgz)
data=$tmp/package/data

{
	cat <<-NOTICE
		# Regions of Indonesia: code<TAB>name. Province 2 digits, regency or city 4, district 6; the parent is code / 100.
		# Contains information from idn-area-data $version (https://github.com/fityannugroho/idn-area-data), which is made available
		# under the Open Database License (ODbL) 1.0: https://opendatacommons.org/licenses/odbl/1-0/. This file is a derivative
		# database, made by sql/regions.sh, and is available under the same licence; the rest of Etalase has its own.
	NOTICE
	# The name is the last field; one name is quoted ("Ra""as"). The law's long names of two provinces are written as everybody does.
	awk -F, '
		FNR == 1 { next }
		{
			code = $1
			name = $0
			gsub(/\./, "", code)
			sub(/^[^,]*,/, "", name)
			if (FILENAME !~ /provinces/)
				sub(/^[^,]*,/, "", name)
			gsub(/\r/, "", name)
			if (name ~ /^"/) {
				name = substr(name, 2, length(name) - 2)
				gsub(/""/, "\047", name)
			}
			gsub(/\/ /, "/", name)
			gsub(/  +/, " ", name)
			sub(/^Daerah Khusus Ibukota Jakarta$/, "DKI Jakarta", name)
			sub(/^Daerah Istimewa Yogyakarta$/, "DI Yogyakarta", name)
			n = split(name, word, " ")
			name = ""
			for (i = 1; i <= n; i++) {
				if (word[i] ~ /^[a-z][a-z][a-z]/ && word[i] != "dan")
					word[i] = toupper(substr(word[i], 1, 1)) substr(word[i], 2)
				name = name (i > 1 ? " " : "") word[i]
			}
			print code "\t" name
		}' "$data/provinces.csv" "$data/regencies.csv" "$data/districts.csv" | LC_ALL=C sort -t "$(printf '\t')" -k1,1
} >"$tmp/regions.tsv"
cp "$tmp/regions.tsv" "$out"
