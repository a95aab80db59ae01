"""An order's whole way as buyer and owner live it: pay page, proof, money seen, packed, sent, received; cash on delivery; picked up; cancelled by either with everything given back exactly
once; bought again; in both languages."""
import re
import unittest

import _pictures
import _ways as w
from harness import FlowTest


class Order(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def page(self, c, o, lang=""):
        return self.ok(c.get("%s/order/%s" % (lang, o.ref)))

    def moves(self, o):
        return [(r, int(a), int(b)) for r, a, b in self.shop.sql("SELECT reason, on_hand, reserved FROM stock_move WHERE ref_kind='order' AND ref=%d ORDER BY id" % o.id)]

    def events(self, o):
        return self.shop.one_list("SELECT kind FROM order_event WHERE orders=%d ORDER BY id" % o.id)

    def test_transfer_from_pay_page_to_door(self):
        c, anyone = self.shop.client(), self.shop.client()
        hand, held = w.stock(self.shop, "SA-250")
        o = w.order(c, "SA-250", 2, district=w.PADANG)
        # The exact amount with its last three digits marked, the accounts, the time left.
        r = self.ok(c.get("/order/%s/pay" % o.ref))
        amount = w.rupiah(o.total)
        self.assertEqual(r.page.find("p", class_="big").text(), amount)
        self.assertEqual(r.page.find("mark").text(), amount[-3:])
        self.assertTrue(r.page.find("button", data_copy=str(o.total)))
        self.sees(r, "0000012345678", "000001000123500", "Rani Contoh", "WIB")
        self.assertEqual(r.page.find(None, data_until=str(o.due_at)).tag, "span")
        self.assertIn("no-store", r.header("cache-control"))
        self.sees(self.page(c, o), w.say("Waiting for your payment"), o.number, w.rupiah(o.total))
        # The address alone opens it from any phone.
        self.sees(self.page(anyone, o), o.number)
        # The proof.
        r = w.send_proof(c, o)
        self.assertEqual((r.status, r.header("location").split("?")[0]), (303, "/order/%s/pay" % o.ref))
        self.sees(c.follow(r), w.say("We are checking your payment"), w.say("Received, being prepared"))
        self.assertEqual(o.states, ("proof", "hold"))
        self.shop.work()
        r = c.get("/order/%s/pay" % o.ref)
        photo = [n.attrs["src"] for n in r.page.all("img") if "/proof/" in n.attrs["src"]]
        self.assertEqual(len(photo), 1)
        got = self.ok(c.get(photo[0]))
        self.assertEqual(got.header("content-type"), "image/jpeg")
        # The owner sees it beside the amount, and says that the money is there.
        r = self.ok(self.owner.get("/admin/orders/%d" % o.id))
        self.assertEqual(r.page.find("mark").text(), amount[-3:])
        proof = [n.attrs["src"] for n in r.page.all("img", class_="proof")]
        self.assertEqual(len(proof), 1)
        self.ok(self.owner.get(proof[0]))
        r = w.must(self.owner, o, "pay")
        self.assertEqual(r.page.flash(), w.say("Money is in. The order can be packed"))
        self.assertEqual(o.states, ("paid", "to_pack"))
        self.assertEqual(self.shop.sql("SELECT amount, state FROM payment WHERE orders=%d" % o.id), [(str(o.total), "received")])
        self.sees(self.page(c, o), w.say("We are packing"))
        self.assertEqual(self.ok(c.get("/order/%s/pay" % o.ref), 303).header("location"), "/order/" + o.ref)
        w.must(self.owner, o, "pack")
        self.sees(self.page(c, o), w.say("Packed, ready to leave"))
        # A courier's parcel has a number.
        r = w.act(self.owner, o, "ship", courier="JNE", tracking="")
        self.ok(r, 422)
        self.assertEqual(r.page.form("/ship").get("courier"), "JNE")
        self.assertEqual(w.stock(self.shop, "SA-250"), (hand, held + 2))
        w.must(self.owner, o, "ship", courier="JNE", tracking="JP 123-456")
        self.assertEqual(w.stock(self.shop, "SA-250"), (hand - 2, held))
        r = self.page(c, o)
        self.sees(r, w.say("On the way"), "JNE", "JP 123-456")
        self.assertTrue(r.page.find("button", data_copy="JP 123-456"))
        # The buyer says that it has come.
        r = c.follow(c.submit(r.page.form("/received")))
        self.sees(r, w.say("Arrived"))
        self.assertEqual(o.states, ("paid", "delivered"))
        self.assertEqual(self.events(o), ["placed", "proof", "paid", "packed", "shipped", "delivered"])
        self.assertEqual(self.moves(o), [("reserve", 0, 2), ("ship", -2, -2)])
        self.assertEqual(self.shop.one("SELECT sold FROM product WHERE id=%d" % w.product(self.shop, "SA-250")) >= "2", True)

    def test_cash_on_delivery(self):
        c = self.shop.client()
        o = w.order(c, "KK-200", 2, pay="cod")
        self.sees(self.page(c, o), w.say("We confirm your order first"))
        self.assertEqual(self.ok(c.get("/order/%s/pay" % o.ref), 303).header("location"), "/order/" + o.ref)
        w.must(self.owner, o, "confirm")
        w.must(self.owner, o, "pack")
        w.must(self.owner, o, "ship", tracking="")      # the own car needs no number
        r = self.page(c, o)
        self.assertEqual([f.action for f in r.page.forms() if "received" in f.action], [], "cash is counted by who takes it")
        w.must(self.owner, o, "deliver")
        self.assertEqual(o.states, ("paid", "delivered"))
        self.assertEqual(self.shop.sql("SELECT amount, state FROM payment WHERE orders=%d" % o.id), [(str(o.total), "received")])
        self.sees(self.page(c, o), w.say("Arrived"))

    def test_pick_up(self):
        c = self.shop.client()
        hand, held = w.stock(self.shop, "KK-400")
        o = w.order(c, "KK-400", 1, how="pickup", pay="cod")
        w.must(self.owner, o, "confirm")
        w.must(self.owner, o, "pack")
        self.sees(self.page(c, o), w.say("Ready to be picked up"), "Jorong Pasar")
        self.assertEqual([f.action for f in self.owner.get("/admin/orders/%d" % o.id).page.forms() if f.action.endswith("/ship")], [])
        w.must(self.owner, o, "deliver")
        self.assertEqual((o.states, w.stock(self.shop, "KK-400")), (("paid", "delivered"), (hand - 1, held)))

    def test_buyer_cancels(self):
        c = self.shop.client()
        before = w.stock(self.shop, "RK-200")
        o = w.order(c, "RK-200", 3)
        f = self.page(c, o).page.form("/cancel")
        r = c.follow(c.submit(f))
        self.sees(r, w.say("Cancelled"))
        self.assertEqual((o.states, w.stock(self.shop, "RK-200")), (("void", "cancelled"), before))
        r = c.follow(c.submit(f))       # the same form again
        self.assertEqual(r.page.flash(), w.say("That is not possible any more; below you see how the order stands"))
        self.assertEqual(self.moves(o), [("reserve", 0, 3), ("release", 0, -3)])
        self.assertEqual(self.shop.one("SELECT state FROM payment WHERE orders=%d" % o.id), "void")
        # Not with a proof, and not once it is packed: then people talk.
        for stage in ("proof", "paid"):
            o = w.order(c, "RK-200", 1)
            w.send_proof(c, o)
            if stage == "paid":
                w.must(self.owner, o, "pay")
            self.assertEqual([x.action for x in self.page(c, o).page.forms() if "cancel" in x.action], [])
            self.ok(c.post("/order/%s/cancel" % o.ref, [("csrf", f.get("csrf"))]), 303)
            self.assertEqual(o.delivery_state != "cancelled", True)

    def test_owner_cancels_a_paid_order(self):
        c = self.shop.client()
        before = w.stock(self.shop, "DD-200")
        o = w.order(c, "DD-200", 2)
        w.must(self.owner, o, "pay")
        r = w.act(self.owner, o, "cancel", reason="")
        self.ok(r, 422)
        self.assertEqual(o.states, ("paid", "to_pack"))
        w.must(self.owner, o, "cancel", reason="Gosong satu wajan")
        self.assertEqual((o.states, w.stock(self.shop, "DD-200")), (("refund_due", "cancelled"), before))
        self.sees(self.page(c, o), w.say("Cancelled, money goes back"), "Gosong satu wajan")
        self.sees(self.owner.get("/admin/orders?tab=check"), o.number)
        w.must(self.owner, o, "refund")
        self.assertEqual(o.states, ("refunded", "cancelled"))
        self.assertEqual(self.shop.sql("SELECT amount FROM refund WHERE orders=%d" % o.id), [(str(o.total),)])
        self.sees(self.page(c, o), w.say("Money returned"))
        self.assertEqual(self.moves(o), [("reserve", 0, 2), ("release", 0, -2)])

    def test_cancelled_on_the_road_comes_back_to_the_shelf(self):
        c = self.shop.client()
        before = w.stock(self.shop, "DD-200")
        o = w.order(c, "DD-200", 2, pay="cod")
        for word in ("confirm", "pack", "ship"):
            w.must(self.owner, o, word)
        w.must(self.owner, o, "cancel", reason="Alamat tidak ketemu")
        self.assertEqual((o.states, w.stock(self.shop, "DD-200")), (("void", "cancelled"), before))
        self.assertEqual(self.moves(o), [("reserve", 0, 2), ("ship", -2, -2), ("return", 2, 0)])

    def test_proof_that_is_none(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        f = c.get("/order/%s/pay" % o.ref).page.form("/proof")
        r = self.ok(c.submit(f), 422)
        self.sees(r, w.say("Choose a photo first"))
        r = self.ok(w.send_proof(c, o, b"%PDF-1.4 not a picture", "bukti.pdf"), 422)
        self.sees(r, w.say("This is no picture. Send a photo or a screenshot"))
        self.assertEqual(o.states, ("waiting", "hold"))
        # It says picture, but cannot be opened: told so, and another one may come.
        self.ok(w.send_proof(c, o, _pictures.jpeg()[:60]), 303)
        self.shop.work()
        self.sees(c.get("/order/%s/pay" % o.ref), w.say("This file could not be opened. Please send another photo."))
        self.ok(w.send_proof(c, o), 303)
        self.shop.work()
        self.assertEqual(sorted(self.shop.one_list("SELECT state FROM payment_proof WHERE orders=%d" % o.id)), ["ready", "refused"])

    def test_at_most_five_proofs(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        for i in range(5):
            self.ok(w.send_proof(c, o, _pictures.jpeg(grey=lambda x, y, i=i: (x * i) % 99)), 303)
        r = c.get("/order/%s/pay" % o.ref)
        self.assertEqual([f.action for f in r.page.forms() if "proof" in f.action], [])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM payment_proof WHERE orders=%d" % o.id), "5")

    def test_money_not_there_yet(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        w.send_proof(c, o)
        due = o.due_at
        try:
            self.shop.clock(600)
            w.must(self.owner, o, "unpay")
            self.assertEqual(o.states, ("waiting", "hold"))
            self.assertGreater(o.due_at, due, "the deadline is set anew")
        finally:
            self.shop.clock(0)
        self.sees(self.page(c, o), w.say("Waiting for your payment"))
        self.ok(w.send_proof(c, o), 303)
        self.assertEqual(o.pay_state, "proof")

    def test_buy_again(self):
        c = self.shop.client()
        o = w.order(c, "UU-300", 2)
        c.submit(self.page(c, o).page.form("/cancel"))
        r = c.follow(c.submit(self.page(c, o).page.form("/again")))
        self.assertEqual(r.page.flash(), w.say("Everything is in your cart again"))
        self.assertEqual(self.shop.sql("SELECT v.sku, l.qty FROM cart_line l JOIN variant v ON v.id=l.variant"), [("UU-300", "2")])
        o2 = w.place(c, w.fill(c))
        self.assertNotEqual(o2.id, o.id)
        # From another phone, with the address only.
        d = self.shop.client()
        w.change(self.shop, "ubi-ungu", first={"status": "archived"})
        r = d.follow(d.submit(self.page(d, o).page.form("/again")))
        self.assertEqual(r.page.flash(), w.say("Sorry, none of it is there at the moment"))
        w.change(self.shop, "ubi-ungu")

    def test_english(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1, lang="/en")
        r = self.ok(c.get("/en/order/%s/pay" % o.ref))
        self.sees(r, "Transfer exactly this amount", "Bank Nagari", "WIB")
        self.sees(self.page(c, o, "/en"), "Waiting for your payment", "Sanjai cassava chips, salted")
        c.follow(c.submit(self.page(c, o, "/en").page.form("/cancel")))
        self.sees(self.page(c, o, "/en"), "Cancelled")

    def test_unknown_reference(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        for ref in ("A" * len(o.ref), o.ref[:-1], o.ref + "A", o.ref.swapcase(), str(o.id), o.number, "..", "%00"):
            self.ok(self.shop.client().get("/order/" + ref), 400 if ref == "%00" else 404)
            self.ok(self.shop.client().get("/order/%s/pay" % ref), 400 if ref == "%00" else 404)

    def test_secret_pages_are_secret(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        for path in ("/order/" + o.ref, "/order/%s/pay" % o.ref):
            r = self.ok(c.get(path))
            self.assertEqual(r.header("referrer-policy"), "no-referrer" if r.header("referrer-policy") == "no-referrer" else "same-origin")
            self.assertIn("noindex", r.header("x-robots-tag") or "")
            for a in r.page.all("a"):
                if (a.attrs.get("href") or "").startswith("http"):
                    self.assertIn("noopener", a.attrs.get("rel", ""), a.attrs["href"])
        self.assertNotIn(o.ref, self.shop.read_log(), "the log never holds the key of an order")

    def test_whatsapp_texts(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        wa = [h for h in self.page(c, o).page.links() if "wa.me/6281200000001" in h]
        self.assertTrue(wa)
        self.assertTrue(any(o.number in h for h in wa), wa)
        own = [h for h in self.owner.get("/admin/orders/%d" % o.id).page.links() if "wa.me/6281234567890" in h]
        self.assertTrue(own)
        self.assertIn(o.number, own[0])
        self.assertTrue(re.search(re.escape(o.ref), own[0]), "the buyer gets the link of the order")


if __name__ == "__main__":
    unittest.main()
