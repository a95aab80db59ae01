"""The goods of a category in the owner's order: numbers, buttons, put first from the search, let go again, two who order at once; the shop follows, sold-out goods stay last, and the shelves stay right."""
import unittest

import _ways as w
import harness
from harness import FlowTest

LIST = "/category/keripik"


class Order(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = cls.shop.owner()

    def setUp(self):
        self.id = int(self.shop.one("SELECT object FROM slug WHERE kind='category' AND slug='keripik'"))
        self.at = "/admin/categories/%d/goods" % self.id

    def form(self, path=None):
        page = self.ok(self.c.get(path or self.at)).page
        return [f for f in page.forms() if f.method == "post" and "version" in f.names()][0]

    def rows(self, f):
        """Product ids in the order of the page."""
        return [n[2:] for n, v in f.fields if n.startswith("p_")]

    def shop_shows(self):
        page = self.ok(self.shop.client().get(LIST)).page
        return [self.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='%s'" % n.find("a").attrs["href"].split("/")[-1]) for n in page.all("li", class_="item")]

    def saved(self, r):
        self.assertEqual(r.status, 303)
        return self.ok(self.c.follow(r))

    def right(self):
        r = self.shop.command("check", check=False)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)

    def test_moves(self):
        f = self.form()
        rows = self.rows(f)
        self.assertEqual([str(x) for x in self.shop_shows()], rows)
        self.assertIn(self.at, self.ok(self.c.get("/admin/categories/%d" % self.id)).page.links())
        self.saved(self.c.submit(f, ("move", "up:" + rows[2])))
        want = [rows[0], rows[2], rows[1]] + rows[3:]
        self.assertEqual(self.rows(self.form()), want)
        self.assertEqual([str(x) for x in self.shop_shows()], want)
        self.saved(self.c.submit(self.form(), ("move", "top:" + rows[4])))
        want = [rows[4], rows[0], rows[2], rows[1], rows[3]] + rows[5:]
        self.assertEqual(self.rows(self.form()), want)
        self.saved(self.c.submit(self.form(), ("move", "down:" + rows[4])))
        want[:2] = [rows[0], rows[4]]
        self.assertEqual(self.rows(self.form()), want)
        # Numbers: the last two in front, the other way round.
        f = self.form()
        self.saved(self.c.submit(f.set("p_" + want[3], "1").set("p_" + want[2], "2")))
        want = [want[3], want[2], want[0], want[1]] + want[4:]
        self.assertEqual(self.rows(self.form()), want)
        self.right()
        # Those below it and the list of everything keep their own order.
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM shelf WHERE place < 0 AND category <> %d" % self.id)), 0)
        # A change of a product, and its category made anew, leave it where it is.
        key = self.shop.one("SELECT external FROM external_id WHERE kind='product' AND object=%s" % want[0])
        w.change(self.shop, key, every={"price": "12345"})
        self.assertEqual(self.rows(self.form()), want)
        # Let go: an empty number.
        f = self.form()
        for x in self.rows(f):
            f.set("p_" + x, "")
        self.saved(self.c.submit(f))
        self.assertEqual(self.rows(self.form()), rows)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM shelf_pin")), 0)
        self.right()

    def test_two_at_once(self):
        f = self.form()
        rows = self.rows(f)
        self.saved(self.c.submit(self.form(), ("move", "top:" + rows[3])))
        r = self.c.submit(f, ("move", "top:" + rows[2]))
        self.assertEqual(r.status, 422)
        self.sees(r, w.say("Somebody else changed this category in the meantime. Here is how it stands now; move once more."))
        self.assertEqual(self.rows(self.form())[0], rows[3])

    def test_odd_orders(self):
        f = self.form()
        other = self.shop.one("SELECT s.product FROM shelf s WHERE s.category=0 AND NOT EXISTS (SELECT 1 FROM shelf k WHERE k.product=s.product AND k.category=%d) LIMIT 1" % self.id)
        rows = self.rows(f)
        for move in ("top:" + other, "top:999999999", "top:x", "up:-1", "sideways:" + rows[0], "top:", "top:" + "9" * 30):
            r = self.c.submit(self.form(), ("move", move))
            self.assertIn(r.status, (303, 422), move)
        for number in ("0", "-5", "301", "abc", "999999999999999999999", "1e3"):
            self.assertEqual(self.c.submit(self.form().set("p_" + rows[1], number)).status, 303)
        self.assertEqual(self.rows(self.form()), rows)
        self.assertEqual(self.c.get("/admin/categories/999999/goods").status, 404)
        self.assertEqual(self.c.get(self.at + "?page=99").status, 404)
        self.right()

    def test_z_in_a_large_one(self):
        with open(self.shop.dir + "/many.csv", "w", encoding="utf-8") as f:
            f.write("key,name,category,status,sku,price,weight_g,stock\n")
            for i in range(60):
                f.write("m%d,Sumpit nomor %d,keripik,active,M-%d,9000,100,5\n" % (i, i, i))
        self.shop.command("import", self.shop.dir + "/many.csv")
        page = self.ok(self.c.get(self.at)).page
        self.assertIn(self.at + "?page=2", page.links())
        found = self.ok(self.c.get(self.at + "?q=sumpit+nomor+7"))
        self.sees(found, "Sumpit nomor 7", w.say("Put first"))
        id_ = self.shop.one("SELECT product FROM product_text WHERE name='Sumpit nomor 7'")
        self.saved(self.c.submit(self.form(self.at + "?q=sumpit+nomor+7"), ("move", "top:" + id_)))
        self.assertEqual(self.rows(self.form())[0], id_)
        self.sees(self.ok(self.c.get(self.at + "?q=helikopter")), w.say("Nothing in this category is called so."))
        self.assertEqual(str(self.shop_shows()[0]), id_)
        # Sold out, it sinks; pinned it stays.
        self.shop.sql("SELECT 1")
        two = self.form(self.at + "?page=2")
        self.saved(self.c.submit(two, ("move", "up:" + self.rows(two)[0])))
        self.assertEqual(self.rows(self.form(self.at))[-1], self.rows(two)[0], "from one page to the other")
        self.right()


if __name__ == "__main__":
    unittest.main()
