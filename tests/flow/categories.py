"""The tree of categories: order by buttons and by dragging, a branch under another parent, hidden with what is below it, two made one with every address in one step, deleting what is empty."""
import unittest

import _ways as w
import harness
from harness import FlowTest


class Categories(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = cls.shop.owner()

    def made(self, name, parent="0"):
        f = self.ok(self.c.get("/admin/categories/new")).page.form("/admin/categories/new")
        self.ok(self.c.submit(f, name=name, parent=str(parent)), 303)
        return int(self.shop.one("SELECT MAX(id) FROM category"))

    def form(self, id_, end=""):
        path = "/admin/categories/%d%s" % (id_, end)
        return self.ok(self.c.get("/admin/categories/%d" % id_)).page.form(path)

    def tree(self):
        return self.ok(self.c.get("/admin/categories")).page

    def order(self):
        return [n.attrs["id"][1:] for n in self.tree().all("div") if n.attrs.get("class") == "twig"]

    def move(self, *fields):
        f = self.tree().form("/admin/categories/order")
        return self.c.submit(f, *fields)

    def right(self):
        r = self.shop.command("check", check=False)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)

    def test_order(self):
        a, b, d = self.made("Satu urut"), self.made("Dua urut"), self.made("Tiga urut")
        want = [x for x in self.order() if int(x) < a]
        self.assertEqual(self.order(), want + [str(a), str(b), str(d)])
        r = self.ok(self.move(("move", "up:%d" % d)), 303)
        self.assertTrue(r.header("location").startswith("/admin/categories?at=%d" % d))
        self.ok(self.c.follow(r))
        self.assertEqual(self.order(), want + [str(a), str(d), str(b)])
        self.ok(self.move(("move", "down:%d" % a)), 303)
        self.assertEqual(self.order(), want + [str(d), str(a), str(b)])
        # What dragging sends: its number and the place among its neighbours, from one on.
        f = self.tree().form("/admin/categories/order")
        f.fields += [["id", str(b)], ["to", "1"]]
        self.ok(self.c.submit(f), 303)
        self.assertEqual(self.order()[0], str(b))
        # The shop follows.
        top = [n.attrs["href"] for n in self.ok(self.shop.client().get("/products")).page.all("a") if n.attrs.get("href", "").startswith("/category/")]
        self.assertTrue(top)
        for odd in (("move", "up:999999999"), ("move", "up:x"), ("move", "sideways:1"), ("move", ""), ("move", "up:" + "9" * 30), ("id", "1"), ("to", "-5")):
            f = self.tree().form("/admin/categories/order")
            f.fields.append(list(odd))
            r = self.ok(self.c.submit(f), 303)
            self.sees(self.c.follow(r), w.say("That category is not there any more"))
        self.assertEqual(self.order()[0], str(b))
        self.right()

    def test_hidden_with_what_is_below(self):
        s = self.shop.client()
        parent = int(self.shop.one("SELECT parent FROM category WHERE parent IS NOT NULL"))
        below = self.shop.one("SELECT s.slug FROM slug s JOIN category g ON g.id=s.object WHERE s.kind='category' AND s.current=1 AND g.parent=%d" % parent)
        product = self.shop.one("SELECT s.slug FROM slug s JOIN product_category k ON k.product=s.object JOIN category g ON g.id=k.category JOIN product p ON p.id=k.product"
                                " WHERE s.kind='product' AND s.current=1 AND g.parent=%d AND p.status='active' LIMIT 1" % parent)
        self.ok(s.get("/category/" + below))
        self.assertIn("/category/" + below, s.get("/sitemap.xml").text)
        self.assertIn("/category/" + below, s.get("/product/" + product).page.links())
        self.ok(self.c.submit(self.form(parent), active=None), 303)
        try:
            self.ok(s.get("/category/" + below), 404)
            self.assertNotIn("/category/" + below, s.get("/sitemap.xml").text)
            page = self.ok(s.get("/product/" + product))
            self.assertNotIn("/category/" + below, page.page.links())
            self.sees(self.c.get("/admin/categories"), w.say("hidden"), w.say("hidden with the one above"))
            id_ = int(self.shop.one("SELECT object FROM slug WHERE kind='category' AND slug='%s'" % below))
            self.sees(self.c.get("/admin/categories/%d" % id_), w.say("The one that it belongs to is hidden, so buyers do not see this one either."))
        finally:
            self.ok(self.c.submit(self.form(parent), active="1"), 303)
        self.ok(s.get("/category/" + below))
        self.right()

    def test_two_become_one(self):
        s = self.shop.client()
        old, into = self.made("Kripik kering"), self.made("Kripik tempe")
        below = self.made("Kripik basah", old)
        self.ok(self.c.submit(self.form(old), slug="kripik-garing"), 303)
        pid = w.product(self.shop, "KS-200")
        page = self.ok(self.c.get("/admin/goods/%d" % pid)).page
        f = [x for x in page.forms() if ("act", "save") in [b[:2] for b in x.buttons]][0]
        stale = [list(x) for x in f.fields]
        f.fields.append(["cat", str(below)])
        f.fields.append(["cat", str(old)])
        self.ok(self.c.submit(f, ("act", "save")), 303)
        # Neither itself nor what is below it is offered, and sent all the same it is refused.
        m = self.form(old, "/merge")
        self.assertNotIn(str(old), m.choices("into"))
        self.assertNotIn(str(below), m.choices("into"))
        for odd, why in ((below, "That category stands below this one. Move it elsewhere first, or go the other way round."), (old, "Choose another one to go over to"),
                         (999999, "That category is not there any more"), ("x", "Choose another one to go over to")):
            m = self.form(old, "/merge")
            m.fields = [x for x in m.fields if x[0] != "into"] + [["into", str(odd)]]
            self.sees(self.c.follow(self.ok(self.c.submit(m), 303)), w.say(why))
        self.sees(self.c.get("/admin/categories/%d" % old), w.say("It cannot be deleted while something is in it. Make one of it and another category instead."))
        self.ok(self.c.submit(self.form(old, "/merge"), into=str(into)), 303)
        for was in ("kripik-kering", "kripik-garing"):
            r = self.ok(s.get("/category/" + was), 301)
            self.assertEqual(r.header("location"), "/category/kripik-tempe", was)
        self.assertEqual(self.ok(s.get("/en/category/kripik-kering"), 301).header("location"), "/en/category/kripik-tempe")
        self.assertTrue([h for h in self.ok(s.get("/category/kripik-tempe")).page.links() if h.startswith("/product/")])
        crumbs = self.ok(s.get("/category/kripik-basah")).page.links()
        self.assertIn("/category/kripik-tempe", crumbs)
        self.ok(self.c.get("/admin/categories/%d" % old), 404)
        # The product's form of before the two became one: somebody else has changed it meanwhile.
        f.fields = stale + [["cat", str(old)]]
        self.ok(self.c.submit(f, ("act", "save")), 422)
        # Merged once more, and its slug given to a new one: the newest owner has it.
        third = self.made("Kripik lagi")
        self.ok(self.c.submit(self.form(into, "/merge"), into=str(third)), 303)
        self.assertEqual(self.ok(s.get("/category/kripik-kering"), 301).header("location"), "/category/kripik-lagi")
        new = self.made("Kripik kering baru")
        self.ok(self.c.submit(self.form(new), slug="kripik-kering"), 303)
        self.sees(self.ok(s.get("/category/kripik-kering")), "Kripik kering baru")
        self.right()

    def test_deleted_when_empty(self):
        id_ = self.made("Sebentar saja")
        self.assertEqual([x for x in self.ok(self.c.get("/admin/categories/1")).page.forms() if x.action.endswith("/drop")], [])
        self.assertIn(self.c.post("/admin/categories/1/drop", [("csrf", self.form(id_, "/drop").get("csrf"))]).status, (303,))
        self.ok(self.c.get("/admin/categories/1"))
        # A collection's condition names it: that keeps it.
        named = self.made("Dipakai koleksi")
        f = self.ok(self.c.get("/admin/collections/new")).page.form("/admin/collections/new")
        self.ok(self.c.submit(f, name="Pilihan", kind="rule", match="all", category=str(named)), 303)
        self.sees(self.c.get("/admin/categories/%d" % named), w.say("named by {{NEEDED_RULES}} conditions of collections").replace("{{NEEDED_RULES}}", "1"))
        r = self.ok(self.c.submit(self.form(id_, "/drop")), 303)
        self.sees(self.c.follow(r), w.say("The category is deleted"))
        self.ok(self.shop.client().get("/category/sebentar-saja"), 404)
        self.right()

    def test_too_deep(self):
        id_ = 0
        for i in range(20):
            id_ = self.made("Tingkat %d" % i, id_)
        self.assertIn("Tingkat 19", self.tree().text())
        f = self.ok(self.c.get("/admin/categories/new")).page.form("/admin/categories/new")
        self.sees(self.ok(self.c.submit(f, name="Tingkat terlalu", parent=str(id_)), 422), w.say("There would be too many categories one below the other: twenty at most"))
        page = self.ok(self.c.get("/admin/categories")).text
        for part in ("div", "details"):     # twenty folds that end together
            self.assertEqual(page.count("<%s" % part), page.count("</%s>" % part), part)

    def test_large_ones_are_folded(self):
        folds = [n for n in self.tree().all("details") if "open" in n.attrs]
        self.assertTrue(folds)
        parent = self.made("Rak besar")
        for i in range(31):
            last = self.made("Rak %d" % i, parent)
        page = self.tree()
        self.assertEqual([n for n in page.all("details") if "open" in n.attrs], [])
        self.assertIn(w.say("{{BELOW_N}} categories in it").replace("{{BELOW_N}}", "31"), page.text())
        r = self.ok(self.move(("move", "up:%d" % last)), 303)
        self.assertEqual(len([n for n in self.c.follow(r).page.all("details") if "open" in n.attrs]), 1)


if __name__ == "__main__":
    unittest.main()
