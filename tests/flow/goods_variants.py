"""Many variants: combinations made of a simple product, rows by page and filter, one change for all shown, names and order of values, what goes off sale and comes back, two people at once, and what nobody may send."""
import json
import os
import re
import unittest

import _ways as w
from harness import FlowTest


class Variants(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def goods(self, name):
        f = self.ok(self.owner.get("/admin/goods/new")).page.form("/admin/goods/new")
        f.set("name", name).set("v0_price", "50.000").set("v0_stock", "7").set("v0_g", "200").set("v0_sku", name.upper().replace(" ", "-"))
        r = self.ok(self.owner.submit(f, ("act", "save")), 303)
        return int(r.header("location").split("/admin/goods/")[1].split("?")[0])

    def make(self, pid, status=303, **fields):
        at = "/admin/goods/%d/options" % pid
        f = self.ok(self.owner.get(at)).page.form(at + "/make")
        for k, v in fields.items():
            f.set(k, v)
        return self.ok(self.owner.submit(f), status)

    def batik(self, name, values=10):
        """Three options: 2 × 10 × `values` variants."""
        pid = self.goods(name)
        self.make(pid, new0="Motif", new0_en="Pattern", new0_values="Parang, Kawung", new1="Warna", new1_values=", ".join("W%d" % i for i in range(10)))
        self.make(pid, new0="Ukuran", new0_values="\n".join("U%d" % i for i in range(values)), vn_price="75.000", vn_stock="3")
        return pid

    def rows(self, pid, query="", c=None):
        return self.ok((c or self.owner).get("/admin/goods/%d/variants%s" % (pid, query))).page

    def count(self, pid):
        return int(self.shop.one("SELECT COUNT(*) FROM variant WHERE product=%d AND active=1" % pid))

    def value(self, pid, name):
        return self.shop.one("SELECT x.id FROM option_value x JOIN product_option o ON o.id=x.option JOIN option_value_text t ON t.value=x.id AND t.lang='id' WHERE o.product=%d AND t.name='%s'" % (pid, name))

    def option(self, pid, place):
        return self.shop.one("SELECT id FROM product_option WHERE product=%d AND position=%d" % (pid, place))

    def label(self, pid, sku):
        return self.shop.one("SELECT v.id FROM variant v WHERE v.product=%d AND v.sku='%s' AND v.active=1" % (pid, sku))

    def test_1_from_one_to_two_hundred(self):
        pid = self.batik("Batik satu")
        self.assertEqual(self.count(pid), 200)
        # What was sold before is one of them, with its code and its stock.
        self.assertEqual(self.shop.one("SELECT k.on_hand FROM variant v JOIN stock k ON k.variant=v.id WHERE v.product=%d AND v.sku='BATIK-SATU' AND v.active=1" % pid), "7")
        page = self.rows(pid)
        self.assertEqual(len([n for n in page.walk() if n.attrs.get("name") == "row"]), 50)
        self.assertIn("200 varian", page.text())
        # Once more makes nothing.
        r = self.make(pid, 422)
        self.sees(r, "Semua kombinasi ini sudah ada.")
        # One more value, of one pattern alone: ten.
        at = "/admin/goods/%d/options" % pid
        f = self.ok(self.owner.get(at)).page.form(at + "/make")
        f.fields = [x for x in f.fields if not (x[0].startswith("t") and x[1] == self.value(pid, "Kawung"))]
        f.fields = [x for x in f.fields if not (x[0] == "t" + self.option(pid, 2))]
        f.set("m" + self.option(pid, 2), "XXL")
        self.ok(self.owner.submit(f), 303)
        self.assertEqual(self.count(pid), 210)
        # The product's own form leaves them alone, and leads here.
        page = self.ok(self.owner.get("/admin/goods/%d" % pid)).page
        self.assertIn("/admin/goods/%d/variants" % pid, [n.attrs.get("href") for n in page.walk() if n.tag == "a"])
        g = page.form("/admin/goods/%d" % pid, "name")
        self.assertEqual([n for n in g.names() if n.endswith("_price")], [])
        self.ok(self.owner.submit(g.set("name", "Batik tulis"), ("act", "save")), 303)
        self.assertEqual(self.count(pid), 210)
        self.sees(self.ok(self.owner.get("/admin/goods/%d/variants" % pid)), "Batik tulis")
        self.assertEqual(self.shop.invariants(), [])

    def test_2_rows_are_saved_and_nothing_is_lost(self):
        pid = self.batik("Batik dua", 6)
        at = "/admin/goods/%d/variants" % pid
        page = self.rows(pid, "?o%s=%s" % (self.option(pid, 2), self.value(pid, "U3")))
        f = page.form(at, "row")
        ids = [n.attrs["value"] for n in page.walk() if n.attrs.get("name") == "row"]
        self.assertEqual(len(ids), 20)
        a, b, c = ids[:3]
        f.set("v%s_price" % a, "99.000").set("v%s_stock" % a, "12").set("v%s_sku" % a, "X-1").set("v%s_code" % a, "899").set("v%s_g" % a, "1.200").set("v%s_sku" % b, "X-1").set("v%s_price" % c, "murah")
        r = self.ok(self.owner.submit(f), 422)
        bad = {n.attrs["name"] for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"}
        self.assertEqual(bad, {"v%s_price" % c})
        g = r.page.form(at, "row")
        self.assertEqual((g.get("v%s_price" % a), g.get("v%s_sku" % b), g.get("v%s_price" % c)), ("99.000", "X-1", "murah"))
        g.set("v%s_price" % c, "80.000")
        r = self.ok(self.owner.submit(g), 422)
        self.assertEqual({n.attrs["name"] for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"}, {"v%s_sku" % b})
        g = r.page.form(at, "row").set("v%s_sku" % b, "X-2")
        g.fields = [x for x in g.fields if x[0] != "v%s_on" % c]
        r = self.ok(self.owner.submit(g), 303)
        self.assertIn("o%s=" % self.option(pid, 2), r.header("location"))
        self.assertEqual(self.shop.sql("SELECT v.price, v.sku, v.barcode, v.weight_g, k.on_hand FROM variant v JOIN stock k ON k.variant=v.id WHERE v.id=%s" % a), [("99000", "X-1", "899", "1200", "12")])
        self.assertEqual(self.count(pid), 119)
        # Back on sale, once.
        page = self.rows(pid)
        back = page.form(at + "/back")
        self.ok(self.owner.submit(back, ("variant", c)), 303)
        self.assertEqual(self.count(pid), 120)
        self.ok(self.owner.submit(back, ("variant", c)), 404)
        self.ok(self.owner.submit(back, ("variant", "1")), 404)
        self.assertEqual(self.shop.invariants(), [])

    def test_3_one_change_for_all_that_are_shown(self):
        pid = self.batik("Batik tiga", 6)
        narrow = "?o%s=%s" % (self.option(pid, 0), self.value(pid, "Kawung"))
        at = "/admin/goods/%d/variants/fill" % pid

        def fill(what, how, by, status=303, query=narrow):
            f = self.rows(pid, query).form(at)
            return self.ok(self.owner.submit(f.set("what", what).set("how", how).set("by", by)), status)
        fill("price", "set", "80.000")
        fill("price", "percent", "10%")
        fill("weight", "add", "-201", 422)
        fill("stock", "set", "9")
        fill("low", "set", "2")
        kawung = "SELECT COUNT(*) FROM variant v JOIN variant_value y ON y.variant=v.id AND y.value=%s JOIN stock k ON k.variant=v.id WHERE v.product=%d AND v.active=1 AND %s"
        self.assertEqual(self.shop.one(kawung % (self.value(pid, "Kawung"), pid, "v.price=88000 AND k.on_hand=9 AND v.low_at=2")), "60")
        self.assertEqual(self.shop.one(kawung % (self.value(pid, "Parang"), pid, "v.price=88000")), "0")
        for what, how, by in (("price", "set", "0"), ("price", "percent", "-100"), ("price", "add", "-999999999"), ("price", "set", "-5"), ("price", "percent", "99999"), ("stock", "add", "-10"), ("price", "set", "x"),
                              ("name", "set", "1"), ("price", "wild", "1"), ("price", "add", "9" * 19)):
            f = self.rows(pid, narrow).form(at)
            f.set("what", what).set("how", how).set("by", by)
            self.ok(self.owner.submit(f), 422)
        self.assertEqual(self.shop.one(kawung % (self.value(pid, "Kawung"), pid, "v.price=88000 AND k.on_hand=9")), "60")
        self.assertEqual(self.shop.invariants(), [])

    def test_4_names_order_and_removal(self):
        pid = self.batik("Batik empat", 3)
        at = "/admin/goods/%d/options" % pid
        ids = self.shop.sql("SELECT id FROM variant WHERE product=%d AND active=1 ORDER BY id" % pid)
        kawung, parang, u0 = self.value(pid, "Kawung"), self.value(pid, "Parang"), self.value(pid, "U0")

        def form(k):
            return [f for f in self.ok(self.owner.get(at)).page.forms() if f.action.endswith("/options") and f.get("option") == self.option(pid, k)][0]
        self.ok(self.owner.submit(form(0).set("x" + kawung, "Kawung Picis").set("xe" + kawung, "Coins").set("n" + self.option(pid, 0), "Corak"), ("act", "up." + kawung)), 303)
        self.assertEqual(self.value(pid, "Kawung Picis"), kawung)
        self.assertEqual(self.shop.sql("SELECT id FROM variant WHERE product=%d AND active=1 ORDER BY id" % pid), ids)
        self.assertEqual(self.shop.sql("SELECT id FROM option_value WHERE id IN (%s, %s) ORDER BY position" % (kawung, parang)), [(kawung,), (parang,)])
        shopper = self.shop.client()
        slug = self.shop.one("SELECT slug FROM slug WHERE kind='product' AND object=%d" % pid)
        self.sees(shopper.get("/en/product/" + slug), "Coins")
        # Alike, empty, others' values.
        for name, value in (("x" + kawung, " parang"), ("x" + kawung, ""), ("n" + self.option(pid, 0), "")):
            self.ok(self.owner.submit(form(0).set(name, value), ("act", "save")), 422)
        f = form(0)
        f.fields.append(["value", u0])
        self.ok(self.owner.submit(f, ("act", "save")), 422)
        # Removing a value asks first, with the number.
        r = self.ok(self.owner.submit(form(2), ("act", "drop." + u0)), 422)
        self.sees(r, "20 varian ikut berhenti dijual")
        self.assertEqual(self.count(pid), 60)
        g = [f for f in r.page.forms() if f.action.endswith("/options") and f.get("option") == self.option(pid, 2)][0]
        self.ok(self.owner.submit(g, ("act", "dropped." + u0)), 303)
        self.assertEqual(self.count(pid), 40)
        self.sees_not(self.ok(self.owner.get(at)), "U0")
        # A choice that tells variants apart stays; one that does not may go.
        self.ok(self.owner.submit(form(0), ("act", "away." + self.option(pid, 0))), 422)
        r = self.ok(self.owner.submit(form(0), ("act", "gone." + self.option(pid, 0))), 422)
        self.sees(r, "Tanpa pilihan ini ada dua varian yang sama.")
        self.ok(self.owner.submit(form(2), ("act", "dropped." + self.value(pid, "U1"))), 303)
        before = self.shop.sql("SELECT id FROM variant WHERE product=%d AND active=1 ORDER BY id" % pid)
        self.ok(self.owner.submit(form(2), ("act", "first." + self.option(pid, 2))), 303)
        self.assertEqual(self.shop.one("SELECT name FROM product_option_text WHERE lang='id' AND option=%s" % self.option(pid, 1)), "Ukuran")
        self.ok(self.owner.submit(form(1), ("act", "gone." + self.option(pid, 1))), 303)
        self.assertEqual(self.shop.sql("SELECT id FROM variant WHERE product=%d AND active=1 ORDER BY id" % pid), before)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product_option WHERE product=%d" % pid), "2")
        self.assertEqual(self.shop.invariants(), [])

    def test_5_two_people_and_too_much(self):
        pid = self.batik("Batik lima", 3)
        at = "/admin/goods/%d/variants" % pid
        other = self.shop.owner("kedua")
        mine, theirs = self.rows(pid).form(at, "row"), self.rows(pid, c=other).form(at, "row")
        key = mine.get("row")
        self.ok(other.submit(theirs.set("v%s_price" % key, "61.000")), 303)
        r = self.ok(self.owner.submit(mine.set("v%s_price" % key, "62.000")), 422)
        self.sees(r, "baru saja diubah orang lain")
        again = r.page.form(at, "row")
        self.assertEqual(again.get("v%s_price" % key), "62.000")
        self.ok(self.owner.submit(again), 303)
        self.assertEqual(self.shop.one("SELECT price FROM variant WHERE id=%s" % key), "62000")
        # A variant of another product, made-up numbers, a million rows.
        for rows in (["1"], ["0"], ["-3"], ["9" * 25], ["x"]):
            f = self.rows(pid).form(at, "row")
            f.fields = [x for x in f.fields if x[0] != "row"] + [["row", x] for x in rows]
            self.ok(self.owner.submit(f), 422)
        f = self.rows(pid).form(at, "row")
        f.fields += [["row", str(i)] for i in range(100000)]
        self.assertIn(self.owner.submit(f).status, (400, 413))
        self.make(pid, 422, new0="Lagi", new0_values=", ".join(str(i) for i in range(101)))
        self.make(pid, 422, new0="Lagi", new0_values=", ".join(str(i) for i in range(90)))
        self.make(pid, 422, new0_values="a, b")
        self.make(pid, 422, new0="Lagi")
        self.make(pid, 422, new0="Lagi", new0_values="a, b", vn_price="0")
        self.assertEqual(self.count(pid), 60)
        # Narrowing by what is none of its values shows all; a page that is not there is the first.
        for query in ("?o1=1", "?o%s=99999" % self.option(pid, 0), "?page=999", "?page=-1", "?page=x", "?o%s=%%00" % self.option(pid, 0)):
            self.assertIn(self.owner.get(at + query).status, (200, 400))
        self.assertEqual(self.owner.get("/admin/goods/99999999/variants").status, 404)
        self.assertEqual(self.owner.get("/admin/goods/99999999/options").status, 404)
        # What an order holds stays on sale.
        slug = self.shop.one("SELECT slug FROM slug WHERE kind='product' AND object=%d" % pid)
        self.assertTrue(re.match(r"batik-lima", slug))
        self.assertEqual(self.shop.invariants(), [])

    def test_6_a_simple_product_and_nothing_on_sale(self):
        pid = self.goods("Sendiri")
        page = self.rows(pid)
        self.assertEqual(len([n for n in page.walk() if n.attrs.get("name") == "row"]), 1)
        self.assertIn("Satu macam", self.ok(self.owner.get("/admin/goods/%d" % pid)).page.text())
        f = page.form("/admin/goods/%d/variants" % pid, "row")
        f.fields = [x for x in f.fields if not x[0].endswith("_on")]
        self.sees(self.ok(self.owner.submit(f), 422), "Harus ada paling sedikit satu varian.")

    def test_8_in_the_shop(self):
        """Two hundred and sixty variants: the page stays small, many values are a list, what cannot be had says so, search engines read one offer, and a choice is made without a script."""
        pid = self.batik("Batik delapan", 13)
        slug = self.shop.one("SELECT slug FROM slug WHERE kind='product' AND object=%d" % pid)
        c = self.shop.client()
        r = self.ok(c.get("/product/" + slug))
        self.assertLess(len(r.body), 40000)
        table = json.loads(re.search(r'id="variants">(.*?)</script>', r.text, re.S).group(1))
        self.assertEqual((len(table["rows"]), len(table["stock"])), (260, 3))
        row = table["rows"][0]
        self.assertEqual((row[1], table["texts"][row[2]], row[8]), (2, "Rp\u00a050.000", "BATIK-DELAPAN"))
        self.assertEqual([str(x) for x in row[9:]], [self.value(pid, x) for x in ("Parang", "W0", "U0")])
        ld = [json.loads(x) for x in re.findall(r'application/ld\+json">(.*?)</script>', r.text, re.S)]
        offer = [x for x in ld if x["@type"] == "Product"][0]["offers"]
        self.assertEqual((offer["@type"], offer["lowPrice"], offer["highPrice"], offer["offerCount"], "offers" in offer), ("AggregateOffer", 50000, 75000, 260, False))
        self.assertEqual(len([n for n in r.page.walk() if n.tag == "select" and n.attrs.get("name") == "opt_" + self.option(pid, 2)]), 1)
        self.assertEqual(len([n for n in r.page.walk() if n.attrs.get("name") == "opt_" + self.option(pid, 1) and n.attrs.get("type") == "radio"]), 10)
        # The first without stock: it is to be seen, and is another address.
        self.shop.sql("UPDATE variant SET stock_state='habis' WHERE id IN (SELECT variant FROM variant_value WHERE value=%s) AND id IN (SELECT variant FROM variant_value WHERE value=%s)" % (self.value(pid, "U5"), self.value(pid, "W0")))
        r = self.ok(c.get("/product/" + slug))
        off = [n for n in r.page.walk() if n.tag == "option" and n.attrs.get("class") == "off"]
        self.assertEqual([n.attrs["value"] for n in off], [self.value(pid, "U5")])
        f = r.page.form("/cart/add")
        f.set("opt_" + self.option(pid, 2), self.value(pid, "U12")).set("opt_" + self.option(pid, 1), self.value(pid, "W3"))
        values = [(k, v) for k, v in f.fields if k.startswith(("opt_", "csrf", "product", "variant"))]
        r = self.ok(c.post("/product", values), 303)
        to = re.search(r"v=(\d+)", r.header("location")).group(1)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant_value WHERE variant=%s AND value IN (%s, %s)" % (to, self.value(pid, "U12"), self.value(pid, "W3"))), "2")
        self.ok(c.post("/cart/add", values + [("qty", "1"), ("go", "cart")]), 303)
        self.sees(c.get("/cart"), "W3 · U12")
        # Taken off sale: nowhere to be chosen any more, nor in the cart.
        at = "/admin/goods/%d/options" % pid
        g = [f for f in self.ok(self.owner.get(at)).page.forms() if f.action.endswith("/options") and f.get("option") == self.option(pid, 2)][0]
        self.ok(self.owner.submit(g, ("act", "dropped." + self.value(pid, "U12"))), 303)
        r = self.ok(c.get("/product/" + slug))
        self.sees_not(r, "U12")
        self.assertEqual(len([n for n in r.page.walk() if n.tag == "select" and n.attrs.get("name") == "opt_" + self.option(pid, 2)]), 0)

    def test_7_photos_orders_promos_and_very_many_values(self):
        # Goods of the demo shop: several photos, a promo, pieces that wait in an order.
        c = self.shop.client()
        pid = int(self.shop.one("SELECT product FROM variant WHERE sku='SB-100-S'"))
        w.order(c, "SB-100-S", 2)
        self.shop.sql("UPDATE variant SET sale_price=9000, sale_to=NULL WHERE sku='SB-100-S'")
        self.sees(self.ok(self.owner.get("/admin/goods/%d/variants" % pid)), "2 di antaranya sudah dipesan", "promo Rp 9.000", "Foto 2")
        at = "/admin/goods/%d/variants" % pid
        f = self.rows(pid).form(at, "row")
        key = self.label(pid, "SB-100-S")
        f.fields = [x for x in f.fields if x[0] != "v%s_on" % key]
        self.sees(self.ok(self.owner.submit(f), 422), "masih ada di pesanan")
        r = self.ok(self.shop.owner("gudang.varian", "warehouse").get(at))
        self.sees_not(r, "Ubah semua sekaligus", "Pilihan dan kombinasi", "Semua tersimpan")
        # Five choices of a hundred values each: too many for ticks, and names are still one form a choice.
        path = os.path.join(self.shop.dir, "nilai.csv")
        with open(path, "w") as out:
            out.write("key,name,price," + ",".join("option%d_name,option%d_value" % (k, k) for k in range(1, 6)) + "\n")
            for i in range(100):
                out.write("nilai,Seratus nilai,1000," + ",".join("P%d,n%d.%d" % (k, k, i) for k in range(1, 6)) + "\n")
        self.shop.command("import", path)
        pid = int(self.shop.one("SELECT product FROM product_text WHERE name='Seratus nilai'"))
        r = self.ok(self.owner.get("/admin/goods/%d/options" % pid))
        self.sees(r, "Semua isinya.")
        g = [f for f in r.page.forms() if f.action.endswith("/options") and f.get("option") == self.option(pid, 4)][0]
        self.ok(self.owner.submit(g.set("n" + self.option(pid, 4), "Kelima"), ("act", "save")), 303)
        self.sees(self.make(pid, 422), "Terlalu banyak untuk satu barang")
        # Nothing on sale: the page says how to begin.
        self.shop.sql("UPDATE variant SET active=0 WHERE product=%d" % pid)
        self.sees(self.ok(self.owner.get("/admin/goods/%d/variants" % pid)), "Buat yang pertama")


if __name__ == "__main__":
    unittest.main()
