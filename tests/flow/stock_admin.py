"""Stock by hand: counting anew, goods that came in, broken ones, what orders hold; the ledger says who, when and why, and always sums to what is there."""
import unittest

import _ways as w
from harness import FlowTest


class Stock(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def page(self, sku, c=None):
        return self.ok((c or self.owner).get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, sku), w.variant(self.shop, sku))))

    def change(self, sku, kind, qty, note=""):
        return self.owner.submit(self.page(sku).page.form("/stock", "kind"), kind=kind, qty=qty, note=note)

    def moves(self, sku):
        return self.shop.sql("SELECT reason, on_hand, reserved, note, actor_kind FROM stock_move WHERE variant=%d ORDER BY id" % w.variant(self.shop, sku))[1:]

    def test_count_purchase_loss(self):
        self.ok(self.change("TB-300", "count", "20", "hitung sore"), 303)
        self.assertEqual(w.stock(self.shop, "TB-300"), (20, 0))
        self.ok(self.change("TB-300", "purchase", "30", "dari Uni Ros"), 303)
        self.ok(self.change("TB-300", "loss", "2", "plastik robek"), 303)
        self.assertEqual(w.stock(self.shop, "TB-300"), (48, 0))
        self.assertEqual(self.moves("TB-300"), [("count", "6", "0", "hitung sore", "staff"), ("purchase", "30", "0", "dari Uni Ros", "staff"), ("loss", "-2", "0", "plastik robek", "staff")])
        r = self.page("TB-300")
        self.sees(r, "dari Uni Ros", "plastik robek", "Owner", "48")
        # A count of what is there changes nothing, but stands there.
        self.change("TB-300", "count", "48")
        self.assertEqual(w.stock(self.shop, "TB-300"), (48, 0))

    def test_slips(self):
        before = w.stock(self.shop, "TB-150")
        for kind, qty in (("count", "-1"), ("count", "abc"), ("count", ""), ("purchase", "0"), ("purchase", "-5"), ("loss", "0"), ("loss", "9999"), ("purchase", "99999999999999999999"), ("gift", "1"), ("count", "1,5")):
            r = self.ok(self.change("TB-150", kind, qty, "catatan saya"), 422)
            f = r.page.form("/stock", "kind")
            self.assertEqual((f.get("qty"), f.get("note")), (qty, "catatan saya"), "%s %s" % (kind, qty))
            self.assertEqual(w.stock(self.shop, "TB-150"), before)

    def test_what_orders_hold_is_not_counted_away(self):
        c = self.shop.client()
        o = w.order(c, "PC-150", 5)
        hand = w.stock(self.shop, "PC-150")[0]
        self.ok(self.change("PC-150", "count", "4"), 422)
        self.ok(self.change("PC-150", "loss", str(hand - 4)), 422)
        self.assertEqual(w.stock(self.shop, "PC-150"), (hand, 5))
        self.ok(self.change("PC-150", "count", "5"), 303)
        self.assertEqual(w.stock(self.shop, "PC-150"), (5, 5))
        self.sees(self.shop.client().get("/product/" + w.slug(self.shop, "PC-150") + "?v=%d" % w.variant(self.shop, "PC-150")), w.say("Sold out"))
        r = self.page("PC-150")
        self.assertIn("/admin/orders/%d" % o.id, r.page.links())
        c.submit(c.get("/order/" + o.ref).page.form("/cancel"))
        self.assertEqual(w.stock(self.shop, "PC-150"), (5, 0))

    def test_sold_out_and_back(self):
        c, path = self.shop.client(), "/product/" + w.slug(self.shop, "SJ-250")
        self.sees(c.get(path), w.say("Sold out"))
        tag = c.last.header("etag")
        self.ok(self.change("SJ-250", "purchase", "40"), 303)
        r = self.ok(c.get(path, HTTP_IF_NONE_MATCH=tag))
        self.sees(r, w.say("Ready to ship"))
        w.order(c, "SJ-250", 36)
        self.sees(c.get(path), w.say("Only a few left"))
        self.sees(self.owner.get("/admin/goods?low=1"), "jagung")

    def test_who_may(self):
        packer, cashier = self.shop.owner("s-pack", "warehouse"), self.shop.owner("s-cash", "cashier")
        f = self.page("SA-100", packer).page.form("/stock", "kind")
        self.ok(packer.submit(f, kind="purchase", qty="1"), 303)
        r = self.page("SA-100", cashier)
        self.assertEqual([x.action for x in r.page.forms() if "/stock" in x.action], [])
        csrf = cashier.get("/admin/more").page.form("/logout").get("csrf")
        self.ok(cashier.post(f.action, [("csrf", csrf), ("kind", "purchase"), ("qty", "1")]), 403)
        self.ok(self.owner.get("/admin/goods/999999/stock"), 404)


if __name__ == "__main__":
    unittest.main()
