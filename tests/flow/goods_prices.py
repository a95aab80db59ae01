"""Prices by quantity and the limits of buying: written in the admin, shown on the product's page, applied in cart, checkout, order and nota; what makes no sense is refused with everything that was typed."""
import html
import json
import re
import unittest

import _ways as w
from harness import FlowTest


class Prices(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def form(self, sku, query="", c=None):
        return self.ok((c or self.owner).get("/admin/goods/%d/prices%s" % (w.product(self.shop, sku), query))).page.form("/prices", "version")

    def save(self, sku, query="", **fields):
        f = self.form(sku, query)
        for k in [n for n in f.names() if re.fullmatch(r"(qty|price)\d|own|min|max|step|net", n)]:
            f.set(k, fields.pop(k, ""))
        return self.owner.submit(f, **fields)

    def tiers(self, sku):
        return self.shop.sql("SELECT qty, price FROM price_tier WHERE product=%d ORDER BY qty" % w.product(self.shop, sku))

    def test_wholesale(self):
        price = int(self.shop.one("SELECT price FROM variant WHERE sku='SA-100'"))
        self.ok(self.save("SA-100", "?v=%d" % w.variant(self.shop, "SA-100"), qty1="5", price1=str(price - 1000), qty2="20", price2=w.rupiah(price - 2000)), 303)
        r = self.owner.get("/admin/goods/%d" % w.product(self.shop, "SA-100"))
        self.sees(r, w.message("prices.more"))
        c = self.shop.client()
        page = c.get("/product/%s?v=%d" % (w.slug(self.shop, "SA-100"), w.variant(self.shop, "SA-100")))
        self.sees(page, w.say("Price by quantity"), w.rupiah(price - 1000), w.rupiah(price - 2000))
        steps = [v for v in json.loads(re.search(r'id="variants">(.*?)</script>', page.text).group(1)) if v["id"] == w.variant(self.shop, "SA-100")][0]["steps"]
        self.assertEqual([(s["from"], s["each"]) for s in steps], [(1, price), (5, price - 1000), (20, price - 2000)])
        # What a search engine reads: the price of one, and of many.
        ld = [json.loads(x) for x in re.findall(r'application/ld\+json">(.*?)</script>', page.text)][0]["offers"]
        one = [o for o in ld.get("offers", [ld]) if o["sku"] == "SA-100"][0]
        self.assertEqual(one["price"], price)
        self.assertEqual([(x["price"], x["eligibleQuantity"]["minValue"]) for x in one["priceSpecification"]], [(price, 1), (price - 1000, 5), (price - 2000, 20)])
        # Without script the quantity in the address says what it costs.
        self.sees(c.get("/product/%s?v=%d&n=6" % (w.slug(self.shop, "SA-100"), w.variant(self.shop, "SA-100"))), w.rupiah(6 * (price - 1000)))
        # The cart tells how far it is to the next price, and applies it.
        w.put(c, "SA-100", 4)
        r = c.get("/cart")
        self.sees(r, w.rupiah(4 * price), "Tambah 1 lagi")
        f = r.page.form("/cart/set", "qty")
        c.submit(f, qty="6")
        r = c.get("/cart")
        self.sees(r, w.rupiah(6 * (price - 1000)), w.say("wholesale"))
        self.sees_not(r, w.say("The price has changed since you put it in"))
        o = w.place(c, w.fill(c))
        self.assertEqual(self.shop.sql("SELECT unit_price, qty, total, price_kind, tier FROM order_line WHERE orders=%d" % o.id), [(str(price - 1000), "6", str(6 * (price - 1000)), "tier", "5")])
        for at in ("/order/" + o.ref, "/order/%s/nota" % o.ref):
            self.sees(c.get(at), "(grosir)", w.rupiah(price - 1000))
        self.sees(self.owner.get("/admin/orders/%d" % o.id), "(grosir)")
        # English, too.
        self.sees(c.get("/en/order/" + o.ref), "(wholesale)")

    def test_price_changes_before_the_order(self):
        price = int(self.shop.one("SELECT price FROM variant WHERE sku='PC-150'"))
        v = "?v=%d" % w.variant(self.shop, "PC-150")
        self.ok(self.save("PC-150", v, qty1="3", price1=str(price - 500)), 303)
        c = self.shop.client()
        w.put(c, "PC-150", 3)
        f = w.fill(c)
        self.ok(self.save("PC-150", v, qty1="3", price1=str(price - 100)), 303)
        r = c.submit(f, ("step", "order")) if ("step", "order") in [b[:2] for b in f.buttons] else c.submit(f)
        self.assertNotEqual(r.status, 500)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders WHERE session=(SELECT MAX(id) FROM session WHERE id IN (SELECT session FROM cart WHERE id=(SELECT MAX(id) FROM cart)))"), "0")
        self.sees(c.get("/cart"), w.say("The price has changed since you put it in"), w.rupiah(3 * (price - 100)))

    def test_limits(self):
        product = w.product(self.shop, "TB-150")
        self.ok(self.save("TB-150", min="4", max="12", step="2"), 303)
        c = self.shop.client()
        at = "/product/%s?v=%d" % (w.slug(self.shop, "TB-150"), w.variant(self.shop, "TB-150"))
        r = self.ok(c.get(at))
        self.sees(r, "minimal 4", "maksimal 12", "kelipatan 2")
        self.assertIn('min="4" max="12"', r.text)
        self.assertEqual(r.page.form("/cart/add", "product").get("qty"), "4")
        self.sees(c.get("/en" + at), "at least 4")
        # − and + without script move by the step and stay inside.
        for qty, step, want in (("4", "1", 6), ("12", "1", 12), ("4", "-1", 4), ("7", "1", 8), ("9", "-1", 8)):
            f = c.get(at).page.form("/cart/add", "product").set("qty", qty)
            r = c.post("/product", [(k, v) for k, v in f.fields if k != "step"] + [("step", step)])
            self.assertEqual(int((re.search(r"[?&]n=(\d+)", r.header("location")) or [0, 4])[1]), want, (qty, step))
        for qty, word in ((2, "min"), (5, "step"), (14, "max"), (-4, "qty"), ("4.5", "qty"), (10 ** 12, "qty"), ("abc", "qty")):
            self.assertIn("m=no.cart." + word, w.put(c, "TB-150", qty).header("location"), qty)
            self.assertEqual(c.get("/cart").page.forms() and [f for f in c.get("/cart").page.forms() if "/cart/set" in f.action], [])
        w.put(c, "TB-150", 4)
        f = c.get("/cart").page.form("/cart/set", "qty")
        self.assertIn("no.cart.min", c.submit(f, qty="3").header("location"))
        # A rule that comes later holds up the order and says what is missing.
        self.ok(self.save("TB-150", min="6", step="2"), 303)
        r = c.get("/cart")
        self.sees(r, html.unescape("Minimal beli 6: tambah 2 lagi"))
        self.assertNotIn("/checkout", r.page.links())
        self.assertIn("/cart", c.get("/checkout").header("location"))
        # The card of a list puts the least in.
        d = self.shop.client()
        self.ok(d.post("/cart/add", [("variant", str(w.variant(self.shop, "TB-150"))), ("qty", ""), ("back", "/products")]), 303)
        self.assertEqual(d.get("/cart").page.form("/cart/set", "qty").get("qty"), "6")
        self.shop.sql("UPDATE product SET qty_min=0, qty_max=0, qty_step=0 WHERE id=%d" % product)

    def test_slips(self):
        sku, query = "BL-250", ""
        sku = self.shop.one("SELECT sku FROM variant WHERE active=1 ORDER BY id DESC LIMIT 1")
        price = int(self.shop.one("SELECT MAX(price) FROM variant WHERE product=%d" % w.product(self.shop, sku)))
        good = {"qty1": "3", "price1": str(price - 100)}
        self.ok(self.save(sku, query, **good), 303)
        before = self.tiers(sku)
        for wrong in ({"qty1": "3", "price1": str(price - 100), "qty2": "3", "price2": "1"}, {"qty1": "3", "price1": "500", "qty2": "9", "price2": "500"}, {"qty1": "3", "price1": str(price)},
                      {"qty1": "1", "price1": "5"}, {"qty1": "-3", "price1": "5"}, {"qty1": "0", "price1": "5"}, {"qty1": str(10 ** 12), "price1": "5"}, {"qty1": "3", "price1": "-5"}, {"qty1": "3"},
                      {"price1": "5"}, {"qty1": "2,5", "price1": "5"}, {"qty1": "٣", "price1": "5"}, {"min": "5", "max": "4"}, {"min": "-1"}, {"max": "99999999999999999999"}, {"min": "4", "max": "5", "step": "3"}):
            r = self.ok(self.save(sku, query, **wrong), 422)
            f = r.page.form("/prices", "version")
            self.assertEqual({k: f.get(k) for k in wrong}, wrong)
            self.assertEqual(self.tiers(sku), before)
        # Somebody else saved meanwhile.
        f = self.form(sku)
        self.ok(self.save(sku, query, **dict(good, min="2")), 303)
        self.sees(self.ok(self.owner.submit(f, min="3"), 422), w.message("prices.conflict"))
        self.ok(self.save(sku, query), 303)
        self.assertEqual(self.tiers(sku), [])

    def test_strangers(self):
        other = w.variant(self.shop, "TB-300")
        for at in ("/admin/goods/999999/prices", "/admin/goods/%d/prices?v=%d" % (w.product(self.shop, "SA-100"), other), "/admin/goods/%d/prices?v=abc" % w.product(self.shop, "SA-100"),
                   "/admin/goods/%d/prices?g=77" % w.product(self.shop, "SA-100")):
            self.ok(self.owner.get(at), 404)
        self.ok(self.shop.owner("p-pack", "warehouse").get("/admin/goods/1/prices"), 403)


if __name__ == "__main__":
    unittest.main()
