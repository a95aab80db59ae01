"""Finding orders again: those of this browser, by what is to be done; any order by its number and the last four digits of the phone, with one answer to every wrong pair."""
import unittest

import _ways as w
from harness import FlowTest


class Track(FlowTest):
    def find(self, c, number, digits, lang=""):
        return c.submit(c.get(lang + "/track").page.form("/track"), number=number, digits=digits)

    def test_by_number_and_digits(self):
        buyer, phone = self.shop.client(), self.shop.client()
        o = w.order(buyer, "SA-100", 1)
        for number in (o.number, o.number.lower(), " %s " % o.number):
            r = self.find(phone, number, "7890")
            self.assertEqual((r.status, r.header("location")), (303, "/order/" + o.ref), number)
        self.assertEqual(self.find(phone, o.number, "7890", "/en").header("location"), "/en/order/" + o.ref)
        self.assertEqual(phone.cookies, {}, "looking needs no session")

    def test_wrong_number_and_wrong_digits_are_alike(self):
        c = self.shop.client()
        o = w.order(c, "SA-100", 1)
        d = self.shop.client()
        answers = set()
        for number, digits in ((o.number, "0000"), ("MR-9999", "7890"), ("MR-9999", "0000"), ("x", "7890"), (o.number, "%%%%"), (o.number, "____")):
            r = self.ok(self.find(d, number, digits), 422)
            self.sees(r, w.say("We find no order with this number and these digits. Please compare them with our message"))
            f = r.page.form("/track")
            self.assertEqual((f.get("number"), f.get("digits")), (number, digits), "what was typed stays")
            text = r.page.find("main").text()
            answers.add(text)
        self.assertEqual(len(answers), 1)
        for digits in ("", "789", "78901"):
            self.ok(self.find(d, o.number, digits), 422)

    def test_orders_of_this_browser(self):
        c = self.shop.client()
        self.sees(c.get("/track"), w.say("No orders in this browser yet"))
        a, b = w.order(c, "SA-100", 1), w.order(c, "SA-100", 2)
        r = c.get("/track")
        self.sees(r, a.number, b.number)
        self.assertEqual([h for h in r.page.links() if "/order/" in h], ["/order/" + b.ref, "/order/" + a.ref], "newest first")
        owner = self.shop.owner("track")
        w.must(owner, a, "pay")
        unpaid, packing = self.ok(c.get("/track?tab=unpaid")), self.ok(c.get("/track?tab=packing"))
        self.assertEqual([h for h in unpaid.page.links() if "/order/" in h], ["/order/" + b.ref])
        self.assertEqual([h for h in packing.page.links() if "/order/" in h], ["/order/" + a.ref])
        self.sees(self.ok(c.get("/track?tab=sent")), w.say("Nothing here at the moment."))
        self.ok(c.get("/track?tab=nonsense"))
        self.sees_not(self.shop.client().get("/track"), a.number)

    def test_link_in_the_menu(self):
        c = self.shop.client()
        self.assertIn("/track", c.get("/").page.links())
        self.assertIn("/en/track", c.get("/en").page.links())


if __name__ == "__main__":
    unittest.main()
