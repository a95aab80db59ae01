#!/bin/sh
# Installs the Debian packages that are missing. `deps.sh run`: to build and open the shop; `deps.sh test`: what the tests need, too; `deps.sh audit`: and what `make audit` needs; `deps.sh bench`: and what `make bench` needs; `deps.sh fuzz`: to build and for `make fuzz`. Uses sudo when not root, and only when something is missing.
set -eu
run="gcc g++ make pkg-config nginx-light libfcgi-dev libctemplate-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev libjansson-dev libsodium-dev libvips-dev libpango1.0-dev fonts-noto-core libqrencode-dev libstemmer-dev libssl-dev libseccomp-dev zlib1g-dev ca-certificates"
test="libcmocka-dev postgresql systemd curl openssl sqlite3 chromium python3 poppler-utils zbar-tools apache2-bin iproute2 valgrind binutils"
want=$run
case ${1:-run} in
test) want="$run $test" ;;
fuzz) want="$run clang" ;;
audit) want="$run $test default-jre-headless" ;;
bench) want="$run $test wrk procps" ;;
esac
# An npm on the PATH serves the browser tests; only where there is none Debian's is installed.
if [ "${1:-run}" != run ] && [ "${1:-run}" != fuzz ] && ! command -v npm >/dev/null 2>&1; then
	want="$want npm"
fi
missing=
for p in $want; do
	# Any flavour of nginx will do.
	if [ "$p" = nginx-light ] && { [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1; }; then
		continue
	fi
	dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
echo "Installing Debian packages:$missing"
sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || { echo "Not root and no sudo here. As root, run: apt-get install$missing" >&2; exit 1; }
	sudo=sudo
fi
# A package like nginx or postgresql would start its service at once; ours are started by ourselves. policy-rc.d says no, unless the machine has a policy already.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null && $sudo chmod 755 $policy && made=1
fi
[ -n "$made" ] && trap '$sudo rm -f $policy' EXIT INT TERM
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
