"""The people of a shop: the owner adds them, changes what they may do, shuts them out and helps with a lost password; abuse cases 31 and 37."""
import re
import unittest

import _abuse as a
import _ways as w
from harness import FlowTest


class People(FlowTest):
    def add(self, c, login, role="cashier", name="Orang Baru"):
        f = self.ok(c.get("/admin/staff/new")).page.form("/admin/staff/new")
        return c.submit(f, login=login, name=name, role=role)

    def id(self, login):
        return int(self.shop.one("SELECT id FROM staff WHERE login='%s'" % login))

    def form(self, c, login):
        at = "/admin/staff/%d" % self.id(login)
        return next(f for f in self.ok(c.get(at)).page.forms() if f.action == at)

    def test_a_new_person_comes_in(self):
        c = self.shop.owner("pemilik")
        self.sees(self.ok(c.get("/admin/staff")), "Pemilik", "ini Anda")
        r = self.ok(self.add(c, "Uni.Rina", name="Uni Rina"))
        password = r.page.all("b", class_="code")[1].text()
        self.assertRegex(password, r"^\S{12}$")
        self.assertIn("no-store", r.header("cache-control"))
        d = self.shop.login("uni.rina", password)
        self.sees(self.ok(d.get("/admin/more")), "Uni Rina", "Kasir")
        # Shown once: no page has it, neither has the database nor the log.
        for at in ("/admin/staff", "/admin/staff/%d" % self.id("uni.rina"), "/admin/audit"):
            self.assertNotIn(password, self.ok(c.get(at)).text)
        self.assertNotIn(password, str(self.shop.dump()))
        self.assertNotIn(password, self.shop.read_log())
        self.sees(c.get("/admin/staff"), "Uni Rina", "uni.rina", "Kasir")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act='staff.add' AND actor_kind='staff' AND object_id=%d" % self.id("uni.rina")), "1")

    def test_bad_names_keep_what_was_typed(self):
        c = self.shop.owner("pemilik2")
        for login, says in (("a", "sedikit"), ("uni rina", "tanpa spasi"), ("pemilik2", "sudah dipakai"), ("PEMILIK2", "sudah dipakai")):
            r = self.ok(self.add(c, login, "driver", "Nama Tetap"), 422)
            f = r.page.form("/admin/staff/new")
            self.assertEqual((f.get("login"), f.get("name"), f.get("role")), (login, "Nama Tetap", "driver"))
            self.assertNotEqual(r.page.all("span", class_="err"), [], login)
        n = self.shop.one("SELECT COUNT(*) FROM staff")
        f = c.get("/admin/staff/new").page.form("/admin/staff/new")
        self.ok(c.post(f.action, [("csrf", f.get("csrf")), ("login", "baru"), ("name", "x"), ("role", "root")]), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM staff"), n)

    def test_31_no_twins(self):
        c = self.shop.owner("kembar")
        n = self.shop.one("SELECT COUNT(*) FROM staff")
        for login in ("KEMBAR", "Kembar", "kemb\u0430r", "k\u0435mbar", "kembar\u0301", "\uff4bembar", "kembar\u200b", "\u212aembar", "kembar ", " kembar"):
            self.ok(self.add(c, login), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM staff"), n)
        d = self.shop.client()
        for login in ("kemb\u0430r", "\uff4bembar", "\u212aembar"):
            self.ok(d.submit(d.get("/admin/login").page.form("/admin/login"), login=login, password=c.password), 422)

    def test_roles_and_closed_doors(self):
        c = self.shop.owner("bos")
        d = self.shop.owner("kasir", "cashier")
        self.ok(d.get("/admin/audit"), 403)
        r = self.ok(c.submit(self.form(c, "kasir"), role="admin"), 303)
        self.assertIsNotNone(c.follow(r).page.flash())
        self.ok(d.get("/admin"), 303)
        d = self.shop.login("kasir", d.password)
        self.ok(d.get("/admin/audit"))
        c.submit(self.form(c, "kasir"), active=None)
        self.ok(d.get("/admin"), 303)
        d2 = self.shop.client()
        self.ok(d2.submit(d2.get("/admin/login").page.form("/admin/login"), login="kasir", password=d.password), 422)
        self.sees(c.get("/admin/staff"), "Tidak bisa masuk")
        c.submit(self.form(c, "kasir"), active="1")
        self.shop.login("kasir", d.password)

    def test_two_at_once(self):
        c = self.shop.owner("satu")
        self.shop.owner("kurir", "driver")
        old = self.form(c, "kurir")
        self.ok(c.submit(self.form(c, "kurir"), role="warehouse"), 303)
        r = self.ok(c.submit(old, role="social", name="Diganti"), 422)
        self.assertEqual(r.page.form("/admin/staff/").get("name"), "Diganti")
        self.assertEqual(self.shop.one("SELECT role FROM staff WHERE login='kurir'"), "warehouse")

    def test_lost_password(self):
        c = self.shop.owner("atasan")
        d = self.shop.owner("lupa", "cashier")
        r = self.ok(c.submit(self.ok(c.get("/admin/staff/%d" % self.id("lupa"))).page.form("/reset")))
        new = r.page.all("b", class_="code")[1].text()
        self.ok(d.get("/admin"), 303)
        self.shop.login("lupa", new)
        me = self.ok(c.get("/admin/staff/%d" % self.id("atasan"))).page
        self.assertEqual([f.action for f in me.forms() if "reset" in f.action], [], "one's own goes with the password of now")
        r = c.post("/admin/staff/%d/reset" % self.id("atasan"), [("csrf", a.csrf(c, "/admin/more"))])
        self.assertEqual((r.status, r.header("location")), (303, "/admin/me"))
        self.shop.login("atasan", c.password)
        self.ok(c.get("/admin/staff/99999"), 404)

    def test_37_no_way_up(self):
        boss = self.shop.owner("raja")
        n = self.shop.sql("SELECT id, role, active, password_hash, name FROM staff ORDER BY id")
        at = "/admin/staff/%d" % self.id("raja")
        for role in ("admin", "cashier", "warehouse", "driver", "social", "leader"):
            c = self.shop.owner("naik-" + role, role)
            n = self.shop.sql("SELECT id, role, active, password_hash, name FROM staff ORDER BY id")
            token, own = a.csrf(c, "/admin/more"), "/admin/staff/%d" % self.id("naik-" + role)
            up = [("csrf", token), ("name", "Naik"), ("role", "owner"), ("active", "1"), ("version", "1")]
            for where in (own, own + "/reset", at, at + "/reset", "/admin/staff/new"):
                self.ok(c.post(where, up + [("login", "baru-" + role)]), 403)
            for where in ("/admin/me/lang", "/admin/me/password"):
                c.post(where, up + [("lang", "id"), ("is_admin", "1"), ("staff", "1")])
            self.assertEqual(self.shop.sql("SELECT id, role, active, password_hash, name FROM staff ORDER BY id"), n, role)
        # Not even the owner over themselves; and the last owner stays.
        f = self.form(boss, "raja")
        for fields in (dict(role="admin"), dict(active=None), dict(role="leader", active=None)):
            r = self.ok(boss.submit(self.form(boss, "raja"), **fields), 422)
        self.assertEqual(self.shop.sql("SELECT role, active FROM staff WHERE login='raja'"), [("owner", "1")])
        self.ok(boss.submit(f, name="Raja Baru"), 303)
        self.assertEqual(self.shop.one("SELECT name FROM staff WHERE login='raja'"), "Raja Baru")


class Alone(FlowTest):
    def test_owner_alone_is_told(self):
        c = self.shop.owner("sendiri")
        self.sees(self.ok(c.get("/admin/staff")), "Baru Anda sendiri")
        self.ok(c.get(c.last.page.link("/staff/new")))


if __name__ == "__main__":
    unittest.main()
