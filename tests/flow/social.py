"""Connecting Facebook and Instagram, publishing there, what goes wrong on the way, and what the pages say of it; against the simulated Meta of tests/meta."""
import unittest

import _smtp
import _social as s
import harness


class Social(s.Connected):
    """What an owner does on good days, and what needs a person."""

    def test_connected(self):
        r = self.c.get("/admin/channels")
        self.sees(r, "Keripik Makrani", "keripikmakrani")
        self.assertEqual(s.leaks(self.shop, r.text), [])

    def test_facebook_text_and_link(self):
        n = s.put(self.shop, self.fb, "Keripik baru! \u201cPedas\u201d #enak \U0001f336", link="https://contoh.example/s/abc")
        s.run(self.shop)
        row = self.published(n, "Keripik baru! \u201cPedas\u201d #enak \U0001f336")
        self.assertIn("facebook.com", row["permalink"])
        self.assertTrue(all(not j["in_url"] for j in self.shop.meta.journal))

    def test_facebook_pictures(self):
        files = [s.picture(self.shop, "%d.jpg" % i) for i in range(3)]
        n = s.put(self.shop, self.fb, "Tiga foto", files)
        s.run(self.shop)
        row = self.published(n, "Tiga foto")
        self.assertEqual(len(self.g.posts[row["remote"]]["photos"]), 3)

    def test_instagram_one_and_carousel(self):
        one, two = s.picture(self.shop, "satu.jpg", 1080, 1080), s.picture(self.shop, "dua.jpg", 1080, 1350)
        a, b = s.put(self.shop, self.ig, "Satu foto #enak", [one]), s.put(self.shop, self.ig, "Dua foto", [one, two])
        s.run(self.shop)
        self.published(a, "Satu foto #enak")
        self.published(b, "Dua foto")
        self.assertEqual(self.g.media[s.row(self.shop, b)["remote"]]["kind"], "CAROUSEL_ALBUM")

    def test_never_there_twice_is_for_a_person(self):
        """Two unclear tries of which nothing was ever seen: a person decides, and can have it published."""
        self.shop.meta.rule(method="POST", path="/feed$", times=2, close=True)
        n = s.put(self.shop, self.fb, "Tidak jelas")
        s.run(self.shop)
        row = s.row(self.shop, n)
        self.assertEqual((row["state"], row["reason"], row["next_at"], row["attempts"]), ("unknown", "publication.why.unsure", "0", "2"))
        page = self.fresh().get("/admin/channels").page
        self.assertIn("Tidak jelas", page.text())
        self.ok(self.c.submit(page.form("/publication/%d" % n), ("do", "not")), 303)
        s.run(self.shop)
        self.published(n, "Tidak jelas")

    def test_content_is_refused(self):
        n = s.put(self.shop, self.ig, "Gambar terlalu lebar", [s.picture(self.shop, "wide.jpg", 1600, 400)])
        s.run(self.shop)
        row = s.row(self.shop, n)
        self.assertEqual((row["state"], row["reason"]), ("failed", "social.why.picture_ratio"))
        self.assertIn("aspect ratio", row["detail"])
        r = self.fresh().get("/admin/channels")
        self.sees(r, "Gambar terlalu lebar", "Potong dulu")
        s.picture(self.shop, "wide.jpg", 1080, 1080)
        self.ok(self.c.submit(r.page.form("/publication/%d" % n), ("do", "retry")), 303)
        s.run(self.shop)
        self.published(n, "Gambar terlalu lebar")

    def test_edit_and_remove_and_counts(self):
        n = s.put(self.shop, self.fb, "Harga lama")
        s.run(self.shop)
        row = self.published(n, "Harga lama")
        post = self.g.posts[row["remote"]]
        post.update(likes=12, comments=4, shares=3, reach=99)
        s.move(self.shop, 3600)
        s.run(self.shop, 1)
        row = s.row(self.shop, n)
        self.assertEqual((row["likes"], row["comments"], row["reach"]), ("12", "4", "99"))
        self.shop.sql("UPDATE publication SET wanted='edit', wanted_text='Harga baru', turn=2, next_at=1 WHERE id=%d" % n)
        self.shop.sql("INSERT INTO outbox (lane, kind, payload, due_at, created_at) VALUES ('social', 'social.publish', '{\"publication\":%d,\"turn\":2}', 1, 1)" % n)
        s.run(self.shop)
        self.assertEqual((s.row(self.shop, n)["text"], post["text"], s.row(self.shop, n)["wanted"]), ("Harga baru", "Harga baru", ""))
        self.shop.sql("UPDATE publication SET wanted='remove', turn=3, next_at=1 WHERE id=%d" % n)
        self.shop.sql("INSERT INTO outbox (lane, kind, payload, due_at, created_at) VALUES ('social', 'social.publish', '{\"publication\":%d,\"turn\":3}', 1, 1)" % n)
        s.run(self.shop)
        self.assertEqual(s.row(self.shop, n)["state"], "removed")
        self.assertNotIn(row["remote"], self.g.posts)


class Connection(s.Moved):
    """Everything about connecting; each test has a shop of its own hands: accounts come and go."""

    @classmethod
    def setUpClass(cls):
        cls.shop, cls.mails = harness.Shop(False), _smtp.Server()
        s.start(cls.shop)
        cls.shop.extra.update(_smtp.env_for(cls.mails))
        cls.shop.start()
        cls.c = cls.shop.owner()
        assert s.set_app(cls.c).status == 303

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        s.stop(cls.shop)
        cls.mails.close()

    def setUp(self):
        super().setUp()
        self.shop.meta.rules.clear()
        self.fresh()

    def choose_page(self, r):
        at = self.ok(r, 303).header("location")
        self.assertEqual(self.ok(self.c.get(at)).header("refresh"), "2", "nobody has asked yet: the page looks again by itself")
        self.shop.work()
        return self.ok(self.c.get(at))

    def test_not_set_up(self):
        self.shop.sql("DELETE FROM social_app")
        r = self.c.get("/admin/channels")
        self.sees(r, "Aplikasi Anda di Meta")
        self.assertEqual([f.action for f in r.page.forms() if "connect" in f.action], [])
        bad = s.set_app(self.c)
        self.ok(bad, 303)
        page = self.c.get("/admin/channels").page
        self.assertNotIn(s.Graph.SECRET, page.source)
        self.assertIn(s.Graph.SECRET[-4:], page.text())
        r = self.c.submit(page.form("/channels/app"), app_id="bukan angka", app_secret="")
        self.ok(r, 422)
        self.sees(r, "hanya berisi angka")

    def test_refused_there(self):
        r = s.come_back(self.shop, self.c, s.dialog(self.shop, self.c, answer="no"))
        self.ok(r, 303)
        self.sees(self.c.get(r.header("location")), "Belum ada yang disambungkan")

    def test_state_is_good_once_and_for_one_session(self):
        back = s.dialog(self.shop, self.c)
        other = self.shop.owner("lain", "admin")
        r = s.come_back(self.shop, other, back)
        self.assertIn("social.strange", self.ok(r, 303).header("location"))
        self.assertIn("social.strange", self.ok(s.come_back(self.shop, self.c, back), 303).header("location"), "used up by the other")
        back = s.dialog(self.shop, self.c)
        self.assertIn("/connect/", self.ok(s.come_back(self.shop, self.c, back), 303).header("location"))
        self.assertIn("social.strange", self.ok(s.come_back(self.shop, self.c, back), 303).header("location"))
        forged = back.replace("state=", "state=A")
        self.assertIn("social.strange", self.ok(s.come_back(self.shop, self.c, forged), 303).header("location"))

    def test_missing_permission_is_told(self):
        back = s.dialog(self.shop, self.c, leave_out=("s_pages_manage_posts", "s_read_insights"))
        r = self.choose_page(s.come_back(self.shop, self.c, back))
        self.sees(r, "Menerbitkan, mengubah, dan menghapus postingan halaman", "Ada izin wajib yang kurang", "pages_manage_posts")
        self.assertEqual(r.page.all("input", name="account"), [])
        # Only Instagram's is missing: the page alone can be chosen.
        back = s.dialog(self.shop, self.c, leave_out=("s_instagram_content_publish",))
        r = self.choose_page(s.come_back(self.shop, self.c, back))
        self.assertEqual(len(r.page.all("input", name="account")), 1)

    def test_no_page_ticked(self):
        back = s.dialog(self.shop, self.c, leave_out=("p_111", "p_112"))
        r = self.choose_page(s.come_back(self.shop, self.c, back))
        self.sees(r, "Belum ada halaman yang dipilih")

    def test_page_without_the_role(self):
        back = s.dialog(self.shop, self.c)
        r = self.choose_page(s.come_back(self.shop, self.c, back))
        self.sees(r, "Warung Sebelah", "belum punya hak terbit")
        form = r.page.form("/channels/connect/")
        self.assertEqual(len(form.choices("account")), 2)
        none = self.c.submit(form)
        self.ok(s.prove(self.c, none), 422)
        # What was not offered cannot be had by a number that was made up.
        form.set("account", [])
        form.fields.append(["account", "2"])
        r = s.prove(self.c, self.c.submit(form))
        self.ok(r, 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM social_account WHERE remote='112'"), "0")

    def test_somebody_elses_connection(self):
        at = self.ok(s.come_back(self.shop, self.c, s.dialog(self.shop, self.c)), 303).header("location")
        self.shop.work()
        other = self.shop.owner("orang", "admin")
        self.ok(other.get(at), 404)
        self.ok(self.c.get(at))

    def test_meta_is_down_while_connecting(self):
        self.shop.meta.rule(method="POST", path="/oauth/access_token", times=5, html=502)
        before = len(self.shop.meta.journal)
        r = self.choose_page(s.come_back(self.shop, self.c, s.dialog(self.shop, self.c)))
        self.sees(r, "Belum tersambung", "gangguan")
        # The code went out once and never again.
        self.assertEqual(len([j for j in self.shop.meta.journal[before:] if j["path"] == "/oauth/access_token"]), 1)

    def test_paste(self):
        g = self.shop.meta.graph
        token = g.token("USER", list(s.meta.SCOPES), ["111"], 0)
        page = self.c.get("/admin/channels").page
        r = self.choose_page(self.c.submit(page.form("/channels/paste"), token=token))
        self.sees(r, "Keripik Makrani")
        self.assertEqual(s.leaks(self.shop, r.text), [])
        form = r.page.form("/channels/connect/")
        form.set("account", form.choices("account"))
        self.ok(s.prove(self.c, self.c.submit(form)), 303)
        self.assertEqual(s.leaks(self.shop), [])
        r = self.choose_page(self.c.submit(page.form("/channels/paste"), token="EAA" + "x" * 40))
        self.sees(r, "Sambungkan lagi akunnya")
        r = self.c.submit(page.form("/channels/paste"), token="EAA dengan spasi di dalamnya")
        self.ok(r, 422)
        self.assertNotIn("EAA dengan", r.text)

    def test_token_dies(self):
        """The password at Facebook changes: the account pauses and says what to do, posts wait, and go out once it is connected again."""
        self.ok(s.connect(self.shop, self.c), 303)
        fb = s.account(self.shop, "facebook")
        for t in self.shop.meta.graph.tokens.values():
            t["revoked"] = 460
        n = s.put(self.shop, fb, "Menunggu sambungan")
        s.run(self.shop)
        self.assertEqual(s.row(self.shop, n)["state"], "queued")
        self.assertEqual(s.visible(self.shop, "Menunggu sambungan"), [])
        r = self.fresh().get("/admin/channels")
        self.sees(r, "Kata sandi Facebook diganti", "1 postingan menunggu", "Sambungkan lagi")
        self.ok(s.connect(self.shop, self.c), 303)
        s.run(self.shop)
        self.assertEqual(s.row(self.shop, n)["state"], "published")
        self.assertEqual(len(s.visible(self.shop, "Menunggu sambungan")), 1)

    def test_daily_check(self):
        self.ok(s.connect(self.shop, self.c), 303)
        s.move(self.shop, 26 * 3600)
        for t in self.shop.meta.graph.tokens.values():
            t["revoked"] = 460
        s.run(self.shop, 2)
        self.assertEqual(self.shop.one("SELECT state FROM social_account WHERE channel='facebook' AND remote='111'"), "reauth")

    def test_the_owner_is_warned(self):
        """A week before the connection ends, on the first page, in health and by mail, and once only for three days."""
        self.ok(s.connect(self.shop, self.c), 303)
        self.shop.sql("INSERT INTO setting (name, value, updated_at) VALUES ('notify_email', 'ibu@contoh.example', 1)")
        self.sees_not(self.c.get("/admin"), "Sambungan ke Facebook segera berakhir")
        now = int(s.time.time()) + self.shop.moved
        self.shop.sql("UPDATE social_account SET expires_at=%d, checked_at=%d, warned_at=0 WHERE channel='facebook'" % (now + 60 * 86400, now))
        self.sees(self.c.get("/admin/channels"), "Sambungan berlaku sampai")
        self.shop.sql("UPDATE social_account SET expires_at=%d, checked_at=%d, warned_at=0 WHERE channel='facebook'" % (now + 5 * 86400, now))
        self.sees(self.c.get("/admin"), "Sambungan ke Facebook segera berakhir")
        self.sees(self.c.get("/admin/health"), "hal di sana perlu Anda")
        self.sees(self.c.get("/admin/channels"), "Sambungan berakhir")
        self.mails.mails.clear()
        s.move(self.shop, 400)
        s.run(self.shop, 2)
        said = [m for m in self.mails.mails if "Keripik Makrani" in m["Subject"]]
        self.assertEqual(len(said), 1, [m["Subject"] for m in self.mails.mails])
        self.assertIn("/admin/channels", said[0].text)
        self.assertEqual(s.leaks(self.shop, said[0].text), [])

    def test_disconnect(self):
        self.ok(s.connect(self.shop, self.c), 303)
        fb = s.account(self.shop, "facebook")
        n = s.put(self.shop, fb, "Tidak jadi", due=int(s.time.time()) + self.shop.moved + 9000)
        form = self.c.get("/admin/channels").page.form("/channels/%d/off" % fb)
        self.ok(s.prove(self.c, self.c.submit(form)), 303)
        self.assertEqual(self.shop.sql("SELECT state, token FROM social_account WHERE id=%d" % fb), [("off", "")])
        self.assertEqual(s.row(self.shop, n)["state"], "failed")
        page = self.c.get("/admin/channels").page
        self.ok(self.c.submit(page.form("/publication/%d" % n), ("do", "cancel")), 303)
        self.sees_not(self.c.get("/admin/channels"), "Tidak jadi")
        s.run(self.shop, 5)
        self.assertEqual(s.visible(self.shop, "Tidak jadi"), [])
        self.assertEqual(s.leaks(self.shop), [])


if __name__ == "__main__":
    unittest.main()
