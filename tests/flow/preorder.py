"""Goods that are sold although none lie there: each rule from its page to the paper, the closing day, the batch that is full (also when several want the last of it at the same moment), what is to be made, and
what is given back when an order is cancelled."""
import unittest

import _abuse as a
import _race as race
import _ways as w


class Preorder(race.Race):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls.shop.owner()

    def tearDown(self):
        self.whole()

    def at(self, sku):
        return "/admin/goods/%d/preorder" % w.product(self.shop, sku)

    def rule(self, sku, rule, status=303, **more):
        f = self.ok(self.maker.get(self.at(sku))).page.form("/preorder", "version")
        for name in ("ready_days", "ready_day", "closes", "most", "target"):
            f.set(name, more.get(name, ""))
        return self.ok(self.maker.submit(f.set("rule", rule), **({"fresh": "1"} if "fresh" in more and "fresh" in f.names() else {})), status)

    def lie(self, sku, n):
        f = self.maker.get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, sku), w.variant(self.shop, sku))).page.form("/stock", "kind")
        self.ok(self.maker.submit(f, kind="count", qty=str(n)), 303)

    def taken(self, sku):
        return int(self.shop.one("SELECT made_taken FROM product WHERE id=%d" % w.product(self.shop, sku)))

    def test_ordered_made_sent(self):
        self.lie("KS-200", 0)
        self.rule("KS-200", "pre", ready_days="5", target="20")
        c = self.shop.client()
        label = "PO 5 hari"
        self.sees(c.get("/product/" + w.slug(self.shop, "KS-200")), label, "0 dari 20")
        self.sees(c.get("/search?q=kue+sapik"), label)
        o = w.order(c, "KS-200", 3)
        self.assertEqual((self.taken("KS-200"), w.stock(self.shop, "KS-200")), (3, (0, 3)))
        w.put(c, "KS-200", 1)
        w.put(c, "DD-200", 1)
        self.sees(c.get("/cart"), label, w.say("Some of this is made first; everything goes out together when it is ready."))
        page = c.get("/product/" + w.slug(self.shop, "KS-200"))
        self.sees(page, "3 dari 20")
        self.assertIn('"availability":"https://schema.org/PreOrder"', page.text)
        self.assertIn('"deliveryLeadTime":{"@type":"QuantitativeValue","value":5,"unitCode":"DAY"}', page.text)
        for r in (c.get("/order/" + o.ref), self.maker.get("/admin/orders/%d" % o.id), self.maker.get("/admin/orders/%d/print/nota-a6" % o.id)):
            self.sees(self.ok(r), label)
        self.sees(self.maker.get(self.at("KS-200")), w.say("What is to be made"))
        self.sees(self.maker.get("/admin/goods/%d/batch" % w.product(self.shop, "KS-200")), o.number)
        self.sees(self.maker.get("/admin/goods/%d" % w.product(self.shop, "KS-200")), label)
        self.sees(self.maker.get("/admin/goods/%d/stock" % w.product(self.shop, "KS-200")), w.say("made to order"))
        # What is promised stays so, whatever is said later: it is made, and comes in as it goes out.
        self.rule("KS-200", "pre", ready_day="2030-01-02")
        self.sees(c.get("/order/" + o.ref), label)
        page = c.get("/product/" + w.slug(self.shop, "KS-200"))
        self.sees(page, "Siap kirim 2 Jan")
        self.assertIn('"availabilityStarts":"2030-01-02"', page.text)
        self.rule("KS-200", "no")
        self.sees(c.get("/product/" + w.slug(self.shop, "KS-200")), w.say("Sold out"))
        self.ok(self.maker.submit(self.maker.get("/admin/orders/%d" % o.id).page.form("/%d/pay" % o.id)), 303)
        self.ok(self.maker.submit(self.maker.get("/admin/orders/%d" % o.id).page.form("/pack")), 303)
        f = self.maker.get("/admin/orders/%d" % o.id).page.form("/ship")
        for name in f.names():
            if name in ("courier", "service", "tracking") and not f.get(name):
                f.set(name, "JNE1")
        self.ok(self.maker.submit(f), 303)
        self.assertEqual(w.stock(self.shop, "KS-200"), (0, 0))
        self.assertEqual(self.shop.sql("SELECT reason, on_hand FROM stock_move WHERE ref=%d AND on_hand<>0 ORDER BY id" % o.id), [("purchase", "3"), ("ship", "-3")])

    def test_cancelled(self):
        self.lie("RK-400", 0)
        self.rule("RK-400", "pre", ready_days="2", most="4")
        c = self.shop.client()
        o = w.order(c, "RK-400", 4)
        self.sees(c.get("/product/%s?v=%d" % (w.slug(self.shop, "RK-400"), w.variant(self.shop, "RK-400"))), w.say("Sold out"))
        c.submit(c.get("/order/" + o.ref).page.form("/cancel"))
        self.assertEqual((self.taken("RK-400"), w.stock(self.shop, "RK-400")), (0, (0, 0)))
        self.sees(c.get("/product/%s?v=%d" % (w.slug(self.shop, "RK-400"), w.variant(self.shop, "RK-400"))), "PO 2 hari")
        # A new batch begins at nothing, and what belongs to an old one is given back to nobody.
        o = w.order(c, "RK-400", 2)
        self.rule("RK-400", "pre", ready_days="2", most="4", fresh="1")
        self.assertEqual(self.taken("RK-400"), 0)
        c.submit(c.get("/order/" + o.ref).page.form("/cancel"))
        self.assertEqual(self.taken("RK-400"), 0)

    def test_closing_day(self):
        self.lie("GL-500", 0)
        self.rule("GL-500", "pre", ready_days="3", closes="2030-05-05")
        c = self.shop.client()
        self.sees(c.get("/product/%s" % w.slug(self.shop, "GL-500")), "5 Mei 2030")
        w.put(c, "GL-500", 1)
        f = w.fill(c)
        self.shop.sql("UPDATE product SET made_closes=1 WHERE id=%d" % w.product(self.shop, "GL-500"))
        self.assertNotIn("/order/", self.ok(c.submit(f), 303).header("location"))
        self.rule("GL-500", "pre", ready_days="3", closes="2020-01-01")
        self.sees(c.get("/product/%s?v=%d" % (w.slug(self.shop, "GL-500"), w.variant(self.shop, "GL-500"))), w.say("Sold out"))

    def test_back_and_ask(self):
        self.lie("UU-300", 2)
        self.rule("UU-300", "back", ready_days="4")
        c = self.shop.client()
        self.assertNotIn("schema.org/BackOrder", c.get("/product/" + w.slug(self.shop, "UU-300")).text)
        w.put(c, "UU-300", 2)
        self.sees_not(c.get("/cart"), "PO 4 hari")
        w.put(c, "UU-300", 1)
        self.sees(c.get("/cart"), "PO 4 hari")
        w.order(c, "DD-200", 1)
        self.assertEqual(w.stock(self.shop, "UU-300"), (int(self.shop.one("SELECT on_hand FROM stock WHERE variant=%d" % w.variant(self.shop, "UU-300"))), 3))
        self.rule("UU-300", "no")
        self.lie("KB-100", 0)
        self.rule("KB-100", "ask")
        r = self.ok(c.get("/product/" + w.slug(self.shop, "KB-100")))
        self.sees(r, w.say("Ask when it is there again"))
        self.assertEqual([b for f in r.page.forms() if "/cart/add" in f.action for b in f.buttons if b[:2] == ("go", "buy")], [])
        self.sees(self.maker.get("/admin/goods/%d" % w.product(self.shop, "KB-100")), w.say("Ask us"))

    def test_the_last_of_a_batch(self):
        v = w.variant(self.shop, "SH-500")
        self.rule("SH-500", "pre", ready_days="1", most="100")
        people = [race.shopper(self.shop, v, n=i) for i in range(12)]
        self.rule("SH-500", "pre", ready_days="1", most="3", fresh="1")
        replies = self.shop.at_once([lambda c=c, f=f: a.send(c, f) for c, f in people])
        won = [r for r in replies if "/order/" in r.header("location")]
        self.assertEqual((len(won), self.taken("SH-500")), (3, 3))
        self.holds()

    def test_what_is_refused(self):
        for bad in ({"ready_days": "0"}, {"ready_days": "366"}, {"ready_days": "-1"}, {"ready_day": "kapan"}, {"closes": "2026-13-40"}, {"ready_days": "1", "ready_day": "2030-01-01"},
                    {"most": "0"}, {"most": "99999999999999999999"}, {"most": "5", "target": "6"}):
            self.rule("TB-150", "pre", 422, **bad)
        f = self.maker.get(self.at("TB-150")).page.form("/preorder", "version")
        self.ok(self.maker.post(self.at("TB-150"), [("csrf", f.get("csrf")), ("version", f.get("version")), ("rule", "all")]), 422)
        self.ok(self.maker.submit(f.set("rule", "ask"), version="9999"), 422)
        self.ok(self.maker.get("/admin/goods/999999/preorder"), 404)
        self.ok(self.maker.post("/admin/goods/999999/preorder", [("csrf", f.get("csrf")), ("version", "1"), ("rule", "no")]), 404)
        self.assertEqual(self.shop.one("SELECT made FROM product WHERE id=%d" % w.product(self.shop, "TB-150")), "")


if __name__ == "__main__":
    unittest.main()
