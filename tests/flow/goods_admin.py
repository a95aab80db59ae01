"""The owner's goods: a simple one in one form, variants without scripts, photos in the same form, two people editing, archive and back, the quick fields of the list, categories and slugs."""
import unittest

import _pictures
import _ways as w
from harness import FlowTest


class Goods(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def new(self, **fields):
        f = self.ok(self.owner.get("/admin/goods/new")).page.form("/admin/goods/new")
        for k, v in fields.items():
            f.set(k, v)
        return f

    def form(self, pid, c=None):
        return self.ok((c or self.owner).get("/admin/goods/%d" % pid)).page.form("/admin/goods/%d" % pid, "name")

    def save(self, f, files=None, c=None):
        return (c or self.owner).submit(f, ("act", "save"), files=files)

    def made(self, r):
        self.ok(r, 303)
        return int(r.header("location").split("/admin/goods/")[1].split("?")[0])

    def price(self, sku):
        return int(self.shop.one("SELECT price FROM variant WHERE sku='%s' AND active=1" % sku))

    def test_simple_goods_with_a_photo(self):
        c = self.shop.client()
        f = self.new(name="Rendang kering", v0_price="45.000", v0_stock="12", v0_sku="RD-1", description="Satu hari di tungku.\n\nTanpa pengawet.")
        pid = self.made(self.save(f, [("photo", "rendang.jpg", "image/jpeg", _pictures.jpeg())]))
        g = self.form(pid)
        self.assertEqual((g.get("name"), g.get("v0_price"), g.get("v0_stock"), g.get("slug"), g.get("description").replace("\r", "")),
                         ("Rendang kering", "45.000", "12", "rendang-kering", "Satu hari di tungku.\n\nTanpa pengawet."))
        self.sees(c.get("/product/rendang-kering"), "Rp 45.000", "Rendang kering", "Tanpa pengawet.")
        self.sees(self.ok(c.get("/search?q=rendang")), "Rendang kering")
        self.assertEqual(w.stock(self.shop, "RD-1"), (12, 0))
        self.shop.work()
        page = c.get("/product/rendang-kering").page
        src = page.find("img", id="f1").attrs["src"]
        self.assertTrue(src.startswith("/media/"), src)
        # In English it falls back to the only text there is.
        self.sees(c.get("/en/product/rendang-kering"), "Rendang kering")
        o = w.order(c, "RD-1", 2)
        self.assertEqual(o.subtotal, 90000)
        self.assertEqual(self.shop.invariants(), [])

    def test_errors_stand_at_their_field_and_nothing_is_lost(self):
        before = self.shop.one("SELECT COUNT(*) FROM product")
        f = self.new(name="", v0_price="murah", v0_stock="-3", summary="Gurih & <b>renyah</b>")
        r = self.ok(self.save(f, [("photo", "a.jpg", "image/jpeg", _pictures.jpeg())]), 422)
        bad = {n.attrs["name"] for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"}
        self.assertEqual(bad, {"name", "v0_price", "v0_stock"})
        g = r.page.form("/admin/goods/new")
        self.assertEqual((g.get("v0_price"), g.get("v0_stock"), g.get("summary")), ("murah", "-3", "Gurih & <b>renyah</b>"))
        self.assertTrue(g.get("taken"), "the photo that came along is kept")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product"), before)
        g.set("name", "Dengan foto").set("v0_price", "Rp 5.000").set("v0_stock", "3")
        pid = self.made(self.save(g))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media_link WHERE product=%d" % pid), "1")
        # A code that somebody else has.
        f = self.new(name="Kembar", v0_price="1000", v0_stock="1", v0_sku="SA-100")
        r = self.ok(self.save(f), 422)
        self.assertEqual({n.attrs["name"] for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"}, {"v0_sku"})

    def test_variants_without_scripts(self):
        f = self.new(name="Dendeng", opt0="Isi", v0_price="30000", v0_stock="5", v0_sku="DG-100")
        r = self.ok(self.owner.submit(f, ("act", "more")), 422)
        g = r.page.form("/admin/goods/new")
        self.assertEqual((g.get("name"), g.get("v0_price")), ("Dendeng", "30000"))
        keys = sorted({n[1:].split("_")[0] for n in g.names() if n.endswith("_o0")})
        self.assertEqual(len(keys), 2)
        a, b = keys
        g.set("v%s_o0" % a, "100 g").set("v%s_o0" % b, "100 g").set("v%s_price" % b, "70000").set("v%s_stock" % b, "2").set("v%s_sku" % b, "DG-250")
        r = self.ok(self.save(g), 422)      # the same choice twice
        g = r.page.form("/admin/goods/new").set("v%s_o0" % b, "250 g")
        pid = self.made(self.save(g))
        self.assertEqual(self.shop.sql("SELECT sku, price, on_hand FROM variant v JOIN stock s ON s.variant=v.id WHERE product=%d ORDER BY v.position" % pid),
                         [("DG-100", "30000", "5"), ("DG-250", "70000", "2")])
        c = self.shop.client()
        o = w.order(c, "DG-250", 1)
        self.assertEqual(self.shop.one("SELECT options FROM order_line WHERE orders=%d" % o.id), "250 g")
        # Taken off: not sold any more, the order stays; stock that orders hold keeps it from going.
        g = self.form(pid)
        drop = [x[1] for x in g.buttons if x[0] == "act" and x[1].startswith("row.")][1]
        g = self.owner.submit(g, ("act", drop)).page.form("/admin/goods/%d" % pid, "name")
        r = self.ok(self.save(g), 422)
        self.assertEqual(self.shop.one("SELECT active FROM variant WHERE sku='DG-250'"), "1")
        w.must(self.owner, o, "cancel", reason="coba saja")
        g = self.form(pid)
        g = self.owner.submit(g, ("act", drop)).page.form("/admin/goods/%d" % pid, "name")
        self.ok(self.save(g), 303)
        self.assertEqual(self.shop.one("SELECT active FROM variant WHERE sku='DG-250'"), "0")
        self.sees(c.get("/order/" + o.ref), "250 g")
        self.assertEqual(self.shop.invariants(), [])

    def test_saving_what_was_shown_changes_nothing(self):
        for sku in ("SB-100-S", "KB-100", "PK-5", "HP-K"):
            pid = w.product(self.shop, sku)
            self.shop.sql("UPDATE variant SET length_mm=305, width_mm=200, height_mm=5 WHERE product=%d" % pid)
            before = self.shop.dump("product", "audit", "outbox", "counter", "variant", "session", "search_term", "catalog_change", "product_hint")
            prices = self.shop.sql("SELECT id, sku, price, compare_at, sale_price, sale_from, sale_to, cost, weight_g, length_mm, width_mm, height_mm, low_at, active FROM variant ORDER BY id")
            self.ok(self.save(self.form(pid)), 303)
            after = self.shop.dump("product", "audit", "outbox", "counter", "variant", "session", "search_term", "catalog_change", "product_hint")
            for table in before:
                self.assertEqual(after[table], before[table], "%s after saving %s" % (table, sku))
            self.assertEqual(self.shop.sql("SELECT id, sku, price, compare_at, sale_price, sale_from, sale_to, cost, weight_g, length_mm, width_mm, height_mm, low_at, active FROM variant ORDER BY id"), prices)

    def test_barcode_unit_and_colour(self):
        c = self.shop.client()
        f = self.new(name="Bareh randang", v0_price="18.000", v0_stock="4", v0_sku="DK-1", v0_code=" 8991234567890 ", unit="toples")
        self.assertEqual((f.get("tint"), f.choices("tint")), ("0", ["0", "1", "2", "3", "4", "5", "6"]))
        r = self.ok(self.save(f.set("tint", "4").set("name", "")), 422)
        g = r.page.form("/admin/goods/new")
        self.assertEqual((g.get("v0_code"), g.get("unit"), g.get("tint")), (" 8991234567890 ", "toples", "4"), "kept as typed")
        self.ok(self.save(g.set("name", "Bareh randang").set("unit", "x" * 31)), 422)
        self.ok(self.save(g.set("unit", "toples").set("tint", "7")), 422)
        pid = self.made(self.save(g.set("tint", "4")))
        row = "SELECT unit, tint, (SELECT barcode FROM variant WHERE product=p.id AND active=1) FROM product p WHERE id=%d" % pid
        self.assertEqual(self.shop.sql(row), [("toples", "4", "8991234567890")])
        f = self.form(pid)
        self.assertEqual((f.get("v0_code"), f.get("unit"), f.get("tint")), ("8991234567890", "toples", "4"))
        self.assertIn("toples", [n.attrs["value"] for n in f.node.find("datalist").all("option")])
        self.sees(c.get("/product/bareh-randang"), "(toples)")
        self.sees(c.get("/en/product/bareh-randang"), "(jars)")
        self.sees(self.ok(self.owner.get("/admin/goods?q=8991234567890")), "Bareh randang")
        self.ok(self.save(f.set("v0_code", "").set("unit", "renteng").set("tint", "0")), 303)
        self.assertEqual([x[:2] + (x[2] or "",) for x in self.shop.sql(row)], [("renteng", "0", "")])
        self.sees(c.get("/en/product/bareh-randang"), "(renteng)")
        # Each variant has its own.
        pid = w.product(self.shop, "SB-100-S")
        f = self.form(pid)
        keys = sorted({n[1:].split("_")[0] for n in f.names() if n.endswith("_o0") and "__" not in n}, key=int)
        for k in keys:
            f.set("v%s_code" % k, "899000000%s" % k)
        self.ok(self.save(f), 303)
        self.assertEqual([x[0] for x in self.shop.sql("SELECT barcode FROM variant WHERE product=%d AND active=1 ORDER BY position" % pid)], ["899000000%s" % k for k in keys])

    def test_two_people_edit(self):
        other = self.shop.owner("dua")
        pid = w.product(self.shop, "GL-250")
        mine, theirs = self.form(pid), self.form(pid, other)
        self.ok(self.save(mine.set("name", "Gelamai manis")), 303)
        r = self.ok(self.save(theirs.set("name", "Gelamai legit").set("v0_price", "1"), c=other), 422)
        self.assertTrue(r.page.find(None, role="alert"))
        self.assertEqual(r.page.form("/admin/goods/%d" % pid, "name").get("name"), "Gelamai legit", "what was typed is kept")
        self.assertEqual(self.shop.one("SELECT name FROM product_text WHERE product=%d AND lang='id'" % pid), "Gelamai manis")
        self.assertEqual(self.price("GL-250"), 23500)

    def test_a_sale_meanwhile_is_not_overwritten(self):
        """The form says 24; two are sold while it is open; saving it with 24 untouched leaves what was sold sold."""
        pid = w.product(self.shop, "SA-500")
        f = self.form(pid)
        c = self.shop.client()
        o = w.order(c, "SA-500", 2)
        for word in ("pay", "pack"):
            w.must(self.owner, o, word)
        w.must(self.owner, o, "ship")
        hand = w.stock(self.shop, "SA-500")
        r = self.save(f.set("summary", "Polos, gurih."))
        self.assertIn(r.status, (303, 422))
        self.assertEqual(w.stock(self.shop, "SA-500"), hand)
        self.assertEqual(self.shop.invariants(), [])

    def test_promo_price(self):
        c = self.shop.client()
        f = self.new(name="Promo besar", v0_price="20.000", v0_stock="5", v0_sku="PR-1", v0_sale="15.000", v0_from="2020-01-01", v0_to="2020-01-02")
        pid = self.made(self.save(f))
        self.assertEqual(c.get("/product/promo-besar").page.find(data_v="price").text(), "Rp 20.000")
        self.made(self.save(self.form(pid).set("v0_to", "2099-12-31")))
        self.sees(c.get("/product/promo-besar"), "Rp 15.000", "Rp 20.000")
        r = self.ok(self.save(self.form(pid).set("v0_sale", "25.000")), 422)
        self.assertTrue([n for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"], "a promo above the price is a slip")
        self.ok(self.save(self.form(pid).set("v0_to", "31-12-2099")), 422)

    def test_draft_archive_and_back(self):
        c = self.shop.client()
        pid = self.made(self.save(self.new(name="Nanti dulu", v0_price="9000", v0_stock="1", on_sale=None)))
        self.ok(c.get("/product/nanti-dulu"), 404)
        self.sees(self.owner.get("/admin/goods?status=draft"), "Nanti dulu")
        self.made(self.save(self.form(pid).set("on_sale", "1")))
        self.ok(c.get("/product/nanti-dulu"))
        status = self.owner.get("/admin/goods/%d" % pid).page.form("/status")
        r = self.owner.follow(self.owner.submit(status, ("to", "archived")))
        self.sees(r, "Nanti dulu", w.say("Undo"))
        self.assertEqual([x.action for x in self.ok(c.get("/product/nanti-dulu")).page.forms() if "cart" in x.action], [])
        self.owner.submit(r.page.form("/status"))
        self.assertTrue(c.get("/product/nanti-dulu").page.form("/cart/add"))
        self.ok(self.owner.submit(status, ("to", "deleted")), 400)

    def test_quick_fields_of_the_list(self):
        f = [x for x in self.owner.get("/admin/goods?q=dakak").page.forms() if x.action.split("?")[0].endswith("/quick")][0]
        r = self.ok(self.owner.submit(f, price="13.500", count="50"), 303)
        self.assertEqual((self.price("DD-200"), w.stock(self.shop, "DD-200")[0]), (13500, 50))
        r = self.ok(self.owner.submit(f, price="1", count="1"), 422)     # stale
        self.assertEqual(self.price("DD-200"), 13500)
        f = [x for x in self.owner.get("/admin/goods?q=dakak").page.forms() if x.action.split("?")[0].endswith("/quick")][0]
        r = self.ok(self.owner.submit(f, price="mahal", count="50"), 422)
        self.assertIn("mahal", [x.get("price") for x in r.page.forms() if "quick" in x.action])
        self.assertEqual(self.shop.invariants(), [])

    def test_photos_in_order(self):
        pid = self.made(self.save(self.new(name="Banyak foto", v0_price="1000", v0_stock="1"),
                                  [("photo", "%d.jpg" % i, "image/jpeg", _pictures.jpeg(grey=lambda x, y, i=i: (x * (i + 2)) % 120)) for i in range(3)]))
        self.shop.work()
        ids = [n.attrs["value"] for n in self.owner.get("/admin/goods/%d" % pid).page.all("input", name="pic")]
        self.assertEqual(len(ids), 3)
        g = self.owner.submit(self.form(pid), ("act", "cover.2")).page.form("/admin/goods/%d" % pid, "name")
        self.made(self.save(g.set("alt_" + ids[2], "Rendang dari dekat")))
        again = [n.attrs["value"] for n in self.owner.get("/admin/goods/%d" % pid).page.all("input", name="pic")]
        self.assertEqual(again[0], ids[2])
        self.assertEqual(self.shop.client().get("/product/banyak-foto").page.find("img", id="f1").attrs["alt"], "Rendang dari dekat")
        g = self.owner.submit(self.form(pid), ("act", "drop.0")).page.form("/admin/goods/%d" % pid, "name")
        self.made(self.save(g))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media_link WHERE product=%d" % pid), "2")
        r = self.ok(self.save(self.form(pid), [("photo", "x.jpg", "image/jpeg", b"not a picture")]), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media_link WHERE product=%d" % pid), "2")

    def test_cost_is_for_those_who_may_see_it(self):
        pid = w.product(self.shop, "KB-100")
        packer = self.shop.owner("pak", "warehouse")
        page = self.ok(packer.get("/admin/goods/%d" % pid)).page
        self.assertNotIn("8.700", page.text() + str([n.attrs.get("value") for n in page.all("input")]))
        self.assertEqual([x for x in page.forms() if x.multipart and ("act", "save") in [b[:2] for b in x.buttons]], [])
        self.ok(packer.get("/admin/goods/new"), 403)
        csrf = packer.get("/admin/more").page.form("/logout").get("csrf")
        self.ok(packer.post_multipart("/admin/goods/%d" % pid, [("csrf", csrf), ("act", "save"), ("name", "x"), ("version", "1")], []), 403)

    def test_slug_and_categories(self):
        c = self.shop.client()
        pid = w.product(self.shop, "KS-200")
        self.made(self.save(self.form(pid).set("slug", "kue-sapik-baru")))
        self.assertEqual(self.ok(c.get("/product/kue-sapik-santan"), 301).header("location"), "/product/kue-sapik-baru")
        self.ok(self.save(self.form(pid).set("slug", "karak-kaliang")), 422)
        f = self.ok(self.owner.get("/admin/categories/new")).page.form("/admin/categories/new")
        r = self.ok(self.owner.submit(f, name="Untuk lebaran", name_en="For Eid", description="Baris satu\nbaris dua"), 303)
        cid = int(self.shop.one("SELECT object FROM slug WHERE kind='category' AND slug='untuk-lebaran'"))
        self.sees(self.ok(c.get("/category/untuk-lebaran")), "Untuk lebaran")
        g = self.form(pid)
        cats = [x[1] for x in g.fields if x[0] == "cat"]
        self.made(self.save(g.set("cat", cats + [str(cid)])))
        self.sees(c.get("/en/category/untuk-lebaran"), "For Eid")
        self.assertTrue([h for h in c.get("/category/untuk-lebaran").page.links() if "kue-sapik-baru" in h])
        h = self.owner.get("/admin/categories/%d" % cid).page.form("/admin/categories/%d" % cid)
        self.assertEqual(h.get("description").replace("\r", ""), "Baris satu\nbaris dua")
        self.ok(self.owner.submit(h, slug="lebaran"), 303)
        self.assertEqual(self.ok(c.get("/category/untuk-lebaran"), 301).header("location"), "/category/lebaran")
        self.ok(self.owner.submit(h, name="Kedua"), 422)        # the form of before
        h = self.owner.get("/admin/categories/%d" % cid).page.form("/admin/categories/%d" % cid)
        self.ok(self.owner.submit(h, active=None), 303)
        self.ok(c.get("/category/lebaran"), 404)
        # No category below itself.
        k = self.owner.get("/admin/categories/1").page.form("/admin/categories/1")
        below = self.shop.one("SELECT id FROM category WHERE parent=1")
        self.assertNotIn(below, k.choices("parent"))
        self.ok(self.owner.submit(k, parent=below), 422)

    def test_etag_moves_with_the_edit(self):
        c = self.shop.client()
        pid, path = w.product(self.shop, "UU-150"), "/product/keripik-ubi-ungu"
        tag = c.get(path).header("etag")
        self.made(self.save(self.form(pid).set("summary", "Ungunya asli.")))
        self.sees(self.ok(c.get(path, HTTP_IF_NONE_MATCH=tag)), "Ungunya asli.")


if __name__ == "__main__":
    unittest.main()
