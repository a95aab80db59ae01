"""The disk can't be read for a while. A page that needs what can't be read is a 503 in the shopper's language with the id of the log, an order is refused and not there, and as soon as the disk
works again everything does, without a restart. That is so for a database that is read by calls and for one that is mapped into memory, where a bad sector is SIGBUS: no worker ends, and pages that
need nothing of the bad part go on.

The database's file may go away for a moment, too (a share that was unmounted): workers that have it open go on.
"""
import os
import sys
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

LIB = os.path.join(harness.ROOT, "build/check/tests/fault/readfail.so")


class BadShop(harness.Shop):
    def __init__(self, mapped, table):
        super().__init__(workers=3, work=True)
        self.mapped, self.table, self.bad = mapped, table, os.path.join(self.dir, "unreadable")

    def make_database(self):
        super().make_database()
        good = (int(self.one("SELECT MAX(pageno) FROM dbstat WHERE name='%s' AND pagetype='leaf'" % self.table)) - 1) * 4096 if self.table else 0
        self.extra = dict(LD_PRELOAD=LIB, READFAIL_FILE=self.db[len("sqlite:"):], READFAIL_WHILE=self.bad, READFAIL_MAP="yes" if self.mapped else "no",
                          READFAIL_FROM=str(good))


class Read(unittest.TestCase):
    def open(self, mapped, table=None):
        """table: its last page alone is bad."""
        self.shop = BadShop(mapped, table).start()
        self.addCleanup(self.shop.stop)
        end = time.time() + 60
        while not any(x.get("event") == "worker_start" and x.get("lane") for x in self.shop.log_lines()) and time.time() < end:
            time.sleep(0.1)     # the background worker has the file open
        self.buyer = self.shop.client()
        a.add(self.buyer, a.variant(self.shop)[0])
        self.form = a.checkout_form(self.buyer)
        self.before = int(self.shop.one("SELECT COUNT(*) FROM orders"))

    def whole(self, orders):
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), self.before + orders)
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check", LD_PRELOAD="").stdout, "ok\n")
        self.assertEqual([p.poll() for p in self.shop.procs], [None, None], "a part of the shop has ended")

    def slugs(self):
        return [r[0] for r in self.shop.sql("SELECT slug FROM slug WHERE kind='product' AND current=1 ORDER BY object LIMIT 40")]

    def ask(self, products):
        """How many pages were refused."""
        told = 0
        for slug in products:
            r = self.buyer.get("/product/" + slug)
            self.assertIn(r.status, (200, 503), "%s\n%s" % (r.text[:300], self.shop.read_log()[-600:]))
            if r.status == 503:
                told += 1
                self.assertIn(self.buyer.last_id, r.text)
                self.assertIn('lang="id"', r.text)
                self.assertEqual(r.header("retry-after"), "5")
                self.assertIn(("disk", self.buyer.last_id), [(x.get("kind"), x.get("id")) for x in self.shop.log_lines() if x.get("event") == "failure"])
            elif slug in self.was:
                self.assertEqual(r.page.text(), self.was[slug], "another page than before")
        return told

    def fails_and_works_again(self, products):
        open(self.shop.bad, "w").close()
        self.shop.sql("UPDATE counter SET value=value+1 WHERE name='catalog'")      # what a worker keeps of its own is not asked for on the disk
        told = self.ask(products)
        r = a.send(self.buyer, self.form)
        print("%d of %d pages were refused, the order %d" % (told, len(products), r.status), file=sys.stderr)
        self.assertIn(r.status, (503, 303))
        placed = r.status == 303
        os.unlink(self.shop.bad)
        for slug in products[:20]:
            self.assertEqual(self.buyer.get("/product/" + slug).status, 200)
        if not placed:
            self.assertEqual(a.send(self.buyer, self.form).status, 303)
        self.whole(1)
        return told

    def test_reads_fail_and_work_again(self):
        self.was = {}
        self.open(False)
        self.assertGreater(self.fails_and_works_again(self.slugs()), 3)

    def test_a_mapped_part_cannot_be_read(self):
        self.open(True, "product_text")
        products = self.slugs()
        self.was = {}
        self.assertEqual(self.ask(products), 0)
        self.was = {slug: self.buyer.get("/product/" + slug).page.text() for slug in products}
        workers = self.shop.workers_of()
        told = self.fails_and_works_again(products)
        self.assertGreater(told, 3)
        self.assertLess(told, len(products))
        self.assertEqual(self.shop.workers_of(), workers, "a worker has ended")
        calls = [x for x in self.shop.log_lines() if x.get("what") == "read by calls"]
        self.assertGreater(len(calls), 0, "nothing was read from the mapping: this test sees nothing")
        self.assertLessEqual(len(calls), 20)

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
