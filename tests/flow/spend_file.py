"""Spending by file: handed in, looked at, written down once, taken back; what is no such file, what is hostile, and whose it is."""
import unittest

import _ways as w
from harness import FlowTest

META = "Campaign name,Day,Amount spent (IDR)\n"


class SpendFile(FlowTest):
    demo = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = cls.shop.owner("sosial", "social")

    def hand_in(self, text, status=303, **typed):
        f = self.c.get("/admin/spend/file").page.form("/spend/file")
        r = self.ok(self.c.submit(f, files=[("file", "<b>biaya.csv", "text/csv", text if isinstance(text, bytes) else text.encode())], **typed), status)
        return r.header("location") if status == 303 else r

    def amounts(self):
        return self.shop.one_list("SELECT amount FROM ad_spend ORDER BY id")

    def test_1_way(self):
        c = self.c
        self.sees(self.ok(c.get("/admin/spend")), w.say("From a file of Ads Manager"))
        self.shop.sql("INSERT INTO campaign (id, name, folded, created_at) VALUES (1, 'Lebaran', 'lebaran', 1)")
        at = self.hand_in(META + "Lebaran,2026-03-01,25000\n<b>Lain</b>,2026-03-01,\"10,000\"\n,2026-03-01,35000\nSepi,2026-03-01,0\n")
        r = self.ok(c.get(at))
        self.sees(r, w.say("Rows that are left out: {{N_BAD}}. The others can be written down.", N_BAD=1), "tanpa kampanye: belum ada kampanye dengan nama ini", "Tanpa nama kampanye: mungkin baris jumlah", "Catat Rp 35.000")
        self.assertIn("&lt;b&gt;Lain", r.text)
        self.assertIn("&lt;b&gt;biaya", r.text)
        self.assertEqual(self.amounts(), [])
        go = r.page.form(at)
        self.ok(c.submit(go), 303)
        self.assertEqual(self.amounts(), ["25000", "10000"])
        self.assertEqual(self.shop.one_list("SELECT COALESCE(campaign, 0) FROM ad_spend ORDER BY id"), ["1", "0"])
        # Two taps.
        self.ok(c.submit(go), 303)
        self.assertEqual(self.amounts(), ["25000", "10000"])
        r = self.ok(c.get(at))
        self.sees(r, "Dicatat pada", w.say("See all spending"), w.say("Take these rows back"))
        # The same file again, and one with a corrected amount.
        at2 = self.hand_in(META + "Lebaran,2026-03-01,25000\n<b>Lain</b>,2026-03-01,10000\n")
        r = self.ok(c.get(at2))
        self.sees(r, w.say("All of it is written down already. There is nothing to do."))
        self.ok(c.post(at2, [("csrf", go.get("csrf"))]), 303)
        self.assertEqual(self.amounts(), ["25000", "10000"])
        at3 = self.hand_in(META + "Lebaran,2026-03-01,20000\n")
        r = self.ok(c.get(at3))
        self.sees(r, "Rp 20.000", "Rp 25.000", w.say("Write down the changes"))
        self.ok(c.submit(r.page.form(at3)), 303)
        self.assertEqual(self.amounts(), ["20000", "10000"])
        undo = self.ok(c.get(at)).page.form("/undo")
        self.ok(c.submit(undo), 303)
        self.assertEqual(self.amounts(), [])
        self.ok(c.submit(undo), 404)
        r = self.ok(c.get("/admin/spend/file"))
        self.sees(r, w.say("Only looked at"), w.say("Written down"))
        # Pasted, in our own columns, for another channel.
        f = c.get("/admin/spend/file").page.form("/spend/file")
        at = self.ok(c.submit(f, files=[], text="tanggal;jumlah;catatan\n1/3/2026;50rb;Spanduk\n", channel="print"), 303).header("location")
        self.ok(c.submit(self.ok(c.get(at)).page.form(at)), 303)
        self.assertEqual(self.shop.sql("SELECT channel, amount, note, source FROM ad_spend"), [("print", "50000", "Spanduk", "own")])
        owner = self.shop.owner()
        self.sees(self.ok(owner.get("/admin/audit?object=spend")), w.say("Ad spend taken over from a file"), w.say("Ad spend of a file taken back"))

    def test_2_no_such_files(self):
        c, before = self.c, self.amounts()
        for bad in (b"", b"\xff\xfeC\x00a\x00", b"tanggal,jumlah\n2026-03-01,\x00\n", b"x" * (1024 * 1024 + 1)):
            r = self.hand_in(bad, 422)
            self.assertTrue([x for x in r.page.all() if x.attrs.get("aria-invalid")], bad[:20])
        r = self.ok(c.submit(c.get("/admin/spend/file").page.form("/spend/file"), text="  "), 422)
        for text, why in (("halo\n", "Kolomnya tidak kami kenal"), ("Campaign name,Day,Amount spent (USD)\nA,2026-03-01,5\n", "Amount spent (USD)"), ("tanggal,jumlah\n\"2026-03-01,5\n", None),
                          ("tanggal,jumlah\n" + "2026-03-01,5\n" * 2, "baris 2")):
            at = self.hand_in(text)
            r = self.ok(c.get(at))
            if why:
                self.sees(r, why)
            self.ok(c.post(at, [("csrf", c.get("/admin/spend/file").page.form("/spend/file").get("csrf"))]), 303)
        # Of the last, one row of two; of the others nothing.
        self.assertEqual(len(self.amounts()), len(before) + 1)
        at = self.hand_in("tanggal,jumlah,catatan\n" + "".join("2026-03-01,5,b%d\n" % i for i in range(250)) + "2026-02-30,5,x\n")
        self.sees(self.ok(c.get(at)), "dan 51 baris lagi", "“2026-02-30” bukan tanggal")
        at = self.hand_in("tanggal,jumlah\n2026-02-30,5\n")
        self.sees(self.ok(c.get(at)), w.say("Nothing of it can be written down."))
        # Formulas, markup and quotes stay words.
        at = self.hand_in("tanggal,jumlah,catatan\n2026-03-05,5,\"=cmd|' /C calc'!A0 <script>alert(1)</script> ' OR 1=1 --\"\n")
        r = self.ok(c.get(at))
        self.assertNotIn("<script>alert", r.text)
        self.ok(c.submit(r.page.form(at)), 303)
        self.assertIn("=cmd|' /C calc'!A0 <script>alert(1)</script> ' OR 1=1 --", self.shop.one_list("SELECT note FROM ad_spend"))
        self.assertNotIn("<script>alert", self.ok(c.get("/admin/spend")).text)

    def test_3_not_there(self):
        c = self.c
        csrf = c.get("/admin/spend/file").page.form("/spend/file").get("csrf")
        for at in ("/admin/spend/file/999", "/admin/spend/file/0"):
            self.ok(c.get(at), 404)
            self.ok(c.post(at, [("csrf", csrf)]), 404)
            self.ok(c.post(at + "/undo", [("csrf", csrf)]), 404)


if __name__ == "__main__":
    unittest.main()
