"""What goods are described by: types and their fields, facts and permits of one product, what shoppers see of it, reminders before a permit ends."""
import datetime
import unittest

import _ways as w
from harness import FlowTest, now


def iso(days):
    """The day so many days from today, in the shop's zone."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(int(now() + 7 * 3600) // 86400 + days)).isoformat()


class Facts(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.goods = int(cls.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='keripik-sanjai-balado'"))
        cls.at = "/admin/goods/%d/facts" % cls.goods

    def form(self, c=None, at=None):
        r = self.ok((c or self.owner).get(at or self.at))
        return r.page.form(at or self.at)

    def attribute(self, code):
        return "a%d" % int(self.shop.one("SELECT id FROM attribute WHERE code='%s'" % code))

    def type(self, code):
        return self.shop.one("SELECT id FROM product_type WHERE code='%s'" % code)

    def save(self, f, **fields):
        return self.owner.submit(f, ("act", "save"), **fields)

    def job(self):
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='permits'")
        self.shop.work()

    def bad(self, r):
        return [x.attrs["name"] for x in r.page.all("input") + r.page.all("select") if x.attrs.get("aria-invalid")]

    def test_1_fields_of_a_type(self):
        c, weight, taste, storage = self.owner, self.attribute("net_weight"), self.attribute("taste"), self.attribute("storage")
        self.sees(self.ok(c.get("/admin/goods/%d" % self.goods)), w.say("Facts and permits"))
        # The demo shop's goods are food, and their facts have found their fields.
        f = self.form()
        self.assertEqual(f.get("type"), self.type("food"))
        self.assertIn("cabai merah", f.get(self.attribute("ingredients")))
        # Another type shows its fields; what was typed stays, nothing is stored.
        r = self.ok(c.submit(f, ("act", "type"), type=self.type("craft"), **{weight: "250"}), 422)
        f2 = r.page.form(self.at)
        self.assertEqual(f2.get(weight), "250")
        self.assertIn(self.attribute("material"), f2.names())
        self.assertEqual(self.shop.one("SELECT type FROM product WHERE id=%d" % self.goods), self.type("food"))
        # What does not fit its kind is marked, and nothing typed is lost.
        r = self.ok(self.save(self.form(), **{weight: "dua ons", storage: "Di <b>kulkas</b>"}), 422)
        self.assertEqual(self.bad(r), [weight])
        self.assertEqual(r.page.form(self.at).get(storage), "Di <b>kulkas</b>")
        r = self.ok(self.save(self.form(), **{weight: "1,25 kg", taste: "Pedas", storage: "Di <b>kulkas</b>", "f0_n": "Kartu", "f0_v": "Termasuk"}), 303)
        self.assertEqual(self.form().get(weight), "1.250")
        r = self.ok(self.shop.client().get("/product/keripik-sanjai-balado"))
        self.sees(r, "1.250 g", "Pedas", "Di <b>kulkas</b>", "Kartu")
        self.assertIn("&lt;b&gt;kulkas", r.text)
        self.assertEqual(self.shop.one("SELECT value_key FROM product_attr WHERE product=%d AND lang='id' AND attribute=%s" % (self.goods, weight[1:])), "000000001250000")

    def test_2_two_at_once_and_strangers(self):
        f, late = self.form(), self.form()
        self.ok(self.save(f, shelf_life_days="90"), 303)
        r = self.ok(self.save(late, shelf_life_days="30"), 422)
        self.sees(r, w.say("Somebody has saved these goods meanwhile. Look again, then save once more"))
        self.assertEqual(r.page.form(self.at).get("shelf_life_days"), "30")
        self.assertEqual(self.shop.one("SELECT shelf_life_days FROM product WHERE id=%d" % self.goods), "90")
        self.ok(self.owner.get("/admin/goods/99999/facts"), 404)
        csrf = f.get("csrf")
        self.ok(self.owner.post("/admin/goods/99999/facts", [("csrf", csrf), ("act", "save"), ("version", "1")]), 404)
        for field, value in (("type", "-1"), ("version", "x"), ("shelf_life_days", "99999999999999999999"), ("f0_n", "Hanya nama"), ("pirt_until", "2026-02-30")):
            r = self.save(self.form(), **{field: value, **({"f0_v": ""} if field == "f0_n" else {}), **({"pirt": "1"} if field == "pirt_until" else {})})
            self.assertEqual(r.status, 422, field)
        # A type that is none and a field of nobody are left alone.
        self.ok(self.save(self.form(), type="4711"), 303)
        self.assertIsNone(self.shop.one("SELECT type FROM product WHERE id=%d" % self.goods) or None)
        self.ok(self.save(self.form(), type=self.type("food")), 303)

    def test_3_permits(self):
        c = self.owner
        r = self.ok(self.save(self.form(), pirt="", pirt_until=iso(10)), 422)
        self.assertEqual(self.bad(r), ["pirt"])
        # An odd number is saved all the same, with a hint.
        self.ok(self.save(self.form(), pirt="12-34", pirt_until=iso(20), halal="ID00110000123456789", halal_until=iso(400), sni="SNI 8218:2015"), 303)
        r = self.ok(c.get(self.at))
        self.sees(r, w.say("A P-IRT number has 15 digits, like 2061371020028-29. Look at the certificate again; you can save it all the same."))
        r = self.ok(c.get("/admin/permits"))
        self.sees(r, "Habis dalam 60 hari", "12-34", "Masih berlaku", "SNI 8218:2015")
        self.sees(self.ok(c.get("/admin")), "izin habis dalam 60 hari")
        page = lambda: self.ok(self.shop.client().get("/product/keripik-sanjai-balado"))
        self.sees(page(), "12-34", "SNI 8218:2015")
        # The worker tells each step once.
        told = lambda: self.shop.one("SELECT told FROM product_permit WHERE product=%d AND kind='pirt'" % self.goods)
        self.job()
        self.assertEqual(told(), "2")
        # Over: the badge goes.
        self.ok(self.save(self.form(), pirt="12-34", pirt_until=iso(-1)), 303)
        self.assertNotIn("12-34", page().text)
        self.sees(self.ok(c.get(self.at)), w.say("This permit is over. Its badge is no longer shown in the shop."))
        self.job()
        self.assertEqual(told(), "4")
        self.sees(self.ok(c.get("/admin/permits")), "Sudah habis")
        self.ok(self.save(self.form(), pirt="206137102002830", pirt_until=""), 303)
        self.assertIsNone(told())

    def test_4_own_type(self):
        c = self.owner
        self.sees(self.ok(c.get("/admin/types")), "Makanan", "Komposisi")
        f = self.ok(c.get("/admin/types/new")).page.form("/types/new")
        r = self.ok(c.submit(f, name="B", a0_name="Motif"), 422)
        self.assertEqual(r.page.form("/types/new").get("a0_name"), "Motif")
        r = self.ok(c.submit(f, name="Batik", a0_name="Motif", a0_kind="choice", a0_choices=""), 422)
        self.assertEqual([x.attrs["name"] for x in r.page.all("textarea") if x.attrs.get("aria-invalid")], ["a0_choices"])
        r = self.ok(c.submit(f, name="Batik", p_sni="1", a0_name="Motif", a0_kind="choice", a0_choices="Parang\r\nKawung|Kawung", a1_name="Bahan"), 303)
        at = r.header("location").partition("?")[0]
        f = self.ok(c.get(at)).page.form(at)
        self.assertEqual((f.get("a0_name"), f.get("a1_name")), ("Motif", "Bahan"))
        # Bahan was there: the field is shared, not made twice.
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM attribute WHERE folded='bahan'"), "1")
        self.ok(c.submit(f, name="Batik tulis", a1_drop="1"), 303)
        self.ok(c.submit(f, name="Batik cap"), 422)
        f = self.ok(c.get(at)).page.form(at)
        r = self.ok(c.submit(f, a1_name="MOTIF"), 422)
        self.assertEqual(self.bad(r), ["a1_name"])
        self.ok(c.get("/admin/types/999"), 404)
        self.ok(c.post("/admin/types/999", [("csrf", f.get("csrf")), ("version", "1"), ("name", "Hantu")]), 404)
        self.sees(self.ok(self.shop.client().get("/product/keripik-sanjai-balado")), "Komposisi")


if __name__ == "__main__":
    unittest.main()
