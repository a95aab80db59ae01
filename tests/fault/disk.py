"""The disk is full. The shop's folder is a small tmpfs in a mount namespace of its own (so this needs root); a filler takes the rest. Whatever writes gets a clear 503 with an id of the log,
pages go on, nothing is half done, and when there is space again everything works without a restart. On PostgreSQL it is the disk of the database's tables (a server of this test's own, which has its
log elsewhere: one that can't write its log stops, and that is fault/cut)."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import harness          # noqa: E402

PG = os.path.join(harness.ROOT, "tests", "pg.sh")


class Full(harness.FlowTest):
    workers = 3
    work = True

    def fill(self, folder):
        path = os.path.join(folder, "filler")
        with open(path, "wb", buffering=0) as f:
            try:
                while True:
                    f.write(bytes(4096))
            except OSError:
                pass
        return path

    def told(self, c, r):
        self.assertEqual(r.status, 503, r.text[:400])
        self.assertEqual(r.header("retry-after"), "5")
        self.assertIn(c.last_id, r.text)
        self.assertTrue([x for x in self.shop.log_lines() if x.get("event") == "failure" and x.get("id") == c.last_id and x.get("kind") == "disk"])

    def counts(self):
        return self.shop.sql("SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM order_line), (SELECT COUNT(*) FROM stock_move)")

    def pages(self, c, slug):
        for at in ("/", "/products", "/product/" + slug, "/cart", "/healthz"):
            self.assertEqual(c.get(at).status, 200, at)

    def well(self):
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        self.assertEqual([p.poll() for p in self.shop.procs], [None, None], "a part of the shop has ended")


@unittest.skipUnless(harness.KIND == "sqlite", "PostgreSQL has a disk of its own")
class Disk(Full):
    @classmethod
    def setUpClass(cls):
        cls.logs = tempfile.mkdtemp(prefix="etalase-log-", dir=os.environ["FAULT_LOGS"])
        make = harness.Shop.__init__

        def apart(shop, *args):     # the log of this test is read; it lies elsewhere
            make(shop, *args)
            shop.log = os.path.join(cls.logs, "log")
        with unittest.mock.patch.object(harness.Shop, "__init__", apart):
            super().setUpClass()

    def test_full_and_free_again(self):
        v, _, _, slug = a.variant(self.shop)
        payer, ref, _ = a.order(self.shop)
        proof = payer.get("/order/%s/pay" % ref).page.form("/proof")
        buyer = self.shop.client()
        a.add(buyer, v)
        form = a.checkout_form(buyer)
        # What SQLite's log has taken from the disk serves some more, and for ever when it begins anew meanwhile: it is given back before.
        for _ in range(100):
            if self.shop.sql("PRAGMA wal_checkpoint(TRUNCATE)") == [("0", "0", "0")]:
                break
            time.sleep(0.1)
        filler = self.fill(self.shop.dir)
        other = self.shop.client()
        for n in range(400):
            r = a.add(other, v)
            if r.status != 303:
                break
        self.told(other, r)
        before = self.counts()
        r = a.send(buyer, form)
        self.told(buyer, r)
        picture = [("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())]
        self.told(payer, payer.submit(proof, files=picture))
        self.pages(buyer, slug)
        self.assertEqual(self.counts(), before)
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "incoming")), [])
        os.unlink(filler)
        self.assertEqual(a.send(buyer, form).status, 303)
        self.assertEqual(payer.submit(proof, files=picture).status, 303)
        self.assertEqual(a.add(other, v).status, 303)
        self.well()
        self.assertEqual(self.shop.sql("PRAGMA integrity_check"), [("ok",)])


@unittest.skipUnless(harness.KIND == "postgres", "SQLite's disk is the shop's")
class Server(Full):
    @classmethod
    def setUpClass(cls):
        cls.folder = os.environ["FAULT_LOGS"]
        cls.server = os.path.join(cls.folder, "pg")
        os.chmod(cls.folder, 0o755)
        harness.PG = subprocess.run(["sh", PG, "start", cls.server], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        for name in ("ETALASE_TEST_PG_DEMO", "ETALASE_TEST_PG_EMPTY"):
            os.environ.pop(name, None)
        cls.small = os.path.join(os.environ["FAULT_SMALL"], "tables")
        os.mkdir(cls.small)
        if os.getuid() == 0:
            shutil.chown(cls.small, "postgres", "postgres")
        make = harness.Shop.make_database

        def there(shop):
            make(shop)
            shop.admin_sql("CREATE TABLESPACE small LOCATION '%s'" % cls.small)
            shop.admin_sql("ALTER DATABASE %s SET TABLESPACE small" % shop.dbname)
        with unittest.mock.patch.object(harness.Shop, "make_database", there):
            super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        try:
            super().tearDownClass()
        finally:
            subprocess.run(["sh", PG, "stop", cls.server])

    def until_told(self, what):
        """What is written fits into pages that are there already for a while."""
        for n in range(600):
            c, r = what()
            if r.status not in (200, 303):
                self.told(c, r)
                return n
        self.fail("the disk was never full")

    def test_full_and_free_again(self):
        v, _, _, slug = a.variant(self.shop)
        a.plenty(self.shop, v)
        buyer = self.shop.client()
        a.add(buyer, v)
        self.pages(buyer, slug)
        ready = []
        for i in range(100):
            c = self.shop.client()
            a.add(c, v)
            ready.append((c, a.checkout_form(c, phone="0812%08d" % i)))
        filler = self.fill(os.environ["FAULT_SMALL"])

        def visitor():
            c = self.shop.client()
            return c, a.add(c, v)

        def order():
            c, form = ready.pop()
            self.before, self.last = self.counts(), (c, form)
            return c, a.send(c, form)
        visitors, orders = self.until_told(visitor), self.until_told(order)
        print("full after %d visitors and %d orders" % (visitors, orders), file=sys.stderr)
        self.assertEqual(self.counts(), self.before)
        self.pages(buyer, slug)
        self.assertEqual(self.shop.invariants(), [])
        os.unlink(filler)
        c, form = self.last
        self.assertEqual(a.send(c, form).status, 303)
        self.assertEqual(visitor()[1].status, 303)
        self.well()


def inside():
    """In the namespace: a small disk under the folder of all shops of this process."""
    small = tempfile.mkdtemp(prefix="etalase-small-")
    postgres = harness.KIND == "postgres"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm,mode=755" % (96 if postgres else 48), "tmpfs", small], check=True)
    os.environ["FAULT_LOGS"] = tempfile.mkdtemp(prefix="etalase-logs-")
    os.environ["FAULT_SMALL"] = small
    if not postgres:
        tempfile.tempdir = small
    try:
        unittest.main()
    finally:
        tempfile.tempdir = None
        subprocess.run(["umount", "-l", small])
        os.rmdir(small)
        subprocess.run(["rm", "-rf", os.environ["FAULT_LOGS"]])


if __name__ == "__main__":
    if os.environ.get("FAULT_NAMESPACE"):
        inside()
    elif os.getuid() != 0 or subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL).returncode:
        print("SKIPPED fault/disk: a small disk needs root and mount namespaces")
    else:
        sys.exit(subprocess.run(["unshare", "-m", "--propagation", "private", sys.executable] + sys.argv, env=dict(os.environ, FAULT_NAMESPACE="1")).returncode)
