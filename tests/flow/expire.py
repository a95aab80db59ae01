"""Time passes: unpaid orders lapse and give their goods back exactly once; one with a proof, with cash on delivery or paid does not; sessions end."""
import unittest

import _ways as w
from harness import FlowTest

DAY = 86400


class Expire(FlowTest):
    workers = 1     # one after the other: what a request still does after its answer is done before the clock moves

    def tearDown(self):
        self.shop.clock(0)
        self.assertEqual(self.shop.invariants(), [])

    def test_unpaid_orders_lapse(self):
        c, owner = self.shop.client(), self.shop.owner()
        hand, held = w.stock(self.shop, "SA-250")
        unpaid, again = w.order(c, "SA-250", 3), w.order(c, "SA-250", 4)
        proof, cod, paid = w.order(c, "SA-250", 1), w.order(c, "SA-250", 1, pay="cod"), w.order(c, "SA-250", 1)
        w.send_proof(c, proof)
        w.must(owner, paid, "pay")
        self.assertEqual(w.stock(self.shop, "SA-250"), (hand, held + 10))
        self.shop.clock(DAY - 300)
        self.shop.work()
        self.assertEqual([o.delivery_state for o in (unpaid, again, proof, cod, paid)], ["hold", "hold", "hold", "hold", "to_pack"], "not a minute too early")
        # On the very page the time is over before the worker comes by.
        self.shop.clock(DAY + 30)
        self.sees(c.get("/order/%s/pay" % unpaid.ref), "WIB")
        self.assertIsNone(c.last.page.find(None, data_until=str(unpaid.due_at)))
        self.shop.clock(DAY + 600)
        for _ in range(2):
            self.shop.work()
        self.assertEqual([o.states for o in (unpaid, again)], [("void", "cancelled")] * 2)
        self.assertEqual([o.states for o in (proof, cod, paid)], [("proof", "hold"), ("cod", "hold"), ("paid", "to_pack")])
        self.assertEqual(w.stock(self.shop, "SA-250"), (hand, held + 3))
        self.assertEqual(self.shop.one_list("SELECT reason FROM stock_move WHERE ref_kind='order' AND ref=%d ORDER BY id" % unpaid.id), ["reserve", "release"])
        self.assertEqual(self.shop.one_list("SELECT kind FROM order_event WHERE orders=%d ORDER BY id" % unpaid.id), ["placed", "expired"])
        r = self.ok(c.get("/order/" + unpaid.ref))
        self.sees(r, w.say("Not paid in time"))
        r = self.ok(c.get("/order/%s/pay" % unpaid.ref))
        self.sees(r, w.say("Not paid in time"))
        self.assertEqual([f.action for f in r.page.forms() if f.action.endswith("/proof")], [])
        # What has lapsed can be ordered again, but neither paid nor proven.
        r = c.follow(c.submit(r.page.form("/again")))
        self.assertEqual(r.page.flash(), w.say("Everything is in your cart again"))
        page = owner.get("/admin/orders/%d" % unpaid.id)
        if page.status == 303:
            owner = self.shop.owner("owner2")
            page = owner.get("/admin/orders/%d" % unpaid.id)
        self.assertEqual([f.action for f in self.ok(page).page.forms() if f.action.endswith(("/pay", "/cancel"))], [])

    def test_unique_code_is_free_again(self):
        c = self.shop.client()
        a = w.order(c, "UU-300", 1)
        amount = self.shop.sql("SELECT amount, exact, state FROM payment WHERE orders=%d" % a.id)
        self.assertEqual(amount, [(str(a.total), "1", "open")])
        self.shop.clock(2 * DAY)
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM payment WHERE state='open' AND orders=%d" % a.id), "0")

    def test_money_that_comes_late(self):
        """The transfer came minutes after the end: the sum is nobody else's meanwhile, and the order goes on, or the money goes back."""
        owner = self.shop.owner("telat")
        c = self.shop.client()
        hand, held = w.stock(self.shop, "RK-400")
        on, back, short = [w.order(c, "RK-400", 1, phone="0812-5500-77%02d" % i) for i in range(3)]
        cod = w.order(c, "RK-400", 1, pay="cod", phone="0812-5500-7703")
        w.must(owner, cod, "cancel", reason="tidak jadi")
        self.shop.clock(DAY + 600)
        self.shop.work()
        owner = self.shop.login("telat", owner.password)
        self.assertEqual([f.action for f in owner.get("/admin/orders/%d" % cod.id).page.forms() if f.action.endswith(("/revive", "/late"))], [])
        # The owner finds it by the sum in the bank's list.
        r = self.ok(owner.get("/admin/orders?tab=all&q=%d" % on.total))
        r = self.ok(owner.get(r.page.link("/admin/orders/%d" % on.id)))
        self.sees(r, "Uangnya ternyata masuk?", w.rupiah(on.total))
        stale = r.page.form("/revive")
        r = owner.follow(self.ok(owner.submit(r.page.form("/revive")), 303))
        self.sees(r, "Pesanan dilanjutkan", "Uang masuk setelah kedaluwarsa")
        self.assertEqual(on.states, ("paid", "to_pack"))
        self.ok(owner.submit(stale), 422)
        self.assertEqual(w.stock(self.shop, "RK-400"), (hand, held + 1))
        w.must(owner, back, "late")
        self.assertEqual(back.states, ("refund_due", "cancelled"))
        w.must(owner, back, "refund")
        self.assertEqual(back.states, ("refunded", "cancelled"))
        # Nothing left of it: told, nothing changed, the other way stands open.
        left = hand - held - 1
        others = w.order(self.shop.client(), "RK-400", left, phone="0812-5500-7704")
        r = self.ok(owner.submit(owner.get("/admin/orders/%d" % short.id).page.form("/revive")), 422)
        self.sees(r, "Stoknya sudah tidak cukup")
        self.assertEqual(short.states, ("void", "cancelled"))
        self.assertIn("open", r.page.form("/late").node.parent.parent.attrs)
        w.must(owner, short, "late")
        self.assertEqual(others.states, ("waiting", "hold"))
        self.sees(self.ok(c.get("/order/" + on.ref)), "Uang masuk setelah kedaluwarsa")
        driver = self.shop.owner("telat-sopir", "driver")
        for act in ("revive", "late"):
            self.ok(driver.post("/admin/orders/%d/%s" % (short.id, act), [("csrf", driver.get("/admin/more").page.form("/admin/logout").get("csrf")), ("version", "1")]), 403)

    def test_sessions_end(self):
        owner = self.shop.owner("sleepy")
        self.ok(owner.get("/admin"))
        self.shop.clock(13 * 3600)
        r = owner.get("/admin")
        self.assertEqual((r.status, r.header("location")), (303, "/admin/login"))
        c = self.shop.client()
        self.shop.clock(0)
        w.put(c, "SA-100", 1)
        self.shop.client().get("/")
        self.shop.clock(91 * DAY)
        self.sees(c.get("/cart"), w.say("Nothing in here yet"))
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM session WHERE expires_at < (SELECT MAX(at) FROM stock_move)"), "0")


if __name__ == "__main__":
    unittest.main()
