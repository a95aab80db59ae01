"""Somebody reads for a long time: a report, a backup, a terminal that was left open. Another process holds one read transaction while orders come in: none of them and no page waits for it. On
SQLite the WAL grows meanwhile, since nothing that the reader may still look at can be put back; when it has gone, ordinary orders alone bring the WAL down again, with the background worker and
without it.

    FAULT_READER=30    orders while somebody reads
"""
import os
import sqlite3
import struct
import subprocess
import sys
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

ORDERS = int(os.environ.get("FAULT_READER", "30"))
WAL_MOST = 16 << 20     # bytes that the WAL keeps on the disk when nobody holds it (journal_size_limit of src/db/db_sqlite.c)
READER = """import sqlite3, sys
c = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
c.execute('BEGIN')
print(c.execute('SELECT COUNT(*) FROM orders').fetchone()[0], flush=True)
sys.stdin.readline()
print(c.execute('SELECT COUNT(*) FROM orders').fetchone()[0], flush=True)
"""


class Reader:
    """Sees the shop as it was when it began, until it is told to go."""

    def __init__(self, shop):
        postgres = harness.KIND == "postgres"
        self.p = subprocess.Popen(["psql", "-qAtX", shop.db[3:]] if postgres else [sys.executable, "-c", READER, shop.db[len("sqlite:"):]],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT COUNT(*) FROM orders;\n" if postgres else "")
        self.postgres, self.first = postgres, self.p.stdout.readline()

    def say(self, text):
        self.p.stdin.write(text)
        self.p.stdin.flush()

    def go(self):
        self.say("SELECT COUNT(*) FROM orders;\n" if self.postgres else "\n")
        last = self.p.stdout.readline()
        self.p.stdin.close()
        self.p.wait(10)
        self.p.stdout.close()
        return last


class Long(harness.FlowTest):
    workers = 4

    def wal(self):
        return os.path.getsize(self.shop.db[len("sqlite:"):] + "-wal")

    def used(self):
        """How many frames of the WAL a new reader would have to search."""
        con = sqlite3.connect(self.shop.db[len("sqlite:"):], timeout=10)
        try:
            return con.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        finally:
            con.close()

    def index(self):
        """(frames in the WAL, those of them that are in the file by now), as every process sees it, without touching anything: mxFrame and nBackfill of the WAL's index (sqlite.org/walformat.html)."""
        with open(self.shop.db[len("sqlite:"):] + "-shm", "rb") as f:
            head = f.read(136)
        return struct.unpack_from("=I", head, 16)[0], struct.unpack_from("=I", head, 96)[0]

    def orders(self, n, buyer):
        times = []
        for i in range(n):
            form = a.checkout_form(buyer, phone="0812%08d" % i) if a.add(buyer, self.variant).status == 303 else None
            began = time.monotonic()
            self.assertEqual(a.send(buyer, form).status, 303)
            times.append(time.monotonic() - began)
        return times

    def bulk(self, mib):
        """Much is written by another program in ordinary transactions (an import)."""
        con = sqlite3.connect(self.shop.db[len("sqlite:"):], timeout=20)
        con.execute("PRAGMA synchronous=OFF")
        con.execute("PRAGMA wal_autocheckpoint=0")
        for i in range(mib):
            con.execute("INSERT INTO counter (name, value) VALUES (?, 0)", ("fill%d%s" % (i, "x" * (1 << 20)),))
            con.commit()
        con.execute("DELETE FROM counter WHERE name LIKE 'fill%'")
        con.commit()
        con.close()

    def due(self):
        """The worker's checkpoint. Who asks for it here must not do it on the side, as SQLite does with each thousandth page."""
        con = sqlite3.connect(self.shop.db[len("sqlite:"):], timeout=20)
        con.execute("PRAGMA wal_autocheckpoint=0")
        con.execute("UPDATE job SET next_at=0 WHERE name='db.checkpoint'")
        con.commit()
        con.close()

    def setUp(self):
        self.variant = a.variant(self.shop)[0]
        a.plenty(self.shop, self.variant)

    def read_long(self):
        buyer, before = self.shop.client(), int(self.shop.one("SELECT COUNT(*) FROM orders"))
        reader = Reader(self.shop)
        if harness.KIND == "sqlite":
            self.bulk(24)
        times = self.orders(ORDERS, buyer)
        for at in ("/", "/products", "/cart", "/healthz"):
            began = time.monotonic()
            self.assertEqual(buyer.get(at).status, 200)
            times.append(time.monotonic() - began)
        print("slowest answer %.2f s" % max(times), file=sys.stderr)
        # Waiting would be all of them; one may be late because the machine is.
        self.assertLess(sorted(times)[len(times) // 2], 2, "they waited for a reader")
        grown = self.wal() if harness.KIND == "sqlite" else 0
        self.assertEqual(reader.go(), reader.first, "the reader saw a change")
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + ORDERS)
        return buyer, grown

    def test_orders_and_pages_go_on_and_the_log_shrinks(self):
        buyer, grown = self.read_long()
        self.assertEqual(a.failures(self.shop), [])
        self.assertEqual(self.shop.invariants(), [])
        if harness.KIND != "sqlite":
            return
        self.assertGreater(grown, 24 << 20, "the reader held nothing back")
        self.orders(20, buyer)
        print("WAL %d MiB, after the reader %d MiB" % (grown >> 20, self.wal() >> 20), file=sys.stderr)
        self.assertLessEqual(self.wal(), WAL_MOST)
        self.assertLess(self.used(), 3000)

    @unittest.skipUnless(harness.KIND == "sqlite", "PostgreSQL keeps no such log")
    def test_the_background_worker_alone_puts_it_back(self):
        """While somebody reads it does what it can and waits for nobody, since whoever wants to write would wait with it; then it puts all of it back, before anybody has bought anything."""
        reader = Reader(self.shop)
        self.bulk(1)        # less than what a writer would put back by itself
        self.due()
        self.shop.work()
        result, took = self.shop.sql("SELECT last_result, last_ms FROM job WHERE name='db.checkpoint'")[0]
        self.assertEqual(result, "ok 0")
        self.assertLess(int(took), 2500, "the checkpoint waited for the reader, and whoever wanted to write with it")
        frames, back = self.index()
        self.assertGreater(frames - back, 800, "the reader held nothing back: this test sees nothing")
        reader.go()
        self.due()
        self.shop.work()
        frames, back = self.index()
        self.assertLess(frames - back, 100, "frames that the background worker did not put back")
        self.orders(1, self.shop.client())
        self.assertLess(self.index()[0], 300, "the log did not begin anew")


if __name__ == "__main__":
    unittest.main()
