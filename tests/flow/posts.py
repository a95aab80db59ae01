"""Posts as the owner writes them: drafts that lose nothing, words and limits, pictures drawn in the networks' shape, now and later, taken back, copied; the product of the day by the shop's clock. Against the simulated Meta."""
import os
import re
import time
import unittest

import _pictures
import _social as s
import _ways as w
import harness
from harness import FlowTest

LONG = "a" * 2201


class Alone(FlowTest):
    """Without a connected account."""

    def test_1_drafts_work_and_the_page_teaches(self):
        c = self.shop.owner("alone")
        r = c.get("/admin/posts")
        self.sees(r, w.say("Post to Facebook and Instagram from here"), w.say("Connect an account"))
        # The first page says in plain words what connecting is for; the shelf leads to the composer, which says it, too.
        self.sees(self.ok(c.get("/admin")), w.say("Connect the shop's Facebook page or Instagram account once; then goods become a post with one tap."))
        f = self.ok(c.get("/admin/goods")).page.form("/posts/new")
        r = c.follow(self.ok(c.submit(f), 303))
        self.sees(r, w.say("No account is connected yet. What you write stays here as a draft."))
        social = self.shop.owner("sosial", "social")
        self.sees_not(self.ok(social.get("/admin")), w.say("Connect an account"))
        self.assertTrue(self.ok(social.get("/admin/goods")).page.form("/posts/new"))
        driver = self.shop.owner("stok", "warehouse")
        self.assertEqual([x for x in self.ok(driver.get("/admin/goods")).page.forms() if x.action.endswith("/posts/new")], [])
        self.assertEqual([x for x in self.ok(c.get("/admin/goods?status=archived")).page.forms() if x.action.endswith("/posts/new")], [])
        r = social.get("/admin/posts")
        self.sees(r, w.say("The owner connects it under More → Facebook and Instagram."))
        self.sees_not(r, w.say("Connect an account"))
        at = self.ok(c.submit(c.get("/admin/posts").page.form("/posts/new")), 303).header("location")
        r = c.get(at)
        self.sees(r, w.say("No account is connected yet. What you write stays here as a draft."))
        f = r.page.form(at, has="body")
        r = c.submit(f, ("do", "send"), body="Besok kami buka <b>pagi</b>", hashtags="sanjai, minang #sanjai")
        self.ok(r, 422)
        self.sees(r, w.say("Saved, but not published: choose at least one account"))
        self.assertIn("&lt;b&gt;pagi", r.text)
        f = c.get(at).page.form(at, has="body")
        self.assertEqual((f.get("body"), f.get("hashtags")), ("Besok kami buka <b>pagi</b>", "#sanjai #minang"))
        # Somebody else saves meanwhile: what was typed is still there, nothing of theirs is lost.
        self.ok(c.submit(c.get(at).page.form(at, has="body"), ("do", "save"), body="Yang lain"), 303)
        r = self.ok(c.submit(f, ("do", "save"), body="Punya saya"), 422)
        self.assertEqual(r.page.form(at, has="body").get("body"), "Punya saya")
        self.assertEqual(c.get(at).page.form(at, has="body").get("body"), "Yang lain")
        # Too much for a field: the page again.
        r = self.ok(c.submit(c.get(at).page.form(at, has="body"), ("do", "save"), body="x" * 5001), 422)
        self.assertEqual(len(r.page.form(at, has="body").get("body")), 5001)
        self.assertEqual(c.get(at).page.form(at, has="body").get("body"), "Yang lain")
        r = c.get("/admin/posts?tab=draft")
        self.sees(r, "Yang lain")
        c.follow(c.submit(c.get(at).page.form("/drop")))
        self.ok(c.get(at), 404)

    def test_2_words(self):
        c = self.shop.owner("kata")
        f = c.get("/admin/posts/captions/new").page.form("/captions/new")
        self.assertIn("{nama}", f.get("body"))
        r = self.ok(c.submit(f, name="Promo", body="{naam} murah"), 422)
        self.sees(r, "{naam}")
        c.submit(r.page.form("/captions/new"), body="{nama} murah {harga}", hashtags="promo")
        c.submit(c.get("/admin/posts/captions").page.form("/posts/captions"), tags="oleh oleh padang")
        r = c.get("/admin/posts/captions")
        self.sees(r, "Promo")
        self.assertEqual(r.page.form("/posts/captions").get("tags"), "#oleh #padang")
        product = w.product(self.shop, "SA-100")
        at = c.post("/admin/posts/new", [("csrf", r.page.form("/posts/captions").get("csrf")), ("product", str(product))]).header("location")
        f = c.get(at).page.form(at, has="body")
        self.assertEqual(f.get("hashtags"), "#oleh #padang")
        c.submit(f, ("do", "caption"), caption=[x for x in f.choices("caption") if x != "0"][0])
        f = c.get(at).page.form(at, has="body")
        self.assertEqual((f.get("body"), f.get("hashtags")), ("{nama} murah {harga}", "#promo"))
        self.assertEqual(len([x for x in f.fields if x[0] == "use"]), 1)

    def test_3_pictures_of_others_cannot_be_taken(self):
        c = self.shop.owner("foto")
        mine, other = self.shop.one_list("SELECT MIN(media) FROM media_link GROUP BY product ORDER BY product LIMIT 2")
        product = self.shop.one("SELECT product FROM media_link WHERE media=%s" % mine)
        at = c.post("/admin/posts/new", [("csrf", c.get("/admin/posts").page.form("/posts/new").get("csrf")), ("product", product)]).header("location")
        f = c.get(at).page.form(at, has="body")
        f.fields += [["pic", other], ["use", other]]
        self.ok(c.submit(f, ("do", "save")), 303)
        self.assertEqual(self.shop.one_list("SELECT media FROM social_post_picture WHERE post=%s" % at.split("/")[-1]), [mine])
        # An upload belongs to the post; what is no picture is refused and nothing else is lost.
        f = c.get(at).page.form(at, has="body")
        r = self.ok(c.submit(f, ("do", "save"), files=[("photo", "a.txt", "text/plain", b"bukan gambar")], body="Tetap ada"), 422)
        self.assertEqual(r.page.form(at, has="body").get("body"), "Tetap ada")
        self.ok(c.submit(c.get(at).page.form(at, has="body"), ("do", "save"), files=[("photo", "a.jpg", "image/jpeg", _pictures.jpeg(900, 700))]), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM social_post_picture WHERE chosen=1 AND post=%s" % at.split("/")[-1]), "2")
        # One place forward: the order is the form's.
        f = c.get(at).page.form(at, has="body")
        order = [v for k, v in f.fields if k == "pic"]
        c.submit(f, ("do", "up." + order[1]))
        self.assertEqual([v for k, v in c.get(at).page.form(at, has="body").fields if k == "pic"][:2], [order[1], order[0]])


    def test_4_many(self):
        """More than a page of drafts are turned through, nobody is left out or shown twice; a day full of posts stays short in the calendar."""
        c = self.shop.owner("banyak")
        before = self.shop.one_list("SELECT id FROM social_post WHERE state='draft'")
        now = harness.now()
        due = now // 86400 * 86400 + 5 * 3600    # noon of the shop's day
        for i in range(67):
            self.shop.sql("INSERT INTO social_post (state, body, made_at, updated_at, due_at) VALUES ('draft', 'Banyak %d', %d, %d, %d)" % (i, now, now + 1000, due if i < 9 else 0))
        want, seen = set("/admin/posts/" + x for x in self.shop.one_list("SELECT id FROM social_post WHERE state='draft'")), []
        r = self.ok(c.get("/admin/posts?tab=draft"))
        pages = {"/admin/posts?tab=draft"} | {h for h in r.page.links() if "page=" in h}
        self.assertEqual(len(pages), (len(before) + 67 + 29) // 30)
        for url in sorted(pages):
            seen += [a.attrs["href"] for li in self.ok(c.get(url)).page.all("li", class_="rowi") for a in li.all("a")]
        self.assertEqual((len(seen), set(seen)), (len(want), want))
        self.assertEqual(self.ok(c.get("/admin/posts?tab=draft&page=99")).page.all("li", class_="rowi") != [], True)
        self.ok(c.get("/admin/posts?tab=waiting&page=-3"))
        r = self.ok(c.get("/admin/posts/calendar"))
        day = [d for d in r.page.all("li") if "Banyak 8" in d.text()][0]
        self.assertEqual((len(day.all("a")), len(day.find("details").all("a"))), (9, 5))
        self.assertIn("5 lagi", day.find("summary").text())
        self.sees_not(r, w.say("There are very many posts in these weeks; only the first are shown. The list has all of them."))
        self.shop.sql("INSERT INTO social_post (state, body, made_at, updated_at, due_at) SELECT 'draft', 'Penuh', %d, %d, %d FROM social_post a CROSS JOIN (SELECT 1 FROM social_post LIMIT 10) b" % (now, now, due))
        self.sees(self.ok(c.get("/admin/posts/calendar")), w.say("There are very many posts in these weeks; only the first are shown. The list has all of them."))
        self.shop.sql("DELETE FROM social_post WHERE body LIKE 'Banyak %' OR body='Penuh'")


class Posting(FlowTest):
    """With a Facebook page and an Instagram account."""

    @classmethod
    def setUpClass(cls):
        cls.shop = harness.Shop(True)
        s.start(cls.shop)
        cls.shop.start()
        photos(cls.shop)
        cls.c = cls.shop.owner()
        s.set_app(cls.c)
        r = s.connect(cls.shop, cls.c)
        assert r.status == 303, r.text[:1000]
        cls.fb, cls.ig = s.account(cls.shop, "facebook"), s.account(cls.shop, "instagram")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        s.stop(cls.shop)

    def setUp(self):
        super().setUp()
        self.shop.meta.rules.clear()
        self.c.cookies = self.shop.login("owner", self.c.password).cookies

    def begin(self, *products):
        csrf = self.c.get("/admin/posts").page.form("/posts/new").get("csrf")
        return self.c.post("/admin/posts/new", [("csrf", csrf)] + [("product", str(p)) for p in products]).header("location")

    def form(self, at):
        return self.c.get(at).page.form(at, has="body")

    def photographed(self, n):
        return self.shop.one_list("SELECT DISTINCT p.id FROM product p JOIN media_link l ON l.product=p.id JOIN media m ON m.id=l.media AND m.state='ready' AND m.alpha=0"
                                  " WHERE p.status='active' ORDER BY p.id LIMIT %d" % n) or self.shop.one_list("SELECT product FROM media_link GROUP BY product ORDER BY product LIMIT %d" % n)

    def texts(self, at):
        return dict(self.shop.sql("SELECT account, text FROM publication WHERE post=%s AND state<>'canceled'" % at.split("/")[-1]))

    def test_1_two_products_to_both_networks(self):
        at = self.begin(*self.photographed(2))
        # In the list it goes by the name of its goods, not by a variable.
        self.assertNotIn("{nama}", self.c.get("/admin/posts?tab=draft").text)
        # The marked picture is the one that is shown, wherever it stands.
        used = [v for k, v in self.form(at).fields if k == "use"]
        self.ok(self.c.submit(self.form(at), ("do", "preview"), use=used[1:]), 303)
        page = self.c.get(at).page
        second = [f for f in page.all("figure") if [x for x in f.all("input", name="use") if x.attrs["value"] == used[1]]][0].find("img").attrs["src"]
        shown = page.find("article").find("img").attrs["src"]
        self.assertEqual(re.sub(r"-\d+\.\w+$", "", shown), re.sub(r"-\d+\.\w+$", "", second))
        self.ok(self.c.submit(self.form(at), ("do", "preview"), use=used), 303)
        r = self.c.get(at)
        self.sees(r, "Facebook", "Instagram", "2.200")
        r = self.c.submit(self.form(at), ("do", "send"), body="{daftar}\nPesan: {link}\nKode {kode}", sticker="1", frame="1", shape="portrait")
        self.assertEqual((r.status, [x.text() for x in r.page.all("p") if "err" in x.attrs.get("class", "")] if r.status != 303 else []), (303, []))
        self.assertEqual(self.shop.one("SELECT state FROM social_post WHERE id=%s" % at.split("/")[-1]), "making")
        s.run(self.shop, until=lambda: len(s.visible(self.shop)) >= 2)
        self.assertEqual(self.shop.one_list("SELECT state FROM publication WHERE post=%s" % at.split("/")[-1]), ["published", "published"])
        texts = self.texts(at)
        self.assertEqual(len(set(texts.values())), 2)       # each network has its own link and code
        for text in texts.values():
            self.assertRegex(text, r"• .+: (mulai )?Rp\u00a0[\d.]+\n• ")
            self.assertRegex(text, r"/s/\w+\nKode [A-Z]\d+")
            self.assertEqual(len(s.visible(self.shop, text)), 1)
        files = self.shop.one_list("SELECT DISTINCT file FROM publication_picture f JOIN publication p ON p.id=f.publication WHERE p.post=%s" % at.split("/")[-1])
        self.assertEqual(len(files), 2)
        for file in files:
            with open(os.path.join(self.shop.dir, file), "rb") as f:
                self.assertEqual(_pictures.jpeg_size(f.read()), (1080, 1350))
        r = self.c.get(at)
        self.sees(r, w.say("See it there"))
        code = re.search(r"Kode (\w+)", list(texts.values())[0]).group(1)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM link WHERE spoken='%s' AND kind='post' AND object=%s" % (code, at.split("/")[-1])), "1")

    def test_1b_from_the_shelf(self):
        """One tap on goods, on the shelf or on the first page, and the composer has them with words, photo and both accounts; a second one publishes."""
        at = "/admin/goods"
        f = [x for x in self.ok(self.c.get(at)).page.forms() if x.action.endswith("/posts/new")][0]
        draft = self.ok(self.c.submit(f), 303).header("location")
        self.assertEqual(self.shop.one_list("SELECT product FROM social_post_goods WHERE post=" + draft.split("/")[-1]), [f.get("product")])
        f = self.ok(self.c.get("/admin")).page.form("/posts/new")
        product = f.get("product")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM social_post_goods g JOIN social_post p ON p.id=g.post WHERE p.state<>'draft' AND g.product=" + product), "0")
        r = self.c.follow(self.ok(self.c.submit(f), 303))
        self.sees(r, self.shop.one("SELECT name FROM product_text WHERE lang='id' AND product=" + product))
        form = r.page.form("/admin/posts/", has="body")
        self.assertEqual([(k, v) for k, v in form.fields if k == "account"], [("account", str(self.fb)), ("account", str(self.ig))])
        self.ok(self.c.submit(form, ("do", "send")), 303)
        # What is on its way is not offered again; when everything was posted lately, nothing is.
        self.assertNotEqual(self.ok(self.c.get("/admin")).page.form("/posts/new").get("product"), product)
        post = self.shop.one("SELECT MAX(id) FROM social_post")
        had = self.shop.one_list("SELECT product FROM social_post_goods WHERE post=" + post)
        self.shop.sql("INSERT INTO social_post_goods (post, product, position) SELECT %s, id, 9 FROM product WHERE id NOT IN (SELECT product FROM social_post_goods WHERE post=%s)" % (post, post))
        self.assertIsNone(self.ok(self.c.get("/admin")).page.form("/posts/new").get("product"))
        self.shop.sql("DELETE FROM social_post_goods WHERE post=%s AND product NOT IN (%s)" % (post, ", ".join(had)))

    def test_2_limits_are_the_servers(self):
        at = self.begin(*self.photographed(1))
        r = self.ok(self.c.submit(self.form(at), ("do", "send"), body=LONG, hashtags=""), 422)
        self.sees(r, w.say("Saved, but not published: a network does not take it like this. See below how it will look"), "Instagram: Tulisan terlalu panjang: di sini paling banyak 2.200 huruf")
        self.assertEqual(self.form(at).get("body"), LONG)
        # Facebook alone takes it.
        f = self.form(at).set("account", str(self.fb))
        self.ok(self.c.submit(f, ("do", "send")), 303)
        at = self.begin()
        r = self.ok(self.c.submit(self.form(at), ("do", "send"), body="Tanpa foto"), 422)     # Instagram wants a picture
        at = self.begin(*self.photographed(1))
        r = self.ok(self.c.submit(self.form(at), ("do", "send"), body="Hai {naam}"), 422)
        self.sees(r, "{naam}")
        self.assertEqual(self.texts(at), {})

    def test_3_planned_taken_back_copied(self):
        at = self.begin(*self.photographed(1))
        self.ok(self.c.submit(self.form(at), ("do", "send"), when="later", day="2020-01-01", time="08:00"), 422)
        self.ok(self.c.submit(self.form(at), ("do", "send"), when="later", day="besok", time="08:00"), 422)
        day = self.c.get(at).page.find("input", name="day").attrs["min"]
        year = int(day[:4])
        self.ok(self.c.submit(self.form(at), ("do", "send"), when="later", day="%d%s" % (year + 2, day[4:]), time="08:00"), 422)
        day = "%d-01-15" % (year + 1)
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Nanti saja", when="later", day=day, time="08:30"), 303)
        self.shop.work()
        post = at.split("/")[-1]
        self.assertEqual(self.shop.one_list("SELECT state FROM publication WHERE post=" + post), ["queued", "queued"])
        due = int(self.shop.one("SELECT MIN(due_at) FROM publication WHERE post=" + post))
        self.assertEqual((due + 7 * 3600) % 86400, (8 * 60 + 30) * 60)      # in the shop's own time
        r = self.c.get("/admin/posts/calendar?month=" + day)
        self.sees(r, "08.30", "Nanti saja")
        self.sees(self.c.get("/admin/posts"), "Nanti saja")
        # While its account rests, the post says why.
        self.shop.sql("UPDATE social_account SET state='reauth', reason='social.why.password' WHERE id=%d" % self.fb)
        r = self.c.get(at)
        self.sees(r, w.say("The password at Facebook was changed, which ends the connection. Connect the account again"))
        self.assertTrue([a for a in r.page.all("a") if a.attrs.get("href") == "/admin/channels"])
        self.shop.sql("UPDATE social_account SET state='ok', reason='' WHERE id=%d" % self.fb)
        r = self.c.follow(self.c.submit(self.c.get(at).page.form("/back")))
        self.assertEqual(r.page.form(at, has="body").get("time"), "08:30")
        self.assertEqual(self.shop.one_list("SELECT state FROM publication WHERE post=" + post), ["canceled", "canceled"])
        self.ok(self.c.submit(r.page.form(at, has="body"), ("do", "send"), when="now", body="Sekarang juga"), 303)
        s.run(self.shop, until=lambda: len(s.visible(self.shop, "Sekarang juga\n\n")) + self.shop.one_list("SELECT state FROM publication WHERE post=" + post).count("published") >= 2)
        self.assertEqual(sorted(self.shop.one_list("SELECT state FROM publication WHERE post=" + post)), ["canceled", "canceled", "published", "published"])
        # What is out cannot be taken back; a copy is a draft of its own.
        page = self.c.get(at).page
        self.assertEqual([f for f in page.forms() if f.action.endswith("/back")], [])
        r = self.c.post(at + "/back", [("csrf", page.form("/copy").get("csrf"))])
        self.sees(self.c.follow(r), w.say("That could not be done: the post has moved on meanwhile. See how it stands now"))
        r = self.c.follow(self.c.submit(page.form("/copy")))
        self.assertEqual(r.page.forms()[0].get("body") or [f for f in r.page.forms() if f.get("body")][0].get("body"), "Sekarang juga")
        # On Facebook the words can be changed where they stand.
        fb = self.shop.one("SELECT id FROM publication WHERE state='published' AND account=%d AND post=%s" % (self.fb, post))
        f = [x for x in self.c.get(at).page.forms() if x.action.endswith("/publication/" + fb) and x.get("text")][0]
        self.ok(self.c.submit(f, text="Sudah diubah"), 303)
        self.shop.work()
        self.assertEqual([tuple(x) for x in self.shop.sql("SELECT text, wanted FROM publication WHERE id=" + fb)], [("Sudah diubah", "")])
        ig = self.shop.one("SELECT id FROM publication WHERE state='published' AND account=%d AND post=%s" % (self.ig, post))
        # What is refused comes back as it was typed, marked: where nothing can be changed, nothing, and too much.
        moved_on = w.say("That could not be done: the post has moved on meanwhile. See how it stands now")
        for n, typed, why in ((ig, "Di Instagram <b>", moved_on), (fb, "", w.say("Write a few words first")), (fb, "x" * 10001, "10000")):
            r = self.ok(self.c.post("/admin/posts/publication/" + n, [("csrf", f.get("csrf")), ("do", "edit"), ("text", typed)]), 422)
            f = [x for x in r.page.forms() if x.action.endswith("/publication/" + n) and "text" in x.names()][0]
            self.assertEqual(f.get("text"), typed)
            self.assertEqual([a.attrs.get("aria-invalid") for a in r.page.all("textarea") if "aria-invalid" in a.attrs], ["true"])
            self.assertIn(why.replace("10000", "10.000") if "10.000" in r.text else why, r.page.find("span", class_="err").text())
        self.assertEqual(self.shop.one("SELECT wanted FROM publication WHERE id=" + fb), "")
        r = self.c.post("/admin/posts/publication/" + ig, [("csrf", f.get("csrf")), ("do", "retry")])
        self.sees(self.c.follow(r), moved_on)

    def test_4_product_of_the_day(self):
        r = self.c.get("/admin/posts/daily")
        f = r.page.form("/posts/daily")
        self.ok(self.c.submit(f, on="1", account=[]), 422)
        f = self.c.get("/admin/posts/daily").page.form("/posts/daily")
        # Two hours from now by the shop's own clock, every day.
        local = harness.now() + self.shop.moved + 7 * 3600
        at = (local // 3600 + 2) % 24
        self.ok(self.c.submit(f, on="1", account=str(self.fb), time="%02d:00" % at, day=[str(d) for d in range(1, 8)], rest_days="30"), 303)
        before = int(self.shop.one("SELECT COUNT(*) FROM social_post WHERE daily=1"))
        self.shop.work()
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM social_post WHERE daily=1")), before)
        s.move(self.shop, 2 * 3600 + 60)
        for _ in range(3):
            self.shop.work()
            s.move(self.shop, 61)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM social_post WHERE daily=1")), before + 1)
        s.run(self.shop, 1)
        post = self.shop.one("SELECT MAX(id) FROM social_post WHERE daily=1")
        self.assertEqual(self.shop.one_list("SELECT state FROM publication WHERE post=" + post), ["published"])
        self.assertEqual(self.shop.one("SELECT result FROM social_setting"), "daily.posted")
        self.again()
        self.assertIn("/admin/posts/" + post, self.ok(self.c.get("/admin/posts/daily")).page.links())
        self.assertTrue([a for a in self.ok(self.c.get("/admin/posts")).page.all("a") if a.attrs.get("href") == "/admin/posts/daily" and a.find("span", class_="ok")])
        # Everything was posted lately: said so, and quiet.
        self.shop.sql("INSERT INTO social_post_goods (post, product, position) SELECT %s, id, 9 FROM product WHERE id NOT IN (SELECT product FROM social_post_goods WHERE post=%s)" % (post, post))
        s.move(self.shop, 86400)
        for _ in range(3):
            self.shop.work()
            s.move(self.shop, 61)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM social_post WHERE daily=1")), before + 1)
        self.assertEqual(self.shop.one("SELECT result FROM social_setting"), "daily.none")
        self.c.cookies = self.shop.login("owner", self.c.password).cookies
        self.sees(self.c.get("/admin/posts/daily"), w.say("No product fitted, so nothing was posted"))


    def test_5_drafts_stay_and_plans_keep_their_hour(self):
        """What was saved, looked at and planned but never sent appears nowhere, however late it gets; what was sent for an hour appears at that hour and not a moment before."""
        drafts = {}
        for do, when in (("save", "now"), ("preview", "now"), ("save", "later"), ("goods", "later")):
            at = self.begin(*self.photographed(1))
            day = self.c.get(at).page.find("input", name="day").attrs["min"]
            drafts[at] = "Tinggal draf %s %s" % (do, when)
            self.ok(self.c.submit(self.form(at), ("do", do), body=drafts[at], when=when, day=day, time="23:59"), 303)
        at = self.begin(*self.photographed(1))
        local = harness.now() + self.shop.moved + 7 * 3600
        hour = (local // 3600 + 3) * 3600
        day, clock = time.strftime("%Y-%m-%d", time.gmtime(hour)), time.strftime("%H:00", time.gmtime(hour))
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Tepat jamnya", hashtags="", when="later", day=day, time=clock), 303)
        due = hour - 7 * 3600
        for left in (7000, 600, 60, 5):
            s.move(self.shop, due - (harness.now() + self.shop.moved) - left)
            self.shop.work()
            self.assertEqual([v for v in s.visible(self.shop) if "Tepat jamnya" in v["text"]], [], "%d seconds before its hour" % left)
        s.run(self.shop, 1)
        there = [v for v in s.visible(self.shop) if "Tepat jamnya" in v["text"]]
        self.assertEqual(sorted(v["where"] for v in there), ["facebook", "instagram"])
        for v in there:
            self.assertTrue(due <= v["at"] <= due + 300, v["at"] - due)
        s.move(self.shop, 2 * 86400)
        s.run(self.shop, 1)
        self.assertEqual([v["text"] for v in s.visible(self.shop) if "Tinggal draf" in v["text"]], [])
        for at, text in drafts.items():
            self.assertEqual(self.shop.sql("SELECT state, (SELECT COUNT(*) FROM publication WHERE post=p.id) FROM social_post p WHERE id=%s" % at.split("/")[-1]), [("draft", "0")], text)

    def test_6_each_network_has_limits_of_its_own(self):
        """One more than each network takes of letters, hashtags and names, and no picture: refused for it, and taken by the other where it may be."""
        tomorrow = time.strftime("%Y-%m-%d", time.gmtime(harness.now() + self.shop.moved + 7 * 3600 + 86400))

        def tried(account, body, photo):
            at = self.begin(*self.photographed(1))
            f = self.form(at).set("account", str(account))
            if not photo:
                f.set("use", [])
            r = self.c.submit(f, ("do", "send"), body=body, hashtags="", when="later", day=tomorrow, time="12:00")
            if r.status == 303:
                self.c.submit(self.c.get(at).page.form("/back"))
            return r.status
        tags, names = " ".join("#t%d" % i for i in range(31)), " ".join("@n%d" % i for i in range(21))
        for what, facebook, instagram, photo, body in (
                ("letters", 303, 422, True, "a" * 2201), ("just as many", 303, 303, True, "a" * 2200), ("hashtags", 303, 422, True, tags), ("one less", 303, 303, True, tags[:-4]),
                ("names", 303, 422, True, names), ("one name less", 303, 303, True, names[:-5]), ("no picture", 303, 422, False, "Hanya kata"), ("nothing", 422, 422, True, "")):
            self.assertEqual((tried(self.fb, body, photo), tried(self.ig, body, photo)), (facebook, instagram), what)


    def of(self, at):
        """channel → (id, state) of the latest publications of the post at this address."""
        return {k: (id, state) for id, k, state in self.shop.sql("SELECT p.id, a.channel, p.state FROM publication p JOIN social_account a ON a.id=p.account WHERE p.post=%s ORDER BY p.id" % at.split("/")[-1])}

    def again(self):
        """The clock has moved by hours: the session of staff has ended."""
        self.c.cookies = self.shop.login("owner", self.c.password).cookies

    def act(self, at, n, do, **typed):
        """Presses a button of one publication on the post's page."""
        self.again()
        f = [x for x in self.ok(self.c.get(at)).page.forms() if x.action.endswith("/posts/publication/%s" % n) and ("text" in x.names()) == ("text" in typed)][-1]
        return self.ok(self.c.submit(f, *([] if typed else [("do", do)]), **typed), 303)

    def test_5_what_became_of_it(self):
        """Facebook takes it, Instagram refuses the words: each is told with its reason, tried again alone, counted, changed and taken away there."""
        at = self.begin(*self.photographed(1))
        self.shop.meta.rule(method="POST", path="/media$", times=99, error={"http": 400, "code": 100, "subcode": 2207010, "user": "The caption was too long"})
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Nasib satu posting", hashtags=""), 303)
        s.run(self.shop, 2, until=lambda: sorted(x[1] for x in self.of(at).values()) == ["failed", "published"])
        fb, ig = self.of(at)["facebook"][0], self.of(at)["instagram"][0]
        self.assertEqual(self.of(at)["instagram"][1], "failed")
        post = self.shop.meta.graph.posts[self.shop.one("SELECT remote FROM publication WHERE id=%s" % fb)]
        post.update(likes=12, comments=4, shares=3, reach=99)
        s.move(self.shop, 3600)
        s.run(self.shop, 1)
        self.again()
        why, detail = self.shop.sql("SELECT reason, detail FROM publication WHERE id=%s" % ig)[0]
        self.assertEqual(why, "social.why.caption")
        r = self.ok(self.c.get(at))
        self.sees(r, w.message(why), w.say("The network says: {{DETAIL_TEXT}}", DETAIL_TEXT=detail), w.say("{{LIKES}} likes", LIKES=12), w.say("{{COMMENTS}} comments", COMMENTS=4), w.say("seen by {{REACH}}", REACH=99))
        self.sees(self.ok(self.c.get("/admin/posts?tab=trouble")), "Nasib satu posting", w.message(why))
        self.sees(self.ok(self.c.get("/admin/posts?tab=out")), w.say("{{LIKES}} likes", LIKES=12))
        r = self.ok(self.c.get("/admin/channels"))
        self.assertIn(at, r.page.links())
        # Tried again from there, it comes back there; the post that is out is left alone.
        self.shop.meta.rules.clear()
        f = [x for x in r.page.forms() if x.action.endswith("/posts/publication/%s" % ig)][0]
        self.assertEqual(self.ok(self.c.submit(f, ("do", "retry")), 303).header("location").split("?")[0], "/admin/channels")
        s.run(self.shop, 2, until=lambda: self.of(at)["instagram"][1] == "published")
        self.assertEqual(self.of(at), {"facebook": (fb, "published"), "instagram": (ig, "published")})
        # Other words, then away: what is asked for is told until it is done.
        self.act(at, fb, "edit", text="Harga baru")
        self.sees(self.ok(self.c.get(at)), w.message("publication.wanted.edit"))
        self.shop.work()
        self.assertEqual(post["text"], "Harga baru")
        self.sees(self.ok(self.c.get(at)), "Harga baru")
        self.act(at, fb, "remove")
        self.sees(self.ok(self.c.get(at)), w.message("publication.wanted.remove"))
        self.shop.work()
        self.assertEqual(self.of(at)["facebook"][1], "removed")
        self.sees(self.ok(self.c.get(at)), w.message("publication.state.removed"))

    def test_6_not_clear(self):
        """Twice nobody knows whether it went out: a person says so on the post's page, and it is there once."""
        at = self.begin()
        self.shop.meta.rule(method="POST", path="/feed$", times=2, close=True)
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Sudah terbit atau belum", account=str(self.fb)), 303)
        s.run(self.shop, until=lambda: [tuple(x) for x in self.shop.sql("SELECT state, next_at FROM publication WHERE post=%s" % at.split("/")[-1])] == [("unknown", "0")])
        n, state = self.of(at)["facebook"]
        self.assertEqual(state, "unknown")
        self.again()
        self.sees(self.ok(self.c.get(at)), w.say("Please look at the account: does the post stand there?"))
        self.act(at, n, "not")
        s.run(self.shop, until=lambda: self.of(at)["facebook"][1] == "published")
        self.assertEqual(len([x for x in s.visible(self.shop) if x["text"].startswith("Sudah terbit atau belum")]), 1)

    def test_7_an_account_rests(self):
        """Instagram wants a day of rest: the page says until when, the post waits and goes out by itself."""
        at = self.begin(*self.photographed(1))
        self.shop.meta.rule(method="POST", path="/media$", error={"http": 403, "code": 4, "subcode": 2207051})
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Sesudah istirahat", account=str(self.ig)), 303)
        s.run(self.shop, 1)
        self.assertEqual(self.shop.one("SELECT state FROM social_account WHERE id=%d" % self.ig), "hold")
        self.again()
        until = int(self.shop.one("SELECT until_at FROM social_account WHERE id=%d" % self.ig))
        self.assertGreater(until, harness.now() + self.shop.moved + 80000)
        self.sees(self.ok(self.c.get("/admin/channels")), w.say("We go on by ourselves: {{UNTIL}}", UNTIL="").strip(), w.message("social.why.spam"))
        self.sees(self.ok(self.c.get(at)), w.message("publication.state." + self.of(at)["instagram"][1]))
        s.move(self.shop, 86400 + 60)
        s.run(self.shop, until=lambda: self.of(at)["instagram"][1] == "published")
        self.assertEqual(self.of(at)["instagram"][1], "published")

    def test_8_a_picture_that_cannot_be_drawn(self):
        """The post is a draft again and says why, and can be sent once more."""
        at = self.begin(self.photographed(2)[1])
        self.ok(self.c.submit(self.form(at), ("do", "send"), body="Fotonya rusak", shape="wide"), 303)
        self.shop.sql("UPDATE poster SET state='failed', reason='late' WHERE state='waiting'")
        s.run(self.shop, 1, until=lambda: self.shop.one("SELECT state FROM social_post WHERE id=%s" % at.split("/")[-1]) == "draft")
        self.again()
        why = w.message("post.why.picture")
        self.sees(self.ok(self.c.get(at)), why)
        self.sees(self.ok(self.c.get("/admin/posts?tab=trouble")), "Fotonya rusak", why)
        self.ok(self.c.submit(self.form(at), ("do", "send")), 303)
        s.run(self.shop, 1, until=lambda: len(self.of(at)) == 2)
        self.assertEqual(len(self.of(at)), 2)


def photos(shop):
    """The demo shop's pictures, as if the worker had made their sizes."""
    photo = _pictures.jpeg(1200, 900)    # made from single dots, which takes a while: one for all
    for name in shop.one_list("SELECT hash FROM media"):
        folder = os.path.join(shop.dir, "media", name[:2])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + "-1200.jpg"), "wb") as f:
            f.write(photo)
    shop.sql("UPDATE media SET state='ready', width=1200, height=900, alpha=0")
    shop.sql("DELETE FROM outbox WHERE lane='media'")


if __name__ == "__main__":
    unittest.main()
