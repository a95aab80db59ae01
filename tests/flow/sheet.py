"""Many goods changed at once: the sheet, the difference before it is saved, what others changed meanwhile, taking back, one change for all, and what nobody may send."""
import json
import unittest

import _abuse as a
import _ways as w
from harness import FlowTest


class Sheet(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def goods(self, name, price="50.000", stock="7"):
        f = self.ok(self.owner.get("/admin/goods/new")).page.form("/admin/goods/new")
        f.set("name", name).set("v0_price", price).set("v0_stock", stock).set("v0_g", "200").set("v0_sku", name.upper().replace(" ", "-"))
        r = self.ok(self.owner.submit(f, ("act", "save")), 303)
        return int(r.header("location").split("/admin/goods/")[1].split("?")[0])

    def variants(self, pid):
        return [r[0] for r in self.shop.sql("SELECT id FROM variant WHERE product=%d AND active=1 ORDER BY position, id" % pid)]

    def two(self, name):
        """A product with two variants."""
        pid = self.goods(name)
        at = "/admin/goods/%d/options" % pid
        f = self.ok(self.owner.get(at)).page.form(at + "/make").set("new0", "Isi").set("new0_values", "100 g, 250 g").set("vn_stock", "3").set("vn_price", "75.000")
        self.ok(self.owner.submit(f), 303)
        return pid

    def sheet(self, *pids, query=""):
        return self.ok(self.owner.get("/admin/goods/sheet?" + (query or "&".join("id=%s" % p for p in pids)))).page

    def form(self, *pids, query=""):
        return self.sheet(*pids, query=query).form("/admin/goods/sheet", "row")

    def ask(self, form):
        """The page that shows the difference."""
        r = self.ok(self.owner.submit(form), 303)
        at = r.header("location").split("?")[0]
        self.assertRegex(at, r"/admin/goods/sheets/\d+$")
        return at[at.index("/admin"):]

    def save(self, at, status=303):
        f = self.ok(self.owner.get(at)).page.form(at)
        return self.ok(self.owner.submit(f), status)

    def undo(self, at, status=303):
        f = self.ok(self.owner.get(at)).page.form(at + "/undo")
        return self.ok(self.owner.submit(f), status)

    def price(self, variant):
        return int(self.shop.one("SELECT price FROM variant WHERE id=%s" % variant))

    def on_hand(self, variant):
        return int(self.shop.one("SELECT on_hand FROM stock WHERE variant=%s" % variant))

    def bad(self, page):
        return {n.attrs["name"] for n in page.walk() if n.attrs.get("aria-invalid") == "true"}

    def test_1_change_look_save_undo(self):
        one, two = self.goods("Lembar satu"), self.two("Lembar dua")
        (a1,), (b1, b2) = self.variants(one), self.variants(two)
        # From the list: ticked boxes, a plain form.
        page = self.ok(self.owner.get("/admin/goods?q=lembar")).page
        many = page.form("/admin/goods/sheet")
        self.assertEqual(sorted(many.names()), ["q", "status"])
        self.assertIn(("id", str(one)), [(n.attrs.get("name"), n.attrs.get("value")) for n in page.walk() if n.attrs.get("form") == "many"])
        page = self.sheet(query="status=active&q=lembar")
        self.sees(self.owner.get("/admin/goods/sheet?q=lembar"), "Lembar satu", "100 g", "250 g")
        f = page.form("/admin/goods/sheet", "row")
        # Nothing changed: nothing is asked.
        r = self.owner.submit(f)
        self.sees(self.owner.follow(self.ok(r, 303)), "Tidak ada yang diubah")
        there = self.on_hand(b1)
        f = self.form(one, two)
        f.set("v%s_price" % a1, "20.000").set("v%s_compare" % a1, "60000").set("v%s_stock" % b1, "0").set("v%s_weight" % b2, "1.250").set("v%s_sale" % b2, "70rb").set("p%d_status" % two, "draft")
        at = self.ask(f)
        r = self.ok(self.owner.get(at))
        self.sees(r, "2 barang", "6 perubahan", "turun lebih dari separuh", "promo tanpa tanggal akhir", "jadi habis", "tidak tampil lagi di toko")
        self.assertEqual(self.price(a1), 50000)
        # Back to the sheet: what was typed is there.
        back = self.ok(self.owner.get(r.page.link("draft="))).page.form("/admin/goods/sheet", "row")
        self.assertEqual((back.get("v%s_price" % a1), back.get("v%s_sale" % b2), back.get("p%d_status" % two)), ("20.000", "70.000", "draft"))
        version = self.shop.one("SELECT version FROM product WHERE id=%d" % one)
        self.sees(self.owner.follow(self.save(at)), "2 barang diubah", "Urungkan")
        self.assertEqual(self.shop.sql("SELECT price, compare_at FROM variant WHERE id=%s" % a1), [("20000", "60000")])
        self.assertEqual(self.shop.sql("SELECT weight_g, sale_price FROM variant WHERE id=%s" % b2), [("1250", "70000")])
        self.assertEqual(self.on_hand(b1), 0)
        self.assertEqual(self.shop.one("SELECT status FROM product WHERE id=%d" % two), "draft")
        self.assertNotEqual(version, self.shop.one("SELECT version FROM product WHERE id=%d" % one))
        self.assertEqual(self.shop.one("SELECT reason FROM stock_move WHERE variant=%s ORDER BY id DESC LIMIT 1" % b1), "count")
        before, after = self.shop.sql("SELECT before, after FROM audit WHERE act='product.sheet' AND object_id=%d" % one)[0]
        self.assertEqual((json.loads(before)["prices"], json.loads(after)["prices"]), ({str(a1): 50000}, {str(a1): 20000}))
        self.sees(self.ok(self.owner.get("/admin/goods/sheets")), "2 barang diubah", "bisa dibatalkan")
        # Somebody changes one of them: that one stays, the others go back.
        self.shop.sql("UPDATE variant SET price=21000 WHERE id=%s" % a1)
        self.sees(self.owner.follow(self.undo(at)), "1 angka tidak dikembalikan", "tetap: sudah diubah lagi")
        self.assertEqual(self.shop.sql("SELECT price, COALESCE(compare_at, 0) FROM variant WHERE id=%s" % a1), [("21000", "0")])
        self.assertEqual((self.on_hand(b1), self.shop.one("SELECT status FROM product WHERE id=%d" % two)), (there, "active"))
        self.assertEqual(self.shop.one("SELECT COALESCE(sale_price, 0) FROM variant WHERE id=%s" % b2), "0")
        self.sees(self.ok(self.owner.get("/admin/goods/sheets")), "dibatalkan")
        self.assertEqual(self.shop.invariants(), [])

    def test_2_bad_numbers_keep_what_was_typed(self):
        pid = self.two("Lembar salah")
        v1, v2 = self.variants(pid)
        for field, typed in (("v%s_price" % v1, "murah"), ("v%s_price" % v1, "0"), ("v%s_price" % v1, "-5"), ("v%s_price" % v1, "999999999999999999999"), ("v%s_price" % v1, "٥٠٠٠"), ("v%s_price" % v1, ""),
                             ("v%s_compare" % v1, "100"), ("v%s_sale" % v1, "75.000"), ("v%s_stock" % v1, "-1"), ("v%s_stock" % v1, "100000001"), ("v%s_stock" % v1, ""), ("v%s_weight" % v1, "1000001"),
                             ("p%d_status" % pid, "gone")):
            g = self.form(pid).set("v%s_price" % v2, "81.000")
            g.fields = [[k, typed if k == field else v] for k, v in g.fields]
            r = self.ok(self.owner.submit(g), 422)
            self.assertEqual(self.bad(r.page), {field}, typed)
            again = r.page.form("/admin/goods/sheet", "row")
            self.assertEqual(again.get("v%s_price" % v2), "81.000")
            if field[0] == "v":
                self.assertEqual(again.get(field), typed)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM sheet s JOIN sheet_cell c ON c.sheet=s.id WHERE c.product=%d" % pid), "0")
        # Mended, it goes on.
        again.set("p%d_status" % pid, "active")
        self.save(self.ask(again))
        self.assertEqual(self.price(v2), 81000)

    def test_3_somebody_else_meanwhile(self):
        pid = self.two("Lembar bentrok")
        v1, v2 = self.variants(pid)
        f = self.form(pid).set("v%s_price" % v1, "76.000").set("v%s_stock" % v2, "9")
        at = self.ask(f)
        page = self.ok(self.owner.get(at)).page
        self.shop.sql("UPDATE variant SET price=74000 WHERE id=%s" % v1)
        # Seen before, saved after: nothing is written, and it is said.
        r = self.ok(self.owner.submit(page.form(at)), 422)
        self.sees(r, "Selagi Anda memeriksa", "sekarang Rp 74.000")
        self.assertEqual(self.price(v1), 74000)
        stock = self.on_hand(v2)
        # Not ticked: that one stays.
        self.ok(self.owner.submit(r.page.form(at)), 303)
        self.assertEqual((self.price(v1), self.on_hand(v2)), (74000, 9))
        self.assertNotEqual(stock, 9)
        self.sees(self.ok(self.owner.get(at)), "dibiarkan")
        # Ticked: it is overwritten.
        f = self.form(pid).set("v%s_price" % v1, "77.000")
        self.shop.sql("UPDATE variant SET price=73000 WHERE id=%s" % v1)
        at = self.ask(f)
        g = self.ok(self.owner.get(at)).page.form(at)
        g.fields.append(["over", g.get("met")])
        self.ok(self.owner.submit(g), 303)
        self.assertEqual(self.price(v1), 77000)
        # And a second tap, with the page of before: saved already.
        r = self.owner.follow(self.ok(self.owner.submit(g), 303))
        self.sees(r, "sudah disimpan")
        self.assertEqual(self.shop.invariants(), [])

    def test_4_stock_that_orders_hold(self):
        c = self.shop.client()
        w.order(c, "SA-100", 2)
        pid, v = w.product(self.shop, "SA-100"), w.variant(self.shop, "SA-100")
        held = w.stock(self.shop, "SA-100")[1]
        f = self.form(pid).set("v%d_stock" % v, str(held - 1))
        r = self.ok(self.owner.submit(f), 422)
        self.assertEqual(self.bad(r.page), {"v%d_stock" % v})
        # Sold between looking and saving.
        f = self.form(pid).set("v%d_stock" % v, str(held))
        at = self.ask(f)
        w.order(self.shop.client(), "SA-100", 1)
        self.sees(self.ok(self.owner.get(at)), "Dilewati.", "Tidak ada yang bisa diubah.")
        self.assertEqual(self.shop.invariants(), [])

    def fill(self, query, what, status=303, **fields):
        at = "/admin/goods/sheet"
        f = self.ok(self.owner.get(at + "?" + query)).page.form(at + "/fill")
        for k, v in fields.items():
            f.fields = [[n, v if n == k else x] for n, x in f.fields]
        return self.ok(self.owner.submit(f, ("what", what)), status)

    def test_5_one_change_for_all(self):
        one, two = self.goods("Borong satu", "12.340"), self.two("Borong dua")
        query = "q=borong"
        (a1,), (b1, b2) = self.variants(one), self.variants(two)
        r = self.fill(query, "price", how="percent", by="10 %", round="100")
        at = r.header("location").split("?")[0]
        at = at[at.index("/admin"):]
        self.sees(self.ok(self.owner.get(at)), "2 barang", "3 perubahan", "Rp 13.600")
        self.save(at)
        self.assertEqual((self.price(a1), self.price(b2)), (13600, 82500))
        r = self.fill(query, "price", how="add", by="−600", round="1")
        at = r.header("location").split("?")[0]
        self.save(at[at.index("/admin"):])
        self.assertEqual(self.price(a1), 13000)
        r = self.fill(query, "stock", stock_how="add", stock_by="-100")
        at = r.header("location").split("?")[0]
        self.sees(self.ok(self.owner.get(at[at.index("/admin"):])), "Tidak ada yang bisa diubah.")
        r = self.fill(query, "status", status=303)
        self.sees(self.owner.follow(r), "Tidak ada yang diubah")
        f = self.ok(self.owner.get("/admin/goods/sheet?" + query)).page.form("/admin/goods/sheet/fill")
        f.fields = [[n, "archived" if n == "status" else x] for n, x in f.fields]
        at = self.ok(self.owner.submit(f, ("what", "status")), 303).header("location").split("?")[0]
        at = at[at.index("/admin"):]
        self.save(at)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product WHERE id IN (%d, %d) AND status='archived'" % (one, two)), "2")
        self.undo(at)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product WHERE id IN (%d, %d) AND status='active'" % (one, two)), "2")
        for what, fields, field in (("price", {"by": "banyak"}, "by"), ("price", {"by": "1001"}, "by"), ("price", {"how": "set", "by": "-5"}, "by"), ("stock", {"stock_by": ""}, "stock_by")):
            r = self.fill(query, what, 422, **fields)
            self.assertEqual(self.bad(r.page), {field})
            self.assertEqual(r.page.form("/admin/goods/sheet/fill").get(field), fields.get(field))
        self.assertEqual(self.shop.invariants(), [])

    def test_6_what_nobody_may_send(self):
        pid, other = self.goods("Lembar palsu"), self.goods("Lembar lain")
        (v,), (x,) = self.variants(pid), self.variants(other)
        for row in ("%d.%s.1.0.0.1.1" % (pid, x), "0.0.0", "x", "%d.%s" % (pid, v), "%d.0.1.2.3.4.5" % pid, "%d.%s.9" % (pid, v), "9223372036854775807.9223372036854775807.1.1.1.1.1", "-1.-1.-1", "%s.%s.99999999999999999999.0.0.0.0" % (pid, v)):
            f = self.form(pid)
            f.fields = [[k, y] for k, y in f.fields if k != "row"] + [["row", row], ["v%s_price" % x, "1"]]
            r = self.owner.submit(f)
            self.assertIn(r.status, (303, 422), row)
            if r.status == 303:
                self.assertNotIn("/sheets/", r.header("location"))
        # The same row twice counts once.
        f = self.form(pid).set("v%s_price" % v, "1.000")
        f.fields += [[k, y] for k, y in f.fields if k == "row"]
        at = self.ask(f)
        g = self.ok(self.owner.get(at)).page.form(at)
        g.fields += [["met", "x"], ["met", "1.2.price.-3"], ["over", "1.2.gone.3"]]
        self.ok(self.owner.submit(g), 303)
        self.assertEqual((self.price(v), self.price(x)), (1000, 50000))
        for bad in ("/admin/goods/sheets/999999", "/admin/goods/sheets/9223372036854775807", "/admin/goods/sheets/0"):
            self.assertEqual(self.owner.get(bad).status, 404)
        for query in ("page=99999", "ids=1,,x,99999999999999999999", "ids=" + ",".join(["7"] * 500), "category=999999", "status=trash", "draft=999999", "q=%25_'\"", "category=1&q=a&status=low&page=2"):
            self.ok(self.owner.get("/admin/goods/sheet?" + query))
        # A cashier sees goods, and neither the sheet nor its changes.
        cashier = a.staff(self.shop, "cashier")["cashier"]
        self.assertEqual(cashier.get("/admin/goods/sheet").status, 403)
        self.assertEqual(cashier.get(at).status, 403)
        self.assertEqual(cashier.get("/admin/goods/sheets").status, 403)
        self.assertIsNone(next((n for n in self.ok(cashier.get("/admin/goods")).page.walk() if n.attrs.get("id") == "many"), None))

    def test_0_the_first_time(self):
        self.sees(self.ok(self.owner.get("/admin/goods/sheets")), "Belum ada perubahan")
        self.sees(self.ok(self.owner.get("/admin/goods/sheet?q=zzzz")), "Tidak ada barang di sini")

    def test_8_weight_sameness_and_many(self):
        pid = self.goods("Lembar timbang", stock="9")
        (v,) = self.variants(pid)
        self.shop.sql("UPDATE product SET measure='gram' WHERE id=%d" % pid)
        self.shop.sql("UPDATE variant SET price_qty=1000 WHERE product=%d" % pid)
        f = self.form(pid)
        self.assertEqual(f.get("v%s_stock" % v), "0,009")
        self.sees(self.ok(self.owner.get("/admin/goods/sheet?id=%d" % pid)), "harga per 1 kg")
        at = self.ask(f.set("v%s_stock" % v, "1,5").set("v%s_price" % v, "51.000"))
        self.sees(self.ok(self.owner.get(at)), "1,5 kg")
        # Somebody writes the same price meanwhile: there is nothing to decide.
        self.shop.sql("UPDATE variant SET price=51000 WHERE id=%s" % v)
        self.sees(self.ok(self.owner.get(at)), "sudah begitu")
        self.save(at)
        self.assertEqual(self.on_hand(v), 1500)
        # A change of more cells than a page shows says how many are left.
        at = self.ask(self.form(pid).set("v%s_price" % v, "52.000"))
        sheet = at.rsplit("/", 1)[1]
        self.shop.sql("INSERT INTO sheet_cell (sheet, product, variant, what, was, now) VALUES " + ", ".join("(%s, %d, 0, 'status', 1, 0)" % (sheet, 1000000 + i) for i in range(305)))
        self.sees(self.ok(self.owner.get(at)), "perubahan lagi")

    def test_9_variants_in_the_list(self):
        pid, other = self.two("Daftar dua"), self.goods("Daftar lain")
        (v1, v2), (x,) = self.variants(pid), self.variants(other)
        page = self.ok(self.owner.get("/admin/goods?q=daftar")).page
        self.assertIsNone(next((n for n in page.walk() if n.attrs.get("name") == "v%s_price" % v1), None))
        at = page.link("open=%d" % pid).split("#")[0]

        def form(c=self.owner):
            return self.ok(c.get(at)).page.form("/admin/goods/%d/quick" % pid, "row")

        was = self.price(v1), self.on_hand(v2)
        r = self.ok(self.owner.submit(form().set("v%s_price" % v1, "79.000").set("v%s_stock" % v2, "8")), 303)
        self.assertIn("q=daftar", r.header("location"))
        page = self.owner.follow(r).page
        self.assertEqual((self.price(v1), self.on_hand(v2)), (79000, 8))
        # Taken back from there.
        self.sees(self.owner.follow(self.ok(self.owner.submit(page.form("/undo")), 303)), "Daftar dua")
        self.assertEqual((self.price(v1), self.on_hand(v2)), was)
        # Bad numbers stay where they were typed; what somebody else wrote meanwhile is not overwritten.
        r = self.ok(self.owner.submit(form().set("v%s_price" % v1, "murah").set("v%s_stock" % v2, "4")), 422)
        self.assertEqual(self.bad(r.page), {"v%s_price" % v1})
        self.assertEqual(r.page.form("/quick", "row").get("v%s_stock" % v2), "4")
        f = form().set("v%s_price" % v1, "81.000")
        self.shop.sql("UPDATE variant SET price=74000 WHERE id=%s" % v1)
        r = self.ok(self.owner.submit(f), 422)
        self.assertEqual(self.price(v1), 74000)
        # The next try counts against what is stored now.
        self.ok(self.owner.submit(r.page.form("/admin/goods/%d/quick" % pid, "row")), 303)
        self.assertEqual(self.price(v1), 81000)
        # Nothing typed is nothing changed; another product's line is left alone.
        self.sees(self.owner.follow(self.ok(self.owner.submit(form()), 303)), "Tidak ada yang diubah")
        f = form()
        f.fields += [["row", "%d.%s.50000.0.0.7.200" % (other, x)], ["v%s_price" % x, "1.000"]]
        self.ok(self.owner.submit(f), 303)
        self.assertEqual(self.price(x), 50000)
        # Who keeps the shelves counts, and prices nothing.
        shelf = a.staff(self.shop, "warehouse")["warehouse"]
        f = form(shelf)
        self.assertEqual([n for n in f.names() if n.endswith("_price")], [])
        f.fields.append(["v%s_price" % v1, "5.000"])
        self.ok(shelf.submit(f.set("v%s_stock" % v1, "2")), 303)
        self.assertEqual((self.price(v1), self.on_hand(v1)), (81000, 2))
        # And takes back a count, but no price of the owner's.
        r = self.ok(shelf.submit(form(shelf).set("v%s_stock" % v1, "6")), 303)
        self.ok(shelf.submit(shelf.follow(r).page.form("/undo", "change")), 303)
        self.assertEqual(self.on_hand(v1), 2)
        self.ok(self.owner.submit(form().set("v%s_price" % v1, "82.000")), 303)
        self.assertEqual(shelf.post("/admin/goods/%d/undo" % pid, [("csrf", a.csrf(shelf, "/admin/goods")), ("change", self.shop.one("SELECT MAX(id) FROM sheet"))]).status, 404)
        self.assertEqual(self.price(v1), 82000)
        self.assertEqual(self.shop.invariants(), [])

    def test_95_categories(self):
        """A column of categories, by name or by the way from the top; unknown and doubtful ones are told, what goods stand in besides stays, and all of it goes back."""
        one, two, three = self.goods("Rak satu"), self.two("Rak dua"), self.goods("Rak tiga")
        tops = self.shop.sql("SELECT g.id, t.name FROM category g JOIN category_text t ON t.category=g.id AND t.lang='id' WHERE g.parent IS NULL ORDER BY g.position, g.id")
        (a1, first), (a2, second), (a3, third) = tops[:3]

        def make(name, parent):
            f = self.ok(self.owner.get("/admin/categories/new")).page.form("/admin/categories/new")
            r = self.ok(self.owner.submit(f.set("name", name).set("parent", str(parent))), 303)
            return self.shop.one("SELECT MAX(category) FROM category_text WHERE lang='id' AND name='%s'" % name)

        deep, twin = make("Renyah", a1), make("Renyah", a2)
        inside = lambda pid: {r[0] for r in self.shop.sql("SELECT category FROM product_category WHERE product=%d" % pid)}
        field = lambda pid: "p%d_category" % pid
        self.save(self.ask(self.form(one, three).set(field(one), first.upper()).set(field(three), " %s " % second)))
        self.assertEqual((inside(one), inside(three)), ({a1}, {a2}))
        c = self.shop.client()
        at = "/category/%s" % self.shop.one("SELECT slug FROM slug WHERE kind='category' AND object=%s AND current=1" % a1)
        self.assertIn("Rak satu", c.get(at + "?sort=new").text)
        # Unknown, doubtful: marked, and nothing typed is lost.
        for bad in ("Tidak ada", "Renyah", "%s > Renyah" % third, ">", "Renyah > %s" % first):
            r = self.ok(self.owner.submit(self.form(one, two).set(field(one), bad).set(field(two), third)), 422)
            self.assertEqual(self.bad(r.page), {field(one)})
            again = r.page.form("/admin/goods/sheet", "row")
            self.assertEqual((again.get(field(one)), again.get(field(two))), (bad, third))
        # By its way; the second is in two already, and the other one stays.
        self.shop.sql("INSERT INTO product_category (product, category, position) VALUES (%d, %s, 7)" % (one, a3))
        place = self.shop.one("SELECT position FROM product_category WHERE product=%d AND category=%s" % (one, a1))
        self.sees(self.ok(self.owner.get("/admin/goods/sheet?id=%d" % one)), w.say("and {{N_OTHERS}} others", N_OTHERS="1"))
        version = int(self.shop.one("SELECT version FROM product WHERE id=%d" % one))
        at = self.ask(self.form(one, two).set(field(one), "%s / renyah" % first).set(field(two), "%s > Renyah" % second))
        self.sees(self.ok(self.owner.get(at)), "%s > Renyah" % first, "2 perubahan")
        self.assertEqual(self.ok(self.owner.get(at)).page.text().count("Renyah") >= 2, True)
        self.sees(self.owner.follow(self.save(at)), "2 barang diubah")
        self.assertEqual((inside(one), inside(two)), ({deep, a3}, {twin}))
        self.assertGreater(int(self.shop.one("SELECT version FROM product WHERE id=%d" % one)), version)
        self.assertIn("Rak dua", c.get("/search?q=rak+renyah").text)
        self.assertEqual(json.loads(self.shop.one("SELECT after FROM audit WHERE act='product.sheet' AND object_id=%d ORDER BY id DESC LIMIT 1" % two))["category"], int(twin))
        # Somebody moved one of them since: that one stays.
        self.shop.sql("UPDATE product_category SET category=%s WHERE product=%d" % (a3, two))
        self.sees(self.owner.follow(self.undo(at)), "1 angka tidak dikembalikan")
        self.assertEqual((inside(one), inside(two)), ({a1, a3}, {a3}))
        self.assertEqual(self.shop.one("SELECT position FROM product_category WHERE product=%d AND category=%s" % (one, a1)), place)
        # All at once; the third one is in it already, the first one stands in it besides and stays there when it is taken back.
        query = "ids=%d,%d,%d" % (one, two, three)
        r = self.fill(query, "category", 422, category="Nirwana")
        self.assertEqual(self.bad(r.page), {"category"})
        self.assertEqual(r.page.form("/admin/goods/sheet/fill").get("category"), "Nirwana")
        at = self.fill(query, "category", category=third).header("location").split("?")[0]
        at = at[at.index("/admin"):]
        self.sees(self.ok(self.owner.get(at)), "2 perubahan")
        self.save(at)
        self.assertEqual((inside(one), inside(two), inside(three)), ({a3}, {a3}, {a3}))
        self.undo(at)
        self.assertEqual((inside(one), inside(three)), ({a1, a3}, {a2}))
        # None at all, and one that goes between looking and saving.
        at = self.ask(self.form(three).set(field(three), ""))
        self.sees(self.ok(self.owner.get(at)), w.message("sheet.odd.nowhere"))
        self.save(at)
        self.assertEqual(inside(three), set())
        at = self.ask(self.form(three).set(field(three), "%s > Renyah" % second))
        self.shop.sql("UPDATE sheet_cell SET now=999999 WHERE sheet=%s" % at.rsplit("/", 1)[1])
        self.sees(self.ok(self.owner.get(at)), w.message("sheet.category_gone"), "Tidak ada yang bisa diubah.")
        self.shop.sql("UPDATE category SET active=0 WHERE id=%s" % twin)
        self.shop.sql("UPDATE counter SET value=value+1 WHERE name='catalog'")
        at = self.ask(self.form(three).set(field(three), "%s > Renyah" % second))
        self.sees(self.ok(self.owner.get(at)), w.message("sheet.odd.shelf_hidden"))

    def test_7_gone_and_late(self):
        pid = self.two("Lembar hilang")
        v1, v2 = self.variants(pid)
        at = self.ask(self.form(pid).set("v%s_price" % v1, "76.000").set("v%s_price" % v2, "76.000"))
        self.shop.sql("UPDATE variant SET active=0 WHERE id=%s" % v2)
        self.sees(self.ok(self.owner.get(at)), "sudah tidak dijual")
        self.save(at)
        self.assertEqual((self.price(v1), self.price(v2)), (76000, 75000))
        page = self.ok(self.owner.get(at)).page.form(at + "/undo")
        self.shop.sql("UPDATE sheet SET done_at = done_at - 8 * 86400")
        self.sees(self.owner.follow(self.ok(self.owner.submit(page), 303)), "tujuh hari")
        self.assertEqual(self.price(v1), 76000)


if __name__ == "__main__":
    unittest.main()
