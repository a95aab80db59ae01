"""Abuse case 7: many shoppers want the same last pieces at the same moment, each over a connection of their own against four workers. Nobody gets what isn't there, nobody sees a failure."""
import unittest

import _abuse as a
from harness import FlowTest


class Race(FlowTest):
    workers = 4

    def shoppers(self, n, v, qty=1):
        """n shoppers with a filled checkout each: [(client, form)]."""
        out = []
        for i in range(n):
            c = self.shop.client(REMOTE_ADDR="10.0.%d.%d" % (i // 250, i % 250 + 1))
            a.add(c, v, qty)
            out.append((c, a.checkout_form(c, phone="0812%08d" % (10000000 + i), name="Pembeli %d" % i)))
        return out

    def stock(self, v, n):
        """Exactly n pieces, by the ledger."""
        have = int(self.shop.one("SELECT on_hand FROM stock WHERE variant=%d" % v))
        self.shop.sql("INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, actor_kind) VALUES (%d, 1, 1, 1, %d, 0, 'count', 'system')" % (v, n - have))
        self.shop.sql("UPDATE stock SET on_hand=%d WHERE variant=%d" % (n, v))

    def rush(self, people):
        replies = a.together([lambda c=c, f=f: a.send(c, f) for c, f in people])
        for r in replies:
            self.assertIn(r.status, (303, 422), r.text[:300])
        won = [r for r in replies if "/order/" in (r.header("location") or "")]
        self.assertEqual(len({a.ref_of(r) for r in won}), len(won))
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(a.failures(self.shop), [])
        return len(won)

    def test_07_the_last_one(self):
        v = a.variant(self.shop)[0]
        people = self.shoppers(50, v)
        self.stock(v, 1)
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        self.assertEqual(self.rush(people), 1)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + 1)
        self.assertEqual(self.shop.sql("SELECT on_hand, reserved FROM stock WHERE variant=%d" % v), [("1", "1")])
        numbers = self.shop.one_list("SELECT number FROM orders")
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_07_ten_pieces_three_each(self):
        v = a.variant(self.shop)[0]
        people = self.shoppers(20, v, 3)
        self.stock(v, 10)
        won = self.rush(people)
        self.assertEqual(won, 3)
        self.assertEqual(self.shop.sql("SELECT on_hand, reserved FROM stock WHERE variant=%d" % v), [("10", "9")])
        codes = self.shop.one_list("SELECT total FROM orders WHERE pay_state='waiting'")
        self.assertEqual(len(codes), len(set(codes)), "two open orders have the same exact amount")

    def test_07_two_products_crosswise(self):
        """Half puts A before B into the cart, half B before A: no deadlock, nobody fails."""
        rows = self.shop.sql("SELECT v.id FROM variant v JOIN stock s ON s.variant=v.id JOIN product p ON p.id=v.product WHERE p.status='active' AND v.active=1"
                             " AND s.on_hand-s.reserved >= 20 ORDER BY v.id LIMIT 2")
        x, y = int(rows[0][0]), int(rows[1][0])
        people = []
        for i in range(16):
            c = self.shop.client()
            for v in ((x, y) if i % 2 else (y, x)):
                a.add(c, v)
            people.append((c, a.checkout_form(c, phone="0813%08d" % i)))
        self.assertEqual(self.rush(people), 16)


if __name__ == "__main__":
    unittest.main()
