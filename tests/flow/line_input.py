"""What buyers say for a line: from the owner's page to the cart, the order, papers and messages; other words are another line, what is extra is paid, later edits change no order; and what is refused."""
import datetime
import unittest

import _ways as w
import harness


class LineInput(harness.FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls.shop.owner()

    def tearDown(self):
        self.whole()

    def at(self, sku):
        return "/admin/goods/%d/inputs" % w.product(self.shop, sku)

    def ids(self, sku):
        return [int(x) for x, in self.shop.sql("SELECT id FROM product_input WHERE product=%d ORDER BY position, id" % w.product(self.shop, sku))]

    def ask(self, sku, kind, label, must=True, choices=(), **more):
        """One more thing is asked, with its details; its number."""
        f = self.ok(self.maker.get(self.at(sku))).page.form("/inputs", "kind")
        self.ok(self.maker.submit(f, kind=kind, label=label, label_en=label + " (en)"), 303)
        n = self.ids(sku)[-1]
        f = self.card(sku, n)
        for name, value in more.items():
            f.set("%s%d" % (name, n), value)
        for i, (name, extra) in enumerate(choices):
            f.set("k%dn%d" % (n, i), name).set("kx%dn%d" % (n, i), extra)
        if must:
            f.fields.append(["must%d" % n, "1"])
        self.ok(self.maker.submit(f, ("act", "save")), 303)
        return n

    def card(self, sku, n):
        return self.ok(self.maker.get(self.at(sku))).page.form("/inputs", "label%d" % n)

    def choice(self, n, name):
        return int(self.shop.one("SELECT id FROM input_choice WHERE input=%d AND name='%s'" % (n, name)))

    def put(self, c, sku, qty=1, status=303, go="cart", lang="", **said):
        f = w.page_of(c, sku, lang).form("/cart/add", "product")
        for name, value in said.items():
            f.set(name, value)
        return self.ok(c.submit(f, ("go", go), qty=qty), status)

    def lines(self, c):
        return self.ok(c.get("/cart")).page.text()

    def test_the_whole_way(self):
        sku = "KS-200"
        name = self.ask(sku, "text", "Nama di kue", most="20", hint="Huruf besar kecil sesuai tulisan")
        day = self.ask(sku, "date", "Tanggal ambil", days="2", must=False)
        wrap = self.ask(sku, "choice", "Bungkus", must=False, choices=(("Kado", "5.000"), ("Biasa", "")))
        kado, price = self.choice(wrap, "Kado"), int(self.shop.one("SELECT price FROM variant WHERE sku='%s'" % sku))
        c = self.shop.client()
        self.sees(c.get("/product/" + w.slug(self.shop, sku)), "Nama di kue", "Huruf besar kecil", "Kado (+Rp 5.000)", "Paling banyak 20 huruf")
        self.sees(c.get("/en/product/" + w.slug(self.shop, sku)), "Nama di kue (en)")
        # From a list it leads to its page, where it can be written.
        forms = [f for f in c.get("/search?q=kue+sapik").page.forms() if f.action.endswith("/cart/add") and f.get("variant") == str(w.variant(self.shop, sku))]
        self.assertEqual(forms, [])
        soon = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
        said = {"in%d" % name: "Budi & <b>Ani</b>", "in%d" % day: soon, "in%d" % wrap: str(kado)}
        self.put(c, sku, 2, **said)
        self.put(c, sku, 1, **{"in%d" % name: "Citra"})
        self.put(c, sku, 1, **said)
        self.assertEqual(self.shop.sql("SELECT l.qty FROM cart_line l JOIN variant v ON v.id=l.variant WHERE v.sku='%s' ORDER BY l.position" % sku), [("3",), ("1",)])
        r = c.get("/cart")
        self.sees(r, "Nama di kue: Budi & <b>Ani</b>", "Bungkus: Kado (+Rp 5.000)", "Nama di kue: Citra")
        self.assertIn(w.rupiah(3 * (price + 5000)), r.page.text().replace("\xa0", " "))
        # Written anew; one that says what another says becomes one with it.
        f = self.ok(c.get("/cart/inputs?n=2")).page.form("/cart/inputs")
        self.assertEqual(f.get("in%d" % name), "Citra")
        self.ok(c.submit(f.set("in%d" % name, "Dewi")), 303)
        self.assertIn("Dewi", self.lines(c))
        self.assertNotIn("Citra", self.lines(c))
        self.sees(c.get("/checkout"), "Nama di kue: Dewi")
        o = w.place(c, w.fill(c))
        self.assertEqual(o.subtotal, 3 * (price + 5000) + price)
        self.assertEqual(self.shop.sql("SELECT s.label, s.value, s.extra FROM order_input s JOIN order_line l ON l.id=s.line WHERE l.orders=%d ORDER BY l.position, s.position" % o.id),
                         [("Nama di kue", "Budi & <b>Ani</b>", "0"), ("Tanggal ambil", soon, "0"), ("Bungkus", "Kado", "5000"), ("Nama di kue", "Dewi", "0")])
        # The owner changes everything afterwards; what was ordered stays as it was.
        f = self.card(sku, wrap)
        self.ok(self.maker.submit(f.set("k%d" % kado, "Kado besar").set("kx%d" % kado, "9.000"), ("act", "save")), 303)
        self.ok(self.maker.submit(self.card(sku, name).set("label%d" % name, "Tulisan"), ("act", "save")), 303)
        self.ok(self.maker.submit(self.maker.get("/admin/orders/%d" % o.id).page.form("/%d/pay" % o.id)), 303)
        for at, who in (("/order/" + o.ref, c), ("/order/%s/nota" % o.ref, c), ("/admin/orders/%d" % o.id, self.maker), ("/admin/orders/%d/print/nota-a6" % o.id, self.maker),
                        ("/admin/orders/%d/print/slip" % o.id, self.maker), ("/admin/print/packing", self.maker)):
            self.sees(self.ok(who.get(at)), "Nama di kue: Budi & <b>Ani</b>", "Bungkus: Kado (+Rp 5.000)", "Dewi")
        self.sees(self.maker.get("/admin/goods/%d" % w.product(self.shop, sku)), "Tulisan, Tanggal ambil, Bungkus")
        # Once more: what still holds is said again, the rest is asked.
        csrf = w.page_of(c, "DD-200").form("/cart/add", "product").get("csrf")
        r = c.follow(self.ok(c.post("/order/%s/again" % o.ref, [("csrf", csrf)]), 303))
        self.sees(r, "Tulisan: Dewi", "Tulisan: Budi", w.say("It is in your cart. Please look at what you wrote for it: not all of it holds any more"))
        self.sees_not(r, "Kado besar")
        # A copy of the goods asks the same.
        self.ok(self.maker.submit(self.maker.get("/admin/goods/%d" % w.product(self.shop, sku)).page.form("/copy")), 303)
        self.assertEqual(self.shop.sql("SELECT COUNT(*), MAX(i.product) FROM product_input i JOIN product p ON p.id=i.product WHERE p.inputs=2 AND p.id=(SELECT MAX(id) FROM product)")[0][0], "3")

    def test_nothing_typed_is_lost(self):
        sku = "RK-400"
        name = self.ask(sku, "text", "Nama", most="5")
        note = self.ask(sku, "text", "Ucapan", must=False, most="40", several="1")
        wish = "Selamat!\nPanjang umur"
        c = self.shop.client()
        r = self.put(c, sku, 2, 422, **{"in%d" % name: "", "in%d" % note: wish})
        self.sees(r, "Mohon diisi")
        f = r.page.form("/cart/add")
        self.assertEqual((f.get("qty"), f.get("in%d" % note)), ("2", wish))
        self.sees(self.ok(c.submit(f.set("in%d" % name, "Rahmadhani")), 422), "Paling banyak 5 huruf")
        # Too many is told on the same page.
        r = self.ok(c.submit(f.set("in%d" % name, "Rini").set("qty", "900")), 422)
        self.assertEqual(r.page.form("/cart/add").get("in%d" % name), "Rini")
        self.ok(c.submit(f.set("qty", "2").set("in%d" % name, "A\nB").set("in%d" % note, wish.replace("\n", "\r\n"))), 303)
        self.assertEqual(self.ok(c.get("/cart/inputs?n=1")).page.form("/cart/inputs").get("in%d" % note), wish, "lines stay where several may be written")
        self.ok(c.submit(self.ok(c.get("/cart/inputs?n=1")).page.form("/cart/inputs").set("in%d" % name, "Rini")), 303)
        r = self.ok(c.submit(self.ok(c.get("/cart/inputs?n=1")).page.form("/cart/inputs").set("in%d" % name, "Panjang sekali")), 422)
        self.assertEqual((r.page.form("/cart/inputs").get("in%d" % name)), "Panjang sekali")
        self.assertIn("Rini", self.lines(c))
        # What is asked later is missing in the cart until it is said, and no order is taken before.
        must = self.ask(sku, "text", "Warna", most="10")
        r = c.get("/cart")
        self.sees(r, w.say("Please fill in what is missing for these goods"))
        self.assertNotIn("/checkout", [x for x in r.page.links()])
        self.ok(c.get("/checkout"), 303)
        self.ok(c.submit(self.ok(c.get("/cart/inputs?n=1")).page.form("/cart/inputs").set("in%d" % must, "Merah")), 303)
        o = w.place(c, w.fill(c))
        self.assertEqual(self.shop.one("SELECT s.value FROM order_input s JOIN order_line l ON l.id=s.line WHERE l.orders=%d AND s.label='Ucapan'" % o.id), wish)

    def test_dates(self):
        sku = "GL-500"
        shut = (datetime.date.today() + datetime.timedelta(days=20)).isoweekday()
        f = self.ok(self.maker.get(self.at(sku))).page.form("/inputs", "kind")
        self.ok(self.maker.submit(f, kind="date", label="Tanggal"), 303)
        n = self.ids(sku)[-1]
        f = self.card(sku, n)
        f.fields += [["must%d" % n, "1"], ["shut%d" % n, str(shut)]]
        self.ok(self.maker.submit(f.set("days%d" % n, "3"), ("act", "save")), 303)
        c = self.shop.client()
        today = datetime.date.today()
        for bad in ("", "besok", "2026-02-30", (today + datetime.timedelta(days=1)).isoformat(), (today + datetime.timedelta(days=20)).isoformat(), "2199-01-01", "-5", "99999999999"):
            self.put(c, sku, 1, 422, **{"in%d" % n: bad})
        self.put(c, sku, 1, **{"in%d" % n: (today + datetime.timedelta(days=21)).isoformat()})
        # A day that has passed meanwhile is asked again.
        self.shop.sql("UPDATE product_input SET days=300 WHERE id=%d" % n)
        self.sees(c.get("/cart"), w.say("Please fill in what is missing for these goods"))

    def test_stock_and_rules_count_all_lines(self):
        sku = "UU-300"
        n = self.ask(sku, "text", "Nama", most="30")
        p = w.product(self.shop, sku)
        there = w.stock(self.shop, sku)
        free = there[0] - there[1]
        c = self.shop.client()
        self.put(c, sku, free - 1, **{"in%d" % n: "A"})
        self.put(c, sku, 1, **{"in%d" % n: "B"})
        self.put(c, sku, 1, 422, **{"in%d" % n: "C"})
        self.shop.sql("UPDATE product SET qty_min=3, qty_max=5 WHERE id=%d" % p)
        d = self.shop.client()
        self.put(d, sku, 2, **{"in%d" % n: "A"})
        self.assertIn(w.say("Check the cart first"), self.lines(d))
        self.put(d, sku, 1, **{"in%d" % n: "B"})
        self.put(d, sku, 3, 422, **{"in%d" % n: "C"})
        o = w.place(d, w.fill(d))
        self.assertEqual(w.stock(self.shop, sku)[1], there[1] + 3)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM order_line WHERE orders=%d" % o.id), "2")
        self.shop.sql("UPDATE product SET qty_min=0, qty_max=0 WHERE id=%d" % p)

    def test_what_is_refused(self):
        sku, other = "TB-150", "SH-500"
        name, wrap = self.ask(sku, "text", "Nama", most="60"), self.ask(sku, "choice", "Isi", must=False, choices=(("Keju", "2.000"), ("Cokelat", "")))
        theirs = self.ask(other, "choice", "Isi", must=False, choices=(("Gratis", ""),))
        c, v = self.shop.client(), w.variant(self.shop, sku)
        csrf = w.page_of(c, sku).form("/cart/add", "product").get("csrf")

        def add(status, *fields):
            return self.ok(c.post("/cart/add", [("csrf", csrf), ("variant", str(v)), ("qty", "1")] + [(k, str(x)) for k, x in fields]), status)
        for fields in ([], [("in%d" % theirs, "1")], [("in%d" % name, " \t\x07 ")], [("in%d" % name, "x" * 61)], [("in%d" % name, "y"), ("in%d" % wrap, self.choice(theirs, "Gratis"))],
                       [("in%d" % name, "y"), ("in%d" % wrap, "-1")], [("in%d" % name, "y"), ("in%d" % wrap, "Keju")], [("in0", "y")], [("in99999999999999999999", "y")], [("in%d" % name, "z" * 400000)]):
            add(422, *fields)
        self.assertIn(c.post("/cart/add", [("csrf", csrf), ("variant", str(v)), ("qty", "1"), ("in%d" % name, "z" * (1 << 20))]).status, (413, 422))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM cart_line WHERE variant=%d" % v), "0")
        # A price of one's own, and what others are asked, count as nothing.
        add(303, ("in%d" % name, "a\x07b\u202ec<script>alert(1)</script>"), ("in%d" % wrap, self.choice(wrap, "Keju")), ("extra", "-5000"), ("in%d_extra" % wrap, "-1"), ("in%d" % theirs, "1"))
        r = self.ok(c.get("/cart"))
        self.assertIn("abc&lt;script&gt;", r.text)
        self.assertNotIn("<script>alert", r.text)
        self.assertEqual(self.shop.one("SELECT price_seen FROM cart_line WHERE variant=%d" % v), str(int(self.shop.one("SELECT price FROM variant WHERE id=%d" % v)) + 2000))
        csrf = r.page.form("/cart/set").get("csrf")
        for at in ("/cart/inputs", "/cart/inputs?n=0", "/cart/inputs?n=9", "/cart/inputs?n=-1", "/cart/inputs?n=x"):
            self.ok(c.get(at), 303)
        for fields in ([("variant", "999999"), ("line", "")], [("variant", str(v)), ("line", "nobody")], [("variant", "x")]):
            self.ok(c.post("/cart/inputs", [("csrf", csrf)] + fields + [("in%d" % name, "q")]), 303)
        # A line of one's own making is none, nor does an old form put in what must be written.
        for line in ("", "nobody", "x" * 30):
            self.ok(c.post("/cart/set", [("csrf", csrf), ("variant", str(v)), ("line", line), ("qty", "2")]), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM cart_line WHERE variant=%d" % v), "1")
        # What somebody wrote is in no log.
        w.settle(c)
        self.assertNotIn("abc<script", "\n".join(map(str, self.shop.log_lines())))
        # The price of a choice has gone up: the order is not taken at the old one.
        f = w.fill(c)
        self.shop.sql("UPDATE input_choice SET extra=3000 WHERE name='Keju'")
        self.shop.sql("UPDATE counter SET value=value+1 WHERE name='catalog'")
        self.assertNotIn("/order/", c.submit(f, ("step", "place")).header("location") or "")
        self.sees(c.get("/cart"), w.say("The price has changed since you put it in"))

    def test_the_owners_form(self):
        sku = "DD-200"
        f = self.ok(self.maker.get(self.at(sku))).page.form("/inputs", "kind")
        self.ok(self.maker.submit(f, kind="text", label=""), 422)
        self.ok(self.maker.submit(f, kind="text", label="x" * 61), 422)
        self.ok(self.maker.post(self.at(sku), [("csrf", f.get("csrf")), ("version", f.get("version")), ("act", "new"), ("kind", "file"), ("label", "Foto")]), 422)
        self.ok(self.maker.submit(f, kind="text", label="Nama", version="9999"), 422)
        text, day, pick = self.ask(sku, "text", "Nama"), self.ask(sku, "date", "Hari"), self.ask(sku, "choice", "Rasa", choices=(("Pedas", ""), ("Manis", "1.000")))
        for n, name, bad in ((text, "most", "0"), (text, "most", "501"), (text, "most", "-1"), (text, "label", " "), (day, "days", "366"), (day, "days", "x"), (pick, "kx%dn0" % pick, "5"),
                             (pick, "k%dn0" % pick, "Pedas")):
            g = self.card(sku, n)
            g.set(name if name[0] == "k" else "%s%d" % (name, n), bad)
            self.sees(self.ok(self.maker.submit(g, ("act", "save")), 422), w.say("Not saved yet. Please look at the fields marked red; what you typed is still here."))
        g = self.card(sku, day)
        g.fields += [["shut%d" % day, str(i)] for i in range(1, 8)]
        self.ok(self.maker.submit(g, ("act", "save")), 422)
        self.ok(self.maker.submit(self.card(sku, pick), ("act", "up")), 303)
        self.assertEqual(self.ids(sku), [text, pick, day])
        self.ok(self.maker.submit(self.card(sku, text), ("act", "down")), 303)
        self.assertEqual(self.ids(sku), [pick, text, day])
        # Its choices go, and then nothing of it is shown to buyers.
        g = self.card(sku, pick)
        for k in ("Pedas", "Manis"):
            g.set("k%d" % self.choice(pick, k), "")
        self.ok(self.maker.submit(g, ("act", "save")), 303)
        self.sees_not(self.shop.client().get("/product/" + w.slug(self.shop, sku)), "Rasa")
        self.ok(self.maker.submit(self.card(sku, day), ("act", "drop")), 303)
        self.assertEqual(self.ids(sku), [pick, text])
        self.ask(sku, "text", "Satu"), self.ask(sku, "text", "Dua"), self.ask(sku, "text", "Tiga")
        r = self.ok(self.maker.get(self.at(sku)))
        self.assertEqual([x for x in r.page.forms() if "kind" in x.names()], [])
        self.ok(self.maker.submit(f, kind="text", label="Enam", version=self.card(sku, pick).get("version")), 422)
        # Another product's question is none of this one's.
        theirs = self.ask("SA-100", "text", "Lain")
        v = self.card(sku, pick).get("version")
        for act in ("save", "up", "drop"):
            self.ok(self.maker.post(self.at(sku), [("csrf", f.get("csrf")), ("version", v), ("act", act), ("input", str(theirs)), ("label%d" % theirs, "x"), ("most%d" % theirs, "5")]), 404)
        self.ok(self.maker.get("/admin/goods/999999/inputs"), 404)
        self.ok(self.maker.post("/admin/goods/999999/inputs", [("csrf", f.get("csrf")), ("version", "1"), ("act", "new"), ("kind", "text"), ("label", "x")]), 404)
        for n in self.ids(sku):
            self.ok(self.maker.submit(self.card(sku, n), ("act", "drop")), 303)
        self.assertEqual(self.shop.one("SELECT inputs FROM product WHERE id=%d" % w.product(self.shop, sku)), "0")


if __name__ == "__main__":
    unittest.main()
