"""The program explains itself to its owner: settings with where each came from and no secret among them, the database, statements of all workers, addresses; every component in both themes."""
import re
import unittest

import harness
from harness import FlowTest

SECRET = "5ec2e7" * 10 + "abcd"


class Debug(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def value(self, page, name):
        for d in page.all("dl", class_="vals"):
            for div in d.all("div"):
                if div.find("dt").text() == name:
                    return div.find("dd").text()
        return None

    def test_the_program(self):
        r = self.ok(self.owner.get("/admin/debug"))
        self.assertIn({"sqlite": "SQLite", "postgres": "PostgreSQL"}[harness.KIND], self.value(r.page, "Database"))
        self.assertEqual(self.value(r.page, "Skema"), self.shop.one("SELECT MAX(version) FROM schema_version"))
        self.assertRegex(self.value(r.page, "Memori terbanyak pekerja ini"), r"^\d{4,} kB$")
        self.assertRegex(self.value(r.page, "Berjalan sejak"), r"\(0:\d\d:\d\d\)")
        self.assertEqual(self.value(r.page, "Catatan tulisnya (WAL)") is not None, harness.KIND == "sqlite")
        self.assertIn("lingkungan", self.value(r.page, "data"))
        self.assertIn("bawaan", self.value(r.page, "backlog"))
        self.sees(r, "/admin/debug/ui", "/order/{ref}", "Alamat halaman")
        self.assertTrue(r.page.link("/admin/debug/ui"))

    def test_statements_of_all_workers(self):
        def runs(name):
            r = self.ok(self.owner.get("/admin/debug"))
            for tr in r.page.all("tr"):
                th = tr.find("th", scope="row")
                if th and th.text() == name:
                    return int(tr.all("td")[0].text())
            return 0
        before = runs("memo.versions")
        for _ in range(12):
            self.ok(self.shop.client().get("/cart"))
        self.assertGreaterEqual(runs("memo.versions") - before, 12)

    def test_no_secret(self):
        r = self.ok(self.owner.get("/admin/debug"))
        shown = self.value(r.page, "key") + self.value(r.page, "backup_passphrase")
        self.assertNotIn("5ec2e7", r.text)
        self.assertRegex(shown, r"\((not )?set\)")
        for conninfo in ("pg:host=/tmp dbname=toko user=etalase password=rahasia-sekali", "pg:postgresql://etalase:rahasia-sekali@db/toko", "pg:dbname=toko password='rahasia-sekali' sslkey=/x"):
            out = self.shop.command("config", ETALASE_DB=conninfo, ETALASE_KEY=SECRET).stdout
            self.assertNotIn("rahasia", out)
            self.assertNotIn(SECRET, out)
        self.assertIn("dbname=toko", out)

    def test_waiting_lanes(self):
        self.shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, created_at) VALUES ('media', 'media.product', '{}', 'due', 1700000000, 1700000000)")
        r = self.ok(self.owner.get("/admin/debug"))
        self.assertRegex(self.value(r.page, "media"), r"yang terlama \d+ detik")
        self.shop.sql("DELETE FROM outbox WHERE created_at = 1700000000")

    def test_every_component(self):
        r = self.ok(self.owner.get("/admin/debug/ui"))
        themes = [s.attrs["data-theme"] for s in r.page.all("section", class_="theme")]
        self.assertEqual(themes, ["light", "dark"])
        ids = re.findall(r' id="([^"]+)"', r.text)
        self.assertEqual(len(ids), len(set(ids)))
        # What the stylesheet names for page authors stands there.
        for name in ("btn", "tag", "opt", "switch", "pill", "qty", "chip", "flash", "errs", "empty", "fig", "act", "rowi", "tabs", "pager", "ledger", "item", "slip", "big", "kv", "copy", "line", "fold", "bar", "nav", "drop", "find", "clock", "hint"):
            self.assertTrue(r.page.all(class_=name), name)
        e = self.shop.owner("english")
        self.shop.sql("UPDATE staff SET lang='en' WHERE login='english'")
        self.sees(self.ok(e.get("/admin/debug/ui")), "Buttons", "Fields", "Light", "Dark")


if __name__ == "__main__":
    unittest.main()
