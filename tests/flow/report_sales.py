"""One month of a real shop's invoices (pounds, kept in pence) as orders, payments and refunds: net sales, the number of invoices and the best customers of the reports agree with sums made here
from the file alone. An invoice whose number begins with C is a refund entry of its own, of an order that was paid the day before the month began. The file is named by SAMPLES."""
import collections
import csv
import datetime
import decimal
import io
import os
import sys
import unittest

import harness
from harness import FlowTest

SAMPLES = os.environ.get("SAMPLES", "")
FILE = os.path.join(SAMPLES, "sales/online-retail-2010-12.csv")
EPOCH = datetime.date(1970, 1, 1)
FIRST = (datetime.date(2010, 12, 1) - EPOCH).days
OFFSET = 7 * 3600


def pence(x):
    return int((decimal.Decimal(x) * 100).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))


def load():
    """{number: [(code, name, quantity, pence of the line, when, customer)]} of lines that moved money; what was written off without a price is no sale."""
    out = collections.OrderedDict()
    with open(FILE, newline="", encoding="utf-8", errors="replace") as f:
        for row in csv.DictReader(f):
            q = int(row["Quantity"])
            amount = pence(decimal.Decimal(row["UnitPrice"]) * q)
            if amount == 0 or (q < 0) != row["InvoiceNo"].startswith("C"):
                continue
            when = datetime.datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S")
            out.setdefault(row["InvoiceNo"], []).append((row["StockCode"], row["Description"] or row["StockCode"], q, amount, when, row["CustomerID"].split(".")[0] or "-"))
    return out


def text(s):
    return "'" + s.replace("'", "''") + "'"


class Writer:
    """INSERTs of many rows at once."""

    def __init__(self, shop):
        self.shop, self.rows = shop, collections.OrderedDict()

    def add(self, table, **values):
        self.rows.setdefault((table, tuple(values)), []).append("(%s)" % ",".join(str(v) if isinstance(v, int) else text(v) for v in values.values()))

    def write(self):
        for (table, columns), rows in self.rows.items():
            for i in range(0, len(rows), 500):
                self.shop.sql("INSERT INTO %s (%s) VALUES %s" % (table, ",".join(columns), ",".join(rows[i:i + 500])))


class Month(FlowTest):
    demo = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = load()
        cls.fill()
        cls.owner = cls.shop.owner("pimpin")

    @classmethod
    def fill(cls):
        out = Writer(cls.shop)
        people, goods = {}, {}
        for number, lines in cls.invoices.items():
            people.setdefault(lines[0][5], len(people) + 1)
            for l in lines:
                goods.setdefault(l[0], (len(goods) + 1, l[1]))
        for name, i in people.items():
            out.add("customer", id=i, phone="+6281%09d" % i, name="Customer " + name, lang="en", created_at=1)
        for code, (i, name) in goods.items():
            out.add("product", id=i, status="active", created_at=1, updated_at=1)
            out.add("product_text", product=i, lang="id", name=name)
            out.add("variant", id=i, product=i, price=1)
        line = 0
        for i, (number, lines) in enumerate(cls.invoices.items(), 1):
            back = number.startswith("C")
            when, total = lines[0][4], abs(sum(l[3] for l in lines))
            at = int((when - datetime.datetime(1970, 1, 1)).total_seconds()) - OFFSET
            day = (when.date() - EPOCH).days
            paid_at, paid_day = (FIRST * 86400 - OFFSET - 1, FIRST - 1) if back else (at, day)
            method = "cod" if i % 3 == 0 else "transfer"
            out.add("orders", id=i, number=number, ref="ref" + number, idem_key="k" + number, idem_body="", customer=people[lines[0][5]], lang="en", place=1, name="x", phone="+6281", currency="GBP",
                    ship_kind="pickup", ship_name="Ambil", subtotal=total, shipping=0, total=total, pay_method=method, pay_state="refunded" if back else "paid",
                    delivery_state="cancelled" if back else "delivered", placed_at=paid_at, day=paid_day, paid_at=paid_at, paid_day=paid_day)
            out.add("payment", orders=i, method=method, currency="GBP", amount=total, state="refunded" if back else "received", created_at=paid_at, received_at=paid_at, day=paid_day)
            if back:
                out.add("refund", orders=i, amount=total, at=at, day=day)
            for pos, l in enumerate(lines):
                line += 1
                g = goods[l[0]]
                out.add("order_line", id=line, orders=i, position=pos, variant=g[0], product=g[0], name=l[1], unit_price=abs(l[3]) // abs(l[2]), qty=abs(l[2]), total=abs(l[3]))
        out.write()

    def file(self, at):
        r = self.ok(self.owner.get("%s?p=free&from=2010-12-01&to=2010-12-31&csv=1" % at))
        return list(csv.DictReader(io.StringIO(r.body.decode("utf-8-sig"), newline="")))

    def sums(self, key):
        """{key of an invoice: [invoices, sold, given back]} from the file alone."""
        out = collections.defaultdict(lambda: [0, 0, 0])
        for number, lines in self.invoices.items():
            s = out[key(lines)]
            amount = sum(l[3] for l in lines)
            if number.startswith("C"):
                s[2] -= amount
            else:
                s[0] += 1
                s[1] += amount
        return out

    def test_days(self):
        want = self.sums(lambda lines: lines[0][4].date().isoformat())
        got = self.file("/admin/reports")
        self.assertEqual(len(got), 31)
        for row in got:
            self.assertEqual([int(row[k]) for k in ("Pesanan", "Dibayar", "Dikembalikan")], want.get(row["Dari tanggal"], [0, 0, 0]), row["Dari tanggal"])
            self.assertEqual(int(row["Bersih"]), int(row["Dibayar"]) - int(row["Dikembalikan"]))

    def test_net_sales_and_invoices(self):
        got = self.file("/admin/reports")
        net = sum(l[3] for lines in self.invoices.values() for l in lines)
        count = len([n for n in self.invoices if not n.startswith("C")])
        self.assertGreater(net, 50000000)
        self.assertGreater(count, 1000)
        self.assertEqual(sum(int(r["Bersih"]) for r in got), net)
        self.assertEqual(sum(int(r["Pesanan"]) for r in got), count)
        self.assertEqual(sum(int(r["Bersih"]) for r in self.file("/admin/reports/cash")), net)
        self.assertEqual(sum(int(r["Bersih"]) for r in self.file("/admin/reports/goods")), net)
        self.assertEqual(sum(int(r["Jumlah uang"]) for r in self.file("/admin/reports/orders")), net)

    def test_customers(self):
        want = self.sums(lambda lines: "Customer " + lines[0][5])
        got = {r["Nama"]: [int(r[k]) for k in ("Pesanan", "Dibayar", "Dikembalikan")] for r in self.file("/admin/reports/customers")}
        self.assertEqual(got, dict(want))
        best = sorted(want, key=lambda k: want[k][2] - want[k][1])[:20]
        self.assertEqual([r["Nama"] for r in self.file("/admin/reports/customers")][:20], best)

    def test_goods(self):
        want = collections.Counter()
        for lines in self.invoices.values():
            for l in lines:
                want[l[0]] += l[3]
        got = [int(r["Bersih"]) for r in self.file("/admin/reports/goods")]
        self.assertEqual(got, sorted(want.values(), reverse=True))

    def test_the_page_says_it_too(self):
        net = sum(l[3] for lines in self.invoices.values() for l in lines)
        r = self.ok(self.owner.get("/admin/reports?p=free&from=2010-12-01&to=2010-12-31&c=1"))
        self.sees(r, "Rp %s" % "{:,}".format(net).replace(",", "."), "dibandingkan dengan 1 Nov 2010 – 30 Nov 2010")


if __name__ == "__main__":
    if not os.path.exists(FILE):
        print("SKIPPED report_sales: SAMPLES is not set" if not SAMPLES else "SKIPPED report_sales: %s is not there" % FILE)
        sys.exit(0)
    unittest.main()
