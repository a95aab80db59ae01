"""The owner's words on a product's card and page, with a last day; permits on cards, as long as they hold."""
import unittest

import _ways as w
from harness import FlowTest, now

DAY = 86400


class Ribbon(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.pid = int(cls.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='keripik-sanjai-balado'"))
        cls.at = "/admin/goods/%d/ribbon" % cls.pid

    def tearDown(self):
        self.shop.clock(0)

    def put(self, status=303, **fields):
        f = self.ok(self.owner.get(self.at)).page.form(self.at)
        return self.ok(self.owner.submit(f, **{"ribbon": "", "ribbon_en": "", "until": "", **fields}), status)

    def card(self, c, path="/products?sort=best", name="/product/keripik-sanjai-balado"):
        page = self.ok(c.get(path)).page
        return next(x for x in page.all("li") if "item" in x.attrs.get("class", "") and any(a.attrs.get("href", "").endswith(name) for a in x.all("a")))

    def day(self, n):
        import datetime
        return (datetime.date(1970, 1, 1) + datetime.timedelta(int(now() + 7 * 3600) // DAY + n)).isoformat()

    def test_1_on_card_and_page_until_the_day_is_over(self):
        c = self.shop.client()
        self.sees(self.ok(self.owner.get("/admin/goods/%d" % self.pid)), w.say("Ribbon on the card"))
        first = self.ok(c.get("/product/keripik-sanjai-balado"))
        self.put(ribbon=" Khas Lebaran ", ribbon_en="For Eid", until=self.day(1))
        self.assertIn("Khas Lebaran", self.card(c).text())
        self.assertIn("For Eid", self.card(c, "/en/products?sort=best", "/en/product/keripik-sanjai-balado").text())
        # One ribbon a card: ours alone.
        self.assertEqual(len([x for x in self.card(c).all("span") if "tag" in x.attrs.get("class", "").split()]), 1)
        r = self.ok(c.get("/product/keripik-sanjai-balado"))
        self.sees(r, "Khas Lebaran")
        self.assertEqual(r.text.count("Khas Lebaran"), 1, "not on the cards below it")
        self.assertNotEqual(r.header("etag"), first.header("etag"))
        self.sees(self.ok(self.owner.get("/admin/goods/%d" % self.pid)), "Khas Lebaran")
        # Two days later nobody sees it, and who kept the page learns of it; the owner is told.
        self.shop.clock(2 * DAY)
        again = self.ok(self.shop.client(**{"if-none-match": r.header("etag")}).get("/product/keripik-sanjai-balado"))
        self.assertNotIn("Khas Lebaran", again.text)
        self.assertNotIn("Khas Lebaran", self.card(c).text())
        self.shop.clock(0)
        self.put()
        self.assertNotIn("Khas Lebaran", self.ok(c.get("/products?sort=best")).text)

    def test_2_what_is_wrong_is_marked(self):
        for fields, bad in (({"ribbon": "a" * 17}, "ribbon"), ({"ribbon_en": "Alone"}, "ribbon"), ({"ribbon": "Ya", "until": self.day(-1)}, "until"), ({"ribbon": "Ya", "until": "kapan"}, "until"),
                            ({"ribbon": "Ya", "until": "9999-12-31"}, "until")):
            r = self.put(422, **fields)
            self.assertIn(bad, [x.attrs["name"] for x in r.page.all("input") if x.attrs.get("aria-invalid")], fields)
        # Sixteen letters are code points; what looks like a page is text.
        self.put(ribbon="é" * 16)
        self.put(ribbon="<b>Promo</b>")
        self.assertIn("&lt;b&gt;Promo", self.ok(self.shop.client().get("/product/keripik-sanjai-balado")).text)
        f, late = (self.ok(self.owner.get(self.at)).page.form(self.at) for _ in range(2))
        self.ok(self.owner.submit(f, ribbon="Satu"), 303)
        r = self.ok(self.owner.submit(late, ribbon="Dua"), 422)
        self.assertEqual(r.page.form(self.at).get("ribbon"), "Dua")
        self.put()
        self.ok(self.owner.get("/admin/goods/99999/ribbon"), 404)
        self.ok(self.owner.post("/admin/goods/99999/ribbon", [("csrf", f.get("csrf")), ("version", "1"), ("ribbon", "x")]), 404)

    def test_3_permits_on_the_card(self):
        c = self.shop.client()
        self.shop.sql("UPDATE product SET halal='ID00110000123456789', pirt='2061371020028-29' WHERE id=%d" % self.pid)
        self.shop.sql("DELETE FROM product_permit WHERE product=%d" % self.pid)
        self.shop.sql("INSERT INTO product_permit (product, kind, until) VALUES (%d, 'halal', %d)" % (self.pid, now() + DAY))
        self.put(ribbon="Baru masak")
        self.assertIn("Halal · P-IRT", self.card(c).text())
        self.shop.clock(2 * DAY)
        text = self.card(c).text()
        self.assertIn("P-IRT", text)
        self.assertNotIn("Halal", text)
        self.shop.sql("UPDATE product SET halal='', pirt='' WHERE id=%d" % self.pid)
        self.shop.clock(0)
        self.put()
        self.assertNotIn("P-IRT", self.card(c).text())


if __name__ == "__main__":
    unittest.main()
