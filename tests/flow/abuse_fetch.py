"""Abuse cases 54 and 56: addresses of pictures that lead where they should not, sites that answer without end or a byte a second, and what the log tells of an address: nothing. A canary listens
on this machine's loopback in both families: no connection may reach it."""
import os
import re
import subprocess
import threading
import time
import unittest

import _pictures
import _site
import _ways as w
from harness import FlowTest

SECRET = "RAHASIA-9f2c"


class Fetch(FlowTest):
    demo = False

    @classmethod
    def setUpClass(cls):
        cls.site, cls.canary = _site.Site(), _site.Site()
        cls.canary6 = None
        try:
            cls.canary6 = _site.Site(host="::1")
        except OSError:
            pass
        cls.home = os.path.join("/tmp", "etalase-home-%d" % os.getpid())
        os.makedirs(cls.home, exist_ok=True)
        with open(os.path.join(cls.home, ".netrc"), "w", encoding="utf-8") as f:
            f.write("machine 127.0.0.1 login upik password %s\n" % SECRET)
        # A proxy in the environment is not asked, a password in .netrc not sent.
        cls.env = {"ETALASE_FETCH_ALLOW": cls.site.endpoint, "ETALASE_UPLOAD_MAX": "400000", "HOME": cls.home}
        cls.env.update({k: "http://" + cls.canary.endpoint for k in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY")})
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.n = 0

    @classmethod
    def tearDownClass(cls):
        for s in (cls.site, cls.canary, cls.canary6):
            if s:
                s.close()
        subprocess.run(["rm", "-rf", cls.home], check=True)
        super().tearDownClass()

    def tearDown(self):
        self.assertEqual((self.canary.connections, self.canary6.connections if self.canary6 else 0), (0, 0), "something reached the canary")
        # What waits for another try is not the next test's.
        self.shop.sql("UPDATE outbox SET state='done' WHERE lane='fetch'")
        # What is a picture of the shop already stays for the sweep; nothing else may.
        known = self.shop.one_list("SELECT hash FROM media WHERE state='ready'")
        self.assertEqual([f for f in os.listdir(os.path.join(self.shop.dir, "incoming")) if f not in known], [])

    def once(self, **env):
        p = self.shop.command("work", "--once", **env)
        for sign in ("Sanitizer", "runtime error", '"event":"bug"'):
            self.assertNotIn(sign, p.stderr)
        return p.stderr

    def fetch(self, urls, through_import=True, **env):
        """{address: (state, why)} after one round of the worker."""
        if through_import:
            Fetch.n += 1
            path = _site.catalogue(os.path.join(self.shop.dir, "a%d.csv" % self.n), [("X%d-%d" % (self.n, i), [u]) for i, u in enumerate(urls)])
            self.shop.command("import", path)
        else:
            for u in urls:
                self.shop.sql("INSERT INTO picture_address (url, state) VALUES ('%s', 'waiting')" % u)
                self.shop.sql("INSERT INTO outbox (lane, kind, payload, due_at, created_at) SELECT 'fetch', 'picture.fetch', '{\"address\":' || id || '}', 0, 0"
                              " FROM picture_address WHERE url = '%s'" % u)
        start = time.time()
        self.log = self.once(**env)
        self.seconds = time.time() - start
        out = {}
        for u in urls:
            rows = self.shop.sql("SELECT state, reason, id FROM picture_address WHERE url = '%s'" % u)
            if not rows:
                out[u] = ("never", "")
                continue
            state, why, number = rows[0]
            if state == "waiting":
                why = self.shop.one("SELECT reason FROM outbox WHERE payload = '{\"address\":%s}'" % number)
            out[u] = (state, why)
        return out

    def all_are(self, said, *wanted):
        for u, what in said.items():
            self.assertIn(what, wanted, u)

    def hosts(self, port):
        hosts = ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.2", "0.0.0.0", "0", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]",
                 "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
                 "[2001:db8::1]", "[2001::1]", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "100.127.255.255",
                 "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"]
        return ["http://%s:%d/a.jpg" % (h, port) for h in hosts]

    def test_54_each_form_of_a_forbidden_address(self):
        """At the usual port, at the canary's, and with the allow list empty, when another port is refused before anything."""
        before = self.site.connections
        for urls in (self.hosts(80), [u.replace("http:", "https:") for u in self.hosts(443)], self.hosts(self.canary.port)):
            said = self.fetch(urls)
            self.assertLess(self.seconds, 60, "nothing was waited for: each would take ten seconds")
            self.all_are({u: x for u, x in said.items() if "localhost./" not in u and "localhost.:" not in u}, ("failed", "refused"), ("failed", "bad_url"))
            # Whether a name resolves that ends in a dot depends on the machine.
            self.all_are(said, ("failed", "refused"), ("failed", "bad_url"), ("waiting", "no_host"))
        if self.canary6:
            self.all_are(self.fetch(["http://%s/x.jpg" % self.canary6.endpoint]), ("failed", "refused"))
        self.all_are(self.fetch([self.site.url("/none"), self.canary.url("/none")], ETALASE_FETCH_ALLOW=""), ("failed", "bad_url"))
        self.assertEqual(self.site.connections, before)
        # The allowed endpoint is that one alone: its port at another name of this machine is not.
        self.all_are(self.fetch(["http://127.0.0.2:%d/" % self.site.port, "http://[::1]:%d/" % self.site.port]), ("failed", "refused"))
        self.assertEqual(self.site.connections, before)

    def test_54_schemes_and_ports(self):
        odd = ["file:///etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:%d/_x" % self.canary.port, "ftp://127.0.0.1/a.jpg", "dict://127.0.0.1:11211/stat", "ldap://127.0.0.1/", "smb://127.0.0.1/x",
               "scp://127.0.0.1/etc/passwd", "telnet://127.0.0.1:22", "jar:http://127.0.0.1!/x", "http:127.0.0.1", "http:///", "//127.0.0.1/x.jpg", "127.0.0.1/x.jpg", "", "http://", "http://[::1/",
               "http://upik:%s@127.0.0.1:%d/x.jpg" % (SECRET, self.canary.port), "http://%%31%%32%%37.0.0.1:%d/" % self.canary.port]
        self.all_are(self.fetch([u for u in odd if u and "," not in u]), ("never", ""), ("failed", "bad_url"), ("failed", "refused"))
        # The worker's own door, when a row came into the table some other way.
        self.all_are(self.fetch([u + "#2" for u in odd], through_import=False), ("failed", "bad_url"), ("failed", "refused"))
        for port in (22, 25, 53, 5432, 6379, 8080):
            self.all_are(self.fetch(["http://127.0.0.1:%d/x.jpg" % port, "http://8.8.8.8:%d/x.jpg" % port]), ("failed", "refused"), ("failed", "bad_url"))
        self.assertNotIn(SECRET, self.log)

    def test_54_redirects(self):
        s = self.site
        to = ["http://%s/x.jpg" % self.canary.endpoint, "http://10.0.0.1/x.jpg", "http://169.254.169.254/latest/meta-data/", "http://2130706433:%d/" % self.canary.port, "file:///etc/passwd",
              "gopher://%s/_x" % self.canary.endpoint, "http://localhost:%d/" % self.canary.port, "//%s/x.jpg" % self.canary.endpoint, "http://upik:%s@%s/" % (SECRET, s.endpoint), "http://127.0.0.1:22/"]
        for i, u in enumerate(to):
            for code in (301, 302, 303, 307, 308):
                s.paths["/r%d-%d" % (i, code)] = _site.leads(u, code)
        self.all_are(self.fetch([s.url("/r%d-%d" % (i, code)) for i in range(len(to)) for code in (301, 302, 303, 307, 308)]), ("failed", "refused"), ("failed", "bad_url"))
        s.paths["/round"] = _site.leads("/round")
        for i in range(6):
            s.paths["/hop%d" % i] = _site.leads("/hop%d" % (i + 1), **{"Set-Cookie": "a=" + SECRET})
        s.paths["/hop6"] = _site.picture(_pictures.jpeg())
        s.headers.clear()
        said = self.fetch([s.url("/round"), s.url("/hop0"), s.url("/hop1")])
        self.assertEqual([said[s.url(p)] for p in ("/round", "/hop0", "/hop1")], [("failed", "redirects"), ("failed", "redirects"), ("done", "")])
        self.assertEqual(s.asked.count("/round"), 6)
        for h in s.headers:
            self.assertEqual([k for k in ("cookie", "authorization", "referer", "proxy-connection") if k in h], [])
        s.paths.update({"/nowhere": (302, {}, b""), "/empty": _site.leads(""), "/bad": _site.leads("http://[")})
        self.all_are(self.fetch([s.url("/nowhere"), s.url("/bad")]), ("failed", "status"), ("failed", "bad_url"))

    def test_54_without_end(self):
        s, paths = self.site, {
            "/endless": _site.endless(), "/endless-404": _site.endless(status=404), "/headers": _site.endless_headers, "/drip": _site.drip(), "/huge": (200, {"Content-Length": str(10 << 30)}, b"\xff\xd8\xff"),
            "/bomb": (200, {"Content-Encoding": "gzip", "Content-Type": "image/jpeg"}, b"\x1f\x8b\x08\0\0\0\0\0\0\3" + _pictures.zlib_bomb(100 << 20)[2:-4]),
            "/short": (200, {"Content-Length": "5000"}, b"\xff\xd8\xff"), "/just-over": (200, {}, b"\xff\xd8\xff" + b"\0" * 400000), "/none": (200, {}, b""), "/204": (204, {"Content-Length": "0"}, b""),
            "/svg": _site.picture(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"), "/09": lambda h: h.wfile.write(b"\xff\xd8\xff" * 100),
            "/pixels": _site.picture(_pictures.png(8000, 8001, colour=0)),
        }
        s.paths.update(paths)
        said = {u[len(s.url("")):]: what for u, what in self.fetch([s.url(p) for p in paths]).items()}
        self.assertLess(self.seconds, 120)
        self.assertEqual(said, {
            "/endless": ("failed", "too_large"), "/endless-404": ("failed", "gone"), "/headers": ("waiting", "no_answer"), "/drip": ("waiting", "slow"), "/huge": ("failed", "too_large"),
            "/bomb": ("failed", "type"), "/short": ("waiting", "no_answer"), "/just-over": ("failed", "too_large"), "/none": ("failed", "type"), "/204": ("failed", "type"), "/svg": ("failed", "type"),
            "/09": ("failed", "status"), "/pixels": ("done", ""),
        })
        self.assertEqual(self.shop.one("SELECT m.state FROM media m JOIN picture_address a ON a.media=m.id WHERE a.url LIKE '%/pixels'"), "refused")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE lane='fetch' AND state='failed'"), "0")

    def test_54_certificates(self):
        cert = os.path.join(self.home, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", cert, "-out", cert + ".crt", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(cert, "a", encoding="utf-8") as f, open(cert + ".crt", encoding="utf-8") as g:
            f.write(g.read())
        tls = _site.Site({"/a.jpg": _site.picture(_pictures.jpeg())}, cert=cert)
        self.addCleanup(tls.close)
        said = self.fetch([tls.url("/a.jpg", "https")], ETALASE_FETCH_ALLOW=tls.endpoint)
        self.assertEqual(list(said.values()), [("failed", "tls")])
        self.assertEqual(tls.asked, [])

    def test_54_a_hanging_site_delays_nobody(self):
        """The lane of addresses waits; the other lanes do not."""
        hang = threading.Event()
        self.site.paths["/hang"] = _site.drip(bytes_a_second=1000, until=hang)
        self.addCleanup(hang.set)
        path = _site.catalogue(os.path.join(self.shop.dir, "hang.csv"), [("HANG", [self.site.url("/hang")])])
        self.shop.command("import", path)
        worker = self.shop.spawn("work")
        self.wait(lambda: "/hang" in self.site.asked)
        f = self.owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", "Cepat").set("v0_price", "1").set("v0_stock", "1")
        self.ok(self.owner.submit(f, ("act", "save"), files=[("photo", "x.jpg", "image/jpeg", _pictures.jpeg(grey=lambda x, y: (x + 3 * y) % 97))]), 303)
        self.wait(lambda: self.shop.one("SELECT COUNT(*) FROM media WHERE state='waiting'") == "0")
        self.assertEqual(self.shop.one("SELECT state FROM outbox WHERE lane='fetch'"), "leased", "it hung meanwhile")
        hang.set()
        self.wait(lambda: self.shop.one("SELECT state FROM outbox WHERE lane='fetch'") != "leased")
        worker.terminate()
        worker.wait(40)

    def wait(self, what):
        end = time.time() + 45
        while not what():
            self.assertLess(time.time(), end)
            time.sleep(0.1)

    def test_56_no_address_in_the_log(self):
        """A key in an address's query is the owner's: neither log nor the list of work repeats it, nor a password that stood in a file."""
        s = self.site
        s.paths.update({"/k.jpg": _site.picture(_pictures.jpeg()), "/k503.jpg": (503, {}, b""), "/kr.jpg": _site.leads("/k.jpg?sig=%s-3" % SECRET)})
        urls = [s.url(p) + "?token=" + SECRET for p in ("/k.jpg", "/k404.jpg", "/k503.jpg", "/kr.jpg")] + ["http://10.0.0.1/?token=" + SECRET, "http://tidak-ada.invalid/?token=" + SECRET]
        said = self.fetch(urls)
        self.assertEqual({v[1] for v in said.values()}, {"", "gone", "server", "refused", "no_host"})
        path = _site.catalogue(os.path.join(self.shop.dir, "pw.csv"), [("PW", ["https://upik:%s@x.example/a.jpg" % SECRET])])
        told = self.shop.command("import", path)
        for text in (self.log, told.stdout, told.stderr, self.shop.read_log(), self.owner.get("/admin/jobs").text, self.owner.get("/admin/audit").text):
            self.assertNotIn(SECRET, text)
        self.assertEqual([r for r in self.shop.sql("SELECT reason FROM outbox WHERE reason IS NOT NULL") if not re.fullmatch("[a-z_]+", r[0])], [])


if __name__ == "__main__":
    unittest.main()
