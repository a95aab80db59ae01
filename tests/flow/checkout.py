"""The checkout: one page that works level by level without scripts, says the exact total before it charges it, keeps what was typed after every error, and makes one order however often its
button is pressed."""
import re
import unittest

import _ways as w
from harness import FlowTest


class Checkout(FlowTest):
    def count(self):
        return int(self.shop.one("SELECT COUNT(*) FROM orders"))

    def total_shown(self, page):
        return int("".join(ch for ch in page.find("b", class_="price").text() if ch.isdigit()))

    def refused(self, r, text=None):
        """The page again, nothing ordered, nothing typed lost."""
        self.ok(r, 422)
        if text:
            self.sees(r, text)
        return r.page.form("/checkout", "idem_key")

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def test_transfer_by_the_shops_car(self):
        c = self.shop.client()
        hand, held = w.stock(self.shop, "SA-250")
        w.put(c, "SA-250", 3)
        f = w.fill(c, note="Tolong jangan remuk")
        self.assertEqual(self.total_shown(c.last.page), 3 * 18500 + 6000)
        o = w.place(c, f)
        self.assertEqual(c.last.header("location"), "/order/%s/pay" % o.ref)
        self.assertGreaterEqual(len(o.ref), 22)
        self.assertEqual((o.subtotal, o.shipping, o.discount), (55500, 6000, 0))
        self.assertTrue(1 <= o.unique_code <= 999)
        self.assertEqual(o.total, 61500 + o.unique_code)
        self.assertEqual(o.states, ("waiting", "hold"))
        self.assertEqual((o.phone, o.name, o.district, o.regency, o.district_code), ("+6281234567890", w.NAME, "Koto Balingka", "Kabupaten Pasaman Barat", 131208))
        self.assertEqual((o.note, o.landmark), ("Tolong jangan remuk", "sebelah masjid"))
        self.assertEqual(o.due_at - o.placed_at, 24 * 3600)
        self.assertEqual(w.stock(self.shop, "SA-250"), (hand, held + 3))
        self.assertEqual(self.shop.sql("SELECT name, options, sku, unit_price, qty, total FROM order_line WHERE orders=%d" % o.id),
                         [("Keripik Sanjai asin gurih", "250 g", "SA-250", "18500", "3", "55500")])
        self.sees(c.get("/cart"), w.say("Nothing in here yet"))

    def test_pay_on_delivery(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 2, pay="cod")
        self.assertEqual(c.last.header("location").split("?")[0], "/order/" + o.ref)
        self.assertEqual((o.states, o.unique_code, o.due_at, o.total), (("cod", "hold"), 0, None, 2 * 8500 + 6000))

    def test_pick_up(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 2, how="pickup", pay="cod")
        self.assertEqual((o.ship_kind, o.shipping, o.total, o.address), ("pickup", 0, 17000, ""))

    def test_courier_without_pay_on_delivery(self):
        c = self.shop.client()
        w.put(c, "SA-250", 2)
        f = w.fill(c, district=w.PADANG)
        self.sees(c.last, w.say("Not with this way of delivery"))
        disabled = [n.attrs["value"] for n in c.last.page.all("input", name="pay") if "disabled" in n.attrs]
        self.assertEqual(disabled, ["cod"])
        before = self.count()
        fields = [x for x in f.fields if x[0] != "pay"] + [["pay", "cod"], ["step", "place"]]
        self.refused(c.post("/checkout", fields), w.say("This way to pay is not possible for this delivery or amount. Please choose another"))
        self.assertEqual(self.count(), before)
        o = w.place(c, f)
        self.assertEqual((o.ship_kind, o.shipping), ("courier", 17000))

    def test_free_over_and_weight_steps(self):
        c = self.shop.client()
        w.put(c, "PK-5", 2)
        self.assertEqual(w.place(c, w.fill(c)).shipping, 0)
        w.put(c, "SA-500", 5)                   # 2.7 kg and the packing
        o = w.place(c, w.fill(c, district=w.PADANG))
        self.assertEqual(o.shipping, 17000 + 2 * 8000)

    def test_english(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1, lang="/en")
        f = w.fill(c, lang="/en")
        self.sees(c.last, "Finish your order", "Place the order")
        o = w.place(c, f)
        self.assertEqual((o.lang, c.last.header("location")), ("en", "/en/order/%s/pay" % o.ref))
        self.assertEqual(self.shop.one("SELECT name FROM order_line WHERE orders=%d" % o.id), "Sanjai cassava chips, salted")

    def test_district_by_its_name(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        f = c.get("/checkout").page.form("/checkout", "idem_key")
        f.set("name", w.NAME).set("phone", w.PHONE).set("kec", "panti")
        f = w.again(c, f, "find")
        picks = f.choices("pick")
        self.assertGreater(len(picks), 1, "several districts have this name")
        self.assertIn("130807", picks)
        f = w.again(c, f.set("pick", "130807"), "find")
        self.assertEqual((f.get("was"), f.get("name"), f.get("phone")), ("130807", w.NAME, w.PHONE))
        self.sees(c.last, "Rp 9.000")
        f = w.again(c, f.set("kec", "Antah Berantah"), "find")
        self.assertEqual(f.get("kec"), "Antah Berantah")
        self.sees(c.last, w.say("We know no district of that name. Try another spelling, or choose from the list below."))
        # Another province than the district before: the lower lists start anew.
        f = w.again(c, f.set("kec", "Koto Balingka"), "find")
        f = w.again(c, f.set("province", "31"), "region")
        self.assertEqual((f.get("regency"), f.get("dist"), f.get("name")), ("", "", w.NAME))
        self.assertTrue(all(x == "" or x.startswith("31") for x in f.choices("regency")))

    def test_errors_keep_what_was_typed(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c, name="", phone="12", email="siti@", note="Titip ke tetangga <b>&</b>")
        before = self.count()
        r = c.submit(f, ("step", "place"))
        f = self.refused(r)
        self.assertEqual((f.get("name"), f.get("phone"), f.get("email"), f.get("note"), f.get("address").replace("\r", ""), f.get("landmark"), f.get("was"), f.get("pay")),
                         ("", "12", "siti@", "Titip ke tetangga <b>&</b>", "Jorong Pasar No. 7\nrumah hijau", "sebelah masjid", "131208", "transfer"))
        bad = {n.attrs["name"] for n in r.page.walk() if n.attrs.get("aria-invalid") == "true"}
        self.assertEqual(bad, {"name", "phone", "email"})
        for n in r.page.walk():
            if "aria-describedby" in n.attrs:
                self.assertTrue(r.page.find(None, id=n.attrs["aria-describedby"]).text())
        self.assertEqual(self.count(), before)
        f.set("name", w.NAME).set("phone", "0812 3456 7890").set("email", "")
        o = w.place(c, f)
        self.assertEqual(o.note, "Titip ke tetangga <b>&</b>")

    def test_no_district_no_address(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = c.get("/checkout").page.form("/checkout", "idem_key").set("name", w.NAME).set("phone", w.PHONE)
        f = self.refused(c.submit(f, ("step", "place")), w.say("Choose your district, so that we know the delivery price"))
        self.assertEqual(f.get("name"), w.NAME)

    def test_price_changed_before_the_button(self):
        c = self.shop.client()
        w.put(c, "UU-150", 2)
        f = w.fill(c)
        before = self.count()
        try:
            w.change(self.shop, "ubi-ungu", sku={"UU-150": {"price": "14000"}})
            f2 = self.refused(c.submit(f, ("step", "place")))
            self.assertEqual(self.count(), before)
            self.assertEqual(self.total_shown(c.last.page), 34000)
            self.assertEqual(f2.get("name"), w.NAME)
            self.assertEqual(w.place(c, f2).subtotal, 28000)
        finally:
            w.change(self.shop, "ubi-ungu")

    def test_delivery_price_changed_before_the_button(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c)
        before = self.count()
        try:
            self.shop.sql("UPDATE zone SET price_first=7000, version=version+1 WHERE id=1")
            f2 = self.refused(c.submit(f, ("step", "place")), w.say("The delivery price has been worked out anew. Please look at the total, then press the button once more"))
            self.assertEqual(self.count(), before)
            self.assertEqual(w.place(c, f2).shipping, 7000)
        finally:
            self.shop.sql("UPDATE zone SET price_first=6000, version=version+1 WHERE id=1")

    def test_cart_changed_in_another_tab(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c)
        w.put(c, "SA-100", 1)
        before = self.count()
        f2 = self.refused(c.submit(f, ("step", "place")))
        self.assertEqual(self.count(), before)
        self.assertEqual(w.place(c, f2).subtotal, 3 * 8500)

    def test_somebody_was_faster(self):
        slow, fast = self.shop.client(), self.shop.client()
        w.put(slow, "GL-500", 5)
        f = w.fill(slow)
        w.order(fast, "GL-500", 4)
        r = slow.submit(f, ("step", "place"))
        # Too little of it: either told on the page again, or back to the cart where it can be mended.
        self.assertIn(r.status, (422, 303))
        r = slow.follow(r)
        if r.status == 200:
            self.assertTrue(slow.last.page.form("/cart/set"))
        self.assertEqual(w.stock(self.shop, "GL-500"), (7, 4))
        self.sees(slow.get("/cart"), w.say("Only {{AVAILABLE}} left", AVAILABLE=3))

    def test_pressed_twice(self):
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c)
        before = self.count()
        one = c.submit(f, ("step", "place"))
        two = c.submit(f, ("step", "place"))
        self.assertEqual((one.status, two.status), (303, 303))
        self.assertEqual(one.header("location"), two.header("location"))
        self.assertEqual(self.count(), before + 1)
        # The same form with other contents is no second order by accident.
        w.put(c, "SA-100", 1)
        r = c.submit(f, ("step", "place"), name="Orang Lain")
        self.assertEqual((r.status, self.count()), (422, before + 1))
        # With a new page it is one.
        f = w.fill(c)
        w.place(c, f)
        self.assertEqual(self.count(), before + 2)

    def test_used_form_gets_a_new_key(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        f = w.fill(c)
        w.place(c, f)
        w.put(c, "SA-100", 2)
        g = w.fill(c)
        g.set("idem_key", f.get("idem_key"))
        r = c.submit(g, ("step", "place"))
        g = self.refused(r, w.say("An order was already made with this form. You find it under Orders; press the button again only if you want a second one"))
        self.assertNotEqual(g.get("idem_key"), f.get("idem_key"))
        self.assertEqual(w.place(c, g).subtotal, 17000)

    def test_steps_order_nothing(self):
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        before = self.shop.dump("session")
        f = c.get("/checkout").page.form("/checkout", "idem_key")
        for step in ("show", "find", "region", "nonsense", ""):
            c.submit(f, ("step", step))
            self.assertEqual(self.shop.dump("session"), before, step)

    def test_second_order_knows_who_it_was(self):
        c = self.shop.client()
        w.order(c, "SA-100", 1)
        w.put(c, "SA-100", 1)
        f = c.get("/checkout").page.form("/checkout", "idem_key")
        self.assertEqual((f.get("name"), f.get("phone"), f.get("was")), (w.NAME, "0812-3456-7890", "131208"))
        o = w.place(c, f)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM customer WHERE phone='%s'" % o.phone), "1")
        # Another browser with the same number learns nothing of it.
        d = self.shop.client()
        w.put(d, "SA-100", 1)
        r = d.get("/checkout")
        self.assertNotIn(w.NAME, r.text)

    def test_page_that_was_open_too_long(self):
        """The token of the page is not the session's any more: nothing is done, nothing typed is lost, one button goes on."""
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c, note="Baris satu\nbaris dua")
        before = self.count()
        r = self.ok(c.submit(f, ("step", "place"), csrf="A" * 22), 403)
        self.assertEqual(self.count(), before)
        g = r.page.form("/checkout", "idem_key")
        r = c.submit(g)
        self.ok(r, 303)
        o = w.Order(self.shop, r.header("location").split("/order/")[1].split("/")[0].split("?")[0])
        self.assertEqual((o.name, o.note.replace("\r", "")), (w.NAME, "Baris satu\nbaris dua"))
        self.assertEqual(self.count(), before + 1)

    def test_empty_cart_goes_back(self):
        c = self.shop.client()
        self.assertEqual((c.get("/checkout").status, c.last.header("location")), (303, "/cart"))

    def test_numbers_follow_each_other(self):
        c = self.shop.client()
        a, b = w.order(c, "SA-100", 1).number, w.order(c, "SA-100", 1).number
        self.assertTrue(re.fullmatch(r"MR-\d{4,}", a))
        self.assertEqual(int(b[3:]), int(a[3:]) + 1)


if __name__ == "__main__":
    unittest.main()
