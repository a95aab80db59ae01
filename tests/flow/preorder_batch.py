"""A batch of pre-orders as a whole: its buyers told once each, whatever is pressed twice or broken off; another day, goods that have come, a batch that is called off, with what comes of each order; and what is
refused to strangers' ids, huge numbers and a second run at the same time."""
import re
import unittest

import _smtp
import _ways as w
from _smtp import env_for
from harness import FlowTest, now


class Batch(FlowTest):
    @classmethod
    def setUpClass(cls):
        cls.server = _smtp.Server(None)
        cls.env = env_for(cls.server)
        super().setUpClass()
        cls.maker = cls.shop.owner()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        super().tearDownClass()

    def setUp(self):
        self.server.mails.clear()

    def tearDown(self):
        self.whole()

    def at(self, sku, tail=""):
        return "/admin/goods/%d/batch%s" % (w.product(self.shop, sku), tail)

    def sell(self, sku, **more):
        """Always pre-order, and nothing lies there."""
        f = self.maker.get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, sku), w.variant(self.shop, sku))).page.form("/stock", "kind")
        self.ok(self.maker.submit(f, kind="count", qty="0"), 303)
        f = self.maker.get("/admin/goods/%d/preorder" % w.product(self.shop, sku)).page.form("/preorder", "version")
        self.ok(self.maker.submit(f.set("rule", "pre"), **{"ready_days": "5", **more}), 303)

    def buy(self, sku, qty=1, email="", also=None, paid=False):
        c = self.shop.client()
        if also:
            w.put(c, also, 1)
        w.put(c, sku, qty)
        o = w.place(c, w.fill(c, email=email))
        if paid:
            w.must(self.maker, o, "pay")
        return c, o

    def form(self, sku, act):
        return self.ok(self.maker.get(self.at(sku))).page.form("/batch/" + act, "key")

    def send(self, f, **fields):
        """Presses the button, with the password when it is asked for; the address of the run."""
        r = self.maker.submit(f, **fields)
        asked = [x for x in r.page.forms() if "proof" in x.names()] if r.status == 422 else []
        if asked:
            r = self.maker.submit(asked[0], proof=self.maker.password)
        self.ok(r, 303)
        return r.header("location").split("?")[0]

    def mails(self):
        self.shop.work()
        mails, self.server.mails[:] = list(self.server.mails), []
        return mails

    def outcomes(self, url):
        run = int(re.search(r"/batch/([0-9]+)", url).group(1))
        return [x[0] for x in self.shop.sql("SELECT outcome FROM preorder_run_order WHERE run=%d ORDER BY orders" % run)]

    def test_told_once(self):
        self.sell("KS-200", target="20")
        self.sees(self.maker.get(self.at("KS-200")), w.say("Nobody has ordered of this batch yet. As soon as somebody does, you can tell all buyers something here at once."))
        people = [self.buy("KS-200", 2, "satu@contoh.example"), self.buy("KS-200", 3, "dua@contoh.example", paid=True), self.buy("KS-200", 1)]
        self.mails()
        page = self.maker.get(self.at("KS-200"))
        self.sees(page, people[0][1].number, people[2][1].number, w.say("Target {{TARGET}}, not reached yet", TARGET="20"), w.message("batch.pay.paid"))
        f = self.form("KS-200", "tell").set("words", "Barang {datang} <b>lebih</b> lambat & hujan.\nTerima kasih!")
        url = self.send(f)
        self.assertEqual(self.send(f), url)
        self.ok(self.maker.submit(self.form("KS-200", "tell"), words="Yang kedua."), 422)
        run = self.ok(self.maker.get(url))
        self.sees(run, w.message("batch.state.working"))
        self.assertEqual(run.header("refresh"), "3")
        # Stopped before it began, nobody is told; pushed on, everybody once.
        self.ok(self.maker.submit(run.page.form("/batch/"), ("do", "stop")), 303)
        self.assertEqual(self.mails(), [])
        self.assertEqual(self.outcomes(url), ["", "", ""])
        self.ok(self.maker.submit(self.maker.get(url).page.form("/batch/"), ("do", "go")), 303)
        mails = self.mails()
        self.assertEqual(sorted(m.to[0] for m in mails), ["dua@contoh.example", "satu@contoh.example"])
        for m in mails:
            text = m.parsed.get_body(("plain",)).get_content()
            self.assertIn("Barang {datang} <b>lebih</b> lambat & hujan.\nTerima kasih!", text.replace("\r\n", "\n"))
            self.assertIn("Kabar pesanan", m["Subject"])
        self.assertEqual(self.outcomes(url), ["mail", "mail", "chat"])
        run = self.maker.get(url)
        self.sees(run, w.message("batch.outcome.mail_sent"), w.message("batch.outcome.chat"), "selesai")
        self.assertIn("hujan", "".join(re.findall(r'https://wa.me/[^"]*', run.text)))
        # Work is done again, the button is pressed again: nobody is told again.
        self.ok(self.maker.submit(run.page.form("/told")), 303)
        self.sees(self.maker.get(url), w.say("told on WhatsApp"))
        self.assertEqual(self.mails(), [])
        self.sees(self.maker.get("/admin/orders/%d" % people[0][1].id), w.message("message.batch"))
        # Another time is another message.
        again = self.send(self.form("KS-200", "tell").set("words", "Kabar kedua."))
        self.assertNotEqual(again, url)
        self.assertEqual(len(self.mails()), 2)
        self.sees(self.maker.get(self.at("KS-200")), w.message("batch.tell"))

    def test_another_day(self):
        self.sell("RK-400")
        (c, o), (_, sent) = self.buy("RK-400", 1, "tiga@contoh.example"), self.buy("RK-400")
        self.mails()
        w.must(self.maker, sent, "cancel", reason="Berubah pikiran")
        day = self.day(now() + 20 * 86400)
        for bad in ("kapan", "2020-01-01", "2030-13-01", "9999999-01-01"):
            self.ok(self.maker.submit(self.form("RK-400", "move"), ready=bad), 422)
        url = self.send(self.form("RK-400", "move").set("ready", day).set("moved_words", "Maaf, mundur."))
        self.assertEqual([m.to[0] for m in self.mails()], ["tiga@contoh.example"])
        self.assertEqual(self.outcomes(url), ["mail"])
        label = self.shown(day)
        self.sees(c.get("/order/" + o.ref), label, w.message("order.event.moved"))
        self.sees(c.get("/product/%s?v=%d" % (w.slug(self.shop, "RK-400"), w.variant(self.shop, "RK-400"))), label)
        self.sees(self.maker.get(url), label)
        # Without words nobody is written to.
        url = self.send(self.form("RK-400", "move").set("ready", self.day(now() + 30 * 86400)))
        self.assertEqual((self.mails(), self.outcomes(url)), ([], ["silent"]))

    def day(self, at):
        import datetime
        return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=at + 7 * 3600)).strftime("%Y-%m-%d")

    def shown(self, day):
        months = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()
        return "%d %s" % (int(day[8:]), months[int(day[5:7]) - 1])

    def test_they_are_here(self):
        self.sell("GL-500")
        (c, o), (_, late) = self.buy("GL-500", 3, "empat@contoh.example", paid=True), self.buy("GL-500", 2)
        self.mails()
        v = w.variant(self.shop, "GL-500")
        self.sees(self.maker.get(self.at("GL-500")), w.say("{{WANTED}} wanted", WANTED="5"))
        for bad in ("-1", "banyak", "99999999999999999999", "1000000"):
            self.ok(self.maker.submit(self.form("GL-500", "arrive"), **{"q%d" % v: bad}), 422)
        self.assertEqual(w.stock(self.shop, "GL-500"), (0, 5))
        f = self.form("GL-500", "arrive")
        self.assertIn("Barang PO Anda", f.get("came_words"))
        url = self.send(f.set("q%d" % v, "6"))
        self.send(f)
        self.assertEqual(w.stock(self.shop, "GL-500"), (6, 5))
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.outcomes(url), ["mail", "chat"])
        self.sees(c.get("/order/" + o.ref), w.message("ready.here"), w.message("order.event.arrived"))
        page = self.maker.get(self.at("GL-500"))
        self.sees(page, w.say("goods are here"))
        self.assertNotIn("/batch/cancel", page.text)
        # Who orders now waits for the next ones, and is alone among those to be made.
        self.buy("GL-500", 1)
        self.sees(self.maker.get(self.at("GL-500")), w.say("{{WANTED}} wanted", WANTED="1"))
        w.must(self.maker, o, "pack")
        w.must(self.maker, o, "ship", courier="JNE", tracking="JNE1")
        self.assertEqual(w.stock(self.shop, "GL-500"), (3, 3))

    def test_not_on_the_packing_list(self):
        """What has not come is not taken from the shelf: the list says what an order waits for and until when, an order that waits with all it has stands below the others; once it is here, it is packed."""
        self.sell("KK-200")
        (_, mixed), (_, alone) = self.buy("KK-200", 2, also="SA-100", paid=True), self.buy("KK-200", 3, paid=True)
        (_, plain) = self.buy("KK-200", 1)
        name = self.shop.one("SELECT name FROM order_line WHERE orders=%d" % alone.id)
        when = w.message("ready.not_here").split("{1}")[0]
        packing = lambda: self.ok(self.maker.get("/admin/print/packing")).page
        rows = lambda p: [t.text() for t in p.find("table").all("tr")]
        p = packing()
        self.assertFalse([t for t in rows(p) if name in t], "it does not lie on the shelf")
        self.assertEqual([s.text().count(when) for s in p.all("section") if mixed.number in s.text()], [1])
        self.assertEqual([s for s in p.all("section") if alone.number in s.text()], [])
        self.assertIn(when, [x.text() for x in p.all("li") if alone.number in x.text()][0])
        self.assertIn(w.say("Not yet: pre-orders that have not come"), p.text())
        day = self.day(int(self.shop.one("SELECT placed_at FROM orders WHERE id=%d" % alone.id)) + 5 * 86400)
        self.assertIn(str(int(day.split("-")[2])), [x.text() for x in p.all("li") if alone.number in x.text()][0].split(when)[1])
        self.ok(self.maker.submit(p.form("/admin/print/packing")), 303)
        for o in (mixed, alone, plain):
            self.sees(self.maker.get("/admin/orders/%d" % o.id), name + ": " + when)
        self.assertIn(when, self.maker.get("/admin/orders?tab=pack&q=" + alone.number).page.find("main").text())
        # It has come: on the shelf, in the orders, without a mark.
        self.send(self.form("KK-200", "arrive").set("q%d" % w.variant(self.shop, "KK-200"), "20").set("came_words", ""))
        self.shop.work()
        p = packing()
        self.assertEqual([t[len(name):].strip()[-1] for t in rows(p) if name in t], ["5"])
        self.assertNotIn(when, p.text())
        self.assertTrue([s for s in p.all("section") if alone.number in s.text()])
        self.assertNotIn(when, self.maker.get("/admin/orders/%d" % alone.id).page.text())
        for o in (mixed, alone, plain):
            w.must(self.maker, o, "cancel", reason="Selesai")

    def test_called_off(self):
        self.sell("SH-500", target="50")
        (cu, unpaid), (_, paid), (_, mixed) = self.buy("SH-500", 2, "lima@contoh.example"), self.buy("SH-500", 1, "enam@contoh.example", paid=True), self.buy("SH-500", 1, also="DD-200")
        (cp, proof) = self.buy("SH-500", 1)
        self.ok(w.send_proof(cp, proof), 303)
        w.put(cu, "SH-500", 1)
        late = w.fill(cu)
        self.mails()
        self.assertEqual(w.stock(self.shop, "SH-500"), (0, 5))
        self.ok(self.maker.submit(self.form("SH-500", "tell"), words=""), 422)
        f = self.form("SH-500", "cancel").set("cause", "Target tidak tercapai")
        url = self.send(f)
        # Off sale at once, also for who stands at the checkout.
        self.assertNotIn("/order/", self.ok(cu.submit(late, ("step", "place")), 303).header("location"))
        self.sees(self.shop.client().get("/product/%s?v=%d" % (w.slug(self.shop, "SH-500"), w.variant(self.shop, "SH-500"))), w.say("Sold out"))
        mails = self.mails()
        self.assertEqual(sorted(m.to[0] for m in mails), ["enam@contoh.example", "lima@contoh.example"])
        self.assertEqual(self.outcomes(url), ["cancelled", "refund", "mixed", "proof"])
        self.assertEqual([x.states for x in (unpaid, paid, mixed, proof)], [("void", "cancelled"), ("refund_due", "cancelled"), ("waiting", "hold"), ("proof", "hold")])
        self.assertEqual(paid.cancel_reason, "Target tidak tercapai")
        self.assertEqual(w.stock(self.shop, "SH-500"), (0, 2))
        self.assertEqual(int(self.shop.one("SELECT made_taken FROM product WHERE id=%d" % w.product(self.shop, "SH-500"))), 2)
        run = self.maker.get(url)
        self.sees(run, *[w.message("batch.outcome." + x) for x in ("cancelled", "refund", "mixed", "proof")])
        self.sees(self.maker.get("/admin/orders?tab=check"), paid.number)
        self.assertEqual(self.send(f), url)
        self.assertEqual(self.mails(), [])
        # Again, with those that hold other goods.
        url = self.send(self.form("SH-500", "cancel").set("cause", "Tetap batal"), mixed="1")
        self.mails()
        self.assertEqual(self.outcomes(url), ["cancelled", "proof"])
        self.assertEqual(mixed.states, ("void", "cancelled"))
        self.assertEqual(w.stock(self.shop, "SH-500"), (0, 1))
        self.sees(self.maker.get(self.at("SH-500")), w.message("batch.cancel"))

    def test_an_old_batch(self):
        self.sell("KB-100")
        _, old = self.buy("KB-100", 2)
        f = self.maker.get("/admin/goods/%d/preorder" % w.product(self.shop, "KB-100")).page.form("/preorder", "version")
        self.ok(self.maker.submit(f.set("rule", "pre"), ready_days="9", fresh="1"), 303)
        _, new = self.buy("KB-100", 1)
        page = self.maker.get(self.at("KB-100"))
        self.sees(page, new.number)
        self.sees_not(page, old.number)
        page = self.maker.get(self.at("KB-100", "?batch=1"))
        self.sees(page, old.number)
        self.send(page.page.form("/batch/cancel", "key").set("cause", "Batal"))
        self.shop.work()
        self.assertEqual((old.states, new.states), (("void", "cancelled"), ("waiting", "hold")))
        # The present one goes on being sold.
        self.buy("KB-100", 1)

    def test_what_is_refused(self):
        self.sell("TB-150")
        _, o = self.buy("TB-150", 1)
        _, other = self.buy("DD-200", 1)
        f = self.form("TB-150", "tell")
        url = self.send(f.set("words", "Halo semua"))
        csrf, n = f.get("csrf"), re.search(r"/batch/([0-9]+)", url).group(1)
        for path in ("/admin/goods/999999/batch", self.at("TB-150", "/999999"), self.at("DD-200", "/" + n)):
            self.ok(self.maker.get(path), 404)
        self.ok(self.maker.get(self.at("TB-150", "?batch=99999999999999999999&after=x")), 200)
        self.ok(self.maker.post(self.at("TB-150", "/%s/told" % n), [("csrf", csrf), ("order", str(other.id))]), 404)
        self.ok(self.maker.post(self.at("DD-200", "/" + n), [("csrf", csrf), ("do", "stop")]), 404)
        for batch, key, words in (("0", "k" * 20, "Halo"), ("-1", "k" * 20, "Halo"), ("7", "k" * 20, "Halo"), ("1", "", "Halo"), ("1", "k" * 20, "x" * 1001)):
            self.ok(self.maker.post(self.at("TB-150", "/tell"), [("csrf", csrf), ("batch", batch), ("key", key), ("words", words)]), 422)
        self.shop.work()
        self.ok(self.maker.post(self.at("TB-150", "/" + n), [("csrf", csrf), ("do", "go")]), 422)
        self.ok(self.maker.post("/admin/goods/999999/batch/tell", [("csrf", csrf), ("batch", "1"), ("key", "k" * 20), ("words", "Halo")]), 404)


if __name__ == "__main__":
    unittest.main()
