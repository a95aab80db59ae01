"""Makers, tags and collections: made and changed by the owner, seen by shoppers; addresses that changed lead on; conditions that fill a collection; what may not be."""
import unittest
import urllib.parse

import _ways as w
from harness import FlowTest


class Groups(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        # The demo shop's own are out of the way.
        for table in ("product_tag", "product_maker", "collection_product", "collection_rule", "collection_text", "collection", "maker_text", "maker", "tag"):
            cls.shop.sql("DELETE FROM %s" % table)
        cls.shop.sql("DELETE FROM slug WHERE kind IN ('maker', 'tag', 'collection')")
        cls.shop.command("check", "--mend")
        cls.goods = [int(x[0]) for x in cls.shop.sql("SELECT p.id FROM product p WHERE p.status='active' ORDER BY p.id LIMIT 4")]

    def slug(self, kind, of):
        return self.shop.one("SELECT slug FROM slug WHERE kind='%s' AND object=%d AND current=1" % (kind, of))

    def product(self, i):
        return "/product/" + self.slug("product", self.goods[i])

    def put(self, i, **typed):
        at = "/admin/goods/%d/groups" % self.goods[i]
        return self.owner.submit(self.ok(self.owner.get(at)).page.form(at), **typed)

    def act(self, goods, **typed):
        typed["csrf"] = self.owner.get("/admin/more").page.form("logout").get("csrf")
        return self.ok(self.owner.post(goods, typed), 303)

    def faults(self):
        self.assertEqual(self.shop.invariants(), [])

    def test_1_a_product_gets_a_maker_and_tags(self):
        self.sees(self.ok(self.owner.get("/admin/makers")), w.say("Who makes your goods?"))
        self.sees(self.ok(self.owner.get("/admin/tags")), w.say("No tags yet"))
        self.ok(self.put(0, maker="Uni <b>Rina</b>", tags="pedas, Oleh-Oleh, pedas"), 303)
        self.ok(self.put(1, maker="uni <B>rina</B>", tags="#oleh-oleh; manis"), 303)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM maker")), 1)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM tag")), 3)
        maker = int(self.shop.one("SELECT id FROM maker"))
        r = self.ok(self.shop.client().get(self.product(0)))
        self.sees(r, "Uni <b>Rina</b>", "Oleh-Oleh")
        self.assertIn("Uni &lt;b&gt;Rina", r.text)
        self.assertIn('href="/maker/%s"' % self.slug("maker", maker), r.text)
        self.sees(self.ok(self.owner.get("/admin/goods/%d" % self.goods[0])), w.say("Maker & tags"))
        # Too many, too long, a page that is older than what is saved: told, and what was typed is kept.
        r = self.ok(self.put(0, tags=",".join("t%d" % i for i in range(21))), 422)
        self.sees(r, w.say("Twenty tags at most"))
        self.ok(self.put(0, tags="x" * 41), 422)
        at = "/admin/goods/%d/groups" % self.goods[2]
        late = self.owner.get(at).page.form(at)
        self.ok(self.put(2, tags="pedas"), 303)
        r = self.ok(self.owner.submit(late, tags="hangat"), 422)
        self.assertIn("hangat", r.text)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM tag WHERE folded = 'hangat' OR folded LIKE 't1%'")), 0)
        for at in ("/admin/goods/999999/groups", "/admin/makers/999999", "/admin/tags/999999", "/admin/collections/999999", "/admin/collections/999999/goods", "/maker/nobody", "/tag/x%00", "/collection/../x"):
            self.assertIn(self.owner.get(at).status, (400, 404), at)
        self.faults()

    def test_2_pages_of_makers_and_tags(self):
        c, maker = self.shop.client(), int(self.shop.one("SELECT id FROM maker"))
        at = "/admin/makers/%d" % maker
        form = self.ok(self.owner.get(at)).page.form(at)
        late = self.owner.get(at).page.form(at)
        self.ok(self.owner.submit(form, name="Uni Rina", place="Koto Balingka", story="Sejak 1998.\n\nDi dapur ibu.", contact="0812-1111-2222"), 303)
        r = self.ok(self.owner.submit(late, name="Lain"), 422)
        self.assertEqual(r.page.form(at).get("name"), "Lain")
        page = "/maker/" + self.slug("maker", maker)
        r = self.ok(c.get(page))
        self.sees(r, "Uni Rina", "Koto Balingka", "Di dapur ibu.")
        self.assertNotIn("0812-1111-2222", r.text)
        self.assertIn('rel="canonical"', r.text)
        self.assertIn('hreflang="en"', r.text)
        self.assertIn("CollectionPage", r.text)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), contact_shown="1", slug="uni-rina"), 303)
        r = c.get(page)
        self.assertEqual(r.status, 301)
        self.assertTrue(r.header("location").endswith("/maker/uni-rina"), r.header("location"))
        self.sees(self.ok(c.get("/maker/uni-rina")), "0812-1111-2222")
        self.sees(self.ok(c.get("/en/maker/uni-rina")), "Uni Rina")
        self.sees(self.ok(c.get("/makers")), "Uni Rina")
        self.assertIn("/makers", self.ok(c.get("/")).page.links())
        self.ok(c.get("/maker/uni-rina?sort=cheap&stock=1"))
        tag = int(self.shop.one("SELECT id FROM tag WHERE folded='oleh-oleh'"))
        self.sees(self.ok(c.get("/tag/oleh-oleh")), self.shop.one("SELECT name FROM product_text WHERE lang='id' AND product=%d" % self.goods[1]))
        at = "/admin/tags/%d" % tag
        self.ok(self.owner.submit(self.ok(self.owner.get(at)).page.form(at), name="Oleh-oleh", name_en="Souvenir"), 303)
        self.sees(self.ok(c.get("/en/tag/oleh-oleh")), "Souvenir")
        text = c.get("/sitemap.xml").text
        self.assertIn("/maker/uni-rina", text)
        self.assertIn("/tag/oleh-oleh", text)
        # Off: no page, and its name no link.
        at = "/admin/makers/%d" % maker
        form = self.owner.get(at).page.form(at)
        self.ok(self.owner.submit(form, active=None), 303)
        self.assertEqual(c.get("/maker/uni-rina").status, 404)
        self.assertNotIn("/maker/uni-rina", c.get(self.product(0)).text)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), active="1"), 303)

    def test_3_two_become_one(self):
        c = self.shop.client()
        self.ok(self.put(3, maker="Ibu Rina", tags="buah tangan"), 303)
        one, two = (int(self.shop.one("SELECT maker FROM maker_text WHERE name='%s'" % n)) for n in ("Ibu Rina", "Uni Rina"))
        at = "/admin/makers/%d" % one
        self.ok(self.owner.submit(self.owner.get(at).page.form(at + "/drop")), 303)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM maker")), 2)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at + "/merge"), into=str(two)), 303)
        self.assertTrue(c.get("/maker/ibu-rina").header("location").endswith("/maker/uni-rina"))
        a, b = (int(self.shop.one("SELECT id FROM tag WHERE folded='%s'" % n)) for n in ("buah tangan", "oleh-oleh"))
        at, new = "/admin/tags/%d" % a, "/admin/collections/new"
        self.ok(self.owner.submit(self.owner.get(new).page.form(new), name="Untuk dibawa pulang", kind="rule", tags="buah tangan", match="all"), 303)
        k = int(self.shop.one("SELECT MAX(id) FROM collection"))
        self.ok(self.owner.submit(self.owner.get(at).page.form(at + "/merge"), into=str(b)), 303)
        # What was gathered by the one is gathered by the other.
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT number FROM collection_rule WHERE collection=%d" % k), [(str(b),)])
        self.assertEqual(self.shop.sql("SELECT product FROM collection_product WHERE collection=%d ORDER BY product" % k), self.shop.sql("SELECT product FROM product_tag WHERE tag=%d ORDER BY product" % b))
        at = "/admin/collections/%d" % k
        self.ok(self.owner.submit(self.owner.get(at).page.form(at + "/drop")), 303)
        self.assertEqual(c.get("/tag/buah-tangan").status, 301)
        self.faults()

    def test_4_a_collection_by_hand(self):
        c, new = self.shop.client(), "/admin/collections/new"
        self.sees(self.ok(self.owner.get("/admin/collections")), w.say("No collections yet"))
        r = self.ok(self.owner.submit(self.ok(self.owner.get(new)).page.form(new), name="Oleh-oleh Lebaran", description="Untuk keluarga.", kind="hand"), 303)
        k = int(self.shop.one("SELECT MAX(id) FROM collection"))
        goods = "/admin/collections/%d/goods" % k
        self.sees(self.ok(self.owner.get(goods)), w.say("Nothing in it yet"))
        for i in (0, 1, 2):
            self.act(goods, product=self.goods[i], act="add")
        self.act(goods, product=self.goods[2], act="up")
        self.act(goods, product=self.goods[2], act="up")
        # As dragging sends it: to the end, and to the first place.
        self.act(goods, product=self.goods[2], act="to", to=3)
        self.act(goods, product=self.goods[2], act="to", to=1)
        self.act(goods, product=self.goods[1], act="take")
        for typed in ({"product": 999999, "act": "add"}, {"product": -1, "act": "add"}, {"product": self.goods[0], "act": "burn"}, {"product": "9" * 30, "act": "up"},
                      {"product": self.goods[0], "act": "to"}, {"product": self.goods[0], "act": "to", "to": -1}, {"product": self.goods[0], "act": "to", "to": 10 ** 9}):
            self.act(goods, **typed)
        self.assertEqual([int(x[0]) for x in self.shop.sql("SELECT product FROM collection_product WHERE collection=%d ORDER BY position" % k)], [self.goods[2], self.goods[0]])
        name = self.shop.one("SELECT name FROM product_text WHERE lang='id' AND product=%d" % self.goods[1])
        self.sees(self.ok(self.owner.get(goods + "?q=" + urllib.parse.quote(name))), name, w.say("Put in"))
        self.sees(self.ok(self.owner.get(goods + "?q=tiada%20sama%20sekali")), w.say("Nothing of that name."))
        r = self.ok(c.get("/collection/oleh-oleh-lebaran"))
        self.sees(r, "Untuk keluarga.")
        names = [self.shop.one("SELECT name FROM product_text WHERE lang='id' AND product=%d" % self.goods[i]) for i in (2, 0)]
        self.assertLess(r.text.index(names[0]), r.text.index(names[1]))
        self.faults()
        # Days: not yet, and over.
        at = "/admin/collections/%d" % k
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), **{"from": "2999-01-01"}), 303)
        self.assertEqual(c.get("/collection/oleh-oleh-lebaran").status, 404)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), **{"from": "", "to": "2001-01-01"}), 303)
        self.assertEqual(c.get("/collection/oleh-oleh-lebaran").status, 404)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), **{"from": "2001-02-30", "to": "2001-01-01"}), 422)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), **{"from": "2030-01-02", "to": "2030-01-01"}), 422)
        self.sees(self.ok(c.get("/collections")), w.say("No collection is open at the moment"))
        self.assertNotIn("/collections", self.ok(c.get("/")).page.links())
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), **{"from": "", "to": ""}), 303)
        self.assertIn("/collections", self.ok(c.get("/collection/oleh-oleh-lebaran")).page.links())
        # The ways there: the first page, and the page of all of them; each in its language.
        for home in ("/", "/collections"):
            self.assertIn("/collection/oleh-oleh-lebaran", self.ok(c.get(home)).page.links())
        self.assertIn("/en/collection/oleh-oleh-lebaran", self.ok(c.get("/en/collections")).page.links())
        self.assertIn("/collections", self.ok(c.get("/")).page.links())

    def test_5_a_collection_by_rule(self):
        c, new = self.shop.client(), "/admin/collections/new"
        form = self.owner.get(new).page.form(new)
        self.sees(self.ok(self.owner.submit(form, name="Kosong", kind="rule"), 422), w.say("Give at least one condition, else the collection stays empty"))
        self.ok(self.owner.submit(self.owner.get(new).page.form(new), name="Harga", kind="rule", price_from="10.000", price_to="5000"), 422)
        self.ok(self.owner.submit(self.owner.get(new).page.form(new), name="Pedas saja", kind="rule", tags="pedas", match="all", stock="1"), 303)
        k = int(self.shop.one("SELECT MAX(id) FROM collection"))
        inside = lambda: [int(x[0]) for x in self.shop.sql("SELECT product FROM collection_product WHERE collection=%d ORDER BY product" % k)]
        self.assertEqual(inside(), sorted(self.goods[i] for i in (0, 2)))
        self.ok(self.put(1, tags="pedas"), 303)
        self.assertEqual(inside(), sorted(self.goods[i] for i in (0, 1, 2)))
        self.ok(self.put(0, tags="manis"), 303)
        self.assertEqual(inside(), sorted(self.goods[i] for i in (1, 2)))
        self.ok(c.get("/collection/pedas-saja"))
        at = "/admin/collections/%d" % k
        self.ok(self.owner.submit(self.ok(self.owner.get(at)).page.form(at), tags="pedas, manis", match="any", stock=None, days="3650", best="3"), 303)
        self.assertGreaterEqual(len(inside()), 3)
        # Both ends of a price belong to it.
        price = int(self.shop.one("SELECT price FROM shelf WHERE category=0 AND product=%d" % self.goods[1]))
        for low, high, there in ((price, price, True), (price - 1, price, True), (price, price + 1, True), (price + 1, price + 2, False), (price - 2, price - 1, False)):
            self.ok(self.owner.submit(self.ok(self.owner.get(at)).page.form(at), tags="", match="any", days="", best="", price_from=str(low), price_to=str(high)), 303)
            self.assertEqual(self.goods[1] in inside(), there, (low - price, high - price))
        self.faults()
        self.assertEqual(self.owner.get(at + "/goods").status, 404)
        self.ok(self.owner.submit(self.owner.get(at).page.form(at + "/drop")), 303)
        self.assertEqual(c.get("/collection/pedas-saja").status, 404)
        self.faults()

    def test_6_an_address_changes_hands(self):
        c = self.shop.client()
        k = int(self.shop.one("SELECT id FROM collection"))
        at, new = "/admin/collections/%d" % k, "/admin/collections/new"
        self.ok(self.owner.submit(self.owner.get(at).page.form(at), slug="lebaran"), 303)
        self.assertEqual(c.get("/collection/oleh-oleh-lebaran").status, 301)
        self.ok(self.owner.submit(self.owner.get(new).page.form(new), name="Lain", kind="hand", slug="lebaran"), 422)
        r = self.owner.follow(self.owner.submit(self.owner.get(new).page.form(new), name="Lain", kind="hand", slug="oleh-oleh-lebaran"))
        self.sees(r, w.say("Saved. The address was once another page's: it leads here from now on."))
        self.ok(c.get("/collection/oleh-oleh-lebaran"))
        self.ok(c.get("/collection/lebaran"))
        self.shop.command("check")


if __name__ == "__main__":
    unittest.main()
