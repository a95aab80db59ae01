"""The life of goods: planned, coming soon, on sale by itself, gone by itself; the trash and its end; merged with old links leading on."""
import datetime
import unittest

import _ways as w
from harness import FlowTest, now

DAY = 86400


def at(seconds):
    """A moment so many seconds ahead as the form writes it, in the shop's zone."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(now()) + 7 * 3600 + seconds)).strftime("%Y-%m-%dT%H:%M")


class Life(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def id(self, slug):
        return int(self.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='%s'" % slug))

    def status(self, n):
        return self.shop.one("SELECT status FROM product WHERE id=%d" % n)

    def job(self, name):
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='%s'" % name)
        self.shop.work()

    def page(self, slug, status=200):
        return self.ok(self.shop.client().get("/product/" + slug), status)

    def test_1_by_the_clock(self):
        c, slug = self.owner, "keripik-bayam-renyah"
        n = self.id(slug)
        url = "/admin/goods/%d/life" % n
        self.sees(self.ok(c.get("/admin/goods/%d" % n)), w.say("Plan, trash and merging"))
        f = self.ok(c.get(url)).page.form(url)
        for typed, field in (({"publish_at": at(-3600)}, "publish_at"), ({"publish_at": "2026-02-30T08:00"}, "publish_at"), ({"publish_at": "morgen"}, "publish_at"), ({"publish_at": at(3600), "publish_until": at(1800)}, "publish_until"), ({"publish_until": at(20 * 365 * DAY)}, "publish_until"),
                             ({"publish_at": "2027-01-01T29:00"}, "publish_at")):
            r = c.submit(f, **{"publish_at": "", "publish_until": "", **typed})
            self.assertEqual(r.status, 422, typed)
            self.assertEqual([x.attrs["name"] for x in r.page.all("input") if x.attrs.get("aria-invalid")], [field], typed)
        self.ok(c.get("/admin/goods/99999/life"), 404)
        late = self.ok(c.get(url)).page.form(url)
        self.ok(c.submit(self.ok(c.get(url)).page.form(url), publish_at=at(2 * DAY), publish_until=at(9 * DAY)), 303)
        r = self.ok(c.submit(late, publish_at=at(DAY)), 422)
        self.sees(r, w.say("Somebody has saved these goods meanwhile. Look again, then save once more"))
        # Coming soon: seen by who has the link, bought by nobody, on no list.
        self.assertEqual(self.status(n), "draft")
        r = self.page(slug)
        self.sees(r, "Segera hadir")
        self.assertIn("noindex", r.text)
        self.sees_not(self.shop.client().get("/products"), "Keripik bayam renyah")
        self.sees_not(r, w.say("+ Cart"))
        self.job("goods.life")
        self.assertEqual(self.status(n), "draft")
        try:
            self.shop.clock(2 * DAY + 120)
            self.job("goods.life")
            self.assertEqual(self.status(n), "active")
            self.sees(self.page(slug), w.say("+ Cart"))
            self.sees(self.ok(self.shop.owner("lain").get(url)), "Dijual sampai")
            self.shop.clock(9 * DAY + 120)
            self.job("goods.life")
            self.assertEqual(self.status(n), "archived")
            r = self.page(slug)
            self.sees(r, w.say("We do not make this any more"))
        finally:
            self.shop.clock(0)

    def test_2_trash(self):
        c, slug = self.shop.owner("sampah"), w.slug(self.shop, "SJ-250")
        n = self.id(slug)
        # A draft of nobody is a plain 404.
        self.ok(c.post("/admin/goods/%d/status" % n, [("csrf", late_csrf(c, n)), ("to", "draft")]), 303)
        self.page(slug, 404)
        f = self.ok(c.get("/admin/goods/%d/life" % n)).page.form("/trash")
        r = self.ok(c.submit(f), 303)
        r = self.ok(c.get(r.header("location").partition("?")[0] + "?status=trash"))
        self.sees(r, "jagung manis")
        self.sees_not(self.ok(c.get("/admin/goods?status=archived")), "jagung manis")
        # Search engines are told that it is gone, people what comes closest.
        r = self.page(slug, 410)
        self.sees(r, w.say("We do not make this any more"))
        back = self.ok(c.get("/admin/goods/%d/life" % n)).page.form("/status")
        self.ok(c.submit(back, ("to", "draft")), 303)
        self.assertIsNone(self.shop.one("SELECT trashed_at FROM product WHERE id=%d" % n))
        self.ok(c.submit(self.ok(c.get("/admin/goods/%d/life" % n)).page.form("/trash")), 303)
        self.ok(c.post("/admin/goods/99999/trash", [("csrf", f.get("csrf"))]), 404)
        # One that was ordered stays for good, and one that lay there, since reports tell of it; one that neither happened to goes with all that hangs on it.
        lay = self.id("rakik-kacang-tanah")
        self.ok(c.submit(self.ok(c.get("/admin/goods/%d/life" % lay)).page.form("/trash")), 303)
        m = self.id("kue-sapik-santan")
        w.order(self.shop.client(), self.shop.one("SELECT sku FROM variant WHERE product=%d AND sku IS NOT NULL ORDER BY id" % m), qty=1)
        self.ok(c.submit(self.ok(c.get("/admin/goods/%d/life" % m)).page.form("/trash")), 303)
        try:
            self.shop.clock(31 * DAY)
            self.job("prune")
        finally:
            self.shop.clock(0)
        self.assertIsNone(self.status(n))
        self.page(slug, 404)
        self.assertEqual((self.status(m), self.status(lay)), ("archived", "archived"))
        self.assertEqual(self.shop.one("SELECT SUM(on_hand) FROM stock WHERE variant IN (SELECT id FROM variant WHERE product=%d)" % lay), "0")
        self.assertIsNone(self.shop.one("SELECT trashed_at FROM product WHERE id=%d" % m))
        self.shop.invariants()

    def test_3_merge(self):
        c = self.shop.owner("gabung")
        old, new = self.id("keripik-sanjai-balado"), self.id("keripik-sanjai-cabai-hijau")
        at_ = "/admin/goods/%d/merge" % old
        # It stands first in a collection that was put together by hand, and with the other one in a second.
        hand = []
        for inside in ((old, self.id("rakik-kacang-tanah")), (new, old)):
            f = self.ok(c.get("/admin/collections/new")).page.form("/admin/collections/new")
            self.ok(c.submit(f, name="Bingkisan %d" % len(hand), kind="hand"), 303)
            hand.append(int(self.shop.one("SELECT MAX(id) FROM collection")))
            for p in inside:
                self.ok(c.post("/admin/collections/%d/goods" % hand[-1], [("csrf", f.get("csrf")), ("product", str(p)), ("act", "add")]), 303)
        r = self.ok(c.get(at_ + "?q=hijau"))
        self.assertTrue(r.page.link("into=%d" % new))
        self.sees(self.ok(c.get(at_ + "?q=zzzz")), w.say("No goods fit “{{Q}}”").replace("{{Q}}", "zzzz"))
        r = self.ok(c.get("%s?into=%d" % (at_, new)))
        self.sees(r, w.say("What will happen"), "/product/keripik-sanjai-cabai-hijau")
        f = r.page.form(at_)
        fields = [x for x in f.names() if x.startswith("v") and x != "version"]
        self.assertTrue(fields)
        target = [x for x in f.choices(fields[0]) if x != "0"][0]
        left = int(self.shop.one("SELECT on_hand - reserved FROM stock WHERE variant=%s" % fields[0][1:]))
        there = int(self.shop.one("SELECT on_hand FROM stock WHERE variant=%s" % target))
        # Others' variants, itself, nobody: refused.
        for into in (str(old), "0", "x"):
            self.assertEqual(c.post(at_, [("csrf", f.get("csrf")), ("version", f.get("version")), ("into", into)]).status, 422, into)
        self.ok(c.post(at_, [("csrf", f.get("csrf")), ("version", f.get("version")), ("into", "99999")]), 404)
        self.ok(c.post(at_, [("csrf", f.get("csrf")), ("version", f.get("version")), ("into", str(new)), (fields[0], fields[0][1:])]), 422)
        self.ok(c.submit(f, **{fields[0]: target}), 303)
        self.assertEqual(self.shop.one("SELECT on_hand FROM stock WHERE variant=%s" % target), str(there + left))
        r = self.shop.client().get("/product/keripik-sanjai-balado")
        self.assertEqual((r.status, r.header("location")), (301, "/product/keripik-sanjai-cabai-hijau"))
        r = self.shop.client().get("/en/product/keripik-sanjai-balado")
        self.assertEqual((r.status, r.header("location")), (301, "/en/product/keripik-sanjai-cabai-hijau"))
        self.sees(self.ok(c.get("/admin/goods/%d/life" % old)), "Alamatnya menuju ke")
        within = lambda k: [int(x) for x in self.shop.one_list("SELECT p.product FROM collection_product p JOIN product g ON g.id=p.product WHERE p.collection=%d AND g.status='active' ORDER BY p.position" % k)]
        self.assertEqual(within(hand[0])[:1], [new], "the other one stands where it stood")
        self.assertEqual(within(hand[1]), [new])
        self.whole()


def late_csrf(c, n):
    return c.get("/admin/goods/%d/life" % n).page.form("/life").get("csrf")


if __name__ == "__main__":
    unittest.main()
