"""Abuse cases 60, 61 and 64, and what T02 to T08 and T94 ask of every answer: headers, no script or style in a page, nothing from elsewhere, only GET, HEAD and POST, an error page that tells an id and
nothing else, and a log of one JSON object per line whatever comes."""
import json
import re
import unittest

import _abuse as a
import harness
from harness import KIND, FlowTest

STYLE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=", re.I)


def table_names(shop):
    return shop.one_list("SELECT table_name FROM information_schema.tables WHERE table_schema='public'" if KIND == "postgres" else "SELECT name FROM sqlite_master WHERE type='table'")


class Headers(FlowTest):
    def headers(self, r, at):
        csp = r.header("content-security-policy") or ""
        self.assertTrue(csp.startswith("default-src 'none'"), at)
        for part in ("script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            self.assertIn(part, csp, at)
        self.assertNotIn("unsafe", csp, at)
        self.assertNotIn("*", csp, at)
        self.assertEqual(r.header("x-content-type-options"), "nosniff", at)
        self.assertIn(r.header("referrer-policy"), ("same-origin", "no-referrer"), at)
        self.assertEqual(r.header("cross-origin-opener-policy"), "same-origin", at)
        self.assertEqual([h for h, _ in r.headers if h.startswith("access-control")], [], at)
        self.assertIsNotNone(r.header("cache-control"), at)
        self.assertEqual([h for h, _ in r.headers if h in ("server", "x-powered-by")], [], at)
        for h in ("content-security-policy", "cache-control", "content-type", "x-content-type-options"):
            self.assertLessEqual(len(r.all(h)), 1, at)
        if r.body:
            self.assertIn("charset=utf-8", (r.header("content-type") or "").lower(), at)

    def page(self, r, at):
        page = r.page
        for n in page.walk():
            for k, v in n.attrs.items():
                self.assertFalse(k.startswith("on") or k == "style", "%s: <%s %s>" % (at, n.tag, k))
                if k in ("src", "srcset", "poster", "data") or (k == "href" and n.tag in ("link", "use", "image")):
                    ours = [u for u in re.split(r",\s+|\s+", v or "") if re.match(r"(https?:)?//", u) and not u.startswith(harness.ORIGIN)]
                    self.assertEqual(ours, [], "%s loads from elsewhere" % at)
                if n.tag == "a" and k == "target":
                    self.assertIn("noopener", n.attrs.get("rel") or "", at)
            self.assertNotIn(n.tag, ("style", "base", "iframe", "object", "embed", "frame"), at)
            if n.tag == "script":
                text = "".join(c for c in n.children if isinstance(c, str)).strip()
                if n.attrs.get("type") in ("application/ld+json", "application/json"):     # data, which no browser runs
                    json.loads(text)
                else:
                    self.assertEqual(text, "", "%s has a script in the page" % at)
                    self.assertTrue(n.attrs.get("src", "").startswith("/static/"), at)

    def test_60_every_page(self):
        client, ref, number = a.order(self.shop)
        a.add(client, a.variant(self.shop)[0])
        owner = self.shop.owner("pemeriksa")
        pages = a.crawl(client, ["/", "/en/", "/cart", "/checkout", "/order/" + ref, "/order/%s/pay" % ref, "/track", "/ship-to", "/search?q=zzz"], 200)
        pages.update(a.crawl(owner, ["/admin", "/admin/orders?tab=all", "/admin/goods", "/admin/more", "/admin/orders/%d" % number, "/admin/goods/new"], 200))
        pages.update(a.crawl(self.shop.client(), ["/admin/login", "/robots.txt", "/sitemap.xml", "/healthz"], 5))
        self.assertGreater(len(pages), 50)
        for at, r in pages.items():
            self.headers(r, at)
            if (r.header("content-type") or "").startswith("text/html"):
                self.page(r, at)

    def test_60_every_error(self):
        c = self.shop.client()
        driver = self.shop.owner("supir", "driver")
        tries = [("404", c.get("/nowhere")), ("404 en", c.get("/en/nowhere")), ("404 product", c.get("/product/nowhere")), ("404 admin", self.shop.owner("xx").get("/admin/nowhere")),
                 ("405", c.request("PUT", "/")), ("405 get", c.get("/cart/add")), ("403", driver.get("/admin/banks")), ("403 csrf", c.post("/cart/add", [], HTTP_SEC_FETCH_SITE="cross-site")),
                 ("400 no text", c.get("/%ff%fe")), ("400 overlong", c.get("/%c0%af")), ("400 half", c.get("/product/%e2%82")), ("400 query", c.get("/?q=%ff")), ("400 percent", c.get("/%zz")), ("400 body", c.request("POST", "/cart/add", b"x", "multipart/form-data")), ("413", c.request("POST", "/cart/add", b"x" * (3 << 20), "application/x-www-form-urlencoded")),
                 ("303", c.get("/admin")), ("422", driver.post("/admin/me/password", [("csrf", a.csrf(driver, "/admin/more"))]))]
        for name, r in tries:
            self.assertEqual(str(r.status), name[:3], name)
            self.headers(r, name)
            if (r.header("content-type") or "").startswith("text/html") and r.body:
                self.page(r, name)
            if r.status == 405:
                self.assertIsNotNone(r.header("allow"), name)

    def test_64_broken_on_our_side(self):
        """A page that could not be made says so, and nothing of anything sent; a form that could not be saved says that. Each has the id of the log's line."""
        s = harness.Shop(workers=1)
        with s:
            c = s.client()
            v = a.variant(s)[0]
            s.sql("ALTER TABLE cart_line RENAME TO cart_line_gone")
            sent = c.post("/cart/add", [("variant", v), ("qty", "1")])
            s.sql("ALTER TABLE product_text RENAME TO product_text_gone")
            read = c.get("/products")
            for r, says, not_says in ((sent, "belum tersimpan", "gagal dibuka"), (read, "gagal dibuka", "belum tersimpan")):
                self.assertEqual(r.status, 500)
                self.assertIn(says, r.text)
                self.assertNotIn(not_says, r.text)
                self.assertNotRegex(r.text, r"(?i)cart_line|product_text|sqlite|postgres|SELECT")
            self.assertIn(c.last_id, read.text)
            self.assertIn(c.last_id, s.read_log())

    def test_60_methods(self):
        c = self.shop.client()
        for m in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GET ", "GETX", "", "\r\nGET"):
            for at in ("/", "/cart", "/admin", "/healthz", "/robots.txt", "/nowhere"):
                r = c.request(m, at)
                self.assertIn(r.status, (400, 405), "%r %s" % (m, at))
                self.assertNotIn("TRACE", r.text)
        get, head = c.get("/products"), c.request("HEAD", "/products")
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual([h for h in get.headers if h[0] != "content-length"], [h for h in head.headers if h[0] != "content-length"])

    def test_61_the_log_is_one_object_per_line(self):
        c = self.shop.client(HTTP_USER_AGENT="x\r\n{\"event\":\"forged\"}\x1b[2J\x07", HTTP_X_A="\n{\"event\":\"forged\"}")
        for at in ("/%0a%7b%22event%22:%22forged%22%7d", "/product/%0d%0aforged", "/search?q=%0a{\"event\":\"forged\"}", "/?m=%1b[31mforged", "/\u202eforged", "/%00forged", "/a\r\nforged"):
            c.get(at, REQUEST_ID="r\n{\"event\":\"forged\"}")
        c.submit(c.get("/admin/login").page.form("/admin/login"), login="forged\n{\"event\":\"forged\"}", password="forged\x1b[2J")
        log = self.shop.read_log()
        for line in log.splitlines():
            self.assertTrue(json.loads(line)["event"])
            self.assertIsNone(re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line))
        self.assertNotIn('"event":"forged"', log)

    def test_47_text_that_is_none(self):
        """Overlong UTF-8, lone surrogates, twice escaped, escapes cut short, NUL: an answer, never a failure."""
        c = self.shop.client()
        for x in ("%c0%af", "%ed%a0%80", "%f8%88%80%80%80", "%ff", "%", "%4", "%zz", "%00", "%2500", "%252e%252e%252f", "%e2%80%ae", "a" * 9000, "%f4%90%80%80", "+%2b%20", "%ef%bf%bf", "%u0041"):
            for at in ("/" + x, "/product/" + x, "/search?q=" + x, "/search?" + x + "=1", "/products?page=" + x, "/category/" + x, "/order/" + x, "/en/" + x, "/?m=" + x, "/regions?q=" + x):
                r = c.get(at)
                self.assertIn(r.status, (200, 301, 303, 400, 404, 414), at)
            r = c.request("POST", "/cart/add", ("variant=" + x + "&qty=1").encode(), "application/x-www-form-urlencoded")
            self.assertIn(r.status, (303, 400, 403, 422), x)
        self.assertEqual(a.failures(self.shop), [])


class Failures(unittest.TestCase):
    """Case 64, with tables taken away under the running program."""

    def test_64_an_id_and_nothing_else(self):
        with harness.Shop() as shop:
            owner, client = shop.owner("sial"), shop.client()
            a.add(client, a.variant(shop)[0])
            token = a.csrf(client)
            gone = [t for t in ("product", "cart", "orders", "setting", "category") if t in table_names(shop)]
            for t in gone:
                shop.sql("ALTER TABLE %s RENAME TO %s_hilang" % (t, t))
            seen = 0
            for c, m, at in ((client, "GET", "/"), (client, "GET", "/cart"), (client, "GET", "/products"), (client, "GET", "/en/products"), (client, "GET", "/checkout"), (owner, "GET", "/admin"),
                             (owner, "GET", "/admin/orders"), (client, "POST", "/cart/add"), (client, "GET", "/search?q=sanjai"), (client, "GET", "/sitemap.xml")):
                r = c.get(at) if m == "GET" else c.post(at, [("csrf", token), ("variant", "1"), ("qty", "1")])
                self.assertIn(r.status, (500, 503), at)
                seen += 1
                for word in ("sql", "SELECT", "no such table", "relation", "_hilang", shop.dir, "/src/", ".c:", "sqlite", "postgres", "libpq", "errno", "Traceback"):
                    self.assertNotIn(word, r.text + str(r.headers), "%s tells %r" % (at, word))
                self.assertIn("no-store", r.header("cache-control") or "", at)
                self.assertIsNotNone(r.header("content-security-policy"), at)
                if "html" in r.header("content-type"):
                    ids = re.findall(r"[0-9a-zA-Z]{8,32}", r.page.text())
                    lines = [x for x in shop.log_lines() if x["event"] == "failure"]
                    self.assertTrue([x for x in lines if x["id"] in r.text], "%s: no id of the log on the page: %s" % (at, ids))
            for t in gone:
                shop.sql("ALTER TABLE %s_hilang RENAME TO %s" % (t, t))
            self.assertEqual(client.get("/").status, 200, "the shop doesn't come back by itself")
            self.assertEqual(client.get("/cart").status, 200)
            self.assertEqual(owner.get("/admin").status, 200)
            self.assertEqual(shop.invariants(), [])
            self.assertEqual([x for x in shop.log_lines() if x["event"] == "bug"], [])


if __name__ == "__main__":
    unittest.main()
