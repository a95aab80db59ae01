"""Abuse cases 38 to 46: what is typed stays text. SQL, wildcards, markup, template markers, addresses and line ends are put into every parameter and every stored field; then every page of shop and
admin is read with a real parser."""
import json
import re
import unittest
import urllib.parse

import _abuse as a
import harness
from harness import KIND, ORIGIN, FlowTest

SQL = ["'", "\"", "' OR '1'='1", "1); DROP TABLE orders; --", "\\", "$1", "%s%n", "?1", "1 UNION SELECT 1", "';--", "0x27", "`", "]]", "1e999", "\ufffd", "''''''''''"]
NAMES = ["q", "page", "sort", "limit", "v", "m", "u", "n", "tab", "lang", "min", "max", "cat", "category", "stock", "undo", "from", "to", "id", "order", "dir", "step", "parent", "kec", "a[]", "q[]", "'", "p"]
ODD = ["AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", "a AND", "\"", "\"a", "a\"b", "*", "a*", "**", "^a", "-a", "--", "+a", "col:x", "title:sanjai", "{a b}:c", "a'b", "(", ")", "((((", "a OR", "OR OR OR",
       "%", "_", "%%%", "\\%", "a%b", "[a-z]", "a_b", ";", "/*", "*/", "\t", "\u200b", "\u202e", "\u0000", "\ud800", "\udfff", "\ufeff", "\u0130", "\u00df", "e\u0301", "\u1e9b\u0323", "\u2028", "\U0001f336",
       "\u0e01" * 50, "\u0301" * 300, "\ufdfa" * 100, "a" * 10000, "a " * 5000, "sanjai " * 1000, "\"" * 999, "1" * 400, "-1", "0", "NaN", "null", "undefined", "true", "<script>", "&amp;", "&#0;", "{{X}}",
       "${7*7}", "#{7}", "%n%n%n%s", "../../etc/passwd", "C:\\", "|id", "`id`", "$(id)", "\r\nX: y", "file:///etc/passwd", "javascript:alert(1)", "\u00a0", "\u3000", "\uff07", "\u02bc", "\u2019",
       "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "هذا", "0x", "0b1", "1/0", "SELECT 1", "\x1b[31m", "\x7f", "\x08", "\x0c", "   ", ""]
# A picture of what people try; the marker says which field it was in.
PROBE = "\"'><svg/onload=1>{{X}}{{%%AUTOESCAPE}}</script></title></textarea>\u2028zz%dzz"
SEEN = re.compile(r"zz(\d+)zz")


def odd_queries():
    out = list(ODD)
    for i, x in enumerate(ODD):
        out += ["sanjai " + x, x + " balado", x + ODD[(i * 7 + 3) % len(ODD)]]
    return out


class Parameters(FlowTest):
    def quiet(self, since):
        self.assertEqual(a.failures(self.shop, since), [])

    def test_38_in_every_address(self):
        client, ref, number = a.order(self.shop)
        owner = self.shop.owner("suntik")
        before = self.shop.dump("session")
        n = 0
        for method, pattern, gate in a.routes():
            if method != "GET":
                continue
            c = owner if gate == "staff" else client
            at = a.concrete(pattern, ref=ref, number=number, slug=a.variant(self.shop)[3])
            for name in NAMES:
                n += 1
                x = SQL[(n if KIND == "sqlite" else n * 5 + 1) % len(SQL)]      # each database gets other texts of the list
                r = c.get(at + "?" + urllib.parse.urlencode({name: x}))
                self.assertLess(r.status, 500, "%s %s=%r" % (at, name, x))
        for x in SQL:
            q = urllib.parse.quote(x, safe="")
            for at in ("/product/", "/category/", "/info/", "/order/", "/admin/goods/", "/admin/orders/", "/sitemap/", "/en/product/", "/admin/proof/"):
                r = owner.get(at + q)
                self.assertIn(r.status, (200, 301, 303, 400, 404), at + x)
                if r.status == 301:     # capitals: the same address without them
                    self.assertEqual(urllib.parse.urlsplit(r.header("location")).path.lower(), (at + q).lower())
            for k in ("HTTP_USER_AGENT", "REMOTE_ADDR", "HTTP_IF_NONE_MATCH", "REQUEST_ID", "HTTP_COOKIE", "HTTP_SEC_FETCH_SITE", "HTTP_ORIGIN", "CONTENT_TYPE", "HTTP_SAVE_DATA"):
                self.assertLess(self.shop.client().get("/", **{k: x}).status, 500, k)
            c2 = self.shop.client()
            for name in list(client.cookies) + list(owner.cookies):
                c2.cookies[name] = x.replace(";", "")
            self.assertLess(c2.get("/cart").status, 500)
            self.assertEqual(c2.get("/admin").status, 303)
        now = self.shop.dump("session")
        self.assertEqual({t for t in before if before[t] != now[t]}, set())
        self.quiet(0)

    def test_38_in_every_field(self):
        """Each field of each form of shop and admin, one after another."""
        client, ref, number = a.order(self.shop)
        a.add(client, a.variant(self.shop)[0])
        owner = self.shop.owner("suntik2")
        v, product, price, slug = a.variant(self.shop)
        sent = 0
        for c, starts in ((client, ["/product/" + slug, "/cart", "/checkout", "/order/" + ref, "/order/%s/pay" % ref, "/track", "/ship-to"]),
                          (owner, ["/admin/orders/%d" % number, "/admin/me", "/admin/goods", "/admin/goods/%d" % product, "/admin/goods/new", "/admin/goods/%d/stock" % product, "/admin/banks/1",
                                   "/admin/zones/1", "/admin/categories/1", "/admin/settings", "/admin/pages/1"]), (self.shop.client(), ["/admin/login"])):
            for at in starts:
                r = c.get(at)
                if r.status != 200:
                    continue
                for i, form in enumerate(r.page.forms()):
                    if "logout" in form.action:
                        continue
                    for k, name in enumerate(sorted(x for x in form.names() if x != "csrf")):
                        f = r.page.forms()[i]
                        x = SQL[(sent + k) % len(SQL)]
                        f.fields = [y for y in f.fields if y[0] != name] + [[name, x]]
                        b = [y for y in f.buttons if y[0]]
                        r2 = c.submit(f, button=(b[-1][0], b[-1][1]) if b and b[-1][0] != name else None, at=at)
                        self.assertLess(r2.status, 500, "%s %s %s=%r" % (at, f.action, name, x))
                        sent += 1
        self.assertGreater(sent, 100)
        self.assertGreater(int(self.shop.one("SELECT COUNT(*) FROM orders")), 0)
        self.assertEqual(self.shop.invariants(), [])
        self.quiet(0)

    def test_39_odd_queries(self):
        owner = self.shop.owner("pencari")
        queries = odd_queries()
        self.assertGreaterEqual(len(queries), 300)
        for i, x in enumerate(queries):
            q = urllib.parse.quote(x.encode("utf-8", "surrogatepass"), safe="")
            r = self.shop.client().get("/search?q=" + q)
            text_at_all = not re.search("[\x00\ud800-\udfff]", x) and len(q) < 8000      # else it may be refused as a whole
            self.assertIn(r.status, (200, 303) if text_at_all else (200, 303, 400, 404), repr(x)[:80])
            if i % 6 == 0:
                for at in ("/admin/orders?tab=all&q=", "/admin/goods?q=", "/admin/customers?q=", "/regions?q=", "/products?q="):
                    self.assertLess(owner.get(at + q).status, 500, at + repr(x)[:80])
        self.quiet(0)
        slow = [x for x in self.shop.log_lines() if x["event"] == "request" and x["route"] == "/search" and x["ms"] > 1500]
        self.assertEqual(slow, [])

    def test_40_wildcards_are_letters(self):
        client, ref, number = a.order(self.shop)
        owner = self.shop.owner("jodoh")
        name = self.shop.one("SELECT number FROM orders WHERE id=%d" % number)
        self.assertIn(name, owner.get("/admin/orders?tab=all&q=" + urllib.parse.quote(name)).text)
        for x in ("%", "_", "%%", "_____", "R%i", "Rahm_", "\\%", "%' ESCAPE '"):
            q = urllib.parse.quote(x)
            self.assertNotIn(name, owner.get("/admin/orders?tab=all&q=" + q).text, x)
            self.assertNotIn("Rahmi", owner.get("/admin/customers?q=" + q).text, x)
            self.assertEqual(owner.get("/admin/goods?q=" + q).page.all("form", action="/admin/goods/1/quick"), [], x)

    def test_43_ways_back(self):
        """No address that a visitor names leads out of the shop."""
        client = self.shop.client()
        v = a.variant(self.shop)[0]
        a.add(client, v)
        bad = ["http://evil.test", "https://evil.test/", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "https:evil.test", "javascript:alert(1)", "data:text/html,x", "/\t/evil.test",
               "\t//evil.test", " //evil.test", "/ /evil.test", "/%09/evil.test", "/%5cevil.test", "/.//evil.test", "/..//evil.test", "//evil.test\\@shop.test", "http:/evil.test", "http:\\evil.test",
               "/\r\n/evil.test", "\u2215\u2215evil.test", "/\u3002evil.test", "?next=//evil.test", "/@evil.test", "//evil%E3%80%82test", "/;@evil.test", "x:y", "", ".", "..", "evil.test", "@evil.test",
               "/cart\r\nLocation: http://evil.test", "//0x7f000001", "/%2f/evil.test", "http://shop.test:8080@evil.test", "http://shop.test:8080.evil.test", "/\x00/evil.test", "\x01//evil.test"]
        for x in bad:
            for at, field in (("/cart/add", "back"), ("/cart/set", "back"), ("/ship-to", "back"), ("/ship-to", "next"), ("/cart/add", "next"), ("/product", "back")):
                r = client.post(at, [("csrf", a.csrf(client)), ("variant", v), ("qty", "1"), ("kec", a.DISTRICT), (field, x)])
                to = r.header("location") or "/"
                self.assertTrue(re.match(r"/(?![/\\])", to) and not re.search(r"[\x00-\x20\\]", to), "%s %s=%r leads to %r" % (at, field, x, to))
                self.assertEqual(urllib.parse.urlsplit(urllib.parse.urljoin(ORIGIN, to)).netloc, "shop.test:8080", x)
            for at in ("/admin/login?next=", "/cart?back=", "/?next=", "/product/x?back=", "/ship-to?back=", "/track?next="):
                r = client.get(at + urllib.parse.quote(x))
                self.assertNotIn("evil", r.header("location") or "", at + x)
                if r.status == 200:
                    for n in r.page.walk():
                        for k in ("href", "src", "action"):
                            u = n.attrs.get(k) or ""
                            self.assertFalse(u.startswith("//") or "evil.test" in urllib.parse.urlsplit(urllib.parse.urljoin(ORIGIN, u)).netloc, "%s: %s" % (at + x, u))
        self.quiet(0)

    def test_44_line_ends(self):
        """CR and LF in every parameter make no header and no second answer."""
        client, ref, number = a.order(self.shop)
        owner = self.shop.owner("baris")
        for x in ("\r\nX-Injected: 1", "\nX-Injected: 1", "\rX-Injected: 1", "\r\n\r\n<html>injected", "%0d%0aX-Injected: 1", "\u560a\u560dX-Injected: 1", "\x0bX-Injected: 1", "\x85X-Injected: 1", "\u2028X-Injected: 1"):
            q = urllib.parse.quote(x)
            for method, pattern, gate in a.routes():
                c = owner if gate == "staff" else client
                at = a.concrete(pattern, ref=ref, number=number, slug=q)
                if method == "GET":
                    self.check(c.get(at + "?" + "&".join("%s=%s" % (n, q) for n in NAMES[:20])), at)
                else:
                    self.check(c.post(at + "?m=" + q, [("csrf", a.csrf(c, "/admin/more" if gate == "staff" else None))] + [(n, "1" + x) for n in NAMES + ["back", "next", "name", "variant", "courier", "tracking"]]), at)
            for k in ("REQUEST_ID", "HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_ORIGIN", "HTTP_USER_AGENT", "QUERY_STRING", "REQUEST_URI"):
                self.check(client.get("/", **{k: x}), k)
            c2 = self.shop.client()
            c2.cookies.update({"ref": "a" + x, "x": x})
            self.check(c2.get("/"), "cookie")
        self.assertEqual(self.shop.invariants(), [])

    def check(self, r, at):
        self.assertIsNone(r.header("x-injected"), at)
        self.assertFalse(r.body.startswith(b"<html>injected"), at)
        for n, v in r.headers:
            self.assertNotRegex(n, r"[^a-z0-9-]", at)
            self.assertNotRegex(v, r"[\r\n\x00]", at)
        self.assertLess(r.status, 500, at)


class Stored(unittest.TestCase):
    """Cases 41, 42, 43 and 46: a probe in every text column that the database lets have one, then every page."""

    KEEP = {"region", "counter", "schema_version", "login_failure", "job", "search_term", "session", "external_id"}
    FIXED = {"hash", "token_hash", "csrf", "state", "status", "kind", "lang", "slug", "login", "role", "password_hash", "ref", "idem_key", "idem_body", "file", "payload", "lane", "reason", "currency",
             "pay_method", "method", "delivery_state", "pay_state", "ship_kind", "courier", "unit", "stock_state", "actor_kind", "effect", "ref_kind", "object", "channel", "term", "event", "text_version"}
    SETTINGS_FIXED = re.compile(r"zone|lang|currency|phone|_on$|_g$|hours|prefix|days|minutes|count|tint|theme|colou?r")

    def columns(self, shop):
        if KIND == "postgres":
            return shop.sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema='public' AND data_type='text' ORDER BY 1, ordinal_position")
        return [(t, c[1]) for t, in shop.sql("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY 1") for c in shop.sql("SELECT * FROM pragma_table_info('%s')" % t) if c[2] == "TEXT"]

    def put(self, shop, text):
        """Writes text(n) into each column n: {n: "table.column"}."""
        where = {}
        for t, col in self.columns(shop):
            if t in self.KEEP or col in self.FIXED:
                continue
            n = len(where) + 1
            value = text(n).replace("'", "''")
            rule = "" if t != "setting" else " WHERE name IN (%s)" % ", ".join("'%s'" % x for x in shop.one_list("SELECT name FROM setting") if not self.SETTINGS_FIXED.search(x))
            if t == "setting" and col != "value":
                continue
            if rule.endswith("()"):
                continue
            key = "CAST(%s AS TEXT)" % self.key(shop, t)
            for change in ("UPDATE %s SET %s='%s'%s" % (t, col, value, rule), "UPDATE %s SET %s='%s' || %s%s" % (t, col, value, key, rule)):
                try:
                    shop.sql(change)
                    where[n] = "%s.%s" % (t, col)
                    break
                except Exception:
                    continue        # a rule of the table says what may stand there; unique ones get their key at the end
        return where

    def key(self, shop, table):
        return "ctid" if KIND == "postgres" else "rowid"

    def shop(self):
        s = harness.Shop()
        s.start()
        client, ref, number = a.order(s, note="titip", landmark="surau", village="Nagari", email="x@example.com")
        client.post("/order/%s/again" % ref, [("csrf", a.csrf(client))])
        owner = s.owner("pembaca")
        done = a.order(s)
        at = "/admin/orders/%d" % done[2]
        for step in ("pay", "pack", "ship", "deliver"):
            try:
                form = owner.get(at).page.form(at + "/" + step)
            except AssertionError:
                continue
            if "tracking" in form.names():
                form.set("tracking", "JP123")
            owner.submit(form)
        other = a.order(s)
        other[0].post("/order/%s/cancel" % other[1], [("csrf", a.csrf(other[0], "/order/" + other[1])), ("reason", "salah")])
        return s, client, owner, ref, (number, done[2], other[2]), (done, other)

    def pages(self, s, client, owner, ref, numbers, others):
        starts = ["/", "/en/", "/cart", "/checkout", "/order/" + ref, "/en/order/" + ref, "/order/%s/pay" % ref, "/track", "/ship-to", "/search?q=sanjai", "/sitemap.xml"] + ["/order/" + o[1] for o in others]
        pages = {("shopper", k): v for k, v in a.crawl(client, starts, 150).items()}
        starts = ["/admin", "/admin/orders?tab=all", "/admin/goods", "/admin/more", "/admin/customers", "/admin/audit"] + ["/admin/orders/%d" % n for n in numbers] + ["/admin/goods/1", "/admin/goods/1/stock"]
        pages.update({("owner", k): v for k, v in a.crawl(owner, starts, 200).items()})
        return pages

    def test_41_markup_stays_text(self):
        s, client, owner, ref, numbers, others = self.shop()
        try:
            where = self.put(s, lambda n: PROBE % n)
            self.assertGreater(len(where), 40)
            seen = set()
            for (who, at), r in self.pages(s, client, owner, ref, numbers, others).items():
                self.assertLess(r.status, 500, at)
                kind = r.header("content-type") or ""
                if "xml" in kind:
                    import xml.dom.minidom
                    xml.dom.minidom.parseString(r.body)
                    continue
                if "html" not in kind:
                    continue
                page = r.page
                for n in page.walk():
                    self.assertFalse(n.tag == "svg" and "onload" in n.attrs, "%s at %s" % (who, at))
                    self.assertIsNone(SEEN.search(n.tag), at)
                    for k, v in n.attrs.items():
                        self.assertIsNone(SEEN.search(k), "%s %s: the probe became an attribute of <%s>" % (who, at, n.tag))
                        self.assertFalse(k.startswith("on"), at)
                        seen |= set(SEEN.findall(v or ""))
                        if k == "href" and n.tag == "a":
                            self.assertTrue(re.match(r"(/(?!/)|#|\?|https?://|tel:|mailto:|$)", v or ""), "%s: %r" % (at, v))
                    if n.tag == "script":
                        text = "".join(c for c in n.children if isinstance(c, str))
                        if n.attrs.get("type") in ("application/ld+json", "application/json"):
                            self.assertNotIn("<", text, at)
                            self.assertNotIn("\u2028", text, at)
                            json.loads(text)
                        else:
                            self.assertEqual(text.strip(), "", at)
                text = page.text()
                for m in SEEN.finditer(text):
                    seen.add(m.group(1))
                    # the whole probe is there, letter by letter: markers of templates, too
                    got = text[max(0, m.start() - 80):m.start()]
                    if "svg" in got and not where[int(m.group(1))].endswith("phone"):       # shown in groups of digits
                        self.assertIn("<svg/onload=1>{{X}}{{%AUTOESCAPE}}</script></title></textarea>", got.replace("\u2028", ""), "%s %s" % (who, at))
            missed = sorted(w for n, w in where.items() if str(n) not in seen)
            self.assertGreater(len(seen), 35, "hardly any field was seen; not on any page: %s" % missed)
            self.assertEqual(a.failures(s), [])
        finally:
            s.stop()

    def test_43_addresses_of_the_owner(self):
        """Nothing that stands in a field becomes a link that runs."""
        for value in ("javascript:alert(1)//", "data:text/html,<script>1</script>", "//evil.test/", "\x01javascript:alert(1)", "JaVaScRiPt:alert(1)", "/\\evil.test"):
            s, client, owner, ref, numbers, others = self.shop()
            try:
                self.put(s, lambda n: value + ("zz%dzz" % n))
                for (who, at), r in self.pages(s, client, owner, ref, numbers, others).items():
                    if "html" not in (r.header("content-type") or ""):
                        continue
                    for n in r.page.walk():
                        for k, v in n.attrs.items():
                            if k not in ("href", "src", "action", "formaction", "srcset", "poster", "data", "content"):
                                continue
                            plain = re.sub(r"[\x00-\x20]", "", v or "").lower()
                            if k == "content" and not plain.startswith("0;"):
                                continue
                            self.assertFalse(plain.startswith(("javascript:", "vbscript:", "data:text")), "%s %s: <%s %s=%r>" % (who, at, n.tag, k, v))
                            self.assertNotEqual(urllib.parse.urlsplit(urllib.parse.urljoin(ORIGIN, plain.replace("\\", "/"))).netloc, "evil.test", "%s %s: <%s %s=%r>" % (who, at, n.tag, k, v))
            finally:
                s.stop()

    def test_41_typed_by_people(self):
        """The same probe by the doors that people use: checkout, notes, the owner's forms."""
        with harness.Shop() as s:
            probe = "\"'><svg/onload=1>{{X}}</script>"
            client = s.client()
            a.add(client, a.variant(s)[0])
            form = a.checkout_form(client, name=probe, address=probe, note=probe, landmark=probe, village=probe)
            ref = a.ref_of(a.send(client, form))
            number = int(s.one("SELECT id FROM orders WHERE ref='%s'" % ref))
            owner = s.owner("juru")
            at = "/admin/orders/%d" % number
            owner.submit(owner.get(at).page.form(at + "/note"), staff_note=probe)
            places = [(client, "/order/" + ref), (client, "/order/%s/pay" % ref), (client, "/checkout"), (owner, at), (owner, "/admin/orders?tab=all"), (owner, "/admin"), (owner, "/admin/customers"), (owner, "/admin/audit"),
                      (client, "/search?q=" + urllib.parse.quote(probe)), (owner, "/admin/orders?tab=all&q=" + urllib.parse.quote(probe)), (owner, "/admin/goods?q=" + urllib.parse.quote(probe))]
            seen = 0
            for c, x in places:
                r = c.get(x)
                self.assertIn(r.status, (200, 303), x)
                if r.status == 200:
                    self.assertEqual([n for n in r.page.walk() if "onload" in n.attrs], [], x)
                    seen += "{{X}}" in r.page.text() or any("{{X}}" in (v or "") for n in r.page.walk() for v in n.attrs.values())
            self.assertGreater(seen, 4)


if __name__ == "__main__":
    unittest.main()
