"""Who did what: the search by person, act and thing; the button that says whether the trail is whole; what somebody with the database in their hands cannot hide."""
import sqlite3
import subprocess
import unittest

import _ways as w
import harness
from harness import FlowTest


def open_up(shop):
    """Takes away what keeps rows as they are, as somebody at the server could."""
    if harness.KIND == "postgres":
        shop.sql("ALTER TABLE audit DISABLE TRIGGER audit_no_change")
    else:
        shop.sql("DROP TRIGGER audit_no_update")
        shop.sql("DROP TRIGGER audit_no_delete")


def refused(shop, text):
    if harness.KIND == "postgres":
        p = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", shop.db[3:], "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return p.returncode != 0 and "only added" in p.stderr
    try:
        shop.sql(text)
    except sqlite3.IntegrityError as e:
        return "only added" in str(e)
    return False


class Trail(FlowTest):
    def test_search(self):
        c, d = self.shop.owner("buk.ida"), self.shop.owner("pak.am")
        o = w.order(self.shop.client(), "SA-100", 1)
        w.must(c, o, "pay")
        f = self.ok(c.get("/admin/audit")).page.form("/admin/audit", has="who")
        ida = self.shop.one("SELECT id FROM staff WHERE login='buk.ida'")
        self.assertIn(ida, f.choices("who"))
        self.assertIn("order.paid", f.choices("act"))
        r = self.ok(c.submit(f, who=ida, act="order.paid"))
        rows = r.page.find("ul", class_="rows").all("li")
        self.assertEqual(len(rows), 1)
        self.assertIn("Buk.Ida", rows[0].text())
        f = r.page.form("/admin/audit", has="who")
        self.assertEqual((f.get("who"), f.get("act")), (ida, "order.paid"), "the choice stays")
        # All about this one.
        r = self.ok(c.get(r.page.link("of=order")))
        f = r.page.form("/admin/audit", has="who")
        self.assertEqual((f.get("of"), f.get("id")), ("order", str(o.id)))
        self.assertEqual(len(r.page.find("ul", class_="rows").all("li")), int(self.shop.one("SELECT COUNT(*) FROM audit WHERE object='order' AND object_id=%d" % o.id)))
        self.sees(self.ok(d.get("/admin/audit?act=order.paid&of=zone")), "Tidak ada yang seperti ini")
        for odd in ("who=x", "who=-1", "who=99999999999999999999", "act=%27%20OR%201=1", "of=%F0%9F%A6%86", "before=0", "before=abc"):
            self.ok(c.get("/admin/audit?" + odd))

    def test_older_ones_keep_the_search(self):
        c = self.shop.owner("lama")
        me = self.shop.one("SELECT id FROM staff WHERE login='lama'")
        for _ in range(51):
            self.shop.login("lama", c.password)
        r = self.ok(c.get("/admin/audit?who=%s&act=login" % me))
        self.assertEqual(len(r.page.find("ul", class_="rows").all("li")), 50)
        r = self.ok(c.get(r.page.link("before=")))
        self.assertEqual(len(r.page.find("ul", class_="rows").all("li")), 2)

    def test_rows_stay(self):
        self.shop.owner("tetap")
        before = self.shop.sql("SELECT * FROM audit ORDER BY id")
        for text in ("UPDATE audit SET actor=NULL", "DELETE FROM audit", "DELETE FROM audit WHERE act='login'"):
            self.assertTrue(refused(self.shop, text), text)
        self.assertEqual(self.shop.sql("SELECT * FROM audit ORDER BY id")[:len(before)], before)


class Broken(FlowTest):
    def test_what_is_found(self):
        c = self.shop.owner("periksa")
        o = w.order(self.shop.client(), "SA-100", 1)
        w.must(c, o, "pay")
        n = self.shop.one("SELECT COUNT(*) FROM audit WHERE hash<>''")
        self.sees(self.ok(c.get("/admin/audit?check=1")), "Catatan utuh", n + " baris")
        self.assertNotIn("Catatan utuh", self.ok(c.get("/admin/audit")).text)
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        open_up(self.shop)
        bad = self.shop.one("SELECT MAX(id) FROM audit WHERE act='order.paid'")
        was = self.shop.one("SELECT after FROM audit WHERE id=" + bad)
        self.shop.sql("UPDATE audit SET after='{\"pay\":\"waiting\"}' WHERE id=" + bad)
        self.sees(self.ok(c.get("/admin/audit?check=1")), "putus di baris " + bad)
        out = self.shop.command("check", check=False)
        self.assertNotEqual(out.returncode, 0)
        self.assertIn("row " + bad, out.stderr)
        self.shop.sql("UPDATE audit SET after='%s' WHERE id=%s" % (was, bad))
        self.sees(self.ok(c.get("/admin/audit?check=1")), "Catatan utuh")
        self.shop.sql("DELETE FROM audit WHERE id=(SELECT MAX(id) FROM audit)")
        self.sees(self.ok(c.get("/admin/audit?check=1")), "Baris terbaru dari catatan hilang")
        self.assertIn("newest", self.shop.command("check", check=False).stderr)


if __name__ == "__main__":
    unittest.main()
