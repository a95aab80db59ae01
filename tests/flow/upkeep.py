"""The machinery as the owner sees it: health in plain words, jobs with "run now", rows that failed and are sent again, backups made and downloaded in the admin panel, the nightly one, the weekly
trial, what is kept; and the figures for Prometheus that only this machine may read."""
import glob
import os
import re
import time
import unittest

import harness
from harness import FlowTest

DAY = 86400


class Upkeep(FlowTest):
    def setUp(self):
        n = Upkeep.n = getattr(Upkeep, "n", 0) + 1
        self.owner = self.shop.owner("bos%d" % n)

    def files(self):
        return sorted(os.path.basename(p) for p in glob.glob(os.path.join(self.shop.dir, "private/backup/*")))

    def press(self, page, action, **values):
        r = self.owner.submit(self.owner.get(page).page.form(action), **values)
        self.ok(r, 303)
        return self.ok(self.owner.follow(r))

    def state(self, what):
        """good, warn or bad of a line of the health page."""
        for li in self.ok(self.owner.get("/admin/health", )).page.all("li"):
            if li.find("b") and what in li.find("b").text():
                return {"Baik": "good", "Perhatikan": "warn", "Segera tangani": "bad"}[li.find("span", class_="tag").text()]
        raise AssertionError("no line " + what)

    def test_1_health_before_anything_ran(self):
        self.sees(self.owner.get("/admin/more"), "Kesehatan dan cadangan")
        self.assertEqual(self.state("Pekerjaan latar"), "bad")
        self.assertEqual(self.state("Cadangan terakhir"), "bad")
        self.assertEqual(self.state("Uji cadangan"), "warn")
        self.assertEqual(self.state("Pemeriksaan database"), "warn")
        self.assertEqual(self.state("Jam"), "good")
        self.sees(self.owner.get("/admin/jobs"), "Pekerja belum berjalan")
        self.sees(self.owner.get("/admin/backup"), "Belum ada cadangan", "Belum diuji")
        self.sees(self.press("/admin/backup", "/backup/drill"), "Belum ada cadangan untuk diuji")

    def test_2_backup_from_the_admin(self):
        r = self.press("/admin/backup", "/admin/backup")
        self.sees(r, "Cadangan sedang dibuat", "sedang berjalan")
        self.assertEqual(r.header("refresh"), "3")
        self.assertEqual([f for f in r.page.forms() if f.action == "/admin/backup"], [])
        self.assertEqual(self.owner.post("/admin/backup", [("csrf", r.page.form("/backup/drill").get("csrf"))]).status, 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM backup"), "1")
        self.shop.work()
        r = self.ok(self.owner.get("/admin/backup"))
        self.assertIsNone(r.header("refresh"))
        self.sees(r, "diminta", "berkas")
        name = self.shop.one("SELECT name FROM backup WHERE state='done'")
        self.assertIn(name, self.files())
        take = r.page.form("/admin/backup/")
        # The password each time, however fresh the login; a wrong one gives nothing.
        r = self.ok(self.owner.submit(take), 422)
        self.assertIsNone(r.header("x-accel-redirect"))
        g = r.page.form(take.action, has="proof")
        self.assertIn("/admin/backup", r.page.links())
        r = self.ok(self.owner.submit(g, proof="salah sekali"), 422)
        self.assertIsNone(r.header("x-accel-redirect"))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act='backup.take'"), "0")
        f = self.ok(self.owner.submit(g, proof=self.owner.password))
        self.assertEqual(f.header("x-accel-redirect"), "/_private/backup/" + name)
        self.assertIn("attachment", f.header("content-disposition"))
        self.sees(self.owner.get("/admin/audit"), "Cadangan diunduh")
        admin = self.shop.owner("admin", "admin")
        self.assertEqual([x.action for x in admin.get("/admin/backup").page.forms() if re.search(r"/backup/\d", x.action)], [])
        self.assertEqual(self.owner.post("/admin/backup/99999", [("csrf", take.get("csrf")), ("proof", self.owner.password)]).status, 404)
        self.sees(self.press("/admin/backup", "/backup/drill"), "sedang diuji")
        self.shop.work()
        self.sees(self.owner.get("/admin/backup"), "Semua kembali utuh")
        self.assertEqual(self.shop.one("SELECT ok FROM drill"), "1")
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "tmp")), [])
        to = os.path.join(self.shop.dir, "apart")
        self.shop.command("restore", os.path.join(self.shop.dir, "private/backup", name), to)
        self.assertEqual((self.state("Pekerjaan latar"), self.state("Cadangan terakhir"), self.state("Uji cadangan"), self.state("Pemeriksaan database")), ("good",) * 4)

    def test_3_drill_of_a_broken_one(self):
        name = self.shop.one("SELECT name FROM backup WHERE state='done' ORDER BY id DESC LIMIT 1")
        path = os.path.join(self.shop.dir, "private/backup", name)
        with open(path, "r+b") as f:
            f.seek(-1000, 2)
            b = f.read(1)
            f.seek(-1000, 2)
            f.write(bytes([b[0] ^ 1]))
        self.shop.clock(2 * 3600)
        self.owner = self.shop.owner("periksa")
        self.press("/admin/backup", "/backup/drill")
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT ok, reason FROM drill ORDER BY id DESC LIMIT 1"), [("0", "damaged")])
        self.sees(self.owner.get("/admin/backup"), "berkasnya rusak")
        self.assertEqual(self.state("Uji cadangan"), "bad")
        os.unlink(path)

    def test_4_jobs_and_outbox(self):
        self.shop.work()
        r = self.ok(self.owner.get("/admin/jobs"))
        self.sees(r, "Batalkan pesanan yang lewat batas bayar", "Cadangan tiap malam", "Periksa database")
        before = int(self.shop.one("SELECT last_at FROM job WHERE name='prune'"))
        time.sleep(1.1)
        form = [f for f in r.page.forms() if f.get("job") == "prune"][0]
        self.sees(self.owner.follow(self.ok(self.owner.submit(form), 303)), "Segera dijalankan", "segera")
        self.shop.work()
        self.assertGreater(int(self.shop.one("SELECT last_at FROM job WHERE name='prune'")), before)
        self.assertEqual(self.owner.post("/admin/jobs/run", [("csrf", form.get("csrf")), ("job", "none.such")]).status, 404)
        for i in (1, 2):
            self.shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, attempts, reason, created_at) VALUES ('media', 'media.product', '{}', 'failed', 1, 8, 'out of reach %d', %d)" % (i, harness.now()))
        self.assertEqual(self.state("Yang gagal"), "bad")
        r = self.ok(self.owner.get("/admin/jobs"))
        self.sees(r, "Foto barang", "out of reach 1", "percobaan: 8")
        one = [f for f in r.page.forms() if f.get("row")][0]
        self.sees(self.owner.follow(self.ok(self.owner.submit(one), 303)), "Dicoba lagi")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='failed'"), "1")
        self.assertEqual(self.shop.sql("SELECT state, attempts FROM outbox WHERE id=%s" % one.get("row")), [("due", "0")])
        self.shop.sql("UPDATE outbox SET state='failed' WHERE id=%s" % one.get("row"))
        r = self.owner.get("/admin/jobs")
        every = [f for f in r.page.forms() if "resend" in f.action and not f.get("row")][0]
        self.ok(self.owner.submit(every), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='failed'"), "0")
        self.assertEqual(self.owner.post("/admin/jobs/resend", [("csrf", one.get("csrf")), ("row", "x")]).status, 404)
        # What a restored backup held back goes only when somebody says so, never with the failed ones.
        for i in (1, 2):
            self.shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, attempts, reason, created_at) VALUES ('mail', 'mail.paid', '{}', 'failed', 1, 0, 'held', %d)" % harness.now())
        self.assertEqual(self.state("Yang gagal"), "bad")
        r = self.ok(self.owner.get("/admin/jobs"))
        self.sees(r, "Ditahan", "bisa jadi dulu sudah terkirim")
        self.ok(self.owner.post("/admin/jobs/resend", [("csrf", one.get("csrf"))]), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='failed' AND reason='held'"), "2")
        held = [f for f in r.page.forms() if f.get("row") == "held"][0]
        self.sees(self.owner.follow(self.ok(self.owner.submit(held), 303)), "Dicoba lagi")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='due' AND lane='mail'"), "2")
        self.shop.sql("DELETE FROM outbox WHERE lane='mail'")
        # Left alone, failures go after 90 days.
        self.shop.sql("UPDATE outbox SET state='failed', created_at=1 WHERE kind='media.product'")
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='prune'")
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='failed'"), "0")

    def test_5_nights_and_what_is_kept(self):
        """One a night, however often the worker runs; 7 days, 4 weeks, 12 months stay."""
        now = int(harness.now())
        day = (now + 7 * 3600) // DAY
        at = [(day + d) * DAY - 7 * 3600 + 3 * 3600 for d in range(1, 26)]
        for t in at[:3]:
            self.shop.clock(t - int(harness.now()))
            self.shop.work()
            self.shop.work()
        self.assertGreaterEqual(int(self.shop.one("SELECT COUNT(*) FROM backup WHERE kind='night' AND state='done'")), 3)
        per_day = self.shop.sql("SELECT CAST((asked_at + 25200) / 86400 AS BIGINT), COUNT(*) FROM backup WHERE kind='night' GROUP BY 1")
        self.assertEqual({n for _, n in per_day}, {"1"})
        for i in range(30):
            self.shop.sql("INSERT INTO backup (name, kind, state, asked_at, done_at) VALUES ('old%d.backup', 'night', 'done', %d, %d)" % (i, at[2] - (i + 5) * DAY, at[2] - (i + 5) * DAY))
            with open(os.path.join(self.shop.dir, "private/backup/old%d.backup" % i), "w") as f:
                f.write("x")
        half = os.path.join(self.shop.dir, "private/backup/etalase-1.backup.part-abcdef")
        with open(half, "w") as f:
            f.write("x")
        os.utime(half, (now - 3 * DAY, now - 3 * DAY))
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='backup.keep'")
        self.shop.work()
        kept = int(self.shop.one("SELECT COUNT(*) FROM backup WHERE state='done'"))
        self.assertLessEqual(kept, 7 + 4 + 12)
        self.assertGreaterEqual(kept, 7)
        self.assertEqual(len(self.files()), kept)
        self.shop.clock(0)

    def test_6_clock_that_was_set_back(self):
        self.owner = self.shop.owner("jam")
        self.shop.sql("UPDATE job SET last_at=%d WHERE name='prune'" % (harness.now() + 5 * 3600))
        self.assertEqual(self.state("Jam"), "bad")
        self.shop.sql("UPDATE job SET last_at=1")
        self.assertEqual(self.state("Pekerjaan latar"), "bad")

    def test_7_failed_backup_is_told(self):
        self.owner = self.shop.owner("gagal")
        key = os.path.join(self.shop.dir, "keys/backup")
        os.rename(key, key + ".away")
        with open(key, "w") as f:
            f.write("broken")
        self.press("/admin/backup", "/admin/backup")
        self.shop.work()
        os.rename(key + ".away", key)
        self.sees(self.owner.get("/admin/backup"), "Gagal")
        self.assertEqual(self.shop.one("SELECT reason FROM backup ORDER BY id DESC LIMIT 1"), "disk")
        self.assertEqual([n for n in self.files() if ".part-" in n], [])
        self.assertEqual(self.state("Cadangan terakhir"), "warn")

    def test_8_metrics(self):
        c = self.shop.client()
        c.get("/")
        c.get("/nothing-here")
        r = self.ok(c.get("/metrics"))
        self.assertTrue(r.header("content-type").startswith("text/plain; version=0.0.4"))
        for want in (r'etalase_requests_total\{class="anyone",status="200"\} [1-9]', r'etalase_requests_total\{class="none",status="404"\} [1-9]', r'etalase_statements_total\{class="anyone"\} [1-9]',
                     r"etalase_database_bytes [1-9]\d+", r"etalase_outbox_age_seconds \d+", r'etalase_job_age_seconds\{job="prune"\} \d+', r"etalase_wal_bytes \d+"):
            self.assertIsNotNone(re.search(want, r.text), want + "\n" + r.text)
        for l in r.text.splitlines():
            self.assertRegex(l, r'^(# (HELP|TYPE) etalase_[a-z_]+ .+|etalase_[a-z_]+(\{[a-z]+="[a-z0-9._]+"(,[a-z]+="[a-z0-9._]+")*\})? -?[0-9.]+)$')
        n = lambda: sum(int(x) for x in re.findall(r'etalase_requests_total\{class="anyone",status="200"\} (\d+)', c.get("/metrics").text))
        before = n()
        for _ in range(8):
            c.get("/")
        self.assertEqual(n(), before + 8)
        for other in ("10.0.0.7", "127.0.0.2", "", "::ffff:127.0.0.1", "192.168.1.1"):
            self.assertEqual(c.get("/metrics", REMOTE_ADDR=other).status, 404, other)
        self.assertEqual(c.get("/metrics", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="127.0.0.1").status, 404)


if __name__ == "__main__":
    unittest.main()
