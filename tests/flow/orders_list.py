"""The list of orders and what leads to it: the order at its side with the next step, the orders behind a day's figures, each role's own work, what runs low by its variant, wrong addresses."""
import datetime
import unittest

import _ways as w
from harness import FlowTest


class OrdersList(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def listed(self, page):
        return [a.attrs["href"] for a in page.all("a", class_="ord")]

    def url(self, o):
        return "/admin/orders/%d" % o.id

    def day(self, n):
        return (datetime.date(1970, 1, 1) + datetime.timedelta(days=n)).isoformat()

    def test_the_order_at_the_side(self):
        first, second = [w.order(self.shop.client(), "SA-250", 1, phone="0812-3456-70%d" % n) for n in (11, 12)]
        page = self.ok(self.owner.get("/admin/orders?tab=wait&open=%d" % first.id)).page
        side = page.find("aside", class_="glance")
        self.assertIn(first.number, side.text())
        self.assertEqual([a.attrs["href"] for a in page.all("a", class_="sel")], [self.url(first)])
        self.assertIn(second.number, self.owner.get("/admin/orders?tab=wait&open=99999").page.find("aside").text(), "an order that is not in the list: its first")
        self.assertIn(second.number, self.owner.get("/admin/orders?tab=wait&open=x").page.find("aside").text())
        r = self.owner.submit(page.form(self.url(first) + "/pay", "list"))
        self.assertEqual(r.status, 303)
        self.assertTrue(r.header("location").startswith("/admin/orders?tab=wait"), r.header("location"))
        self.assertEqual(first.states, ("paid", "to_pack"))
        r = self.owner.submit(page.form(self.url(first) + "/pay", "list"))
        self.assertEqual(r.status, 422, "pressed twice: the page of the order says so")
        page = self.owner.get(self.url(second)).page
        f = page.form(self.url(second) + "/pay")
        self.assertNotIn("list", f.names())
        r = self.owner.post(f.action, [tuple(x) for x in f.fields] + [("list", "//evil.test")])
        self.assertEqual(r.header("location").split("?")[0], self.url(second), "only the name of a tab leads elsewhere")
        w.must(self.owner, first, "pack")
        page = self.ok(self.owner.get("/admin/orders?tab=ship&open=%d" % first.id)).page
        self.assertIn(self.url(first) + "#kirim", page.links())

    def test_orders_of_a_day(self):
        kept = w.order(self.shop.client(), "SA-250", 1, phone="0812-3456-7021")
        gone = w.order(self.shop.client(), "SA-250", 1, phone="0812-3456-7022")
        w.must(self.owner, kept, "pay")
        w.must(self.owner, gone, "cancel", reason="dobel")
        today = self.day(kept.day)
        page = self.ok(self.owner.get("/admin/orders?day=" + today)).page
        self.assertIn(self.url(kept), self.listed(page))
        self.assertNotIn(self.url(gone), self.listed(page))
        self.assertIn(w.rupiah(int(self.shop.one("SELECT SUM(total) FROM orders WHERE day=%d AND delivery_state<>'cancelled'" % kept.day))), page.find("main").text())
        page = self.ok(self.owner.get("/admin/orders?paid=" + today)).page
        self.assertIn(self.url(kept), self.listed(page))
        self.assertIn(w.rupiah(int(self.shop.one("SELECT SUM(amount) FROM payment WHERE day=%d AND state IN ('received', 'refunded')" % kept.day))), page.find("main").text())
        before = self.ok(self.owner.get("/admin/orders?day=" + self.day(kept.day - 1))).page
        self.assertEqual(self.listed(before), [])
        self.assertIn("/admin/orders?day=" + today, before.links(), "and forward again")
        for bad in ("2026-02-30", "x", ""):
            self.ok(self.owner.get("/admin/orders?day=" + bad))
        home = self.ok(self.owner.get("/admin")).page
        figures = home.find("nav", class_="fig").all("a")
        self.assertEqual(len(self.listed(self.owner.get(figures[0].attrs["href"]).page)), int(figures[0].find("b").text()))
        self.assertIn("/admin/orders?paid=" + today, home.links())

    def test_each_role_sees_its_own_work(self):
        o = w.order(self.shop.client(), "SA-250", 1, phone="0812-3456-7031")
        packer, driver = [self.shop.owner(name, name) for name in ("warehouse", "driver")]
        for c, seen in ((packer, ["pack", "ship"]), (driver, ["ship", "road"]), (self.owner, ["check", "pack", "ship"])):
            home = self.ok(c.get("/admin")).page
            self.assertEqual([a.attrs["href"] for a in home.find("nav", class_="acts").all("a")], ["/admin/orders?tab=" + t for t in seen])
        page = self.ok(packer.get(self.url(o))).page
        self.assertIn("pemilik atau kasir mengecek uangnya", page.text())
        self.assertIn("pemilik atau kasir mengecek uangnya", self.ok(packer.get("/admin/orders?tab=all&open=%d" % o.id)).page.find("aside").text())
        self.assertNotIn("pemilik atau kasir", self.ok(self.owner.get(self.url(o))).page.find("main").text())
        r = driver.get("/admin/settings")
        self.assertEqual(r.status, 403)
        self.assertIn("minta pemilik", r.page.text())
        for path in ("/admin/nothing", "/admin/orders/999999"):
            r = driver.get(path)
            self.assertEqual(r.status, 404)
            self.assertIsNotNone(r.page.find("div", class_="adm"), path)
        self.assertIsNone(self.shop.client().get("/admin/nothing").page.find("div", class_="adm"), "strangers see the shop's own page")

    def test_the_set_up_list_makes_room(self):
        w.order(self.shop.client(), "SA-250", 1, phone="0812-3456-7041")
        self.shop.sql("UPDATE bank_account SET active=0")
        page = self.ok(self.owner.get("/admin")).page
        self.assertIn("Siapkan toko", page.text())
        self.assertLess(page.text().index("Uang masuk hari ini"), page.text().index("Siapkan toko"), "once orders come, money stands first")
        self.shop.sql("UPDATE bank_account SET active=1")
        self.assertNotIn("Siapkan toko", self.ok(self.owner.get("/admin")).page.text())

    def test_what_runs_low_is_named(self):
        page = self.ok(self.owner.get("/admin/goods?low=1")).page
        self.assertIn("500 g · Pedas sekali: habis", page.text())
        v = w.variant(self.shop, "SB-100-S")
        self.shop.sql("UPDATE variant SET stock_state='sedikit' WHERE id=%d" % v)
        self.assertIn("dan 1 lagi", self.ok(self.owner.get("/admin/goods?low=1")).page.text())
        home = self.ok(self.owner.get("/admin")).page
        self.assertIn("500 g · Pedas sekali", home.text())
        self.assertIn("dan 1 lagi", home.text())
        self.assertIn("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, "SB-500-PS"), w.variant(self.shop, "SB-500-PS")), home.links())


if __name__ == "__main__":
    unittest.main()
