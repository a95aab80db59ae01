"""Sessions of staff: the list of one's own, logging out from afar, and the password that dangerous acts ask for again without losing what was typed."""
import unittest

import _abuse as a
from harness import FlowTest

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"


class Sessions(FlowTest):
    def enter(self, login, password, agent):
        c = self.shop.client(HTTP_USER_AGENT=agent)
        self.ok(c.submit(c.get("/admin/login").page.form("/admin/login"), login=login, password=password), 303)
        return c

    def test_list_and_log_out(self):
        c = self.shop.owner("banyak", "cashier")
        phone = self.enter("banyak", c.password, ANDROID)
        odd = self.enter("banyak", c.password, b"\xff\xfe<b>{{X}}\xc3")
        r = self.ok(c.get("/admin/me/sessions"))
        self.assertEqual(c.get("/admin/me").page.link("/me/sessions"), "/admin/me/sessions")
        self.sees(r, "HP Android · Chrome", "Perangkat lain", "yang ini")
        rows = r.page.find("ul", class_="rows").all("li")
        self.assertEqual(len(rows), 3)
        row = [x for x in rows if "HP Android" in x.text()][0]
        action = row.find("form").attrs["action"]
        r = self.ok(c.post(action, [("csrf", a.csrf(c, "/admin/more"))]), 303)
        self.assertEqual(c.follow(r).page.flash(), "Perangkat itu sudah keluar")
        self.ok(phone.get("/admin"), 303)
        self.ok(odd.get("/admin"))
        self.ok(c.post(action, [("csrf", a.csrf(c, "/admin/more"))]), 404)
        r = c.submit(self.ok(c.get("/admin/me/sessions")).page.form("/sessions/end"))
        self.assertEqual(c.follow(r).page.flash(), "Semua perangkat lain sudah keluar")
        self.ok(odd.get("/admin"), 303)
        self.assertEqual(len(self.ok(c.get("/admin/me/sessions")).page.find("ul", class_="rows").all("li")), 1)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act='session.end'"), "2")

    def test_others_sessions_are_not_ones_own(self):
        c, d = self.shop.owner("usil", "admin"), self.shop.owner("korban", "cashier")
        theirs = self.shop.one("SELECT s.id FROM session s JOIN staff p ON p.id=s.staff WHERE p.login='korban'")
        self.ok(c.post("/admin/me/sessions/%s/end" % theirs, [("csrf", a.csrf(c, "/admin/more"))]), 404)
        self.ok(c.post("/admin/me/sessions/end", [("csrf", a.csrf(c, "/admin/more"))]), 303)
        self.ok(d.get("/admin"))

    def test_ones_own_session(self):
        c = self.shop.owner("sendiri")
        mine = self.shop.one("SELECT s.id FROM session s JOIN staff p ON p.id=s.staff WHERE p.login='sendiri'")
        r = self.ok(c.post("/admin/me/sessions/%s/end" % mine, [("csrf", a.csrf(c, "/admin/more"))]), 303)
        self.assertEqual(r.header("location"), "/admin/login")
        self.ok(c.get("/admin"), 303)


class Proof(FlowTest):
    """Within ten minutes of the password; then it is asked for, and the form goes on."""

    def tearDown(self):
        self.shop.clock(0)

    def stale(self, login):
        c = self.shop.owner(login)
        self.shop.sql("UPDATE session SET proved_at=proved_at-601 WHERE staff=(SELECT id FROM staff WHERE login='%s')" % login)
        return c

    def test_form_is_kept(self):
        c = self.stale("lupa")
        f = self.ok(c.get("/admin/banks/new")).page.form("/admin/banks/new")
        n = self.shop.one("SELECT COUNT(*) FROM bank_account")
        r = self.ok(c.submit(f, bank="Bank \"Uji\" <b>", number="123 456", holder="Mande & Anak", active="1"), 422)
        g = r.page.form("/admin/banks/new", has="proof")
        self.assertEqual((g.get("bank"), g.get("number"), g.get("holder"), g.get("active")), ("Bank \"Uji\" <b>", "123 456", "Mande & Anak", "1"))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM bank_account"), n)
        r = self.ok(c.submit(g, proof="salah sekali"), 422)
        self.sees(r, "Kata sandi")
        self.assertNotIn("salah sekali", r.text)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM bank_account"), n)
        g = r.page.form("/admin/banks/new", has="proof")
        self.assertEqual(g.get("bank"), "Bank \"Uji\" <b>")
        r = self.ok(c.submit(g, proof=c.password), 303)
        self.sees(c.follow(r), "Bank \"Uji\" <b>")
        # Ten minutes long nothing more is asked.
        f = c.get("/admin/banks/new").page.form("/admin/banks/new")
        self.ok(c.submit(f, bank="Bank Dua", number="99999", holder="Mande"), 303)

    def test_which_acts_ask(self):
        c = self.stale("awas")
        d = self.shop.owner("anak", "cashier")
        who = self.shop.one("SELECT id FROM staff WHERE login='anak'")
        bank = self.shop.one("SELECT MIN(id) FROM bank_account")
        token = a.csrf(c, "/admin/more")
        before = self.shop.dump("session", "login_failure")
        for at in ("/admin/staff/new", "/admin/staff/" + who, "/admin/staff/%s/reset" % who, "/admin/banks/new", "/admin/banks/%s" % bank):
            r = self.ok(c.post(at, [("csrf", token), ("name", "X"), ("login", "x.baru"), ("role", "owner"), ("version", "1"), ("active", "1"), ("bank", "Bank X"), ("number", "12345"), ("holder", "Xx")]), 422)
            self.assertTrue(r.page.form(at, has="proof"), at)
            self.ok(c.post(at, [("csrf", token), ("proof", "")]), 422)
        now = self.shop.dump("session", "login_failure")
        self.assertEqual({t for t in before if before[t] != now[t]}, set())
        self.ok(d.get("/admin"))

    def test_guessing_is_slowed(self):
        c = self.stale("tebak")
        token = a.csrf(c, "/admin/more")
        for _ in range(6):
            r = self.ok(c.post("/admin/banks/new", [("csrf", token), ("proof", "salah sekali")]), 422)
        r = self.ok(c.post("/admin/banks/new", [("csrf", token), ("proof", c.password)]), 422)
        self.sees(r, "Terlalu sering")
        self.assertTrue(r.page.form("/admin/banks/new", has="proof"))

    def test_a_session_cookie_alone_is_not_enough_for_the_right(self):
        c = self.shop.owner("k2", "cashier")
        self.ok(c.post("/admin/staff/new", [("csrf", a.csrf(c, "/admin/more")), ("proof", c.password)]), 403)


if __name__ == "__main__":
    unittest.main()
