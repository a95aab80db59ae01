"""Delivery prices by spreadsheet: given out, changed by hand, looked at, mended on the phone, taken over and taken back; and the box that says what somebody there would pay."""
import unittest

import _ways as w
from harness import FlowTest

HAND = """kurir;layanan;daerah;ongkir;ongkir berikut;hari min;hari maks
JNE;OKE;Sumatera Barat;14.000;7.000;3;5
JNE;OKE;Kota Padang;11rb;;2;3
"""


class ZoneFile(FlowTest):
    def setUp(self):
        n = ZoneFile.n = getattr(ZoneFile, "n", 0) + 1
        self.owner = self.shop.owner("pemilik%d" % n)

    def export(self):
        r = self.ok(self.owner.get("/admin/zones/export"))
        self.assertIn("attachment", r.header("content-disposition"))
        self.assertTrue(r.text.startswith("\ufeffkind,courier,service"))
        return r.text

    def hand_in(self, text=None, data=None, name="ongkir.csv", status=303, **fields):
        c = self.owner
        f = c.get("/admin/zones/file").page.form("/admin/zones/file")
        r = c.submit(f, files=[("file", name, "text/csv", data)] if data is not None else [("file", "", "application/octet-stream", b"")], **dict(fields, **({"text": text} if text is not None else {})))
        self.ok(r, status)
        return c.follow(r) if status == 303 else r

    def semicolons(self, text):
        import csv
        import io
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(text)))
        return out.getvalue()

    def form(self, r):
        return r.page.form("/admin/zones/file/", "csrf")

    def test_by_hand_mended_applied_and_taken_back(self):
        before = self.export()
        c = self.owner
        r = self.hand_in(HAND.replace("11rb", "sebelas ribu").replace("Kota Padang", "Padangsari"))
        self.sees(r, "Baris 3:", "Padangsari", w.say("Wrong rows: {{N_BAD}}. Nothing is taken over before they are right.", N_BAD=1))
        f = self.form(r)
        self.assertNotIn(("go", "apply"), [b[:2] for b in f.buttons])
        # Whoever sends the button all the same changes nothing.
        zones = self.shop.sql("SELECT COUNT(*) FROM zone")
        file = int(self.shop.one("SELECT MAX(id) FROM zone_file"))
        self.ok(c.post("/admin/zones/file/%d" % file, [("csrf", f.get("csrf")), ("go", "apply")]), 422)
        self.assertEqual(self.shop.sql("SELECT COUNT(*) FROM zone"), zones)
        self.assertEqual(int(self.shop.one("SELECT done FROM zone_file WHERE id=%d" % file)), 0)
        r = c.follow(self.ok(c.submit(f, button=("go", "check"), text=f.get("text").replace("Padangsari", "Kota Padang").replace("sebelas ribu", "11.000")), 303))
        self.sees(r, w.rupiah(14000), w.rupiah(11000))
        r = c.follow(self.ok(c.submit(self.form(r), button=("go", "apply")), 303))
        self.sees(r, w.say("Back to the prices from before"))
        rows = self.shop.sql("SELECT z.price_first, z.price_step, z.tolerance_g, a.area FROM zone z JOIN zone_area a ON a.zone=z.id WHERE z.carrier='jne' AND z.service='OKE' ORDER BY a.area")
        self.assertEqual([tuple(map(int, x)) for x in rows], [(14000, 7000, 300, 13), (11000, 11000, 300, 1371)])
        b = self.shop.client()
        w.put(b, "SA-100", 2)
        f = w.fill(b, district=w.PADANG)
        self.sees(b.last, "JNE OKE", "2–3 hari", w.rupiah(11000))
        self.assertEqual(self.ok(c.get("/admin/zones/file/%d/before" % file)).text, before)
        # The file once more is nothing new; a second press says so.
        self.sees(self.hand_in(HAND), w.say("The shop has all of this already. There is nothing to take over."))
        r = c.follow(self.ok(c.submit(c.get("/admin/zones/file/%d" % file).page.form("/undo")), 303))
        self.sees(r, "JNE OKE", w.say("goes"))
        r = c.follow(self.ok(c.submit(self.form(r), button=("go", "apply")), 303))
        self.assertEqual(self.export(), before)
        self.sees(self.ok(c.get("/admin/audit")), "Ongkir diterapkan dari berkas")

    def test_what_is_given_out_comes_back(self):
        text = self.export()
        r = self.hand_in(data=text.encode())
        self.sees(r, w.say("The shop has all of this already. There is nothing to take over."))
        r = self.hand_in(data=self.semicolons(text).encode("utf-8"))       # a spreadsheet set to Indonesian
        self.sees(r, w.say("The shop has all of this already. There is nothing to take over."))
        r = self.hand_in(data=text.replace("17000", "18500", 1).encode(), exact="1")
        self.sees(r, w.rupiah(17000), w.rupiah(18500))
        f = self.form(r)
        self.ok(self.owner.submit(f, button=("go", "apply")), 303)
        again = self.owner.submit(f, button=("go", "apply"))                # the second tap
        self.assertEqual(self.owner.follow(self.ok(again, 303)).page.flash(), w.say("This file was taken over already"))
        self.assertEqual(self.export(), text.replace("17000", "18500", 1))
        r = self.hand_in(data=text.encode(), exact="1")
        self.ok(self.owner.submit(self.form(r), button=("go", "apply")), 303)
        self.assertEqual(self.export(), text)

    def test_files_that_are_none(self):
        for data, say in ((b"\xff\xfea\x00,\x00", "This file is in UTF-16. In the spreadsheet choose Save as, then CSV UTF-8"), (b"PK\x03\x04\x00\x00", "This is not a CSV file. In the spreadsheet choose Save as, then CSV UTF-8"),
                          (b"a" * (1 << 20) + b"b", "The file is larger than 1 MB")):
            r = self.hand_in(data=data, status=422)
            self.assertIsNotNone(r.page.find(id="e-file"))
            self.sees(r, w.say(say))
        r = self.hand_in(text="   ", status=422)
        self.assertIsNotNone(r.page.find(id="e-text"))
        self.sees(self.hand_in(text="siang\nmalam\n"), w.say("The first row must name the columns: at least price, and name or courier"))
        self.sees(self.hand_in(data="nama;daerah;ongkir\nKari\xe9;13;1\n".encode("latin-1")), "Karié")
        self.ok(self.owner.get("/admin/zones/file/999999"), 404)
        self.ok(self.owner.get("/admin/zones/file/999999/before"), 404)

    def test_45_formulas(self):
        r = self.hand_in(text="kind,name,area,price\nown,\"=HYPERLINK(\"\"http://x\"\")\",13,1000\nown,@SUM(1),12,1000\n")
        self.ok(self.owner.submit(self.form(r), button=("go", "apply")), 303)
        text = self.export()
        self.assertIn("'=HYPERLINK", text)
        self.assertIn("'@SUM", text)
        file = int(self.shop.one("SELECT MAX(id) FROM zone_file"))
        r = self.owner.follow(self.owner.submit(self.owner.get("/admin/zones/file/%d" % file).page.form("/undo")))
        self.ok(self.owner.submit(self.form(r), button=("go", "apply")), 303)
        self.assertNotIn("HYPERLINK", self.export())

    def test_try_box(self):
        c = self.owner
        f = self.ok(c.get("/admin/zones/try")).page.form("/admin/zones/try")
        r = self.ok(c.submit(f, q="Koto Balingka", weight="1000", value="50.000"))
        self.sees(r, "Mobil toko", w.rupiah(6000), "berlaku untuk kecamatan ini", "Ambil sendiri di dapur", "Kurir reguler, Sumatera Barat", "berlaku untuk provinsi ini")
        r = self.ok(c.submit(r.page.form("/admin/zones/try"), value="100.000"))
        self.sees(r, "belanja sudah cukup")
        r = self.ok(c.submit(r.page.form("/admin/zones/try"), q="Sukasari", district=""))
        self.assertGreater(len([x for x in r.page.links() if "/zones/try?district=" in x]), 1)
        self.sees(self.ok(c.get("/admin/zones/try?q=atlantis")), w.say("No place is called that. Try a shorter part of its name."))
        for bad in ("weight=-1", "weight=1e9", "weight=99999999999999999999", "value=-5", "value=x"):
            r = self.ok(c.get("/admin/zones/try?district=131208&" + bad))
            self.assertIsNotNone(r.page.find(id="e-" + bad.split("=")[0]))
        # The province's own car gives way, and the page says to whom.
        self.ok(self.owner.get("/admin/zones/try?district=131208&weight=60001"))
        r = self.hand_in(text="kind,name,area,price\nown,Mobil provinsi,13,40000\n")
        self.ok(c.submit(self.form(r), button=("go", "apply")), 303)
        r = self.ok(c.get("/admin/zones/try?district=131208"))
        self.sees(r, "Mobil provinsi", "lebih khusus untuk daerah itu")
        zone = int(self.shop.one("SELECT MAX(id) FROM zone"))
        self.ok(c.submit(c.get("/admin/zones/%d" % zone).page.form("/drop")), 303)


if __name__ == "__main__":
    unittest.main()
