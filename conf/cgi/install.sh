#!/bin/sh
# The shop on a host that has nothing but cgi-bin: install.sh HOME PUBLIC ORIGIN. HOME (outside of what is served) gets the programs, templates, settings and the shop's data; PUBLIC, the folder that
# the host serves, gets .htaccess, cgi-bin/etalase.cgi and links to the static files and pictures. Again with a newer build: settings and data stay. Needs `make build` before.
set -eu
[ $# = 3 ] || { echo "usage: sh conf/cgi/install.sh HOME PUBLIC ORIGIN, as: sh conf/cgi/install.sh ~/etalase ~/public_html https://shop.your.domain" >&2; exit 2; }
umask 022
cd "$(dirname "$0")/../.."
mkdir -p "$1" "$2/cgi-bin"
home=$(cd "$1" && pwd)
public=$(cd "$2" && pwd)
origin=${3%/}
case $home/ in "$public"/*) echo "$home lies in $public: the shop's data would be served to everybody" >&2; exit 1 ;; esac
case $origin in http://*|https://*) ;; *) echo "$origin: must begin with https:// (or http://)" >&2; exit 1 ;; esac
[ -x build/etalase ] && [ -x build/etalase-media ] || { echo "build/etalase is missing: make build" >&2; exit 1; }
if [ -e "$public/.htaccess" ] && ! grep -q '^# Etalase' "$public/.htaccess"; then
	echo "$public has an .htaccess already, of something else: take another folder, or that one away" >&2
	exit 1
fi

mkdir -p "$home/bin"
for p in etalase etalase-media; do
	cp "build/$p" "$home/bin/$p.new" && chmod 755 "$home/bin/$p.new" && mv -f "$home/bin/$p.new" "$home/bin/$p"
done
for d in build/templates build/static sql; do
	n=$(basename $d)
	rm -rf "$home/$n.new" && cp -R $d "$home/$n.new" && rm -rf "$home/$n" && mv "$home/$n.new" "$home/$n"
done
if [ ! -e "$home/etalase.conf" ]; then
	(umask 077; sed -e "s|^#db = .*|db = sqlite:$home/data/etalase.db|" -e "s|^#data = .*|data = $home/data|" -e "s|^#socket = .*|socket = $home/data/run/web.sock|" \
		-e "s|^#wake_socket = .*|wake_socket = $home/data/run/work.sock|" -e "s|^#origins = .*|origins = $origin|" -e "s|^#templates = .*|templates = $home/templates|" \
		-e "s|^#sql = .*|sql = $home/sql|" -e "s|^#static_dir = .*|static_dir = $home/static|" -e "s|^#media_program = .*|media_program = $home/bin/etalase-media|" conf/etalase.conf >"$home/etalase.conf")
fi
"$home/bin/etalase" -c "$home/etalase.conf" migrate

ln -sfn "$home/static" "$public/static"
ln -sfn "$home/data/media" "$public/media"
sed -e "s|@HOME@|$home|g" conf/cgi/etalase.cgi.in >"$public/cgi-bin/etalase.cgi"
chmod 755 "$public/cgi-bin/etalase.cgi"
cp conf/cgi/htaccess "$public/.htaccess"
cat <<END
Installed. Once:
    $home/bin/etalase -c $home/etalase.conf staff add owner owner "Bu Sari"
In the host's list of cron jobs, each minute:
    * * * * * $home/bin/etalase -c $home/etalase.conf work --once >$home/data/run/work.log 2>&1
END
