"""The disk can't be read for a while. A page that needs what can't be read is a 503 in the shopper's language with the id of the log, an order is refused and not there, and as soon as the disk
works again everything does, without a restart. The database is not mapped into memory here: a
bad sector of a mapped one ends the worker by SIGBUS, which is as any other end (kill.py).

The database's file may go away for a moment, too (a share that was unmounted): workers that have it open go on.
"""
import os
import sys
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

LIB = os.path.join(harness.ROOT, "build/check/tests/fault/readfail.so")


class BadShop(harness.Shop):
    def __init__(self, mapped):
        super().__init__(workers=3, work=True)
        self.mapped, self.bad = mapped, os.path.join(self.dir, "unreadable")

    def make_database(self):
        super().make_database()
        self.extra = dict(LD_PRELOAD=LIB, READFAIL_FILE=self.db[len("sqlite:"):], READFAIL_WHILE=self.bad, READFAIL_MAP="yes" if self.mapped else "no")


class Read(unittest.TestCase):
    def open(self, mapped):
        self.shop = BadShop(mapped).start()
        self.addCleanup(self.shop.stop)
        self.buyer = self.shop.client()
        a.add(self.buyer, a.variant(self.shop)[0])
        self.form = a.checkout_form(self.buyer)
        self.before = int(self.shop.one("SELECT COUNT(*) FROM orders"))

    def whole(self, orders):
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), self.before + orders)
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check", LD_PRELOAD="").stdout, "ok\n")
        self.assertEqual([p.poll() for p in self.shop.procs], [None, None], "a part of the shop has ended")

    def test_reads_fail_and_work_again(self):
        self.open(False)
        products = [r[0] for r in self.shop.sql("SELECT slug FROM slug WHERE kind='product' AND current=1 ORDER BY object LIMIT 40")]
        open(self.shop.bad, "w").close()
        told = 0
        for slug in products:
            r = self.buyer.get("/product/" + slug)
            self.assertIn(r.status, (200, 503), r.text[:300])
            if r.status == 503:
                told += 1
                self.assertIn(self.buyer.last_id, r.text)
                self.assertIn('lang="id"', r.text)
                self.assertEqual(r.header("retry-after"), "5")
                self.assertIn(("disk", self.buyer.last_id), [(x.get("kind"), x.get("id")) for x in self.shop.log_lines() if x.get("event") == "failure"])
        r = a.send(self.buyer, self.form)
        print("%d of %d pages were refused, the order %d" % (told, len(products), r.status), file=sys.stderr)
        self.assertGreater(told, 3)
        self.assertIn(r.status, (503, 303))
        placed = r.status == 303
        os.unlink(self.shop.bad)
        for slug in products[:20]:
            self.assertEqual(self.buyer.get("/product/" + slug).status, 200)
        if not placed:
            self.assertEqual(a.send(self.buyer, self.form).status, 303)
        self.whole(1)

    def test_the_file_is_away_for_a_moment(self):
        self.open(True)
        db = self.shop.db[len("sqlite:"):]
        os.rename(db, db + ".away")
        seen = {self.buyer.get(at).status for at in ("/products", "/", "/cart") * 3}
        self.assertLessEqual(seen, {200, 503})
        os.rename(db + ".away", db)
        self.assertEqual(a.send(self.buyer, self.form).status, 303)
        self.whole(1)


if __name__ == "__main__":
    if harness.KIND != "sqlite":
        print("SKIPPED fault/read on PostgreSQL: its disk is the server's")
        sys.exit(0)
    unittest.main()
