"""Hampers from the page that fills them to the parcel: the stock of every page follows the parts, the order says what is inside on every page and paper, a cancel gives the parts back once, and a part that is
archived makes the hamper sold out and is named."""
import unittest

import _ways as w
from harness import FlowTest


class Bundle(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.whole()

    def at(self, sku):
        return "/admin/goods/%d/bundle?v=%d" % (w.product(self.shop, sku), w.variant(self.shop, sku))

    def page(self, sku, q=""):
        return self.ok(self.owner.get(self.at(sku) + ("&q=" + q if q else ""))).page

    def put_in(self, sku, q, part):
        f = self.page(sku, q).form("/bundle", "version")
        return self.ok(self.owner.submit(f, ("add", str(w.variant(self.shop, part)))), 303)

    def parts(self, sku):
        return [(int(p), int(n)) for p, n in self.shop.sql("SELECT part, qty FROM bundle_part WHERE bundle=%d ORDER BY position" % w.variant(self.shop, sku))]

    def test_filled_sold_cancelled(self):
        v = w.variant(self.shop, "PK-5")
        self.put_in("PK-5", "bayam", "KB-100")
        self.put_in("PK-5", "dakak", "DD-200")
        f = self.page("PK-5").form("/bundle", "version")
        self.ok(self.owner.submit(f, **{"qty_%d" % w.variant(self.shop, "DD-200"): "2"}), 303)
        self.assertEqual(self.parts("PK-5"), [(w.variant(self.shop, "KB-100"), 1), (w.variant(self.shop, "DD-200"), 2)])
        self.assertEqual(w.stock(self.shop, "PK-5"), (23, 0))
        self.sees(self.owner.get("/admin/goods/%d" % w.product(self.shop, "PK-5")), w.say("Hamper or pack"), "2")
        c = self.shop.client()
        self.sees(c.get("/product/" + w.slug(self.shop, "PK-5")), w.say("What is inside"), "Dakak-dakak Simabur")
        w.put(c, "PK-5", 3)
        self.sees(c.get("/cart"), "2 × Dakak-dakak Simabur, 200 g" if "200 g" in c.get("/cart").page.text() else "2 × Dakak-dakak Simabur")
        o = w.order(c, "DD-200", 1)
        self.assertEqual(w.stock(self.shop, "DD-200")[1], 7)
        self.assertEqual(w.stock(self.shop, "KB-100")[1], 3)
        self.assertEqual(w.stock(self.shop, "PK-5"), (20, 0))
        for r in (c.get("/order/" + o.ref), self.owner.get("/admin/orders/%d" % o.id), self.owner.get("/admin/orders/%d/print/nota-58" % o.id), self.owner.get("/admin/orders/%d/print/slip" % o.id)):
            self.sees(self.ok(r), "2 × Dakak-dakak Simabur", "1 × Keripik bayam renyah")
        self.sees(self.owner.get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, "DD-200"), w.variant(self.shop, "DD-200"))), "Paket oleh-oleh")
        r = self.ok(self.owner.get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, "PK-5"), v)))
        self.sees(r, w.say("See what is inside"))
        self.assertEqual([x for x in r.page.forms() if "kind" in x.names()], [])
        c.submit(c.get("/order/" + o.ref).page.form("/cancel"))
        self.assertEqual(w.stock(self.shop, "DD-200")[1], 0)
        self.assertEqual(w.stock(self.shop, "PK-5"), (23, 0))

    def test_sold_out_with_its_part(self):
        c, path = self.shop.client(), "/product/%s?v=%d" % (w.slug(self.shop, "HP-K"), w.variant(self.shop, "HP-K"))
        part = w.product(self.shop, "SA-250")
        self.assertNotIn(w.say("Sold out"), self.ok(c.get(path)).page.text())
        tag = c.last.header("etag")
        w.put(c, "HP-K", 1)
        f = self.owner.get("/admin/goods/%d" % part).page.form("/status")
        self.ok(self.owner.submit(f, ("to", "archived")), 303)
        self.sees(self.ok(c.get(path, HTTP_IF_NONE_MATCH=tag)), w.say("Sold out"))
        self.sees(c.get("/cart"), w.say("Just sold out. Please take it out to go on"))
        self.sees(self.owner.get(self.at("HP-K")), w.say("Not sold any more"))
        self.sees(self.owner.get("/admin/goods/%d" % w.product(self.shop, "HP-K")), "asin gurih")
        f = self.owner.get("/admin/goods/%d" % part).page.form("/status")
        self.ok(self.owner.submit(f, ("to", "active")), 303)
        self.assertGreater(w.stock(self.shop, "HP-K")[0], 0)
        self.sees(self.owner.get("/admin/goods/%d/bundle" % part), w.say("These goods are inside another pack"), "Hampers")

    def test_packing_list(self):
        c = self.shop.client()
        o = w.order(c, "HP-B", 1)
        self.ok(self.owner.submit(self.owner.get("/admin/orders/%d" % o.id).page.form("/%d/pay" % o.id)), 303)
        r = self.ok(self.owner.get("/admin/print/packing"))
        self.sees(r, "2 × Keripik Sanjai asin gurih, 250 g", "1 × Karak kaliang renyah")
        rows = [t.text() for t in r.page.node.all("tr")] if hasattr(r.page, "node") else []
        self.assertFalse([t for t in rows if "Hampers" in t], "the shelf holds what is inside")

    def test_what_is_refused(self):
        at, v = self.at("HP-K"), w.variant(self.shop, "HP-K")
        f = self.page("HP-K").form("/bundle", "version")
        name = "qty_%d" % w.variant(self.shop, "SA-250")
        before = self.parts("HP-K")
        for bad in ("-1", "1000", "99999999999999999999", "x", "", "１"):
            r = self.ok(self.owner.submit(f, **{name: bad}), 422)
            self.assertEqual(r.page.form("/bundle", "version").get(name), bad)
        for add in (w.variant(self.shop, "HP-B"), v, 999999):
            self.ok(self.owner.submit(f, ("add", str(add))), 422)
        self.assertEqual(self.ok(self.owner.submit(f, ("add", "-4")), 422).status, 422)
        self.ok(self.owner.submit(f, version="77"), 422)
        self.assertEqual(self.parts("HP-K"), before)
        self.ok(self.owner.get("/admin/goods/999999/bundle"), 404)
        self.assertEqual(self.owner.post("/admin/goods/999999/bundle", [("csrf", f.get("csrf")), ("version", "0")]).status, 404)
        # A hamper can't go into another one, nor be one while orders hold some of it.
        c = self.shop.client()
        w.order(c, "GL-250", 1)
        g = self.page("GL-250", "kue").form("/bundle", "version")
        self.sees(self.ok(self.owner.submit(g, ("add", str(w.variant(self.shop, "KS-200")))), 422), w.say("Orders still hold some of these goods. Send or cancel them first; then they can become a pack."))
        self.assertNotIn("Paket", [x.text() for x in self.page("GL-250", "hampers").find("main").all("li")])

    def test_few_and_hidden_parts(self):
        """A part of which there is less than one hamper takes is marked; one that is not shown in the shop by itself stands without a link."""
        f = self.page("HP-K").form("/bundle", "version")
        name = "qty_%d" % w.variant(self.shop, "SH-250")
        self.ok(self.owner.submit(f, **{name: "900"}), 303)
        self.sees(self.owner.get(self.at("HP-K")), w.say("Too few"))
        self.ok(self.owner.submit(self.page("HP-K").form("/bundle", "version"), **{name: "1"}), 303)
        pid = w.product(self.shop, "SH-250")
        form = lambda: self.owner.get("/admin/goods/%d" % pid).page.form("/admin/goods/%d" % pid)
        self.ok(self.owner.submit(form().set("on_sale", None)), 303)
        c = self.shop.client()
        r = self.ok(c.get("/product/%s" % w.slug(self.shop, "HP-K")))
        self.sees(r, "cabai hijau")
        self.assertNotIn("/product/%s?v=%d" % (w.slug(self.shop, "SH-250"), w.variant(self.shop, "SH-250")), r.page.links())
        self.assertNotIn(w.say("Sold out"), r.page.text(), "what is inside need not be sold by itself")
        self.ok(self.owner.submit(form().set("on_sale", "1")), 303)

    def test_by_weight(self):
        """250 g of goods that are sold by the kilogram: typed as people write it, reckoned to the gram, told on every page and paper."""
        pid, v, hamper, at = w.product(self.shop, "TB-150"), w.variant(self.shop, "TB-150"), w.variant(self.shop, "HP-K"), "/admin/goods/%d" % w.product(self.shop, "TB-150")
        name, kinds = "qty_%d" % v, self.shop.sql("SELECT id FROM variant WHERE active=1 AND product=%d" % pid)
        stock = lambda v, kind, qty: self.ok(self.owner.submit(self.owner.get("%s/stock?v=%s" % (at, v)).page.form("/stock", "kind"), kind=kind, qty=qty), 303)
        prices = lambda **fields: self.owner.submit(self.owner.get(at + "/prices").page.form("/prices", "version"), **fields)
        for (one,) in kinds:
            stock(one, "count", "0")
        self.ok(prices(sold="kg"), 303)
        self.ok(prices(min="0,5", step="0,5"), 303)
        stock(v, "purchase", "0,6")
        f = self.page("HP-K", "TB-150").form("/bundle", "version")
        self.assertEqual(f.get(name), "1")
        for bad in ("0", "", "-1", "x", "0,3333", "1001", "2 l"):
            self.assertEqual(self.ok(self.owner.submit(f.set(name, bad), ("add", str(v))), 422).page.form("/bundle", "version").get(name), bad)
        self.ok(self.owner.submit(f.set(name, "250 g"), ("add", str(v))), 303)
        self.assertIn((v, 250), self.parts("HP-K"))
        self.assertEqual(w.stock(self.shop, "HP-K"), (2, 0))
        page = self.page("HP-K")
        self.assertEqual(page.form("/bundle", "version").get(name), "0,25")
        self.assertIn("0,6 kg", page.text().replace("\u00a0", " "))
        self.assertEqual(self.ok(self.owner.submit(page.form("/bundle", "version"), **{name: "1,x"}), 422).page.form("/bundle", "version").get(name), "1,x")
        self.ok(self.owner.submit(self.page("HP-K").form("/bundle", "version"), **{name: "2000 g"}), 303)
        self.sees(self.owner.get(self.at("HP-K")), w.say("Too few"))
        self.ok(self.owner.submit(self.page("HP-K").form("/bundle", "version"), **{name: ",25"}), 303)
        c = self.shop.client()
        self.sees(c.get("/product/%s?v=%d" % (w.slug(self.shop, "HP-K"), hamper)), "250 g")
        w.put(c, "HP-K", 2)
        self.sees(c.get("/cart"), "250 g")
        o = w.place(c, w.fill(c))
        self.assertEqual(w.stock(self.shop, "TB-150"), (600, 500))
        self.assertEqual(w.stock(self.shop, "HP-K"), (0, 0))
        self.assertIn("m=no.cart.", w.put(self.shop.client(), "HP-K", 1).header("location"))
        self.assertEqual(self.shop.sql("SELECT x.qty, x.measure FROM order_part x JOIN order_line l ON l.id=x.line WHERE l.orders=%d AND x.variant=%d" % (o.id, v)), [("250", "gram")])
        for r in (c.get("/order/" + o.ref), self.owner.get("/admin/orders/%d" % o.id), self.owner.get("/admin/orders/%d/print/nota-58" % o.id), self.owner.get("/admin/orders/%d/print/slip" % o.id)):
            self.sees(self.ok(r), "250 g ")
        # What an amount counts can't change while it stands in a hamper; the page of the goods says in which.
        stock(v, "count", "0,5")
        self.sees(self.ok(prices(sold="piece"), 422), w.message("prices.pack"))
        self.sees(self.owner.get(at), "Hampers")
        self.sees(self.ok(self.owner.get(at + "/bundle")), w.say("These goods are inside another pack"), "Hampers")
        w.must(self.owner, o, "pay")
        self.sees(self.owner.get("/admin/print/packing"), "0,5 kg", "250 g ")
        w.must(self.owner, o, "cancel", reason="batal")
        self.assertEqual(w.stock(self.shop, "TB-150"), (500, 0))
        self.assertEqual(w.stock(self.shop, "HP-K"), (2, 0))
        self.ok(self.owner.submit(self.page("HP-K").form("/bundle", "version"), **{name: "0"}), 303)
        self.assertNotIn(v, [p for p, _ in self.parts("HP-K")])

    def test_copied(self):
        f = self.owner.get("/admin/goods/%d" % w.product(self.shop, "HP-K")).page.form("/copy")
        r = self.ok(self.owner.submit(f), 303)
        new = int(r.header("location").split("/")[3].split("?")[0])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM bundle b JOIN variant v ON v.id=b.variant WHERE v.product=%d" % new), "2")

    def test_plain_again(self):
        f = self.page("HP-B").form("/bundle", "version")
        c = self.shop.client()
        o = w.order(c, "HP-B", 1)
        self.ok(self.owner.submit(f, **{n: "0" for n in f.names() if n.startswith("qty_")}), 303)
        self.assertEqual((self.parts("HP-B"), w.stock(self.shop, "HP-B")), ([], (0, 0)))
        c.submit(c.get("/order/" + o.ref).page.form("/cancel"))
        for part in ("SB-250-S", "SA-250"):
            self.put_in("HP-B", part, part)


if __name__ == "__main__":
    unittest.main()
