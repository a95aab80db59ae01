"""Campaigns: made, renamed, put away and taken back; chosen for what is shared, printed and posted; and a click through one to a paid order and its line in the report."""
import re
import unittest

import _ways as w
from harness import FlowTest, now


def iso(day):
    import datetime
    return (datetime.date(1970, 1, 1) + datetime.timedelta(day)).isoformat()


def today():
    return (now() + 7 * 3600) // 86400


class Campaigns(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def make(self, name, c=None, **days):
        c = c or self.owner
        r = c.submit(c.get("/admin/campaigns/new").page.form("/campaigns/new"), name=name, **days)
        self.assertEqual(r.status, 303, r.text[-2000:])
        return int(self.shop.one("SELECT MAX(id) FROM campaign"))

    def picks(self, r):
        """Names in the choice of campaigns; None: there is no such choice."""
        select = [s for s in r.page.all("select") if s.attrs.get("name") == "campaign"]
        return [o.text().strip() for o in select[0].all("option")] if select else None

    def test_1_list_and_page(self):
        c = self.shop.owner("sosial", "social")
        r = self.ok(c.get("/admin/campaigns"))
        self.sees(r, w.say("No campaign yet"), w.say("Make the first campaign"))
        self.sees(self.ok(c.get("/admin/more")), w.say("Campaigns"))
        self.assertIsNone(self.picks(c.get("/admin/prints/new")))
        k = self.make("Lebaran <b>1</b>", c, **{"from": iso(today()), "to": iso(today() + 30)})
        soon, over = self.make("Nanti", c, **{"from": iso(today() + 3)}), self.make("Lalu", c, to=iso(today() - 1))
        r = self.ok(c.get("/admin/campaigns"))
        self.sees(r, "Lebaran <b>1</b>", w.say("Running"), w.say("Soon"), w.say("Over"))
        self.assertIn("Lebaran &lt;b&gt;1", r.text)
        # Twice the same name, no name, days the wrong way round, a day that there is not: the page again with what was typed.
        for typed, field in (({"name": "LEBARAN <B>1</B>"}, "name"), ({"name": "x"}, "name"), ({"name": "y" * 61}, "name"),
                             ({"name": "Baru", "from": iso(today()), "to": iso(today() - 1)}, "to"), ({"name": "Baru", "from": "2026-02-30"}, "from")):
            r = self.ok(c.submit(c.get("/admin/campaigns/new").page.form("/campaigns/new"), **typed), 422)
            self.assertEqual(r.page.form("/campaigns/new").get("name"), typed["name"])
            self.assertEqual([x.attrs["name"] for x in r.page.all("input") if x.attrs.get("aria-invalid")], [field])
        # Renamed by two at once: the second is told, and keeps what was typed.
        at = "/admin/campaigns/%d" % k
        f, late = c.get(at).page.form(at), self.owner.get(at).page.form(at)
        self.ok(c.submit(f, name="Lebaran"), 303)
        r = self.ok(self.owner.submit(late, name="Idul Fitri"), 422)
        self.assertEqual(r.page.form(at).get("name"), "Idul Fitri")
        self.assertEqual(self.shop.one("SELECT name FROM campaign WHERE id=%d" % k), "Lebaran")
        # What is over is not offered; what comes is. Put away and taken back.
        self.assertEqual(self.picks(c.get("/admin/prints/new")), [w.say("No campaign"), "Nanti", "Lebaran"])
        f = c.get(at).page.form("/away")
        self.ok(c.submit(f, ("do", "away")), 303)
        self.assertEqual(self.picks(c.get("/admin/prints/new")), [w.say("No campaign"), "Nanti"])
        self.sees(c.get("/admin/campaigns"), "Lebaran")
        self.ok(c.submit(c.get(at).page.form("/away"), ("do", "back")), 303)
        self.assertIn("Lebaran", self.picks(c.get("/admin/prints/new")))
        self.ok(c.get("/admin/campaigns/999"), 404)
        self.ok(c.get("/admin/campaigns/0"), 404)
        csrf = f.get("csrf")
        self.ok(c.post("/admin/campaigns/999/away", [("csrf", csrf), ("do", "away")]), 404)
        self.ok(c.post("/admin/campaigns/0", [("csrf", csrf), ("version", "1"), ("name", "Hantu")]), 404)
        # Somebody else's choice that cannot be: nothing is made for it.
        before = self.shop.one("SELECT COUNT(*) FROM link")
        for bad in (str(over), "999", "-1", "x"):
            r = self.ok(c.post("/admin/prints/new", [("csrf", csrf), ("title", "Daftar"), ("kind", "a4"), ("lang", "id"), ("category", "0"), ("goods", "1"), ("campaign", bad)]), 422)
            self.sees(r, w.say("This campaign is over or put away. Choose another"))
            self.ok(c.post("/admin/goods/1/share", [("csrf", csrf), ("channel", "whatsapp"), ("lang", "id"), ("campaign", bad)]), 303)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM link"), before)
        self.sees(self.ok(self.owner.get("/admin/audit?object=campaign")), w.say("Campaign saved"), w.say("Campaign put away"), w.say("Campaign taken back"), "Lebaran")
        self.shop.sql("UPDATE campaign SET archived_at=1")
        self.sees(c.get("/admin/campaigns"), w.say("No campaign yet"), "Nanti")

    def test_2_from_the_click_to_the_report(self):
        """What was shared for a campaign brings a visit and an order: both stand in its line."""
        k = self.make("Panen Raya")
        c = self.owner
        # The share kit, with and without: two links.
        at = "/admin/goods/1/share"
        f = c.get(at).page.form(has="campaign")
        self.assertEqual(self.picks(c.get(at)), [w.say("No campaign"), "Panen Raya"])
        r = self.ok(c.get(at + "?channel=whatsapp&lang=id&campaign=%d" % k))
        self.ok(c.submit([x for x in r.page.forms() if x.method == "post" and x.action.endswith("/share")][0]), 303)
        r = c.get(at + "?channel=whatsapp&lang=id")
        self.ok(c.submit([x for x in r.page.forms() if x.method == "post" and x.action.endswith("/share")][0]), 303)
        self.assertEqual(self.shop.one_list("SELECT COALESCE(campaign, 0) FROM link WHERE kind='kit' AND object=1 ORDER BY id"), [str(k), "0"])
        self.shop.work()
        code, plain = self.shop.one_list("SELECT code FROM link WHERE kind='kit' AND object=1 ORDER BY id")
        self.assertIn("/s/" + code, self.ok(c.get(at + "?channel=whatsapp&lang=id&campaign=%d" % k)).text)
        self.assertIn("/s/" + plain, self.ok(c.get(at + "?channel=whatsapp&lang=id&campaign=999")).text)
        # A leaflet.
        f = c.get("/admin/prints/new").page.form("/prints/new", has="title")
        self.ok(c.submit(f, title="Daftar panen", campaign=str(k), goods="1"), 303)
        self.assertEqual(self.shop.one("SELECT campaign FROM link WHERE kind='print'"), str(k))
        # A draft of a post remembers it, also when the campaign is put away meanwhile; others are not offered it any more.
        post = self.ok(c.submit(c.get("/admin/posts").page.form("/posts/new")), 303).header("location")
        self.ok(c.submit(c.get(post).page.form(post, has="body"), ("do", "save"), body="Panen", campaign=str(k)), 303)
        self.assertEqual(c.get(post).page.form(post, has="body").get("campaign"), str(k))
        self.shop.sql("UPDATE campaign SET archived_at=1 WHERE id=%d" % k)
        self.assertEqual(self.picks(c.get(post)), [w.say("No campaign"), "Panen Raya"])
        self.ok(c.submit(c.get(post).page.form(post, has="body"), ("do", "save"), body="Panen!"), 303)
        self.assertEqual(self.shop.one("SELECT campaign FROM social_post"), str(k))
        self.assertIsNone(self.picks(c.get("/admin/prints/new")))
        f = c.get(post).page.form(post, has="body")
        self.ok(c.submit(f, ("do", "save"), campaign="0"), 303)
        r = self.ok(c.post(post, [("csrf", f.get("csrf")), ("version", "9")] + [(n, v) for n, v in f.fields if n not in ("csrf", "version", "campaign")] + [("campaign", str(k)), ("do", "save")]), 422)
        # Somebody taps the link and buys.
        shopper = self.shop.client()
        r = self.ok(shopper.get("/s/" + code), 303)
        self.assertIn("utm_campaign=%d" % k, r.header("location"))
        o = w.order(shopper)
        self.assertEqual(self.shop.one("SELECT source_ref FROM orders ORDER BY id DESC LIMIT 1"), code)
        w.must(c, o, "pay")
        d = today()
        self.shop.sql("INSERT INTO visit VALUES (%d, 'v', %d, %d, 'whatsapp', %s, %d, '/', 2, 1)" % (d, d * 86400, d * 86400, self.shop.one("SELECT id FROM link WHERE code='%s'" % code), k))
        # A visit by an address with a campaign that nobody made has no line.
        self.shop.sql("INSERT INTO visit VALUES (%d, 'w', %d, %d, 'other', 0, 4711, '/', 2, 1)" % (d, d * 86400, d * 86400))
        r = self.ok(c.get("/admin/reports/channels"))
        section = [s for s in r.page.all("section") if w.say("By campaign") in s.text()]
        rows = [[x.text().strip() for x in tr.all("th") + tr.all("td")] for tr in section[0].all("tr")[1:]]
        self.assertEqual([row[0] for row in rows], ["Panen Raya"])
        self.assertEqual(rows[0][1:5], ["1", "1", "1", "1"])
        self.assertEqual(re.sub(r"\D", "", rows[0][6]), self.shop.one("SELECT total FROM orders WHERE source_ref='%s'" % code))


if __name__ == "__main__":
    unittest.main()
