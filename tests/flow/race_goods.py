"""What the owner does with goods at the very moment that others buy or change them: two become one or one goes into the trash while it is bought, a change of many goods is taken back while somebody writes
a price, a category goes over to another while goods move in and out of it. Nobody meets an error, no piece is lost or sold twice, and what is told to each holds afterwards."""
import unittest

import _abuse as a
import _race as race
import _ways as w


class Goods(race.Race):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner, cls.other, cls.third = (cls.shop.owner(x) for x in ("pemilik", "adik", "kakak"))

    def tearDown(self):
        self.whole()

    def made(self, name, stock):
        """(product, variant)"""
        f = self.ok(self.owner.get("/admin/goods/new")).page.form("/admin/goods/new")
        r = self.ok(self.owner.submit(f, ("act", "save"), name=name, v0_price="50.000", v0_stock=str(stock), v0_g="200"), 303)
        pid = int(r.header("location").split("/admin/goods/")[1].split("?")[0])
        return pid, int(self.shop.one("SELECT id FROM variant WHERE product=%d" % pid))

    def lies(self, v):
        return tuple(int(x) for x in self.shop.sql("SELECT on_hand, reserved FROM stock WHERE variant=%d" % v)[0])

    def bought(self, replies, people):
        """How many of these checkouts became an order; the others are told in the cart or on the page."""
        won = 0
        for r, (c, f) in zip(replies, people):
            self.assertIn(r.status, (303, 422), r.text[:300])
            won += "/order/" in (r.header("location") or "")
            if r.status == 303 and "/order/" not in r.header("location"):
                self.assertTrue(r.header("location").startswith("/cart"), r.header("location"))
            self.ok(c.get("/cart"))
        return won

    def test_merged_while_it_is_bought(self):
        for n in race.rounds(2):
            (old, a1), (new, b1) = self.made("Lama %d" % n, 6), self.made("Baru %d" % n, 4)
            people = [race.shopper(self.shop, a1, n=50 * n + i) for i in range(6)]
            late = people.pop()
            at = "/admin/goods/%d/merge?into=%d" % (old, new)
            form = lambda: self.ok(self.owner.get(at)).page.form("/merge", "version").set("v%d" % a1, str(b1))
            f, k = form(), (1, 3, 4)[n % 3]
            calls = [lambda c=c, g=g: a.send(c, g) for c, g in people]
            replies = self.shop.at_once(calls[:k] + [lambda: self.owner.submit(f)] + calls[k:])
            merged = replies.pop(k)
            self.assertIn(merged.status, (303, 422), merged.text[:300])
            won = self.bought(replies, people)
            if merged.status == 422:    # somebody was faster; looked at once more
                self.ok(self.owner.submit(form()), 303)
            # What orders hold stays where it was ordered, everything else lies with the other one.
            self.assertEqual((self.lies(a1), self.lies(b1)), ((won, won), (10 - won, 0)))
            self.assertNotIn("/order/", a.send(*late).header("location") or "")
            self.assertEqual(self.ok(late[0].get("/product/lama-%d" % n), 301).header("location"), "/product/baru-%d" % n)
            self.holds(a1, b1)

    def test_thrown_away_while_it_is_in_a_checkout(self):
        for n in race.rounds(2):
            pid, v = self.made("Sampah %d" % n, 4)
            people = [race.shopper(self.shop, v, n=100 + 50 * n + i) for i in range(7)]
            late = people.pop()
            f, k = self.ok(self.owner.get("/admin/goods/%d/life" % pid)).page.form("/trash"), (2, 0, 4)[n % 3]
            calls = [lambda c=c, g=g: a.send(c, g) for c, g in people]
            replies = self.shop.at_once(calls[:k] + [lambda: self.owner.submit(f)] + calls[k:])
            self.ok(replies.pop(k), 303)
            won = self.bought(replies, people)
            self.assertLessEqual(won, 4)
            self.assertEqual(self.lies(v), (4, won))
            self.assertEqual(self.shop.sql("SELECT status, CASE WHEN trashed_at IS NULL THEN 0 ELSE 1 END FROM product WHERE id=%d" % pid), [("archived", "1")])
            self.assertNotIn("/order/", a.send(*late).header("location") or "")
            self.assertEqual(self.ok(late[0].get("/product/sampah-%d" % n), 410).status, 410)
            self.holds(v)

    def test_a_sheet_undone_while_a_price_changes(self):
        for n in race.rounds(3):
            (p1, v1), (p2, v2) = self.made("Lembarbalap %d" % n, 5), self.made("Lembarlain %d" % n, 5)
            f = self.ok(self.owner.get("/admin/goods/sheet?id=%d&id=%d" % (p1, p2))).page.form("/admin/goods/sheet", "row")
            f.set("v%d_price" % v1, "60.000").set("v%d_price" % v2, "61.000").set("v%d_stock" % v2, "8")
            at = self.ok(self.owner.submit(f), 303).header("location").split("?")[0]
            at = at[at.index("/admin"):]
            self.ok(self.owner.submit(self.ok(self.owner.get(at)).page.form(at)), 303)
            undo = [(c, self.ok(c.get(at)).page.form(at + "/undo")) for c in (self.owner, self.third)]
            quick = [x for x in self.ok(self.other.get("/admin/goods?q=lembarbalap+%d" % n)).page.forms() if x.action.split("?")[0].endswith("/%d/quick" % p1)][0].set("price", "55.555")
            calls = [lambda c=c, g=g: c.submit(g) for c, g in undo]
            calls.insert(n % 3, lambda: self.other.submit(quick))
            replies = self.shop.at_once(calls)
            wrote = replies.pop(n % 3)
            self.assertIn(wrote.status, (303, 422), wrote.text[:300])
            self.assertEqual([r.status for r in replies], [303, 303])
            price = lambda v: int(self.shop.one("SELECT price FROM variant WHERE id=%d" % v))
            # Whoever wrote it was told that it stands, or that somebody was faster; the rest went back either way, once.
            self.assertEqual((price(v1), price(v2)), (55555 if wrote.status == 303 else 50000, 50000))
            self.assertEqual(self.lies(v2), (5, 0))
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM stock_move WHERE variant=%d" % v2), "3")
            self.holds(v2)

    def category(self, name):
        f = self.ok(self.owner.get("/admin/categories/new")).page.form("/admin/categories/new")
        self.ok(self.owner.submit(f, name=name, parent="0"), 303)
        return int(self.shop.one("SELECT category FROM category_text WHERE name='%s'" % name))

    def product_form(self, c, pid, *cats):
        f = [x for x in self.ok(c.get("/admin/goods/%d" % pid)).page.forms() if ("act", "save") in [b[:2] for b in x.buttons]][0]
        f.fields = [x for x in f.fields if x[0] != "cat"] + [["cat", str(x)] for x in cats]
        return f

    def test_a_category_merged_while_goods_move(self):
        for n in race.rounds(4):
            gone, into, apart = (self.category("%s %d" % (x, n)) for x in ("Bubar", "Tujuan", "Lain"))
            (p1, _), (p2, _) = self.made("Keluar %d" % n, 5), self.made("Masuk %d" % n, 5)
            self.ok(self.other.submit(self.product_form(self.other, p1, gone), ("act", "save")), 303)
            out, come = self.product_form(self.other, p1, apart), self.product_form(self.third, p2, gone, apart)
            m = self.ok(self.owner.get("/admin/categories/%d" % gone)).page.form("/%d/merge" % gone).set("into", str(into))
            calls = [lambda: self.other.submit(out, ("act", "save")), lambda: self.owner.submit(m), lambda: self.third.submit(come, ("act", "save"))]
            order = ((0, 1, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1), (1, 0, 2))[n % 6]
            replies = dict(zip(order, self.shop.at_once([calls[i] for i in order])))
            self.assertEqual((replies[0].status in (303, 422), replies[1].status, replies[2].status in (303, 422)), (True, 303, True), [replies[i].text[:300] for i in range(3)])
            self.assertIsNone(self.shop.one("SELECT id FROM category WHERE id=%d" % gone))
            of = lambda p: {int(x) for x in self.shop.one_list("SELECT category FROM product_category WHERE product=%d" % p)}
            self.assertEqual(of(p1), {apart} if replies[0].status == 303 else {into})
            if replies[2].status == 303:    # before the merge it went over with the others; after it that category was none any more
                self.assertIn(of(p2), ({apart, into}, {apart}))
            else:
                self.assertEqual(of(p2), set())
            self.assertEqual(self.ok(self.owner.get("/category/bubar-%d" % n), 301).header("location"), "/category/tujuan-%d" % n)
            self.holds()


if __name__ == "__main__":
    unittest.main()
