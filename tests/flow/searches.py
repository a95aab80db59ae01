"""What shoppers search for, from nginx's telling to the owner's page and what the owner does about it: another word, a page that a word leads to, new goods."""
import json
import os
import socket
import unittest
import urllib.parse

import _ways as w
from harness import FlowTest, wait_for

PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile"


def found(page):
    return [n.find("h3").text() for u in page.all("ul") if "data-list" in u.attrs for n in u.all("li", class_="item")]


class Searches(FlowTest):
    def tell(self, sock, who, q, hits, **more):
        d = dict(e="view", p="/search", a="10.9.8.%d" % who, u=PHONE, r="", s="", c="", m="", f="", q=q, n=hits)
        d.update(more)
        sock.sendto(b"<190>Nov 22 12:00:00 etalase: " + json.dumps(d).encode(), os.path.join(self.shop.dir, "run", "visit.sock"))

    def row(self, page, term):
        rows = [n for n in page.all("li", class_="stack") if n.find("b").text() == term]
        return rows[0] if rows else None

    def link(self, page, term, part):
        return [a.attrs["href"] for a in self.row(page, term).all("a") if part in a.attrs["href"]][0]

    def test_1_the_page_says_what_it_found(self):
        c = self.shop.client()
        self.assertGreater(int(self.ok(c.get("/search?q=keripik")).header("x-search-hits")), 0)
        self.assertEqual(self.ok(c.get("/search?q=helikopter")).header("x-search-hits"), "0")
        self.assertIsNone(self.ok(c.get("/search?q=")).header("x-search-hits"))
        self.assertIsNone(self.ok(c.get("/products")).header("x-search-hits"))

    def test_2_empty_at_first(self):
        r = self.ok(self.shop.owner("baru").get("/admin/search"))
        self.sees(r, w.say("Nobody has searched in these days"))
        self.sees(self.ok(self.shop.owner("sepi").get("/admin/search/redirects")), w.say("No word leads anywhere yet"))

    def test_3_from_the_log_to_the_owner(self):
        owner = self.shop.owner("dua")
        work = self.shop.spawn("work")
        path = os.path.join(self.shop.dir, "run", "visit.sock")
        self.assertTrue(wait_for(lambda: os.path.exists(path)))
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for who in (1, 2, 3):
            self.tell(s, who, "Keripik+Jamur+Tiram", "0")
        self.tell(s, 1, "keripik%20jamur%20tiram", "0")    # the same visitor once more: once
        self.tell(s, 1, "grosiran", "0", e="led")
        self.tell(s, 2, "sanjai", "4")
        self.tell(s, 3, "0812-3456-7890", "0")
        self.tell(s, 3, "rina%40contoh.id", "0")
        self.tell(s, 4, "robot", "0", u="Googlebot/2.1 (+http://www.google.com/bot.html)")
        self.tell(s, 5, "x" * 9000, "0")
        self.tell(s, 5, "%ff", "x")
        s.close()
        wait_for(lambda: self.shop.one("SELECT COUNT(*) FROM search_log") == "3")
        work.terminate()
        self.assertEqual(work.wait(30), 0)
        self.assertEqual([tuple(map(str, x)) for x in self.shop.sql("SELECT term, asked, hits FROM search_log ORDER BY term")],
                         [("grosiran", "1", "0"), ("keripik jamur tiram", "3", "0"), ("sanjai", "1", "4")])
        r = self.ok(owner.get("/admin/search"))
        self.sees(r, w.say("Searched for and not found"), "keripik jamur tiram", "dicari 3 kali", "sanjai")
        self.assertIsNone(self.row(r.page, "sanjai"))
        for days in ("7", "30", "90", "0", "x", "-1", "999999999999"):
            self.sees(self.ok(owner.get("/admin/search?days=" + days)), "keripik jamur tiram")
        self.another_word(owner, r.page)
        self.to_a_page(owner, r.page)
        page = self.ok(owner.get(self.link(r.page, "keripik jamur tiram", "/goods/new"))).page
        self.assertEqual(page.form("/admin/goods/new", "name").get("name"), "keripik jamur tiram")

    def another_word(self, owner, page):
        """One tap, one word: what was not found is found."""
        self.assertEqual(self.shop.client().get("/search?q=keripik+jamur+tiram").header("x-search-hits"), "0", "nothing has all of it")
        for _ in range(6):
            self.sees_not(self.ok(self.shop.client().get("/search?q=keripik+jamur+tiram")), "Gelamai")
        form = self.ok(owner.get(self.link(page, "keripik jamur tiram", "/synonyms/new"))).page.form("/admin/search/synonyms/new", "word")
        self.assertEqual(form.get("word"), "keripik jamur tiram")
        r = owner.submit(form, same="")
        self.assertEqual(r.status, 422)
        r = owner.submit(r.page.form("/admin/search/synonyms/new", "word"), same="keripik jamur tiram")
        self.ok(r, 422)
        self.sees(r, w.say("Write at least two different words"))
        r = owner.submit(r.page.form("/admin/search/synonyms/new", "word"), same="gelamai")
        self.ok(r, 303)
        self.assertIn("keripik jamur tiram", "".join(self.shop.one_list("SELECT words FROM synonym")))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act = 'synonym.save'"), "1")
        # The shop searches by it at once, whichever worker answers.
        for _ in range(6):
            self.sees(self.ok(self.shop.client().get("/search?q=keripik+jamur+tiram")), "Gelamai")

    def to_a_page(self, owner, page):
        form = self.ok(owner.get(self.link(page, "grosiran", "/redirects/new"))).page.form("/admin/search/redirects/new", "term")
        self.assertEqual(form.get("term"), "grosiran")
        r = owner.submit(form, address="https://evil.test/")
        self.ok(r, 422)
        self.sees(r, w.say("There is no such page in your shop. Open it there and copy its address"))
        form = r.page.form("/admin/search/redirects/new", "term")
        self.assertEqual((form.get("term"), form.get("address")), ("grosiran", "https://evil.test/"))
        r = owner.submit(form, address="/category/keripik-pedas")
        self.ok(r, 303)
        shopper = self.shop.client()
        r = shopper.get("/search?q=GROSIRAN!")
        self.assertEqual((r.status, r.header("location")), (303, "/category/keripik-pedas"))
        self.assertFalse(shopper.cookies)
        r = shopper.get("/en/search?q=grosiran")
        self.assertEqual(r.header("location"), "/en/category/keripik-pedas")
        self.ok(shopper.get(r.header("location")))
        self.assertIsNone(self.row(owner.get("/admin/search").page, "grosiran"))

    def test_4_redirects_by_hand(self):
        owner = self.shop.owner("tiga")
        self.sees(self.ok(owner.get("/admin/search/redirects")), w.say("Words that lead to a page"))
        new = self.ok(owner.get("/admin/search/redirects/new")).page.form("/admin/search/redirects/new", "term")
        self.ok(owner.submit(new, term="cara pesan sekali", address=""), 422)
        r = owner.submit(self.ok(owner.get("/admin/search/redirects/new")).page.form("/admin/search/redirects/new", "term"), term="semua barang", to="/products")
        self.ok(r, 303)
        self.assertEqual(self.shop.client().get("/search?q=semua+barang").header("location"), "/products")
        id = self.shop.one("SELECT id FROM search_redirect WHERE term = 'semua barang'")
        url = "/admin/search/redirects/" + id
        one = self.ok(owner.get(url)).page.form(url, "term")
        two = self.ok(owner.get(url)).page.form(url, "term")
        self.ok(owner.submit(one, to="", address="/info/faq"), 303)
        r = owner.submit(two, to="/products")
        self.ok(r, 422)
        self.sees(r, w.say("Somebody has changed this word meanwhile. Look again, then save once more"))
        self.assertEqual(self.shop.client().get("/search?q=semua+barang").header("location"), "/info/faq")
        r = owner.submit(self.ok(owner.get("/admin/search/redirects/new")).page.form("/admin/search/redirects/new", "term"), term="Semua  BARANG", to="/products")
        self.sees(self.ok(r, 422), w.say("This word leads somewhere already. Change that one instead"))
        drop = self.ok(owner.get(url)).page.form(url + "/drop")
        self.ok(owner.submit(drop), 303)
        self.ok(owner.get(url), 404)
        self.ok(owner.submit(drop), 404)
        self.ok(owner.submit(one), 404)
        self.assertEqual(self.shop.client().get("/search?q=semua+barang").status, 200)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE object = 'search_redirect' AND object_id = %s" % id), "3")
        self.sees(self.ok(owner.get("/admin/audit?object=search_redirect")), "Kata diarahkan ke halaman")

    def test_4_where_the_page_has_gone(self):
        """Makers, tags and collections are offered, too; the word follows them when they are called otherwise, and says so when they are gone."""
        owner, url = self.shop.owner("tigas"), "/admin/search/redirects/"
        sold = [w.product(self.shop, s) for s in ("SA-100", "DD-200")]
        f = self.ok(owner.get("/admin/collections/new")).page.form("/admin/collections/new")
        self.ok(owner.submit(f, name="Bekal Mudik", kind="hand"), 303)
        ids = {"collection": self.shop.one("SELECT collection FROM collection_text WHERE name='Bekal Mudik'")}
        for p in sold:
            w.change(self.shop, self.shop.one("SELECT external FROM external_id WHERE kind='product' AND object=%d" % p), first={"maker": "Uni Eli", "tags": "tahan lama"})
        ids["maker"], ids["tag"] = self.shop.one("SELECT maker FROM maker_text WHERE name='Uni Eli'"), self.shop.one("SELECT id FROM tag WHERE name='tahan lama'")
        slugs = {"collection": "bekal-mudik", "maker": "uni-eli", "tag": "tahan-lama"}
        for kind, slug in slugs.items():
            f = self.ok(owner.get(url + "new")).page.form(url + "new", "term")
            self.assertIn("/%s/%s" % (kind, slug), f.choices("to"))
            self.ok(owner.submit(f, term="mencari " + kind, to="/%s/%s" % (kind, slug)), 303)
        ask = lambda kind: self.shop.client().get("/search?q=mencari+" + kind)
        self.assertEqual({k: ask(k).header("location") for k in slugs}, {k: "/%s/%s" % (k, s) for k, s in slugs.items()})
        self.assertEqual(self.shop.client().get("/en/search?q=mencari+maker").header("location"), "/en/maker/uni-eli")
        # Another address: the word leads there at once, and that is what stands chosen.
        for kind, slug in slugs.items():
            page = "/admin/%ss/%s" % (kind, ids[kind])
            self.ok(owner.submit(self.ok(owner.get(page)).page.form(page, "slug"), slug=slug + "-baru"), 303)
            self.assertEqual(ask(kind).header("location"), "/%s/%s-baru" % (kind, slug))
            id = self.shop.one("SELECT id FROM search_redirect WHERE term='mencari %s'" % kind)
            f = self.ok(owner.get(url + id)).page.form(url + id, "term")
            self.assertEqual((f.get("to"), f.get("address")), ("/%s/%s-baru" % (kind, slug), ""))
        # Gone: the owner is told, and shoppers see what fits.
        for p in sold:
            w.change(self.shop, self.shop.one("SELECT external FROM external_id WHERE kind='product' AND object=%d" % p), first={"maker": "", "tags": ""})
        for kind in slugs:
            page = "/admin/%ss/%s" % (kind, ids[kind])
            self.ok(owner.submit(self.ok(owner.get(page)).page.form(page + "/drop")), 303)
            self.assertEqual(ask(kind).status, 200)
            id = self.shop.one("SELECT id FROM search_redirect WHERE term='mencari %s'" % kind)
            r = self.ok(owner.get(url + id))
            self.sees(r, w.say("The page that this word led to is not there any more. Until you choose another one, it shows the goods that fit."))
            self.ok(owner.submit(r.page.form(url + id, "term")), 422)
        self.assertEqual(self.ok(owner.get("/admin/search/redirects")).page.text().count(w.say("This page is not there any more")), 3)
        f = r.page.form(url + id, "term")
        self.ok(owner.submit(f, to="/products"), 303)
        self.assertEqual(ask(kind).header("location"), "/products")

    def test_5_no_way_out(self):
        owner = self.shop.owner("empat")
        for bad in ("//evil.test", "/\\evil.test", "https://evil.test", "https:evil", "javascript:alert(1)", "/admin", "/search?q=x", "/en/search?q=semua", "/cart/add", "/product/tidak-ada", "/category/x", "/info/x",
                    "/healthz", "/nowhere", "/s/abc", "/%2f%2fevil.test", "/product/gelamai-dodol-minang\r\nX: y", "/en//evil.test"):
            for way in ({"address": bad}, {"to": bad}):
                r = owner.post("/admin/search/redirects/new", [("csrf", self.csrf(owner)), ("version", "0"), ("term", "jalan")] + list(way.items()))
                self.assertEqual(r.status, 422, (bad, way))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM search_redirect WHERE term = 'jalan'"), "0")

    def csrf(self, owner):
        return self.ok(owner.get("/admin/search/redirects/new")).page.form("/admin/search/redirects/new", "term").get("csrf")

    def test_6_groups_of_words(self):
        owner = self.shop.owner("lima")
        r = self.ok(owner.get("/admin/search/synonyms"))
        url = [h for h in r.page.links() if h.startswith("/admin/search/synonyms/") and not h.endswith("/new")][0]
        one = self.ok(owner.get(url)).page.form(url, "words")
        two = self.ok(owner.get(url)).page.form(url, "words")
        self.ok(owner.submit(one, words="getuk lindri, kue getuk"), 303)
        self.sees(self.ok(owner.submit(two, words="a, b"), 422), w.say("Somebody has saved this group meanwhile. Look again, then save once more"))
        self.ok(owner.submit(self.ok(owner.get(url)).page.form(url, "words"), words="sendiri"), 422)
        self.sees(self.ok(owner.get("/admin/search/synonyms?q=getuk")), "getuk lindri, kue getuk")
        self.sees(self.ok(owner.get("/admin/search/synonyms?q=zzzz")), w.say("No group has this word"))
        self.ok(owner.get("/admin/search/synonyms?page=2"))
        self.ok(owner.get("/admin/search/synonyms?page=99999"))
        drop = self.ok(owner.get(url)).page.form(url + "/drop")
        self.ok(owner.submit(drop), 303)
        self.ok(owner.submit(drop), 404)
        self.ok(owner.get(url), 404)
        for probe in ("<script>alert(1)</script>", "{{X}}", "'; DROP TABLE synonym; --", "%_"):
            self.ok(owner.get("/admin/search/synonyms?q=" + urllib.parse.quote(probe)))
            r = self.ok(owner.get("/admin/search/synonyms/new?word=" + urllib.parse.quote(probe)))
            self.assertNotIn("<script>alert", r.text)
            r = self.ok(owner.get("/admin/goods/new?name=" + urllib.parse.quote(probe)))
            self.assertNotIn("<script>alert", r.text)

    def test_7_a_shop_that_took_all_words_away(self):
        owner = self.shop.owner("enam")
        token = self.csrf(owner)
        for (id,) in self.shop.sql("SELECT id FROM synonym ORDER BY id"):
            self.ok(owner.post("/admin/search/synonyms/%s/drop" % id, {"csrf": token}), 303)
        self.sees(self.ok(owner.get("/admin/search/synonyms")), w.say("Add the first words"))


if __name__ == "__main__":
    unittest.main()
