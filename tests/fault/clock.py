"""The machine's clock is set forward and back, by hours, days and more than a year, while orders come in and the background worker works. What was begun under a wrong clock must not wait for
that time to come: when the clock is right again, papers asked for meanwhile are drawn, jobs run, unpaid orders get a deadline that comes, nobody waits for years after a few wrong passwords, and
a staff session lives no longer than ever. Sessions, carts and forms of the wrong time are refused or work; nothing is a failure. The clock that jumps is the shop's (ETALASE_CLOCK_FILE); files
have the times of their file system, and none that is in use is swept away. And while the clock is ahead nothing is done that can't be undone: no unpaid order lapses, nothing is thrown away.
"""
import os
import sys
import threading
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import harness          # noqa: E402

HOUR, DAY = 3600, 86400
JUMPS = (HOUR, -HOUR, 3 * DAY, -3 * DAY, 400 * DAY, -400 * DAY, 0)


class Clock(harness.FlowTest):
    workers = 4
    work = True

    def soon(self, question, what, seconds=40):
        end = time.time() + seconds
        while time.time() < end:
            if question():
                return
            time.sleep(0.2)
        self.fail("%s, %d s later: %s" % (what, seconds, self.shop.sql("SELECT id, lane, kind, state, due_at, lease_until, reason FROM outbox WHERE state IN ('due','leased','failed')")))

    def undone(self):
        return int(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state IN ('due', 'leased') AND lane<>'mail'"))

    def proof(self, c, ref):
        form = c.get("/order/%s/pay" % ref).page.form("/proof")
        self.assertEqual(c.submit(form, files=[("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())]).status, 303)

    def fresh_order(self):
        c, ref, number = a.order(self.shop, v=self.variant)
        self.assertEqual(c.get("/order/%s" % ref).status, 200)
        return c, ref, number

    def test_orders_under_a_jumping_clock(self):
        self.shop.sql("DELETE FROM outbox WHERE kind='media.product'")      # the demo's pictures take their time and show nothing here
        self.variant = a.variant(self.shop)[0]
        a.plenty(self.shop, self.variant)
        before = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        first, made, bad, stop = self.shop.client(), [], [], threading.Event()
        a.add(first, self.variant)

        def buyer():
            """Without pause: a jump falls into the middle of somebody's checkout."""
            while not stop.is_set():
                try:
                    made.append(a.order(self.shop, v=self.variant)[1])
                except AssertionError as e:
                    if not str(e).startswith(("no order: 422", "no order: 303", "checkout: 303", "no form '/checkout'")):     # the session or cart went with a jump: told, and tried again
                        bad.append(str(e)[:600])
                except Exception as e:      # told by the test
                    bad.append("%s: %s" % (type(e).__name__, str(e)[:300]))
        person = threading.Thread(target=buyer)
        person.start()
        mine, ways = [], {"1": None}
        try:
            for jump in JUMPS:
                self.shop.clock(jump, jump)
                mine.append((jump, *self.fresh_order()))
                self.proof(mine[-1][1], mine[-1][2])
                self.assertIn(first.get("/cart").status, (200, 303))
                self.soon(lambda: int(self.shop.one("SELECT COUNT(*) FROM job WHERE name='shelves' AND ABS(last_at - %d) < 100" % (time.time() + jump))),
                          "the worker does not go on at %d" % jump)
        finally:
            stop.set()
            person.join()
        self.assertEqual(bad, [])
        self.assertEqual(a.failures(self.shop), [])
        self.soon(lambda: self.undone() == 0, "work that nobody does")
        self.assertEqual(self.shop.sql("SELECT id FROM outbox WHERE state='failed' AND lane<>'mail'"), [])
        for jump, c, ref, number in mine:
            self.assertEqual(self.shop.sql("SELECT state, reason FROM payment_proof WHERE orders=%d" % number), [("ready", None)], jump)
            self.assertIn(c.get("/order/%s" % ref).status, (200, 303, 404), jump)
        self.assertGreater(len(made), len(JUMPS))
        have = {r[0] for r in self.shop.sql("SELECT ref FROM orders")}
        self.assertEqual([r for r in made if r not in have], [])
        self.assertGreaterEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), before + len(made) + len(mine))
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")


class Forward(harness.FlowTest):
    """A clock that is days ahead for a while must not do at once what can't be undone."""

    def state(self, number):
        return self.shop.one("SELECT delivery_state FROM orders WHERE id=%d" % number)

    def turn(self, seconds, jump):
        """The worker's next turn, when the clock says this."""
        self.shop.clock(seconds, jump)
        self.shop.sql("UPDATE job SET next_at=0")
        self.shop.work()

    def test_nothing_lapses_until_the_clock_is_believed(self):
        self.shop.sql("DELETE FROM outbox")
        self.shop.work()
        c, ref, number = a.order(self.shop)
        paid = a.order(self.shop)
        form = paid[0].get("/order/%s/pay" % paid[1]).page.form("/proof")
        self.assertEqual(paid[0].submit(form, files=[("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())]).status, 303)
        backups = os.path.join(self.shop.dir, "private/backup")
        self.turn(0, 0)
        have = sorted(os.listdir(backups)) if os.path.isdir(backups) else []
        # A year ahead for five minutes, and right again.
        for passed, jump in ((60, 400 * DAY), (300, 400 * DAY), (360, 0), (600, 0), (1200, 0)):
            self.turn(passed + jump, jump)
            self.assertEqual(self.state(number), "hold", (passed, jump))
            self.assertEqual(self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % paid[2]), "ready", (passed, jump))
        self.assertEqual([x for x in have if x not in os.listdir(backups)] if have else [], [])
        self.assertEqual(c.get("/order/%s" % ref).status, 200, "the shopper's own session went with the jump")
        # What stays so is believed after ten minutes: a clock that was wrong before.
        self.turn(1260 + 3 * DAY, 3 * DAY)
        self.assertEqual(self.state(number), "hold")
        self.turn(1800 + 3 * DAY, 3 * DAY)
        self.assertEqual(self.state(number), "hold")
        self.turn(1900 + 3 * DAY, 3 * DAY)
        self.assertEqual(self.state(number), "cancelled")
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(a.failures(self.shop), [])


class Back(harness.FlowTest):
    """What was begun 400 days ahead, after the clock is right again."""
    env = {"ETALASE_LOGIN_TRIES": "3"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.sql("DELETE FROM outbox")      # the demo's pictures take their time and show nothing here

    def tearDown(self):
        self.shop.clock(0)

    def test_deadline_of_an_unpaid_order(self):
        self.shop.clock(400 * DAY)
        _, _, number = a.order(self.shop)
        length = int(self.shop.one("SELECT due_at - placed_at FROM orders WHERE id=%d" % number))
        self.shop.clock(0)
        self.shop.work()
        self.assertLessEqual(abs(int(self.shop.one("SELECT due_at FROM orders WHERE id=%d" % number)) - time.time() - length), 100)
        self.assertEqual(self.shop.one("SELECT delivery_state FROM orders WHERE id=%d" % number), "hold")
        self.shop.clock(length + HOUR)
        self.shop.sql("UPDATE job SET next_at=0")
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT delivery_state FROM orders WHERE id=%d" % number), "cancelled")
        self.assertEqual(self.shop.invariants(), [])

    def test_lease_of_a_killed_worker(self):
        self.shop.clock(400 * DAY)
        c, ref, number = a.order(self.shop)
        form = c.get("/order/%s/pay" % ref).page.form("/proof")
        self.assertEqual(c.submit(form, files=[("proof", "bukti.jpg", "image/jpeg", _pictures.jpeg())]).status, 303)
        at = int(time.time()) + 400 * DAY
        self.shop.sql("UPDATE outbox SET state='leased', lease_by='gone', lease_until=%d WHERE kind='media.proof' AND state='due'" % (at + 120))
        self.shop.sql("UPDATE job SET next_at=%d, lease_by='gone', lease_until=%d" % (at + 60, at + 600))
        self.shop.clock(0)
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % number), "ready")
        self.assertEqual(self.shop.sql("SELECT name FROM job WHERE lease_until > 0 OR next_at > %d" % (time.time() + 2 * DAY)), [])

    def test_wrong_passwords(self):
        owner = self.shop.owner("jauh")
        self.shop.clock(400 * DAY)
        for _ in range(5):
            c = self.shop.client()
            c.submit(c.get("/admin/login").page.form("/admin/login"), login="jauh", password="salah sekali")
        c = self.shop.client()
        r = c.submit(c.get("/admin/login").page.form("/admin/login"), login="jauh", password=owner.password)
        self.assertNotEqual(r.status, 303, "nobody waits: this test sees nothing")
        self.shop.clock(0)
        self.assertEqual(self.shop.login("jauh", owner.password).get("/admin").status, 200)

    def test_staff_session(self):
        owner = self.shop.owner("lama")
        self.shop.clock(400 * DAY)
        ahead = self.shop.login("lama", owner.password)
        self.assertEqual(ahead.get("/admin").status, 200)
        self.shop.clock(0)
        self.assertEqual(ahead.get("/admin").status, 303, "a session of 400 days")

    def test_files_in_use(self):
        """A sweep under a clock that is ahead leaves what is just being written."""
        names = {"incoming": "a" * 64, "private/paper": "0" * 32 + ".pdf", "private/import": "b" * 32, "private/backup": "etalase-1.backup.part-abcdef", "tmp/media-abcdef": "800.webp"}
        for d, n in names.items():
            os.makedirs(os.path.join(self.shop.dir, d), exist_ok=True)
            with open(os.path.join(self.shop.dir, d, n), "w") as f:
                f.write("x")
        self.shop.clock(400 * DAY)
        self.shop.sql("UPDATE job SET next_at=0")
        self.shop.work()
        for d, n in names.items():
            self.assertTrue(os.path.exists(os.path.join(self.shop.dir, d, n)), d)
            os.utime(os.path.join(self.shop.dir, d, n), (1, 1))
            if d.startswith("tmp/"):
                os.utime(os.path.join(self.shop.dir, d), (1, 1))
        self.shop.sql("UPDATE job SET next_at=0")
        self.shop.work()
        for d, n in names.items():
            self.assertFalse(os.path.exists(os.path.join(self.shop.dir, d, n)), d)


if __name__ == "__main__":
    unittest.main()
