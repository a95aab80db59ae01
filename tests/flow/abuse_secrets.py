"""Abuse cases 27, 29, 53, 56, 61 and 62: a login tells nothing by its time, waiting ends, what is secret stands neither in the log nor on error pages nor under an address, names cannot command
a terminal, and a clock that jumps does no harm."""
import json
import os
import re
import stat
import statistics
import time
import unittest

import _abuse as a
import _ways as w
import harness
from harness import FlowTest
import totp

DAY = 86400


class Login(FlowTest):
    workers = 1

    def send(self, login, password, **headers):
        c = self.shop.client(**headers)
        f = c.get("/admin/login").page.form("/admin/login")
        f.set("login", login).set("password", password)
        start = time.perf_counter()
        r = c.submit(f)
        return r, time.perf_counter() - start

    def test_27_time(self):
        """Known, shut out and unknown accounts, each from a network of its own, in turns: what the middle one takes is alike."""
        for i in range(3):
            self.shop.owner("ada%d" % i, "cashier")
            self.shop.owner("tutup%d" % i, "cashier")
        self.shop.sql("UPDATE staff SET active=0 WHERE login LIKE 'tutup%'")
        took, texts = {"ada": [], "tutup": [], "siapa": []}, set()
        for turn in range(15):
            for kind in took:
                login = "%s%d" % (kind, turn % 3)
                r, seconds = self.send(login, "salah-sekali-9", REMOTE_ADDR="10.%d.7.9" % turn)
                took[kind].append(seconds)
                texts.add((r.status, r.text.replace(login, "?"), r.header("content-length") is None))
                self.shop.sql("DELETE FROM login_failure")
        self.assertEqual(len(texts), 1)
        middle = {k: statistics.median(v) for k, v in took.items()}
        for k in middle:
            self.assertLess(middle[k], 2 * middle["ada"], middle)
            self.assertGreater(middle[k], middle["ada"] / 2, middle)

    def test_27_an_order_is_found_by_both_or_not_at_all(self):
        """The same answer for a number that exists with another phone and for one that does not."""
        _, ref, number = a.order(self.shop, phone="081277770001")
        there = self.shop.one("SELECT number FROM orders WHERE id=%d" % number)
        answers = set()
        for n in (there, "MR-9999"):
            c = self.shop.client()
            f = c.get("/track").page.form("/track", "number")
            phone = [x for x in f.names() if x not in ("number", "csrf", None)][0]
            r = c.submit(f, **{"number": n, phone: "9876"})
            answers.add((r.status, r.text.replace(n, "?")))
        self.assertEqual(len(answers), 1)

    def test_29_a_victim_comes_in(self):
        """Somebody tries again and again from many networks: from another one the owner is kept out for a minute at most, however long it goes on."""
        c = self.shop.owner("korban")
        ahead, waited = 0, []
        try:
            for hour in range(3):
                for i in range(40):
                    self.send("korban", "tebakan-%d" % i, REMOTE_ADDR="10.9.%d.%d" % (hour, i))
                for s in range(0, 70, 10):
                    self.shop.clock(ahead + s)
                    r, _ = self.send("korban", c.password, REMOTE_ADDR="192.0.2.7")
                    if r.status == 303:
                        waited.append(s)
                        break
                ahead += 3600
                self.shop.clock(ahead)
            self.assertEqual(len(waited), 3, "kept out for longer than a minute")
            self.assertTrue(any(waited), "forty networks were not held for a moment")
        finally:
            self.shop.clock(0)

    def test_29_one_password_on_many_accounts(self):
        self.shop.sql("DELETE FROM login_failure")
        seen = [self.send("orang%d" % i, "rahasia-2026", REMOTE_ADDR="198.51.100.9")[0].text for i in range(40)]
        self.assertNotIn("Tunggu", seen[0])
        self.assertIn("Tunggu", seen[-1])
        self.shop.owner("lain")     # another network is not concerned


class Journey(FlowTest):
    """Case 56: everything that is secret and was used on one long way, looked for everywhere it must not be."""
    setUp, tearDown, later, code, turn_on, half, send = [vars(totp.Totp)[x] for x in ("setUp", "tearDown", "later", "code", "turn_on", "half", "send")]

    def test_56_secrets(self):
        secrets = {}
        owner = self.shop.owner("pemilik56")
        secrets["password"] = owner.password
        key, codes = self.turn_on(owner)
        secrets["totp"], secrets["recovery"] = key, codes[0]
        self.later(60)
        second = self.half("pemilik56", owner.password)
        self.ok(self.send(second, self.code(key)), 303)
        secrets["recovery code used"] = codes[1]
        third = self.half("pemilik56", owner.password)
        self.ok(self.send(third, codes[1]), 303)
        buyer = self.shop.client()
        o = w.order(buyer, "SA-250", 1, name="Rahasia Pembeli", phone="081288887777", email="rahasia56@example.com", note="jangan bilang siapa-siapa")
        w.send_proof(buyer, o)
        self.shop.work()
        for step in ("pay", "pack"):
            w.must(owner, o, step)
        w.must(owner, o, "ship", courier="JNE", tracking="RSH56")
        out = self.shop.command("staff", "add", "kasir56", "cashier", "Kasir Rahasia").stdout
        secrets["first password"] = re.search(r"password: (\S+)", out).group(1)
        secrets["reset password"] = re.search(r"password: (\S+)", self.shop.command("staff", "reset", "kasir56").stdout).group(1)
        wrong = self.shop.client()
        wrong.submit(wrong.get("/admin/login").page.form("/admin/login"), login="pemilik56", password="bukan-sandinya-77")
        secrets["password tried"] = "bukan-sandinya-77"
        secrets["order's address"], secrets["phone"], secrets["name"], secrets["note"], secrets["mail"] = o.ref, "81288887777", "Rahasia Pembeli", "jangan bilang", "rahasia56"
        for who, c in (("owner", owner), ("second", second), ("buyer", buyer)):
            for name, value in c.cookies.items():
                secrets["session of " + who] = value
            secrets["token of " + who] = a.csrf(c, "/admin/more" if who != "buyer" else "/order/" + o.ref)
        # What goes wrong on the way: pages and log lines of failures.
        pages = [buyer.get("/order/" + o.ref + "x"), buyer.get("/nowhere?csrf=" + secrets["token of buyer"]), owner.get("/admin/nowhere"), buyer.get("/%ff"),
                 buyer.post("/cart/add", [("csrf", "x"), ("variant", "1")]), owner.post("/admin/me/password", [("csrf", "x"), ("password_now", owner.password)])]
        path = os.path.join(self.shop.dir, "s56.backup")
        self.shop.command("backup", path)
        with open(path, "rb") as f:
            backup = f.read()
        log, dump = self.shop.read_log(), str(self.shop.dump())
        self.assertGreater(len(log.splitlines()), 30)
        for what, secret in secrets.items():
            self.assertGreaterEqual(len(secret), 6, what)
            self.assertNotIn(secret, log, "%s stands in the log" % what)
            self.assertNotIn(secret.encode(), backup, "%s stands in the backup" % what)
            for r in pages:
                if what.startswith("token of"):
                    continue    # an error page may hold a form with its reader's own token
                self.assertNotIn(secret, r.text, "%s stands on an error page" % what)
            if not what.startswith(("order", "phone", "name", "note", "mail", "token")):
                self.assertNotIn(secret, dump, "%s stands in the database" % what)
        # No page of an order tells its address to the next site, none leads out with it.
        for at in ("/order/" + o.ref, "/order/%s/nota" % o.ref, "/en/order/" + o.ref):
            r = self.ok(buyer.get(at))
            self.assertEqual(r.header("referrer-policy"), "no-referrer", at)
            self.assertIn("no-store", r.header("cache-control"))
            for h in r.page.links():
                if re.match(r"(https?:)?//", h) and not h.startswith((harness.ORIGIN, "https://wa.me/")):
                    self.assertNotIn(o.ref, h, at)

    def test_53_nothing_by_address_and_nothing_open(self):
        """Every file that the shop has made, asked for by its own path in several spellings; and nobody else on the machine may read any but public pictures."""
        buyer = self.shop.client()
        o = w.order(buyer, "SA-250", 1)
        w.send_proof(buyer, o)
        self.shop.work()
        owner = self.shop.owner("cadangan")
        f = [f for f in owner.get("/admin/backup").page.forms() if f.action == "/admin/backup"][0]
        self.ok(owner.submit(f), 303)
        self.shop.work()
        self.shop.command("backup", os.path.join(self.shop.dir, "sendiri.backup"))
        files = [os.path.relpath(os.path.join(d, x), self.shop.dir) for d, _, names in os.walk(self.shop.dir) for x in names]
        made = [x for x in files if x.startswith("private/backup/")]
        self.assertGreaterEqual(len(made), 1)
        for x in made:
            self.assertRegex(x, r"-[a-z0-9]{8,}\.backup$", "a name that can be guessed")
        for x in files:
            mode = stat.S_IMODE(os.lstat(os.path.join(self.shop.dir, x)).st_mode)
            if not x.startswith("media/") and x not in ("log", "clock"):       # the last two are this test's own
                self.assertEqual(mode & 0o007, 0, "%s is open to all: %o" % (x, mode))
            # What nginx hands out after the program's word may be read by its group; nothing else, and that never written.
            if x.startswith(("private/", "keys/", "incoming/")) or x.endswith(".backup") or ".db" in x:
                self.assertEqual(mode & (0o037 if x.startswith(("private/proof/", "private/backup/")) else 0o077), 0, "%s: %o" % (x, mode))
            for at in ("/" + x, "/data/" + x, "/media/../" + x, "/media/%2e%2e/" + x, "/static/../" + x, "/_private/" + x, "/admin/" + x, "/admin/backup/" + os.path.basename(x)):
                r = buyer.get(at)
                self.assertIn(r.status, (400, 404), at)
                self.assertIsNone(r.header("x-accel-redirect"), at)
        for at in ("/.git/config", "/.git/HEAD", "/.env", "/etalase.conf", "/conf/etalase.conf", "/sql/001_shop.sql", "/backup", "/export", "/dump.sql", "/etalase.db-wal", "/server-status"):
            self.assertIn(buyer.get(at).status, (400, 404), at)


class Terminal(FlowTest):
    HOSTILE = "Nama\x1b]0;jahat\x07\x1b[2J\x9b31m\r\nuser: palsu\u202e"

    def clean(self, text, where):
        self.assertIsNone(re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]", text), where)

    def test_61_names_command_no_terminal(self):
        """A name that came from anywhere, told by a command: no escapes, no second line. In the log: one object a line."""
        p = self.shop.command("staff", "add", "terminal", "driver", self.HOSTILE, check=False)
        self.clean(p.stdout + p.stderr, "staff add")
        self.clean(self.shop.command("staff", "list").stdout, "staff list")
        self.assertNotRegex(self.shop.command("staff", "list").stdout, r"(?m)^user: palsu")
        path = os.path.join(self.shop.dir, "nama.csv")
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write('key,name,price,sku,category\r\nk1,"%s",abc,"%s","%s"\r\n' % ((self.HOSTILE,) * 3))
        p = self.shop.command("import", path, check=False)
        self.clean(p.stdout + p.stderr, "import")
        for args in (("restore", "/tmp/" + self.HOSTILE.replace("\n", "")), ("staff", "reset", self.HOSTILE), (self.HOSTILE,)):
            p = self.shop.command(*args, check=False)
            self.assertNotEqual(p.returncode, 0)
            self.clean((p.stdout + p.stderr).replace(self.HOSTILE, ""), args[0][:10])
        owner = self.shop.owner("layar")
        buyer = self.shop.client(HTTP_USER_AGENT=self.HOSTILE)
        a.order(self.shop, name=self.HOSTILE)
        buyer.get("/product/" + "\u202e\x9b")
        owner.get("/admin/orders?q=%1b%5b2J%0a%7b%22event%22%3a%22palsu%22%7d")
        for line in self.shop.read_log().splitlines():
            self.assertIn("event", json.loads(line))
            self.clean(line, line)


class Clock(FlowTest):
    workers = 1

    def tearDown(self):
        self.shop.clock(0)

    def test_62_back_and_forward(self):
        """Three days back, forty ahead, and home again: the shop takes orders, people log in, jobs run, numbers stay unique, nobody is logged in longer than promised."""
        owner = self.shop.owner("jam")
        seen = []
        for ahead in (0, -3 * DAY, 40 * DAY, 0, -3 * DAY, 0):
            self.shop.clock(ahead)
            client, ref, number = a.order(self.shop, phone="0812333000%02d" % len(seen))
            seen.append(number)
            o = self.shop.sql("SELECT placed_at, due_at FROM orders WHERE id=%d" % number)[0]
            self.assertEqual(int(o[1]) - int(o[0]), 24 * 3600, "a deadline is a day, whatever the clock says")
            self.assertLess(abs(int(o[0]) - harness.now() - ahead), 30)
            who = self.shop.login("jam", owner.password)
            for at in ("/admin", "/admin/orders?tab=all", "/admin/reports", "/admin/health", "/admin/audit", "/admin/me/sessions"):
                self.ok(who.get(at))
            # Work due by this clock is done, and what the other clock had put far ahead does not stand still.
            self.shop.work()
            late = [r for r in self.shop.sql("SELECT name, next_at FROM job") if int(r[1]) > harness.now() + ahead + 2 * DAY]
            self.assertEqual([x for x in late if x[0] == "order.expire"], [])
            self.assertEqual(a.failures(self.shop), [])
            self.assertEqual(self.shop.invariants(), [])
            if ahead == 40 * DAY:
                self.assertEqual(self.ok(owner.get("/admin"), 303).header("location"), "/admin/login")
        numbers = self.shop.one_list("SELECT number FROM orders WHERE id IN (%s)" % ", ".join(map(str, seen)))
        self.assertEqual(len(set(numbers)), len(seen))
        # One that was placed when the clock stood ahead lapses after its day, not in forty.
        self.assertGreater(int(self.shop.one("SELECT COUNT(*) FROM orders WHERE pay_state='void'")), 0)

    def test_62_whose_day_it_is(self):
        """23.59 and 00.00 of UTC+7, +8 and +9: orders and money count on the day of the shop's own clock."""
        for zone, hours in (("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)):
            self.shop.clock(0)
            owner = self.shop.owner("hari%d" % hours)
            f = owner.get("/admin/settings").page.form("/admin/settings")
            self.ok(owner.submit(f, timezone=zone), 303)
            now = int(harness.now())
            local = now + hours * 3600
            midnight = local - local % DAY + DAY - hours * 3600       # the next one there, in UTC
            days = []
            for at in (midnight - 60, midnight + 60):
                self.shop.clock(at - now)
                client, ref, number = a.order(self.shop, phone="0812444%d%03d" % (hours, len(days)))
                who = self.shop.login("hari%d" % hours, owner.password)
                page = who.get("/admin/orders/%d" % number).page
                self.ok(who.submit(page.form("/pay")), 303)
                days.append(tuple(int(x) for x in self.shop.sql("SELECT o.day, p.day FROM orders o JOIN payment p ON p.orders=o.id WHERE o.id=%d" % number)[0]))
                iso = time.strftime("%Y-%m-%d", time.gmtime(at + hours * 3600))
                name = self.shop.one("SELECT number FROM orders WHERE id=%d" % number)
                self.sees(who.get("/admin/orders?day=" + iso), name)
                self.sees(who.get("/admin/reports/orders?p=today"), name)
            self.assertEqual(days[0][0], days[0][1])
            self.assertEqual(days[1], (days[0][0] + 1, days[0][1] + 1), zone)


if __name__ == "__main__":
    unittest.main()
