"""Tracked links: from a tapped link or a spoken code to the order that names it, and nobody's page changes for it."""
import unittest

import _ways as w
from harness import FlowTest


class Link(FlowTest):
    def link(self, code="abc2345", spoken="K12", channel="facebook", path=None, label="Posting Sanjai"):
        path = path or "/product/" + w.slug(self.shop, "SB-100-S")
        if not self.shop.sql("SELECT 1 FROM link WHERE code='%s'" % code):
            self.shop.sql("INSERT INTO link (code, spoken, kind, channel, path, label, created_at) VALUES ('%s', '%s', 'post', '%s', '%s', '%s', 1790000000)" % (code, spoken, channel, path, label))
        return code

    def source(self, ref):
        return self.shop.one("SELECT source_ref FROM orders WHERE ref='%s'" % ref)

    def order(self, c, **typed):
        self.ok(w.put(c, "SB-100-S"), 303)
        return self.place(c, **typed)

    def place(self, c, spoken="", status=303):
        f = w.fill(c)
        r = c.submit(f, ("step", "place"), spoken=spoken)
        self.ok(r, status)
        return r.header("location").split("/")[2] if status == 303 else r

    def test_1_from_the_link_to_the_order(self):
        code = self.link()
        c = self.shop.client()
        r = self.ok(c.get("/s/" + code), 303)
        to = r.header("location")
        self.assertTrue(to.startswith("/product/" + w.slug(self.shop, "SB-100-S") + "?"), to)
        for part in ("utm_source=facebook", "utm_medium=post", "utm_content=" + code):
            self.assertIn(part, to)
        self.assertRegex(r.header("set-cookie"), r"ref=%s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax" % code)
        self.assertIn("no-store", r.header("cache-control"))
        # Pages are the same for those who came by a link and those who did not.
        page = self.ok(c.get("/"))
        plain = self.ok(self.shop.client().get("/"))
        self.assertEqual((page.body, page.header("cache-control"), page.header("etag")), (plain.body, plain.header("cache-control"), plain.header("etag")))
        self.ok(w.put(c, "SB-100-S"), 303)
        self.assertEqual(self.shop.one("SELECT ref FROM cart ORDER BY id DESC LIMIT 1"), code)
        self.assertEqual(self.source(self.place(c)), code)

    def test_2_the_newest_counts_and_a_strange_one_harms_nobody(self):
        first, second = self.link(), self.link("def2345", "M7", "instagram")
        c = self.shop.client()
        for code in (first, second):
            self.ok(c.get("/s/" + code), 303)
        self.assertEqual(self.ok(c.get("/s/nothing"), 303).header("location"), "/")
        self.assertEqual(self.source(self.order(c)), second)
        d = self.shop.client()
        d.cookies["ref"] = "' OR 1=1"
        self.assertEqual(self.source(self.order(d)), "")
        self.assertEqual(self.source(self.order(self.shop.client())), "")
        e = self.shop.client()
        self.assertEqual(self.ok(e.get("/en/s/" + first), 303).header("location").split("?")[0], "/en/product/" + w.slug(self.shop, "SB-100-S"))

    def test_3_said_at_the_checkout(self):
        code = self.link()
        c = self.shop.client()
        self.ok(c.get("/s/" + self.link("def2345", "M7", "instagram")), 303)
        self.ok(w.put(c, "SB-100-S"), 303)
        r = self.place(c, "Z 99", 422)
        self.sees(r, w.say("We do not know this code. Correct it, or leave the field empty."))
        f = r.page.form("/checkout", "idem_key")
        self.assertEqual((f.get("spoken"), f.get("name")), ("Z 99", w.NAME))
        r = self.ok(c.submit(f, ("step", "place"), spoken="k-12"), 303)
        self.assertEqual(self.source(r.header("location").split("/")[2]), code)

    def test_4_said_to_staff(self):
        code = self.link()
        ref = self.order(self.shop.client())
        id = self.shop.one("SELECT id FROM orders WHERE ref='%s'" % ref)
        owner = self.shop.owner()
        page = lambda: self.ok(owner.get("/admin/orders/" + id))
        form = lambda r: r.page.form("/source", "spoken")
        r = self.ok(owner.submit(form(page()), spoken="Q1"), 422)
        self.sees(r, w.say("No post or flyer has this code."))
        r = owner.follow(self.ok(owner.submit(form(r), spoken="K 12"), 303))
        self.sees(r, w.say("Where the order came from is saved."), "Posting Sanjai", "Facebook")
        self.assertEqual(self.source(ref), code)
        self.assertEqual(form(r).get("spoken"), "K12")
        owner.follow(self.ok(owner.submit(form(r), spoken=""), 303))
        self.assertEqual(self.source(ref), "")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act='order.source'"), "2")

    def test_5_straight_to_where_its_page_is_now(self):
        c, owner = self.shop.client(), self.shop.owner("alamat")
        old, new = (int(self.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='%s'" % s)) for s in ("keripik-sanjai-balado", "keripik-sanjai-cabai-hijau"))
        link = self.link("ghj2345", "P31", path="/product/keripik-sanjai-balado")
        to = lambda lang="": self.ok(c.get(lang + "/s/" + link), 303).header("location").split("?")[0]
        page = "/admin/goods/%d" % old
        f = self.ok(owner.get(page)).page.form(page, "slug").set("slug", "sanjai-balado-pedas")
        self.ok(owner.submit(f, ("act", "save")), 303)
        self.assertEqual(to(), "/product/sanjai-balado-pedas")
        self.ok(owner.submit(self.ok(owner.get("%s/merge?into=%d" % (page, new))).page.form(page + "/merge")), 303)
        self.assertEqual((to(), to("/en")), ("/product/keripik-sanjai-cabai-hijau", "/en/product/keripik-sanjai-cabai-hijau"))
        self.ok(c.get(to()))


if __name__ == "__main__":
    unittest.main()
