"""Limits of buying and prices by quantity while several things happen at the same moment: two tabs that fill one cart, one cart that is ordered twice, a price or a limit that the owner changes while checkouts
stand open. Nobody gets more than may be bought at once, and nobody pays what the page did not show."""
import re
import unittest

import _abuse as a
import _race as race
import _ways as w


class Limits(race.Race):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def filled(self, sku, **fields):
        f = self.owner.get("/admin/goods/%d/prices?v=%d" % (w.product(self.shop, sku), w.variant(self.shop, sku))).page.form("/prices", "version")
        for k in [n for n in f.names() if re.fullmatch(r"(qty|price)\d|own|min|max|step|net", n)]:
            f.set(k, fields.get(k, ""))
        return f

    def rule(self, sku, **fields):
        self.ok(self.owner.submit(self.filled(sku, **fields)), 303)

    def test_two_tabs_fill_one_cart(self):
        v = w.variant(self.shop, "SA-100")
        self.free(v, 100)
        self.rule("SA-100", max="10", step="2")
        for n in race.rounds(2):
            c = self.shop.client(REMOTE_ADDR="10.9.0.%d" % (n + 1))
            a.add(c, v, 2)
            token = a.csrf(c)
            replies = self.shop.at_once([lambda: c.post("/cart/add", [("csrf", token), ("variant", v), ("qty", 4)]) for _ in range(8)])
            self.assertEqual({r.status for r in replies}, {303})
            self.assertEqual(sorted("no.cart.max" in r.header("location") for r in replies), [False] * 2 + [True] * 6)
            self.assertEqual(c.get("/cart").page.form("/cart/set", "qty").get("qty"), "10")
            self.holds(v)

    def test_one_cart_is_ordered_twice(self):
        v = w.variant(self.shop, "RK-400")
        self.free(v, 100)
        self.rule("RK-400", max="3")
        for n in race.rounds(2):
            c, first = race.shopper(self.shop, v, 3, n)
            forms = [first] + [a.way(c.submit(first, button=("step", "show")).page) for _ in range(3)]
            before, held = self.count("orders"), w.stock(self.shop, "RK-400")[1]
            replies = self.shop.at_once([lambda f=f: a.send(c, f) for f in forms])
            self.assertEqual({r.status for r in replies}, {303})
            self.assertEqual((self.count("orders") - before, w.stock(self.shop, "RK-400")[1] - held), (1, 3))
            self.holds(v)

    def test_the_price_moves_under_open_checkouts(self):
        v, price = w.variant(self.shop, "PC-150"), int(self.shop.one("SELECT price FROM variant WHERE sku='PC-150'"))
        for n in race.rounds(2):
            self.free(v, 100)
            self.rule("PC-150", qty1="3", price1=str(price - 500 - n))
            people = [race.shopper(self.shop, v, 3, i) for i in range(8)]
            change, last = self.filled("PC-150", qty1="3", price1=str(price - 100)), int(self.shop.one("SELECT COALESCE(MAX(id), 0) FROM orders"))
            calls = [lambda c=c, f=f: a.send(c, f) for c, f in people]
            replies = self.shop.at_once(calls[:4] + [lambda: self.owner.submit(change)] + calls[4:])
            self.assertEqual(replies.pop(4).status, 303)
            won = ["/order/" in (r.header("location") or "") for r in replies]
            paid = self.shop.sql("SELECT l.unit_price, l.total FROM order_line l WHERE l.orders > %d" % last)
            self.assertEqual(paid, [(str(price - 500 - n), str(3 * (price - 500 - n)))] * sum(won))
            # Whoever was too late has the checkout again, with what it costs now.
            for r in (r for r, x in zip(replies, won) if not x):
                self.ok(r, 422)
                self.sees(r, w.rupiah(3 * (price - 100)))
            c, f = race.shopper(self.shop, v, 3, 90 + n)
            self.assertIn("/order/", a.send(c, f).header("location"))
            self.assertEqual(self.shop.one("SELECT unit_price FROM order_line ORDER BY id DESC LIMIT 1"), str(price - 100))
            self.holds(v)

    def test_the_limit_falls_under_open_checkouts(self):
        v = w.variant(self.shop, "UU-300")
        self.free(v, 100)
        self.rule("UU-300", max="6")
        people = [race.shopper(self.shop, v, 5, i) for i in range(6)]
        change, last = self.filled("UU-300", max="4"), int(self.shop.one("SELECT COALESCE(MAX(id), 0) FROM orders"))
        replies = self.shop.at_once([lambda c=c, f=f: a.send(c, f) for c, f in people[:3]] + [lambda: self.owner.submit(change)])
        self.assertEqual({r.status for r in replies}, {303})
        won = sum("/order/" in r.header("location") for r in replies)
        # From then on nobody: the cart says how many may be had.
        for c, f in people[3:]:
            self.assertNotIn("/order/", a.send(c, f).header("location"))
        self.assertEqual(self.shop.sql("SELECT COUNT(*), COALESCE(MAX(qty), 5) FROM order_line WHERE orders > %d" % last), [(str(won), "5")])
        self.assertIn("/cart", people[3][0].get("/checkout").header("location"))
        self.holds(v)


if __name__ == "__main__":
    unittest.main()
