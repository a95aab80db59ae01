"""Coming in and going out: one answer for a wrong name and a wrong password, sessions that end with logout, another login, a new password and a reset; the waiting after many tries; who sees
which part of the admin panel."""
import re
import unittest

import _ways as w
from harness import FlowTest

# What the menu of each role leads to. Rights: src/shop/staff.c.
SEES = {
    "owner": {"/admin", "/admin/orders", "/admin/goods", "/admin/reports", "/admin/customers", "/admin/settings", "/admin/banks", "/admin/zones", "/admin/categories", "/admin/pages", "/admin/channels", "/admin/staff", "/admin/audit", "/admin/me"},
    "admin": {"/admin", "/admin/orders", "/admin/goods", "/admin/reports", "/admin/customers", "/admin/settings", "/admin/banks", "/admin/zones", "/admin/categories", "/admin/pages", "/admin/channels", "/admin/audit", "/admin/me"},
    "cashier": {"/admin", "/admin/orders", "/admin/goods", "/admin/me"},
    "warehouse": {"/admin", "/admin/orders", "/admin/goods", "/admin/me"},
    "driver": {"/admin", "/admin/orders", "/admin/me"},
    "social": {"/admin", "/admin/goods", "/admin/channels", "/admin/me"},
    "leader": {"/admin", "/admin/reports", "/admin/me"},
}


class Login(FlowTest):
    def form(self, c):
        return self.ok(c.get("/admin/login")).page.form("/admin/login")

    def test_in_and_out(self):
        c = self.shop.owner("uni")
        self.ok(c.get("/admin"))
        self.assertEqual(self.ok(c.get("/admin/login"), 303).header("location"), "/admin")
        old = dict(c.cookies)
        r = c.submit(self.ok(c.get("/admin/more")).page.form("/admin/logout"))
        self.assertEqual((r.status, r.header("location").split("?")[0]), (303, "/admin/login"))
        self.assertEqual(c.cookies, {})
        c.cookies = old
        self.assertEqual(self.ok(c.get("/admin"), 303).header("location"), "/admin/login", "the old cookie is dead")
        again = self.shop.login("uni", c.password)
        self.assertNotEqual(again.cookies, old)

    def test_wrong_name_and_wrong_password_are_alike(self):
        self.shop.owner("buyung")
        answers = set()
        for login, password in (("buyung", "salah sekali"), ("tidakada", "salah sekali"), ("BUYUNG", "salah sekali")):
            c = self.shop.client()
            r = self.ok(c.submit(self.form(c), login=login, password=password), 422)
            f = r.page.form("/admin/login")
            self.assertEqual(f.get("login"), login)
            self.assertFalse(f.get("password"))
            self.assertNotIn("salah sekali", r.text)
            self.assertEqual(c.cookies, {})
            answers.add(r.page.find("main").text())
        self.assertEqual(len(answers), 1)
        self.assertIn(w.say("Name and password do not fit. Please look at both once more"), answers.pop())

    def test_name_in_capitals_comes_in(self):
        c = self.shop.owner("mande")
        self.shop.login("MANDE", c.password)

    def test_many_tries_wait(self):
        c = self.shop.owner("ros")
        for _ in range(12):
            d = self.shop.client()
            r = d.submit(self.form(d), login="ros", password="salah sekali")
        self.sees(r, "Tunggu")
        d = self.shop.client()
        r = d.submit(self.form(d), login="ros", password=c.password)
        self.assertEqual(r.status, 422, "not even the right one while waiting")
        self.ok(c.get("/admin"))
        try:
            self.shop.clock(900)
            self.shop.login("ros", c.password)
        finally:
            self.shop.clock(0)

    def test_a_session_from_before_does_not_live_on(self):
        c = self.shop.owner("des")
        mine = dict(c.cookies)
        d = self.shop.client()
        d.cookies = dict(mine)
        page = d.get("/admin/more").page
        d.submit(page.form("/admin/logout"))
        d.cookies = {k: "A" * 43 for k in mine}     # chosen by somebody else
        r = d.submit(self.form(d), login="des", password=c.password)
        self.ok(r, 303)
        self.assertTrue(all(v != "A" * 43 for v in d.cookies.values()))

    def test_own_password(self):
        c = self.shop.owner("sawah")
        other = self.shop.login("sawah", c.password)
        f = self.ok(c.get("/admin/me")).page.form("/admin/me/password")
        for now, new, again in (("salah sekali", "empat ekor itik", "empat ekor itik"), (c.password, "pendek", "pendek"), (c.password, "empat ekor itik", "lima ekor itik"), (c.password, "1234567890", "1234567890")):
            r = self.ok(c.submit(f, password_now=now, password_new=new, password_again=again), 422)
            self.assertNotIn(new, r.text)
        self.ok(other.get("/admin"))
        r = self.ok(c.submit(f, password_now=c.password, password_new="empat ekor itik", password_again="empat ekor itik"), 303)
        self.ok(c.follow(r))
        self.ok(other.get("/admin"), 303)
        self.shop.login("sawah", "empat ekor itik")
        d = self.shop.client()
        self.ok(d.submit(self.form(d), login="sawah", password=c.password), 422)

    def test_lost_password(self):
        c = self.shop.owner("hilang")
        out = self.shop.command("staff", "reset", "hilang").stdout
        new = re.search(r"password: (\S+)", out).group(1)
        self.assertNotEqual(new, c.password)
        self.ok(c.get("/admin"), 303)
        self.shop.login("hilang", new)
        self.assertNotEqual(self.shop.command("staff", "reset", "siapa", check=False).returncode, 0)
        self.assertNotIn(new, self.shop.read_log())

    def test_language(self):
        c = self.shop.owner("guest")
        self.sees(c.get("/admin/orders"), "Pesanan")
        f = c.get("/admin/me").page.form("/admin/me/lang")
        self.sees(c.follow(c.submit(f, lang="en")), "Language of these pages")
        self.assertEqual(c.get("/admin/orders").page.find("html").attrs["lang"], "en")
        self.ok(c.post("/admin/me/lang", [("csrf", f.get("csrf")), ("lang", "xx")]), 422)

    def test_roles_see_what_they_may(self):
        everything = sorted(SEES["owner"])
        for role, sees in SEES.items():
            c = self.shop.owner("r-" + role, role)
            got = set()
            for path in everything:
                r = c.get(path)
                self.assertIn(r.status, (200, 403), "%s %s" % (role, path))
                if r.status == 200:
                    got.add(path)
            self.assertEqual(got, sees, role)
            # No link that leads to a closed door.
            for path in ("/admin", "/admin/more"):
                for link in {h.split("?")[0] for h in self.ok(c.get(path)).page.links() if h.startswith("/admin")}:
                    self.assertIn(c.get(link).status, (200, 303), "%s: link on %s to %s" % (role, path, link))
            home = c.get("/admin").page.text()
            self.assertEqual(w.say("Money in today") in home, role in ("owner", "admin", "leader"), role)

    def test_no_door_without_login(self):
        c = self.shop.client()
        for path in sorted(SEES["owner"]) + ["/admin/goods/new", "/admin/orders/1", "/admin/goods/1", "/admin/proof/1"]:
            self.assertEqual((c.get(path).status, c.last.header("location")), (303, "/admin/login"), path)

    def test_changes_are_written_down(self):
        c = self.shop.owner("catat")
        o = w.order(self.shop.client(), "SA-100", 1)
        w.must(c, o, "pay")
        rows = self.shop.sql("SELECT act FROM audit WHERE object='order' AND object_id=%d AND actor_kind='staff'" % o.id)
        self.assertEqual(len(rows), 1)
        self.sees(self.ok(c.get("/admin/audit")), "Catat", "Belum dibayar → Lunas")


if __name__ == "__main__":
    unittest.main()
