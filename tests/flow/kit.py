"""The share kit and print runs: pictures of a product with a code that leads to its tracked link, captions in both languages, price lists and leaflets with codes of their own, who may, what changes and what goes."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import _pictures
import _ways as w
import harness
from harness import FlowTest

HOSTILE = """<script>alert(1)</script>"'><b>tebal</b> {{TITLE}} %s"""


class Kit(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.shop.work()
        cls.dir = tempfile.mkdtemp(prefix="etalase-kit-")
        cls.addClassCleanup(shutil.rmtree, cls.dir, True)

    def code(self, path):
        return subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().split()

    def file(self, url):
        """The file behind a public address, as nginx finds it."""
        self.assertRegex(url, r"^/media/poster/[0-9a-f]{32}-\d+\.(jpg|pdf)$")
        path = os.path.join(self.shop.dir, url[1:])
        self.assertEqual(os.stat(path).st_mode & 0o444, 0o444)
        return path

    def make(self, c, product, **k):
        at = "/admin/goods/%d/share" % product
        r = self.ok(c.get(at + "?channel=%s&lang=%s" % (k.get("channel", "whatsapp"), k.get("lang", "id"))))
        r = c.submit(r.page.form(at))
        self.assertEqual(r.status, 303)
        return r.header("location")

    def images(self, page):
        return [i.attrs["src"] for i in page.page.all("img") if "/media/poster/" in i.attrs.get("src", "")]

    def name(self, product, lang):
        return self.shop.one("SELECT name FROM product_text WHERE product=%s AND lang IN ('%s', 'id') ORDER BY CASE lang WHEN '%s' THEN 0 ELSE 1 END LIMIT 1" % (product, lang, lang))

    def slug(self, kind, object):
        return self.shop.one("SELECT slug FROM slug WHERE kind='%s' AND object=%s AND current=1" % (kind, object))

    def csrf(self):
        return self.owner.get("/admin/prints/new").page.forms()[-1].get("csrf")

    def texts(self, page):
        return page.page.find("textarea").text()

    def test_pictures_and_words(self):
        n = 0
        for channel, lang in (("whatsapp", "id"), ("instagram", "en")):
            at = "/admin/goods/1/share?channel=%s&lang=%s" % (channel, lang)
            self.assertEqual(self.ok(self.owner.get(at)).page.all("textarea"), [])
            loc = self.make(self.owner, 1, channel=channel, lang=lang)
            wait = self.ok(self.owner.get(loc))
            self.assertEqual(wait.header("refresh"), "2")
            self.assertEqual(self.images(wait), [])
            self.shop.work()
            page = self.ok(self.owner.get(loc))
            self.assertIsNone(page.header("refresh"))
            code, spoken, path, kind = self.shop.sql("SELECT code, spoken, path, kind FROM link WHERE object=1 AND channel='%s'" % channel)[0]
            self.assertEqual(kind, "kit")
            name, slug = self.name(1, lang), self.slug("product", 1)
            self.assertEqual(path, "/product/" + slug)
            seen = self.images(page)
            self.assertEqual(len(set(seen)), 2)
            for url, size in zip(seen, ((1080, 1080), (1080, 1920))):
                path = self.file(url)
                with open(path, "rb") as f:
                    b = f.read()
                self.assertEqual((b[:3], _pictures.jpeg_size(b)), (b"\xff\xd8\xff", size))
                self.assertLess(len(b), 8 * 1024 * 1024)
                link = self.code(path)
                self.assertEqual(len(link), 1)
                self.assertTrue(link[0].endswith("/s/" + code), link)
                self.assertIn(link[0], page.text)
                self.assertIn('download="', page.text)
            words = self.texts(page)
            for say in (name, "Rp ", link[0], spoken):
                self.assertIn(say.replace(" ", " "), words.replace("\u00a0", " "))
            self.assertEqual("Pesan di sini" in words, lang == "id")
            # What is sent by WhatsApp is what stands there, and the link leads to the goods with its memory.
            self.assertTrue([h for h in (x.attrs.get("href", "") for x in page.page.all("a")) if h.startswith("https://wa.me/?text=") and "%2Fs%2F" + code in h])
            r = self.shop.client().get("/s/" + code)
            self.assertEqual(r.status, 303)
            self.assertIn("/product/" + slug, r.header("location"))
            # Asked for again: the same link and files.
            again = self.owner.post("/admin/goods/1/share", [("csrf", self.csrf()), ("channel", channel), ("lang", lang)])
            self.assertEqual(again.status, 303)
            self.assertEqual(self.images(self.ok(self.owner.get(loc))), seen)
            n += 1
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM link WHERE kind='kit' AND object=1"), str(n))

    def test_a_new_price_wants_new_pictures(self):
        loc = self.make(self.owner, 2)
        self.shop.work()
        before = self.images(self.ok(self.owner.get(loc)))
        self.assertEqual(len(before), 2)
        self.shop.sql("UPDATE variant SET price=price+500, compare_at=NULL, version=version+1 WHERE product=2")
        page = self.ok(self.owner.get(loc))
        self.assertEqual(self.images(page), [])
        self.sees(page, "Gambarnya perlu dibuat lagi")
        self.make(self.owner, 2)
        self.shop.work()
        after = self.images(self.ok(self.owner.get(loc)))
        self.assertEqual(len(after), 2)
        self.assertFalse(set(before) & set(after))

    def test_what_is_not_in_the_shop(self):
        self.shop.sql("UPDATE product SET status='archived', version=version+1 WHERE id=3")
        for id in (3, 999999):
            self.ok(self.owner.get("/admin/goods/%d/share" % id), 404)
            csrf = self.csrf()
            self.ok(self.owner.post("/admin/goods/%d/share" % id, [("csrf", csrf), ("channel", "whatsapp"), ("lang", "id")]), 404)
        self.shop.sql("UPDATE product SET status='active', version=version+1 WHERE id=3")

    def test_odd_choices_are_the_usual_ones(self):
        r = self.ok(self.owner.get("/admin/goods/4/share?channel=<x>&lang=zz"))
        self.assertEqual((r.page.form("/share").get("channel"), r.page.form("/share").get("lang")), ("whatsapp", "id"))

    def test_names_of_strangers(self):
        self.shop.sql("UPDATE product_text SET name='%s' WHERE product=5" % HOSTILE.replace("'", "''"))
        loc = self.make(self.owner, 5, channel="other")
        self.shop.work()
        page = self.ok(self.owner.get(loc))
        self.assertNotIn("<script>alert", page.text)
        self.assertIn(HOSTILE, self.texts(page))
        self.assertEqual(len(self.images(page)), 2)
        self.assertEqual(self.shop.one("SELECT label FROM link WHERE kind='kit' AND object=5"), HOSTILE)

    def test_who_may(self):
        for role, may in (("social", True), ("admin", True), ("cashier", False), ("driver", False)):
            c = self.shop.owner("bagi." + role, role)
            self.ok(c.get("/admin/goods/1/share"), 200 if may else 403)
            self.ok(c.get("/admin/prints"), 200 if may else 403)
            if may:
                self.assertTrue(self.ok(c.get("/admin/goods/1")).page.link("/admin/goods/1/share"))

    # --- print runs ---

    def run_of(self, kind, goods, title="Daftar harga", lang="id", category=0):
        page = self.ok(self.owner.get("/admin/prints/new?category=%d" % category))
        f = [x for x in page.page.forms() if x.method == "post" and x.action == "/admin/prints/new"][0]
        fields = [(k, v) for k, v in f.fields if k in ("csrf", "category")]
        return self.owner.post("/admin/prints/new", fields + [("title", title), ("kind", kind), ("lang", lang)] + [("goods", str(g)) for g in goods])

    def test_price_list_as_pictures(self):
        ids = [int(r[0]) for r in self.shop.sql("SELECT id FROM product WHERE status='active' ORDER BY id LIMIT 9")]
        r = self.run_of("picture", ids + [999999], title=HOSTILE[:60])
        self.assertEqual(r.status, 303, r.text[:300])
        loc = r.header("location")
        self.assertEqual(self.ok(self.owner.get(loc)).header("refresh"), "2")
        self.shop.work()
        page = self.ok(self.owner.get(loc))
        self.assertNotIn("<script>alert", page.text)
        seen = self.images(page)
        self.assertEqual(len(seen), 2)
        code, spoken, path = self.shop.sql("SELECT code, spoken, path FROM link WHERE kind='print' ORDER BY id DESC LIMIT 1")[0]
        self.assertEqual(path, "/")
        for url in seen:
            p = self.file(url)
            with open(p, "rb") as f:
                self.assertEqual(_pictures.jpeg_size(f.read()), (1080, 1350))
            self.assertTrue(self.code(p)[0].endswith("/s/" + code))
        self.sees(page, spoken)
        self.sees(self.ok(self.owner.get("/admin/prints")), spoken)

    def test_leaflets_of_a_category(self):
        cat = self.shop.one("SELECT category FROM product_category GROUP BY category ORDER BY COUNT(*) DESC, category LIMIT 1")
        slug = self.slug("category", cat)
        page = self.ok(self.owner.get("/admin/prints/new?category=%s" % cat))
        ids = [i.attrs["value"] for i in page.page.all("input") if i.attrs.get("name") == "goods"]
        self.assertTrue(ids)
        self.assertTrue(all("checked" in i.attrs for i in page.page.all("input") if i.attrs.get("name") == "goods"))
        codes = set()
        for kind, wide, lang in (("a4", "595", "id"), ("a5", "419", "en")):
            loc = self.run_of(kind, ids, title="Oleh-oleh Minang", lang=lang, category=int(cat)).header("location")
            self.shop.work()
            page = self.ok(self.owner.get(loc))
            urls = [a.attrs["href"] for a in page.page.all("a") if a.attrs.get("href", "").endswith(".pdf") and "download" in a.attrs]
            self.assertEqual(len(urls), 1)
            path = self.file(urls[0])
            text = re.sub(r"\s+", " ", subprocess.run(["pdftotext", path, "-"], stdout=subprocess.PIPE).stdout.decode().replace("\u00a0", " "))
            code, spoken, to = self.shop.sql("SELECT code, spoken, path FROM link WHERE kind='print' ORDER BY id DESC LIMIT 1")[0]
            self.assertEqual(to, "/category/" + slug)
            for say in ("Oleh-oleh Minang", spoken, "Rp ", "Pindai" if lang == "id" else "Scan"):
                self.assertIn(say, text)
            self.assertEqual([x for x in ids if self.name(x, lang).split()[0] not in text], [])
            self.assertIn(wide, subprocess.run(["pdfinfo", path], stdout=subprocess.PIPE).stdout.decode())
            subprocess.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", path, os.path.join(self.dir, kind)], check=True)
            png = [f for f in os.listdir(self.dir) if f.startswith(kind)][0]
            self.assertTrue(self.code(os.path.join(self.dir, png))[0].endswith("/s/" + code))
            codes.add(spoken)
            # Its files are gone: the same goods again, with the same code.
            os.unlink(path)
            page = self.ok(self.owner.get(loc))
            self.sees(page, "Berkasnya sudah dihapus")
            self.assertEqual(self.owner.submit(page.page.form(loc)).status, 303)
            self.shop.work()
            self.assertTrue(os.path.exists(path))
            self.assertEqual(self.shop.one("SELECT spoken FROM link WHERE kind='print' ORDER BY id DESC LIMIT 1"), spoken)
        self.assertEqual(len(codes), 2)

    def test_what_is_no_run(self):
        n = self.shop.one("SELECT COUNT(*) FROM print_run")
        for kind, goods, title in (("picture", [], "Daftar"), ("picture", ["x"], "Daftar"), ("picture", [999999], "Daftar"), ("picture", [1], ""), ("a3", [1], "Daftar"), ("a4", range(1, 130), "Daftar")):
            r = self.ok(self.run_of(kind, goods, title=title), 422)
            f = [x for x in r.page.forms() if x.method == "post" and x.action == "/admin/prints/new"][0]
            self.assertEqual(f.get("title"), title)
            self.assertTrue(r.page.all("span", class_="err") or kind == "a3")
            self.assertNotEqual(r.page.all("p", class_="errs"), [])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM print_run"), n)
        self.ok(self.owner.get("/admin/prints/999999"), 404)

    def pay(self, ref, owner):
        """The owner has seen the money of this order come."""
        id = self.shop.one("SELECT id FROM orders WHERE ref='%s'" % ref)
        total = self.shop.one("SELECT total FROM orders WHERE id=%s" % id)
        self.shop.sql("UPDATE orders SET pay_state='paid', paid_at=placed_at, paid_day=day WHERE id=%s" % id)
        return int(total)

    def rupiah(self, n):
        return "Rp %s" % format(n, ",").replace(",", ".")

    def test_what_a_run_brought(self):
        """Visits, orders and money stand beside each run by its own code, and how many said it; money only for who may see figures."""
        first, second = (self.run_of("picture", [1], title=t).header("location") for t in ("Daftar untuk arisan", "Daftar untuk pasar"))
        link = lambda loc: self.shop.sql("SELECT l.id, l.code, l.spoken FROM link l JOIN print_run p ON p.link = l.id WHERE p.id=%s" % loc.split("/")[-1])[0]
        (id, code, spoken), (id2, code2, spoken2) = link(first), link(second)
        day = (harness.now() + 7 * 3600) // 86400
        self.shop.sql("INSERT INTO visit_day (day, channel, link, campaign, visits, engaged, carted, views) VALUES (%d, 'print', %s, 0, 6, 1, 1, 6)" % (day - 3, id))
        self.shop.sql("INSERT INTO visit (day, visitor, first_at, last_at, channel, link, campaign, path, views, carted) VALUES (%d, 'orang-arisan', 1, 1, 'print', %s, 0, '/', 1, 0)" % (day, id))
        money = 0
        for said in (False, True):
            c = self.shop.client()
            if not said:
                self.ok(c.get("/s/" + code), 303)
            self.ok(w.put(c, "SB-100-S"), 303)
            r = self.ok(c.submit(w.fill(c), ("step", "place"), spoken=spoken.lower() if said else ""), 303)
            money += self.pay(r.header("location").split("/")[2], self.owner)
        self.ok(w.put(c, "SB-100-S"), 303)
        self.ok(c.submit(w.fill(c), ("step", "place"), spoken=spoken), 303)    # not paid: not counted
        say = ("7 kunjungan", "2 pesanan dibayar", "1 menyebut kodenya", self.rupiah(money))
        rows = {a.attrs["href"]: a.text() for a in self.ok(self.owner.get("/admin/prints")).page.all("a", class_="rowi")}
        for s in say:
            self.assertIn(s, rows[first].replace("\u00a0", " "))
        self.assertIn("0 kunjungan · 0 pesanan dibayar · Rp 0", rows[second].replace("\u00a0", " "))
        self.assertNotIn("menyebut", rows[second])
        self.sees(self.ok(self.owner.get(first)), *say)
        social = self.shop.owner("bagi.angka", "social")
        r = self.ok(social.get(first))
        self.sees(r, *say[:3])
        self.sees_not(r, self.rupiah(money))
        # One that staff give credit to afterwards was told, too; taken away again it is nobody's.
        self.shop.sql("UPDATE orders SET source_said=0 WHERE source_ref='%s'" % code)
        at = "/admin/orders/" + self.shop.one("SELECT MIN(id) FROM orders WHERE source_ref='%s'" % code)
        said = lambda: self.shop.sql("SELECT source_ref, source_said FROM orders WHERE id=%s" % at.split("/")[-1])[0]
        for typed, want in ((spoken, [code, "0"]), (spoken2, [code2, "1"]), (spoken2, [code2, "1"]), ("", ["", "0"]), (spoken, [code, "1"])):
            f = self.ok(self.owner.get(at)).page.form("/source", "spoken")
            self.ok(self.owner.submit(f, spoken=typed), 303)
            self.assertEqual([str(x) for x in said()], want)

    def test_what_sharing_brought(self):
        loc = self.make(self.owner, 7, channel="whatsapp")
        self.make(self.owner, 7, channel="tiktok")
        id, code = self.shop.sql("SELECT id, code FROM link WHERE kind='kit' AND object=7 AND channel='whatsapp'")[0]
        self.shop.sql("INSERT INTO visit_day (day, channel, link, campaign, visits, engaged, carted, views) VALUES (2, 'whatsapp', %s, 0, 41, 1, 1, 6)" % id)
        rows = {d.all("dt")[0].text(): d.all("dd")[0].text() for d in self.ok(self.owner.get(loc)).page.all("div") if d.all("dt") and d.all("dd")}
        self.assertIn("41 kunjungan", rows["WhatsApp"])
        self.assertIn("0 kunjungan", rows["TikTok"])

    def test_given_up(self):
        """What cannot be drawn is tried a few times, then it says so and offers another way instead of the same button."""
        say = "jadi kami berhenti mencoba"
        for loc, post in ((self.make(self.owner, 8, channel="other"), "/admin/goods/8/share"), (self.run_of("picture", [1], title="Gagal digambar").header("location"), None)):
            for tries, given_up in ((1, False), (2, True)):
                self.shop.sql("UPDATE poster SET state='failed', reason='failed', tries=%d WHERE state IN ('waiting', 'failed')" % tries)
                page = self.ok(self.owner.get(loc))
                (self.sees if given_up else self.sees_not)(page, say)
                self.assertEqual([f for f in page.page.forms() if f.action == (post or loc)] == [], given_up)
            n = self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='poster.draw'")
            self.owner.post(post or loc, [("csrf", self.csrf()), ("channel", "other"), ("lang", "id")])
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='poster.draw'"), n)
        self.assertIn("/admin/prints/new", page.page.links())
        self.shop.sql("DELETE FROM poster WHERE state='failed'")

    def test_forgotten_in_time(self):
        loc = self.make(self.owner, 6, channel="tiktok")
        self.shop.work()
        files = [self.file(u) for u in self.images(self.ok(self.owner.get(loc)))]
        self.assertEqual(len(files), 2)
        self.shop.sql("UPDATE poster SET keep_until=1")
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='prune'")
        self.shop.work()
        self.assertEqual([f for f in files if os.path.exists(f)], [])
        self.sees(self.ok(self.owner.get(loc)), "Gambarnya perlu dibuat lagi")


if __name__ == "__main__":
    unittest.main()
