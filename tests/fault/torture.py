"""Torture: one request of a flow is sent again and again while its first, second, third … statement fails (then its commit), until it comes through untouched; each failure shows a page with an id
that is in the log and leaves nothing half done. Then each statement finds the database busy once: nobody notices. Then the first, second … piece of memory is refused: the worker ends, another
one takes its place, and nothing is half done. Then the worker is killed (as by kill -9) at statements, before commits and after them; the same button is pressed again, and what the flow does has
been done exactly once. Needs a build that can fail on purpose (src/base/fault.h): that of the tests, or, for the pieces of memory, the quick one that FAULT_BIN names.

    FAULT_ALLOCS=10    pieces of memory that are refused in each flow, spread over all of them; 0: every one
    FAULT_BIN=         the program whose memory is refused: with build/torture/etalase, which is without the sanitizers, not our own pieces alone but also those of SQLite, libpq, ctemplate and the others
    FAULT_BUSY=6       statements of each flow that find the database busy, spread over all; 0: every one
    FAULT_KILLS=6      statements and commits of each flow at which its worker is killed, spread over all; 0: every one
"""
import collections
import json
import os
import sqlite3
import sys
import time
import unittest
import unittest.mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import harness          # noqa: E402

ALLOCS = int(os.environ.get("FAULT_ALLOCS", "10"))
BUSY = int(os.environ.get("FAULT_BUSY", "6"))
KILLS = int(os.environ.get("FAULT_KILLS", "6"))
QUICK = os.environ.get("FAULT_BIN", "")


def spread(n, most):
    """Numbers from 1 to n: all of them, or `most`, first and last among them."""
    if most == 0 or n <= most:
        return range(1, n + 1)
    return sorted({1 + round(i * (n - 1) / (most - 1)) for i in range(most)})


class Tortured(harness.FlowTest):
    """The flows, and how a request is sent into a fault."""
    workers = 6

    @classmethod
    def setUpClass(cls):
        make = harness.Shop.__init__

        def told(shop, *args):      # the folder's name is known only when the shop is made
            make(shop, *args)
            shop.extra = {"ETALASE_FAIL_FILE": os.path.join(shop.dir, "fail")}
        with unittest.mock.patch.object(harness.Shop, "__init__", told):
            super().setUpClass()
        cls.owner = cls.shop.owner()

    # --- the flows: each makes ready and gives (client, form, what it must have done) ---

    def checkout(self):
        c = self.shop.client()
        a.add(c, self.variant)
        return c, a.checkout_form(c), ("step", "place")

    def pay(self):
        _, _, number = a.order(self.shop, v=self.variant)
        at = "/admin/orders/%d" % number
        return self.owner, self.owner.get(at).page.form(at + "/pay"), None

    def cancel(self):
        _, _, number = a.order(self.shop, v=self.variant)
        at = "/admin/orders/%d" % number
        f = self.owner.get(at).page.form(at + "/cancel")
        return self.owner, f.set("reason", "Pembeli berubah pikiran"), None

    def cart(self):
        c = self.shop.client()
        a.add(c, self.variant)
        return c, c.get("/product/%s" % self.slug).page.form("/cart/add", "product"), ("go", "cart")

    def proof(self):
        c, ref, _ = a.order(self.shop, v=self.variant)
        form = c.get("/order/%s/pay" % ref).page.form("/proof")
        form.photo = [("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())]
        return c, form, None

    def confirm(self):
        c, form, _ = self.proof()
        self.assertEqual(c.submit(form, files=form.photo).status, 303)
        at = "/admin/orders/%s" % self.shop.one("SELECT MAX(id) FROM orders")
        return self.owner, self.owner.get(at).page.form(at + "/pay"), None

    # A photo that the shop has made the sizes of before: no job is left that needs the file.
    PHOTO = _pictures.jpeg()

    def category(self):
        form = self.owner.get("/admin/categories/new").page.form("/admin/categories/new").set("name", "Rak %d" % time.monotonic_ns())
        form.photo = [("photo", "rak.jpg", "image/jpeg", self.PHOTO)]
        return self.owner, form, None

    def hero(self):
        form = self.owner.get("/admin/settings").page.form("/admin/settings")
        form.photo = [("hero", "dapur.jpg", "image/jpeg", self.PHOTO)]
        return self.owner, form, None

    def goods(self):
        form = self.owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", "Barang %d" % time.monotonic_ns()).set("v0_price", "1000").set("v0_stock", "1")
        form.photo = [("photo", "barang.jpg", "image/jpeg", self.PHOTO)]
        return self.owner, form, ("act", "save")

    # --- failing ---

    def setUp(self):
        self.variant, _, _, self.slug = a.variant(self.shop)
        a.plenty(self.shop, self.variant)
        self.file = os.path.join(self.shop.dir, "fail")

    def send(self, c, form, button, what):
        """Sends with a fault ahead: (reply, what was left of the countdown or None when the worker ended)."""
        for end in ("", ".out"):
            if os.path.exists(self.file + end):
                os.unlink(self.file + end)
        with open(self.file + ".new", "w") as f:
            f.write(what)
        os.rename(self.file + ".new", self.file)
        self.read_to = os.path.getsize(self.shop.log)
        r = c.submit(form, button, files=getattr(form, "photo", None))
        for _ in range(1000):
            if os.path.exists(self.file + ".out"):
                with open(self.file + ".out") as f:
                    line = f.read()
                if line.endswith("\n"):
                    return r, int(line.split()[1])
            if r.status == 502:
                return r, None
            time.sleep(0.003)
        if what.startswith("kill"):     # after the answer
            return r, None
        self.fail("the request did not take the fault %s: %d" % (what, r.status))

    def moved(self):
        """Has anything been committed since this was last asked? On SQLite alone is that known: there what has been looked at need not be looked at again."""
        if harness.KIND == "postgres":
            return True
        if getattr(self, "looking", None) is None:
            self.looking = sqlite3.connect(os.path.join(self.shop.dir, "etalase.db"), timeout=10)
            self.addCleanup(self.looking.close)
        version = self.looking.execute("PRAGMA data_version").fetchone()[0]
        moved, self.version = version != getattr(self, "version", None), version
        if moved:
            self.counted = self.sound = None
        return moved

    def counts(self):
        """What must not change when a request failed."""
        if self.moved() or self.counted is None:
            self.counted = self.count()
        return self.counted

    def count(self):
        return [self.shop.one("SELECT COUNT(*) FROM " + t) for t in
                ("orders", "order_line", "order_event", "stock_move", "payment", "payment_proof", "outbox", "cart_line", "audit")] + \
            self.shop.sql("SELECT CAST(COALESCE(SUM(reserved),0) AS BIGINT), CAST(COALESCE(SUM(on_hand),0) AS BIGINT) FROM stock")

    def whole(self, what):
        if not self.moved() and self.sound:
            return
        self.assertEqual(self.shop.invariants(), [], what)
        self.assertEqual(self.shop.sql("SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.orders=o.id) OR NOT EXISTS (SELECT 1 FROM payment p WHERE p.orders=o.id)"
                                       " OR NOT EXISTS (SELECT 1 FROM order_event e WHERE e.orders=o.id)"), [], what + ": half an order")
        self.sound = True

    def failed(self, c):
        """The lines about the failure of this client's last request."""
        with open(self.shop.log, errors="replace") as f:
            f.seek(self.read_to)
            return [json.loads(x) for x in f if '"failure"' in x and c.last_id in x]

    def told(self, c, r, what):
        """The page of a failure names the id of the log line."""
        self.assertIn(r.status, (500, 503), what)
        lines = self.failed(c)
        self.assertTrue(lines, "%s: no line in the log with the id of the request" % what)
        self.assertIn(lines[0]["id"], r.text, what)
        self.assertNotRegex(r.text, r"SELECT|ETALASE_FAIL", what)


class Torture(Tortured):
    PICTURED = {"category": "SELECT COUNT(*) FROM category WHERE media IS NOT NULL", "goods": "SELECT COUNT(*) FROM media_link", "hero": "SELECT COUNT(*) FROM setting WHERE name='hero' AND value<>''"}

    def uploads(self, make):
        """The owner's photo arrives whatever statement had to be tried again: the file is taken once."""
        c, form, button = make()
        r, left = self.send(c, form, button, "busy 1000")
        self.assertEqual(r.status, 303, r.text[:500])
        n = 1000 - left
        self.shop.sql("UPDATE media SET state='ready', width=64, height=32 WHERE state='waiting'")
        reached = 0
        for i in spread(n, BUSY):
            what = "%s, statement %d of %d busy" % (make.__name__, i, n)
            c, form, button = make()
            before = int(self.shop.one(self.PICTURED[make.__name__]))
            r, left = self.send(c, form, button, "busy %d" % i)
            self.assertEqual(r.status, 303, what)
            reached += left == 0    # the first had a few more
            self.assertEqual(int(self.shop.one(self.PICTURED[make.__name__])), before + (make.__name__ != "hero"), what)
        self.assertGreater(reached, min(n, BUSY or n) // 2)

    def statements(self, make):
        """Every statement and the commit fail once; how many there were."""
        c, form, button = make()
        before, n = self.counts(), 0
        while True:
            n += 1
            what = "%s, statement %d" % (make.__name__, n)
            self.assertLess(n, 400, what)
            r, left = self.send(c, form, button, "sql %d" % n)
            if left:
                self.assertEqual(r.status, 303, what)
                break
            if r.status == 303:     # after the answer: when the session was last seen
                break
            self.told(c, r, what)
            self.assertEqual(self.counts(), before, what)
            self.whole(what)
        self.assertNotEqual(self.counts(), before)
        self.whole(make.__name__)
        return n - 1

    def busy(self, make, n):
        for i in spread(n, BUSY):
            what = "%s, statement %d busy" % (make.__name__, i)
            c, form, button = make()
            r, left = self.send(c, form, button, "busy %d" % i)
            self.assertEqual((r.status, left), (303, 0), what)
            self.whole(what)

    def numbers(self):
        return [int(x) for x in self.counts()[:-1]] + [int(x) for x in self.counts()[-1]]

    def killed(self, make, n):
        """What an undisturbed flow changes is what one changes whose worker was killed and whose button was pressed again."""
        c, form, button = make()
        before = self.numbers()
        self.assertEqual(c.submit(form, button, files=getattr(form, "photo", None)).status, 303)
        change, ended = [y - x for x, y in zip(before, self.numbers())], 0
        for i in spread(n + 4, KILLS):
            what = "%s, killed at %d" % (make.__name__, i)
            c, form, button = make()
            before = self.numbers()
            r, left = self.send(c, form, button, "kill %d" % i)
            self.whole(what)
            if r.status == 502:
                ended += 1
                r = c.submit(form, button, files=getattr(form, "photo", None))
            self.assertIn(r.status, (303, 409, 422), what)
            self.assertEqual([y - x for x, y in zip(before, self.numbers())], change, what)
            self.whole(what)
        self.assertGreater(ended, min(n, KILLS or n) // 2)
        return ended

    def torture(self, make):
        n = self.statements(make)
        self.assertGreater(n, 3)
        self.busy(make, n)
        killed = self.killed(make, n)
        print("%s: %d statements, %d killed" % (make.__name__, n, killed), file=sys.stderr)
        self.assertEqual(self.shop.command("check").stdout, "ok\n")

    def test_checkout(self):
        self.torture(self.checkout)

    def test_pay(self):
        self.torture(self.pay)

    def test_cancel(self):
        self.torture(self.cancel)

    def test_proof(self):
        self.torture(self.proof)

    def test_confirm(self):
        self.torture(self.confirm)

    def test_uploads_of_the_owner(self):
        for make in (self.category, self.hero, self.goods):
            self.uploads(make)

    def test_cart(self):
        self.torture(self.cart)


class Memory(Tortured):
    """Each piece of memory is refused once. With all of them there are so many workers that each lives longer than the second after which the parent starts the next one without waiting."""
    workers = 6 if ALLOCS else 40

    @classmethod
    def setUpClass(cls):
        with unittest.mock.patch.object(harness, "BIN", os.path.join(harness.ROOT, QUICK) if QUICK else harness.BIN):
            super().setUpClass()

    def outcome(self, c, form, button, r, what, before):
        """It came through, or the worker ended, or a page says that it failed, since a library told us; then nothing is done."""
        self.assertIn(r.status, (303, 500, 502, 503), what)
        self.whole(what)
        if r.status not in (500, 503):
            return
        self.told(c, r, what)
        after = self.counts()
        if after != before:     # the word of a server that it has committed did not arrive: pressed again, it is still done once
            self.assertEqual(harness.KIND, "postgres", what)
            self.assertEqual([x["where"] for x in self.failed(c)], ["db_commit"], what)
            self.assertIn(c.submit(form, button, files=getattr(form, "photo", None)).status, (303, 409, 422), what)
            self.assertEqual(self.counts(), after, what)

    def memory(self, make):
        """The whole number first: a countdown that is far too long tells what it had to count."""
        word, n, ends = "malloc" if QUICK else "alloc", 0, collections.Counter()
        for _ in range(3):
            c, form, button = make()
            r, left = self.send(c, form, button, word + " 1000000")
            self.assertEqual(r.status, 303)
            n = max(n, 1000000 - left)
        c, form, button = make()
        before = self.counts()
        for i in spread(n, ALLOCS):
            what = "%s, piece %d of %d" % (make.__name__, i, n)
            for _ in range(self.workers + 10 if QUICK else 1):  # who has answered before has things in store and asks for less; with the quick program it ends then, and another is asked
                r, left = self.send(c, form, button, "%s %d" % (word, i))
                self.outcome(c, form, button, r, what, before)
                if self.counts() != before:     # it came through: the next one begins anew
                    c, form, button = make()
                    before = self.counts()
                if not left:
                    break
            ends["not reached" if left else {502: "ended the worker", 303: "nobody noticed"}.get(r.status, "told")] += 1
        self.assertGreater(ends["ended the worker"], 0)
        self.assertEqual(self.shop.client().get("/healthz").status, 200)
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        print("%s: %d pieces of memory; %s" % (make.__name__, n, ", ".join("%d %s" % (v, k) for k, v in ends.items())), file=sys.stderr)

    def test_checkout(self):
        self.memory(self.checkout)

    def test_pay(self):
        self.memory(self.pay)

    def test_cancel(self):
        self.memory(self.cancel)

    def test_proof(self):
        self.memory(self.proof)

    def test_confirm(self):
        self.memory(self.confirm)

    def test_cart(self):
        self.memory(self.cart)


if __name__ == "__main__":
    unittest.main()
