"""The cart: putting in from the product's page and from a card, the stepper, taking out and undoing, quantities that add up, what has changed meanwhile, and that it survives."""
import unittest

import _ways as w
from harness import FlowTest


class Cart(FlowTest):
    def lines(self, c):
        """What lies in this browser's cart, as its page shows it: {variant: quantity}."""
        out = {}
        for f in self.ok(c.get("/cart")).page.forms():
            if f.action.endswith("/cart/set") and "step" in f.names():
                out[int(f.get("variant"))] = int(f.get("qty"))
        return out

    def row(self, c, sku):
        v = str(w.variant(self.shop, sku))
        return [f for f in c.get("/cart").page.forms() if f.action.endswith("/cart/set") and f.get("variant") == v and "take" in f.names()][0]

    def v(self, sku):
        return w.variant(self.shop, sku)

    def test_put_in_merges_and_survives(self):
        c = self.shop.client()
        r = w.put(c, "SA-100", 2)
        self.ok(r, 303)
        self.assertEqual(c.follow(r).page.flash(), w.say("It is in your cart"))
        self.sees(c.get("/"), "2")
        w.put(c, "SA-100", 3)
        w.put(c, "GL-250", 1)
        self.assertEqual(self.lines(c), {self.v("SA-100"): 5, self.v("GL-250"): 1})
        later = self.shop.client()
        later.cookies = dict(c.cookies)
        try:
            self.shop.clock(80 * 86400)
            self.assertEqual(self.lines(later), {self.v("SA-100"): 5, self.v("GL-250"): 1})
        finally:
            self.shop.clock(0)
        self.assertEqual(self.lines(self.shop.client()), {}, "nobody else sees it")

    def test_card_with_one_variant_adds_at_once(self):
        c = self.shop.client()
        page = c.get("/category/keripik-gurih").page
        self.assertEqual([b.attrs["form"] for b in page.all("button") if b.attrs.get("value") == str(self.v("KB-100"))], ["add"])
        self.assertEqual(c.follow(c.submit([f for f in page.forms() if f.node.attrs.get("id") == "add"][0], ("variant", str(self.v("KB-100"))))).status, 200)
        self.assertEqual(self.lines(c), {self.v("KB-100"): 1})

    def test_buy_goes_to_checkout(self):
        c = self.shop.client()
        r = w.put(c, "SA-250", 1, "buy")
        self.assertEqual((r.status, r.header("location")), (303, "/checkout"))
        r = w.put(self.shop.client(), "SA-250", 1, "buy", "/en")
        self.assertEqual(r.header("location"), "/en/checkout")

    def test_stepper_without_scripts(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        c.submit(self.row(c, "SA-100"), ("step", "1"))
        self.assertEqual(self.lines(c), {self.v("SA-100"): 3})
        c.submit(self.row(c, "SA-100"), ("step", "-1"))
        c.submit(self.row(c, "SA-100"), ("step", "-1"))
        self.assertEqual(self.lines(c), {self.v("SA-100"): 1})
        self.ok(c.submit(self.row(c, "SA-100"), qty=7), 303)     # Enter in the field
        self.assertEqual(self.lines(c), {self.v("SA-100"): 7})
        self.sees(c.get("/cart"), w.rupiah(7 * 8500))

    def test_take_out_and_undo(self):
        c = self.shop.client()
        w.put(c, "SA-100", 4)
        w.put(c, "GL-250", 1)
        r = c.follow(c.submit(self.row(c, "SA-100"), ("take", "1")))
        self.assertNotIn(self.v("SA-100"), self.lines(c))
        undo = [f for f in r.page.forms() if f.action.endswith("/cart/set") and "take" not in f.names()][0]
        c.follow(c.submit(undo))
        self.assertEqual(self.lines(c), {self.v("SA-100"): 4, self.v("GL-250"): 1})
        # − at one takes out, too; the last one leaves a page that teaches.
        for sku in ("SA-100", "GL-250"):
            c.submit(self.row(c, sku), ("take", "1"))
        self.sees(c.get("/cart"), w.say("Nothing in here yet"))

    def test_more_than_there_is(self):
        c = self.shop.client()
        r = c.follow(w.put(c, "PA-300", 20))
        self.assertEqual(r.page.flash(), w.say("Sorry, we do not have that many. Your cart stays as it was"))
        self.assertEqual(self.lines(c), {})
        w.put(c, "PA-300", 19)
        c.follow(w.put(c, "PA-300", 1))
        self.assertEqual(self.lines(c), {self.v("PA-300"): 19})

    def test_senseless_quantities_change_nothing(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        for qty in ("-1", "1.5", "1e3", "0x10", "+1", "1000", "99999999999999999999", "abc", "٣"):
            with self.subTest(qty):
                f = w.page_of(c, "SA-100").form("/cart/add", "product")
                r = c.follow(c.submit(f, ("go", "cart"), qty=qty))
                self.ok(r)
                self.ok(c.follow(c.submit(self.row(c, "SA-100"), qty=qty)))
                self.assertEqual(self.lines(c), {self.v("SA-100"): 2})

    def test_price_changed_is_said_until_accepted(self):
        c = self.shop.client()
        w.put(c, "TB-150", 1)
        try:
            w.change(self.shop, "talas-bawang", sku={"TB-150": {"price": "17000"}})
            r = c.get("/cart")
            self.sees(r, w.say("The price has changed since you put it in"), "Rp 17.000")
            c.submit(self.row(c, "TB-150"), qty=1)
            self.sees_not(c.get("/cart"), w.say("The price has changed since you put it in"))
        finally:
            w.change(self.shop, "talas-bawang")

    def test_sold_out_and_short_meanwhile(self):
        slow, fast = self.shop.client(), self.shop.client()
        w.put(slow, "PA-150", 3)
        w.put(slow, "SA-250", 1)
        w.order(fast, "PA-150", 2)
        r = slow.get("/cart")
        self.sees(r, w.say("Only {{AVAILABLE}} left", AVAILABLE=2), w.say("Check the cart first"))
        self.assertEqual([h for h in r.page.links() if h == "/checkout"], [])
        self.assertEqual((slow.get("/checkout").status, slow.last.header("location").split("?")[0]), (303, "/cart"))
        take = [f for f in slow.get("/cart").page.forms() if f.get("variant") == str(self.v("PA-150")) and "take" not in f.names()][0]
        self.sees(slow.follow(slow.submit(take)), w.say("Order now"))
        self.assertEqual(self.lines(slow)[self.v("PA-150")], 2)
        w.order(fast, "PA-150", 2)
        self.sees(slow.get("/cart"), w.say("Just sold out. Please take it out to go on"))
        slow.submit(self.row(slow, "PA-150"), ("take", "1"))
        self.assertEqual(self.lines(slow), {self.v("SA-250"): 1})
        self.ok(slow.get("/checkout"))
        self.assertEqual(self.shop.invariants(), [])

    def test_not_sold_any_more(self):
        c = self.shop.client()
        w.put(c, "KS-200", 1)
        w.put(c, "SA-100", 1)
        try:
            w.change(self.shop, "kue-sapik", first={"status": "archived"})
            r = c.get("/cart")
            self.sees(r, w.say("Not sold any more"))
            self.ok(c.get("/checkout"), 303)
            c.submit(self.row(c, "KS-200"), ("take", "1"))
            self.ok(c.get("/checkout"))
        finally:
            w.change(self.shop, "kue-sapik")

    def test_draft_cannot_be_put_in_by_its_number(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        f = w.page_of(c, "SA-100").form("/cart/add", "product")
        try:
            w.change(self.shop, "hampers", first={"status": "draft"})
            fields = [x for x in f.fields if not x[0].startswith("opt_") and x[0] not in ("variant", "product")] + [["variant", str(self.v("HP-K"))]]
            r = c.follow(c.post(f.action, fields))
            self.assertNotIn("hampers", r.page.find("main").text().lower())
            self.assertEqual(self.lines(c), {self.v("SA-100"): 1})
        finally:
            w.change(self.shop, "hampers")

    def test_free_delivery_bar(self):
        c = self.shop.client()
        w.put(c, "PK-5", 1)
        f = w.page_of(c, "PK-5").form("/ship-to")
        c.post("/ship-to", [x for x in f.fields if x[0] != "district"] + [("district", "131208")])
        r = c.get("/cart")
        bar = r.page.find("progress")
        self.assertEqual((bar.attrs["value"], bar.attrs["max"]), ("65000", "100000"))
        self.sees(r, "Rp 35.000", "Rp 6.000")
        c.submit(self.row(c, "PK-5"), ("step", "1"))
        r = c.get("/cart")
        self.assertEqual(r.page.find("progress").attrs["value"], "100000")
        self.sees(r, w.say("free"))

    def test_english(self):
        c = self.shop.client()
        r = c.follow(w.put(c, "SA-100", 2, lang="/en"))
        self.assertEqual(r.page.flash(), "It is in your cart")
        r = self.ok(c.get("/en/cart"))
        self.sees(r, "Your cart", "Rp 17.000", "Order now")
        self.assertIn("/en/checkout", r.page.links())


if __name__ == "__main__":
    unittest.main()
