"""Resellers: a group with prices, a member, a personal link that opens nothing by itself, pages that show the group's prices to that session alone, orders that carry the group, and the end of a link at once."""
import re
import unittest

import _ways as w
from harness import FlowTest


class Groups(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        w.order(cls.shop.client(), "SA-100", 1, name="Ibu Yet", phone="081298765432")
        cls.customer = int(cls.shop.one("SELECT id FROM customer WHERE name='Ibu Yet'"))
        cls.price = int(cls.shop.one("SELECT price FROM variant WHERE sku='SA-100'"))

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def group(self, name, **fields):
        r = self.owner.submit(self.owner.get("/admin/groups/new").page.form("/groups/new", "name"), name=name, **fields)
        self.ok(r, 303)
        return int(re.search(r"/groups/(\d+)", r.header("location")).group(1))

    def join(self, group):
        return self.ok(self.owner.submit(self.owner.get("/admin/customers/%d" % self.customer).page.form("/group", "group"), group=str(group)), 303)

    def link(self):
        r = self.ok(self.owner.submit(self.owner.get("/admin/customers/%d" % self.customer).page.form("/link")))
        return re.search(r'value="https?://[^/"]+(/r/[^"]+)"', r.text).group(1)

    def path(self, sku="SA-100"):
        return "/product/%s?v=%d" % (w.slug(self.shop, sku), w.variant(self.shop, sku))

    def enter(self, at):
        c = self.shop.client()
        c.submit(c.get(at).page.form("/r/"))
        return c

    def test_a_link_and_its_end(self):
        self.sees(self.owner.get("/admin/more"), w.message("admin.groups"))
        g = self.group("Reseller Nagari", discount="20", min_order="50.000", active="1")
        self.sees(self.owner.get("/admin/groups"), "Reseller Nagari", "20% lebih murah")
        self.join(g)
        self.sees(self.owner.get("/admin/groups/%d" % g), "Ibu Yet")
        at = self.link()
        cheap = w.rupiah(self.price - self.price * 20 // 100)
        # A guest, before and while a member looks around: no cookie, everybody's prices, an ETag; the link's page alone changes nothing.
        guest = self.shop.client()
        r = guest.get(self.path())
        tag = r.header("etag")
        self.assertTrue(tag)
        self.sees_not(r, cheap)
        c = self.shop.client()
        r = self.ok(c.get(at))
        self.sees(r, "Reseller Nagari")
        self.assertEqual(r.header("set-cookie") or "", "")
        self.assertIn("no-store", r.header("cache-control"))
        self.assertEqual(r.header("referrer-policy"), "no-referrer")
        self.sees_not(c.get(self.path()), cheap)
        self.ok(c.submit(c.get(at).page.form("/r/")), 303)
        for page in ("/", "/products", self.path(), "/en" + self.path(), "/search?q=ladu", "/cart"):
            r = self.ok(c.get(page))
            self.sees(r, "Reseller Nagari")
            self.assertIn("private", r.header("cache-control"))
            self.assertIn("no-store", r.header("cache-control"))
            self.assertFalse(r.header("etag"))
        self.sees(c.get(self.path()), cheap)
        slug = w.slug(self.shop, "SA-100")
        card = [x for x in re.split(r'<li class="item', c.get("/products?sort=name").text) if "/product/" + slug + '"' in x]
        self.assertTrue(not card or cheap in re.sub(r"\xa0| ", " ", card[0]).replace(" ", " ") or cheap in card[0], card)
        # Cards are kept ready by the workers: everybody's for everybody, a member's for nobody else, whoever came first.
        shown = lambda who, page: [re.split(r"</li>", x)[0] for x in re.split(r'<li class="item', who.get(page).text) if "/product/" + slug + '"' in x]
        for page in ("/products?sort=name", "/search?q=sanjai+balado"):
            for _ in range(4):    # either worker
                for who, prices in ((guest, 0), (c, 1), (guest, 0)):
                    self.assertEqual([cheap in re.sub(r"\s+|&nbsp;", " ", x.replace("\xa0", " ")) for x in shown(who, page)], [bool(prices)] * len(shown(who, page)), page)
        self.assertTrue(shown(guest, "/search?q=sanjai+balado") or shown(guest, "/products?sort=name"))
        # Side by side, too, each with their own.
        beside = "/compare?p=" + slug
        self.sees_not(self.ok(guest.get(beside)), cheap)
        self.assertTrue(guest.last.header("etag"))
        self.sees(self.ok(c.get(beside)), cheap)
        self.assertIn("no-store", c.last.header("cache-control"))
        self.sees_not(guest.get(beside), cheap)
        # The guest's page is what it was, from a cache too.
        r = guest.get(self.path(), HTTP_IF_NONE_MATCH=tag)
        self.assertEqual(r.status, 304)
        self.sees_not(guest.get(self.path()), cheap, "Reseller Nagari")
        # The least order, then the order.
        w.put(c, "SA-100", 1)
        r = c.get("/cart")
        self.sees(r, "mulai dari " + w.rupiah(50000), w.say("your price"))
        self.assertNotIn("/checkout", r.page.links())
        n = 50000 // (self.price - self.price * 20 // 100) + 1
        c.submit(r.page.form("/cart/set", "qty"), qty=str(n))
        o = w.place(c, w.fill(c, phone="081298765432"))
        self.assertEqual(self.shop.sql("SELECT unit_price, price_kind FROM order_line WHERE orders=%d" % o.id), [(str(self.price - self.price * 20 // 100), "group")])
        self.assertEqual(self.shop.sql("SELECT buyer_group, buyer_group_name FROM orders WHERE id=%d" % o.id), [(str(g), "Reseller Nagari")])
        self.sees(self.owner.get("/admin/orders/%d" % o.id), "Reseller Nagari")
        # The owner changes the percentage: the very next page shows it. Then the link ends: so does what it showed.
        w.put(c, "SA-100", 1)
        self.ok(self.owner.submit(self.owner.get("/admin/groups/%d" % g).page.form("/groups/", "name"), discount="30"), 303)
        self.sees(c.get(self.path()), w.rupiah(self.price - self.price * 30 // 100))
        f = self.owner.get("/admin/customers/%d" % self.customer).page.form("/unlink")
        self.ok(self.owner.submit(f), 303)
        self.sees_not(c.get(self.path()), "Reseller Nagari", w.rupiah(self.price - self.price * 30 // 100))
        self.sees(c.get("/cart"), w.say("The price has changed since you put it in"), w.rupiah(self.price))
        r = c.get(at)
        self.assertEqual(r.status, 404)
        self.sees(r, w.say("This link does not work any more"))
        self.assertEqual(len(self.shop.sql("SELECT 1 FROM buyer_link WHERE token_hash='%s'" % at.split("/")[-1])), 0)

    def test_leaving(self):
        self.join(self.group("Agen", discount="10", active="1"))
        c = self.enter(self.link())
        self.sees(c.get("/"), "harga Agen")
        self.ok(c.submit(c.get("/").page.form("/prices/leave")), 303)
        self.sees_not(c.get("/"), "harga Agen")
        # Without a session there is nothing to leave.
        self.ok(self.shop.client().post("/prices/leave"), 303)

    def test_out_of_the_group(self):
        self.join(self.group("Pengecer", discount="10", active="1"))
        c = self.enter(self.link())
        self.sees(c.get("/"), "harga Pengecer")
        self.join(0)
        self.sees_not(c.get("/"), "harga Pengecer")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM buyer_link WHERE revoked_at IS NULL AND customer=%d" % self.customer), "0")

    def test_slips(self):
        g = self.group("Warung", discount="5", active="1")
        for wrong in ({"name": "W"}, {"name": "x" * 41}, {"discount": "91"}, {"discount": "-1"}, {"discount": "5,5"}, {"discount": str(10 ** 18)}, {"min_order": "-1"}, {"min_order": "abc"}):
            f = self.owner.get("/admin/groups/%d" % g).page.form("/groups/", "name")
            r = self.ok(self.owner.submit(f, **wrong), 422)
            for k, v in wrong.items():
                self.assertEqual(r.page.form("/groups/", "name").get(k), v)
        self.sees(self.ok(self.owner.submit(self.owner.get("/admin/groups/new").page.form("/groups/new", "name"), name="WARUNG"), 422), w.message("group.taken"))
        f = self.owner.get("/admin/groups/%d" % g).page.form("/groups/", "name")
        self.ok(self.owner.submit(f, discount="6"), 303)
        self.sees(self.ok(self.owner.submit(f, discount="7"), 422), w.message("group.conflict"))
        self.ok(self.owner.get("/admin/groups/999999"), 404)
        csrf = self.owner.get("/admin/more").page.form("/logout").get("csrf")
        for at, fields in (("/group", [("group", "999999")]), ("/group", [("group", "-1")]), ("/group", [])):
            self.ok(self.owner.post("/admin/customers/%d%s" % (self.customer, at), [("csrf", csrf)] + fields), 404)
        self.ok(self.owner.post("/admin/customers/999999/group", [("csrf", csrf), ("group", str(g))]), 404)
        # Nobody else's link ends with this customer's.
        self.join(g)
        self.link()
        link = self.shop.one("SELECT MAX(id) FROM buyer_link")
        self.ok(self.owner.post("/admin/customers/1/unlink", [("csrf", csrf), ("link", link)]), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM buyer_link WHERE id=%s AND revoked_at IS NULL" % link) if self.customer != 1 else "1", "1")
        for token in ("", "x", "../admin", "a" * 22, "%00", "A" * 5000):
            self.assertIn(self.shop.client().get("/r/" + token).status, (404, 400, 414), token)

    def test_own_prices(self):
        g = self.group("Katering", active="1")
        at = "/admin/goods/%d/prices?v=%d&g=%d" % (w.product(self.shop, "TB-300"), w.variant(self.shop, "TB-300"), g)
        price = int(self.shop.one("SELECT price FROM variant WHERE sku='TB-300'"))
        f = self.owner.get(at).page.form("/prices", "version")
        self.ok(self.owner.submit(f, own=str(price - 3000), qty1="10", price1=str(price - 4000)), 303)
        self.join(g)
        c = self.enter(self.link())
        self.sees(c.get(self.path("TB-300")), w.rupiah(price - 3000), w.rupiah(price - 4000))
        self.sees_not(self.shop.client().get(self.path("TB-300")), w.rupiah(price - 3000), w.rupiah(price - 4000))
        w.put(c, "TB-300", 2)
        self.sees(c.get("/cart"), w.rupiah(2 * (price - 3000)))


if __name__ == "__main__":
    unittest.main()
