"""The last pieces of a part are wanted at the same moment through two hampers and by themselves, and somebody refills a hamper meanwhile: nobody gets what isn't there, hampers say what their parts allow after
every round, and a hamper that is cancelled by two people at once gives its parts back once."""
import unittest

import _abuse as a
import _race as race
import _ways as w


class Bundle(race.Race):
    def test_the_last_part(self):
        part = w.variant(self.shop, "SA-250")
        goods = [w.variant(self.shop, s) for s in ("HP-K", "HP-B", "SA-250")]
        takes = [int(self.shop.one("SELECT qty FROM bundle_part WHERE bundle=%d AND part=%d" % (v, part))) for v in goods[:2]] + [1]
        for v in (part, w.variant(self.shop, "SB-250-S"), w.variant(self.shop, "SH-250"), w.variant(self.shop, "KK-200")):
            self.free(v, 1000)
        people = [race.shopper(self.shop, goods[i % 3], n=i) for i in range(24)]
        for _ in race.rounds(2):
            self.free(part, 3)
            replies = self.shop.at_once([lambda c=c, f=f: a.send(c, f) for c, f in people])
            self.assertEqual({r.status for r in replies}, {303}, [(r.status, r.text[:300]) for r in replies if r.status != 303][:3])
            won = [i for i, r in enumerate(replies) if "/order/" in r.header("location")]
            self.assertEqual({r.header("location") for i, r in enumerate(replies) if i not in won}, {"/cart?m=no.cart.faster"})
            self.assertEqual(sum(takes[i % 3] for i in won), 3)
            self.holds(part)
            self.free(part, 1000)
            for i in won:
                people[i] = people[i][0], race.fill(people[i][0], goods[i % 3], n=i)

    def test_the_last_grams(self):
        """700 g, wanted 250 g at a time, inside a hamper and by themselves: two get theirs, 200 g stay."""
        owner, part = self.shop.owner("penimbang"), w.variant(self.shop, "TB-150")
        for (v,) in self.shop.sql("SELECT id FROM variant WHERE product=%d" % w.product(self.shop, "TB-150")):
            self.free(int(v), 0)
        self.shop.sql("UPDATE product SET measure='gram', version=version+1 WHERE id=%d" % w.product(self.shop, "TB-150"))
        self.shop.sql("UPDATE variant SET price_qty=1000 WHERE product=%d" % w.product(self.shop, "TB-150"))
        for s in ("SA-250", "SB-250-S", "SH-250"):
            self.free(w.variant(self.shop, s), 1000)
        at = "/admin/goods/%d/bundle?v=%d" % (w.product(self.shop, "HP-K"), w.variant(self.shop, "HP-K"))
        f = owner.get(at + "&q=TB-150").page.form("/bundle", "version").set("qty_%d" % part, "250 g")
        self.ok(owner.submit(f, ("add", str(part))), 303)
        self.free(part, 10000)
        people = [race.shopper(self.shop, part, "0,25", n=200 + i) if i % 2 else race.shopper(self.shop, w.variant(self.shop, "HP-K"), n=200 + i) for i in range(8)]
        self.free(part, 700)
        replies = self.shop.at_once([lambda c=c, f=f: a.send(c, f) for c, f in people])
        self.assertEqual({r.status for r in replies}, {303}, [(r.status, r.text[:300]) for r in replies if r.status != 303][:3])
        self.assertEqual(sum("/order/" in r.header("location") for r in replies), 2)
        self.assertEqual(self.left(part), 200)
        self.holds(part)
        self.ok(owner.submit(owner.get(at).page.form("/bundle", "version"), **{"qty_%d" % part: "0"}), 303)

    def test_refilled_meanwhile(self):
        owner = self.shop.owner("pengisi")
        v = w.variant(self.shop, "HP-K")
        for s in ("SA-250", "SB-250-S", "SH-250"):
            self.free(w.variant(self.shop, s), 1000)
        at = "/admin/goods/%d/bundle?v=%d" % (w.product(self.shop, "HP-K"), v)
        for n in race.rounds(3):
            people = [race.shopper(self.shop, v, n=100 + 10 * n + i) for i in range(4)]
            f = owner.get(at).page.form("/bundle", "version").set("qty_%d" % w.variant(self.shop, "SA-250"), str(n % 3 + 1))
            count = owner.get("/admin/goods/%d/stock?v=%d" % (w.product(self.shop, "SH-250"), w.variant(self.shop, "SH-250"))).page.form("/stock", "kind").set("kind", "purchase").set("qty", "3")
            replies = self.shop.at_once([lambda: owner.submit(f), lambda: owner.submit(count)] + [lambda c=c, f=f: a.send(c, f) for c, f in people])
            self.assertEqual({r.status for r in replies}, {303}, [(r.status, r.text[:300]) for r in replies if r.status != 303][:3])
            self.holds(*[w.variant(self.shop, s) for s in ("SA-250", "SH-250")])

    def test_cancelled_by_two(self):
        owner, v = self.shop.owner("pembatal2"), w.variant(self.shop, "HP-B")
        for s in ("SA-250", "SB-250-S", "SH-250", "KK-200"):
            self.free(w.variant(self.shop, s), 1000)
        for _ in race.rounds(3):
            client, ref, number = a.order(self.shop, v=v)
            cancel = owner.get("/admin/orders/%d" % number).page.form("/admin/orders/%d/cancel" % number)
            if "reason" in cancel.names():
                cancel.set("reason", "batal")
            token = a.csrf(client, "/order/" + ref)
            one = lambda: client.post("/order/%s/cancel" % ref, [("csrf", token), ("reason", "")])
            self.shop.at_once([one, lambda: owner.submit(cancel), one, lambda: owner.submit(cancel)])
            gave = self.shop.sql("SELECT variant, COUNT(*) FROM stock_move WHERE ref_kind='order' AND ref=%d AND reason='release' AND bundle=%d GROUP BY variant" % (number, v))
            self.assertEqual([n for _, n in gave], ["1"] * 4)
            self.holds()


if __name__ == "__main__":
    unittest.main()
