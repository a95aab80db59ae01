"""Several people give invoices at the same moment: each order gets one number, whoever presses second gets the same paper, the year's numbers run without a gap, and an order that may have none
uses none up."""
import unittest

import _race as race

PAID = 4


class Invoice(race.Race):
    def paid(self, owner):
        number = self.order()[2]
        f = owner.get("/admin/orders/%d" % number).page.form("/%d/pay" % number)
        self.ok(owner.submit(f), 303)
        return number

    def test_numbers_without_a_gap(self):
        people = [self.shop.owner("nomor"), self.shop.owner("nomor2", "admin")]
        csrf = {c: c.get("/admin/more").page.form("/admin/logout").get("csrf") for c in people}
        unpaid = self.order()[2]
        for n in race.rounds(3):
            orders = [self.paid(people[0]) for _ in range(PAID)]
            press = [(c, o) for o in orders[:2] + [unpaid] + orders[2:] for c in people] * 2
            replies = self.shop.at_once([lambda c=c, o=o: c.post("/admin/orders/%d/invoice" % o, [("csrf", csrf[c])]) for c, o in press])
            self.assertEqual({r.status for r in replies}, {303})
            for (_, o), r in zip(press, replies):
                self.assertEqual(r.header("location").endswith("/admin/orders/%d/print/invoice" % o), o != unpaid, r.header("location"))
            rows = self.shop.sql("SELECT year, seq, number, orders FROM invoice ORDER BY year, seq")
            self.assertEqual([int(r[1]) for r in rows], list(range(1, (n + 1) * PAID + 1)))
            self.assertEqual([r[2] for r in rows], ["INV/%s/%05d" % (r[0], int(r[1])) for r in rows])
            self.assertEqual(sorted(int(r[3]) for r in rows[-PAID:]), sorted(orders))
            self.assertEqual(self.shop.one("SELECT value FROM counter WHERE name='invoice.%s'" % rows[0][0]), str(len(rows)))
            self.assertEqual(self.count("audit WHERE act='invoice.give'"), len(rows))
            self.holds()


if __name__ == "__main__":
    unittest.main()
