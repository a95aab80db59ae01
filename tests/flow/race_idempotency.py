"""Abuse case 10: one checkout form sent twenty times at the same moment is one order, and everybody gets its address. The same for a button of the admin and a piece put into the cart."""
import unittest

import _abuse as a
from harness import FlowTest


class Race(FlowTest):
    workers = 4

    def test_10_one_form_twenty_times(self):
        v = a.variant(self.shop)[0]
        for _ in range(3):
            client = self.shop.client()
            a.add(client, v)
            form = a.checkout_form(client)
            fields = [tuple(f) for f in form.fields] + [("step", "place")]
            before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
            replies = a.together([lambda: client.post("/checkout", fields) for _ in range(20)])
            refs = {a.ref_of(r) for r in replies}
            self.assertEqual(len(refs), 1)
            self.assertEqual({r.status for r in replies}, {303})
            self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + 1)
            self.assertEqual(a.ref_of(client.post("/checkout", fields)), refs.pop())
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(a.failures(self.shop), [])

    def test_10_one_cart_two_forms(self):
        """Two tabs, two keys, one cart: one of them is the order."""
        v = a.variant(self.shop)[0]
        client = self.shop.client()
        a.add(client, v)
        forms = [a.checkout_form(client) for _ in range(6)]
        self.assertEqual(len({f.get("idem_key") for f in forms}), 6)
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        replies = a.together([lambda f=f: a.send(client, f) for f in forms])
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + 1)
        self.assertEqual({r.status for r in replies} - {303, 422}, set())
        self.assertEqual(self.shop.invariants(), [])

    def test_10_money_comes_once(self):
        client, ref, number = a.order(self.shop)
        owners = [self.shop.owner("kasir%d" % i) for i in range(2)]
        at = "/admin/orders/%d" % number
        forms = [(c, c.get(at).page.form(at + "/pay")) for c in owners for _ in range(6)]
        replies = a.together([lambda c=c, f=f: c.submit(f) for c, f in forms])
        self.assertEqual({r.status for r in replies} - {303, 422}, set())
        self.assertEqual(sum(r.status == 303 for r in replies), 1)
        self.assertEqual(self.shop.sql("SELECT state, COUNT(*) FROM payment WHERE orders=%d GROUP BY state" % number), [("received", "1")])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM order_event WHERE orders=%d AND kind='paid'" % number), "1")
        self.assertEqual(self.shop.invariants(), [])

    def test_10_first_posts_of_a_visitor(self):
        """Pieces put in at the same moment by one session all count."""
        v = a.variant(self.shop)[0]
        client = self.shop.client()
        a.add(client, v)
        token = a.csrf(client)
        replies = a.together([lambda: client.post("/cart/add", [("csrf", token), ("variant", v), ("qty", "1")]) for _ in range(10)])
        self.assertEqual({r.status for r in replies}, {303})
        self.assertEqual(self.shop.one("SELECT qty FROM cart_line WHERE variant=%d ORDER BY cart DESC LIMIT 1" % v), "11")
        self.assertEqual(a.failures(self.shop), [])


if __name__ == "__main__":
    unittest.main()
