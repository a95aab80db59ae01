"""The library of pictures: all of them with where each is used, words, the point that a cut keeps; nothing that is used is deleted; pictures of the shop chosen for other goods."""
import os
import unittest

import _pictures
import _ways as w
from harness import FlowTest


class Library(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def grey(self, n):
        return _pictures.jpeg(grey=lambda x, y: (x * 11 + y * n) % 190 - 95)

    def add(self, name, n):
        f = self.owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", name).set("v0_price", "1000").set("v0_stock", "1")
        r = self.ok(self.owner.submit(f, ("act", "save"), files=[("photo", "a.jpg", "image/jpeg", self.grey(n))]), 303)
        pid = int(r.header("location").split("/goods/")[1].split("?")[0])
        return pid, int(self.shop.one("SELECT media FROM media_link WHERE product=%d" % pid))

    def at(self, media):
        return "/admin/media/%d" % media

    def form(self, media):
        return self.ok(self.owner.get(self.at(media))).page.form(self.at(media))

    def drop(self, media):
        r = self.owner.post(self.at(media) + "/drop", {"csrf": self.form(media).get("csrf")})
        return self.ok(self.owner.get(self.ok(r, 303).header("location")))

    def files(self, media):
        hash_ = self.shop.one("SELECT hash FROM media WHERE id=%d" % media)
        folder = os.path.join(self.shop.dir, "media", hash_[:2])
        return [os.path.join(folder, hash_ + "-%d.%s" % (s, e)) for s in (400, 800, 1200) for e in ("webp", "jpg")]

    def test_what_is_used_stays(self):
        pid, media = self.add("Dipakai", 3)
        self.sees(self.drop(media), w.say("This picture is still being prepared. Try again in a minute."))
        self.shop.work()
        page = self.ok(self.owner.get(self.at(media))).page
        self.assertIn("/admin/goods/%d" % pid, page.links())
        self.assertNotIn(self.at(media) + "/drop", [f.action for f in page.forms()])
        self.sees(self.drop(media), w.say("This picture is still used, so it stays. Below you see where."))
        self.assertTrue(all(os.path.exists(f) for f in self.files(media)))
        # Every other place that shows it, one after the other; the first page, and an order that was placed with it.
        variant = self.shop.one("SELECT id FROM variant WHERE product=%d" % pid)
        self.shop.sql("DELETE FROM media_link WHERE product=%d" % pid)
        places = [("UPDATE variant SET media=%d WHERE id=" + variant, "UPDATE variant SET media=NULL WHERE id=" + variant, "/admin/goods/%d" % pid)]
        for table, path in (("category", "categories"), ("maker", "makers"), ("collection", "collections")):
            one = self.shop.one("SELECT MIN(id) FROM %s" % table)
            had = self.shop.one("SELECT COALESCE(CAST(media AS TEXT), 'NULL') FROM %s WHERE id=%s" % (table, one))
            places.append(("UPDATE %s SET media=%%d WHERE id=%s" % (table, one), "UPDATE %s SET media=%s WHERE id=%s" % (table, had, one), "/admin/%s/%s" % (path, one)))
        hash_ = self.shop.one("SELECT hash FROM media WHERE id=%d" % media)
        self.shop.sql("DELETE FROM setting WHERE name='hero'")
        places.append(("INSERT INTO setting (name, value, updated_at) SELECT 'hero', '%s', 0 WHERE %%d > 0" % hash_, "DELETE FROM setting WHERE name='hero'", "/admin/settings"))
        w.order(self.shop.client(), "SA-100", 1)
        line = self.shop.one("SELECT MAX(id) FROM order_line")
        was = self.shop.one("SELECT media FROM order_line WHERE id=%s" % line)
        places.append(("UPDATE order_line SET media='%s' WHERE id=%s AND %%d > 0" % (hash_, line), "UPDATE order_line SET media='%s' WHERE id=%s" % (was, line), "/admin/orders/"))
        for on, off, link in places:
            self.shop.sql(on % media)
            self.assertTrue([x for x in self.ok(self.owner.get(self.at(media))).page.links() if x.startswith(link)], link)
            self.sees(self.drop(media), w.say("This picture is still used, so it stays. Below you see where."))
            self.shop.sql(off)
        gone = self.files(media)
        self.sees(self.drop(media), w.say("The picture is deleted."))
        self.shop.work()
        self.assertEqual([f for f in gone if os.path.exists(f)], [])
        self.ok(self.owner.get(self.at(media)), 404)
        self.ok(self.owner.post(self.at(media) + "/drop", {"csrf": self.owner.get("/admin/more").page.form("logout").get("csrf")}), 404)
        self.assertEqual(self.shop.invariants(), [])

    def test_brought_again_before_its_files_go(self):
        """Deleted and uploaded once more before the worker came: the files are there in the end."""
        pid, media = self.add("Kembali", 5)
        self.shop.work()
        self.shop.sql("DELETE FROM media_link WHERE product=%d" % pid)
        self.drop(media)
        again, new = self.add("Kembali lagi", 5)
        self.shop.work()
        self.assertEqual([f for f in self.files(new) if not os.path.exists(f)], [])
        self.assertEqual(self.shop.one("SELECT state FROM media WHERE id=%d" % new), "ready")

    def test_each_time_has_its_job(self):
        """The same picture comes and goes several times within a second, also under the same number."""
        jobs = lambda kind: int(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='%s' AND payload LIKE '%%%s%%'" % (kind, hash_)))
        hash_, brought = "?", 4
        for n in range(brought):
            pid, media = self.add("Datang pergi", 9)
            hash_ = self.shop.one("SELECT hash FROM media WHERE id=%d" % media)
            self.shop.sql("UPDATE media SET state='ready' WHERE id=%d" % media)
            self.shop.sql("DELETE FROM media_link WHERE product=%d" % pid)
            self.drop(media)
        self.assertEqual((jobs("media.product"), jobs("media.drop")), (brought, brought))
        self.shop.work()
        self.assertFalse([f for f in os.listdir(os.path.join(self.shop.dir, "media", hash_[:2])) if f.startswith(hash_)])

    def test_words_and_point(self):
        pid, media = self.add("Berpusat", 7)
        self.shop.work()
        self.ok(self.owner.submit(self.form(media), alt="Rendang di piring", alt_en="Rendang on a plate", place="3"), 303)
        self.assertEqual(self.shop.sql("SELECT focal_x, focal_y, alt, version FROM media WHERE id=%d" % media), [("83", "17", "Rendang di piring", "2")])
        img = self.ok(self.shop.client().get("/search?q=berpusat")).page.find("li", class_="item").find("picture").find("img")
        self.assertIn("fx8", img.attrs["class"].split())
        self.assertIn("fy2", img.attrs["class"].split())
        self.assertEqual(img.attrs["alt"], "Rendang di piring")
        self.assertEqual(self.shop.client().get("/en/product/berpusat").page.find("img", id="f1").attrs["alt"], "Rendang on a plate")
        # A product's own words go before; a tap of the script is any point.
        self.shop.sql("UPDATE media_link SET alt='Sepiring rendang' WHERE product=%d" % pid)
        f = self.form(media)
        self.ok(self.owner.post(self.at(media), {"csrf": f.get("csrf"), "version": f.get("version"), "alt": "", "alt_en": "", "focal_x": "0", "focal_y": "96"}), 303)
        img = self.ok(self.shop.client().get("/product/berpusat")).page.find("img", id="f1")
        self.assertEqual((img.attrs["alt"], img.attrs["class"]), ("Sepiring rendang", "photo fx0 fy10"))
        # What may not be.
        for bad in ({"focal_x": "101"}, {"focal_y": "-1"}, {"focal_x": "9999999999999999999"}, {"place": "10"}, {"alt": "x" * 301}, {"focal_x": "satu"}):
            typed = {"csrf": f.get("csrf"), "version": "3", "alt": "Tetap di sini", "alt_en": "", "focal_x": "50", "focal_y": "50"}
            typed.update(bad)
            r = self.ok(self.owner.post(self.at(media), typed), 422)
            self.assertIn(typed["alt"][:13], r.text)
        r = self.ok(self.owner.post(self.at(media), {"csrf": f.get("csrf"), "version": "2", "alt": "Dari layar lama", "alt_en": "", "focal_x": "50", "focal_y": "50"}), 422)
        self.sees(r, w.say("Somebody else changed this picture in the meantime. What you typed is still here: look it over and save once more."))
        self.assertIn("Dari layar lama", r.text)
        self.ok(self.owner.get("/admin/media/999999999"), 404)

    def test_filters_and_pages(self):
        self.shop.sql("DELETE FROM media WHERE hash LIKE 'eeee%'")
        for i in range(50):
            self.shop.sql("INSERT INTO media (hash, state, width, height, created_at) VALUES ('eeee%060d', 'ready', 10, 10, 1)" % i)
        first = self.ok(self.owner.get("/admin/media"))
        self.assertEqual(len(first.page.find("div", class_="lib").all("a")), 24)
        self.assertIn("/admin/media?page=2", first.page.links())
        unused = self.ok(self.owner.get("/admin/media?show=unused"))
        self.assertEqual(len(unused.page.find("div", class_="lib").all("a")), 24)
        third = self.ok(self.owner.get("/admin/media?show=unused&page=3"))
        self.assertGreaterEqual(len(third.page.find("div", class_="lib").all("a")), 2)
        self.ok(self.owner.get("/admin/media?show=bare"))
        for at in ("?page=0", "?page=99999999", "?show=%27%22", "?page=-1"):
            self.ok(self.owner.get("/admin/media" + at))
        self.sees(self.ok(self.owner.get("/admin/media?show=unused&page=99")), w.say("None of that kind"))
        # A refused file is told as such.
        self.shop.sql("UPDATE media SET state='refused', reason='bomb' WHERE hash='eeee%060d'" % 0)
        refused = int(self.shop.one("SELECT id FROM media WHERE hash='eeee%060d'" % 0))
        self.sees(self.ok(self.owner.get(self.at(refused))), w.say("This file could not be made into a picture. Delete it and upload another one."))
        self.sees(self.drop(refused), w.say("The picture is deleted."))
        self.shop.sql("DELETE FROM media WHERE hash LIKE 'eeee%'")

    def test_chosen_for_other_goods(self):
        pid, media = self.add("Pertama", 13)
        other, own = self.add("Kedua", 17)
        self.shop.work()
        at = "/admin/goods/%d/gallery" % other
        self.assertIn(at, self.ok(self.owner.get("/admin/goods/%d" % other)).page.links())
        page = self.ok(self.owner.get(at)).page
        boxes = [n.attrs["value"] for n in page.all("input", name="media")]
        self.assertIn(str(media), boxes)
        self.assertNotIn(str(own), boxes, "it has that one")
        csrf = page.form(at).get("csrf")
        self.assertTrue(self.ok(self.owner.post(at, {"csrf": csrf}), 303).header("location").startswith(at))
        self.ok(self.owner.post(at, {"csrf": csrf, "media": "999999999"}), 303)
        self.ok(self.owner.post(at, {"csrf": csrf, "media": "satu"}), 303)
        self.assertEqual(self.ok(self.owner.post(at, {"csrf": csrf, "media": str(media)}), 303).header("location").split("?")[0], "/admin/goods/%d" % other)
        self.assertEqual(self.shop.sql("SELECT media FROM media_link WHERE product=%d ORDER BY position" % other), [(str(own),), (str(media),)])
        self.ok(self.owner.get("/admin/goods/999999999/gallery"), 404)
        self.ok(self.owner.post("/admin/goods/999999999/gallery", {"csrf": csrf, "media": str(media)}), 404)
        # Both of them are named where it is used.
        links = self.ok(self.owner.get(self.at(media))).page.links()
        self.assertTrue({"/admin/goods/%d" % pid, "/admin/goods/%d" % other} <= set(links))
        # Full is said.
        self.shop.sql("DELETE FROM media WHERE hash LIKE 'dddd%'")
        for i in range(22):
            self.shop.sql("INSERT INTO media (hash, state, width, height, created_at) VALUES ('dddd%060d', 'ready', 10, 10, 1)" % i)
        self.shop.sql("INSERT INTO media_link (media, product, position) SELECT id, %d, 9 FROM media WHERE hash LIKE 'dddd%%'" % other)
        third = self.add("Ketiga", 19)[1]
        self.shop.work()
        r = self.owner.post(at, {"csrf": csrf, "media": str(third)})
        self.sees(self.ok(self.owner.get(self.ok(r, 303).header("location"))), w.say("These goods have as many pictures as fit. Take one off first."))

    def test_zz_an_empty_library(self):
        """Nothing is there yet: the page says how pictures come."""
        for table in ("media_link", "social_post_picture", "picture_address"):
            self.shop.sql("DELETE FROM %s" % table)
        for table in ("variant", "category", "maker", "collection"):
            self.shop.sql("UPDATE %s SET media=NULL" % table)
        self.shop.sql("DELETE FROM media")
        self.sees(self.ok(self.owner.get("/admin/media")), w.say("The photos of your goods, categories and makers gather here by themselves, each once."))
        pid = self.shop.one("SELECT MIN(id) FROM product WHERE status='active'")
        self.sees(self.ok(self.owner.get("/admin/goods/%s/gallery" % pid)), w.say("Take the first photo on the goods' own page; from then on you find it here."))


if __name__ == "__main__":
    unittest.main()
