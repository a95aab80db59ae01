"""The owner's wording: every message in both languages opens with a preview, is changed, refused with the word that is wrong in it, kept apart when two people save, and put back; what is saved is
what mail and WhatsApp say. The test mail goes the way of all mail and tells what came of it."""
import re
import unittest
import urllib.parse

import _smtp
import _ways as w
from _smtp import env_for
from harness import FlowTest, Page


class Messages(FlowTest):
    @classmethod
    def setUpClass(cls):
        cls.server = _smtp.Server()
        cls.env = env_for(cls.server)
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        super().tearDownClass()

    def setUp(self):
        self.server.reset()
        self.server.mails.clear()
        n = Messages.n = getattr(Messages, "n", 0) + 1
        self.owner = self.shop.owner("bos%d" % n)

    def page(self, name="placed", lang="id"):
        return self.ok(self.owner.get("/admin/messages/%s/%s" % (name, lang)))

    def form(self, name="placed", lang="id"):
        return self.page(name, lang).page.form("/admin/messages/%s/%s" % (name, lang), "version")

    def save(self, name="placed", lang="id", button=None, **fields):
        return self.owner.submit(self.form(name, lang), button, **fields)

    def mail(self, **how):
        how.setdefault("email", "siti@contoh.example")
        c = self.shop.client()
        w.put(c, "SA-100", 1, lang=how.get("lang", ""))
        o = w.place(c, w.fill(c, **how))
        self.shop.work()
        m, = self.server.mails
        self.server.mails.clear()
        return o, m

    def test_1_all_of_them_open(self):
        r = self.ok(self.owner.get("/admin/messages"))
        self.sees(r, "toko@dapur.example", "Belum ada yang dikabari", w.say("Money received"))
        links = [x for x in r.page.links() if re.search(r"/admin/messages/\w+/id$", x)]
        self.assertEqual(len(links), 15)
        self.sees(self.owner.get("/admin/more"), w.say("Messages to buyers"))
        for link in links:
            for lang in ("id", "en"):
                r = self.ok(self.owner.get(link[:-2] + lang))
                text = r.page.text()
                preview = r.page.find("section", id="contoh")
                self.assertIsNotNone(preview, link)
                self.assertNotRegex(preview.text(), r"\{\w+\}")
                self.assertIn("-0123", preview.text())
                self.assertIn("{nomor}", text)
                f = r.page.form(link[:-2] + lang, "version")
                self.ok(self.owner.submit(f, ("do", "preview")))
                if "body" in f.names():
                    r = self.ok(self.owner.submit(f, ("do", "letter")))
                    self.assertEqual(r.header("content-type"), "text/html; charset=utf-8")
                    self.assertEqual(r.page.find("html").attrs["lang"], lang)
                    self.assertIn("-0123", r.page.text())
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message_text"), "0")
        for bad in ("/admin/messages/nothing/id", "/admin/messages/placed/fr", "/admin/messages/placed"):
            self.assertEqual(self.owner.get(bad).status, 404)

    def test_2_own_words(self):
        self.ok(self.save(subject="Halo dari {toko}: {nomor}", body="Hai {nama}!\n\nIni barangnya:\n{barang}\nResi: {resi}\n\nSalam manis", wa="Hai {nama}, {nomor} {total}\nResi: {resi}\n{tautan}"), 303)
        self.sees(self.owner.follow(self.owner.last), "Tersimpan", "Salam manis", "2 × Keripik singkong balado, 250 g")
        o, m = self.mail()
        self.assertEqual(m["Subject"], "Halo dari %s: %s" % (self.shop.one("SELECT value FROM setting WHERE name='name'"), o.number))
        self.assertIn("Hai Siti Aminah!", m.text)
        self.assertIn("1 × Keripik Sanjai", m.text)
        self.assertNotIn("Resi", m.text)
        self.assertIn("Salam manis", Page(m.html).text())
        chat = urllib.parse.unquote(self.owner.get("/admin/orders/%d" % o.id).page.link("wa.me/62812"))
        self.assertIn("text=Hai Siti Aminah, %s Rp" % o.number, chat)
        self.assertIn("\nhttp://shop.test:8080/order/" + o.ref, chat)
        self.assertNotIn("Resi", chat)
        # English stays as it was
        o, m = self.mail(lang="/en")
        self.assertIn("has reached us", m["Subject"])
        self.sees(self.owner.get("/admin/messages"), "kata-kata Anda")
        self.sees(self.owner.get("/admin/audit"), "Teks pesan disimpan")
        r = self.owner.submit(self.page().page.form("/reset"))
        self.ok(r, 303)
        self.sees(self.owner.follow(r), "Teks awal sudah kembali", "terima kasih sudah pesan")
        o, m = self.mail()
        self.assertIn("sudah kami terima", m["Subject"])
        self.assertEqual([f for f in self.page().page.forms() if "reset" in f.action], [])

    def test_3_refused(self):
        for field, text, says in (("subject", "Tanpa nomor", "{nomor} belum ada"), ("subject", "{nomor} {namaku}", "{namaku} tidak ada dalam daftar"),
                                  ("wa", "{nomor} {total}", "{tautan} belum ada"), ("body", "Halo {nama", "kurung kurawal"), ("body", "Halo nama}", "kurung kurawal"),
                                  ("body", "{}", "kurung kurawal"), ("wa", "{nomor} {total} {tautan} {Nama}", "{Nama} tidak ada"), ("body", "x" * 4001, "Terlalu panjang, paling banyak 4000"),
                                  ("body", "{{nama}}", "kurung kurawal"), ("body", "{nama:none}", "kurung kurawal")):
            r = self.save(**{field: text})
            self.ok(r, 422)
            if says not in r.page.text():
                raise AssertionError("%r: %s" % (text[:40], [e.text() for e in r.page.all("span", class_="err")]))
            self.assertEqual(r.page.form("/placed/id", "version").get(field).replace("\r", ""), text)
            self.ok(self.save(button=("do", "letter"), **{field: text}), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message_text WHERE subject <> '' OR body <> '' OR wa <> ''"), "0")
        # what is left empty is the built-in wording
        self.ok(self.save(subject="", body="", wa=""), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message_text WHERE subject <> '' OR body <> '' OR wa <> ''"), "0")

    def test_4_two_people(self):
        one, two = self.form("paid"), self.form("paid")
        self.ok(self.owner.submit(one, subject="Satu {nomor}"), 303)
        r = self.owner.submit(two, subject="Dua {nomor}")
        self.ok(r, 422)
        self.sees(r, "Ada yang menyimpan teks ini lebih dulu")
        self.assertEqual(r.page.form("/paid/id", "version").get("subject"), "Dua {nomor}")
        old = self.page("paid").page.form("/reset")
        self.ok(self.owner.submit(r.page.form("/paid/id", "version")), 303)
        self.sees(self.page("paid"), "Dua MR-0123")
        self.ok(self.owner.submit(old), 422)
        self.sees(self.page("paid"), "Dua MR-0123")

    def test_5_test_mail(self):
        f = self.owner.get("/admin/messages").page.form("/messages/test")
        self.ok(self.owner.submit(f, address="bukan"), 422)
        r = self.owner.submit(f, address="Saya@Contoh.example", message="shipped", lang="en")
        self.ok(r, 303)
        r = self.owner.follow(r)
        self.sees(r, "Percobaan sedang dikirim", "sedang dikirim")
        self.assertEqual(r.header("refresh"), "4")
        self.sees(self.owner.follow(self.owner.submit(f, address="lagi@contoh.example")), "Masih ada percobaan")
        self.shop.work()
        m, = self.server.mails
        self.assertEqual(m.to, ["saya@contoh.example"])
        self.assertIn("is on its way", m["Subject"])
        self.assertIn("JP1234567890", m.text)
        r = self.ok(self.owner.get("/admin/messages"))
        self.sees(r, "terkirim", "Pesanan dikirim")
        self.assertIsNone(r.header("refresh"))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message WHERE address <> ''"), "0")
        # what went wrong is told at once
        for verb, answer, says in (("MAIL", "550 5.7.1 no", "menolak alamat pengirim"), ("RCPT", "550 5.1.1 no", "tidak ada atau tidak menerima")):
            self.server.reset()
            self.server.fail[verb] = answer
            self.ok(self.owner.submit(f, address="saya@contoh.example", message="placed", lang="id"), 303)
            self.shop.work()
            self.sees(self.owner.get("/admin/messages"), says, "tidak terkirim")
        self.shop.clock(40)
        for i in range(17):
            self.shop.sql("INSERT INTO message (name, way, lang, state, at) SELECT name, way, lang, 'sent', at FROM message WHERE way='test' ORDER BY id LIMIT 1")
        self.sees(self.owner.follow(self.owner.submit(f, address="saya@contoh.example")), "hari ini sudah dua puluh")
        # tests are forgotten, messages of orders are not
        kept = self.shop.one("SELECT COUNT(*) FROM message WHERE way <> 'test'")
        self.shop.clock(91 * 86400)
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message WHERE way = 'test'"), "0")
        self.assertLessEqual(int(kept), int(self.shop.one("SELECT COUNT(*) FROM message WHERE way <> 'test'")))


if __name__ == "__main__":
    unittest.main()
