"""Several people save at the same moment what they all opened before: one of them wins whole, everybody else gets the page again with a word about it and with what they typed, and saving that once more
counts. The same when two enter a new product of one name and one article number, and when the price is changed in the list."""
import unittest

import _race as race
import _ways as w

SKU = "GL-250"
CONFLICT = w.say("Somebody else changed this in the meantime, or an order came in. What you typed is still here: look it over and save once more.")


class Edit(race.Race):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.shop.owner("penulis%d" % i, ("owner", "admin")[i % 2]) for i in range(4)]

    def save(self, c, f):
        return c.submit(f, ("act", "save"))

    def now(self, pid):
        return self.shop.sql("SELECT t.name, v.price, p.version FROM product p JOIN product_text t ON t.product=p.id AND t.lang='id' JOIN variant v ON v.product=p.id AND v.active=1 WHERE p.id=%d ORDER BY v.position LIMIT 1" % pid)

    def test_one_product(self):
        pid = w.product(self.shop, SKU)
        at = "/admin/goods/%d" % pid
        for n in race.rounds(4):
            names = ["Gelamai %d oleh %d" % (n, i) for i in range(len(self.people))]
            forms = [c.get(at).page.form(at, "name").set("name", names[i]).set("v0_price", str(20001 + 10 * n + i)) for i, c in enumerate(self.people)]
            version = int(self.now(pid)[0][2])
            replies = self.shop.at_once([lambda c=c, f=f: self.save(c, f) for c, f in zip(self.people, forms)])
            self.assertEqual(sorted(r.status for r in replies), [303, 422, 422, 422])
            i = [r.status for r in replies].index(303)
            self.assertEqual(self.now(pid), [(names[i], str(20001 + 10 * n + i), str(version + 1))])
            for k, r in enumerate(replies):
                if k != i:
                    self.sees(r, CONFLICT)
                    again, who = r.page.form(at, "name"), k
                    self.assertEqual((again.get("name"), again.get("v0_price")), (names[k], str(20001 + 10 * n + k)))
            self.ok(self.save(self.people[who], again), 303)
            self.assertEqual(self.now(pid), [(names[who], str(20001 + 10 * n + who), str(version + 2))])
            self.holds()

    def test_price_in_the_list(self):
        pid = w.product(self.shop, "DD-200")
        for n in race.rounds(3):
            forms = [[f for f in c.get("/admin/goods?q=dakak").page.forms() if f.action.split("?")[0].endswith("/quick")][0] for c in self.people]
            prices = [str(10001 + 10 * n + i) for i in range(len(self.people))]
            replies = self.shop.at_once([lambda c=c, f=f, p=p: c.submit(f, price=p) for c, f, p in zip(self.people, forms, prices)])
            self.assertEqual(sorted(r.status for r in replies), [303, 422, 422, 422])
            for p, r in zip(prices, replies):
                if r.status == 303:
                    self.assertEqual(self.now(pid)[0][1], p)
                else:
                    self.sees(r, CONFLICT)
                    self.assertIn(p, [f.get("price") for f in r.page.forms() if f.action.split("?")[0].endswith("/quick")])
            self.holds()

    def test_the_same_new_product(self):
        at = "/admin/goods/new"
        for n in race.rounds(3):
            forms = [c.get(at).page.form(at, "name").set("name", "Kue baru %d" % n).set("v0_price", "9000").set("v0_stock", "3").set("v0_sku", "KB-%d" % n if n % 2 else "") for c in self.people]
            replies = self.shop.at_once([lambda c=c, f=f: self.save(c, f) for c, f in zip(self.people, forms)])
            self.assertEqual({r.status for r in replies} - {303, 422}, set(), [r.text[:300] for r in replies if r.status not in (303, 422)][:1])
            self.assertIn(303, [r.status for r in replies])
            if n % 2:
                self.assertEqual(sorted(r.status for r in replies), [303, 422, 422, 422])
                for r in replies:
                    if r.status == 422:
                        self.assertEqual(r.page.form(at, "name").get("name"), "Kue baru %d" % n)
            slugs = self.shop.one_list("SELECT slug FROM slug WHERE kind='product' AND slug LIKE 'kue-baru-%d%%'" % n)
            self.assertEqual(len(slugs), len(set(slugs)))
            self.holds()


if __name__ == "__main__":
    unittest.main()
