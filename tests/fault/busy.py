"""The database is held by somebody else: for 3 s, and nobody sees a failure while pages go on; for longer than the shop's patience, and the answer is a clear 503 after which the same button
works. Then workers without file handles: one that can't take a connection is replaced, one that can't open a file says 503 and goes on with the rest."""
import os
import subprocess
import sys
import threading
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import harness          # noqa: E402

PATIENCE = 8        # seconds: a wait of 3 s for the lock and one more try (PostgreSQL: three of 2.5 s), and the machine's own slowness
SLOW = 2            # a page that waits for no lock, on a machine that is busy with other tests


class Holder:
    """Another process that writes and does not end: nothing else can write meanwhile."""
    SQLITE = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.readline()\nc.execute('COMMIT')\n"

    def __init__(self, shop):
        self.postgres = harness.KIND == "postgres"
        what = ["psql", "-qAtX", shop.db[3:]] if self.postgres else [sys.executable, "-c", self.SQLITE, shop.db[len("sqlite:"):]]
        self.p = subprocess.Popen(what, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.postgres:
            self.say("BEGIN; LOCK TABLE stock, orders, cart, cart_line, session IN SHARE ROW EXCLUSIVE MODE;\n\\echo held\n")
        if self.p.stdout.readline() != "held\n":
            raise AssertionError("the database could not be held")

    def say(self, text):
        self.p.stdin.write(text)
        self.p.stdin.flush()

    def let_go(self):
        self.say("COMMIT;\n" if self.postgres else "\n")
        self.p.stdin.close()
        self.p.wait(10)
        self.p.stdout.close()


def timed(f):
    began = time.monotonic()
    return f(), time.monotonic() - began


class Busy(harness.FlowTest):
    workers = 6

    def ready(self):
        """Shoppers with a filled checkout and one with a product's page."""
        v, _, _, slug = a.variant(self.shop)
        buyers = []
        for i in range(2):
            c = self.shop.client()
            a.add(c, v)
            buyers.append((c, a.checkout_form(c, phone="0812345000%02d" % i)))
        c = self.shop.client()
        a.add(c, v)
        return buyers, (c, c.get("/product/" + slug).page.form("/cart/add", "product"))

    def during(self, seconds):
        """What everybody is answered while the database is held so long: (writes, reads), each [(reply, seconds)]."""
        buyers, (c, form) = self.ready()
        holder = Holder(self.shop)
        timer = threading.Timer(seconds, holder.let_go)
        timer.start()
        began = time.monotonic()
        reads = []

        def read():
            me = self.shop.client()
            while time.monotonic() - began < min(seconds, 3) - 0.5:
                for at in ("/", "/products", "/cart"):
                    reads.append(timed(lambda: me.get(at)))
                time.sleep(0.2)
        jobs = [lambda b=b: timed(lambda: a.send(*b)) for b in buyers] + [lambda: timed(lambda: c.submit(form, ("go", "cart"))), read]
        writes = a.together(jobs)[:3]
        timer.join()
        self.assertGreater(len(reads), 2)
        self.assertEqual([r.status for r, _ in reads], [200] * len(reads))
        # Waiting would be all of them; one may be late because the machine is.
        self.assertLess(sorted(took for _, took in reads)[len(reads) // 2], SLOW, "pages waited for a lock of writers")
        self.assertEqual(self.shop.invariants(), [])
        return writes, buyers

    def test_held_for_3_s(self):
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        writes, _ = self.during(3)
        for r, took in writes:
            self.assertEqual(r.status, 303, r.text[:400])
            self.assertLess(took, 2 * PATIENCE)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + 2)
        self.assertEqual(a.failures(self.shop), [])

    def test_held_for_longer_than_anybody_waits(self):
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        writes, buyers = self.during(PATIENCE + 4)
        for r, took in writes:
            self.assertEqual(r.status, 503, r.text[:400])
            self.assertLess(took, PATIENCE + 4, "it waited until the lock was gone")
            self.assertEqual(r.header("retry-after"), "5")
        for b in buyers:
            self.assertEqual(a.send(*b).status, 303)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + 2)
        self.assertEqual(self.shop.invariants(), [])


@unittest.skipUnless(harness.KIND == "postgres", "a file has no connection")
class Cut(harness.FlowTest):
    workers = 3

    def cut(self):
        self.shop.admin_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='%s' AND application_name='etalase'" % self.shop.dbname)

    def test_connections_are_made_anew(self):
        """The server restarts, or a firewall forgets: each worker finds its connection gone at its next request."""
        v = a.variant(self.shop)[0]
        buyer = self.shop.client()
        a.add(buyer, v)
        form = a.checkout_form(buyer)
        for _ in range(3):
            self.cut()
            for _ in range(9):
                self.assertEqual(buyer.get("/cart").status, 200)
            self.cut()
            for _ in range(9):
                self.assertEqual(a.add(self.shop.client(), v).status, 303)
        self.cut()
        self.assertEqual(a.send(buyer, form).status, 303)
        self.assertEqual(self.shop.invariants(), [])

    def test_no_server(self):
        """Nobody may connect: 503 with the id of the log, until the server is there again."""
        refuse = "ALTER DATABASE %s ALLOW_CONNECTIONS %%s" % self.shop.dbname
        c = self.shop.client()
        self.shop.admin_sql(refuse % "false")
        try:
            self.cut()
            for _ in range(6):
                r = c.get("/cart")
                self.assertEqual(r.status, 503, r.text[:300])
                self.assertIn(c.last_id, r.text)
        finally:
            self.shop.admin_sql(refuse % "true")
        for _ in range(6):
            self.assertEqual(c.get("/cart").status, 200)


class Handles(harness.FlowTest):
    workers = 2

    def pids(self):
        pid = self.shop.procs[0].pid
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]

    def limit(self, spare):
        """Each worker may open so many more files than it has: the limit is of numbers, and lower ones may be free. The last answer's connection must have gone first."""
        seen = None
        while seen != (seen := {pid: sorted(os.listdir("/proc/%d/fd" % pid)) for pid in self.pids()}):
            time.sleep(0.5)
        for pid in self.pids():
            used = {int(x) for x in os.listdir("/proc/%d/fd" % pid)}
            free = [n for n in range(4096) if n not in used]
            subprocess.run(["prlimit", "--pid", str(pid), "--nofile=%d:%d" % (free[spare], 4096)], check=True)

    def test_no_handle_for_a_connection(self):
        self.limit(0)
        before = set(self.pids())
        end, good = time.time() + 20, 0
        while good < 4 and time.time() < end:
            good = good + 1 if self.shop.client().get("/").status == 200 else 0
        self.assertEqual(good, 4, "workers without handles are not replaced")
        self.assertNotEqual(set(self.pids()), before)
        while len(self.pids()) < 2 and time.time() < end:
            time.sleep(0.1)
        self.assertEqual(len(self.pids()), 2)

    def test_no_handle_for_an_upload(self):
        c, ref, _ = a.order(self.shop)
        c.get("/order/%s" % ref)
        form = c.get("/order/%s/pay" % ref).page.form("/proof")
        at = self.shop.log_lines()
        self.limit(1)
        r = c.submit(form, files=[("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())])
        self.assertEqual(r.status, 503)
        self.assertIn(c.last_id, [x.get("id") for x in self.shop.log_lines()[len(at):] if x.get("event") == "failure"])
        self.assertEqual(c.get("/order/%s" % ref).status, 200)
        self.limit(200)
        r = c.submit(form, files=[("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())])
        self.assertEqual(r.status, 303)


if __name__ == "__main__":
    unittest.main()
