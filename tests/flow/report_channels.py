"""Channels and posts: the report's file and page against sums made here from the rows that were written, drawn at random: visits of days that are summed and of today, orders by links and without, money given
back, costs that are known and not."""
import collections
import csv
import datetime
import io
import random
import re
import unittest

import _ways as w
from harness import FlowTest, now

CHANNELS = {"facebook": "Facebook", "instagram": "Instagram", "google": "Google", "direct": "Langsung", "site": "Situs lain", "print": "Cetakan"}


class Channels(FlowTest):
    maxDiff = None
    demo = False

    def fill(self):
        """{(channel, campaign, link): Counter} of the rows of the last ten days."""
        r = random.Random(7)
        sql, want = self.shop.sql, collections.defaultdict(collections.Counter)
        today = (now() + 7 * 3600) // 86400
        sql("DELETE FROM visit_day")
        sql("INSERT INTO campaign (id, name, created_at) VALUES (1, 'Lebaran', 1)")
        sql("INSERT INTO link (id, code, spoken, kind, channel, campaign, path, label, created_at) VALUES (1, 'aaa2222', 'K11', 'post', 'facebook', 1, '/', 'Posting satu', 1),"
            " (2, 'bbb2222', 'K12', 'post', 'instagram', 1, '/', 'Posting dua', 1), (3, 'ccc2222', 'K13', 'print', 'print', NULL, '/', '', 1)")
        links = {1: ("facebook", 1, 1), 2: ("instagram", 1, 2), 3: ("print", 0, 3)}
        keys = list(links.values()) + [("direct", 0, 0), ("google", 0, 0), ("site", 0, 0)]
        for i in range(120):
            key, day, views, stay, cart = r.choice(keys), today - r.randrange(12), r.randrange(1, 4), r.choice((0, 29, 30, 400)), r.randrange(2)
            if day < today - 2:    # a day whose sums were made
                sql("INSERT INTO visit_day VALUES (%d, '%s', %d, %d, 1, %d, %d, %d) ON CONFLICT (day, channel, link, campaign) DO UPDATE SET visits=visit_day.visits+1, engaged=visit_day.engaged+excluded.engaged,"
                    " carted=visit_day.carted+excluded.carted" % (day, key[0], key[2], key[1], views > 1 or stay >= 30, cart, views))
            if day >= today - 4:    # single rows outlive the sums of their day
                at = day * 86400
                sql("INSERT INTO visit VALUES (%d, 'v%d', %d, %d, '%s', %d, %d, '/', %d, %d)" % (day, i, at, at + stay, key[0], key[2], key[1], views, cart))
            if day > today - 10:
                want[key].update(visits=1, engaged=int(views > 1 or stay >= 30), carted=cart)
        sql("INSERT INTO visit_day VALUES (%d, 'google', 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING" % (today - 3))
        sql("INSERT INTO product (id, status, created_at, updated_at) VALUES (1, 'active', 1, 1)")
        sql("INSERT INTO variant (id, product, price) VALUES (1, 1, 1)")
        for i in range(1, 30):
            sql("INSERT INTO customer (id, phone, name, lang, created_at) VALUES (%d, '+62812%d', 'C', 'id', 1)" % (i, i))
        bought = set()
        for i, day in enumerate(sorted(today - r.randrange(12) for _ in range(40)), 1):
            link, who, total, cost, back = r.choice((0, 0, 1, 2, 3)), r.randrange(1, 30), r.randrange(5, 90) * 1000, r.choice((None, 2000, 3000)), r.random() < 0.2
            ref = {1: "aaa2222", 2: "bbb2222", 3: "ccc2222"}.get(link, r.choice(("", "gone222")))
            sql("INSERT INTO orders (id, number, ref, idem_key, idem_body, source_ref, customer, lang, place, name, phone, ship_kind, ship_name, subtotal, shipping, total, pay_method, pay_state, delivery_state, placed_at,"
                " day, paid_at, paid_day) VALUES (%d, 'N%d', 'r%d', 'k%d', '', '%s', %d, 'id', 1, 'x', '+62', 'pickup', 'Ambil', %d, 5000, %d, 'transfer', 'paid', 'delivered', 1, %d, 1, %d)"
                % (i, i, i, i, ref, who, total, total + 5000, day, day))
            sql("INSERT INTO order_line (orders, position, variant, product, name, unit_price, cost, qty, total) VALUES (%d, 0, 1, 1, 'x', 1, %s, 2, %d)" % (i, cost or "NULL", total))
            earned = total - 2 * cost if cost else 0
            key = links.get(link, ("direct", 0, 0))
            if day > today - 10:
                want[key].update(orders=1, paid=total + 5000, earned=earned, again=int(who in bought))
            bought.add(who)
            if back:
                sql("INSERT INTO refund (orders, amount, at, day) VALUES (%d, %d, 1, %d)" % (i, total + 5000, today))
                want[key].update(back=total + 5000)
                want[key].subtract(earned=earned)
        return today, want

    def test_sums(self):
        today, want = self.fill()
        iso = lambda d: (datetime.date(1970, 1, 1) + datetime.timedelta(d)).isoformat()
        at = "/admin/reports/channels?p=free&from=%s&to=%s" % (iso(today - 9), iso(today))
        owner = self.shop.owner()
        rows = list(csv.DictReader(io.StringIO(self.ok(owner.get(at + "&csv=1")).body.decode("utf-8-sig"), newline="")))
        names = {0: "", 1: "Posting satu (K11)", 2: "Posting dua (K12)", 3: "Cetakan (K13)"}
        got = {(x["Saluran"], x["Kampanye"], x["Postingan atau tautan"]): [int(x[k]) for k in ("Kunjungan", "Melihat-lihat", "Keranjang", "Pesanan", "Beli lagi", "Dibayar", "Dikembalikan", "Untung kotor")] for x in rows}
        fields = ("visits", "engaged", "carted", "orders", "again", "paid", "back", "earned")
        self.assertEqual(len(got), len(rows))
        self.assertEqual({k: v for k, v in got.items() if any(v)}, {(CHANNELS[c], "Lebaran" if k else "", names[l]): [s[f] for f in fields] for (c, k, l), s in want.items()})
        # It agrees with the other reports about the money.
        sales = list(csv.DictReader(io.StringIO(self.ok(owner.get(at.replace("/channels", "") + "&csv=1")).body.decode("utf-8-sig"), newline="")))
        for k in ("Pesanan", "Dibayar", "Dikembalikan", "Bersih"):
            self.assertEqual(sum(int(x[k]) for x in rows), sum(int(x[k]) for x in sales), k)
        bars = [float(x.rstrip("%")) for x in re.findall(r'<rect width="([\d.]+%)"', owner.get(at).text)]
        self.assertEqual(max(bars), 100)       # the row with the most visits, wherever it stands
        r = self.ok(owner.get(at + "&c=1"))
        self.sees(r, w.say("By channel"), w.say("By campaign"), w.say("By post and link"), "Lebaran", "Posting satu", "Facebook · K11", "Kunjungan dihitung sejak")
        self.sees_not(self.ok(self.shop.owner("pimpin", "leader").get(at)), "Untung kotor")
        self.ok(self.shop.owner("gudang", "warehouse").get(at), 403)

    def test_nothing_and_three_months(self):
        owner = self.shop.owner("pemilik")
        self.shop.sql("DELETE FROM visit")
        self.shop.sql("DELETE FROM visit_day")
        r = self.ok(owner.get("/admin/reports/channels?p=free&from=2001-01-01&to=2001-01-02"))
        self.sees(r, w.say("Nothing in these days"))
        self.sees_not(r, "Kunjungan dihitung sejak")
        today = (now() + 7 * 3600) // 86400
        put = lambda day, n: self.shop.sql("INSERT INTO visit_day VALUES (%d, 'google', 0, 0, %d, 0, 0, %d)" % (day, n, n))
        put(today - 200, 1)
        put(today - 5, 150)
        put(today - 105, 100)    # within the thirty days three months before
        self.sees(self.ok(owner.get("/admin/reports/channels")), "Kunjungan naik 50 % dibanding tiga bulan lalu")
        self.shop.sql("DELETE FROM visit_day WHERE day=%d" % (today - 200))
        self.sees(self.ok(owner.get("/admin/reports/channels")), "Kunjungan dihitung sejak")


if __name__ == "__main__":
    unittest.main()
