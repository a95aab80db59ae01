"""What the races share: how many rounds and shoppers (bounded here, long under `make soak`), shoppers with a filled checkout each, exact stock, and what must hold after every round.

    RACE_ROUNDS=…      rounds of each race, in place of the few of `make test`
    RACE_SHOPPERS=200  shoppers who want the last piece
    RACE_WORKERS=4     processes that answer
"""
import os
import time

import _abuse as a
import _ways as w
from harness import FlowTest

SHOPPERS = int(os.environ.get("RACE_SHOPPERS", "200"))
WORKERS = int(os.environ.get("RACE_WORKERS", "4"))
FASTER = w.say("Somebody was faster: of something in your cart there is not enough left")
GONE, LEFT = w.say("Just sold out. Please take it out to go on"), w.say("Only {{AVAILABLE}} left").replace("{{AVAILABLE}}", "%d")


def rounds(few):
    return range(int(os.environ.get("RACE_ROUNDS", few)))


def shopper(shop, v, qty=1, n=0):
    """(client, form): a visitor with pieces in the cart and the checkout filled, nothing sent yet. Two requests, as few as a browser could do it with."""
    c = shop.client(REMOTE_ADDR="10.0.%d.%d" % (n // 250, n % 250 + 1))
    return c, fill(c, v, qty, n)


def fill(c, v, qty=1, n=0):
    for one in v if isinstance(v, tuple) else (v,):
        r = c.post("/cart/add", [("csrf", ""), ("variant", one), ("qty", qty)]) if not c.cookies else a.add(c, one, qty)
        if r.status != 303:
            raise AssertionError("cart: %d" % r.status)
    r = c.post("/checkout", [("csrf", a.csrf(c)), ("step", "show"), ("how", "send"), ("kec", a.DISTRICT), ("name", "Pembeli %d" % n), ("phone", "0812%08d" % (10000000 + n)),
                             ("address", "Jl. Uji 1, dekat surau")])
    return a.way(r.page).set("pay", "transfer")


class Race(FlowTest):
    workers = WORKERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.began, cls.done = time.time(), 0

    @classmethod
    def tearDownClass(cls):
        print("= %d rounds, %.0f s" % (cls.done, time.time() - cls.began))
        super().tearDownClass()

    def count(self, table):
        return int(self.shop.one("SELECT COUNT(*) FROM " + table))

    def order(self):
        v = a.variant(self.shop)[0]
        self.free(v, 100)
        return a.order(self.shop, v=v)

    def left(self, v):
        return int(self.shop.one("SELECT on_hand - reserved FROM stock WHERE variant=%d" % v))

    def free(self, v, n):
        """Exactly n pieces that nobody holds, by the ledger."""
        have = int(self.shop.one("SELECT on_hand - reserved FROM stock WHERE variant=%d" % v))
        self.shop.sql("INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, actor_kind) VALUES (%d, 1, 1, 1, %d, 0, 'count', 'system')" % (v, n - have))
        self.shop.sql("UPDATE stock SET on_hand=on_hand + %d WHERE variant=%d" % (n - have, v))
        self.shop.sql("UPDATE variant SET stock_state=CASE WHEN %d <= low_at THEN 'sedikit' ELSE 'ada' END WHERE id=%d" % (n, v))
        self.shop.hampers()

    def holds(self, *v):
        """After every round: the books agree, of these goods there was never less than nothing, the log tells of no failure."""
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(a.failures(self.shop), [])
        for one in v:
            left = 0
            for (n,) in self.shop.sql("SELECT on_hand - reserved FROM stock_move WHERE variant=%d ORDER BY id" % one):
                left += int(n)
                self.assertGreaterEqual(left, 0, "stock of %d was below nothing" % one)
        type(self).done += 1
