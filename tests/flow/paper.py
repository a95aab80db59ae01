"""Papers: what each shows and does not show, in which language; the invoice that is given once; labels and the packing list of what is to be packed; text of strangers on all of them."""
import html
import re
import unittest

import _ways as w
from harness import FlowTest

NOTAS = ("nota-58", "nota-80", "nota-a6", "nota-a5")
LABELS = ("label-58", "label-80", "label-100", "label-a4")
PROBE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)> {{TITLE}} {{%AUTOESCAPE}}"""


class Paper(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def at(self, o, paper):
        return "/admin/orders/%d/print/%s" % (o.id, paper)

    def order(self, pay=True, **how):
        o = w.order(self.shop.client(), **how)
        if pay:
            w.must(self.owner, o, "pay")
        return o

    def test_nota(self):
        o = self.order(sku="SA-250", qty=2, name="Bu Yeni")
        menu = self.ok(self.owner.get("/admin/orders/%d" % o.id)).page
        for paper in NOTAS:
            self.assertTrue(menu.link(self.at(o, paper)))
            r = self.ok(self.owner.get(self.at(o, paper)))
            self.sees(r, o.number, "Bu Yeni", "0812-3456-7890", w.rupiah(o.total), w.rupiah(o.subtotal), "Lunas", "Keripik Mande Rani", w.say("Thank you for shopping with us."))
            self.assertIn('class="sheet nota', r.text)
            self.assertRegex(r.text, r'<path d="M4 4h7v1h-7z')
            # The other sizes are one tap away; the sheet's page length is one that the style sheet knows.
            for other in NOTAS:
                self.assertTrue(r.page.link(self.at(o, other)))
        self.assertRegex(self.owner.get(self.at(o, "nota-58")).text, r'roll nota-58 nota-58-\d+')
        long = self.order(sku="SA-100", qty=1, name="Rosmaniar " * 9)
        self.assertIn("Rosmaniar Rosmaniar", self.ok(self.owner.get(self.at(long, "nota-58"))).page.text())

    def test_every_length_of_roll_has_its_page(self):
        import os
        import harness
        with open(os.path.join(harness.ROOT, "static/css/print.css")) as f:
            css = f.read()
        with open(os.path.join(harness.ROOT, "src/present/paper.c")) as f:
            lengths = re.search(r"lengths\[\] = \{([^}]*)\}", f.read()).group(1).split(",")
        for width in (58, 80):
            for n in lengths:
                self.assertIn(".nota-%d-%d { page: r%d-%d; }" % (width, int(n), width, int(n)), css)
                self.assertIn("@page r%d-%d { size: %dmm %dmm; }" % (width, int(n), width, int(n)), css)

    def test_unknown_papers(self):
        o = self.order()
        for at in (self.at(o, "nota-99"), self.at(o, "x"), "/admin/orders/999999/print/nota-58", self.at(o, "invoice"), "/admin/print/labels/done/label-100", "/admin/print/labels/pack/nota-58",
                   "/admin/print/labels/x/label-100"):
            self.ok(self.owner.get(at), 404)

    def test_invoice(self):
        o = self.order(pay=False)
        page = self.owner.get("/admin/orders/%d" % o.id).page
        self.assertFalse([f for f in page.forms() if f.action.endswith("%d/invoice" % o.id)])
        r = self.owner.post("/admin/orders/%d/invoice" % o.id, [("csrf", page.form("/note").get("csrf"))])
        self.sees(self.owner.follow(r), w.say("The money is not here yet. An invoice can be made when the order is paid"))
        w.must(self.owner, o, "pay")
        form = self.owner.get("/admin/orders/%d" % o.id).page.form("/admin/orders/%d/invoice" % o.id)
        r = self.owner.submit(form)
        self.assertEqual((r.status, r.header("location")), (303, self.at(o, "invoice")))
        r = self.ok(self.owner.follow(r))
        number = self.shop.one("SELECT number FROM invoice WHERE orders=%d" % o.id)
        self.assertRegex(number, r"^INV/\d{4}/\d{5}$")
        self.sees(r, number, o.number, w.rupiah(o.total), "Jorong Pasar No. 7")
        # The same form again, from another desk: the same invoice.
        self.owner.submit(form)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM invoice WHERE orders=%d" % o.id), "1")
        menu = self.owner.get("/admin/orders/%d" % o.id).page
        self.assertTrue(menu.link(self.at(o, "invoice")))
        self.assertFalse([f for f in menu.forms() if f.action.endswith("%d/invoice" % o.id)])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM audit WHERE act='invoice.give' AND object_id=%d" % o.id), "1")

    def test_slip_and_labels_tell_no_prices(self):
        o = self.order(sku="SA-250", qty=3, name="Pak Rahmat")
        r = self.ok(self.owner.get(self.at(o, "slip")))
        self.sees(r, o.number, "Pak Rahmat", "Jorong Pasar No. 7", "sebelah masjid", "Keripik Sanjai")
        self.sees_not(r, "Rp")
        for label in LABELS:
            r = self.ok(self.owner.get(self.at(o, label)))
            self.sees(r, o.number, "Pak Rahmat", "0812-3456-7890", "Jorong Pasar No. 7", "sebelah masjid", "Koto Balingka")
            self.sees_not(r, "Rp")
            self.assertIn("<path d=", r.text)
        w.must(self.owner, o, "pack")
        w.must(self.owner, o, "ship", courier="Mobil toko", tracking="BA 1234 X")
        self.sees(self.owner.get(self.at(o, "slip")), "BA 1234 X")
        cod = w.order(self.shop.client(), sku="SA-100", qty=1, pay="cod")
        self.sees(self.owner.get(self.at(cod, "label-100")), "Tagih tunai " + w.rupiah(cod.total))

    def test_buyers_papers_are_in_their_language(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1, lang="/en")
        o = w.place(c, w.fill(c, lang="/en"))
        self.sees(self.ok(self.owner.get(self.at(o, "nota-a5"))), "Thank you for shopping with us.")
        # A label is read by us and the courier.
        self.sees(self.ok(self.owner.get(self.at(o, "label-100"))), "Kepada", "Dari")

    def test_buyers_own_nota(self):
        c = self.shop.client()
        o = w.order(c, sku="SA-250", qty=2)
        at = self.ok(c.get("/order/" + o.ref)).page.link("/nota")
        self.assertEqual(at, "/order/%s/nota" % o.ref)
        r = self.ok(self.shop.client().get(at))
        self.sees(r, o.number, w.rupiah(o.total), "Keripik Mande Rani", w.say("Thank you for shopping with us."))
        self.assertEqual(r.page.link("/order/" + o.ref), "/order/" + o.ref)
        self.assertIn("no-store", r.header("cache-control"))
        self.assertEqual(r.header("referrer-policy"), "no-referrer")
        self.sees(self.ok(c.get("/en" + at)), "Thank you for shopping with us.")
        self.ok(c.get("/order/%s/nota" % ("x" * 22)), 404)
        self.ok(c.get("/order/%d/nota" % o.id), 404)

    def test_strangers_text_stays_text(self):
        o = self.order(name=PROBE[:100], note=PROBE, address=PROBE + "\n" + "لا\u202e😀" * 40)
        stored = [self.shop.one("SELECT %s FROM orders WHERE id=%d" % (x, o.id)) for x in ("name", "address")]
        for paper in NOTAS + LABELS + ("slip",):
            r = self.ok(self.owner.get(self.at(o, paper)))
            for bad in ("<script>alert", "<img src=x"):
                self.assertNotIn(bad, r.text)
            self.assertIn(stored[0][:30], html.unescape(r.text))
        r = self.ok(self.owner.get("/admin/print/packing"))
        self.assertNotIn("<script>alert", r.text)

    def test_who_may(self):
        o = self.order()
        for role, may in (("driver", 200), ("leader", 403), ("social", 403)):
            c = self.shop.owner("kertas-" + role, role)
            self.assertEqual(c.get(self.at(o, "nota-58")).status, may, role)
            self.assertEqual(c.get("/admin/print/packing").status, 403, role)
            if may == 200:
                self.assertFalse([f for f in c.get("/admin/orders/%d" % o.id).page.forms() if f.action.endswith("%d/invoice" % o.id)])


class Lists(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def test_lists(self):
        self.sees(self.ok(self.owner.get("/admin/print/packing")), w.say("Nothing to pack now. Paid orders come onto this list by themselves."))
        self.sees(self.ok(self.owner.get("/admin/print/labels/pack/label-a4")), w.say("Nothing to send here: no order waits for a label."))
        orders = []
        for how in ({"sku": "SA-250", "qty": 2, "name": "Bu Satu", "note": "pedasnya rata"}, {"sku": "SA-250", "qty": 3, "name": "Bu Dua", "how": "pickup"}, {"sku": "SA-100", "qty": 1, "name": "Bu Tiga"}):
            o = w.order(self.shop.client(), **how)
            w.must(self.owner, o, "pay")
            orders.append(o)
        w.must(self.owner, orders[0], "note", staff_note="bungkus dua lapis")
        page = self.ok(self.owner.get("/admin/orders?tab=pack"))
        self.sees(page, "Cetak 2 label", w.say("Packing list"))
        r = self.ok(self.owner.get(page.page.link("/admin/print/packing")))
        self.sees(r, "3 pesanan", "Bu Satu", "Bu Dua", "Bu Tiga", "pedasnya rata", "bungkus dua lapis")
        goods = [tr.text() for tr in r.page.find("table").all("tr")]
        self.assertEqual(len(goods), 3)     # the head, and two kinds of goods
        self.assertTrue([x for x in goods if x.strip().endswith("5")], goods)
        r = self.ok(self.owner.get(page.page.link("/admin/print/labels/pack")))
        self.sees(r, "Bu Satu", "Bu Tiga")
        self.sees_not(r, "Bu Dua")
        for label in LABELS:
            self.assertTrue(r.page.link("/admin/print/labels/pack/" + label))
        w.must(self.owner, orders[2], "pack")
        self.sees(self.ok(self.owner.get("/admin/print/labels/ship/label-a4")), "Bu Tiga")
        self.sees(self.owner.get("/admin/orders?tab=ship"), "Cetak 1 label")
        self.many(orders[0])

    def many(self, o):
        """More than a hundred: the paper says that there are more."""
        self.shop.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 105) INSERT INTO orders (number, ref, idem_key, idem_body, customer, lang, place, name, phone, ship_kind,"
                      " ship_name, subtotal, shipping, total, pay_method, pay_state, delivery_state, placed_at, day) SELECT 'Z-' || i, 'z' || i, 'z' || i, '', %d, 'id', 1, 'Banyak', '+6281234567890', 'own',"
                      " 'Mobil', 0, 0, 0, 'cod', 'cod', 'to_pack', 1, 1 FROM n" % o.customer)
        self.sees(self.ok(self.owner.get("/admin/print/packing")), w.say("The oldest {{ORDER_COUNT}} orders; more are waiting.", ORDER_COUNT=100))
        self.sees(self.ok(self.owner.get("/admin/print/labels/pack/label-100")), w.say("The first {{LABELS_MAX}} labels. Print the rest when these have gone out.", LABELS_MAX=100))


if __name__ == "__main__":
    unittest.main()
