"""The disk is full. The shop's folder is a small tmpfs in a mount namespace of its own (so this needs root); a filler takes the rest. Whatever writes gets a clear 503 with an id of the log,
pages go on, nothing is half done, and when there is space again everything works without a restart."""
import os
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import harness          # noqa: E402


class Disk(harness.FlowTest):
    workers = 3
    work = True

    @classmethod
    def setUpClass(cls):
        cls.logs = tempfile.mkdtemp(prefix="etalase-log-", dir=os.environ["FAULT_LOGS"])
        make = harness.Shop.__init__

        def apart(shop, *args):     # the log of this test is read; it lies elsewhere
            make(shop, *args)
            shop.log = os.path.join(cls.logs, "log")
        with unittest.mock.patch.object(harness.Shop, "__init__", apart):
            super().setUpClass()

    def fill(self):
        path = os.path.join(self.shop.dir, "filler")
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

    def test_full_and_free_again(self):
        v, _, _, slug = a.variant(self.shop)
        payer, ref, _ = a.order(self.shop)
        proof = payer.get("/order/%s/pay" % ref).page.form("/proof")
        buyer = self.shop.client()
        a.add(buyer, v)
        form = a.checkout_form(buyer)
        filler = self.fill()
        # What the log of SQLite has already taken from the disk may serve some more.
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
        for at in ("/", "/products", "/product/" + slug, "/cart", "/healthz"):
            self.assertEqual(buyer.get(at).status, 200, at)
        self.assertEqual(self.counts(), before)
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "incoming")), [])
        os.unlink(filler)
        self.assertEqual(a.send(buyer, form).status, 303)
        self.assertEqual(payer.submit(proof, files=picture).status, 303)
        self.assertEqual(a.add(other, v).status, 303)
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        self.assertEqual([p.poll() for p in self.shop.procs], [None, None], "a part of the shop has ended")
        self.assertEqual(self.shop.sql("PRAGMA integrity_check"), [("ok",)])


def inside():
    """In the namespace: a small disk under the folder of all shops of this process."""
    small = tempfile.mkdtemp(prefix="etalase-small-")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=755", "tmpfs", small], check=True)
    os.environ["FAULT_LOGS"] = tempfile.mkdtemp(prefix="etalase-logs-")
    tempfile.tempdir = small
    try:
        unittest.main()
    finally:
        tempfile.tempdir = None
        subprocess.run(["umount", "-l", small])
        os.rmdir(small)
        subprocess.run(["rm", "-rf", os.environ["FAULT_LOGS"]])


if __name__ == "__main__":
    if harness.KIND != "sqlite":
        print("SKIPPED fault/disk on PostgreSQL: its disk is the server's")
    elif os.environ.get("FAULT_NAMESPACE"):
        inside()
    elif os.getuid() != 0 or subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL).returncode:
        print("SKIPPED fault/disk: a small disk needs root and mount namespaces")
    else:
        sys.exit(subprocess.run(["unshare", "-m", "--propagation", "private", sys.executable] + sys.argv, env=dict(os.environ, FAULT_NAMESPACE="1")).returncode)
