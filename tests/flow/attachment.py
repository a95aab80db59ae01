"""Papers and clips of goods: from the owner's page to the shop, where a clip is fetched by a tap alone; what is refused and why, other people's hands, files that several goods share and that go when none does."""
import os
import re
import unittest

import _pictures
import _ways as w
import harness

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


def box(name, body):
    return (8 + len(body)).to_bytes(4, "big") + name + body


def mp4(wide=640, high=360, brand=b"isom", more=b""):
    """An ISO media file (ISO/IEC 14496-12) with one track of that size and nothing to play."""
    head = bytes(40) + (0x10000).to_bytes(4, "big") + bytes(32) + (wide << 16).to_bytes(4, "big") + (high << 16).to_bytes(4, "big")
    return box(b"ftyp", brand + bytes(4) + brand) + box(b"mdat", b"film" + more) + box(b"moov", box(b"trak", box(b"tkhd", head)))


class Files(harness.FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.shop.sql("DELETE FROM outbox WHERE lane='media'")     # the demo's pictures take their time, and nothing here needs them

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")

    def at(self, sku):
        return "/admin/goods/%d/files" % w.product(self.shop, sku)

    def form(self, sku, has=None, c=None):
        return self.ok((c or self.owner).get(self.at(sku))).page.form("/files", has)

    def upload(self, sku, *files, status=303, c=None):
        """(name, bytes) …"""
        f = [x for x in self.ok((c or self.owner).get(self.at(sku))).page.forms() if x.multipart and x.action.endswith("/files")][0]
        return self.ok((c or self.owner).submit(f, files=[("file", n, "text/html", d) for n, d in files]), status)

    def card(self, sku, n):
        return self.form(sku, "title%d" % n)

    def ids(self, sku):
        return [int(x) for x, in self.shop.sql("SELECT id FROM product_file WHERE product=%d ORDER BY position, id" % w.product(self.shop, sku))]

    def page(self, sku, lang="", **params):
        return self.ok(self.shop.client().get("%s/product/%s" % (lang, w.slug(self.shop, sku)), **params))

    def section(self, sku, lang="", **params):
        return self.page(sku, lang, **params).page.find("ul", class_="files")

    def path(self, url):
        self.assertRegex(url, r"^/media/[0-9a-f]{2}/[0-9a-f]{64}\.(pdf|mp4|webm)$")
        return os.path.join(self.shop.dir, url[1:])

    def photos(self, sku, state):
        self.shop.sql("UPDATE media SET state='%s', width=800, height=800 WHERE id IN (SELECT media FROM media_link WHERE product=%d)" % (state, w.product(self.shop, sku)))
        self.shop.sql("UPDATE counter SET value=value+1 WHERE name='catalog'")

    def tidy(self):
        """What the schedule does each hour, and then its jobs."""
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='prune'")
        self.shop.work()
        self.shop.work()

    def test_the_whole_way(self):
        sku = "KS-200"
        self.assertIn(self.at(sku), self.ok(self.owner.get("/admin/goods/%d" % w.product(self.shop, sku))).page.links())
        self.sees(self.owner.get(self.at(sku)), w.say("A size chart, a recipe, how to look after it, or a short clip: buyers find it on the page of these goods. A clip is fetched only when somebody taps it."))
        self.assertIsNone(self.section(sku), "nothing is said of files where there are none")
        self.upload(sku, ("Tabel_ukuran & <b>resep.pdf", PDF + b"x" * 2000), ("Cara bikin.mp4", mp4(360, 640)))
        paper, clip = self.ids(sku)
        self.ok(self.owner.submit(self.form(sku, "url"), url="https://www.youtube.com/watch?v=abc&t=1", title="", title_en="How it is made"), 303)
        link = self.ids(sku)[-1]
        self.ok(self.owner.submit(self.form(sku, "url"), url="https://www.youtube.com/watch?v=abc&t=1"), 303)
        self.assertEqual(self.ids(sku), [paper, clip, link], "the same link once more is no other one")
        # On its way: the owner is told so, buyers see what is there.
        self.sees(self.owner.get(self.at(sku)), w.say("Being prepared …"), "Tabel ukuran & <b>resep", "youtube.com")
        self.assertEqual(len(self.section(sku).all("li")), 1)
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT files FROM product WHERE id=%d" % w.product(self.shop, sku)), "3")
        ul = self.section(sku)
        self.assertEqual(len(ul.all("li")), 3)
        a, out = ul.all("a", class_="row")
        self.assertEqual((a.attrs["download"], a.find("b").text(), a.find("span", class_="num").text()), ("Tabel ukuran & <b>resep.pdf", "Tabel ukuran & <b>resep", "PDF · 2 KB"))
        with open(self.path(a.attrs["href"]), "rb") as f:
            self.assertEqual(f.read(), PDF + b"x" * 2000)
        self.assertEqual(os.stat(self.path(a.attrs["href"])).st_mode & 0o777, 0o644)
        self.assertEqual((out.attrs["href"], out.attrs["rel"]), ("https://www.youtube.com/watch?v=abc&t=1", "noopener nofollow"))
        self.assertIn("youtube.com", out.text())
        # The clip: nothing of it is fetched before a tap, and its place is there.
        video = ul.find("video")
        self.assertEqual((video.attrs["preload"], video.attrs["width"], video.attrs["height"], video.attrs["class"], "autoplay" in video.attrs), ("none", "360", "640", "v916", False))
        self.assertEqual(video.find("source").attrs["type"], "video/mp4")
        self.assertTrue(os.path.exists(self.path(video.find("source").attrs["src"])))
        csp = self.page(sku).header("content-security-policy")
        self.assertIn("media-src 'self'", csp)
        self.assertNotIn("frame-src", csp)
        # Who saves data gets a link in its place.
        lite = self.section(sku, HTTP_SAVE_DATA="on")
        self.assertIsNone(lite.find("video"))
        self.assertIsNone(lite.find("source"))
        self.assertEqual(lite.find("figure").find("a").attrs["href"], video.find("source").attrs["src"])
        # English has its own titles where there are some.
        self.assertIn("How it is made", self.section(sku, "/en").text())
        self.ok(self.owner.submit(self.card(sku, paper), ("act", "save"), **{"title%d" % paper: "Ukuran 1/2"}), 303)
        self.assertEqual(self.section(sku).find("a", class_="row").attrs["download"], "Ukuran 1-2.pdf")
        # Titles, order, taking away; each is in the trail.
        self.ok(self.owner.submit(self.card(sku, clip), ("act", "save"), **{"title%d" % clip: "Cara membuat", "titleen%d" % clip: "Making it"}), 303)
        self.ok(self.owner.submit(self.card(sku, clip), ("act", "up")), 303)
        self.assertEqual(self.ids(sku), [clip, paper, link])
        self.ok(self.owner.submit(self.card(sku, clip), ("act", "up")), 303)
        self.ok(self.owner.submit(self.card(sku, clip), ("act", "down")), 303)
        self.assertEqual(self.ids(sku), [paper, clip, link])
        self.assertIn("Making it", self.section(sku, "/en").text())
        self.sees(self.ok(self.owner.get("/admin/goods/%d" % w.product(self.shop, sku))), "Cara membuat")
        self.ok(self.owner.submit(self.card(sku, link), ("act", "drop")), 303)
        self.assertEqual(len(self.section(sku).all("li")), 2)
        self.sees(self.owner.get("/admin/audit"), w.say("Files and video changed"), "Cara membuat")
        # What the page says to search engines of a clip is whole, or it says nothing: it needs a photo that stands for it.
        self.photos(sku, "waiting")
        self.assertNotIn("VideoObject", self.page(sku).text)
        self.photos(sku, "ready")
        ld = self.page(sku).text.split('"VideoObject"')
        self.assertEqual(len(ld), 2, "one clip")
        for part in ('"name":"Cara membuat"', '"thumbnailUrl":"http', '"uploadDate":"20', '"contentUrl":"http'):
            self.assertIn(part, ld[1].split("</script>")[0])
        self.assertIn("poster", self.section(sku).find("video").attrs)

    def test_refused(self):
        sku = "GL-250"
        wrong = [("Halaman.pdf", b"<!doctype html><script>alert(1)</script>", "file.type"), ("Gambar.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file.type"),
                 ("iphone.mov", mp4(brand=b"qt  "), "file.type"), ("foto.mp4", _pictures.jpeg(), "file.type"), ("buta.mp4", mp4()[:60], "file.blind"), ("kosong.pdf", b"", "file.empty"),
                 ("../../../../etc/passwd", b"root:x:0:0", "file.type")]
        said = {"file.type": "This is neither a PDF nor a clip as MP4 or WebM. Clips of an iPhone (MOV): save them as MP4. Pictures belong to the photos.", "file.blind": "This clip has no picture, or it is cut off. Does it play on your phone?",
                "file.empty": "This file is empty. Is it still on its way to the phone? Open it once and choose it again."}
        for name, data, why in wrong:
            r = self.upload(sku, (name, data), status=422)
            self.sees(r, w.say(said[why]))
        self.assertEqual(self.ids(sku), [])
        self.ok(self.upload(sku, status=422), 422)
        # Of several, those that are good stay; the page says which were not. A name is a title and nothing else.
        r = self.upload(sku, ("baik.pdf", PDF), ("buruk.pdf", b"PK\x03\x04"), ("../../etc/кот \u202e😀.pdf", PDF + b"2"), status=422)
        self.sees(r, "buruk.pdf", w.say("Not every file could be taken. What went well is kept."))
        self.assertEqual([x for x, in self.shop.sql("SELECT title FROM product_file WHERE product=%d ORDER BY position" % w.product(self.shop, sku))], ["baik", "кот 😀"])
        self.assertTrue(all(re.fullmatch(r"[0-9a-f]{64}", x) for x in self.shop.one_list("SELECT hash FROM attachment")))
        # The same once more is no other one; a page that is too large is refused as a whole.
        self.upload(sku, ("lagi.pdf", PDF))
        self.assertEqual(len(self.ids(sku)), 2)
        self.upload(sku, ("besar.pdf", PDF + bytes(13000000)), status=413)
        # What begins like a PDF and is a page besides is kept as a PDF: by its ending it is one for every server.
        self.upload(sku, ("polyglot.html", b"%PDF-1.4\n<html><script>alert(1)</script>"))
        self.shop.work()
        hrefs = [x.attrs["href"] for x in self.section(sku).all("a")]
        self.assertTrue(hrefs and all(self.path(x).endswith(".pdf") for x in hrefs))
        self.assertEqual([f for f in os.listdir(os.path.join(self.shop.dir, "incoming")) if f.startswith("up-")], [])
        # Links: https alone, without tricks; what was typed stays.
        for url in ("http://a.id/x", "javascript:alert(1)", "https://a.id@b.id/", "https://a", "ftp://a.id", "https://a.id/ x", "data:text/html,x", "https://" + "a" * 600 + ".id"):
            r = self.ok(self.owner.submit(self.form(sku, "url"), url=url, title="Tetap di sini"), 422)
            self.assertEqual(r.page.form("/files", "url").get("title"), "Tetap di sini")
        # Full is full.
        for i in range(7):
            self.ok(self.owner.submit(self.form(sku, "url"), url="https://a%d.id/" % i), 303)
        page = self.ok(self.owner.get(self.at(sku))).page
        self.assertEqual([x for x in page.forms() if x.multipart], [])
        csrf = page.form("/files").get("csrf")
        self.sees(self.ok(self.owner.post(self.at(sku), {"csrf": csrf, "act": "link", "url": "https://b.id/"}), 422), w.say("These goods have as many files as fit. Take one away to add another."))
        r = self.ok(self.owner.post_multipart(self.at(sku), [("csrf", csrf), ("act", "new")], [("file", "sebelas.pdf", "", PDF + b"11")]), 422)
        self.sees(r, w.say("These goods have as many files as fit. Take one away to add another."))
        self.assertEqual(len(self.ids(sku)), 10)

    def test_other_hands(self):
        sku, other = "RK-200", "DD-200"
        self.upload(sku, ("a.pdf", PDF + b"hands"))
        n, = self.ids(sku)
        f = self.card(sku, n)
        csrf, at = f.get("csrf"), self.at(other)
        version = lambda s: self.shop.one("SELECT version FROM product WHERE id=%d" % w.product(self.shop, s))
        # Another product's file, none at all, and goods that are not there.
        for file in (n, 999999):
            for act in ("save", "up", "down", "drop"):
                self.ok(self.owner.post(at, {"csrf": csrf, "version": version(other), "file": str(file), "act": act, "title%d" % file: "x"}), 404)
        for act, more in (("link", {"url": "https://a.id/"}), ("drop", {"file": str(n), "version": "1"})):
            self.ok(self.owner.post("/admin/goods/999999/files", dict(more, csrf=csrf, act=act)), 404)
        self.ok(self.owner.get("/admin/goods/999999/files"), 404)
        for bad in ({"act": "gila"}, {"act": "drop", "file": "satu", "version": "1"}, {"act": "drop", "file": "-1", "version": "1"}, {}):
            self.ok(self.owner.post(self.at(sku), dict(bad, csrf=csrf)), 422)
        for wrong in ("", "x" * 121):
            r = self.ok(self.owner.post(self.at(sku), {"csrf": csrf, "act": "save", "file": str(n), "version": version(sku), "title%d" % n: wrong, "titleen%d" % n: "Stays"}), 422)
            self.assertEqual(r.page.form("/files", "title%d" % n).get("titleen%d" % n), "Stays")
        # Who comes second is told, and nothing typed is lost.
        self.ok(self.owner.submit(self.card(sku, n), ("act", "save"), **{"title%d" % n: "Pertama"}), 303)
        r = self.ok(self.owner.submit(f, ("act", "save"), **{"title%d" % n: "Kedua"}), 422)
        self.assertEqual(r.page.form("/files", "title%d" % n).get("title%d" % n), "Kedua")
        self.assertEqual(self.shop.one("SELECT title FROM product_file WHERE id=%d" % n), "Pertama")
        # Without the key of the form, and by somebody who may not.
        self.ok(self.owner.post(self.at(sku), {"act": "drop", "file": str(n), "version": version(sku)}), 403)
        cashier = self.shop.owner("kasir9", "cashier")
        self.ok(cashier.get(self.at(sku)), 403)
        self.assertNotIn(self.at(sku), cashier.get("/admin/goods/%d" % w.product(self.shop, sku)).page.links())
        self.assertEqual(self.ids(sku), [n])

    def test_shared_and_gone(self):
        """A copy shows the same file; it goes when nobody shows it, and comes again when it is brought again, also before its file went."""
        sku = "UU-150"
        data = PDF + b"shared"
        self.upload(sku, ("bersama.pdf", data))
        self.shop.work()
        url = self.section(sku).find("a").attrs["href"]
        pid = w.product(self.shop, sku)
        r = self.ok(self.owner.submit(self.ok(self.owner.get("/admin/goods/%d" % pid)).page.form("/admin/goods/%d/copy" % pid)), 303)
        copy = int(re.search(r"/goods/(\d+)", r.header("location")).group(1))
        self.assertEqual(self.shop.one("SELECT files FROM product WHERE id=%d" % copy), "1")
        self.ok(self.owner.submit(self.card(sku, self.ids(sku)[0]), ("act", "drop")), 303)
        self.tidy()
        self.assertTrue(os.path.exists(self.path(url)), "the copy shows it")
        # A draft, goods in the archive or in the trash keep theirs; the address is as good as that of a photo.
        self.shop.sql("UPDATE product SET status='archived', trashed_at=%d WHERE id=%d" % (harness.now(), copy))
        self.tidy()
        self.assertTrue(os.path.exists(self.path(url)))
        # Until the trash is emptied.
        self.shop.sql("UPDATE product SET trashed_at=1 WHERE id=%d" % copy)
        self.tidy()
        self.tidy()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product WHERE id=%d" % copy), "0")
        self.assertFalse(os.path.exists(self.path(url)))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM attachment WHERE hash='%s'" % url[10:74]), "0")
        # Forgotten and brought again before the worker deletes it.
        self.upload(sku, ("lagi.pdf", data))
        self.shop.work()
        self.shop.sql("DELETE FROM product_file WHERE product=%d" % pid)
        self.shop.sql("DELETE FROM attachment WHERE hash='%s'" % url[10:74])
        drop = lambda: self.shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, attempts, created_at) VALUES ('media', 'attachment.drop', '{\"hash\":\"%s\",\"ending\":\"pdf\"}', 'due', 0, 0, 0)" % url[10:74])
        drop()
        self.upload(sku, ("sekali lagi.pdf", data))
        self.shop.work()
        self.assertTrue(os.path.exists(self.path(url)))
        # The same job, late: what is shown again stays.
        drop()
        self.shop.work()
        self.assertTrue(os.path.exists(self.path(url)))
        self.assertEqual(self.section(sku).find("a").attrs["href"], url)
        # One that never arrived is told.
        self.upload(sku, ("hilang.pdf", data + b"!"))
        lost = self.shop.one("SELECT hash FROM attachment WHERE state='waiting'")
        os.unlink(os.path.join(self.shop.dir, "incoming", lost))
        self.shop.work()
        self.sees(self.owner.get(self.at(sku)), w.say("This file did not arrive. Take it away and upload it once more."))
        self.assertEqual(len(self.section(sku).all("li")), 1)
        self.shop.sql("DELETE FROM product_file WHERE product=%d" % pid)
        self.shop.sql("UPDATE product SET files=0 WHERE id=%d" % pid)


if __name__ == "__main__":
    unittest.main()
