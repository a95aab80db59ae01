"""Abuse case 55: what the Graph API may answer, before and after the visible call has worked: at most one post, and never none without a word. Case 56: tokens, codes and the app's secret stand nowhere in
clear, nor does a worker that dies with one in its hands leave it on the disk. Case 54 for the addresses of calls: nothing that an answer names is followed. Case 61: what the other side says is told on
pages and in the log without its escapes."""
import glob
import json
import os
import resource
import signal
import subprocess
import time
import unittest

import _social as s
import abuse_secrets
import harness


class Answers(s.Connected):
    # --- what goes wrong after it worked: visible once all the same ---

    def after(self, **rule):
        """Facebook and Instagram: the visible call works, and then this."""
        photo = s.picture(self.shop, "p.jpg", 1080, 1080)
        text = "Sesudah " + self.id().rsplit("_", 1)[-1]
        for account, path, files in ((self.fb, "/feed$", ()), (self.ig, "/media_publish$", (photo,))):
            self.shop.meta.rules.clear()
            self.shop.meta.rule(method="POST", path=path, when="after", **rule)
            mine = "%s %d" % (text, account)
            n = s.put(self.shop, account, mine, files)
            s.run(self.shop)
            self.published(n, mine)
            self.assertEqual(s.row(self.shop, n)["attempts"], "1")

    def test_55_after_error_2(self):
        self.after(error={"http": 500, "code": 2})

    def test_55_after_close(self):
        self.after(close=True)

    def test_55_after_html(self):
        self.after(html=502)

    def test_55_after_200_with_error(self):
        self.after(error={"http": 200, "code": 1})

    def test_55_after_truncated(self):
        self.after(truncate=True)

    def test_55_after_spam(self):
        """Instagram says "spam" though it was published: found, and the account rests for a day."""
        self.shop.meta.rule(method="POST", path="/media_publish$", when="after", error={"http": 403, "code": 4, "subcode": 2207051})
        n = s.put(self.shop, self.ig, "Dikira spam", [s.picture(self.shop, "spam.jpg")])
        s.run(self.shop, 2)
        self.published(n, "Dikira spam")
        later = s.put(self.shop, self.ig, "Sesudah spam", [s.picture(self.shop, "spam.jpg")])
        s.run(self.shop, 2)
        self.assertEqual(s.row(self.shop, later)["state"], "queued")
        s.run(self.shop, 30)
        self.published(later, "Sesudah spam")

    def test_55_lag(self):
        """What was published is not to be read for five minutes."""
        self.shop.meta.rule(method="POST", path="/feed$", when="after", close=True)
        self.g.lag = 300
        n = s.put(self.shop, self.fb, "Terlambat terbaca")
        s.run(self.shop)
        self.published(n, "Terlambat terbaca")
        self.assertEqual(s.row(self.shop, n)["attempts"], "1", "it was tried once more before it could be read")

    # --- what goes wrong before: nothing was made, and it is made later ---

    def before(self, times=1, **rule):
        photo = s.picture(self.shop, "q.jpg", 1080, 1080)
        text = "Sebelum " + self.id().rsplit("_", 1)[-1]
        for account, path, files in ((self.fb, "/feed$", ()), (self.ig, "/media_publish$", (photo,))):
            self.shop.meta.rules.clear()
            self.shop.meta.rule(method="POST", path=path, when="before", times=times, **rule)
            mine = "%s %d" % (text, account)
            n = s.put(self.shop, account, mine, files)
            s.run(self.shop)
            self.published(n, mine)

    def test_55_before_error_2(self):
        self.before(error={"http": 500, "code": 2})

    def test_55_before_close(self):
        self.before(close=True)

    def test_55_before_not_ready(self):
        self.shop.meta.rule(method="POST", path="/media_publish$", times=3, error={"code": 9007, "subcode": 2207027})
        n = s.put(self.shop, self.ig, "Belum siap", [s.picture(self.shop, "r.jpg")])
        s.run(self.shop)
        self.published(n, "Belum siap")

    def test_55_before_limit(self):
        self.before(times=2, error={"code": 32})

    def test_55_duplicate_is_said_plainly(self):
        a = s.put(self.shop, self.fb, "Sama persis")
        s.run(self.shop)
        b = s.put(self.shop, self.fb, "Sama persis")
        s.run(self.shop)
        self.published(a, "Sama persis")
        row = s.row(self.shop, b)
        self.assertEqual((row["state"], row["reason"]), ("failed", "social.why.duplicate"))

    def test_55_invisible_steps_fail(self):
        """Photos and containers: errors of all kinds before the visible call cost time alone."""
        files = [s.picture(self.shop, "s%d.jpg" % i) for i in range(2)]
        for account, path in ((self.fb, "/photos$"), (self.ig, "/media$")):
            self.shop.meta.rules.clear()
            for rule in ({"error": {"http": 500, "code": 2}}, {"close": True}, {"html": 502}, {"truncate": True, "when": "after"}, {"error": {"code": 9004, "subcode": 2207052}}):
                self.shop.meta.rule(method="POST", path=path, **rule)
            n = s.put(self.shop, account, "Langkah gagal %d" % account, files)
            s.run(self.shop)
            self.published(n, "Langkah gagal %d" % account)

    def test_55_container_goes_wrong(self):
        self.shop.meta.rule(method="POST", path="/media$", when="after", container="ERROR")
        n = s.put(self.shop, self.ig, "Wadah rusak", [s.picture(self.shop, "t.jpg")])
        s.run(self.shop)
        self.published(n, "Wadah rusak")
        self.shop.meta.rule(method="GET", path="^/179", times=2, error={"code": 100, "subcode": 33})
        n = s.put(self.shop, self.ig, "Wadah tak terbaca", [s.picture(self.shop, "t.jpg")])
        s.run(self.shop)
        self.published(n, "Wadah tak terbaca")

    def test_55_quota(self):
        self.g.quota = self.g.used("17841400000000001")
        n = s.put(self.shop, self.ig, "Jatah habis", [s.picture(self.shop, "u.jpg")])
        s.run(self.shop, 3)
        self.assertEqual(s.row(self.shop, n)["reason"], "social.why.quota")
        self.assertEqual(s.visible(self.shop, "Jatah habis"), [])
        self.g.quota = 500
        s.run(self.shop, 3)
        self.published(n, "Jatah habis")

    def test_55_pace(self):
        """At the limit Meta is left alone for as long as it asks, and nothing is lost."""
        self.g.usage, self.g.usage_step, self.g.regain = 100, 1, 30
        n = s.put(self.shop, self.fb, "Pelan-pelan")
        before = len(self.shop.meta.journal)
        self.shop.work()
        self.shop.work()
        self.assertLessEqual(len(self.shop.meta.journal) - before, 1)
        self.g.usage = self.g.usage_step = 0
        s.run(self.shop)
        self.published(n, "Pelan-pelan")

    def test_55_what_is_optional_is_missing(self):
        """Answers without anything that Meta calls optional: addresses, names, sentences for people."""
        self.g.sparse = 1
        a, b = s.put(self.shop, self.fb, "Jawaban ringkas"), s.put(self.shop, self.ig, "Jawaban ringkas juga", [s.picture(self.shop, "w.jpg")])
        s.run(self.shop)
        self.g.sparse = 0
        self.published(a, "Jawaban ringkas")
        self.published(b, "Jawaban ringkas juga")

    def test_55_every_code_of_a_limit(self):
        for code in (4, 17, 32, 80001, 80002):
            self.g.limit_code, self.g.usage, self.g.usage_step = code, 100, 1
            n = s.put(self.shop, self.fb, "Batas %d" % code)
            s.run(self.shop, 1, until=lambda: s.row(self.shop, n)["reason"])    # pylint: disable=cell-var-from-loop
            row = s.row(self.shop, n)
            self.assertEqual((row["reason"], row["attempts"]), ("social.why.pace", "0"), code)
            self.g.limit_code = self.g.usage = self.g.usage_step = 0
            s.run(self.shop)
            self.published(n, "Batas %d" % code)

    def test_55_a_version_that_is_gone(self):
        """The account waits for a person and says why; afterwards what waited goes out."""
        self.g.versions = "v1.0 v2.0"
        n = s.put(self.shop, self.fb, "Versi lama")
        s.run(self.shop, 1)
        self.assertEqual(self.shop.sql("SELECT state, reason FROM social_account WHERE id=%d" % self.fb), [("config", "social.why.version")])
        self.assertEqual(s.visible(self.shop, "Versi lama"), [])
        self.g.versions = ""
        self.ok(s.connect(self.shop, self.fresh()), 303)
        s.run(self.shop)
        self.published(n, "Versi lama")

    def test_55_killed_in_the_middle(self):
        """A worker that died after "attempting" was written: looked up, not sent blindly."""
        n = s.put(self.shop, self.fb, "Mati di tengah")
        self.shop.sql("UPDATE publication SET state='attempting', attempts=1, attempt_at=due_at WHERE id=%d" % n)
        self.g.add_post("111", "Mati di tengah", "", [])
        s.run(self.shop)
        self.published(n, "Mati di tengah")
        n = s.put(self.shop, self.fb, "Mati sebelum")
        self.shop.sql("UPDATE publication SET state='attempting', attempts=1, attempt_at=due_at WHERE id=%d" % n)
        s.run(self.shop)
        self.published(n, "Mati sebelum")

    def test_55_ids_as_numbers(self):
        self.g.odd = 1
        n = s.put(self.shop, self.ig, "Angka", [s.picture(self.shop, "v.jpg")])
        s.run(self.shop)
        self.published(n, "Angka")
        self.g.odd = 0

    def test_55_a_certificate_that_does_not_hold(self):
        """TLS fails before anything is sent: nothing was made, and it goes out later."""
        n = s.put(self.shop, self.fb, "Sertifikat palsu")
        self.shop.command("work", "--once", ETALASE_GRAPH_URL=self.shop.meta.url.replace("http:", "https:"))
        row = s.row(self.shop, n)
        self.assertEqual((row["state"], row["reason"]), ("preparing", "social.why.no_answer"))
        s.run(self.shop)
        self.published(n, "Sertifikat palsu")

    def test_54_what_an_answer_names_is_not_followed(self):
        """A redirect, and the address of the next page of a list: neither is asked."""
        n = s.put(self.shop, self.fb, "Dialihkan")
        self.shop.meta.rule(method="POST", path="/feed$", redirect="http://127.0.0.1:%d/canary" % self.shop.pictures.server_address[1])
        before = len(self.shop.pictures.asked)
        s.run(self.shop)
        self.published(n, "Dialihkan")
        self.assertEqual([x for x in self.shop.pictures.asked[before:] if "canary" in x], [])
        self.assertTrue(all("/next" not in j["path"] for j in self.shop.meta.journal))

    def test_56_nowhere_in_clear(self):
        """After a long way with failures: log, every table, files, pages, error pages, addresses, backup, export, what commands print."""
        for rule in ({"error": {"code": 190, "subcode": 460}}, {"html": 502}, {"close": True}):
            self.shop.meta.rules.clear()
            self.shop.meta.rule(method="POST", path="/feed$", **rule)
            s.put(self.shop, self.fb, "Rahasia %r" % sorted(rule))
            s.run(self.shop, 1)
        r = self.fresh().get("/admin/channels")
        log = self.shop.command("work", "--once", ETALASE_GRAPH_URL=self.shop.meta.url).stderr
        backup = os.path.join(self.shop.dir, "s56.backup")
        self.shop.command("backup", backup)
        export = self.shop.command("export").stdout
        config = self.shop.command("config").stdout
        pages = [self.c.get("/admin/" + x) for x in ("debug", "jobs", "audit", "health", "settings", "more", "posts", "channels/99", "channels/connect/99", "nowhere")]
        for x in pages[:7]:
            self.ok(x)
        # A token that is refused, and a code that nobody waits for: the pages that say so do not say them again, and the log knows neither.
        token, code = "EAAsalah" + "y" * 60, "AQ" + "z" * 60
        form = self.c.get("/admin/channels").page.form("/channels/paste")
        pages += [self.c.post(form.action, [("csrf", "x"), ("token", token)]), self.c.submit(form, token=token + " "), self.c.submit(form, token=token),
                  self.c.post("/admin/channels/back", [("csrf", form.get("csrf")), ("code", code), ("state", "x")]), self.shop.client().get("/admin/channels/nowhere?code=%s&state=x" % code)]
        self.shop.work()
        said = [x.text for x in pages] + [self.shop.client().get("/metrics").text, self.shop.client().get("/healthz").text, self.shop.command("list", "routes").stdout, json.dumps(self.shop.meta.journal)]
        self.assertEqual(s.leaks(self.shop, r.text, log, export, config, str(self.shop.dump()), *said), [])
        for secret in (token, code):
            self.assertEqual([x for x in said + [self.shop.read_log(), str(self.shop.dump()), log] if secret in x], [], secret[:8])
        # What is looked for would be found: names that are no secret are there.
        self.assertIn("Keripik Makrani", r.text + str(self.shop.dump()))
        self.assertTrue(all(not j["in_url"] for j in self.shop.meta.journal))
        self.assertEqual(self.ok(s.connect(self.shop, self.fresh()), 303).status, 303)
        self.assertEqual(glob.glob(os.path.join(self.shop.dir, "core*")), [])

    def test_61_what_the_other_side_says(self):
        """Sentences, ids and names of Graph full of escapes and line ends: one object a line in the log, no control character on a page, in a table or in what a command prints."""
        hostile, clean = abuse_secrets.Terminal.HOSTILE, abuse_secrets.Terminal.clean
        s.run(self.shop)    # what others left
        self.fresh()
        for rule in ({"http": 400, "code": 100, "message": hostile, "user": hostile + "<script>alert(61)</script>", "trace": hostile}, {"http": 400, "code": 190, "subcode": 460, "message": hostile, "user": hostile, "trace": hostile}):
            self.shop.meta.rules.clear()
            self.shop.meta.rule(method="POST", path="/feed$", error=rule)
            n = s.put(self.shop, self.fb, "Kata %d" % rule["code"])
            with open(self.shop.log, "a", encoding="utf-8") as log:
                log.write(self.shop.work().stderr)
            self.assertEqual(s.row(self.shop, n)["state"], "failed" if rule["code"] == 100 else "queued")
        page = self.g.pages["111"]
        try:
            page["name"] = hostile + "<b>Halaman</b>"
            self.ok(s.connect(self.shop, self.fresh()), 303)
        finally:
            page["name"] = "Keripik Makrani"
        for at in ("/admin/channels", "/admin/posts", "/admin/health", "/admin/jobs", "/admin/audit", "/admin/debug"):
            r = self.ok(self.c.get(at))
            self.assertNotIn("<script>alert(61)", r.text, at)
            self.assertNotIn("<b>Halaman", r.text, at)
            clean(self, r.text.replace("\t", " "), at)
        self.sees(self.c.get("/admin/channels"), "<script>alert(61)", "<b>Halaman</b>")
        for line in self.shop.read_log().splitlines():
            self.assertIn("event", json.loads(line))
            clean(self, line, line)
        for row in self.shop.sql("SELECT name, username, reason, detail FROM social_account") + self.shop.sql("SELECT reason, detail, trace FROM publication"):
            for text in row:
                clean(self, text or "", row)
        self.ok(s.connect(self.shop, self.fresh()), 303)
        s.run(self.shop)

    def test_56_carried_to_another_machine(self):
        """Another key: the accounts cannot be used, say so, and nothing is lost."""
        n = s.put(self.shop, self.fb, "Pindah mesin")
        self.shop.command("work", "--once", ETALASE_KEY="00" * 32)
        self.assertEqual(self.shop.sql("SELECT state, reason FROM social_account WHERE id=%d" % self.fb), [("reauth", "social.why.sealed")])
        self.sees(self.fresh().get("/admin/channels"), "disimpan oleh mesin lain")
        self.ok(s.connect(self.shop, self.fresh()), 303)
        s.run(self.shop)
        self.published(n, "Pindah mesin")


class Hanging(harness.FlowTest):
    """A Meta that says nothing more: pages and mails go on as if there were none, with the real worker and its walls."""

    def test_55_pages_and_mails_do_not_wait(self):
        import _smtp    # pylint: disable=import-outside-toplevel
        shop = harness.Shop(True, 2, {}, False)
        mails = _smtp.Server()
        s.start(shop)
        shop.extra.update(_smtp.env_for(mails))
        try:
            shop.start()
            c = shop.owner()
            self.ok(s.set_app(c), 303)
            self.ok(s.connect(shop, c), 303)
            fb = s.account(shop, "facebook")
            shop.meta.rule(path="/feed$", times=99, silence=60)
            for i in range(3):
                s.put(shop, fb, "Diam %d" % i)
            shop.spawn("work")
            end = s.time.time() + 60
            while not s.journal(shop, "POST", "/feed$") and s.time.time() < end:
                s.time.sleep(0.1)
            self.assertEqual(len(s.journal(shop, "POST", "/feed$")), 1)
            self.ok(c.submit(c.get("/admin/messages").page.form("/messages/test"), address="uji@contoh.example"), 303)
            start = s.time.time()
            while not mails.mails and s.time.time() < start + 60:
                s.time.sleep(0.1)
            self.assertEqual(len(mails.mails), 1)
            for at in ("/admin", "/admin/channels", "/"):
                start = s.time.time()
                self.ok(c.get(at))
                self.assertLess(s.time.time() - start, 20)   # a page that waited would wait for the minute of silence
            self.assertEqual(s.row(shop, 1)["state"], "attempting")
            self.assertNotIn('"where":"walls"', shop.read_log())
        finally:
            shop.stop()
            s.stop(shop)
            mails.close()

    def test_56_no_core(self):
        """A worker that dies while it holds a token leaves no memory of it on the disk, though the machine would keep it."""
        shop = harness.Shop(False)
        s.start(shop)

        def may():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)

        try:
            shop.start()
            c = shop.owner()
            self.ok(s.set_app(c), 303)
            self.ok(s.connect(shop, c), 303)
            shop.meta.rule(path="/feed$", times=99, silence=30)
            s.put(shop, s.account(shop, "facebook"), "Diam")
            with open("/proc/sys/kernel/core_pattern", encoding="ascii") as f:
                keeps = not f.read().startswith("|")    # else another program takes it, and the limit is what is looked at
            with open(shop.log, "ab") as log:
                work = subprocess.Popen([harness.BIN, "work"], env=shop.env(), cwd=shop.dir, stdout=log, stderr=subprocess.STDOUT, preexec_fn=may)     # pylint: disable=subprocess-popen-preexec-fn
                shop.procs.append(work)
                like = subprocess.Popen(["sleep", "60"], cwd=shop.dir, preexec_fn=may)      # pylint: disable=subprocess-popen-preexec-fn
            end = time.time() + 90
            while not s.journal(shop, "POST", "/feed$") and time.time() < end:
                time.sleep(0.1)
            self.assertEqual(len(s.journal(shop, "POST", "/feed$")), 1)
            lane = [x["pid"] for x in shop.log_lines() if x.get("lane") == "social" and x["event"] == "worker_start"][-1]
            for pid in (lane, work.pid):
                with open("/proc/%d/limits" % pid, encoding="ascii") as f:
                    self.assertRegex(f.read(), r"Max core file size\s+0\s+0\s")
            os.kill(lane, signal.SIGABRT)
            while '"signal":6' not in shop.read_log() and time.time() < end:
                time.sleep(0.1)
            self.assertIn('"signal":6', shop.read_log())
            self.assertEqual(glob.glob(os.path.join(shop.dir, "core*")), [])
            self.assertEqual(s.leaks(shop), [])
            like.send_signal(signal.SIGABRT)
            like.wait(10)
            if keeps and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0 and os.access(shop.dir, os.W_OK):
                self.assertEqual(len(glob.glob(os.path.join(shop.dir, "core*"))), 1, "the machine keeps no core of anybody, so nothing was shown")
        finally:
            shop.stop()
            s.stop(shop)


if __name__ == "__main__":
    unittest.main()
