"""Abuse case 11: the shopper cancels, the owner takes the money in, the worker lets it expire, all at the same moment: exactly one of them happens, stock comes back at most once, the ledger balances."""
import unittest

import _abuse as a
import _pictures as p
import _race as race


class CancelPay(race.Race):
    def check(self, number, replies):
        self.assertEqual({r.status for r in replies} - {303, 422}, set(), [r.status for r in replies])
        state = self.shop.sql("SELECT pay_state, delivery_state FROM orders WHERE id=%d" % number)[0]
        gave = self.shop.one("SELECT COUNT(*) FROM stock_move WHERE ref_kind='order' AND ref=%d AND reason='release'" % number)
        self.assertEqual(gave, "1" if state[1] == "cancelled" else "0", state)
        self.holds()
        return state

    def test_11_cancel_against_pay(self):
        owner, seen = self.shop.owner("penerima"), set()
        for i in race.rounds(6):
            client, ref, number = self.order()
            at = "/admin/orders/%d" % number
            pay = owner.get(at).page.form(at + "/pay")
            token = a.csrf(client, "/order/" + ref)
            work = [lambda: client.post("/order/%s/cancel" % ref, [("csrf", token), ("reason", "")]), lambda: owner.submit(pay)]
            replies = self.shop.at_once(work if i % 2 else work[::-1])
            state = self.check(number, replies)
            self.assertIn(state, {("paid", "to_pack"), ("void", "cancelled"), ("refund_due", "cancelled")})
            seen.add(state)
        self.assertTrue(seen)

    def test_11_cancel_twice_and_by_both(self):
        owner = self.shop.owner("pembatal")
        for i in race.rounds(6):
            client, ref, number = self.order()
            at = "/admin/orders/%d" % number
            cancel = owner.get(at).page.form(at + "/cancel")
            if "reason" in cancel.names():
                cancel.set("reason", "stok rusak")
            token = a.csrf(client, "/order/" + ref)
            one = lambda: client.post("/order/%s/cancel" % ref, [("csrf", token), ("reason", "")])
            replies = self.shop.at_once([one, one, one, lambda: owner.submit(cancel), lambda: owner.submit(cancel)])
            self.assertEqual(self.check(number, replies)[1], "cancelled")

    def test_11_late_money_once(self):
        """Gone on with and given back at the same moment, by two people, twice each: one of it happens, the goods are taken once."""
        owner, cashier = self.shop.owner("telat"), self.shop.owner("telat2", "cashier")
        for i in race.rounds(6):
            client, ref, number = self.order()
            at = "/admin/orders/%d" % number
            token = a.csrf(client, "/order/" + ref)
            self.ok(client.post("/order/%s/cancel" % ref, [("csrf", token), ("reason", "")]), 303)
            page = owner.get(at).page, cashier.get(at).page
            forms = [(owner, page[0].form("/revive")), (cashier, page[1].form("/late")), (cashier, page[1].form("/revive")), (owner, page[0].form("/late"))]
            replies = self.shop.at_once([lambda c=c, f=f: c.submit(f) for c, f in (forms if i % 2 else forms[::-1])])
            self.assertEqual(sorted(r.status for r in replies), [303, 422, 422, 422])
            state = self.shop.sql("SELECT pay_state, delivery_state FROM orders WHERE id=%d" % number)[0]
            self.assertIn(state, {("paid", "to_pack"), ("refund_due", "cancelled")})
            self.assertEqual(self.shop.one("SELECT COUNT(*) FROM stock_move WHERE ref_kind='order' AND ref=%d AND reason='reserve'" % number), "2" if state[0] == "paid" else "1")
            self.assertEqual(self.shop.sql("SELECT state FROM payment WHERE orders=%d" % number), [("received",)])
            if state[0] == "refund_due":
                f = [(c, c.get(at).page.form("/refund")) for c in (owner, cashier)] * 2
                replies = self.shop.at_once([lambda c=c, f=f: c.submit(f) for c, f in f])
                self.assertEqual(sorted(r.status for r in replies), [303, 422, 422, 422])
                self.assertEqual(self.shop.one("SELECT COUNT(*) FROM refund WHERE orders=%d" % number), "1")
            self.holds()

    def test_11_expiry_against_pay_and_proof(self):
        owner = self.shop.owner("penunggu")
        for i in race.rounds(3):
            client, ref, number = self.order()
            at = "/admin/orders/%d" % number
            pay = owner.get(at).page.form(at + "/pay")
            token = a.csrf(client, "/order/%s/pay" % ref)
            self.shop.sql("UPDATE orders SET due_at=1 WHERE id=%d" % number)
            proof = lambda: client.post_multipart("/order/%s/proof" % ref, [("csrf", token)], [("proof", "b.jpg", "image/jpeg", p.jpeg(40 + 8 * i))])
            replies = a.together([proof, lambda: self.shop.work() and None, lambda: owner.submit(pay)])
            state = self.check(number, [r for r in replies if r])
            self.assertIn(state, {("paid", "to_pack"), ("void", "cancelled"), ("refund_due", "cancelled"), ("proof", "hold")})


if __name__ == "__main__":
    unittest.main()
