"""PostgreSQL goes away in the middle of work: while several people buy, connections are cut one after the other, most of them in mid-transaction (pg_terminate_backend), then the server is
killed and started again twice. A shopper who is answered 503 presses the same button again. Nobody ever sees anything but an answer, a 503 with the id of the log or a worker that is replaced;
each acknowledged order is there exactly once, none that nobody has got an address of, and the shop has never been restarted. The server is this test's own.

    FAULT_CUT_S=6      seconds of cutting
    FAULT_SEED=…       another draw of moments
"""
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

SECONDS = float(os.environ.get("FAULT_CUT_S", "6"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
BUYERS, PATIENCE = 3, 40
PG = os.path.join(harness.ROOT, "tests", "pg.sh")


class Stubborn(harness.Client):
    """Sends a request again while it is answered 502 or 503, and looks at that answer."""
    seen, wrong, lost = collections.Counter(), [], 0

    def request(self, *args, **kw):
        end = time.monotonic() + PATIENCE
        while True:
            r = super().request(*args, **kw)
            self.seen[r.status] += 1
            if r.status == 503 and (self.last_id not in r.text or 'lang="id"' not in r.text or r.header("retry-after") != "5"):
                self.wrong.append("a 503 that does not help: " + r.text[:200])
            if r.status not in (502, 503):
                return r
            if time.monotonic() > end:
                raise AssertionError("no answer for %d s: %s" % (PATIENCE, r.text[:300]))
            time.sleep(0.05)


class Cut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="etalase-pg-")
        os.chmod(cls.folder, 0o755)
        cls.server = os.path.join(cls.folder, "pg")
        harness.PG = subprocess.run(["sh", PG, "start", cls.server], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        for name in ("ETALASE_TEST_PG_DEMO", "ETALASE_TEST_PG_EMPTY"):
            os.environ.pop(name, None)
        cls.shop = harness.Shop(workers=4, work=True).start()

    @classmethod
    def tearDownClass(cls):
        try:
            cls.shop.stop()
        finally:
            subprocess.run(["sh", PG, "stop", cls.server])
            shutil.rmtree(cls.folder, ignore_errors=True)

    def ctl(self, *args):
        bin = max((p for p in (os.path.join("/usr/lib/postgresql", v, "bin") for v in os.listdir("/usr/lib/postgresql")) if os.path.exists(p)), key=lambda p: int(p.split("/")[-2]))
        who = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(who + [os.path.join(bin, "pg_ctl"), "-D", self.server + "/data", "-w", "-s", *args], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def buy(self, n, until, got):
        try:
            i = 0
            while time.time() < until or i == 0:
                c = Stubborn(self.shop, {"REMOTE_ADDR": "10.%d.0.%d" % (n + 1, i % 250 + 1)})
                r = a.add(c, self.variant)
                if r.status != 303:
                    raise AssertionError("cart: %d" % r.status)
                i += 1
                # Carts and sessions are soft: a server that is killed may lose those of its last moment, and the shopper is sent to an empty cart. Orders are not.
                try:
                    form = a.checkout_form(c, phone="0812%02d%06d" % (n + 10, i))
                    r = a.send(c, form)
                except AssertionError as e:
                    if str(e).startswith(("checkout: 303", "no form '/checkout'")):
                        Stubborn.lost += 1
                        continue
                    raise
                if r.status == 303 and (r.header("location") or "").split("?")[0] == "/cart":
                    Stubborn.lost += 1
                    continue
                got.append(a.ref_of(r))
        except Exception as e:      # told by the test
            Stubborn.wrong.append("%s: %s" % (type(e).__name__, e))

    def rage(self, until):
        rnd, cut, restarts = random.Random(SEED), 0, 0
        psql = subprocess.Popen(["psql", "-qAtX", re.sub(r"dbname=\S+", "", harness.PG) + " dbname=postgres"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        half = time.time() + (until - time.time()) / 2
        while time.time() < half:
            psql.stdin.write("SELECT COUNT(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE datname='%s' AND application_name='etalase'"
                             " AND (state LIKE 'idle in transaction%%' OR state='active' OR random() < 0.1) LIMIT 1) x;\n" % self.shop.dbname)
            psql.stdin.flush()
            cut += int(psql.stdout.readline())
            time.sleep(rnd.uniform(0.05, 0.3))
        psql.stdin.close()
        psql.wait()
        psql.stdout.close()
        while time.time() < until or restarts < 2:
            self.ctl("stop", "-m", "immediate")
            time.sleep(rnd.uniform(0.1, 1))
            self.ctl("start", "-l", self.server + "/log")
            restarts += 1
            time.sleep(rnd.uniform(1, 2))
        return cut, restarts

    def test_cut_connections_and_a_killed_server(self):
        self.variant = a.variant(self.shop)[0]
        a.plenty(self.shop, self.variant)
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        self.shop.asking.communicate()
        self.shop.asking = None     # its own connection goes with the server
        got, until = [], time.time() + SECONDS
        people = [threading.Thread(target=self.buy, args=(i, until + 3, got)) for i in range(BUYERS)]
        for p in people:
            p.start()
        cut, restarts = self.rage(until)
        for p in people:
            p.join(PATIENCE + 60)
        print("%d orders, %d connections cut, server killed %d times, answers %s" % (len(got), cut, restarts, dict(Stubborn.seen)), file=sys.stderr)
        self.assertEqual(Stubborn.wrong, [])
        self.assertLessEqual(Stubborn.lost, BUYERS * restarts, "carts lost by more than the killed servers")
        self.assertEqual([s for s in Stubborn.seen if s not in (200, 303, 502, 503)], [])
        self.assertGreater(cut, 5)
        self.assertGreater(len(got), BUYERS)
        self.assertEqual(len(set(got)), len(got), "two forms got one order")
        have = {r[0] for r in self.shop.sql("SELECT ref FROM orders")}
        self.assertEqual([r for r in got if r not in have], [], "acknowledged and not there")
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + len(got), "an order that nobody has got an address of")
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        self.assertEqual([p.poll() for p in self.shop.procs], [None, None], "a part of the shop has ended")
        for line in self.shop.log_lines():
            if line.get("event") == "failure":
                self.assertIn(line.get("kind", "away"), ("away", "busy", "disk"), line)
        self.worker_goes_on()

    def worker_goes_on(self):
        self.shop.sql("UPDATE job SET next_at=0")
        end = time.time() + 30
        while int(self.shop.one("SELECT COUNT(*) FROM job WHERE next_at=0")) and time.time() < end:
            time.sleep(0.3)
        self.assertEqual(self.shop.sql("SELECT name, lease_by, lease_until, last_at, last_result FROM job WHERE next_at=0"), [], "jobs that nobody does any more")


if __name__ == "__main__":
    if harness.KIND != "postgres":
        print("SKIPPED fault/cut on SQLite: a file has no connection")
        sys.exit(0)
    unittest.main()
