"""Abuse case 10: one checkout form sent twenty times at the same moment is one order, and everybody gets its address. The same for a button of the admin and a piece put into the cart."""
import unittest

import _abuse as a
import _race as race


class Idempotency(race.Race):
    def test_10_one_form_twenty_times(self):
        v = a.variant(self.shop)[0]
        for n in race.rounds(3):
            self.free(v, 100)
            client, form = race.shopper(self.shop, v, n=n)
            before = self.count("orders")
            replies = self.shop.at_once([lambda: a.send(client, form) for _ in range(20)])
            self.assertEqual({(r.status, r.header("location"), r.body) for r in replies}, {(303, replies[0].header("location"), replies[0].body)})
            ref = a.ref_of(replies[0])
            self.assertEqual(self.count("orders"), before + 1)
            self.assertEqual(self.left(v), 99)
            self.assertEqual(a.ref_of(a.send(client, form)), ref)
            self.holds(v)

    def test_10_one_cart_two_forms(self):
        """Two tabs, two keys, one cart: one of them is the order."""
        v = a.variant(self.shop)[0]
        for n in race.rounds(2):
            self.free(v, 100)
            client, form = race.shopper(self.shop, v, n=n)
            forms = [form] + [a.checkout_form(client) for _ in range(5)]
            self.assertEqual(len({f.get("idem_key") for f in forms}), 6)
            before = self.count("orders")
            replies = self.shop.at_once([lambda f=f: a.send(client, f) for f in forms])
            self.assertEqual({r.status for r in replies} - {303, 422}, set())
            self.assertEqual(self.count("orders"), before + 1)
            self.assertEqual(sum("/order/" in (r.header("location") or "") for r in replies), 1)
            self.holds(v)

    def test_10_money_comes_once(self):
        owners = [self.shop.owner("kasir%d" % i) for i in range(2)]
        for _ in race.rounds(2):
            client, ref, number = self.order()
            at = "/admin/orders/%d" % number
            forms = [(c, c.get(at).page.form(at + "/pay")) for c in owners] * 6
            replies = self.shop.at_once([lambda c=c, f=f: c.submit(f) for c, f in forms])
            self.assertEqual(sorted(r.status for r in replies), [303] + [422] * 11)
            self.assertEqual(self.shop.sql("SELECT state, COUNT(*) FROM payment WHERE orders=%d GROUP BY state" % number), [("received", "1")])
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM order_event WHERE orders=%d AND kind='paid'" % number), "1")
            self.holds()

    def test_10_first_posts_of_a_visitor(self):
        """Pieces put in at the same moment by one session all count."""
        v = a.variant(self.shop)[0]
        for n in race.rounds(2):
            self.free(v, 100)
            client = race.shopper(self.shop, v, n=n)[0]
            token = a.csrf(client)
            replies = self.shop.at_once([lambda: client.post("/cart/add", [("csrf", token), ("variant", v), ("qty", "1")]) for _ in range(10)])
            self.assertEqual({r.status for r in replies}, {303})
            self.assertEqual(self.shop.one("SELECT qty FROM cart_line WHERE variant=%d ORDER BY cart DESC LIMIT 1" % v), "11")
            self.holds(v)


if __name__ == "__main__":
    unittest.main()
