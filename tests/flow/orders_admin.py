"""The owner's orders: tabs by next action with counts, search by everything people have at hand, two people pressing at once, what each role may press, notes, the customers behind them."""
import unittest
import urllib.parse

import _ways as w
from harness import FlowTest


class OrdersAdmin(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def tearDown(self):
        self.assertEqual(self.shop.invariants(), [])

    def listed(self, path, c=None):
        return [h for h in self.ok((c or self.owner).get(path)).page.links() if h.startswith("/admin/orders/")]

    def url(self, o):
        return "/admin/orders/%d" % o.id

    def test_tabs_follow_the_order(self):
        c = self.shop.client()
        o = w.order(c, "SA-250", 1, district=w.PADANG)

        def only(tab):
            for t in ("wait", "check", "pack", "ship", "road", "done", "cancelled"):
                self.assertEqual(self.url(o) in self.listed("/admin/orders?tab=" + t), t == tab, "%s while it is in %s" % (t, tab))
            self.assertIn(self.url(o), self.listed("/admin/orders?tab=all"))
        only("wait")
        w.send_proof(c, o)
        only("check")
        w.must(self.owner, o, "pay")
        only("pack")
        w.must(self.owner, o, "pack")
        only("ship")
        w.must(self.owner, o, "ship", courier="JNE", tracking="X1")
        only("road")
        w.must(self.owner, o, "deliver")
        only("done")
        o = w.order(c, "SA-250", 1)
        w.must(self.owner, o, "cancel", reason="dobel")
        only("cancelled")

    def test_counters_at_home(self):
        c = self.shop.client()
        before = {a.attrs["href"]: int(a.find("b").text()) for a in self.ok(self.owner.get("/admin")).page.all("a", class_="act")}
        o = w.order(c, "SA-100", 1)
        w.send_proof(c, o)
        after = {a.attrs["href"]: int(a.find("b").text()) for a in self.owner.get("/admin").page.all("a", class_="act")}
        self.assertEqual({k: after[k] - before[k] for k in after}, {k: 1 if "check" in k else 0 for k in after})
        for link in after:
            self.ok(self.owner.get(link))
        w.must(self.owner, o, "pay")
        self.sees(self.owner.get("/admin"), w.rupiah(sum(int(x) for x in self.shop.one_list("SELECT amount FROM payment WHERE state='received'"))))

    def test_search(self):
        c = self.shop.client()
        o = w.order(c, "GL-250", 1, name="Datuak Rajo", phone="081377788899", district=w.PADANG)
        other = w.order(self.shop.client(), "GL-250", 1, name="Orang Lain", phone="081300000001")
        w.must(self.owner, o, "pay")
        w.must(self.owner, o, "pack")
        w.must(self.owner, o, "ship", courier="JNE", tracking="ZZ-778899")
        for q in (o.number, o.number.lower(), "datuak", "RAJO", "081377788899", "0813-7778", "8899", str(o.total), w.rupiah(o.total), "ZZ-778899"):
            got = self.listed("/admin/orders?" + urllib.parse.urlencode({"q": q}))
            self.assertIn(self.url(o), got, q)
            self.assertNotIn(self.url(other), got, q)
        for q in ("%", "_", "'", '"', "a" * 100, "\\"):
            self.assertNotIn(self.url(o), self.listed("/admin/orders?" + urllib.parse.urlencode({"q": q})), q)
        self.sees(self.owner.get("/admin/orders?q=tidakada"), "tidakada")

    def test_two_people_at_once(self):
        other = self.shop.owner("kedua")
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        page = self.owner.get(self.url(o)).page
        late = other.get(self.url(o)).page
        w.must(self.owner, o, "pay")
        # The other one still has the page of before.
        r = other.submit(late.form("/pay"))
        self.ok(r, 422)
        self.assertTrue(r.page.find(None, role="alert"))
        self.assertEqual(o.states, ("paid", "to_pack"))
        self.assertTrue(r.page.form("/pack"), "the page stands there as it is now")
        r = other.submit(late.form("/cancel"), reason="terlambat")
        self.ok(r, 422)
        self.assertEqual(o.states, ("paid", "to_pack"))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM payment WHERE orders=%d AND state='received'" % o.id), "1")
        self.ok(self.owner.submit(page.form("/pay")), 422)
        for version in ("", "0", "x", "999"):
            f = self.owner.get(self.url(o)).page.form("/pack")
            self.ok(self.owner.submit(f, version=version), 422)
        self.assertEqual(o.states, ("paid", "to_pack"))

    def test_roles_press_what_they_may(self):
        c = self.shop.client()
        staff = {role: self.shop.owner("o-" + role, role) for role in ("cashier", "warehouse", "driver", "social", "leader")}
        may = {"pay": {"cashier"}, "cancel": {"cashier"}, "pack": {"cashier", "warehouse"}, "ship": {"cashier", "warehouse", "driver"}}
        o = w.order(c, "SA-100", 1)
        for stage, words in (("wait", ("pay", "cancel")), ("pay", ("pack", "cancel")), ("pack", ("ship",))):
            if stage != "wait":
                w.must(self.owner, o, stage)
            for word in words:
                for role, s in staff.items():
                    page = s.get(self.url(o))
                    if role in ("social", "leader"):
                        self.ok(page, 403)
                        continue
                    shown = any(f.action.endswith("/" + word) for f in self.ok(page).page.forms())
                    self.assertEqual(shown, role in may[word], "%s: %s is shown" % (role, word))
                    if not shown:
                        csrf = page.page.form("/note").get("csrf")
                        r = s.post("%s/%s" % (self.url(o), word), [("csrf", csrf), ("version", o.version), ("reason", "coba"), ("courier", "x")])
                        self.ok(r, 403)
        self.assertEqual(o.states, ("paid", "packed"))

    def test_notes(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1, note="Jangan pakai plastik")
        r = self.ok(self.owner.get(self.url(o)))
        self.sees(r, "Jangan pakai plastik")
        text = "Antar lewat belakang\nTelepon dulu <b>"
        r = self.owner.follow(self.owner.submit(r.page.form("/note"), staff_note=text))
        self.assertEqual(r.page.form("/note").get("staff_note").strip().replace("\r", ""), text)
        self.assertNotIn("lewat belakang", c.get("/order/" + o.ref).text, "the buyer never sees it")
        # Two write at once: what the other one wrote is not lost unseen.
        stale = r.page.form("/note")
        self.owner.submit(self.owner.get(self.url(o)).page.form("/note"), staff_note="Sudah ditelepon")
        r = self.owner.submit(stale, staff_note="Belum ditelepon")
        self.assertEqual(r.status, 422)
        self.assertEqual(o.staff_note, "Sudah ditelepon")

    def test_customers(self):
        c = self.shop.client()
        a = w.order(c, "KS-200", 1, name="Tek Mur", phone="081255500011")
        b = w.order(c, "KS-200", 2, name="Tek Mur", phone="081255500011")
        w.must(self.owner, a, "pay")
        r = self.ok(self.owner.get("/admin/customers?q=tek+mur"))
        self.sees(r, "Tek Mur", w.rupiah(a.total))
        r = self.ok(self.owner.get(r.page.link("/admin/customers/")))
        self.sees(r, a.number, b.number, w.rupiah(a.total))
        self.assertTrue([h for h in r.page.links() if "wa.me/6281255500011" in h])
        self.ok(self.owner.get("/admin/customers/999999"), 404)
        self.sees(self.owner.get("/admin/customers?q=tidakada"), "tidakada")

    def test_unknown_order(self):
        for path in ("/admin/orders/999999", "/admin/orders/0", "/admin/orders/-1", "/admin/orders/x", "/admin/proof/999999"):
            self.ok(self.owner.get(path), 404)
        csrf = self.owner.get("/admin/more").page.form("/admin/logout").get("csrf")
        self.ok(self.owner.post("/admin/orders/999999/pay", [("csrf", csrf), ("version", "1")]), 404)


class Empty(FlowTest):
    demo = False

    def test_empty_shop_teaches(self):
        owner = self.shop.owner()
        for path in ("/admin", "/admin/orders", "/admin/goods", "/admin/customers", "/admin/banks", "/admin/zones", "/admin/categories", "/admin/pages", "/admin/audit"):
            r = self.ok(owner.get(path))
            self.assertTrue(r.page.find("main").text(), path)
        self.sees(owner.get("/admin"), w.say("Get the shop ready"))
        steps = [h for h in owner.get("/admin").page.find("progress").parent.find("ul").all("a")]
        self.assertGreaterEqual(len(steps), 5)
        for a in steps:
            self.ok(owner.get(a.attrs["href"]))
        c = self.shop.client()
        for path in ("/", "/en", "/products", "/search?q=x", "/cart", "/track", "/sitemap.xml"):
            self.ok(c.get(path))
        self.ok(c.get("/checkout"), 303)


if __name__ == "__main__":
    unittest.main()
