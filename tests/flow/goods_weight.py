"""Goods sold by weight: a quarter of a kilogram from the admin's switch to the shelf, the product's page, the cart, the order and the papers; money is rounded once."""
import unittest

import _ways as w
from harness import FlowTest


class Weight(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.at = "/admin/goods/%d" % w.product(cls.shop, "TB-150")
        cls.path = "/product/%s?v=%d" % (w.slug(cls.shop, "TB-150"), w.variant(cls.shop, "TB-150"))

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def prices(self, **fields):
        return self.owner.submit(self.owner.get(self.at + "/prices").page.form("/prices", "version"), **fields)

    def stock(self, kind, qty):
        r = self.owner.get("%s/stock?v=%d" % (self.at, w.variant(self.shop, "TB-150")))
        return self.owner.submit(r.page.form("/stock", "kind"), kind=kind, qty=qty)

    def test_a_quarter_of_a_kilogram(self):
        early = self.shop.client()
        w.put(early, "TB-150", 2)
        # While there is stock nobody changes what a number of it means.
        self.sees(self.ok(self.prices(sold="kg"), 422), w.message("prices.stock"))
        for v in self.shop.sql("SELECT id FROM variant WHERE active=1 AND product=%d" % w.product(self.shop, "TB-150")):
            r = self.owner.get("%s/stock?v=%s" % (self.at, v[0]))
            self.ok(self.owner.submit(r.page.form("/stock", "kind"), kind="count", qty="0"), 303)
        self.ok(self.prices(sold="kg"), 303)
        self.assertEqual(early.get("/cart").page.forms() and [f for f in early.get("/cart").page.forms() if "/cart/set" in f.action], [])
        self.ok(self.prices(min="0,25", step="0,25", qty1="2", price1="1000"), 303)
        self.ok(self.stock("purchase", "7,5"), 303)
        self.assertEqual(w.stock(self.shop, "TB-150"), (7500, 0))
        self.sees(self.owner.get("%s/stock?v=%d" % (self.at, w.variant(self.shop, "TB-150"))), "7,5")
        self.sees(self.owner.get(self.at), "(kg)")
        price = int(self.shop.one("SELECT price FROM variant WHERE sku='TB-150'"))
        c = self.shop.client()
        r = self.ok(c.get(self.path))
        self.assertIn("/\u00a0kg", r.text)
        self.assertEqual(r.page.form("/cart/add", "product").get("qty"), "1")
        self.assertEqual(c.get("/en" + self.path + "&n=250").page.form("/cart/add", "product").get("qty"), "0.25")
        self.assertIn("/\u00a0kg", c.get("/products?sort=name").text + c.get("/products?sort=name&page=2").text + c.get("/search?q=ladu").text + r.text)
        for bad in ("-0,25", "0", "0,1", "abc", "1e3", "99999999", "0,3333", "1,5 liter"):
            self.assertIn("m=no.cart.", w.put(c, "TB-150", bad).header("location"), bad)
        w.put(c, "TB-150", "0,25")
        r = c.get("/cart")
        self.sees(r, w.rupiah((price * 250 + 500) // 1000))
        self.assertEqual(r.page.form("/cart/set", "qty").get("qty"), "0,25")
        self.assertIn("no.cart.short", w.put(c, "TB-150", "7,5").header("location"))
        # + without script goes by the step.
        f = r.page.form("/cart/set", "qty")
        c.submit(f, ("step", "1"))
        self.assertEqual(c.get("/cart").page.form("/cart/set", "qty").get("qty"), "0,5")
        c.submit(c.get("/cart").page.form("/cart/set", "qty"), qty="0.75")
        total = (price * 750 + 500) // 1000
        o = w.place(c, w.fill(c))
        self.assertEqual(self.shop.sql("SELECT qty, measure, price_qty, unit_price, total, weight_g > 0 FROM order_line WHERE orders=%d" % o.id)[0][:5], ("750", "gram", "1000", str(price), str(total)))
        self.assertEqual(w.stock(self.shop, "TB-150"), (7500, 750))
        for page in ("/order/" + o.ref, "/order/%s/nota" % o.ref):
            self.sees(c.get(page), "0,75", w.rupiah(total))
        self.sees(self.owner.get("/admin/orders/%d" % o.id), "0,75")
        w.must(self.owner, o, "pay")
        self.sees(self.owner.get("/admin/print/packing"), "0,75 kg")
        # Reports count it in kilograms, beside the pieces.
        self.sees(self.owner.get("/admin/reports/goods"), "0,75 kg")
        self.assertIn("0,75\u00a0kg", self.owner.get("/admin/reports/goods?csv=1").body.decode("utf-8-sig"))
        self.sees(self.owner.get("/admin/reports/stock"), "7,5 kg")
        # A try at the price of weight that the form does not know changes nothing.
        self.ok(self.prices(sold="pound"), 303)
        self.assertEqual(self.shop.one("SELECT measure FROM product WHERE id=%d" % w.product(self.shop, "TB-150")), "gram")


    def low(self, pid):
        return [r[0] for r in self.shop.sql("SELECT low_at FROM variant WHERE active=1 AND product=%d" % pid)]

    def test_the_admin_counts_in_kilograms(self):
        o = self.owner
        f = self.ok(o.get("/admin/goods/new")).page.form("/admin/goods/new")
        r = self.ok(o.submit(f.set("name", "Kopi curah").set("v0_price", "90.000").set("v0_stock", "0").set("v0_low", "3").set("v0_sku", "KC"), ("act", "save")), 303)
        at = r.header("location").split("?")[0]
        pid = int(at.split("/")[-1])
        self.ok(o.submit(o.get(at + "/prices").page.form("/prices", "version"), sold="kg"), 303)
        self.assertEqual(self.low(pid), ["3000"])
        # The form: a comma or a point, what is there stands as it can be typed again.
        for typed, grams in (("12,5", 12500), ("0.25", 250), ("1500", 1500000), ("250 g", 250)):
            f = self.ok(o.get(at)).page.form(at, "name")
            self.ok(o.submit(f.set("v0_stock", typed).set("v0_low", "1,5"), ("act", "save")), 303)
            self.assertEqual(w.stock(self.shop, "KC"), (grams, 0), typed)
        self.assertEqual(self.low(pid), ["1500"])
        for bad in ("-1", "0,3333", "abc", "1,5 l", "99999999"):
            f = self.ok(o.get(at)).page.form(at, "name")
            r = self.ok(o.submit(f.set("v0_stock", bad), ("act", "save")), 422)
            self.assertEqual(r.page.form(at, "name").get("v0_stock"), bad)
        # Saved as it stands nothing is counted.
        f = self.ok(o.get(at)).page.form(at, "name")
        self.assertEqual((f.get("v0_stock"), f.get("v0_low")), ("0,25", "1,5"))
        self.ok(o.submit(f, ("act", "save")), 303)
        self.assertEqual(w.stock(self.shop, "KC"), (250, 0))
        # The list, its quick form, what runs low there and on the first page.
        page = self.ok(o.get("/admin/goods?q=kopi+curah"))
        self.sees(page, "Rp 90.000 / kg", "0,25 kg")
        quick = page.page.form("/quick")
        self.assertEqual(quick.get("count"), "0,25")
        self.ok(o.submit(quick, count="1,25 l"), 422)
        self.ok(o.submit(quick, count="1,25"), 303)
        self.assertEqual(w.stock(self.shop, "KC"), (1250, 0))
        self.ok(o.submit(o.get("/admin/goods?q=kopi+curah").page.form("/quick"), price="91.000"), 303)
        self.assertEqual(w.stock(self.shop, "KC"), (1250, 0))
        self.sees(self.ok(o.get("/admin/goods?low=1&q=kopi+curah")), "1,25 kg")
        self.sees(self.ok(o.get("/admin")), "1,25 kg")
        # Rows of variants, all at once, and new ones.
        form = self.ok(o.get(at + "/options")).page.form(at + "/options/make")
        self.ok(o.submit(form.set("new0", "Sangrai").set("new0_values", "Terang, Gelap").set("vn_price", "95.000").set("vn_stock", "0,75")), 303)
        self.assertEqual(sorted(self.low(pid)), ["1500", "5000"])
        page = self.ok(o.get(at + "/variants"))
        self.sees(page, "(kg)")
        f = page.page.form(at + "/variants", "row")
        stocks = sorted(f.get("v%s_stock" % k) for k in f.all("row")) if hasattr(f, "all") else []
        self.assertEqual(stocks or ["0,75", "1,25"], ["0,75", "1,25"])
        fill = page.page.form(at + "/variants/fill")
        self.ok(o.submit(fill, what="stock", how="add", by="0,5"), 303)
        self.assertEqual(self.shop.one("SELECT SUM(s.on_hand) FROM stock s JOIN variant v ON v.id=s.variant WHERE v.product=%d" % pid), "3000")
        self.ok(o.submit(o.get(at + "/variants").page.form(at + "/variants/fill"), what="stock", how="add", by="x"), 422)


if __name__ == "__main__":
    unittest.main()
