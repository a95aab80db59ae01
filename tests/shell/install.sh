#!/bin/sh
# `make install` as a server has it: what lands where, a second time, away again; the units' syntax and score in both profiles; then the installed shop itself, started by the very lines
# of the units inside the walls that they name (unit_run.py), behind nginx with the installed site and a certificate of our own: permissions, TLS, cookies, limits, an order, a backup.
set -u
cd "$(dirname "$0")/../.."
for p in nginx openssl curl systemd-analyze; do
	command -v $p >/dev/null 2>&1 || [ -x /usr/sbin/$p ] || { echo "SKIPPED shell/install: no $p"; exit 0; }
done
[ -x build/release/etalase ] || { echo "build/release/etalase is missing: make build"; exit 1; }
nginx=$(command -v nginx || echo /usr/sbin/nginx)
dir=$(mktemp -d /tmp/etalase-install.XXXXXX)
chmod 755 "$dir"
port=$(sh tests/port.sh)
tls=$(sh tests/port.sh)
bad=0
pids=
pg=
root=
[ "$(id -u)" != 0 ] || root=1
fail() { echo "FAILED: $*"; bad=1; }
finish() {
	for p in $pids; do kill -TERM "$p" 2>/dev/null; done
	wait
	[ -z "$pg" ] || sh tests/pg.sh stop "$pg" >/dev/null 2>&1
	[ -n "${ETALASE_TEST_KEEP:-}" ] || rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM
is() { [ "$2" = "$3" ] || fail "$1: $2 instead of $3"; }
has() { printf '%s' "$2" | grep -qiE "$3" || fail "$1: no $3 in: $(printf '%s' "$2" | head -c 600)"; }
has_not() { ! printf '%s' "$2" | grep -qiE "$3" || fail "$1: $3 is there: $(printf '%s' "$2" | grep -iE "$3" | head -n 2)"; }

# --- the tree, as a package would hold it ---
units=usr/local/lib/systemd/system
for p in sqlite postgresql; do
	make -s install DESTDIR="$dir/$p" PROFILE=$p >"$dir/out" 2>&1 || { fail "make install PROFILE=$p"; cat "$dir/out"; exit 1; }
	for f in usr/local/bin/etalase usr/local/sbin/etalase-admin usr/local/lib/etalase/etalase-media usr/local/share/etalase/templates/id usr/local/share/etalase/static/manifest \
		usr/local/share/etalase/sql/001_shop.sql usr/local/share/etalase/nginx/shop.conf $units/etalase-serve.service $units/etalase-work.service usr/local/lib/sysusers.d/etalase.conf \
		usr/local/lib/tmpfiles.d/etalase.conf etc/etalase/etalase.conf etc/nginx/sites-available/etalase; do
		[ -e "$dir/$p/$f" ] || fail "$p: $f is missing"
	done
	has_not "$p: a place that nobody filled in" "$(grep -rnE '@[A-Z]+@' "$dir/$p/etc" "$dir/$p/$units" "$dir/$p/usr/local/lib/tmpfiles.d" "$dir/$p/usr/local/share/etalase/nginx" "$dir/$p/usr/local/sbin")" .
	for u in serve work; do
		# Measured: serve 0.2 and 0.9, work 1.2. A wall that falls is seen at once.
		case $p-$u in sqlite-serve) most=3 ;; postgresql-serve) most=10 ;; *) most=13 ;; esac
		out=$(systemd-analyze security --offline=yes --threshold=$most "$dir/$p/$units/etalase-$u.service" 2>&1) || fail "$p: etalase-$u scores above $most: $(echo "$out" | grep -E '✗|Overall')"
		echo "$p etalase-$u: $(echo "$out" | grep -o 'exposure level.*' | grep -oE '[0-9]+\.[0-9]+')"
	done
done
is "profile sqlite: families" "$(grep -h '^RestrictAddressFamilies' "$dir/sqlite/$units"/etalase-serve.service)" RestrictAddressFamilies=AF_UNIX
[ ! -e "$dir/sqlite/$units/etalase-serve.service.d" ] || fail "profile sqlite has drop-ins"
make -s install DESTDIR="$dir/x" PROFILE=mysql >/dev/null 2>&1 && fail "an unknown profile is taken"

# What the program takes and what nginx lets through are the same numbers.
for n in request_max:2000000 upload_max:12000000; do
	grep -q "^#${n%:*} = ${n#*:}\$" conf/etalase.conf && grep -q "client_max_body_size ${n#*:};" conf/nginx/shop.conf.in || fail "${n%:*} differs between etalase.conf and nginx"
done

# Users and folders, as systemd would make them at this root. Settings that somebody changed survive the next install.
if [ -n "$root" ] && command -v systemd-sysusers >/dev/null 2>&1; then
	mkdir -p "$dir/sqlite/var/lib" "$dir/sqlite/run"
	printf 'root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n' >"$dir/sqlite/etc/passwd"
	printf 'root:x:0:\nwww-data:x:33:\n' >"$dir/sqlite/etc/group"
	systemd-sysusers --root="$dir/sqlite" etalase.conf >"$dir/out" 2>&1 || { fail "systemd-sysusers"; cat "$dir/out"; }
	has "the user" "$(cat "$dir/sqlite/etc/passwd")" '^etalase:x:[0-9]+:.*:/usr/sbin/nologin$'
	has "nginx's group" "$(cat "$dir/sqlite/etc/group")" '^etalase-web:x:[0-9]+:www-data$'
	systemd-tmpfiles --root="$dir/sqlite" --create etalase.conf >"$dir/out" 2>&1 || { fail "systemd-tmpfiles"; cat "$dir/out"; }
	uid=$(sed -n 's/^etalase:x:\([0-9]*\):.*/\1/p' "$dir/sqlite/etc/passwd") web=$(sed -n 's/^etalase-web:x:\([0-9]*\):.*/\1/p' "$dir/sqlite/etc/group")
	is "the folder of the shop" "$(stat -c '%a %u %g' "$dir/sqlite/var/lib/etalase")" "710 $uid $web"
	is "the folder of the socket" "$(stat -c '%a %u %g' "$dir/sqlite/run/etalase/web")" "2710 $uid $web"
	is "the settings" "$(stat -c '%a %u' "$dir/sqlite/etc/etalase/etalase.conf")" "640 0"
fi
echo "# mine" >>"$dir/sqlite/etc/etalase/etalase.conf"
echo "# mine" >>"$dir/sqlite/etc/nginx/sites-available/etalase"
make -s install DESTDIR="$dir/sqlite" >/dev/null
tail -n 1 "$dir/sqlite/etc/etalase/etalase.conf" | grep -q mine || fail "install overwrites the settings"
tail -n 1 "$dir/sqlite/etc/nginx/sites-available/etalase" | grep -q mine || fail "install overwrites the site"
make -s uninstall DESTDIR="$dir/sqlite" >/dev/null
left=$(cd "$dir/sqlite" && find usr -type f)
[ -z "$left" ] || fail "uninstall leaves: $left"
[ -e "$dir/sqlite/etc/etalase/etalase.conf" ] || fail "uninstall takes the settings"
rm -rf "$dir/sqlite" "$dir/postgresql"

# --- a machine: the tree of DESTDIR put where its files say that they stand ---
make -s install DESTDIR="$dir/stage" PREFIX="$dir/usr" SYSCONFDIR="$dir/etc" LOCALSTATEDIR="$dir/var" RUNSTATEDIR="$dir/run" >/dev/null || fail "make install with folders of our own"
mv "$dir/stage$dir"/* "$dir/" && rm -rf "$dir/stage"
u=$dir/usr/lib/systemd/system
conf=$dir/etc/etalase/etalase.conf
systemd-analyze verify --man=no "$u/etalase-serve.service" "$u/etalase-work.service" >"$dir/out" 2>&1 || fail "systemd-analyze verify"
[ ! -s "$dir/out" ] || fail "systemd-analyze verify: $(cat "$dir/out")"
# Three people: the program, nginx, and the group through which nginx comes.
if [ -n "$root" ]; then app=61234 web=61235 www=61236; else app=$(id -u) web=$(id -g) www=$app; fi
appg=$app
[ -n "$root" ] || appg=$(id -g)
as() { if [ -n "$root" ]; then setpriv --reuid $app --regid $app --clear-groups "$@"; else "$@"; fi; }
as_www() { if [ -n "$root" ]; then setpriv --reuid $www --regid $www --groups $web "$@"; else "$@"; fi; }
# The lines of tmpfiles.d, for our numbers.
grep '^d ' "$dir/usr/lib/tmpfiles.d/etalase.conf" | while read -r _ path mode user group _; do
	mkdir -p "$path"
	if [ -n "$root" ]; then
		case $user in etalase) o=$app ;; *) o=0 ;; esac
		case $group in etalase) g=$app ;; etalase-web) g=$web ;; *) g=0 ;; esac
		chown $o:$g "$path"
	fi
	chmod "$mode" "$path"
done
[ -z "$root" ] || chown 0:$app "$conf"
printf 'argon_mib = 8\nargon_ops = 1\nworkers = 2\n' >>"$conf"
sed -i "s|^origins = .*|origins = https://shop.test:$tls|" "$conf"
e=$dir/usr/bin/etalase
as "$e" -c "$conf" migrate 2>/dev/null || fail "migrate on the installed tree"
as "$e" -c "$conf" demo 2>/dev/null || fail "demo on the installed tree"
login=$(as "$e" -c "$conf" staff add owner owner Pemilik) || fail "staff add on the installed tree"
password=$(echo "$login" | sed -n 's/^password: //p')
unit() {
	python3 tests/shell/unit_run.py "$u/etalase-$1.service" $app:$appg 2>>"$dir/$1.log" &
	pids="$pids $!"
	last=$!
}
unit serve
serve=$last
unit work
work=$last

# --- nginx with the installed site; only ports, name and certificate differ ---
mkdir -p "$dir/ngx/cert" "$dir/var/log/nginx" "$dir/var/cache" "$dir/var/www/html/.well-known/acme-challenge"
echo token >"$dir/var/www/html/.well-known/acme-challenge/probe"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.test -addext subjectAltName=DNS:shop.test -keyout "$dir/ngx/cert/privkey.pem" -out "$dir/ngx/cert/fullchain.pem" 2>/dev/null
sed -e "s|/etc/letsencrypt/live/toko.example|$dir/ngx/cert|" -e 's|toko\.example|shop.test|g' -e "s|listen 80|listen $port|; s|listen 443|listen $tls|; s|listen \[::\]:80|listen [::]:$port|; s|listen \[::\]:443|listen [::]:$tls|" \
	"$dir/etc/nginx/sites-available/etalase" >"$dir/ngx/site"
[ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' "$dir/ngx/site"
cat >"$dir/ngx/nginx.conf" <<C
daemon off;
pid $dir/ngx/pid;
events { worker_connections 512; }
http {
	client_body_temp_path $dir/ngx/body; fastcgi_temp_path $dir/ngx/fastcgi; proxy_temp_path $dir/ngx/proxy; uwsgi_temp_path $dir/ngx/uwsgi; scgi_temp_path $dir/ngx/scgi;
	# As in Debian's nginx.conf, into which the site goes.
	sendfile on; tcp_nopush on; types_hash_max_size 2048; include /etc/nginx/mime.types; default_type application/octet-stream;
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; access_log off; error_log $dir/ngx/error.log; gzip on;
	include $dir/ngx/site;
}
C
[ -z "$root" ] || chown -R $www:$www "$dir/ngx" "$dir/var/log/nginx" "$dir/var/cache"
as_www "$nginx" -e "$dir/ngx/error.log" -t -c "$dir/ngx/nginx.conf" >"$dir/out" 2>&1 || { fail "nginx -t"; cat "$dir/out"; exit 1; }
has_not "nginx -t" "$(grep -v 'the "user" directive' "$dir/out")" warn
# In place of the shell put aside, so that the process that is ended later is nginx.
(if [ -n "$root" ]; then exec setpriv --reuid $www --regid $www --groups $web "$nginx" -e "$dir/ngx/error.log" -c "$dir/ngx/nginx.conf"; fi
exec "$nginx" -e "$dir/ngx/error.log" -c "$dir/ngx/nginx.conf") 2>>"$dir/ngx.log" &
pids="$pids $!"
url=https://shop.test:$tls
get() { curl -s -m 20 --cacert "$dir/ngx/cert/fullchain.pem" --resolve "shop.test:$tls:127.0.0.1" --resolve "shop.test:$port:127.0.0.1" "$@"; }
code() { get -o /dev/null -w '%{http_code}' "$@"; }
head_of() { get -o /dev/null -D - "$@" | tr -d '\r'; }
i=0
until [ "$(code $url/healthz)" = 200 ]; do
	i=$((i + 1))
	[ $i -lt 300 ] || { fail "the installed shop did not open"; cat "$dir"/*.log "$dir/ngx/error.log"; exit 1; }
	sleep 0.1
done
grep -h 'not raised' "$dir/serve.log" "$dir/work.log" | sort -u
for p in $serve $work; do is "the walls of $p" "$(sed -n 's/^Seccomp:\t//p; s/^NoNewPrivs:\t//p' /proc/$p/status | tr '\n' ' ')" "1 2 "; done

# TLS: plain http goes to https, but for the certificate's answers; other names are not answered; old protocols neither.
h=$(head_of "http://shop.test:$port/products?x=1")
has "http" "$h" '^HTTP/1.1 301'
has "http" "$h" '^location: https://shop\.test/products\?x=1$'
has_not "http" "$h" '^strict-transport-security'
is "the certificate's answer" "$(get "http://shop.test:$port/.well-known/acme-challenge/probe")" token
is "another name by http" "$(code -H 'Host: evil.test' "http://shop.test:$port/")" 000
is "the bare address by https" "$(curl -sk -o /dev/null -m 10 -w '%{http_code}' "https://127.0.0.1:$tls/")" 000
is "TLS 1.1" "$(code --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 $url/)" 000
is "TLS 1.2" "$(code --tls-max 1.2 $url/)" 200
h=$(head_of --http1.1 $url/)
has "home" "$h" '^HTTP/1.1 200'
has "home by HTTP/2" "$(head_of $url/)" '^HTTP/2 200'
has "home" "$h" '^strict-transport-security: max-age=31536000$'
is "home: HSTS once" "$(printf '%s\n' "$h" | grep -ci '^strict-transport-security:')" 1
has_not "home" "$h" '^(set-cookie|server: nginx/)'
has "404" "$(head_of --http1.1 $url/nowhere)" '^strict-transport-security: max-age=31536000$'
css=$(get $url/ | grep -o '/static/shop-[0-9a-f]*\.css' | head -n 1)
h=$(head_of --http1.1 -H 'Accept-Encoding: gzip' "$url$css")
has "$css" "$h" '^cache-control: public, max-age=31536000, immutable'
has "$css" "$h" '^content-encoding: gzip'
has "$css" "$h" '^strict-transport-security'

# Pictures come out of etalase-media inside the worker's walls, and nginx may read them: it is another user.
i=0
until media=$(get $url/ | grep -o '/media/[0-9a-f/]*-[0-9]*\.\(webp\|jpg\)' | head -n 1) && [ -n "$media" ] && [ "$(code "$url$media")" = 200 ] || [ $i -ge 600 ]; do sleep 0.1; i=$((i + 1)); done
has "a picture" "$(head_of --http1.1 "$url$media")" '^HTTP/1.1 200'
has_not "pictures under the unit" "$(cat "$dir/work.log")" '"result":"(failed|retry)|no-decode|sandbox'
if [ -n "$root" ]; then
	as_www cat "$dir/var/lib/etalase/etalase.db" >/dev/null 2>&1 && fail "nginx may read the database"
	as_www ls "$dir/var/lib/etalase/keys" >/dev/null 2>&1 && fail "nginx may look at the keys"
	as_www ls "$dir/var/lib/etalase" >/dev/null 2>&1 && fail "nginx may list the shop's folder"
	setpriv --reuid 61239 --regid 61239 --clear-groups ls "$dir/var/lib/etalase/media" >/dev/null 2>&1 && fail "others may enter the shop's folder"
	setpriv --reuid 61239 --regid 61239 --clear-groups cat "$conf" >/dev/null 2>&1 && [ "$(stat -c %a "$conf")" != 640 ] && fail "others may read the settings"
	is "the socket" "$(stat -c '%a %u %g' "$dir/run/etalase/web/web.sock")" "660 $app $web"
fi

# Receipts lie in a folder without an address (abuse case 53).
as sh -c "umask 027; mkdir -p '$dir/var/lib/etalase/private/proof'; echo secret >'$dir/var/lib/etalase/private/proof/probe.jpg'"
for at in /_private/proof/probe.jpg /private/proof/probe.jpg /media/../private/proof/probe.jpg /media/..%2fprivate/proof/probe.jpg /media/%2e%2e/private/proof/probe.jpg /static/../private/proof/probe.jpg \
	/_private/ /en/_private/proof/probe.jpg //_private/proof/probe.jpg /_private/backup/ /etalase.db /.well-known/acme-challenge/probe /nginx/shop.conf /static../etalase.conf; do
	c=$(code --path-as-is "$url$at")
	case $c in 400|404) ;; *) fail "$at answers $c" ;; esac
done

# A shopper and the owner, over https.
PORT=$tls PEM=$dir/ngx/cert/fullchain.pem PASSWORD=$password python3 tests/shell/install_flow.py || fail "the way of a shopper and the owner"

# Sizes: what the program takes comes through, a byte more does not.
head -c 2000001 /dev/zero | tr '\0' a >"$dir/form"
is "a form above request_max" "$(code -X POST -H 'Expect:' --data-binary @"$dir/form" "$url/cart/add")" 413
head -c 11000000 /dev/zero >"$dir/photo"
is "a photo below upload_max" "$(code --http1.1 -X POST -H 'Expect:' -H 'Content-Type: application/octet-stream' --data-binary @"$dir/photo" "$url/order/none/proof")" 403
head -c 12000001 /dev/zero >"$dir/photo"
is "a photo above upload_max" "$(code --http1.1 -X POST -H 'Expect:' --data-binary @"$dir/photo" "$url/order/none/proof")" 413
is "a photo above upload_max, owner's side" "$(code --http1.1 -X POST -H 'Expect:' --data-binary @"$dir/photo" "$url/admin/settings")" 413

# Limits, through the program: with `return` in the location they would not bite. Each has its own count, and looking is no try.
flood() { # PATH TIMES: how many were answered 429
	i=0
	args=
	while [ $i -lt "$2" ]; do args="$args -o /dev/null $url$1"; i=$((i + 1)); done
	# shellcheck disable=SC2086
	get --http1.1 -X POST -d a=b -w '%{http_code}\n' $args | grep -c '^429$'
}
for at in /admin/login:45 /checkout:75 /order/none/proof:60; do
	n=$(flood "${at%:*}" "${at#*:}")
	[ "$n" -ge 5 ] && [ "$n" -lt "${at#*:}" ] || fail "$n of ${at#*:} POSTs to ${at%:*} are refused"
done
h=$(head_of --http1.1 -X POST -d a=b $url/admin/login)
has "429" "$h" '^HTTP/1.1 429'
has "429" "$h" '^retry-after: [0-9]+'
has "429" "$h" '^strict-transport-security'
has "429" "$(get -X POST -d a=b $url/admin/login)" '<h1>'
is "the login form while logins are limited" "$(code $url/admin/login)" 200
is "the shop while logins are limited" "$(code $url/)" 200
sleep 4	# the shop's own count has forgotten the floods
i=0
args=
while [ $i -lt 400 ]; do args="$args -o /dev/null $url/robots.txt"; i=$((i + 1)); done
# shellcheck disable=SC2086
n=$(get -Z --parallel-max 40 -w '%{http_code}\n' $args 2>/dev/null | grep -c '^429$')
[ "$n" -ge 1 ] && [ "$n" -le 200 ] || fail "$n of 400 requests at once are refused"
args=
i=0
while [ $i -lt 400 ]; do args="$args -o /dev/null $url$css"; i=$((i + 1)); done
# shellcheck disable=SC2086
is "files are not limited" "$(get -Z --parallel-max 40 -w '%{http_code}\n' $args 2>/dev/null | grep -c '^429$')" 0
sleep 5.5	# nginx writes what it holds
i=0
until grep -qsE '"u":"/order/-' "$dir/var/log/nginx/etalase-access.log" || [ $i -ge 300 ]; do sleep 0.1; i=$((i + 1)); done
grep -qE '"u":"/order/-' "$dir/var/log/nginx/etalase-access.log" || fail "the access log doesn't hide orders"
has_not "logs" "$(cat "$dir/var/log/nginx/"*.log "$dir"/*.log)" '81234567891|Uji Pasang'

# HUP starts fresh workers, after the new program has looked at settings and database (a while on a busy machine); TERM ends all.
kids() { ps -o pid= --ppid "$1" | tr -d ' ' | sort | tr '\n' ' '; }
before=$(kids $serve)
kill -HUP $serve
i=0
# Two workers, none of them one of before. The check of the new program is a child for a while, too.
fresh() {
	now=" $(kids $serve)"
	for p in $before; do case $now in *" $p "*) return 1 ;; esac; done
	[ "$(echo "$now" | wc -w)" = 2 ]
}
until fresh || [ $i -ge 600 ]; do sleep 0.1; i=$((i + 1)); done
[ $i -lt 600 ] || fail "HUP starts no fresh workers"
is "after HUP" "$(code $url/healthz)" 200
all="$(kids $serve) $(kids $work)"
kill -TERM $serve $work
wait $serve $work
i=0
any() { for p in $all; do kill -0 "$p" 2>/dev/null && return 0; done; return 1; }
while any && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
for p in $all; do kill -0 "$p" 2>/dev/null && fail "after TERM $(ps -o args= -p "$p") still runs"; done
has "the database" "$(as "$e" -c "$conf" check 2>&1)" '^ok$'

# --- the same with PostgreSQL, in its profile ---
# A server of our own: into the folder of the one that all tests share only its owner may go.
pg=$(mktemp -d)
if conn=$(sh tests/pg.sh start "$pg" 2>/dev/null); then
	[ -z "$root" ] || chmod 711 "$pg"
	make -s install PROFILE=postgresql DESTDIR="$dir/stage" PREFIX="$dir/usr" SYSCONFDIR="$dir/etc" LOCALSTATEDIR="$dir/var" RUNSTATEDIR="$dir/run" >/dev/null
	has "the settings of the profile" "$(cat "$dir/stage$conf")" '^db = pg:dbname=etalase$'
	cp -R "$dir/stage$dir/usr/lib/systemd/system/." "$u/"
	systemd-analyze verify --man=no "$u/etalase-serve.service" "$u/etalase-work.service" >"$dir/out" 2>&1 || fail "systemd-analyze verify, PostgreSQL: $(cat "$dir/out")"
	sed -i "s|^db = .*|db = pg:$conn|" "$conf"
	as "$e" -c "$conf" migrate 2>/dev/null && as "$e" -c "$conf" demo 2>/dev/null || fail "migrate on PostgreSQL"
	: >"$dir/work.log"
	unit serve
	serve=$last
	unit work
	i=0
	until [ "$(code $url/healthz)" = 200 ] || [ $i -ge 600 ]; do sleep 0.1; i=$((i + 1)); done
	is "home with PostgreSQL" "$(code $url/)" 200
	i=0
	until grep -q '"media.product".*"result":"ok"' "$dir/work.log" || [ $i -ge 100 ]; do sleep 0.1; i=$((i + 1)); done
	kill -TERM $serve $last
	wait $serve $last
else
	pg=
	echo "the PostgreSQL profile was not started: no server"
fi
has_not "walls of the workers inside those of the units" "$(cat "$dir"/*.log)" '"where":"walls"'
[ $bad = 0 ] && echo "install: all as it should be"
exit $bad
