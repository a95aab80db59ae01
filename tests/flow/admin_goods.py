"""The owner's goods without scripts: a simple product in one form with its photo, refusals that lose nothing, variants, photos in order, two people at once, price and stock on the spot,
the ledger, the archive and the way back, categories and pages with their old addresses, and who may do what."""
import unittest

import _pictures as pictures
import _ways as w
from harness import FlowTest

PHOTO = ("photo", "a.jpg", "image/jpeg", pictures.jpeg())


def form_of(c, path):
    return c.get(path).page.form(path.partition("?")[0])


class Goods(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.shop.owner()

    def saved(self, c, form, **values):
        r = c.submit(form, ("act", "save"), **values)
        self.assertEqual(r.status, 303, r.text[:2000])
        return r.header("location").partition("?")[0]

    def made(self, c, name, **values):
        return self.saved(c, form_of(c, "/admin/goods/new"), **dict({"name": name, "v0_price": "12rb", "v0_stock": "20"}, **values))

    def test_simple_product_with_a_photo(self):
        c = self.boss
        f = form_of(c, "/admin/goods/new")
        r = self.ok(c.submit(f, ("act", "save"), files=[("photo", "x.svg", "image/svg+xml", b"<svg/>"), PHOTO]), 422)
        self.sees(r, "Bagian ini perlu diisi", "Tulis harganya", "bukan foto")
        f = r.page.form("/admin/goods/new")
        self.assertEqual(len(f.get("taken")), 64)    # the good photo is not lost
        path = self.saved(c, f, name="Kerupuk <b>Asap</b>", v0_price="Rp 12.500", v0_cost="9.000", v0_stock="20", v0_g="110")
        r = self.ok(c.get(path))
        self.sees(r, "Untung Rp 3.500", "Kerupuk <b>Asap</b>")
        self.assertEqual(r.page.form(path).get("v0_stock"), "20")
        self.assertEqual(self.shop.sql("SELECT price, cost, weight_g FROM variant WHERE id = (SELECT MAX(id) FROM variant)"), [("12500", "9000", "110")])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind = 'media.product' AND state <> 'done'") != "0", True)
        self.sees(self.ok(self.shop.client().get("/product/" + r.page.form(path).get("slug"))), "12.500")

    def test_prices_must_fit(self):
        c = self.boss
        path = self.made(c, "Harga")
        r = self.ok(c.submit(form_of(c, path), ("act", "save"), v0_was="10000", v0_sale="15000", v0_from="2026-12-05", v0_to="2026-12-01"), 422)
        self.sees(r, "Harga coret harus di atas", "Harga promo harus di bawah", "Tanggal akhirnya")
        self.assertEqual(r.page.form(path).get("v0_was"), "10000")
        for bad in ("", "abc", "-5", "0", "99999999999999999999"):
            self.ok(c.submit(form_of(c, path), ("act", "save"), v0_price=bad), 422)

    def test_variants_grow_in_the_form(self):
        c = self.boss
        path = self.made(c, "Varian")
        r = self.ok(c.submit(form_of(c, path), ("act", "more"), name="Nama baru", opt0="Isi"), 422)
        f = r.page.form(path)
        self.assertEqual(f.get("name"), "Nama baru")
        r = self.ok(c.submit(f, ("act", "save"), v0_o0="100 g", v1_o0="100 G", v1_price="20.000"), 422)
        self.sees(r, "Ada dua baris yang sama")
        self.saved(c, r.page.form(path), v1_o0="250 g", v1_stock="7", cat="1")
        f = form_of(c, path)
        self.assertEqual([f.get("v0_o0"), f.get("v1_o0"), f.get("v1_stock"), f.get("cat")], ["100 g", "250 g", "7", "1"])
        r = self.ok(c.submit(f, ("act", "row.0")), 422)
        self.saved(c, r.page.form(path))
        self.assertEqual(form_of(c, path).get("v0_o0"), "250 g")

    def test_forty_variants(self):
        c = self.boss
        c.get("/admin/goods/new")
        f = form_of(c, "/admin/goods/new")
        rows = [("csrf", f.get("csrf")), ("version", "0"), ("name", "Baju"), ("opt0", "Ukuran"), ("opt1", "Warna"), ("on_sale", "1"), ("act", "save")]
        for i in range(40):
            rows += [("v%d_%s" % (i, k), v) for k, v in (("id", "0"), ("o0", "U%d" % (i // 8)), ("o1", "W%d" % (i % 8)), ("price", "50.000"), ("stock", "3"), ("low", "5"),
                     ("g", "200"), ("was", "60.000"), ("sale", ""), ("from", ""), ("to", ""), ("cost", "30.000"), ("sku", ""), ("had", ""))]
        path = c.post_multipart("/admin/goods/new", rows, []).header("location").partition("?")[0]
        # More than ten are changed on a page of their own; the form leaves them as they are.
        self.saved(c, form_of(c, path), name="Baju batik")
        page = self.ok(c.get(path + "/variants")).page
        f = page.form(path + "/variants", "row")
        self.ok(c.submit(f.set("v%s_price" % f.get("row"), "55.000")), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE active = 1 AND price = 55000 AND product = " + path.rpartition("/")[2]), "1")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE active = 1 AND product = " + path.rpartition("/")[2]), "40")

    def test_two_people_at_once(self):
        c = self.boss
        path = self.made(c, "Bersama")
        mine, theirs = form_of(c, path), form_of(c, path)
        self.saved(c, theirs, v0_price="15.000")
        r = self.ok(c.submit(mine, ("act", "save"), v0_price="16.000"), 422)
        self.sees(r, "baru saja diubah orang lain")
        f = r.page.form(path)
        self.assertEqual(f.get("v0_price"), "16.000")
        self.saved(c, f)
        self.assertEqual(form_of(c, path).get("v0_price"), "16.000")

    def test_stock_typed_over_a_sale_is_not_counted_back(self):
        c = self.boss
        path = self.made(c, "Laku")
        f = form_of(c, path)
        variant = f.get("v0_id")
        c.submit(c.get(path + "/stock").page.form(path + "/stock"), kind="loss", qty="5", note="jatuh")
        f2 = form_of(c, path)
        f2.set("v0_had", "20").set("v0_stock", "20")    # a form opened before the loss
        self.saved(c, f2)
        self.assertEqual(self.shop.one("SELECT on_hand FROM stock WHERE variant = " + variant), "15")

    def test_quick_price_and_stock(self):
        c = self.boss
        path = self.made(c, "Cepat sekali")
        quick = path + "/quick"
        page = c.get("/admin/goods?q=cepat").page
        stale = page.form(quick)
        r = c.submit(page.form(quick), price="13.000", count="18")
        self.assertEqual((r.status, r.header("location")), (303, "/admin/goods?q=cepat&changed=%s&m=goods.quick" % self.shop.one("SELECT MAX(id) FROM sheet")))
        r = self.ok(c.submit(stale, price="14.000"), 422)
        self.sees(r, "baru saja diubah orang lain")
        self.assertEqual(r.page.form(quick).get("price"), "14.000")
        r = self.ok(c.submit(r.page.form(quick), price="x", count="-1"), 422)
        self.assertEqual((r.page.form(quick).get("price"), r.page.form(quick).get("count")), ("x", "-1"))
        self.assertEqual(form_of(c, path).get("v0_price"), "13.000")

    def test_quick_taken_back(self):
        """One tap after the quick edit: price and stock are what they were, the ledger has one movement more, and what somebody touched since stays."""
        c = self.boss
        path = self.made(c, "Urung cepat")
        pid = int(path.rsplit("/", 1)[1])
        v = self.shop.one("SELECT id FROM variant WHERE product=%d" % pid)
        there = lambda: (self.shop.one("SELECT price FROM variant WHERE id=" + v), self.shop.one("SELECT on_hand FROM stock WHERE variant=" + v))
        moves = lambda: [int(n) for (n,) in self.shop.sql("SELECT on_hand FROM stock_move WHERE variant=%s ORDER BY id" % v)]
        at, was = "/admin/goods?q=urung+cepat", there()

        def change(**fields):
            r = self.ok(c.submit(c.get(at).page.form(path + "/quick"), **fields), 303)
            self.assertIn("changed=", r.header("location"))
            return c.follow(r).page

        before = moves()
        undo = change(price="17.000", count="31").form(path + "/undo")
        self.assertEqual(there(), ("17000", "31"))
        r = self.ok(c.submit(undo), 303)
        self.assertIn("q=urung", r.header("location"))
        self.sees(c.follow(r), w.message("flash.sheet.undone"))
        self.assertEqual(there(), was)
        self.assertEqual(moves()[len(before):], [31 - int(was[1]), int(was[1]) - 31])
        # Pressed twice; and no button where nothing is left to take back.
        self.sees(c.follow(self.ok(c.submit(undo), 303)), w.message("flash.no.sheet.undone"))
        # Counted again by somebody else meanwhile: that stays, the price goes back, and it is said.
        page = change(price="18.000", count="40")
        self.assertEqual(c.submit(c.get(path + "/stock").page.form(path + "/stock"), kind="count", qty="39", note="").status, 303)
        self.sees(c.follow(self.ok(c.submit(page.form(path + "/undo")), 303)), w.message("flash.no.goods.kept"))
        self.assertEqual(there(), (was[0], "39"))
        # Stock alone; changed since: nothing is offered.
        page = change(count="12")
        last = self.shop.one("SELECT MAX(id) FROM sheet")
        c.submit(c.get(path + "/stock").page.form(path + "/stock"), kind="count", qty="11", note="")
        self.assertEqual([f for f in c.get(at + "&changed=" + last).page.forms() if f.action.split("?")[0].endswith("/undo")], [])
        # Ten minutes later.
        page = change(count="14")
        last = self.shop.one("SELECT MAX(id) FROM sheet")
        self.shop.sql("UPDATE sheet SET done_at=done_at-601 WHERE id=" + last)
        self.sees(c.follow(self.ok(c.submit(page.form(path + "/undo")), 303)), w.message("flash.no.goods.late"))
        self.assertEqual(there()[1], "14")
        self.assertEqual([f for f in c.get(at + "&changed=" + last).page.forms() if f.action.split("?")[0].endswith("/undo")], [])
        # Another product's change, none, nonsense.
        for id_ in (last, "999999", "0", "x", ""):
            f = page.form(path + "/undo").set("change", id_)
            f.action = f.action.replace("/%d/" % pid, "/1/")
            self.ok(c.submit(f), 404)
        self.assertEqual(self.shop.invariants(), [])

    def test_ledger(self):
        c = self.boss
        path = self.made(c, "Buku stok") + "/stock"
        for kind, qty, left in (("purchase", "10", "30"), ("loss", "3", "27"), ("count", "50", "50")):
            r = c.submit(c.get(path).page.form(path), kind=kind, qty=qty, note="catatan")
            self.assertEqual(r.status, 303)
            self.sees(c.get(path), "Menurut catatan ada " + left)
        for kind, qty in (("loss", "0"), ("loss", "51"), ("count", "abc"), ("purchase", "-1")):
            f = c.get(path).page.form(path)
            self.ok(c.submit(f, kind=kind, qty=qty), 422)
        self.sees(c.get(path), "+10", "−3", "+23", "catatan")
        self.shop.invariants()

    def test_archive_and_back(self):
        c = self.boss
        path = self.made(c, "Lama")
        slug = form_of(c, path).get("slug")
        f = c.get(path).page.form(path + "/status")
        r = c.follow(c.submit(f, ("to", "archived")))
        self.sees(r, "Sudah masuk arsip", "Urungkan")
        self.assertIsNone(self.shop.client().get("/product/" + slug).page.find("form", action="/cart/add"))
        self.sees(c.get("/admin/goods?status=archived"), "Lama")
        r = c.follow(c.submit(r.page.form(path + "/status")))
        self.sees(r, "Sudah dijual lagi")
        self.ok(self.shop.client().get("/product/" + slug))
        self.assertEqual(c.post(path + "/status", [("csrf", f.get("csrf")), ("to", "gone")]).status, 400)

    def test_photos_in_order(self):
        c = self.boss
        f = form_of(c, "/admin/goods/new").set("name", "Berfoto").set("v0_price", "1.000")
        r = c.submit(f, ("act", "save"), files=[("photo", "%d.jpg" % i, "image/jpeg", b"\xff\xd8\xff\xe0" + bytes([i]) * 9) for i in (1, 2, 3)])
        path = r.header("location").partition("?")[0]
        ids = [v for n, v in form_of(c, path).fields if n == "pic"]
        self.assertEqual(len(ids), 3)
        f = c.submit(form_of(c, path), ("act", "cover.2")).page.form(path)
        f = c.submit(f, ("act", "drop.1")).page.form(path)
        self.saved(c, f, **{"alt_" + ids[2]: "Isi toples"})
        f = form_of(c, path)
        self.assertEqual([v for n, v in f.fields if n == "pic"], [ids[2], ids[1]])
        self.assertEqual(f.get("alt_" + ids[2]), "Isi toples")
        f.fields.append(["taken", "../../etc/passwd"])
        f.fields.append(["pic", "1"])    # somebody else's picture
        self.saved(c, f)
        self.assertEqual([v for n, v in form_of(c, path).fields if n == "pic"], [ids[2], ids[1]])

    def test_category_moves_with_its_address(self):
        c = self.boss
        f = form_of(c, "/admin/categories/new")
        self.assertEqual(c.submit(f, name="Kerupuk", parent="1", files=[PHOTO]).status, 303)
        cid = self.shop.one("SELECT MAX(id) FROM category")
        path = "/admin/categories/" + cid
        self.assertEqual(c.submit(form_of(c, path), slug="kerupuk-ikan").status, 303)
        r = self.shop.client().get("/category/kerupuk")
        self.assertEqual((r.status, r.header("location")), (301, "/category/kerupuk-ikan"))
        f = form_of(c, "/admin/categories/1")
        f.fields = [x for x in f.fields if x[0] != "parent"] + [["parent", cid]]
        self.sees(self.ok(c.submit(f), 422), "tidak bisa masuk ke dirinya sendiri")

    def test_pages(self):
        c = self.boss
        path = "/admin/pages/1"
        mine, theirs = form_of(c, path), form_of(c, path)
        self.assertEqual(c.submit(theirs, title="Tentang <kami>", body="## Judul\n\n- satu\n- dua").status, 303)
        self.sees(self.shop.client().get("/info/" + mine.get("slug")), "Tentang <kami>", "satu")
        self.sees(self.ok(c.submit(mine, title="Lain"), 422), "baru saja diubah orang lain")
        self.ok(c.submit(form_of(c, "/admin/pages/new"), title="", body=""), 422)

    def test_rights(self):
        store = self.shop.owner("gudang", "warehouse")
        self.sees_not(store.get("/admin/goods/1"), "Modal")
        page = store.get("/admin/goods/1").page
        self.assertEqual(store.post("/admin/goods/1", [("csrf", page.find("input", name="csrf").attrs["value"])]).status, 403)
        self.assertEqual(store.get("/admin/goods/new").status, 403)
        self.assertEqual(store.get("/admin/categories").status, 403)
        self.ok(store.get("/admin/goods/1/stock"))
        self.assertEqual(self.shop.client().get("/admin/goods").header("location"), "/admin/login")


if __name__ == "__main__":
    unittest.main()
