"""A promo with its hours: begins and ends by itself on every page that shows its price, in the order by discount and in the feeds; the owner reads how it stands, and files bring its times back."""
import datetime
import unittest

import _ways as w
from harness import FlowTest, now


class Sale(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.pid = w.product(cls.shop, "SB-100-S")
        # No other promo; one other product is a little cheaper than it was.
        cls.shop.sql("UPDATE variant SET sale_price=NULL, sale_from=NULL, sale_to=NULL, compare_at=NULL")
        cls.shop.sql("UPDATE variant SET compare_at=price*11/10 WHERE product=%d" % cls.pid)
        f = cls.owner.get("/admin/goods/new").page.form("/admin/goods/new")
        r = cls.owner.submit(f, ("act", "save"), name="Kue tambang", v0_price="20.000", v0_stock="50", v0_sku="KT-1", v0_g="250", on_sale="1")
        cls.pid = int(r.header("location").split("/admin/goods/")[1].split("?")[0])
        cls.shop.command("check", "--mend")

    def tearDown(self):
        self.shop.clock(0)

    def form(self):
        return self.ok(self.owner.get("/admin/goods/%d" % self.pid)).page.form("/admin/goods/%d" % self.pid, "name")

    def field(self, f, what):
        return next(n for n in f.names() if n.startswith("v") and n.endswith("_" + what))

    def put(self, status=303, **fields):
        f = self.form()
        for k, v in fields.items():
            f.set(self.field(f, k), v)
        return self.ok(self.owner.submit(f, ("act", "save")), status)

    def at(self, seconds):
        """So far from now in the shop's zone, in full minutes, as the browser writes it; and how many seconds from now that is. Never midnight, which is told as a day."""
        at = int(now() + seconds) // 60 * 60
        at += 60 if (at + 7 * 3600) % 86400 == 0 else 0
        return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=at + 7 * 3600)).strftime("%Y-%m-%dT%H:%M"), at - now()

    def price(self):
        """On the product's page, its card, in the cart of somebody new, and in the feed."""
        c = self.shop.client()
        page = self.ok(c.get("/product/kue-tambang"))
        card = next(x for x in self.ok(c.get("/search?q=kue+tambang")).page.all("li") if "item" in x.attrs.get("class", "") and "Kue tambang" in x.text())
        w.put(c, "KT-1", 1)
        cart = self.ok(c.get("/cart")).page.find("main")
        return ["15.000" in x.text() for x in (page.page.find("form", id="pilih"), card, cart)]

    def first_by_discount(self):
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='shelves'")
        self.shop.work()
        page = self.ok(self.shop.client().get("/products?sort=off")).page
        return "Kue tambang" in next(x for x in page.all("li") if "item" in x.attrs.get("class", "")).text()

    def test_1_begins_and_ends_by_itself(self):
        (begin, begins), (end, ends) = self.at(1800), self.at(3600)
        self.put(sale="15.000", **{"from": begin, "to": end})
        f = self.form()
        self.assertEqual((f.get(self.field(f, "from")), f.get(self.field(f, "to"))), (begin, end))
        self.assertIn("Promo mulai", self.ok(self.owner.get("/admin/goods/%d" % self.pid)).text)
        before = self.ok(self.shop.client().get("/product/kue-tambang")).header("etag")
        self.assertEqual(self.price(), [False] * 3)
        self.assertFalse(self.first_by_discount())
        # A page that was kept before is not shown after.
        self.shop.clock(begins - 1200)
        self.assertEqual(self.price(), [False] * 3)
        self.shop.clock(begins + 1)
        self.assertEqual(self.price(), [True] * 3)
        r = self.ok(self.shop.client(**{"if-none-match": before}).get("/product/kue-tambang"))
        self.assertIn(end[11:].replace(":", "."), r.text, "until when, with the time")
        self.assertTrue(self.first_by_discount())
        self.assertIn("Promo berlaku sampai", self.ok(self.owner.get("/admin/goods/%d" % self.pid)).text)
        row = self.ok(self.owner.get("/admin/goods/%d/variants" % self.pid)).page.find("tbody").text()
        for part in ("promo Rp 15.000", begin[11:].replace(":", "."), end[11:].replace(":", ".")):
            self.assertIn(part, row)
        o = w.order(self.shop.client(), "KT-1", 2)
        self.assertEqual(o.subtotal, 30000)
        during = self.ok(self.shop.client().get("/product/kue-tambang")).header("etag")
        self.shop.clock(ends + 1)
        self.assertEqual(self.price(), [False] * 3)
        self.ok(self.shop.client(**{"if-none-match": during}).get("/product/kue-tambang"))
        self.assertFalse(self.first_by_discount())
        self.assertIn("Promo sudah selesai", self.ok(self.owner.get("/admin/goods/%d" % self.pid)).text)

    def test_2_days_and_what_is_wrong(self):
        day, = {self.at(3 * 86400)[0][:10]}
        self.put(sale="15.000", **{"from": "", "to": day})
        f = self.form()
        self.assertEqual(f.get(self.field(f, "to")), day + "T23:59", "a day alone is the whole day")
        kept = self.shop.one("SELECT sale_to FROM variant WHERE sku='KT-1' AND active=1")
        self.assertEqual((int(kept) + 7 * 3600) % 86400, 0)
        self.ok(self.owner.submit(f, ("act", "save")), 303)
        self.assertEqual(self.shop.one("SELECT sale_to FROM variant WHERE sku='KT-1' AND active=1"), kept)
        self.assertNotIn("23.59", self.ok(self.shop.client().get("/product/kue-tambang")).text)
        for bad in ("kapan", day + "T24:00", day + "T08:60", day + "T8:00", "2026-02-30T08:00", day + " 08:00", day + "T08:00:99", "-2026-01-01T00:00", "9" * 40):
            r = self.put(422, to=bad)
            self.assertEqual([x.attrs["name"].split("_")[1] for x in r.page.all("input") if x.attrs.get("aria-invalid")], ["to"], bad)
        begin, end = self.at(86400)[0], self.at(3600)[0]
        self.put(422, **{"from": begin, "to": end})
        self.put(422, sale="", **{"from": begin, "to": ""})

    def test_3_files_keep_the_time(self):
        (begin, _), (end, _) = self.at(86400), self.at(2 * 86400)
        self.put(sale="15.000", **{"from": begin, "to": end})
        row = "SELECT sale_from, sale_to FROM variant WHERE sku='KT-1' AND active=1"
        had = self.shop.sql(row)
        text = self.ok(self.owner.get("/admin/goods/export?q=kue+tambang")).text
        self.assertIn(begin.replace("T", " ") + ":00", text)
        self.shop.sql("UPDATE variant SET sale_from=NULL, sale_to=NULL WHERE sku='KT-1'")
        path = self.shop.dir + "/goods.csv"
        with open(path, "w") as f:
            f.write(text)
        self.shop.command("import", path)
        self.assertEqual(self.shop.sql(row), had)


if __name__ == "__main__":
    unittest.main()
