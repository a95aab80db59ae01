"""Goods shown with others: chosen by hand, ordered and taken off in the panel; found in orders and left out there; seen on the page and in the cart, never what lies there already or can't be bought."""
import unittest

import _ways as w
from harness import FlowTest


class Links(FlowTest):
    def test_links(self):
        c = self.shop.owner()
        ids = dict(self.shop.sql("SELECT slug, object FROM slug WHERE kind='product'"))
        here, first, second = "keripik-bayam-renyah", "kue-sapik-santan", "rakik-kacang-tanah"
        at = "/admin/goods/%s/links" % ids[here]
        self.sees(self.ok(c.get("/admin/goods/%s" % ids[here])), w.say("Shown with it"))
        r = self.ok(c.get(at + "?kind=cross&q=sapik"))
        csrf = [f for f in r.page.forms() if f.get("target") == ids[first]][0].get("csrf")

        def do(act, kind, target, status=303):
            return self.ok(c.post(at, [("csrf", csrf), ("act", act), ("kind", kind), ("target", target)]), status)
        do("add", "cross", ids[first])
        do("add", "cross", ids[first])
        do("add", "cross", ids[second])
        do("up", "cross", ids[second])
        do("add", "up", ids[second])
        do("add", "related", ids[second])
        for act, kind, target, status in (("add", "cross", ids[here], 422), ("add", "cross", "99999", 404), ("add", "all", ids[first], 422), ("kill", "cross", ids[first], 422), ("add", "cross", "-1", 422)):
            do(act, kind, target, status)
        self.ok(c.get("/admin/goods/99999/links"), 404)
        self.sees(self.ok(c.get(at + "?kind=up&q=zzzz")), "zzzz")
        self.assertEqual(self.shop.one_list("SELECT target FROM product_link WHERE kind='cross' ORDER BY position"), [ids[second], ids[first]])
        self.sees(self.ok(c.get(at)), "Kue sapik santan", "Rakik kacang tanah")
        buyer = self.shop.client()
        r = self.ok(buyer.get("/product/" + here))
        self.sees(r, w.say("A step better"), w.say("Goes well with it"))
        # In the cart: what goes with it, until it lies there itself.
        sku = self.shop.one("SELECT sku FROM variant WHERE product=%s AND sku IS NOT NULL ORDER BY position" % ids[here])
        w.put(buyer, sku)
        self.sees(self.ok(buyer.get("/cart")), w.say("Goes well with it"), "Rakik kacang tanah", "Kue sapik santan")
        w.put(buyer, self.shop.one("SELECT sku FROM variant WHERE product=%s AND sku IS NOT NULL ORDER BY position" % ids[second]))
        self.sees(self.ok(buyer.get("/cart")), w.say("Goes well with it"), "Kue sapik santan")
        self.ok(c.post("/admin/goods/%s/status" % ids[first], [("csrf", csrf), ("to", "archived")]), 303)
        self.sees_not(self.ok(buyer.get("/cart")), w.say("Goes well with it"))
        self.sees(self.ok(c.get(at)), w.say("not on sale"))
        do("drop", "cross", ids[first])
        do("drop", "up", ids[second])
        self.sees_not(self.ok(buyer.get("/product/" + here)), w.say("A step better"))

    def count_again(self):
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='together'")
        self.shop.work()

    def names(self, reply, heading):
        found = [x for x in reply.page.all("section") if x.find("h2") and x.find("h2").text() == heading]
        return [x.text() for x in found[0].all("h3")] if found else []

    def test_bought_together(self):
        """Found in orders, told by how many, never of one buyer alone; behind the owner's choice; left out when the owner says so."""
        ids = dict(self.shop.sql("SELECT slug, object FROM slug WHERE kind='product'"))
        sku = {x: self.shop.one("SELECT sku FROM variant WHERE product=%s AND active=1 AND stock_state='ada' ORDER BY position" % ids[x])
               for x in ("gelamai-dodol-minang", "keripik-bayam-renyah", "kue-sapik-santan", "rakik-kacang-tanah")}
        here, other, third = "gelamai-dodol-minang", "keripik-bayam-renyah", "kue-sapik-santan"

        def buy(n, *goods):
            c = self.shop.client()
            for x in goods:
                w.put(c, sku[x])
            o = w.place(c, w.fill(c, phone="0812777000%02d" % n, name="Pembeli %d" % n))
            self.shop.sql("UPDATE orders SET pay_state='paid', delivery_state='to_pack' WHERE id=%d" % o.id)
        title, both = w.say("Often bought together"), w.say("{1} people bought both").replace("{1}", "2")
        guest = self.shop.client()
        for _ in range(2):
            buy(1, here, other)
        for n in (3, 4, 5):
            buy(n, "rakik-kacang-tanah")
        self.count_again()
        self.sees_not(self.ok(guest.get("/product/" + here)), title)
        before = guest.last.header("etag")
        buy(2, here, other)
        self.count_again()
        r = self.ok(guest.get("/product/" + here, HTTP_IF_NONE_MATCH=before))
        self.assertEqual(self.names(r, title), ["Keripik bayam renyah"])
        self.sees(r, both)
        self.assertNotIn("Keripik bayam renyah", self.names(r, w.say("You may also like")), "nothing stands on the page twice")
        self.sees(self.ok(guest.get("/en/product/" + here)), "Often bought together", "2 people bought both")
        self.assertEqual(len(self.names(self.ok(guest.get("/product/" + other)), title)), 1)
        # Other lists show the same goods without it.
        self.sees_not(self.ok(guest.get("/products")), both)
        # In the cart, until it lies there.
        c = self.shop.client()
        w.put(c, sku[here])
        r = self.ok(c.get("/cart"))
        self.assertEqual(self.names(r, title), ["Keripik bayam renyah"])
        self.sees(r, both)
        w.put(c, sku[other])
        self.sees_not(self.ok(c.get("/cart")), title)
        # By hand goes first, and then it isn't told as if others had bought it.
        owner = self.shop.owner("pemilik")
        at = "/admin/goods/%s/links" % ids[here]
        r = self.ok(owner.get(at))
        self.sees(r, title, w.say("{{BUYERS}} people in {{ORDERS}} orders", BUYERS=2, ORDERS=3))
        csrf = r.page.form(at, "target").get("csrf")

        def do(act, kind, target, status=303):
            return self.ok(owner.post(at, [("csrf", csrf), ("act", act), ("kind", kind), ("target", target)]), status)
        do("add", "cross", ids[third])
        r = self.ok(guest.get("/product/" + here))
        self.assertEqual(self.names(r, w.say("Goes well with it")), ["Kue sapik santan", "Keripik bayam renyah"])
        self.sees_not(r, title)
        self.assertEqual(r.text.count(both), 1)
        do("drop", "cross", ids[third])
        for act, kind, status in (("hide", "cross", 422), ("add", "together", 422), ("drop", "together", 422), ("show", "up", 422)):
            do(act, kind, ids[other], status)
        do("hide", "together", ids[third])
        do("hide", "together", "99999")
        f = [f for f in self.ok(owner.get(at)).page.forms() if f.get("target") == ids[other]][0]
        self.ok(owner.submit(f, ("act", "hide"), at=at), 303)
        self.sees_not(self.ok(guest.get("/product/" + here)), title)
        self.sees(self.ok(guest.get("/product/" + other)), title)
        self.count_again()
        self.sees_not(self.ok(guest.get("/product/" + here)), title)
        f = [f for f in self.ok(owner.get(at)).page.forms() if f.get("target") == ids[other]][0]
        self.ok(owner.submit(f, ("act", "show"), at=at), 303)
        self.sees(self.ok(guest.get("/product/" + here)), title)
        # Sold out or taken off sale: gone at once.
        self.shop.sql("UPDATE job SET next_at=9999999999 WHERE name='together'")
        self.ok(owner.post("/admin/goods/%s/status" % ids[other], [("csrf", csrf), ("to", "archived")]), 303)
        self.sees_not(self.ok(guest.get("/product/" + here)), title)
        self.ok(owner.post("/admin/goods/%s/status" % ids[other], [("csrf", csrf), ("to", "active")]), 303)


if __name__ == "__main__":
    unittest.main()
