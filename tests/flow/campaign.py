"""Campaigns: made, renamed, put away and taken back; chosen for what is shared, printed and posted; and a click through one to a paid order and its line in the report."""
import csv
import io
import re
import unittest

import _ways as w
from harness import FlowTest, now


def iso(day):
    import datetime
    return (datetime.date(1970, 1, 1) + datetime.timedelta(day)).isoformat()


def today():
    return int(now() + 7 * 3600) // 86400


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


class Spend(FlowTest):
    """Spending by hand, and what the report makes of it."""
    demo = False

    def save(self, c, at="/admin/spend/new", status=303, **typed):
        f = c.get(at).page.form(at)
        return self.ok(c.submit(f, **typed), status)

    def table(self, r, title, which=0):
        section = [s for s in r.page.all("section") if title in s.text()][0].all("table")[which]
        head = [x.text().strip() for x in section.all("tr")[0].all("th")]
        return {tr.all("th")[0].text().strip(): dict(zip(head[1:], [x.text().replace("\u00a0", " ").strip() for x in tr.all("td")])) for tr in section.all("tr")[1:]}

    def test_1_by_hand(self):
        c = self.shop.owner("sosial", "social")
        r = self.ok(c.get("/admin/spend"))
        self.sees(r, w.say("Nothing written down yet"), w.say("Write down the first amount"))
        self.sees(self.ok(c.get("/admin/more")), w.say("Ad spend"), w.say("Channels, posts and ads"))
        d = today()
        self.save(c, amount="100.000", **{"from": iso(d - 2), "to": iso(d)}, note="=HYPERLINK(<b>x</b>)")
        self.assertEqual(self.shop.sql("SELECT first_day, last_day, channel, amount, note, source FROM ad_spend"), [(str(d - 2), str(d), "facebook", "100000", "=HYPERLINK(<b>x</b>)", "hand")])
        r = self.ok(c.get("/admin/spend"))
        self.sees(r, "Rp 100.000", "=HYPERLINK(<b>x</b>)", "Facebook")
        self.assertIn("&lt;b&gt;x", r.text)
        for typed, field in (({"amount": "0"}, "amount"), ({"amount": "-5"}, "amount"), ({"amount": "banyak"}, "amount"), ({"amount": "100000000001"}, "amount"), ({"amount": "1", "to": iso(d - 1)}, "to"),
                             ({"amount": "1", "from": "2026-02-30"}, "from"), ({"amount": "1", "from": iso(d - 366)}, "to"), ({"amount": "1", "from": "1999-12-31", "to": "1999-12-31"}, "from"),
                             ({"amount": "1", "note": "x" * 121}, "note")):
            if field == "to" and "from" in typed:
                typed["to"] = iso(d)
            r = self.save(c, status=422, **typed)
            self.assertEqual([x.attrs["name"] for x in r.page.all("input") if x.attrs.get("aria-invalid")], [field], typed)
            self.assertEqual(r.page.form("/spend/new").get("amount"), typed["amount"])
        f = c.get("/admin/spend/new").page.form("/spend/new")
        csrf = f.get("csrf")
        for bad in ({"link": "77"}, {"campaign": "77"}, {"channel": "x"}):
            self.ok(c.post("/admin/spend/new", [("csrf", csrf)] + [(k, v) for k, v in (dict(f.fields) | {"amount": "5"} | bad).items() if k != "csrf"]), 422)
        # Two change the same amount: the second is told. Removed, it is gone.
        one, two = c.get("/admin/spend/1").page.form("/spend/1"), c.get("/admin/spend/1").page.form("/spend/1")
        self.ok(c.submit(one, amount="90.000"), 303)
        r = self.ok(c.submit(two, amount="80.000"), 422)
        self.assertEqual(r.page.form("/spend/1").get("amount"), "80.000")
        self.assertEqual(self.shop.one("SELECT amount FROM ad_spend"), "90000")
        drop = c.get("/admin/spend/1").page.form("/drop")
        self.ok(c.submit(drop), 303)
        self.ok(c.submit(drop), 404)
        for at in ("/admin/spend/1", "/admin/spend/0", "/admin/spend/99"):
            self.ok(c.get(at), 404)
            self.ok(c.post(at, [("csrf", csrf), ("amount", "5")]), 404)
        self.sees(self.ok(self.shop.owner().get("/admin/audit?object=spend")), w.say("Ad spend written down"), w.say("Ad spend removed"))

    def test_2_report(self):
        sql, d = self.shop.sql, today()
        for t in ("ad_spend", "visit", "visit_day"):
            sql("DELETE FROM " + t)
        sql("INSERT INTO campaign (id, name, folded, created_at) VALUES (1, '=1+1', '=1+1', 1), (2, 'Sepi', 'sepi', 1)")
        sql("INSERT INTO link (id, code, spoken, kind, channel, campaign, path, label, created_at) VALUES (1, 'aaa2222', 'K11', 'post', 'facebook', 1, '/', '@SUM(A1)', 1)")
        sql("INSERT INTO visit VALUES " + ", ".join("(%d, 'v%d', %d, %d, 'facebook', 1, 1, '/', 1, 0)" % (d, i, d * 86400, d * 86400) for i in range(4)))
        sql("INSERT INTO customer (id, phone, name, lang, created_at) VALUES (1, '+62811', 'C', 'id', 1)")
        sql("INSERT INTO product (id, status, created_at, updated_at) VALUES (1, 'active', 1, 1)")
        sql("INSERT INTO variant (id, product, price) VALUES (1, 1, 1)")
        for i in (1, 2):
            sql("INSERT INTO orders (id, number, ref, idem_key, idem_body, source_ref, customer, lang, place, name, phone, ship_kind, ship_name, subtotal, shipping, total, pay_method, pay_state, delivery_state, placed_at,"
                " day, paid_at, paid_day) VALUES (%d, 'N%d', 'r%d', 'k%d', '', 'aaa2222', 1, 'id', 1, 'x', '+62', 'pickup', 'Ambil', 50000, 0, 50000, 'transfer', 'paid', 'delivered', 1, %d, 1, %d)" % (i, i, i, i, d, d))
            sql("INSERT INTO order_line (orders, position, variant, product, name, unit_price, cost, qty, total) VALUES (%d, 0, 1, 1, 'x', 1, 20000, 1, 50000)" % i)
        c = self.shop.owner("pemilik")
        self.save(c, amount="9.001", **{"from": iso(d - 1), "to": iso(d)}, link="1")
        self.save(c, amount="4.000", **{"from": iso(d)}, channel="google", campaign="2")
        self.sees(self.ok(c.get("/admin/spend")), "@SUM(A1) (K11)", "=1+1", "Sepi", "Rp 13.001")
        at = "/admin/reports/channels?p=today"
        r = self.ok(c.get(at))
        lost, want = self.table(r, w.say("By channel"), 1), {"Biaya iklan": "Rp 4.500", "per kunjungan": "Rp 1.125", "per pesanan": "Rp 2.250", "Untung setelah iklan": "Rp 55.500"}
        self.assertEqual({k: lost["Facebook"][k] for k in want}, want)
        self.assertEqual({k: lost["Google"][k] for k in want}, {"Biaya iklan": "Rp 4.000", "per kunjungan": "–", "per pesanan": "–", "Untung setelah iklan": "-Rp 4.000"})
        by = self.table(r, w.say("By campaign"), 1)
        self.assertEqual({k: by["=1+1"][k] for k in want}, want)
        self.assertEqual(by["Sepi"]["Biaya iklan"], "Rp 4.000")
        self.assertEqual(self.table(r, w.say("By post and link"), 1)["@SUM(A1)Facebook · K11"]["per pesanan"], "Rp 2.250")
        # The whole span: the rupiah that does not divide lies on the first day.
        r = self.ok(c.get("/admin/reports/channels?p=free&from=%s&to=%s&c=1" % (iso(d - 1), iso(d))))
        self.assertEqual(self.table(r, w.say("By channel"), 1)["Facebook"]["Biaya iklan"], "Rp 9.001")
        self.sees(r, w.say("ad spend"), w.say("ads per order"), w.say("From knowing you to coming back"))
        self.assertEqual(self.table(r, w.say("From knowing you to coming back"))["Facebook"], {"Tahu": "4", "Tertarik": "00%", "Beli": "2–", "Beli lagi": "150%"})
        # How many saw the posts, as far as it is known.
        sql("INSERT INTO social_account (id, channel, remote, name, token, state, added_at) VALUES (1, 'facebook', '1', 'F', '', 'ok', 1)")
        sql("INSERT INTO publication (post, account, state, text, due_at, made_at, published_at, reach) VALUES (0, 1, 'published', '', 1, 1, %d, 396)" % (d * 86400 - 7 * 3600))
        r = self.ok(c.get(at))
        self.assertEqual(self.table(r, w.say("From knowing you to coming back"))["Facebook"]["Tahu"], "400")
        self.sees(r, "menurut hitungan Facebook")
        # In a spreadsheet nothing that people wrote is a formula; what there is not is empty.
        text = self.ok(c.get(at + "&csv=1")).body.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        for row in rows:
            for cell in row.values():
                self.assertNotRegex(cell, r"^[=+@]|^-[^0-9]")
        mine = [x for x in rows if x["Kampanye"] == "'=1+1"][0]
        self.assertEqual((mine["Postingan atau tautan"], mine["Biaya iklan"], mine["Biaya per kunjungan"], mine["Biaya per pesanan"], mine["Untung setelah iklan"], mine["Jangkauan"]),
                         ("'@SUM(A1) (K11)", "4500", "1125", "2250", "55500", ""))
        google = [x for x in rows if x["Saluran"] == "Google"][0]
        self.assertEqual((google["Biaya per kunjungan"], google["Biaya per pesanan"], google["Untung setelah iklan"]), ("", "", "-4000"))
        self.assertEqual(sum(int(x["Jangkauan"] or 0) for x in rows), 396)
        # As a PDF.
        r = self.ok(c.submit(self.ok(c.get(at)).page.form("/reports/channels", has="csrf")), 303)
        self.shop.command("work", "--once", check=False)    # its check finds orders that no buyer placed
        paper = r.header("location")
        self.ok(c.get(paper))
        # Who writes posts sees it all but costs; sees nothing of the other reports, nor papers made for other eyes.
        s = self.shop.owner("medsos", "social")
        r = self.ok(s.get(at))
        self.sees(r, w.say("Ad spend"))
        self.sees_not(r, "Untung kotor", "Untung setelah iklan")
        self.assertEqual([x.attrs["href"].split("?")[0] for x in [x for x in r.page.all("nav") if x.attrs.get("class", "").startswith("tabs")][0].all("a")], ["/admin/reports/channels"])
        self.assertNotIn("Untung setelah iklan", self.ok(s.get(at + "&csv=1")).body.decode())
        self.ok(s.get(paper), 404)
        self.ok(s.get("/admin/reports"), 403)
        mine = self.ok(s.submit(r.page.form("/reports/channels", has="csrf")), 303).header("location")
        self.ok(s.get(mine))
        self.ok(c.get(mine), 404)
        lead = self.shop.owner("pimpin", "leader")
        self.ok(lead.get(mine), 404)
        self.ok(lead.get(at))
        self.ok(lead.get("/admin/spend"), 403)
        # Nothing was spent: no columns of nothing.
        r = self.ok(c.get("/admin/reports/channels?p=free&from=%s&to=%s" % (iso(d + 1), iso(d + 1))))
        self.sees_not(r, "per kunjungan")


if __name__ == "__main__":
    unittest.main()
