"""Photos that a goods file names by their addresses: fetched by the worker once each, put in the file's order, tried again when the site was down, and, when they do not come, named with
the reason and a button."""
import os
import re
import unittest

import _pictures
import _site
import _ways as w
from harness import FlowTest


def grey(n, size=64):
    return _pictures.jpeg(size, 32, grey=lambda x, y: (x * n + y) % 150)


class Pictures(FlowTest):
    demo = False

    @classmethod
    def setUpClass(cls):
        cls.site = _site.Site()
        cls.env = {"ETALASE_FETCH_ALLOW": cls.site.endpoint}
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.n = 0

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.site.close()

    def setUp(self):
        self.shop.clock(0)
        self.anew()

    def anew(self):
        """The owner logs in again: a session of another time does not hold."""
        Pictures.n += 1
        Pictures.owner = self.shop.owner("bos%d" % self.n)

    def take(self, *goods):
        """Imports goods of (code, [paths or addresses]); what the command said."""
        Pictures.n += 1
        rows = [(sku, [self.site.url(u) if u.startswith("/") else u for u in urls]) for sku, urls in goods]
        return self.shop.command("import", _site.catalogue(os.path.join(self.shop.dir, "f%d.csv" % self.n), rows)).stdout

    def again_later(self, times=1):
        for i in range(times):
            self.shop.clock(20000 * (i + 1))
            self.shop.work()
        self.anew()

    def shown(self, sku):
        """Hashes of the product's photos in order."""
        return self.shop.one_list("SELECT m.hash FROM media_link l JOIN media m ON m.id=l.media WHERE l.product=%d AND m.state='ready' ORDER BY l.position" % w.product(self.shop, sku))

    def page(self, sku):
        return self.ok(self.owner.get("/admin/goods/%d" % w.product(self.shop, sku)))

    def test_1_three_kinds(self):
        with open(os.path.join(os.path.dirname(__file__), "../data/import/pictures/ada.webp"), "rb") as f:
            webp = f.read()
        data = [grey(3), _pictures.png(), webp]
        self.site.paths.update({"/a.jpg": _site.picture(data[0]), "/b.png": _site.picture(data[1], "image/png"), "/c%20d.webp": _site.picture(data[2], "text/plain")})
        said = self.take(("TIGA", ["/a.jpg", "/b.png", "/c d.webp"]))
        self.assertIn(self.site.url("/a.jpg"), said)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE lane='fetch' AND state='due'"), "3", "written with the goods")
        self.sees(self.page("TIGA"), w.say("{{COMING}} more photos are on their way from the addresses in your file.", COMING=3))
        self.shop.work()
        self.assertEqual(len(self.shown("TIGA")), 3)
        self.assertEqual(self.sizes("TIGA")[:2], [("64", "32"), ("40", "40")])
        self.sees_not(self.page("TIGA"), w.say("These photos did not come"), w.say("{{COMING}} more photos are on their way from the addresses in your file.", COMING=3))
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "tmp")), [])
        for h in self.site.headers:
            self.assertEqual([k for k in ("cookie", "authorization", "referer", "accept-encoding") if k in h], [])
            self.assertEqual(h["user-agent"], "Etalase")
        src = self.shop.client().get("/product/" + w.slug(self.shop, "TIGA")).page.find("img", id="f1").attrs["src"]
        self.assertTrue(os.path.exists(os.path.join(self.shop.dir, src[1:])), src)

    def sizes(self, sku):
        return [tuple(x) for x in self.shop.sql("SELECT m.width, m.height FROM media_link l JOIN media m ON m.id=l.media WHERE l.product=%d ORDER BY l.position" % w.product(self.shop, sku))]

    def test_2_one_address_many_goods(self):
        self.site.paths["/same.jpg"] = _site.picture(grey(5))
        self.site.paths["/other-name.jpg"] = _site.picture(grey(5))
        self.take(*[("S%d" % i, ["/same.jpg"]) for i in range(12)], ("T1", ["/other-name.jpg"]))
        self.shop.work()
        self.assertEqual(self.site.asked.count("/same.jpg"), 1)
        hashes = {tuple(self.shown("S%d" % i)) for i in range(12)} | {tuple(self.shown("T1"))}
        self.assertEqual(len(hashes), 1, "one content is one picture")
        # Goods that come later have it at once, and the same file once more changes nothing.
        self.take(("S99", ["/same.jpg"]))
        self.assertEqual(self.shown("S99"), list(hashes.pop()))
        self.assertEqual(self.site.asked.count("/same.jpg"), 1)

    def test_3_down_for_a_while(self):
        """Order is the file's, whenever each one comes; a redirect is followed."""
        b = grey(11)
        self.site.paths.update({"/1.jpg": _site.picture(grey(7)), "/2.jpg": _site.in_order((503, {}, b"x"), (500, {}, b""), _site.picture(b)), "/3.jpg": _site.leads("/3-there.jpg", 301),
                                "/3-there.jpg": _site.picture(grey(13))})
        self.take(("NANTI", ["/1.jpg", "/2.jpg", "/3.jpg"]))
        self.shop.work()
        self.assertEqual(len(self.shown("NANTI")), 2)
        self.assertEqual(self.shop.one("SELECT reason FROM outbox WHERE kind='picture.fetch' AND state='due'"), "server")
        self.sees(self.page("NANTI"), w.say("{{COMING}} more photos are on their way from the addresses in your file.", COMING=1))
        self.again_later(2)
        self.assertEqual(len(self.shown("NANTI")), 3)
        self.assertEqual(self.shown("NANTI")[1], self.shop.one("SELECT m.hash FROM picture_address a JOIN media m ON m.id=a.media WHERE a.url LIKE '%/2.jpg'"))

    def test_4_did_not_come(self):
        self.site.paths.update({"/text.jpg": _site.picture(b"<html>no</html>"), "/secret.jpg": (403, {}, b""), "/later.jpg": _site.in_order((404, {}, b""), _site.picture(grey(17))),
                                "/half.jpg": _site.picture(grey(19)[:60])})
        self.take(("GAGAL", ["/gone.jpg", "/text.jpg", "/secret.jpg", "/half.jpg"]), ("KEMUDIAN", ["/later.jpg"]), ("BURUK", ["/gone.jpg"]))
        self.shop.work()
        r = self.page("GAGAL")
        self.sees(r, w.say("These photos did not come"), "/gone.jpg", w.say("The picture is no longer there."), w.say("What is there is no picture."),
                  w.say("That site does not allow the picture to be taken."), w.say("This picture is damaged. Take the photo again."))
        self.assertEqual(self.site.asked.count("/gone.jpg"), 1, "what is gone is not asked for again and again")
        line = [li.text() for li in self.ok(self.owner.get("/admin/health")).page.all("li") if w.say("Photos from addresses") in li.text()][0]
        self.assertIn("4", line)
        r = self.ok(self.owner.get("/admin/pictures"))
        self.sees(r, "Barang GAGAL", "Barang KEMUDIAN", "Barang BURUK")
        r = self.owner.submit(self.page("KEMUDIAN").page.form("/admin/pictures"))
        self.ok(r, 303)
        self.sees(self.owner.follow(r), w.say("We fetch them again. Look here in a few minutes"))
        self.shop.work()
        self.assertEqual(len(self.shown("KEMUDIAN")), 1)
        self.assertEqual(self.site.asked.count("/gone.jpg"), 1)
        self.site.paths["/gone.jpg"] = _site.picture(grey(23))
        self.ok(self.owner.submit(self.ok(self.owner.get("/admin/pictures")).page.form("/admin/pictures")), 303)
        self.shop.work()
        self.assertEqual((len(self.shown("GAGAL")), len(self.shown("BURUK"))), (1, 1))
        self.assertEqual(self.site.asked.count("/gone.jpg"), 2)
        self.assertNotIn("Barang BURUK", self.owner.get("/admin/pictures").page.text())
        self.sees(self.owner.get("/admin/audit"), w.say("Photos fetched again"))

    def test_5_down_for_good(self):
        self.site.paths["/down.jpg"] = (503, {}, b"")
        self.take(("MATI", ["/down.jpg"]))
        self.again_later(8)
        self.assertEqual(self.site.asked.count("/down.jpg"), 6)
        self.sees(self.page("MATI"), w.say("That site has a fault of its own."))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE lane='fetch' AND state IN ('due','failed')"), "0")

    def test_6_a_form_that_lay_open(self):
        """A photo that arrives while the owner types is not taken off by saving."""
        self.site.paths["/open.jpg"] = _site.picture(grey(29))
        self.take(("BUKA", ["/open.jpg"]))
        form = self.page("BUKA").page.form("/admin/goods/%d" % w.product(self.shop, "BUKA"), has="name")
        self.shop.work()
        self.assertEqual(len(self.shown("BUKA")), 1)
        self.ok(self.owner.submit(form.set("name", "Barang buka"), ("act", "save")), 303)
        self.assertEqual(len(self.shown("BUKA")), 1)
        # But one that was seen and taken off stays off, and the next import does not bring it back.
        form = self.page("BUKA").page.form("/admin/goods/%d" % w.product(self.shop, "BUKA"), has="name")
        form.fields = [f for f in form.fields if f[0] != "pic"]
        self.ok(self.owner.submit(form, ("act", "save")), 303)
        self.assertEqual(self.shown("BUKA"), [])
        self.take(("BUKA", ["/open.jpg", "/open.jpg"]))
        self.shop.work()
        self.assertEqual(self.shown("BUKA"), [])

    def test_7_odd_addresses(self):
        """What is no address is said at once; a password in one is not repeated."""
        bad = ["foto.jpg", "./foto.jpg", "x.example/a.jpg", "ftp://x.example/a.jpg", "ftp://upik:RAHASIA@x.example/a.jpg", "file:///etc/passwd", "gopher://x.example/1", "http://", "https:///a.jpg", "http://upik:RAHASIA@x.example/a.jpg",
               "javascript:alert(1)", "data:image/png;base64", "http://a\\b.example/", "http://a b.example/x.jpg", "http://:80/a.jpg", "http://x.example/" + "a" * 1000]
        said = self.take(("ANEH", bad))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM picture_source WHERE product=%d" % w.product(self.shop, "ANEH")), "0")
        self.assertNotIn("RAHASIA", said)
        self.assertEqual(len(re.findall(r"\t(?:warning|note)\tBarang ANEH\t", said)), len(bad), said)


if __name__ == "__main__":
    unittest.main()
