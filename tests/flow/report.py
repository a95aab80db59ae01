"""Reports as the one who leads the shop reads them: sales, goods, customers, stock and cash agree with the orders and with one another; periods, comparison, rows behind the numbers, files for
spreadsheets that no formula hides in (abuse case 45), and who may see what."""
import csv
import datetime
import io
import re
import unittest

import _ways as w
from harness import FlowTest

TABS = ("/admin/reports", "/admin/reports/goods", "/admin/reports/customers", "/admin/reports/stock", "/admin/reports/cash", "/admin/reports/orders")
DAY = 86400


def rows(reply):
    """The rows of a file as a spreadsheet reads them, each by its column's name."""
    return list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))


def money(text):
    m = re.search(r"(-?)Rp ([0-9.]+)", text)
    return int(m.group(2).replace(".", "")) * (-1 if m.group(1) else 1)


class Reports(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner("pimpin")

    def file(self, at):
        r = self.ok(self.owner.get(at + ("&" if "?" in at else "?") + "csv=1"))
        self.assertEqual(r.header("content-type"), "text/csv; charset=utf-8")
        self.assertRegex(r.header("content-disposition"), r'^attachment; filename="etalase-[a-z]+-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv"$')
        return rows(r)

    def figure(self, page, label):
        for b in page.find("div", class_="fig").all("div"):
            if label in b.text():
                return b.find("b").text()
        raise AssertionError("no figure " + label)

    def test_1_nothing_yet(self):
        for at in TABS:
            for p in ("today", "yesterday", "7d", "week", "month", "year"):
                r = self.ok(self.owner.get("%s?p=%s&c=1" % (at, p)))
            r = self.ok(self.owner.get(at + "?p=yesterday"))
            if at not in ("/admin/reports", "/admin/reports/stock"):
                self.sees(r, "Belum ada catatan di tanggal ini")

    def test_2_a_month_of_a_small_shop(self):
        c = self.shop.client()
        self.shop.clock(-40 * DAY)
        old = w.order(c, "SA-100", 3)
        w.must(self.shop.login("pimpin", self.owner.password), old, "pay")
        self.shop.clock(0)
        owner = self.shop.login("pimpin", self.owner.password)
        type(self).owner = owner
        first, second = w.order(c, "SA-100", 2), w.order(c, "SA-100", 1, how="pickup", name="Buya Hamka", phone="0813-9999-0000")
        w.must(owner, first, "pay")
        w.must(owner, second, "pay")
        w.must(owner, old, "cancel", reason="rusak di jalan")
        w.must(owner, old, "refund")
        paid, back = first.total + second.total, old.total
        r = self.ok(owner.get("/admin/reports?p=today"))
        self.assertEqual(money(self.figure(r.page, "penjualan bersih")), paid - back)
        self.assertEqual(self.figure(r.page, "pesanan dibayar"), "2")
        day = self.file("/admin/reports?p=today")
        self.assertEqual([(x["Pesanan"], x["Dibayar"], x["Dikembalikan"], x["Bersih"]) for x in day], [("2", str(paid), str(back), str(paid - back))])
        self.assertEqual(int(day[0]["Barang"]) + int(day[0]["Ongkir dan kode unik"]), paid)
        # The same sum by other ways of counting.
        for at, column in (("/admin/reports/customers", "Bersih"), ("/admin/reports/cash", "Bersih"), ("/admin/reports/orders", "Jumlah uang")):
            self.assertEqual(sum(int(x[column]) for x in self.file(at + "?p=today")), paid - back, at)
        goods = self.file("/admin/reports/goods?p=today")
        self.assertEqual([(x["Jumlah"], x["Barang kembali"]) for x in goods], [("3", "3")])
        page = self.ok(owner.get("/admin")).page
        self.assertIn(w.rupiah(paid), page.text(), "the first page says the same")
        # The forty days against the forty before, in which the first order was paid: more orders, less money.
        iso = [(datetime.date(1970, 1, 1) + datetime.timedelta(d)).isoformat() for d in (old.paid_day + 1, first.paid_day)]
        more = self.ok(owner.get("/admin/reports?p=free&c=1&from=%s&to=%s" % tuple(iso))).page.find("div", class_="fig").text()
        self.assertRegex(more, "2 ?pesanan dibayar ▲ 100%")
        self.assertRegex(more, "penjualan bersih ▼")
        # A number leads to its rows, a row to its order.
        r = self.ok(owner.get([h for h in r.page.links() if "/admin/reports/orders" in h][-1]))
        self.sees(r, first.number, second.number, old.number, "dikembalikan")
        self.assertIn("/admin/orders/%d" % first.id, r.page.links())
        self.assertEqual(money(self.figure(r.page, "penjualan bersih")), paid - back)
        r = self.ok(owner.get("/admin/reports/cash?p=today"))
        r = self.ok(owner.get(r.page.link("method=transfer")))
        self.sees(r, "Ini baru sebagian", first.number)
        f = r.page.form("/admin/reports/orders", "from")
        self.assertEqual(f.get("method"), "transfer", "other days, the same filter")
        self.ok(owner.submit(f))
        r = self.ok(owner.get("/admin/reports/goods?p=today"))
        self.ok(owner.get(r.page.link("product=")))
        r = self.ok(owner.get("/admin/reports/customers?p=today"))
        self.sees(r, "Buya Hamka", "baru pertama kali")
        self.ok(owner.get(r.page.link("customer=")))
        self.ok(owner.get(r.page.link("/admin/customers/")))

    def test_3_days_by_hand_and_comparison(self):
        owner = self.owner
        r = self.ok(owner.get("/admin/reports"))
        f = r.page.form("/admin/reports", "from")
        r = self.ok(owner.submit(f, **{"from": "2010-12-01", "to": "2010-12-31"}))
        self.sees(r, "1 Des 2010 – 31 Des 2010")
        self.assertEqual(len(r.page.find("tbody").all("tr")), 31)
        link = r.page.link("c=1")
        r = self.ok(owner.get(link))
        self.sees(r, "dibandingkan dengan 1 Nov 2010 – 30 Nov 2010")
        r = self.ok(owner.get([a.attrs["href"] for a in r.page.all("a", class_="ib") if "Sebelumnya" in (a.attrs.get("aria-label") or "")][0]))
        self.sees(r, "1 Nov 2010 – 30 Nov 2010")
        r = self.ok(owner.get(r.page.link("by=month")))
        self.assertEqual(len(r.page.find("tbody").all("tr")), 1)
        self.sees(self.ok(owner.get("/admin/reports?p=free&from=2010-12-31&to=2010-12-01")), "1 Des 2010 – 31 Des 2010")
        for bad in ("p=free", "p=free&from=2010-02-30&to=2010-03-01", "p=free&from=x&to=y", "p=nothing", "p=free&from=2010-1-1&to=2010-02-01", "p[]=1&from=x"):
            self.sees(self.ok(owner.get("/admin/reports?" + bad)), "Laporan penjualan")
        self.sees(owner.get("/admin/reports?p=free&from=x&to=y"), "Tanggalnya tidak terbaca")
        for at in TABS:
            for far in ("from=0001-01-01&to=9999-12-31", "from=9999-12-31&to=9999-12-31", "from=0001-01-01&to=0001-01-01"):
                self.ok(owner.get(at + "?p=free&c=1&by=day&" + far))
            for odd in ("page=99999", "page=-1", "method=%27%3B--", "customer=9223372036854775807", "product=0", "customer=x", "by=zz"):
                self.ok(owner.get(at + "?p=year&" + odd))

    def test_4_chart_has_a_bar_for_each_day(self):
        r = self.ok(self.owner.get("/admin/reports?p=7d&c=1"))
        svg = r.page.find("figure", class_="chart").find("svg")
        bars = [x for x in svg.all("rect") if x.attrs.get("class") is None]
        self.assertEqual(len(bars), 7)
        self.assertEqual(svg.attrs.get("viewbox") or svg.attrs.get("viewBox"), "0 0 700 1000")
        for x in bars:
            self.assertTrue(0 <= int(x.attrs["y"]) and int(x.attrs["y"]) + int(x.attrs["height"]) <= 1000)

    def test_45_no_formula_in_a_file(self):
        hostile = ['=HYPERLINK("http://evil.test","klik")', "+SUM(1)", "-2+3", "@x", "＝1+1", "nama, \"kutip\"; dan\nbaris"]
        owner = self.owner
        c = self.shop.client()
        o = w.order(c, "SA-100", 1, name="Nama Biasa", phone="0812-7777-0001")
        w.must(owner, o, "pay")
        for name in hostile:
            q = name.replace("'", "''")
            self.shop.sql("UPDATE customer SET name='%s' WHERE id=%d" % (q, o.customer))
            self.shop.sql("UPDATE orders SET name='%s', number='%s' WHERE id=%d" % (q, q, o.id))
            self.shop.sql("UPDATE product_text SET name='%s' WHERE product=(SELECT product FROM order_line WHERE orders=%d LIMIT 1)" % (q, o.id))
            for at in TABS:
                seen = 0
                for row in self.file(at + "?p=today"):
                    for cell in row.values():
                        if not re.fullmatch(r"-?[0-9]+", cell):
                            self.assertNotRegex(cell, "^[=+\\-@\t\r\n＝＋－＠]", at)
                        seen += cell.lstrip("'") == name
                if at not in ("/admin/reports", "/admin/reports/cash"):
                    self.assertGreater(seen, 0, "%s: %s" % (at, name))
                self.assertNotIn("<a href=\"http://evil", self.ok(owner.get(at + "?p=today")).text)

    def test_5_who_sees_what(self):
        for role in ("cashier", "warehouse", "driver", "social"):
            c = self.shop.owner("r-" + role[:6], role)
            for at in TABS:
                self.ok(c.get(at), 403)
            self.assertNotIn("/admin/reports", self.ok(c.get("/admin/more")).page.links())
        c = self.shop.owner("r-bos", "leader")
        self.assertIn("/admin/reports", self.ok(c.get("/admin/more")).page.links())
        for at in TABS:
            r = self.ok(c.get(at + "?p=year"))
            self.assertEqual([h for h in r.page.links() if "/admin/goods" in h], [], at)
            self.sees_not(r, "nilai modal", "Nilai modal")
        self.assertNotIn("Nilai modal", self.ok(c.get("/admin/reports/stock?csv=1")).text)
        self.leader(c)
        self.sees(self.owner.get("/admin/reports/stock"), "nilai modal stok")
        self.assertIn("Nilai modal", self.ok(self.owner.get("/admin/reports/stock?csv=1")).text)

    def leader(self, c):
        """Reports alone: today's numbers at once, every number leads to its rows, and no page names or reaches a buyer."""
        self.o = w.order(self.shop.client(), "SA-100", 1, name="Nama Rahasia", phone="0812-7777-0099")
        w.must(self.owner, self.o, "pay")
        home = self.ok(c.follow(c.get("/admin/login"))).page
        self.assertIn("Uang masuk hari ini", home.text())
        self.assertIsNone(home.find("nav", class_="acts"))
        self.assertEqual([x.attrs["href"] for x in home.find("nav", class_="nav").all("a")], ["/admin", "/admin/reports", "/admin/more"])
        todo, seen = ["/admin", "/admin/more"] + [t + "?p=year" for t in TABS] + [t + "?p=year&csv=1" for t in TABS], set()
        while todo and len(seen) < 250:
            at = todo.pop(0)
            if at in seen:
                continue
            seen.add(at)
            r = self.ok(c.get(at))
            for secret in ("Nama Rahasia", "Buya Hamka", self.o.ref, "7777-0099", "81277770099"):
                self.assertNotIn(secret, r.text, at)
            if "html" in r.header("content-type"):
                todo += [h for h in r.page.links() if h.startswith("/admin")]
        self.assertFalse([x for x in seen if "/orders" in x and "/reports/orders" not in x or "/customers" in x and "/reports/customers" not in x])
        rows = self.ok(c.get(home.find("p", class_="big").find("a").attrs["href"]))
        self.sees(rows, self.o.number, "Pelanggan %d" % self.o.customer)
        self.sees(self.owner.get("/admin/reports/customers"), "Nama Rahasia")

    def test_6_english(self):
        c = self.shop.owner("boss-en", "admin")
        page = self.ok(c.get("/admin/me")).page
        c.submit(page.form("/admin/me/lang"), lang="en")
        for at, title in zip(TABS, ("Sales report", "Goods report", "Customer report", "Stock report", "Money report", "Orders behind the numbers")):
            self.sees(self.ok(c.get(at + "?p=year&c=1")), title, "This month")
        self.assertIn("Net", self.ok(c.get("/admin/reports?csv=1")).text)


if __name__ == "__main__":
    unittest.main()
