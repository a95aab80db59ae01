"""What goods still lack: on the product's page with the way there, as a tab of the list of goods, on the first page; gone as soon as it is filled in."""
import unittest

import _pictures
import _ways as w
from harness import FlowTest


class Hints(FlowTest):
    demo = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def made(self, **fields):
        r = self.owner.get("/admin/goods/new")
        f = r.page.form("/admin/goods/new")
        r = self.ok(self.owner.submit(f, ("act", "save"), **fields), 303)
        return int(r.header("location").split("/admin/goods/")[1].split("?")[0])

    def lacks(self, pid):
        """The ways to what is missing, from the product's page."""
        page = self.ok(self.owner.get("/admin/goods/%d" % pid)).page
        return [a.attrs["href"].replace("/admin/goods/%d" % pid, "") for a in page.all("a") if "pill" in a.attrs.get("class", "") and "/admin/goods/%d" % pid in a.attrs.get("href", "")]

    def percent(self, pid):
        return int(self.ok(self.owner.get("/admin/goods/%d" % pid)).page.find("progress").attrs["value"])

    def tab(self):
        page = self.ok(self.owner.get("/admin/goods")).page
        return next((a.text() for a in page.all("a") if "status=lacking" in a.attrs.get("href", "")), None)

    def test_1_from_bare_to_complete(self):
        o = self.owner
        self.assertIsNone(self.tab())
        self.sees(self.ok(o.get("/admin/goods?status=lacking")), w.say("Nothing is missing: all goods are complete"))
        pid = self.made(name="Rendang kering", v0_price="45.000", on_sale="1")
        self.assertEqual(self.lacks(pid), ["#foto", "#kirim", "#stok", "#tampilan", "#tampilan"])
        was = self.percent(pid)
        # All of them lead to something on the page.
        page = self.ok(o.get("/admin/goods/%d" % pid)).page
        for at in ("foto", "harga", "kirim", "stok", "tampilan"):
            self.assertTrue(page.find("details", id=at), at)
        self.assertIn("open", page.find("details", id="tampilan").attrs)
        self.assertEqual(self.tab(), w.say("To complete ({1})").replace("{1}", "1"))
        r = self.ok(o.get("/admin/goods?status=lacking"))
        self.sees(r, "Rendang kering", w.say("To complete: {{LACKS}}").replace("{{LACKS}}", "foto, berat, stok, keterangan barang, kategori"))
        self.assertTrue(r.page.find("a", href="/admin/goods/%d#foto" % pid))
        self.sees(self.ok(o.get("/admin")), w.say("{1} goods on sale still lack something").replace("{1}", "1"))
        self.assertTrue(self.ok(o.get("/admin")).page.find("a", href="/admin/goods?status=lacking"))
        # What is found in the list can be taken along as a file.
        self.assertIn("Rendang kering", self.ok(o.get("/admin/goods/export?status=lacking")).text)
        f = self.ok(o.get("/admin/categories/new")).page.form("/admin/categories/new")
        self.ok(o.submit(f, name="Lauk"), 303)
        f = self.ok(o.get("/admin/goods/%d" % pid)).page.form("/admin/goods/%d" % pid, "name")
        f.set("v0_g" if "v0_g" in f.names() else next(n for n in f.names() if n.endswith("_g")), "500")
        f.set(next(n for n in f.names() if n.endswith("_stock")), "7")
        f.set("description", "Dimasak satu hari di atas tungku, tanpa pengawet.")
        f.set("cat", self.shop.one("SELECT id FROM category"))
        self.ok(o.submit(f, ("act", "save"), files=[("photo", "r.jpg", "image/jpeg", _pictures.jpeg())]), 303)
        self.assertEqual(self.lacks(pid), [])
        self.assertEqual(self.percent(pid), 90)
        self.assertLess(was, 50)
        self.assertIsNone(self.tab())
        self.assertNotIn("status=lacking", self.ok(o.get("/admin")).text)
        self.shop.work()
        self.assertEqual(self.lacks(pid), [])

    def test_2_drafts_and_the_archive_do_not_count(self):
        pid = self.made(name="Belum jadi", v0_price="1000")
        self.shop.sql("UPDATE product SET status='draft' WHERE id=%d" % pid)
        self.shop.command("check", "--mend")
        self.assertIsNone(self.tab())
        self.assertTrue(self.lacks(pid), "its own page says it all the same")
        f = self.ok(self.owner.get("/admin/goods/%d" % pid)).page.form("/admin/goods/%d" % pid, "name")
        self.ok(self.owner.submit(f, ("act", "save"), on_sale="1"), 303)
        self.assertIsNotNone(self.tab())
        f = self.ok(self.owner.get("/admin/goods/%d" % pid)).page.form("/admin/goods/%d/status" % pid)
        self.ok(self.owner.submit(f, ("to", "archived")), 303)
        self.assertIsNone(self.tab())

    def test_3_a_permit_that_ends(self):
        pid = self.made(name="Keripik", v0_price="1000", on_sale="1")
        self.shop.sql("UPDATE product SET halal='ID00110000123456789' WHERE id=%d" % pid)
        self.shop.sql("INSERT INTO product_permit (product, kind, until) VALUES (%d, 'halal', 1000)" % pid)
        # A hand in the database is found, and mended.
        self.assertNotEqual(self.shop.command("check", check=False).returncode, 0)
        self.shop.command("check", "--mend")
        self.assertIn("/facts", self.lacks(pid))
        self.sees(self.ok(self.owner.get("/admin/goods?status=lacking&q=keripik")), "izin yang sudah lewat")
        self.ok(self.owner.get("/admin/goods?status=lacking&page=99999999999"))

    def test_4_many_variants_lead_to_their_page(self):
        pid = self.made(name="Baju", v0_price="1000", on_sale="1")
        for i in range(40):
            self.shop.sql("INSERT INTO variant (product, position, price, weight_g) VALUES (%d, %d, 1000, 0)" % (pid, i + 1))
        self.shop.command("check", "--mend")
        self.assertIn("/variants", self.lacks(pid))
        self.assertIn("/stock", self.lacks(pid))


if __name__ == "__main__":
    unittest.main()
