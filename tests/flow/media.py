"""Pictures: taken with a form, made small by the worker, shown in the shop in three sizes; the same one twice is one file; what cannot be opened is said; proofs of transfers stay private."""
import base64
import os
import unittest
import urllib.parse

import _pictures
import _ways as w
from harness import KIND, FlowTest


def webp_size(path):
    """(width, height) as the file's first frame or canvas says: developers.google.com/speed/webp/docs/riff_container"""
    with open(path, "rb") as f:
        d = f.read(32)
    if d[:4] != b"RIFF" or d[8:12] != b"WEBP":
        raise AssertionError("no WebP: %r" % d[:16])
    if d[12:16] == b"VP8X":
        return int.from_bytes(d[24:27], "little") + 1, int.from_bytes(d[27:30], "little") + 1
    if d[12:16] == b"VP8L":
        bits = int.from_bytes(d[21:25], "little")
        return (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1
    return int.from_bytes(d[26:28], "little") & 0x3fff, int.from_bytes(d[28:30], "little") & 0x3fff


class Pictures(FlowTest):
    def path(self, url):
        """The file that nginx answers an address of /media/ with."""
        self.assertTrue(url.startswith("/media/"), url)
        return os.path.join(self.shop.dir, "media", url[len("/media/"):])


class Media(Pictures):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def add(self, name, *pictures):
        f = self.owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", name).set("v0_price", "1000").set("v0_stock", "1")
        r = self.ok(self.owner.submit(f, ("act", "save"), files=[("photo", n, "image/jpeg", d) for n, d in pictures]), 303)
        return int(r.header("location").split("/goods/")[1].split("?")[0])

    def test_one_picture_twice_is_one_file(self):
        data = _pictures.jpeg(grey=lambda x, y: (x * x + y) % 140)
        a, b = self.add("Satu", ("a.jpg", data)), self.add("Dua", ("b.jpg", data))
        rows = self.shop.sql("SELECT DISTINCT media FROM media_link WHERE product IN (%d, %d)" % (a, b))
        self.assertEqual(len(rows), 1)
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT state FROM media WHERE id=%s" % rows[0][0]), "ready")
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "incoming")), [], "nothing is left behind")

    def test_what_cannot_be_opened_is_said(self):
        pid = self.add("Rusak", ("rusak.jpg", _pictures.jpeg()[:80]))
        self.sees(self.owner.get("/admin/goods/%d" % pid), w.say("Being prepared …"))
        self.shop.work()
        r = self.ok(self.owner.get("/admin/goods/%d" % pid))
        self.assertTrue(r.page.find("figure").find("p", class_="err").text())
        self.assertEqual([n.attrs["src"] for n in self.shop.client().get("/product/rusak").page.find("div", class_="gal").all("img") if n.attrs["src"].startswith("/media/")], [])
        self.ok(self.shop.client().get("/product/rusak"))

    def test_large_ones_are_made_small(self):
        pid = self.add("Besar", ("besar.jpg", _pictures.jpeg(w=2400, h=1600)))
        self.shop.work()
        row = self.shop.sql("SELECT state, width, height FROM media m JOIN media_link l ON l.media=m.id WHERE l.product=%d" % pid)[0]
        self.assertEqual(row[0], "ready")
        shown = self.shop.client().get("/product/besar").page.find("div", class_="gal").find("picture")
        self.assertEqual(shown.find("source").attrs["type"], "image/webp")
        urls = [x.strip().split(" ") for x in shown.find("source").attrs["srcset"].split(",")]
        self.assertEqual([x[1] for x in urls], ["400w", "800w", "1200w"])
        for url, width in urls:
            self.assertEqual("%dw" % webp_size(self.path(url))[0], width)

    def test_each_picture_has_its_jpeg_and_a_placeholder(self):
        """For browsers without WebP every picture of the shop names a JPEG that is there; until it has come, cards and pages show 16 of its points, the same in both; a drawing that shows its ground has none."""
        half = _pictures.jpeg(w=800, h=800, grey=lambda x, y: -100 if y < 50 else 100)
        pid = self.add("Separuh", ("a.jpg", half))
        self.shop.work()
        c = self.shop.client()
        seen = 0
        for at in ("/product/separuh", "/products?q=separuh", "/search?q=separuh"):
            page = self.ok(c.get(at)).page
            for box in page.all("picture"):
                for url in [box.find("img").attrs["src"]] + [x.strip().split(" ")[0] for x in box.find("source").attrs["srcset"].split(",")]:
                    hash_ = self.shop.one("SELECT m.hash FROM media m JOIN media_link l ON l.media=m.id WHERE l.product=%d" % pid)
                    if hash_ in url:
                        self.assertTrue(os.path.exists(self.path(url)), url)
                        seen += 1
                self.assertTrue(box.find("img").attrs["src"].endswith(".jpg"))
        self.assertGreater(seen, 6)
        bmp = self.placeholder(self.ok(c.get("/product/separuh")).page.find("div", class_="gal"))
        self.assertEqual((len(bmp), bmp[:2]), (86, b"BM"))
        rows = [[int.from_bytes(bmp[54 + y * 8 + x * 2:][:2], "little") & 31 for x in range(4)] for y in range(4)]
        self.assertGreater(min(rows[0]), max(rows[3]), "the last row comes first, and is the light one")
        self.assertEqual(self.placeholder(self.ok(c.get("/search?q=separuh")).page.find("li", class_="item")), bmp)
        lite = self.ok(c.get("/product/separuh", HTTP_SAVE_DATA="on")).text
        self.assertFalse([x for x in ("<picture", "</picture", "<source", "image/bmp") if x in lite])

    def placeholder(self, node):
        head, _, code = node.find("img", class_="bl").attrs["src"].partition(";base64,")
        self.assertEqual(head, "data:image/bmp")
        return base64.b64decode(urllib.parse.unquote(code) + "=")

    def test_pictures_of_before_get_their_placeholder(self):
        """Ones that were made by an older program, and one whose files are gone: asked for once, the shop shows the photo all the while."""
        there, gone = self.add("Lama", ("a.jpg", _pictures.jpeg(grey=lambda x, y: 9 * x))), self.add("Hilang", ("b.jpg", _pictures.jpeg(grey=lambda x, y: 90 - 9 * y)))
        self.shop.work()
        one = "SELECT %s FROM media m JOIN media_link l ON l.media=m.id WHERE l.product=%d"
        before = self.shop.one(one % ("blur", there))
        self.assertEqual(len(before), 43)
        lost = self.shop.one(one % ("hash", gone))
        self.shop.sql("UPDATE media SET blur='' WHERE id IN (SELECT media FROM media_link WHERE product IN (%d, %d))" % (there, gone))
        os.rename(self.path("/media/%s/%s-400.jpg" % (lost[:2], lost)), self.shop.dir + "/away.jpg")
        self.assertIsNone(self.ok(self.shop.client().get("/product/lama")).page.find("img", class_="bl"))
        self.assertTrue(self.shop.client().get("/product/lama").page.find("img", id="f1").attrs["src"].startswith("/media/"))
        for _ in range(2):
            self.shop.sql("UPDATE job SET next_at=0 WHERE name='media.plain'")
            self.shop.work()
        self.assertEqual(self.shop.one(one % ("blur", there))[:20], before[:20])
        self.assertEqual(self.shop.one(one % ("blur", gone)), "-")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='media.blur' AND state <> 'done'"), "0")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='media.blur' AND payload LIKE '%%%s%%'" % lost), "1")
        os.rename(self.shop.dir + "/away.jpg", self.path("/media/%s/%s-400.jpg" % (lost[:2], lost)))

    def test_proofs_are_private(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        other = w.order(c, "SA-100", 1)
        w.send_proof(c, o)
        self.shop.work()
        pid = self.shop.one("SELECT id FROM payment_proof WHERE orders=%d" % o.id)
        self.ok(c.get("/order/%s/proof/%s" % (o.ref, pid)))
        self.ok(c.get("/order/%s/proof/%s" % (other.ref, pid)), 404)
        for role, status in (("cashier", 200), ("warehouse", 403), ("driver", 403), ("leader", 403)):
            self.ok(self.shop.owner("m-" + role, role).get("/admin/proof/" + pid), status)
        self.ok(self.shop.client().get("/admin/proof/" + pid), 303)
        file = self.shop.one("SELECT file FROM payment_proof WHERE id=%s" % pid)
        self.assertEqual([n for n in os.listdir(os.path.join(self.shop.dir, "media")) if file in n], [])
        self.assertGreaterEqual(len(file), 20, "nobody guesses it")

    def test_without_worker_nothing_breaks(self):
        self.add("Belum siap", ("a.jpg", _pictures.jpeg(grey=lambda x, y: x % 50)))
        r = self.ok(self.shop.client().get("/product/belum-siap"))
        for img in r.page.all("img"):
            self.assertFalse(img.attrs["src"].startswith("/media/") and not os.path.exists(self.path(img.attrs["src"])), img.attrs["src"])
        self.sees(self.owner.get("/admin/goods?q=belum"), "Belum siap")


class Demo(Pictures):
    """Filled anew: the shops that flows copy come without their pictures' files. Making 44 pictures in all sizes takes long and asks nothing of the database, so once is enough."""

    @classmethod
    def setUpClass(cls):
        kept = {k: os.environ.pop(k) for k in list(os.environ) if k.startswith("ETALASE_TEST_TEMPLATES") or k.startswith("ETALASE_TEST_PG_")}
        try:
            super().setUpClass()
        finally:
            os.environ.update(kept)

    def test_demo_pictures_appear_after_the_worker(self):
        c = self.shop.client()
        tag = c.get("/").header("etag")
        r = c.get("/product/keripik-sanjai-balado")
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media WHERE state<>'ready'"), "0")
        r = self.ok(c.get("/", HTTP_IF_NONE_MATCH=tag))
        seen = 0
        for page in (r.page, self.ok(c.get("/product/keripik-sanjai-balado")).page, self.ok(c.get("/products")).page):
            for img in page.all("img"):
                self.assertTrue(img.attrs.get("width") and img.attrs.get("height") and "alt" in img.attrs)
                for url in [img.attrs["src"]] + [x.strip().split(" ")[0] for x in (img.attrs.get("srcset") or "").split(",") if x.strip()]:
                    if url.startswith("/media/"):
                        size = os.path.getsize(self.path(url))
                        self.assertLess(size, 300000, url)
                        seen += 1
        self.assertGreater(seen, 30)
        og = c.get("/product/keripik-sanjai-balado").page.find("meta", property="og:image").attrs["content"]
        self.assertTrue(og.endswith(".jpg"))
        self.assertTrue(os.path.exists(self.path(og.split("8080")[1])))


if KIND != "sqlite":
    del Demo


class Age(Pictures):
    def test_photos_of_transfers_go_by_age(self):
        """Kept for the days of the setting after the order is closed, counted from then; open orders keep theirs."""
        self.owner = self.shop.owner()
        folder, boxes = os.path.join(self.shop.dir, "private", "proof"), []
        for end in ("cancel", "deliver", "open", "refund"):
            c = self.shop.client()
            o = w.order(c, "SA-250", 1, phone="0812-9900-11%02d" % len(boxes))
            w.send_proof(c, o)
            boxes.append((end, c, o))
        self.shop.work()
        for end, c, o in boxes:
            steps = {"cancel": ("cancel",), "deliver": ("pay", "pack", "ship", "deliver"), "open": (), "refund": ("pay", "cancel")}[end]
            for step in steps:
                w.must(self.owner, o, step, **({"reason": "tidak jadi"} if step == "cancel" else {"courier": "JNE", "tracking": "1"} if step == "ship" else {}))
        files = {end: self.shop.one("SELECT file FROM payment_proof WHERE orders=%d" % o.id) for end, c, o in boxes}

        def there():
            self.shop.sql("UPDATE job SET next_at=0 WHERE name='prune'")
            self.shop.work()
            return {end for end in files if os.path.exists(os.path.join(folder, files[end]))}
        try:
            self.assertEqual(there(), set(files))
            self.shop.clock(89 * 86400)
            self.assertEqual(there(), set(files))
            self.shop.clock(91 * 86400)
            self.assertEqual(there(), {"open", "refund"})
        finally:
            self.shop.clock(0)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM payment_proof WHERE orders IN (%s)" % ", ".join(str(o.id) for end, c, o in boxes)), "2")
        self.owner = self.shop.login("owner", self.owner.password)
        for end, c, o in boxes[:2]:
            self.assertNotIn("/proof/", "".join(self.ok(c.get("/order/" + o.ref)).page.links()))
            self.ok(self.owner.get("/admin/orders/%d" % o.id))
        self.assertEqual(self.shop.invariants(), [])


if __name__ == "__main__":
    unittest.main()
