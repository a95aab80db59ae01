"""Mail as it arrives: a real receiver takes what the worker sends. Every step of an order brings exactly one mail in the buyer's language, whole as text and as HTML; servers that refuse, hang or
break the line lose no order, delay no other work and lead to the right reason; nothing that somebody typed gets out of its place."""
import email
import html.parser
import os
import re
import subprocess
import time
import unittest

import _smtp
import _ways as w
from _smtp import FROM, env_for
from harness import FlowTest, ORIGIN, Page, Shop, wait_for

DAY = 86400


class MailTest(FlowTest):
    users, cert, probes = None, None, False

    @classmethod
    def setUpClass(cls):
        cls.server = _smtp.Server(cls.users)
        cls.env = env_for(cls.server)
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        super().tearDownClass()

    def setUp(self):
        self.server.reset()
        self.server.mails.clear()
        n = MailTest.n = getattr(MailTest, "n", 0) + 1
        self.to = "pembeli%d@contoh.example" % n

    def order(self, lang="", **how):
        c = self.shop.client()
        how.setdefault("email", self.to)
        sku, qty = how.pop("sku", "SA-100"), how.pop("qty", 2)
        w.put(c, sku, qty, lang=lang)
        return c, w.place(c, w.fill(c, lang=lang, **how))

    def sent(self, n=1):
        """Does what is due; the mails that came, one more than n is one too many."""
        self.shop.work()
        mails, self.server.mails[:] = list(self.server.mails), []
        if len(mails) != n:
            raise AssertionError("%d mails instead of %d: %r" % (len(mails), n, [m["Subject"] for m in mails]))
        for m in mails:
            self.well_formed(m)
        return mails

    def well_formed(self, m):
        """What any mail program relies on."""
        self.assertTrue(all(len(x) <= 998 for x in m.data.split(b"\r\n")))
        self.assertNotRegex(m.data, rb"[^\r]\n")
        self.assertEqual(max(m.data), max(b for b in m.data if b < 128), "not 7 bit")
        for name in ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted"):
            self.assertEqual(len(m.parsed.get_all(name)), 1, name)
        self.assertEqual(m["From"].addresses[0].addr_spec, FROM)
        self.assertEqual(m["Auto-Submitted"], "auto-generated")
        self.assertRegex(m["Message-ID"], r"^<[0-9a-f]{32}@shop\.test>$")
        self.assertEqual(m.sender, FROM)
        self.assertEqual([x.addr_spec for x in m["To"].addresses], m.to)
        kinds = [p.get_content_type() for p in m.parsed.walk() if not p.is_multipart()]
        self.assertEqual(kinds, ["text/plain", "text/html"])
        self.assertIn("multipart/alternative", [p.get_content_type() for p in m.parsed.walk()])
        # no pictures from elsewhere, nothing that tells on the reader, no scripts
        self.assertNotRegex(m.html, r"(?i)<(img|script|link|iframe|form|object)\b|url\(|@import|src=")
        for url in re.findall(r'href="([^"]*)"', m.html):
            self.assertRegex(url, r"^(%s/|https://wa\.me/|https://)" % re.escape(ORIGIN))
        if not self.probes:
            self.assertNotRegex(m["Subject"] + m.html.partition("</style>")[2] + m.text, r"\{[a-z]+\}|\{\{")


class Events(MailTest):
    def test_1_every_step_brings_one_mail(self):
        owner = self.shop.owner("bos1")
        c, o = self.order()
        m, = self.sent()
        self.assertIn(o.number, m["Subject"])
        self.assertEqual(m["To"].addresses[0].display_name, w.NAME)
        self.assertEqual(m["Content-Language"], "id")
        total = w.rupiah(o.total)
        for body in (m.text.replace("\u00a0", " "), Page(m.html).text()):
            for x in (w.NAME, o.number, total, "BRI", w.say("Transfer exactly, to the last digit")):
                self.assertIn(x, body)
        self.assertIn("%s/order/%s" % (ORIGIN, o.ref), m.text)
        self.assertIn('href="%s/order/%s"' % (ORIGIN, o.ref), m.html)
        self.assertEqual(self.shop.client().get("/order/" + o.ref).status, 200)
        self.sent(0)
        w.must(owner, o, "pay")
        m, = self.sent()
        self.assertIn(o.number, m["Subject"])
        self.assertIn(total, m.text.replace("\u00a0", " "))
        self.assertNotIn(w.say("Transfer exactly, to the last digit"), m.text)
        w.must(owner, o, "pack")
        self.sent(0)
        w.must(owner, o, "ship", courier="JNE Reguler", tracking="JP99887766")
        m, = self.sent()
        for body in (m.text, Page(m.html).text()):
            self.assertIn("JNE Reguler", body)
            self.assertIn("JP99887766", body)
        w.must(owner, o, "deliver")
        self.sent(0)
        self.assertEqual(self.shop.sql("SELECT name, way, state FROM message WHERE orders=%d ORDER BY id" % o.id),
                         [("placed", "mail", "sent"), ("paid", "mail", "sent"), ("shipped", "mail", "sent")])
        page = self.ok(owner.get("/admin/orders/%d" % o.id))
        self.sees(page, w.say("Order received, to be paid"), w.say("Money received"), w.say("Order sent"), "terkirim")

    def test_2_cancelled_expired_collected(self):
        owner = self.shop.owner("bos2")
        c, o = self.order()
        self.sent()
        w.must(owner, o, "cancel", reason="Ternyata stok habis")
        m, = self.sent()
        self.assertIn("Ternyata stok habis", m.text)
        self.assertIn(w.say("Order {nomor} is cancelled").replace("{nomor}", o.number), m["Subject"])
        c, o = self.order(how="pickup", pay="cod")
        m, = self.sent()
        self.assertNotIn(w.say("Transfer exactly, to the last digit"), m.text)
        w.must(owner, o, "confirm")
        self.sent(0)
        w.must(owner, o, "pack")
        m, = self.sent()
        self.assertIn("siap diambil", m["Subject"])
        c, o = self.order()
        self.sent()
        self.shop.clock(3 * DAY)
        self.shop.work()
        m, = self.sent()
        self.shop.clock(0)
        self.assertIn("batas bayar", m["Subject"])
        self.assertEqual(o.states, ("void", "cancelled"))

    def test_3_the_buyers_language(self):
        c, o = self.order(lang="/en")
        m, = self.sent()
        self.assertEqual(m["Content-Language"], "en")
        self.assertIn("please transfer", m["Subject"])
        self.assertIn("Hello " + w.NAME, m.text)
        self.assertIn("%s/en/order/%s" % (ORIGIN, o.ref), m.html)
        owner = self.shop.owner("bos3")     # reads Indonesian
        w.must(owner, o, "pay")
        m, = self.sent()
        self.assertIn("have arrived", m.text)

    def test_4_without_address(self):
        rows = self.shop.one("SELECT COUNT(*) FROM message")
        c, o = self.order(email="")
        owner = self.shop.owner("bos4")
        w.must(owner, o, "pay")
        self.sent(0)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM message"), rows)
        page = self.ok(owner.get("/admin/orders/%d" % o.id)).page
        chat = page.link("wa.me/62812")
        self.assertIn("sudah%20masuk", chat)
        r = owner.follow(owner.submit(page.form("/told")))
        self.sees(r, "Dicatat", "WhatsApp", "terkirim")
        self.assertEqual([f for f in r.page.forms() if f.action.endswith("/told")], [])
        self.assertEqual(owner.post("/admin/orders/%d/told" % o.id, [("csrf", page.form("/told").get("csrf")), ("message", "owner")]).status, 404)

    def test_5_the_owner_is_told(self):
        owner = self.shop.owner("bos5")
        f = owner.get("/admin/settings").page.form("/admin/settings", "notify_email")
        r = owner.submit(f, notify_email="bukan alamat")
        self.ok(r, 422)
        self.sees(r, "Tulis alamat email")
        f = owner.get("/admin/settings").page.form("/admin/settings", "notify_email")
        self.ok(owner.submit(f, notify_email="Pemilik@Contoh.example", email="tanya@dapur.example"), 303)
        c, o = self.order()
        one, two = sorted(self.sent(2), key=lambda m: m.to)
        self.assertEqual((one.to, two.to), ([self.to], ["pemilik@contoh.example"]) if one.to == [self.to] else (["pemilik@contoh.example"], [self.to]))
        mine = one if one.to == ["pemilik@contoh.example"] else two
        his = two if mine is one else one
        self.assertIn("Pesanan baru " + o.number, mine["Subject"])
        self.assertIn("/admin/orders/%d" % o.id, mine.html)
        self.assertNotIn(o.ref, mine.html + mine.text)
        self.assertNotIn("812-3456", mine.html + mine.text)
        self.assertEqual(his["Reply-To"], "tanya@dapur.example")
        self.assertIsNone(mine["Reply-To"])
        f = owner.get("/admin/settings").page.form("/admin/settings", "notify_email")
        self.ok(owner.submit(f, notify_email="", email=""), 303)

    def test_6_twice_pressed_is_one_mail(self):
        owner = self.shop.owner("bos6")
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        f = w.fill(c, email=self.to)
        o = w.place(c, f)
        self.ok(c.submit(f, ("step", "place")), 303)
        self.sent(1)
        page = owner.get("/admin/orders/%d" % o.id).page.form("/pay")
        self.ok(owner.submit(page), 303)
        self.assertNotEqual(owner.submit(page).status, 303)
        self.sent(1)

    def test_7_nothing_personal_in_logs_and_rows(self):
        c, o = self.order(name="Rahasia Namanya")
        self.server.fail["RCPT"] = "550 5.1.1 <%s>: no such user" % self.to
        out = self.shop.work()
        everything = out.stdout + out.stderr + self.shop.read_log()
        for x in (self.to, "Rahasia", o.ref, "no such user"):
            self.assertNotIn(x, everything)
        rows = str(self.shop.sql("SELECT kind, payload, dedupe, reason FROM outbox")) + str(self.shop.sql("SELECT name, address, reason FROM message"))
        for x in (self.to, "Rahasia", o.ref, "no such user"):
            self.assertNotIn(x, rows)
        owner = self.shop.owner("bos7")
        r = owner.get("/admin/jobs")
        self.sees(r, "Email ke pembeli, pesanan " + o.number, "tidak ada atau tidak menerima email (550)")
        self.sees_not(r, self.to)
        page = self.ok(owner.get("/admin/orders/%d" % o.id))
        self.sees(page, "tidak terkirim", "Kabari lewat WhatsApp")
        # sent again by hand after the address turned out right: the same Message-ID
        self.server.reset()
        self.ok(owner.submit(r.page.form("/jobs/resend")), 303)
        self.sent(1)
        self.sees(owner.get("/admin/orders/%d" % o.id), "terkirim")


class Trouble(MailTest):
    """Who has to act, and what happens meanwhile."""
    passed = 0

    def state(self, o, name="placed"):
        return self.shop.sql("SELECT m.state, m.reason, b.state, b.attempts FROM message m JOIN outbox b ON b.dedupe = 'message:' || CAST(m.id AS TEXT) WHERE m.orders=%d AND m.name='%s'" % (o.id, name))[0]

    def later(self, seconds):
        """On and on: back in time nothing would be the newest."""
        Trouble.passed += seconds
        self.shop.clock(Trouble.passed)

    def test_1_temporary(self):
        for verb, answer in (("MAIL", "450 4.2.1 later"), ("RCPT", "450 4.2.1 grey list"), ("DATA", "451 4.3.0 later"), ("EHLO", "421 4.3.2 closing"), ("END", "452 4.3.1 full")):
            self.server.reset()
            self.server.fail[verb] = answer
            if verb == "EHLO":
                self.server.fail["HELO"] = answer
            c, o = self.order()
            self.shop.work()
            self.assertEqual(self.state(o)[0::2], ("waiting", "due"), verb)
            self.assertIn(self.state(o)[1], ("mail.why.busy " + answer[:3], "mail.why.line " + answer[:3]), verb)
            self.server.reset()
            self.sent(0)    # not due yet
            self.later(60)
            self.sent(1)
            self.assertEqual(self.state(o)[0::2], ("sent", "done"), verb)

    def test_2_for_good(self):
        for verb, answer, why in (("RCPT", "550 5.1.1 no such user", "mail.why.refused 550"), ("RCPT", "552 5.2.2 full", "mail.why.refused 552"), ("END", "554 5.7.1 spam", "mail.why.content 554")):
            self.server.reset()
            self.server.fail[verb] = answer
            c, o = self.order()
            self.shop.work()
            self.assertEqual(self.state(o), ("failed", why, "failed", "1"), verb)
            self.server.reset()
            self.later(7200)
            self.sent(0)

    def test_3_settings(self):
        for verb, answer, why in (("MAIL", "550 5.7.1 not your sender", "mail.why.sender 550"), ("MAIL", "530 5.7.0 log in first", "mail.why.sender 530")):
            self.server.reset()
            self.server.fail[verb] = answer
            c, o = self.order()
            self.shop.work()
            self.assertEqual(self.state(o)[:3], ("waiting", why, "due"), verb)
            owner = self.shop.owner("atur" + answer[:3])
            self.sees(owner.get("/admin/health"), "Server email menolak alamat pengirim")
            self.sees(owner.get("/admin/messages"), "Server email menolak alamat pengirim")
            self.server.reset()
            self.later(60)
            self.sent(1)
        self.sees(owner.get("/admin/health"), "Email terkirim. Terakhir")

    def test_4_line_breaks_after_the_text(self):
        """Nobody can know whether the server has it: it comes again, under the same Message-ID (at least once)."""
        self.server.drop_after_data = 1
        c, o = self.order()
        self.shop.work()
        self.assertEqual(self.state(o)[0], "waiting")
        self.assertIn("mail.why.line", self.state(o)[1])
        first, = list(self.server.mails)
        self.server.mails.clear()
        self.later(60)
        second, = self.sent(1)
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(first["Date"], second["Date"])
        self.assertEqual(self.state(o)[0], "sent")

    def test_5_nobody_there(self):
        with Shop(env={"ETALASE_SMTP_URL": "smtp://127.0.0.1:1", "ETALASE_SMTP_TLS": "never", "ETALASE_MAIL_FROM": FROM}) as shop:
            c = shop.client()
            o = w.order(c, email="siti@contoh.example")
            start = time.time()
            shop.work()
            self.assertLess(time.time() - start, 30)
            self.assertEqual(shop.sql("SELECT state, reason FROM message"), [("waiting", "mail.why.line")])
            self.assertEqual(o.states, ("waiting", "hold"))
            self.assertEqual(shop.invariants(), [])


class Settings(unittest.TestCase):
    """What cannot work is said, and nothing is sent half-protected."""

    def shop(self, **env):
        return Shop(env=dict({"ETALASE_MAIL_FROM": FROM}, **env))

    def test_1_off(self):
        with self.shop() as shop:
            o = w.order(shop.client(), email="siti@contoh.example")
            owner = shop.owner()
            self.assertEqual(shop.one("SELECT COUNT(*) FROM message"), "0")
            for page, text in (("/admin/health", "pembeli dikabari lewat WhatsApp"), ("/admin/messages", "server email belum diatur")):
                self.assertIn(text, owner.get(page).page.text())
            self.assertEqual([f for f in owner.get("/admin/messages").page.forms() if "test" in f.action], [])
            self.assertIn("mohon%20transfer", owner.get("/admin/orders/%d" % o.id).page.link("wa.me"))

    def test_2_faults(self):
        for why, env in (("mail.why.url", {"ETALASE_SMTP_URL": "http://127.0.0.1:1"}), ("mail.why.from", {"ETALASE_SMTP_URL": "smtp://127.0.0.1:1", "ETALASE_MAIL_FROM": "tanpa"}),
                         ("mail.why.policy", {"ETALASE_SMTP_URL": "smtp://127.0.0.1:1", "ETALASE_SMTP_TLS": "maybe"}),
                         ("mail.why.open", {"ETALASE_SMTP_URL": "smtp://mail.example:587", "ETALASE_SMTP_TLS": "try", "ETALASE_SMTP_USER": "a", "ETALASE_SMTP_PASSWORD": "rahasia"})):
            with self.shop(**env) as shop:
                w.order(shop.client(), email="siti@contoh.example")
                shop.sql("DELETE FROM outbox WHERE lane='media'")     # the demo's pictures take their time and show nothing here
                shop.work()
                self.assertEqual(shop.sql("SELECT state, reason FROM message"), [("waiting", why)])
                text = shop.owner().get("/admin/health").page.text()
                self.assertIn("Email tidak terkirim", text)
                self.assertNotIn("rahasia", text + shop.read_log())

    def test_3_login_and_tls(self):
        with Shop() as shop:
            files = [os.path.join(shop.dir, x) for x in ("cert.pem", "key.pem")]
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                            "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]], check=True, stderr=subprocess.DEVNULL)
            with open(os.path.join(shop.dir, "secret"), "w") as f:
                f.write("kata sandi\n")
            right = {"ETALASE_SMTP_TLS": "always", "ETALASE_SMTP_CA": files[0], "ETALASE_SMTP_USER": "toko", "ETALASE_SMTP_PASSWORD": "file:" + os.path.join(shop.dir, "secret")}
            for implicit in (False, True):
                server = _smtp.Server({"toko": "kata sandi"}, files, implicit)
                try:
                    self.one(shop, env_for(server, **right), "sent", "")
                    m, = server.mails
                    self.assertEqual((m.tls, m.user), (True, "toko"))
                    self.one(shop, env_for(server, **dict(right, ETALASE_SMTP_CA="")), "waiting", "mail.why.tls")
                    self.one(shop, env_for(server, **dict(right, ETALASE_SMTP_PASSWORD="salah")), "waiting", "mail.why.login 535")
                    self.assertEqual(len(server.mails), 1)
                finally:
                    server.close()
            # a server without STARTTLS gets neither name nor mail
            plain = _smtp.Server({"toko": "kata sandi"})
            try:
                self.one(shop, env_for(plain, **right), "waiting", "mail.why.tls")
                self.assertNotIn("AUTH", plain.seen)
                self.assertEqual(plain.mails, [])
            finally:
                plain.close()

    def one(self, shop, env, state, reason):
        """An order's mail with these settings: its row is put as the pages would, since they were started with others."""
        number = shop.one("SELECT COUNT(*) FROM orders")
        o = w.order(shop.client(), sku="SA-100", qty=1, email="siti%s@contoh.example" % number)
        shop.sql("INSERT INTO message (orders, name, way, lang, state, at) VALUES (%d, 'placed', 'mail', 'id', 'waiting', 1700000000)" % o.id)
        n = shop.one("SELECT id FROM message WHERE orders=%d" % o.id)
        shop.sql("INSERT INTO outbox (lane, kind, payload, dedupe, due_at, created_at) VALUES ('mail', 'mail.order', '{\"message\":%s}', 'message:%s', 1, 1)" % (n, n))
        log = shop.command("work", "--once", **env)
        self.assertEqual(shop.sql("SELECT state, reason FROM message WHERE orders=%d" % o.id), [(state, reason)])
        self.assertNotIn("kata sandi", log.stdout + log.stderr)


class Lanes(MailTest):
    """A server that hangs holds up nothing but its own lane; an order does not wait for it."""
    work = True

    def test_a_hanging_server(self):
        self.server.hang.add("MAIL")
        start = time.time()
        c, o = self.order()
        self.assertLess(time.time() - start, 20)
        self.assertTrue(wait_for(lambda: "MAIL" in self.server.seen))
        # pictures go on meanwhile
        import _pictures
        start = time.time()
        self.ok(w.send_proof(c, o, _pictures.jpeg()), 303)
        while self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % o.id) == "waiting" and time.time() < start + 60:
            time.sleep(0.1)
        self.assertEqual(self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % o.id), "ready")
        self.assertEqual(self.shop.one("SELECT state FROM outbox WHERE lane='mail'"), "leased")
        self.assertEqual(self.shop.client().get("/order/" + o.ref).status, 200)


class Probes(html.parser.HTMLParser):
    """Where the mark stands: in text and in attributes' values it may, anywhere else it must not."""

    def __init__(self, mark):
        super().__init__(convert_charrefs=True)
        self.mark, self.bad, self.seen = mark, [], 0

    def handle_starttag(self, tag, attrs):
        if self.mark in tag or tag in ("svg", "script", "img") or any(self.mark in k or k.startswith("on") for k, v in attrs):
            self.bad.append((tag, attrs))

    def handle_data(self, data):
        self.seen += data.count(self.mark)


class Abuse(MailTest):
    probes = True
    PROBE = "\"'><svg/onload=alert(1)>zqx {{BODY}} {tautan} &amp;"

    def test_41_probes_stay_text(self):
        owner = self.shop.owner("periksa")
        w.change(self.shop, "sanjai-asin", first={"name": "Keripik " + self.PROBE})
        f = owner.get("/admin/settings").page.form("/admin/settings", "notify_email")
        self.ok(owner.submit(f, name="Toko " + self.PROBE[:40], address="Jalan " + self.PROBE), 303)
        f = owner.get("/admin/banks/1").page.form("/admin/banks/1", "holder")
        self.ok(owner.submit(f, holder="Upik " + self.PROBE[:40]), 303)
        f = owner.get("/admin/messages/placed/id").page.form("/placed/id", "body")
        self.ok(owner.submit(f, subject="<b>{nomor}</b> {nama} {barang}", body="<svg/onload=alert(2)>zqx {nama}\n\n{barang} {toko}"), 303)
        c, o = self.order(name="Siti " + self.PROBE[:50], note=self.PROBE)
        m, = self.sent()
        p = Probes("zqx")
        p.feed(m.html)
        self.assertEqual(p.bad, [])
        self.assertGreater(p.seen, 4)
        self.assertIn("{{BODY}}", Page(m.html).text())
        self.assertIn("<b>%s</b> Siti \"'><svg" % o.number, m["Subject"])
        self.assertEqual(m["To"].addresses[0].addr_spec, self.to)
        # a variable in a value is no variable
        self.assertIn("{tautan}", m.text)
        r = self.ok(owner.get("/admin/messages/placed/id"))
        q = Probes("alert(2)")
        q.feed(r.text)
        self.assertNotIn("<svg/onload", r.text)
        letter = owner.submit(r.page.form("/placed/id", "body"), ("do", "letter"))
        self.ok(letter)
        q = Probes("alert(2)")
        q.feed(letter.text)
        self.assertEqual(q.bad, [])
        self.assertIn("sandbox", letter.header("content-security-policy"))
        self.assertNotIn("script-src", letter.header("content-security-policy"))

    def test_44_line_ends_make_no_header(self):
        for evil in ("Siti\r\nBcc: lain@contoh.example", "Siti\nBcc: lain@contoh.example", "Siti\rBcc: x", "Siti\x00Bcc", "=?UTF-8?Q?Siti=0D=0ABcc:_lain@contoh.example?="):
            self.server.mails.clear()
            c = self.shop.client()
            w.put(c, "SA-100", 1)
            f = w.fill(c, email=self.to)
            r = c.submit(f.set("name", evil), ("step", "place"))
            if r.status != 303:
                continue
            m, = self.sent()
            self.assertIsNone(m["Bcc"])
            self.assertEqual(m.to, [self.to])
            self.assertEqual(len(m["To"].addresses), 1)
            # No header, of the letter or of a part; a line of what is written may begin so, since long ones are broken anywhere.
            self.assertNotRegex(m.data.partition(b"\r\n\r\n")[0], rb"\n(?i:bcc)[ \t]*:")
            self.assertNotIn("bcc", [name.lower() for part in email.message_from_bytes(m.data).walk() for name in part.keys()])
        # an address with a line end, a second one or a name is none
        for evil in ("a@contoh.example\r\nBcc: b@contoh.example", "a@contoh.example, b@contoh.example", "a@contoh.example>\r\nRCPT TO:<b@contoh.example", "<a@contoh.example>", "a@contoh.example b@x.example"):
            c = self.shop.client()
            w.put(c, "SA-100", 1)
            f = w.fill(c, email=self.to)
            r = c.submit(f.set("email", evil), ("step", "place"))
            if r.status == 303:     # line ends of a one-line field are blanks
                self.fail(evil)
            self.assertEqual(r.status, 422, evil)
        # rows that came another way are refused where the header is written
        self.server.mails.clear()
        c, o = self.order()
        for column, evil in (("name", "Siti' || %s || 'Bcc: lain@contoh.example"), ("email", "a@contoh.example' || %s || 'Bcc: b@contoh.example")):
            for end in ("char(10)", "char(13)") if self.shop.db.startswith("sqlite") else ("chr(10)", "chr(13)"):
                self.shop.sql("UPDATE orders SET %s = '%s' WHERE id=%d" % (column, evil % end, o.id))
                self.shop.sql("UPDATE message SET state='waiting' WHERE orders=%d" % o.id)
                self.shop.sql("UPDATE outbox SET state='due', due_at=1, attempts=0 WHERE lane='mail'")
                self.shop.work()
                self.assertEqual(self.shop.sql("SELECT state, reason FROM message WHERE orders=%d" % o.id), [("failed", "mail.why.address")])
                self.assertEqual(self.server.mails, [])

    def test_28_links_from_the_settings_alone(self):
        c = self.shop.client(HTTP_HOST="jahat.example", HTTP_X_FORWARDED_HOST="jahat.example", HTTP_FORWARDED="host=jahat.example")
        w.put(c, "SA-100", 1)
        w.place(c, w.fill(c, email=self.to))
        m, = self.sent()
        self.assertNotIn("jahat", m.data.decode())


if __name__ == "__main__":
    unittest.main()
