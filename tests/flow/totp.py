"""Abuse case 30: the code from the phone. Turning it on needs the password, the key is shown once, a code works once, five tries, recovery codes, and a new password does not take it away."""
import base64
import hashlib
import hmac
import os
import re
import stat
import struct
import unittest

import _abuse as a
import harness
from harness import FlowTest


class Totp(FlowTest):
    def setUp(self):
        self.ahead = 0

    def tearDown(self):
        self.shop.clock(0)

    def later(self, seconds):
        self.ahead += seconds
        self.shop.clock(self.ahead)

    def code(self, key, steps=0):
        """As an app works it out."""
        at = int((harness.now() + self.ahead) // 30) + steps
        mac = hmac.new(base64.b32decode(key), struct.pack(">Q", at), hashlib.sha1).digest()
        n = mac[19] & 15
        return "%06d" % ((struct.unpack(">I", mac[n:n + 4])[0] & 0x7fffffff) % 1000000)

    def turn_on(self, c):
        f = self.ok(c.get("/admin/me/totp")).page.form("/totp/start")
        f = self.ok(c.submit(f), 422).page.form("/totp/start", has="proof")
        r = self.ok(c.submit(f, proof=c.password))
        key = r.page.find("b", class_="code").text().replace(" ", "")
        self.assertRegex(key, "^[A-Z2-7]{32}$")
        self.assertTrue(re.match(r"^[Mm0-9hvzHVZl ,.-]+$", r.page.find("svg", class_="qr").find("path").attrs["d"]))
        r = self.ok(c.submit(r.page.form("/totp/on"), code="000000" if self.code(key) != "000000" else "111111"), 422)
        self.assertNotIn(key, r.text.replace(" ", ""))
        r = self.ok(c.submit(r.page.form("/totp/on"), code=self.code(key)))
        codes = [b.text() for b in r.page.all("b", class_="code")]
        self.assertEqual(len(set(codes)), 10)
        return key, codes

    def half(self, login, password):
        c = self.shop.client()
        r = self.ok(c.submit(c.get("/admin/login").page.form("/admin/login"), login=login, password=password), 303)
        self.assertEqual(r.header("location"), "/admin/login/code")
        return c

    def send(self, c, code):
        return c.submit(self.ok(c.get("/admin/login/code")).page.form("/login/code"), code=code)

    def test_30_whole_way(self):
        c = self.shop.owner("uni")
        # A session alone, even a fresh one, does not turn it on.
        token = a.csrf(c, "/admin/more")
        self.ok(c.post("/admin/me/totp/start", [("csrf", token)]), 422)
        self.ok(c.post("/admin/me/totp/start", [("csrf", token), ("proof", "salah sekali")]), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM staff_totp t JOIN staff s ON s.id=t.staff WHERE s.login='uni'"), "0")
        key, codes = self.turn_on(c)
        # Shown once, sealed at rest, never in the log.
        for at in ("/admin/me/totp", "/admin/me", "/admin/audit"):
            self.assertNotIn(key, self.ok(c.get(at)).text.replace(" ", ""))
        dump = str(self.shop.dump())
        self.assertNotIn(key, dump)
        for code in codes:
            self.assertNotIn(code, dump)
            self.assertNotIn(code, self.shop.read_log())
        self.assertNotIn(key, self.shop.read_log())
        mode = os.stat(os.path.join(self.shop.dir, "keys", "server"))
        self.assertEqual(stat.S_IMODE(mode.st_mode), 0o600)
        r = self.ok(c.post("/admin/me/totp/start", [("csrf", token), ("proof", c.password)]), 303)
        # The password alone opens nothing.
        d = self.half("uni", c.password)
        for at in ("/admin", "/admin/orders", "/admin/me/totp"):
            self.assertEqual(self.ok(d.get(at), 303).header("location"), "/admin/login")
        self.later(60)
        first = self.code(key)
        for wrong in (self.code(key, -3), self.code(key, 3)):
            r = self.ok(self.send(d, wrong), 422)
            self.assertNotIn(wrong, r.text)
        old = dict(d.cookies)
        self.assertEqual(self.ok(self.send(d, first), 303).header("location"), "/admin")
        self.assertNotEqual(d.cookies, old)
        self.ok(d.get("/admin"))
        # The same code once more, in the same step.
        e = self.half("uni", c.password)
        self.ok(self.send(e, first), 422)
        self.ok(self.send(e, self.code(key, 1)), 303)
        # A recovery code, once.
        e = self.half("uni", c.password)
        self.ok(self.send(e, codes[2]), 303)
        e = self.half("uni", c.password)
        self.ok(self.send(e, codes[2]), 422)
        self.sees(self.ok(c.get("/admin/me/totp")), "tersisa: 9")

    def test_30_five_tries(self):
        c = self.shop.owner("lima")
        key, codes = self.turn_on(c)
        d = self.half("lima", c.password)
        for i in range(5):
            r = self.send(d, "00000%d" % i if self.code(key)[:5] != "00000" else "11111%d" % i)
        self.assertEqual((r.status, r.header("location").split("?")[0]), (303, "/admin/login"))
        self.ok(d.get("/admin/login/code"), 303)
        # The right password does not wipe the slate: it waits, and then it goes on.
        d = self.shop.client()
        r = d.submit(d.get("/admin/login").page.form("/admin/login"), login="lima", password=c.password)
        self.ok(r, 422)
        self.sees(r, "Tunggu")
        self.later(960)
        self.ok(self.send(self.half("lima", c.password), self.code(key)), 303)

    def test_30_a_new_password_keeps_it(self):
        c, boss = self.shop.owner("reset", "cashier"), self.shop.owner("bos")
        key, codes = self.turn_on(c)
        who = self.shop.one("SELECT id FROM staff WHERE login='reset'")
        new = re.search(r"password: (\S+)", self.shop.command("staff", "reset", "reset").stdout).group(1)
        self.half("reset", new)
        r = self.ok(boss.submit(self.ok(boss.get("/admin/staff/" + who)).page.form("/reset")))
        self.half("reset", r.page.all("b", class_="code")[1].text())
        new = r.page.all("b", class_="code")[1].text()
        # The owner can take it off, for who lost everything; and so can the command.
        self.ok(boss.submit(self.ok(boss.get("/admin/staff/" + who)).page.form("/totp")), 303)
        d = self.shop.login("reset", new)
        d.password = new
        self.turn_on(d)
        self.half("reset", new)
        self.shop.command("staff", "totp-off", "reset")
        self.shop.login("reset", new)
        self.assertNotEqual(self.shop.command("staff", "totp-off", "siapa", check=False).returncode, 0)

    def test_30_the_shop_asks_for_it(self):
        """With the setting on, an owner or admin without it comes to no page but the one where it is set up; others are not concerned."""
        boss, admin, cashier = self.shop.owner("wajib"), self.shop.owner("wajib-a", "admin"), self.shop.owner("wajib-k", "cashier")
        f = self.ok(boss.get("/admin/settings")).page.form("/admin/settings", has="totp_on")
        self.ok(boss.submit(f, totp_on="1"), 303)
        try:
            for c in (boss, admin, self.shop.login("wajib", boss.password)):
                for at in ("/admin", "/admin/orders", "/admin/settings", "/admin/more", "/admin/me"):
                    self.assertEqual(self.ok(c.get(at), 303).header("location").split("?")[0], "/admin/me/totp", at)
                token = a.csrf(c, "/admin/me/totp")
                for at in ("/admin/settings", "/admin/goods/new", "/admin/me/password"):
                    self.assertEqual(self.ok(c.post(at, [("csrf", token), ("totp_on", "0")]), 303).header("location").split("?")[0], "/admin/me/totp", at)
            self.sees(boss.follow(boss.get("/admin")), "Pasang dulu")
            self.ok(cashier.get("/admin"))
            key, codes = self.turn_on(boss)
            self.ok(boss.get("/admin"))
            self.later(60)
            d = self.half("wajib", boss.password)
            self.ok(self.send(d, self.code(key)), 303)
            self.ok(d.get("/admin/orders"))
            # Turned off again, it is asked for again.
            f = self.ok(d.submit(self.ok(d.get("/admin/me/totp")).page.form("/totp/off")), 422).page.form("/totp/off", has="proof")
            self.ok(d.submit(f, proof=boss.password), 303)
            self.ok(d.get("/admin/orders"), 303)
        finally:
            self.shop.sql("DELETE FROM setting WHERE name='totp_on'")
        self.ok(admin.get("/admin"))

    def test_off_and_new_codes(self):
        c = self.shop.owner("mati")
        key, codes = self.turn_on(c)
        f = self.ok(c.get("/admin/me/totp")).page.form("/totp/codes")
        f = self.ok(c.submit(f), 422).page.form("/totp/codes", has="proof")
        new = [b.text() for b in self.ok(c.submit(f, proof=c.password)).page.all("b", class_="code")]
        self.assertEqual(set(new) & set(codes), set())
        f = self.ok(c.submit(self.ok(c.get("/admin/me/totp")).page.form("/totp/off")), 422).page.form("/totp/off", has="proof")
        self.ok(c.submit(f, proof=c.password), 303)
        self.shop.login("mati", c.password)
        self.assertEqual(self.shop.sql("SELECT COUNT(*) FROM staff_recovery r JOIN staff s ON s.id=r.staff WHERE s.login='mati'"), [("0",)])
        self.assertEqual(self.ok(self.shop.client().get("/admin/login/code"), 303).header("location").split("?")[0], "/admin/login")


if __name__ == "__main__":
    unittest.main()
