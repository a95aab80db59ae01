"""Plain CGI: the program started once for a request, as a cgi-bin server does it (RFC 3875); and the whole shop on an account of a cheap host: Apache with mod_cgi, installed by
conf/cgi/install.sh, its background work done by cron."""
import http.client
import os
import random
import re
import shutil
import subprocess
import time
import unittest
import urllib.parse

import _abuse as a
import _pictures
import _ways as w
import harness
from harness import FlowTest, KIND, ORIGIN

APACHE = shutil.which("apache2") or "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"


class Cgi(FlowTest):
    def run_cgi(self, path, *words, method="GET", body=b"", **env):
        e = self.shop.env()
        plain, _, query = path.partition("?")
        e.update(GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD=method, REQUEST_URI=path, SCRIPT_NAME=plain, QUERY_STRING=query, SERVER_PROTOCOL="HTTP/1.1", REMOTE_ADDR="127.0.0.1",
                 CONTENT_LENGTH=str(len(body)) if body else "")
        e.update(env)
        p = subprocess.run([harness.BIN, *words], env=e, input=body, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(p.returncode, 0, p.stderr[-1000:])
        self.assertNotIn(b'"where":"walls"', p.stderr)
        return harness.Reply(p.stdout.replace(b"\n", b"\r\n", 1) if b"\r\n" not in p.stdout else p.stdout)

    def test_a_page_and_a_cart(self):
        self.assertEqual(self.run_cgi("/").status, 200)
        r = self.run_cgi("/product/keripik-sanjai-balado")
        self.assertIn("Keripik Sanjai", r.text)
        f = r.page.form("/cart/add", "product")
        body = harness.urllib.parse.urlencode([tuple(x) for x in f.fields] + [("go", "cart")]).encode()
        r = self.run_cgi("/cart/add", method="POST", body=body, CONTENT_TYPE="application/x-www-form-urlencoded", HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN=harness.ORIGIN)
        self.assertEqual(r.status, 303)
        cookie = r.header("set-cookie").split(";")[0]
        self.assertIn("Keripik Sanjai", self.run_cgi("/cart", HTTP_COOKIE=cookie).text)

    def test_words_of_a_query_are_no_commands(self):
        """A server gives `?staff+list` to the program as arguments; so does one with -c."""
        for words in (("staff", "list"), ("-c", "/etc/passwd"), ("export", os.path.join(self.shop.dir, "stolen"))):
            r = self.run_cgi("/?" + "+".join(words), *words)
            self.assertEqual(r.status, 200)
            self.assertIn("<!DOCTYPE html>", r.text[:100].replace("<!doctype html>", "<!DOCTYPE html>"))
        self.assertFalse(os.path.exists(os.path.join(self.shop.dir, "stolen")))

    def test_without_REQUEST_URI(self):
        """Not every server adds what the RFC does not know: the path is then what follows the script's name, decoded."""
        def run(path, query=""):
            e = {"REQUEST_URI": "", "SCRIPT_NAME": "/cgi-bin/etalase.cgi", "PATH_INFO": path, "QUERY_STRING": query}
            return self.run_cgi("/", **e)
        self.assertEqual(run("").body, self.run_cgi("/").body)
        self.assertIn("Keripik Sanjai", run("/product/keripik-sanjai-balado").text)
        self.assertEqual(run("/search", "q=sanjai").page.find("input", name="q").attrs["value"], "sanjai")
        self.assertEqual([run(x).status for x in ("/product/a b?c%2f\u00e9", "//", "/a\nb", "/" + "a" * 9000)], [404, 301, 400, 400])


class Account(harness.Shop):
    """An account on a host with Apache: everything belongs to one user, under whom programs run; nothing but cgi-bin and cron."""

    def start(self):
        self.account, self.home = self.dir, os.path.join(self.dir, "etalase")
        self.public, self.conf = os.path.join(self.dir, "public_html"), os.path.join(self.home, "etalase.conf")
        self.dir = os.path.join(self.home, "data")
        os.makedirs(self.dir)
        os.chmod(self.account, 0o755)
        # Apache gives up root's rights; the tests' PostgreSQL is open to the user that it runs as.
        self.uid = os.getuid() or (os.stat(re.search(r"host=(\S+)", harness.PG).group(1)).st_uid if KIND == "postgres" else 33)
        self.make_database()
        self.sql("DELETE FROM outbox WHERE lane='media'")     # the demo's pictures take their time; a photo of the owner's is enough
        self.install()
        with open(self.conf) as f:
            text = f.read().replace("#argon_mib = 64", "argon_mib = 8")
        with open(self.conf, "w") as f:
            f.write(re.sub(r"(?m)^db = .*", "db = " + self.db, text))
        self.own()
        self.port = random.randrange(20000, 50000)
        try:
            self.open_server()
        except BaseException:
            self.stop()
            raise
        return self

    def install(self):
        e = {k: v for k, v in os.environ.items() if not k.startswith("ETALASE_")}
        p = subprocess.run(["sh", os.path.join(harness.ROOT, "conf/cgi/install.sh"), self.home, self.public, ORIGIN], env=e, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if p.returncode:
            raise AssertionError(p.stdout)
        self.told = p.stdout

    def own(self):
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "%d:%d" % (self.uid, self.uid), self.account], check=True)

    def open_server(self):
        conf = os.path.join(self.account, "apache.conf")
        modules = ["mpm_prefork", "authz_core", "alias", "mime", "dir", "cgi", "rewrite", "headers", "filter", "deflate", "env"]
        with open(conf, "w") as f:
            for m in modules:
                f.write("LoadModule %s_module %s/mod_%s.so\n" % (m, MODULES, m))
            f.write("""ServerRoot %(at)s
ServerName shop.test
Listen 127.0.0.1:%(port)d
PidFile %(at)s/apache.pid
ErrorLog %(at)s/log
DocumentRoot %(public)s
User #%(uid)d
Group #%(uid)d
TypesConfig /dev/null
StartServers 3
MinSpareServers 2
<Directory />
	Require all denied
	Options FollowSymLinks
	AllowOverride None
</Directory>
<Directory %(public)s>
	Require all granted
	AllowOverride All
</Directory>
<Directory %(public)s/cgi-bin>
	Options FollowSymLinks ExecCGI
	AddHandler cgi-script .cgi
</Directory>
<Directory %(home)s>
	Require all granted
</Directory>
# The program itself, as somebody would have it who links it there: arguments reach it.
ScriptAlias /bare %(home)s/bin/etalase
<Location /bare>
	RewriteEngine Off
	SetEnv ETALASE_CONF %(conf)s
</Location>
""" % {"at": self.account, "port": self.port, "public": self.public, "uid": self.uid, "home": self.home, "conf": self.conf})
        self.log = os.path.join(self.account, "log")
        self.procs.append(subprocess.Popen([APACHE, "-f", conf, "-DFOREGROUND"], env={"PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                           start_new_session=True))    # it ends by a signal to its whole group
        end = time.time() + 60
        while time.time() < end and self.procs[0].poll() is None:
            try:
                if self.client().get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("Apache did not open the shop:\n" + self.read_log()[-3000:])

    def command(self, *args, check=True, **env):
        if not os.path.exists(self.conf):
            return super().command(*args, check=check, **env)
        who = {} if os.getuid() else {"user": self.uid, "group": self.uid, "extra_groups": []}
        p = subprocess.run([os.path.join(self.home, "bin", "etalase"), "-c", self.conf, *args], env={}, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, **who)
        if check and p.returncode:
            raise AssertionError("etalase %s: %d\n%s%s" % (" ".join(args), p.returncode, p.stdout[-2000:], p.stderr[-2000:]))
        return p

    def client(self, **headers):
        return Visitor(self, headers)

    def stop(self):
        super().stop()
        shutil.rmtree(self.account, ignore_errors=True)


class Visitor(harness.Client):
    """A browser that speaks HTTP."""

    def request(self, method, path, body=b"", ctype="", **headers):
        path = path[len(ORIGIN):] if path.startswith(ORIGIN) else path
        h = {"Host": urllib.parse.urlsplit(ORIGIN).netloc, "User-Agent": "flow"}
        if method == "POST":
            h.update({"Content-Type": ctype, "Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"})
        if self.cookies:
            h["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        h.update({k: v for k, v in headers.items() if v is not None})
        con = http.client.HTTPConnection("127.0.0.1", self.shop.port, timeout=60)
        try:
            con.request(method, path.partition("#")[0], body or None, h)
            got = con.getresponse()
            r = harness.Reply(b"Status: 200\r\n\r\n" + got.read())
            r.status, r.headers = got.status, [(k.lower(), v) for k, v in got.getheaders()]
        finally:
            con.close()
        for c in r.all("set-cookie"):
            name, _, rest = c.partition("=")
            self.cookies[name] = rest.split(";")[0]
        self.last = r
        return r


@unittest.skipUnless(os.path.exists(APACHE), "no apache2")
class Hosted(FlowTest):
    @classmethod
    def setUpClass(cls):
        cls.shop = Account(True).start()

    def test_1_a_purchase_with_its_receipt(self):
        c = self.shop.client()
        r = self.ok(c.get("/"))
        self.assertIn("default-src 'none'", r.header("content-security-policy"))
        self.assertEqual(len(r.all("x-content-type-options")), 1)
        w.put(c, "SA-100", 2)
        o = w.place(c, w.fill(c))
        self.assertEqual(w.send_proof(c, o, _pictures.jpeg()).status, 303)
        self.assertEqual(self.shop.command("work", "--once").returncode, 0)
        self.assertEqual(self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % o.id), "ready")
        owner = self.shop.owner("kasir1")
        link = [x.attrs["src"] for x in self.ok(owner.get("/admin/orders/%d" % o.id)).page.all("img") if "/admin/proof/" in x.attrs.get("src", "")]
        r = self.ok(owner.get(link[0]))
        self.assertEqual((r.header("content-type"), r.body[:2]), ("image/jpeg", b"\xff\xd8"))
        self.assertNotEqual(self.shop.client().get(link[0]).status, 200)
        self.assertEqual(w.must(owner, o, "pay").status, 200)
        self.assertEqual(o.pay_state, "paid")
        self.whole()
        self.assertEqual(a.failures(self.shop), [])

    def test_2_addresses(self):
        c = self.shop.client()
        r = c.get("/tidak-ada")
        self.assertEqual(r.status, 404)
        self.assertIn("/static/", r.text)
        self.ok(c.get("/search?q=sanjai"))
        home = self.ok(c.get("/"))
        r = c.request("HEAD", "/")
        self.assertEqual((r.status, r.body, r.header("content-type")), (200, b"", home.header("content-type")))
        r = c.get("/product/" + w.slug(self.shop, "SA-100"))
        again = c.get("/product/" + w.slug(self.shop, "SA-100"), **{"If-None-Match": r.header("etag")}) if r.header("etag") else None
        self.assertIn(again.status if again else 304, (200, 304))
        for at in ("/cgi-bin/etalase.cgi", "/cgi-bin/etalase.cgi/product/x", "/cgi-bin/", "/.htaccess", "/etalase.conf", "/../etalase/etalase.conf", "/static/", "/static/../../etalase/etalase.conf",
                   "/media/", "/data/etalase.db"):
            r = c.get(at)
            self.assertIn(r.status, (400, 404), at)
            self.assertNotIn("smtp_url", r.text)
        self.assertEqual(c.request("PUT", "/").status, 405)

    def test_3_files(self):
        c = self.shop.client()
        owner = self.shop.owner("foto")
        f = owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", "Rendang kering").set("v0_price", "1000").set("v0_stock", "1")
        self.ok(owner.submit(f, ("act", "save"), files=[("photo", "rendang.jpg", "image/jpeg", _pictures.jpeg())]), 303)
        self.shop.command("work", "--once")
        text = self.ok(c.get("/")).text
        css = re.search(r"/static/shop-[0-9a-f]+\.css", text).group(0)
        r = self.ok(c.get(css, **{"Accept-Encoding": "gzip"}))
        self.assertEqual((r.header("content-type"), r.header("cache-control"), r.header("content-encoding")), ("text/css; charset=utf-8", "public, max-age=31536000, immutable", "gzip"))
        self.assertEqual(self.ok(c.get("/", **{"Accept-Encoding": "gzip"})).header("content-encoding"), "gzip")
        made = [os.path.join(d, f) for d, _, files in os.walk(os.path.join(self.shop.dir, "media")) for f in files]
        self.assertTrue(made, "cron made no picture")
        r = self.ok(c.get("/media" + made[0][len(os.path.join(self.shop.dir, "media")):]))
        self.assertRegex(r.header("content-type"), "^image/(webp|jpeg)$")
        self.assertIn("sandbox", r.header("content-security-policy"))
        # Papers of goods are saved, never opened here; clips come in pieces.
        for name, kind, saved in (("x.pdf", "application/pdf", "attachment"), ("x.mp4", "video/mp4", None), ("x.webm", "video/webm", None)):
            with open(os.path.join(self.shop.public, "media", name), "w") as f:
                f.write("%PDF-1.4 <html><script>alert(1)</script>")
            r = c.get("/media/" + name, Range="bytes=0-3")
            self.assertEqual((r.status, r.body, r.header("content-type"), r.header("content-disposition"), r.header("x-content-type-options")), (206, b"%PDF", kind, saved, "nosniff"))
            self.assertIn("sandbox", r.header("content-security-policy"))
            os.unlink(os.path.join(self.shop.public, "media", name))
        # Nothing that might lie there is run.
        with open(os.path.join(self.shop.public, "media", "x.cgi"), "w") as f:
            f.write("#!/bin/sh\necho 'Content-Type: text/plain'\necho\necho ran-$((6 * 7))\n")
        os.chmod(os.path.join(self.shop.public, "media", "x.cgi"), 0o755)
        self.assertNotIn("ran-42", c.get("/media/x.cgi").text)

    def test_4_bodies(self):
        """Too large: a clear answer, and nothing stays behind."""
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        lines = self.shop.one("SELECT COUNT(*) FROM cart_line")
        for size in (2000001, 9000000):
            self.assertEqual(c.request("POST", "/cart/add", b"a" * size, "application/x-www-form-urlencoded").status, 413)
        o = w.place(c, w.fill(c))
        form = c.get("/order/%s/pay" % o.ref).page.form("/proof")
        self.assertEqual(c.submit(form, files=[("proof", "besar.jpg", "image/jpeg", b"\xff\xd8" + b"0" * 12000001)]).status, 413)
        self.assertEqual([x for x in os.listdir(os.path.join(self.shop.dir, "incoming")) if os.path.getsize(os.path.join(self.shop.dir, "incoming", x)) > 5000000], [])
        self.assertGreaterEqual(int(lines), 1)

    def test_5_a_query_is_no_command(self):
        c = self.shop.client()
        for at in ("/?staff+list", "/?-c+/etc/passwd", "/?export+" + self.shop.account + "/stolen"):
            self.assertIn("</html>", self.ok(c.get(at)).text)
        for at in ("/bare?staff+list", "/bare?-c+/etc/passwd+version", "/bare?export+" + self.shop.account + "/stolen", "/bare?version"):
            r = c.get(at)
            self.assertEqual(r.status, 404)
            self.assertIn("</html>", r.text)
            self.assertNotIn("etalase ", r.text[:10])
        self.assertFalse(os.path.exists(self.shop.account + "/stolen"))

    def test_6_the_last_one_many_at_once(self):
        """Each request is a process of its own; the database keeps them apart."""
        v = a.variant(self.shop)[0]
        have = self.shop.sql("SELECT on_hand, reserved FROM stock WHERE variant=%d" % v)[0]
        gone = int(have[0]) - int(have[1]) - 1
        self.shop.sql("INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, actor_kind) VALUES (%d, 1, 1, 1, %d, 0, 'count', 'system')" % (v, -gone))
        self.shop.sql("UPDATE stock SET on_hand=on_hand-%d WHERE variant=%d" % (gone, v))
        self.shop.hampers()
        buyers = []
        for i in range(6):
            c = self.shop.client()
            a.add(c, v)
            buyers.append((c, a.checkout_form(c, phone="08123450%04d" % i)))
        replies = a.together([lambda b=b: a.send(*b) for b in buyers])
        self.assertEqual(sorted(r.status for r in replies).count(303) + sum(r.status in (409, 422, 200) for r in replies), 6, [r.status for r in replies])
        self.assertEqual(sum("/order/" in (r.header("location") or "") for r in replies), 1)
        self.assertEqual(self.shop.invariants(), [])

    def test_7_a_newer_build_keeps_settings_and_data(self):
        orders = self.shop.one("SELECT COUNT(*) FROM orders")
        with open(self.shop.conf) as f:
            conf = f.read()
        self.shop.install()
        self.shop.own()
        with open(self.shop.conf) as f:
            self.assertEqual(f.read(), conf)
        self.assertEqual(os.stat(self.shop.conf).st_mode & 0o777, 0o600)
        self.ok(self.shop.client().get("/"))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), orders)
        self.assertIn("work --once", self.shop.told)

    def test_8_the_database_is_away(self):
        """Cron and pages say so, and go on afterwards."""
        with open(self.shop.conf) as f:
            conf = f.read()
        with open(self.shop.conf, "w") as f:
            f.write(re.sub(r"(?m)^db = .*", "db = pg:host=/nowhere dbname=x" if KIND == "postgres" else "db = sqlite:/nowhere/x.db", conf))
        r = self.shop.client().get("/")
        self.assertIn(r.status, (500, 503))
        with open(self.shop.conf, "w") as f:
            f.write(conf)
        self.ok(self.shop.client().get("/"))


if __name__ == "__main__":
    if not os.path.exists(APACHE):
        print("SKIPPED flow/cgi under a server: no apache2")
    unittest.main()
