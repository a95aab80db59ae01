"""The program as it is installed, under valgrind: no error and nothing definitely lost, in a short day of a shop and in the worker's jobs. AddressSanitizer sees more of our own code; this sees memory
that was never written, and it looks at the release program with its libraries. Each process is judged by its own log; what libraries do wrong stands by name in valgrind.supp.

    MEMCHECK=full    many more pages (make soak); otherwise what fits into a minute
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../flow"))
os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
import _pictures
import _smtp
import _ways as w
import harness
from harness import Shop

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = ["--quiet", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite", "--child-silent-after-fork=no", "--trace-children=no", "--vgdb=no", "--num-callers=25",
           "--track-fds=no", "--suppressions=" + os.path.join(HERE, "valgrind.supp")]
FULL = os.environ.get("MEMCHECK") == "full"


class Watched(Shop):
    """serve and work run under valgrind; commands as usual. The walls are down: valgrind makes calls of its own."""

    def spawn(self, *args):
        os.makedirs(self.logs, exist_ok=True)
        with open(self.log, "ab") as log:
            p = subprocess.Popen(["valgrind"] + OPTIONS + ["--log-file=%s/%s.%%p" % (self.logs, args[0]), harness.BIN, *args], env=self.env(), stdout=log, stderr=subprocess.STDOUT)
        self.procs.append(p)
        return p

    @property
    def logs(self):
        return os.path.join(self.dir, "valgrind")

    def complaints(self):
        out = []
        for name in sorted(os.listdir(self.logs)):
            with open(os.path.join(self.logs, name), errors="replace") as f:
                text = f.read()
            if re.search(r"^==\d+== \S", text, re.M):
                out.append(name + ":\n" + text[:6000])
        return out


@unittest.skipUnless(shutil.which("valgrind"), "no valgrind")
class Memcheck(unittest.TestCase):
    def setUp(self):
        self.mail = _smtp.Server()
        self.shop = Watched(workers=1, env=dict(_smtp.env_for(self.mail), ETALASE_WALLS="0")).start()
        self.addCleanup(self.shop.stop)

    def ok(self, reply, status=200):
        self.assertEqual(reply.status, status, reply.text[:1500])
        return reply

    def buy(self):
        c = self.shop.client()
        for path in ("/", "/products", "/search?q=keripik", "/category/keripik", "/cart", "/robots.txt", "/regions?level=1", "/nothing-here"):
            self.assertIn(c.get(path).status, (200, 404), path)
        o = w.order(c, email="bu@example.com")
        self.ok(c.get("/order/" + o.ref))
        self.ok(w.send_proof(c, o, _pictures.jpeg()), 303)
        self.ok(c.post("/cart/add", {"variant": "x"}), 403 if c.last.status == 403 else c.last.status)
        return o

    def look_after(self, o):
        owner = self.shop.owner()
        few = ["/admin", "/admin/orders", "/admin/orders/%d" % o.id, "/admin/goods", "/admin/goods/1", "/admin/health", "/admin/debug", "/admin/reports"]
        more = ["/admin/" + p for p in "audit backup banks categories customers import jobs me messages more pages pictures settings staff zones reports/cash reports/goods reports/orders"
                " reports/stock reports/customers goods/new goods/1/stock goods/export zones/file me/sessions me/totp debug/ui".split()]
        for path in few + (more if FULL else []):
            self.ok(owner.get(path))
        f = owner.get("/admin/goods/1").page.form("/admin/goods/1", "name")
        self.assertIn(owner.submit(f, name="Keripik yang baru").status, (303, 422))
        owner.post("/admin/backup", {})
        w.must(owner, o, "pay") if FULL else None
        self.ok(owner.get("/admin/orders/%d/print/nota-a5" % o.id))

    def work(self):
        p = self.shop.spawn("work", "--once")
        self.assertIn(p.wait(240), (0, 1))

    def test_a_day(self):
        o = self.buy()
        self.look_after(o)
        self.work()
        self.assertTrue(self.mail.mails, self.shop.read_log()[-2000:])
        self.assertEqual(self.shop.one("SELECT state FROM payment_proof"), "ready")
        for p in self.shop.procs[:1]:
            p.terminate()
            p.wait(60)
        self.assertEqual(self.shop.complaints(), [])
        seen = os.listdir(self.shop.logs)
        self.assertGreaterEqual(len([n for n in seen if n.startswith("serve")]), 2, "the parent and a worker: %r" % seen)
        self.assertGreaterEqual(len([n for n in seen if n.startswith("work")]), 1, seen)


if __name__ == "__main__":
    unittest.main()
