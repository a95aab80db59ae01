"""Abuse cases 1 to 4, 8 to 10, 13 and 20: money and stock follow from the database alone, quantities are plain numbers, what was shown is what is charged, what is hidden is not sold."""
import unittest

import _abuse as a
import harness
from harness import KIND, FlowTest

AMOUNTS = ["price", "unit_price", "harga", "subtotal", "total", "grand_total", "amount", "fee", "discount", "shipping", "ongkir", "weight", "weight_g", "tax", "ppn", "currency", "unique_code",
           "line_total", "price[]", "price_1", "cost", "sale_price", "compare_at", "free_over", "pay_amount", "voucher", "coupon", "points", "line[0][price]", "qty_price", "shipping_price"]
QUANTITIES = ["-1", "1.5", "1,5", "1e3", "0x10", "+1", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616", "18446744073709551617", "-9223372036854775808",
              "\u0661", "\uff11", "1\u00a0", "1;2", "one", "NaN", "Infinity", "1 000", "1_0", "--1", "1-", "01x", "%31", "1\x00", "null", "[]", "\u00b2", "1" * 400]


class Money(FlowTest):
    def cart(self):
        return sorted(self.shop.sql("SELECT cart, variant, qty, price_seen FROM cart_line"))

    def test_01_no_amount_comes_from_outside(self):
        v, product, price, slug = a.variant(self.shop)
        client = self.shop.client()
        extra = [(n, x) for n in AMOUNTS for x in ("1", "-1", "0")]
        client.post("/cart/add", [("csrf", a.csrf(client)), ("variant", v), ("qty", "2")] + extra)
        self.assertEqual(self.shop.sql("SELECT qty, price_seen FROM cart_line WHERE variant=%d ORDER BY cart DESC LIMIT 1" % v)[0], ("2", str(price)))
        form = a.checkout_form(client)
        form.fields += [list(x) for x in extra]
        ref = a.ref_of(client.post("/checkout?total=1&price=1&shipping=0", [tuple(f) for f in form.fields] + [("step", "place")]))
        o = self.shop.sql("SELECT subtotal, discount, shipping, unique_code, total, currency FROM orders WHERE ref='%s'" % ref)[0]
        self.assertEqual(int(o[0]), 2 * price)
        self.assertEqual(o[1], "0")
        self.assertEqual(int(o[4]), 2 * price + int(o[2]) + int(o[3]))
        self.assertEqual(o[5], "IDR")
        zone = self.shop.sql("SELECT z.price_first FROM orders o JOIN zone z ON z.id=o.zone WHERE o.ref='%s'" % ref)
        self.assertGreaterEqual(int(o[2]), min(int(x[0]) for x in zone))
        self.sees(client.get("/order/" + ref), "{:,}".format(2 * price).replace(",", "."))

    def test_01_a_field_twice(self):
        """Two values for one field are refused, not one of them taken."""
        v, product, price, slug = a.variant(self.shop)
        client = self.shop.client()
        a.add(client, v)
        before = self.cart()
        client.post("/cart/set", [("csrf", a.csrf(client)), ("variant", v), ("qty", "1"), ("qty", "5")])
        client.post("/cart/add", [("csrf", a.csrf(client)), ("variant", v), ("qty", "1"), ("qty", "-5")])
        self.assertEqual(self.cart(), before)
        form = a.checkout_form(client)
        n = int(self.shop.one("SELECT COUNT(*) FROM orders"))
        form.fields.append(["zone", "999"])
        form.fields.append(["pay", "cod"])
        r = a.send(client, form)
        self.assertNotEqual(r.status, 303)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), n)

    def test_01_a_way_that_is_not_offered(self):
        """A zone that doesn't reach the district, a way to pay that isn't there: no order, nothing reserved."""
        v = a.variant(self.shop)[0]
        client = self.shop.client()
        a.add(client, v)
        before = self.shop.dump("session", "cart", "cart_line")
        form = a.checkout_form(client)
        offered = set(form.choices("zone"))
        others = [z for z in self.shop.one_list("SELECT id FROM zone") if z not in offered] + ["999999", "0", "-1", "x", "9223372036854775807"]
        for z in others:
            f = a.checkout_form(client)
            f.fields = [x for x in f.fields if x[0] != "zone"] + [["zone", z]]
            r = a.send(client, f)
            if r.status == 303:     # it may only be a way that was offered all the same
                self.fail("zone %s was taken" % z)
        for p in ("gratis", "paid", "", "TRANSFER", "transfer ", "skeleton", "x" * 5000):
            f = a.checkout_form(client)
            f.fields = [x for x in f.fields if x[0] != "pay"] + [["pay", p]]
            r = a.send(client, f)
            self.assertTrue(r.status == 422 or p == "transfer ", "%r: %d" % (p, r.status))
            if r.status == 303:
                before = self.shop.dump("session", "cart", "cart_line")
                a.add(client, v)
        self.assertEqual(before, self.shop.dump("session", "cart", "cart_line"))

    def test_02_quantities(self):
        v, product, price, slug = a.variant(self.shop)
        client = self.shop.client()
        a.add(client, v)
        before = self.cart()
        for q in QUANTITIES:
            for at, fields in (("/cart/add", [("variant", v), ("qty", q)]), ("/cart/set", [("variant", v), ("qty", q)]), ("/cart/set", [("variant", v), ("qty", "1"), ("step", q)])):
                if at == "/cart/set" and fields[-1] in (("step", "-1"), ("step", "+1")):
                    continue        # one fewer is what the button means
                r = client.post(at, [("csrf", a.csrf(client))] + fields)
                self.assertIn(r.status, (303, 400, 422), "%s %r" % (at, q))
                if self.cart() != before:
                    # what can be read as a plain number after trimming is one; nothing else is
                    self.fail("%s with %r changed the cart: %s" % (at, q, self.cart()))
        self.assertEqual(a.failures(self.shop), [])

    def test_03_a_doctored_row(self):
        """A line that is not a whole positive number can't even stand in the database."""
        client = self.shop.client()
        v = a.variant(self.shop)[0]
        a.add(client, v)
        cart = self.shop.one("SELECT MAX(cart) FROM cart_line")
        for q in ("-1", "0"):
            with self.assertRaises(Exception):
                self.shop.sql("UPDATE cart_line SET qty=%s WHERE cart=%s" % (q, cart))
        # far more than there are: refused at the checkout
        self.shop.sql("UPDATE cart_line SET qty=9000000000000000000 WHERE cart=%s" % cart)
        r = client.get("/cart")
        self.assertIn(r.status, (200,))
        n = self.shop.one("SELECT COUNT(*) FROM orders")
        self.assertEqual(client.get("/checkout").status in (200, 303), True)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), n)
        self.assertEqual(a.failures(self.shop), [])

    def test_04_sums_beyond_all_numbers(self):
        """Prices whose sum no 64 bits hold: no order, no wrong total, no failure of the program."""
        with harness.Shop() as shop:
            rows = shop.sql("SELECT v.id, v.product FROM variant v JOIN stock s ON s.variant=v.id JOIN product p ON p.id=v.product WHERE p.status='active' AND v.active=1 AND s.on_hand>=10 ORDER BY v.id LIMIT 3")
            shop.sql("UPDATE variant SET price=9000000000000000000, sale_price=NULL, weight_g=9000000000000000000 WHERE id IN (%s)" % ",".join(r[0] for r in rows))
            client = shop.client()
            for v, product in rows:
                r = client.post("/cart/add", [("csrf", a.csrf(client)), ("variant", v), ("qty", "9")])
                self.assertIn(r.status, (303, 422))
            for at in ("/cart", "/checkout", "/", "/products", "/products?sort=price", "/search?q=sanjai"):
                r = client.get(at)
                self.assertIn(r.status, (200, 303), at)
                if r.status == 200:
                    self.assertNotRegex(r.page.text(), r"-[\s]*(Rp[\s]*)?9[0-9.]{3}", at)
            if client.get("/checkout").status == 200:
                form = client.get("/checkout").page.forms()
                for f in form:
                    if "idem_key" in f.names():
                        self.assertNotEqual(a.send(client, f).status, 303)
            self.assertEqual(shop.one("SELECT COUNT(*) FROM orders WHERE total > 1000000000000"), "0")
            self.assertEqual([x for x in a.failures(shop) if '"bug"' in x or "runtime" in x], [])

    def test_08_cart_changed_in_a_second_tab(self):
        v = a.variant(self.shop)[0]
        client = self.shop.client()
        a.add(client, v)
        form = a.checkout_form(client)
        total = self.shop.one("SELECT COUNT(*) FROM orders")
        a.add(client, v, 2)
        r = a.send(client, form)
        self.assertEqual(r.status, 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), total)
        # the page that came back shows what is so now, and sending it is an order for three
        ref = a.ref_of(a.send(client, a.way(r.page)))
        self.assertEqual(self.shop.one("SELECT SUM(l.qty) FROM order_line l JOIN orders o ON o.id=l.orders WHERE o.ref='%s'" % ref), "3")

    def test_09_price_changed_between(self):
        v, product, price, slug = a.variant(self.shop)
        client = self.shop.client()
        a.add(client, v)
        form = a.checkout_form(client)
        n = self.shop.one("SELECT COUNT(*) FROM orders")
        self.shop.sql("UPDATE variant SET price=price+5000 WHERE id=%d" % v)
        try:
            r = a.send(client, form)
            self.assertEqual(r.status, 422)
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), n)
            ref = a.ref_of(a.send(client, a.way(r.page)))
            self.assertEqual(int(self.shop.one("SELECT subtotal FROM orders WHERE ref='%s'" % ref)), price + 5000)
        finally:
            self.shop.sql("UPDATE variant SET price=%d WHERE id=%d" % (price, v))

    def test_09_delivery_price_changed_between(self):
        client = self.shop.client()
        a.add(client, a.variant(self.shop)[0])
        form = a.checkout_form(client)
        zone = form.get("zone")
        old = self.shop.one("SELECT price_first FROM zone WHERE id=%s" % zone)
        free = self.shop.one("SELECT free_over FROM zone WHERE id=%s" % zone) or "NULL"
        self.shop.sql("UPDATE zone SET price_first=price_first+7000, free_over=NULL WHERE id=%s" % zone)
        try:
            self.assertEqual(a.send(client, form).status, 422)
        finally:
            self.shop.sql("UPDATE zone SET price_first=%s, free_over=%s WHERE id=%s" % (old, free, zone))

    def test_10_the_same_key_with_another_body(self):
        client = self.shop.client()
        a.add(client, a.variant(self.shop)[0])
        form = a.checkout_form(client)
        ref = a.ref_of(a.send(client, form))
        self.assertEqual(a.ref_of(a.send(client, form)), ref, "the same form once more is the same order")
        self.shop.clock(3600)
        try:
            self.assertEqual(a.ref_of(a.send(client, form)), ref, "an hour later, too")
        finally:
            self.shop.clock(0)
        n = self.shop.one("SELECT COUNT(*) FROM orders")
        for k, v in (("name", "Nama Lain"), ("phone", "081399999999"), ("address", "Jl. Lain 7"), ("note", "lain")):
            f = a.way(harness.Page("<form action='/checkout' method='post'>%s</form>" % "".join('<input name="%s">' % x for x in form.names() if x)))
            f.fields = [[x, y] for x, y in form.fields if x != k] + [[k, v]]
            r = a.send(client, f)
            self.assertEqual(r.status, 303, k)
            self.assertIn("sudah jadi pesanan", client.follow(r).page.flash() or "", "%s: where the order is" % k)
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), n, k)
        # somebody else with the key, in another session
        other = self.shop.client()
        a.add(other, a.variant(self.shop)[0])
        f = a.checkout_form(other)
        f.set("idem_key", form.get("idem_key"))
        r = a.send(other, f)
        self.assertNotIn(ref, (r.header("location") or "") + r.text)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), n)

    def test_10_keys_that_are_none(self):
        client = self.shop.client()
        a.add(client, a.variant(self.shop)[0])
        n = self.shop.one("SELECT COUNT(*) FROM orders")
        for k in ("", "x", "A" * 21, "A" * 23, "A" * 5000, "' OR 1=1 --           ", "\u00e4" * 22):
            f = a.checkout_form(client)
            f.set("idem_key", k)
            self.assertIn(a.send(client, f).status, (200, 422, 303) if len(k) == 22 else (200, 422), k)
        self.assertLessEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")) - int(n), 2)

    def test_13_hidden_things_are_not_sold(self):
        v, product, price, slug = a.variant(self.shop)
        name = self.shop.one("SELECT name FROM product_text WHERE product=%d AND lang='id'" % product)
        for hide, show in (("UPDATE product SET status='draft' WHERE id=%d", "UPDATE product SET status='active' WHERE id=%d"),
                           ("UPDATE product SET status='archived' WHERE id=%d", "UPDATE product SET status='active' WHERE id=%d")):
            client, early = self.shop.client(), self.shop.client()
            a.add(early, v)
            form = a.checkout_form(early)
            lines = self.shop.one("SELECT COUNT(*) FROM cart_line WHERE variant=%d" % v)
            self.shop.sql(hide % product)
            try:
                r = client.follow(a.add(client, v))
                self.assertNotIn(name, r.text)
                self.assertEqual(self.shop.one("SELECT COUNT(*) FROM cart_line WHERE variant=%d" % v), lines)
                for x in (str(v), "999999999"):
                    r = client.follow(client.post("/cart/add", [("csrf", a.csrf(client)), ("variant", x), ("product", product), ("qty", 1)]))
                    self.assertNotIn(name, r.text)
                n = self.shop.one("SELECT COUNT(*) FROM orders")
                self.assertNotIn("/order/", a.send(early, form).header("location") or "")
                self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders"), n)
                if "draft" in hide:
                    self.assertEqual(client.get("/product/" + slug).status, 404)
                for at in ("/", "/products", "/search?q=" + slug.split("-")[-1], "/sitemap.xml"):
                    self.assertNotIn("/product/%s\"" % slug, client.get(at).text, at)
                    self.assertNotIn("/product/%s<" % slug, client.get(at).text, at)
            finally:
                self.shop.sql(show % product)
        # one variant taken off
        self.shop.sql("UPDATE variant SET active=0 WHERE id=%d" % v)
        try:
            client = self.shop.client()
            a.add(client, v)
            self.assertEqual(client.get("/cart").page.all("input", name="qty"), [])
        finally:
            self.shop.sql("UPDATE variant SET active=1 WHERE id=%d" % v)

    def test_19_no_address_makes_paid(self):
        client, ref, number = a.order(self.shop)
        for q in ("?status=success", "?paid=1", "?transaction_status=settlement", "?m=order.paid"):
            for at in ("/order/" + ref, "/order/%s/pay" % ref):
                client.get(at + q)
        for at in ("/order/%s/paid" % ref, "/order/%s/confirm" % ref, "/pay/notify", "/webhook", "/hook/midtrans", "/payment/notification"):
            self.assertIn(client.post(at, [("csrf", a.csrf(client)), ("status", "paid")]).status, (400, 404, 405), at)
        client.post("/order/%s/received" % ref, [("csrf", a.csrf(client))])
        self.assertEqual(self.shop.sql("SELECT pay_state, delivery_state FROM orders WHERE id=%d" % number), [("waiting", "hold")])

    @classmethod
    def tearDownClass(cls):
        bad = cls.shop.invariants()
        super().tearDownClass()
        if bad:
            raise AssertionError(bad)


if __name__ == "__main__":
    unittest.main()
