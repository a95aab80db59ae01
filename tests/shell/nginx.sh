#!/bin/sh
# The whole shop behind the real nginx, opened as `make run` does: what only nginx decides (files, limits, headers, its log), stopping without leftovers, opening twice with the same data.
# Prints SKIPPED when nginx or curl is missing.
set -u
cd "$(dirname "$0")/../.."
for p in nginx curl; do
	command -v $p >/dev/null 2>&1 || [ -x /usr/sbin/$p ] || { echo "SKIPPED shell/nginx: no $p"; exit 0; }
done
[ -x build/etalase ] || { echo "build/etalase is missing: make build"; exit 1; }
dir=$(mktemp -d /tmp/etalase-nginx.XXXXXX)
chmod 755 "$dir"
data=$dir/data
port=$(sh tests/port.sh)
url=http://127.0.0.1:$port
bad=0
run=
fail() { echo "FAILED: $*"; bad=1; }
finish() {
	[ -z "$run" ] || kill -TERM "$run" 2>/dev/null
	[ -z "$run" ] || wait "$run" 2>/dev/null
	[ -n "${ETALASE_TEST_KEEP:-}" ] || rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The processes of the shop that runs: the children of ours, and theirs.
tree() { for c in $(ps -o pid= --ppid "$1"); do echo "$c"; tree "$c"; done; }
alive() { for p in $1; do kill -0 "$p" 2>/dev/null && ps -o pid=,args= -p "$p"; done; }
open_shop() {
	# A shell without job control starts what it puts aside with interrupts ignored; Ctrl-C must reach the shop here.
	python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp("sh", ["sh", "conf/run.sh"] + sys.argv[1:])' "$port" "$data" >"$dir/out" 2>&1 &
	run=$!
	i=0
	until [ "$(code $url/healthz)" = 200 ] && grep -q 'Ctrl-C closes' "$dir/out"; do
		i=$((i + 1))
		[ $i -lt 1200 ] || { fail "the shop did not open"; cat "$dir/out" "$data"/run/*.log 2>/dev/null | tail -n 40; exit 1; }
		kill -0 "$run" 2>/dev/null || { fail "conf/run.sh ended"; cat "$dir/out"; exit 1; }
		sleep 0.1
	done
}
close_shop() {
	all=$(tree "$run")
	[ "$(echo "$all" | wc -l)" -ge 5 ] || fail "the shop has hardly any process: $all"
	kill -INT "$run"
	i=0
	while kill -0 "$run" 2>/dev/null && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done
	wait "$run" 2>/dev/null
	run=
	i=0
	until [ -z "$(alive "$all")" ] || [ $i -ge 100 ]; do sleep 0.1; i=$((i + 1)); done
	[ -z "$(alive "$all")" ] || fail "after Ctrl-C these still run: $(alive "$all")"
}
code() { curl -s -o /dev/null -m 20 -w '%{http_code}' "$@"; }
head_of() { curl -s -o /dev/null -m 20 -D - "$@" | tr -d '\r'; }
is() { [ "$2" = "$3" ] || fail "$1: $2 instead of $3"; }
has() { printf '%s' "$2" | grep -qiE "$3" || fail "$1: no $3 in: $(printf '%s' "$2" | head -c 600)"; }
has_not() { ! printf '%s' "$2" | grep -qiE "$3" || fail "$1: $3 is there: $(printf '%s' "$2" | grep -iE "$3" | head -n 2)"; }

open_shop
grep -q 'password:' "$dir/out" || fail "the first start shows no password"
is "home" "$(code $url/)" 200
is "home, English" "$(code $url/en)" 200
is "admin" "$(code $url/admin)" 303

# Static files: a name with a hash stays for a year and is compressed.
page=$(curl -s $url/)
css=$(printf '%s' "$page" | grep -o '/static/shop-[0-9a-f]*\.css' | head -n 1)
[ -n "$css" ] || fail "home names no style"
h=$(head_of -H 'Accept-Encoding: gzip' "$url$css")
has "$css" "$h" '^cache-control: public, max-age=31536000, immutable'
has "$css" "$h" '^content-encoding: gzip'
has "$css" "$h" '^content-type: text/css'
has "$css" "$h" '^x-content-type-options: nosniff'
h=$(head_of -H 'Accept-Encoding: gzip' $url/)
has "home" "$h" '^content-encoding: gzip'
has "home" "$h" "^content-security-policy: default-src 'none'"
for x in content-security-policy x-content-type-options referrer-policy cross-origin-opener-policy cache-control; do
	is "home: $x once" "$(printf '%s\n' "$h" | grep -ci "^$x:")" 1
done
has_not "home" "$h" '^(server: nginx/|x-powered-by)'

# Pictures: made once by the worker, then files. No markup, nothing that runs, even if it should lie there.
i=0
until media=$(curl -s $url/ | grep -o '/media/[0-9a-f/]*-[0-9]*\.\(webp\|jpg\)' | head -n 1) && [ -n "$media" ] && [ "$(code "$url$media")" = 200 ] || [ $i -ge 600 ]; do sleep 0.1; i=$((i + 1)); done
[ -n "$media" ] || fail "home shows no picture"
h=$(head_of "$url$media")
has "$media" "$h" "^content-security-policy: default-src 'none'; sandbox"
has "$media" "$h" '^x-content-type-options: nosniff'
has "$media" "$h" '^content-type: image/(webp|jpeg)'
has "$media" "$h" '^cache-control: public, max-age=31536000, immutable'
mkdir -p "$data/media/zz"
echo '<script>alert(1)</script>' >"$data/media/zz/x.html"
ln -s /etc/passwd "$data/media/zz/link.jpg"
printf '%%PDF-1.4\n<html><script>alert(1)</script>' >"$data/media/zz/x.pdf"
printf '0123456789' >"$data/media/zz/x.mp4"
chmod -R a+rX "$data/media/zz"
h=$(head_of "$url/media/zz/x.html")
has "media/zz/x.html" "$h" '^content-type: application/octet-stream'
has "media/zz/x.html" "$h" 'sandbox'
# A paper is saved, never opened here, whatever it holds besides; a clip comes in pieces, into the browser's own player.
h=$(head_of "$url/media/zz/x.pdf")
has "media/zz/x.pdf" "$h" '^content-type: application/pdf'
has "media/zz/x.pdf" "$h" '^content-disposition: attachment'
has "media/zz/x.pdf" "$h" '^x-content-type-options: nosniff'
has "media/zz/x.pdf" "$h" "^content-security-policy: default-src 'none'; sandbox"
has "media/zz/x.pdf" "$h" '^cache-control: public, max-age=31536000, immutable'
h=$(head_of -H 'Range: bytes=2-4' "$url/media/zz/x.mp4")
has "media/zz/x.mp4" "$h" '^HTTP/1.1 206'
has "media/zz/x.mp4" "$h" '^content-range: bytes 2-4/10'
has "media/zz/x.mp4" "$h" '^content-type: video/mp4'
has "media/zz/x.mp4" "$h" '^x-content-type-options: nosniff'
has "media/zz/x.mp4" "$h" "^content-security-policy: .*; sandbox allow-same-origin"
has_not "media/zz/x.mp4" "$h" '^content-disposition'
is "a link in media" "$(code "$url/media/zz/link.jpg")" 404
rm -rf "$data/media/zz"

# What has no address.
for at in /_private/proof/x.jpg /private/ /media/ /static/ /etalase.db /data/etalase.db /run/etalase.log /.git/config /media/../etalase.db /static/..%2f..%2fconf%2frun.sh /static../conf/run.sh /_errors/404.html /incoming/; do
	c=$(code --path-as-is "$url$at")
	case $c in 400|404) ;; *) fail "$at answers $c" ;; esac
done

# Limits and methods.
head -c 14000000 /dev/zero >"$dir/big"
is "14 MB" "$(code -X POST -H 'Sec-Fetch-Site: same-origin' -H 'Expect:' --data-binary @"$dir/big" "$url/cart/add")" 413
head -c 3000000 /dev/zero | tr '\0' a >"$dir/form"
is "3 MB of form" "$(code -X POST -H 'Sec-Fetch-Site: same-origin' -H 'Expect:' --data-binary @"$dir/form" "$url/cart/add")" 413
is "an address of 20 kB" "$(code "$url/$(head -c 20000 /dev/zero | tr '\0' a)")" 414
is "a header of 40 kB" "$(code -H "X-A: $(head -c 40000 /dev/zero | tr '\0' a)" "$url/")" 400
for m in PUT DELETE TRACE OPTIONS PATCH PROPFIND; do
	is "$m" "$(code -X $m "$url/")" 405
done
h=$(head_of "$url/nowhere")
has "404" "$h" "^HTTP/1.1 404"
has "404" "$h" "^content-security-policy: default-src 'none'"
h=$(head_of -X PUT "$url/static/none.css")
has "nginx's own error" "$h" "^content-security-policy: default-src 'none'"
for x in X-Forwarded-Host:evil.test X-Original-URL:/admin/orders X-User:owner Proxy:http://evil.test X-Forwarded-For:1.2.3.4; do
	has_not "header $x" "$(curl -s -i -H "$x" "$url/")" 'evil\.test|set-cookie'
done
has_not "Host" "$(curl -s -i -H 'Host: evil.test' "$url/")" 'evil\.test'
# Ambiguous framing, each on a connection of its own.
python3 - "$port" <<'PY' || bad=1
import socket, sys
bad = 0
for name, raw in (("two Host", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), ("CL and TE", b"POST /cart/add HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                  ("two CL", b"POST /cart/add HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"), ("negative CL", b"POST /cart/add HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
                  ("NUL", b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"), ("no Host", b"GET / HTTP/1.1\r\n\r\n"), ("climbing", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"),
                  ("odd coding", b"POST /cart/add HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10)
    s.sendall(raw)
    got = s.recv(200)
    s.close()
    if got[9:12] not in (b"400", b"405", b"501"):
        print("FAILED: %s is answered %r" % (name, got[:60]))
        bad = 1
sys.exit(bad)
PY

# An order's address is its key: a shopper's whole way, then neither log has it.
ref=$(ETALASE_PORT=$port python3 - <<'PY'
import os, re, urllib.parse, urllib.request, http.cookiejar
base = "http://127.0.0.1:" + os.environ["ETALASE_PORT"]
jar = http.cookiejar.CookieJar()
o = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
o.addheaders = [("Sec-Fetch-Site", "same-origin"), ("Origin", base), ("User-Agent", "test")]
def get(at, fields=None):
    r = o.open(base + at, urllib.parse.urlencode(fields).encode() if fields else None, timeout=20)
    return r.geturl(), r.read().decode()
def value(page, name):
    m = re.search(r'name="%s" value="([^"]*)"' % name, page)
    return m.group(1) if m else ""
_, home = get("/products")
product = re.search(r'href="(/product/[^"?#]+)', home).group(1)
_, page = get(product)
for v in re.findall(r'name="variant" value="(\d+)"', page)[:1]:
    get("/cart/add", [("variant", v), ("qty", "1")])
_, page = get("/checkout")
f = dict(csrf=value(page, "csrf"), idem_key=value(page, "idem_key"), name="Uji Nginx", phone="081234567891", address="Jl. Uji", how="send", kec="Koto Balingka", step="show", was="0")
_, page = get("/checkout", list(f.items()))
f.update(step="place", cart_hash=value(page, "cart_hash"), quote_hash=value(page, "quote_hash"), was=value(page, "was"), pay="transfer", zone=re.search(r'name="zone" value="(\d+)"[^>]*checked', page).group(1))
url, page = get("/checkout", list(f.items()))
print(re.search(r"/order/([A-Za-z0-9_-]+)", url).group(1))
PY
) || fail "no order could be placed"
if [ -n "$ref" ]; then
	is "the order" "$(code "$url/order/$ref")" 200
	code "$url/en/order/$ref?x=1" >/dev/null
	code "$url/%6frder/$ref" >/dev/null
	code "$url/order/$ref/proof/1" >/dev/null
	sleep 3		# nginx writes what it holds
	i=0
	until grep -q '"/order/-' "$data/run/nginx-access.log" || [ $i -ge 300 ]; do sleep 0.1; i=$((i + 1)); done
	grep -q "$ref" "$data"/run/*.log && fail "the key of an order is in a log: $(grep -l "$ref" "$data"/run/*.log)"
	grep -q '"/order/-' "$data/run/nginx-access.log" || fail "nginx's log doesn't have the order's route"
	grep -qE '81234567891|Uji Nginx' "$data"/run/*.log && fail "who ordered is in a log"
fi

# Visits: a person's page arrives with where it came from; machines, staff, the admin panel, files and orders do not. Neither address nor browser is anywhere.
phone='Mozilla/5.0 (Linux; Android 13; Uji-Ponsel) Chrome/120 Mobile'
# A Unix datagram socket holds ten that nobody has read yet, and the one who counts waits for a database that is busy: requests come no faster than that.
told() {
	curl -s -o /dev/null "$@"
	sleep 0.3
	i=0
	while [ -n "$(ss -xH state all src "$data/run/visit.sock" 2>/dev/null | awk '$3 > 0')" ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i + 1)); done
}
visits() { python3 -c 'import sqlite3, sys; print("\n".join(" ".join(map(str, r)) for r in sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True).execute("SELECT channel, path, views, carted FROM visit ORDER BY channel, path")))' "$data/etalase.db"; }
told -A "$phone 1" -e 'https://lm.facebook.com/l.php?u=x' "$url/products?utm_campaign=x"
told -A "$phone 1" "$url/en"
told -A "$phone 2" "$url/?utm_source=instagram"
told -A "$phone 2" -X POST -H 'Sec-Fetch-Site: same-origin' -d 'variant=1&qty=1' "$url/cart/add"
told -A "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" "$url/search"
for at in /admin /admin/login /nowhere "$css" "$media" /feed/google.xml /healthz "/order/$ref" /robots.txt; do told -A "$phone 3" "$url$at"; done
told -A "$phone 4" -b "a=b; staff=xyz" "$url/"
told -A "$phone 5" -H 'Sec-Purpose: prefetch;prerender' "$url/"
# What was searched for, and how many goods were found; nobody's number; of the header nothing comes through.
told -D "$dir/hits" -A "$phone 1" "$url/search?q=Helikopter+Zamrud%20Biru"
grep -qi '^x-search-hits' "$dir/hits" && fail "the number of hits is told to everybody"
told -A "$phone 2" "$url/en/search?utm_source=instagram&q=helikopter%20zamrud+biru"
told -A "$phone 1" "$url/search?q=helikopter+zamrud+biru&page=2"
told -A "$phone 1" "$url/search?q=081234567890"
searches() { python3 -c 'import sqlite3, sys; print(sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True).execute("SELECT term, asked, hits FROM search_log").fetchall())' "$data/etalase.db"; }
want="facebook /products 5 0
instagram / 2 1"
i=0
until [ "$(visits)" = "$want" ] && searches | grep -q "', 2, " || [ $i -ge 300 ]; do sleep 0.2; i=$((i + 1)); done
sleep 4	# what must not be counted would be there by now, too
is "searches" "$(searches)" "[('helikopter zamrud biru', 2, 0)]"
is "visits" "$(visits)" "$want"
grep -aqE 'Uji-|Android 13|127\.0\.0\.1' "$data/etalase.db" "$data/etalase.db-wal" && fail "an address or a browser is in the database"
grep -qE 'Uji-|Android 13' "$data"/run/*.log && fail "a browser's name is in a log"
is "the salt's mode" "$(stat -c %a "$data/visit.salt")" 600
# With the worker away pages come as fast and nothing is kept for it.
mv "$data/run/visit.sock" "$data/run/visit.sock.away"
for i in 1 2 3; do is "home while nobody counts" "$(curl -s -o /dev/null -m 20 -A "$phone 6" -w '%{http_code}' "$url/")" 200; done
mv "$data/run/visit.sock.away" "$data/run/visit.sock"

orders=$ref
close_shop

# A second time: the same data, no new password.
open_shop
grep -q 'password:' "$dir/out" && fail "the second start shows a password"
[ -z "$orders" ] || is "the order after reopening" "$(code "$url/order/$orders")" 200
sock=$data/run/web.sock
mv "$sock" "$sock.away"
is "healthz without the program" "$(code $url/healthz)" 503
is "home without the program" "$(code $url/)" 502
mv "$sock.away" "$sock"
is "healthz with the program again" "$(code $url/healthz)" 200
ls -ld "$data"/run/web.sock | grep -q '^srw.rw----' || fail "the socket is open to everybody"
close_shop
[ $bad = 0 ] && echo "nginx: all as it should be"
exit $bad
