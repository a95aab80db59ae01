"""Goods as a file: what was imported comes back, the file of one shop opens in another and gives the same file there, its cells are no formulas, and costs are for those who may see them."""
import csv
import io
import os
import unittest

import harness
from harness import ROOT, FlowTest

DATA = os.path.join(ROOT, "tests/data/import")


def rows(data):
    """The file's rows as a spreadsheet would show them."""
    text = data.decode("utf-8")
    assert text.startswith("\ufeff") and text.endswith("\r\n"), text[:20]
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


class Export(FlowTest):
    def take(self, c, query=""):
        r = self.ok(c.get("/admin/goods/export" + query))
        self.assertEqual(r.header("content-type"), "text/csv; charset=utf-8")
        self.assertIn('attachment; filename="etalase-', r.header("content-disposition"))
        return r.body

    def test_1_all_that_is_shown(self):
        owner = self.shop.owner()
        page = self.ok(owner.get("/admin/goods"))
        data = self.take(owner, page.page.link("/goods/export")[len("/admin/goods/export"):])
        got = rows(data)
        self.assertEqual(len(got), int(self.shop.one("SELECT COUNT(*) FROM variant v JOIN product p ON p.id = v.product WHERE v.active = 1 AND p.status = 'active'")))
        first = got[0]
        self.assertEqual((first["key"], first["price"], first["sku"], first["weight_g"]), ("sanjai-balado", "10500", "SB-100-S", "125"))
        self.assertEqual((first["option1_name"], first["option1_value"], first["option2_value_en"]), ("Isi", "100 g", "Medium"))
        self.assertEqual(first["attr1_name_en"], "Ingredients")
        self.assertEqual(first["cost"], "6100")
        self.assertIn("\n\nManisnya", first["description"])
        self.assertIn(harness.ORIGIN + "/media/", first["pictures"])
        self.assertEqual(first["picture_alt"].count("|"), first["pictures"].count("|"))
        self.assertEqual((got[1]["key"], got[1]["name"], got[1]["option2_value"]), ("sanjai-balado", "", "Pedas"))

    def test_2_narrowed_as_the_list_is(self):
        owner = self.shop.owner("kedua")
        got = rows(self.take(owner, "?q=sanjai"))
        self.assertTrue(got)
        self.assertTrue(all("sanjai" in r["key"] for r in got))
        self.assertEqual(rows(self.take(owner, "?status=draft")), [])
        page = self.ok(owner.get("/admin/goods?q=sanjai"))
        self.assertIn("q=sanjai", page.page.link("/goods/export"))

    def test_35_costs_are_for_those_who_may_see_them(self):
        for role in ("cashier", "warehouse", "social"):
            data = self.take(self.shop.owner("biaya." + role, role))
            self.assertNotIn("cost", data.decode().split("\r\n", 1)[0])
            self.assertNotIn("6100", {r["price"] for r in rows(data)})
        for role in ("driver", "leader"):
            self.ok(self.shop.owner("tanpa." + role, role).get("/admin/goods/export"), 403)

    def test_45_cells_are_no_formulas(self):
        evil = ["=HYPERLINK(\"http://x\";\"y\")", "@SUM(A1)", "-1+1", "+62 812", "'=kutip", "\uff1d1", "biasa"]
        path = os.path.join(self.shop.dir, "jahat.csv")
        with open(path, "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(["key", "name", "summary", "price"])
            for i, text in enumerate(evil):
                w.writerow(["jahat%d" % i, "Jahat %d" % i, "'" + text if text[0] in "=@-+'\uff1d" else text, 1000])
        self.shop.command("import", path)
        got = [r["summary"] for r in rows(self.take(self.shop.owner("ketiga"), "?q=jahat"))]
        self.assertEqual(len(got), len(evil))
        for cell, text in zip(got, evil):
            self.assertNotIn(cell[0], "=@-+\uff1d\t\r\n", cell)
            self.assertEqual(cell, text if text == "biasa" else "'" + text)

    def write(self, shop, name):
        out = os.path.join(shop.dir, name)
        shop.command("export-goods", out)
        with open(out, "rb") as f:
            return out, f.read()

    def test_3_the_file_opens_in_another_shop_and_gives_itself_there(self):
        """Export gives back what was imported; and in the shop that it came from it changes nothing, whoever made the goods."""
        owner = self.shop.owner("keempat")
        page = self.ok(owner.get("/admin/goods/new")).page
        form = [f for f in page.forms() if "name" in f.names()][0]
        price = [n for n in form.names() if n.endswith("_price")][0]
        self.assertEqual(owner.submit(form, **{"name": "Buatan Tangan 'sendiri'", price: "4500"}).status, 303)
        path, first = self.write(self.shop, "satu.csv")
        said = self.shop.command("import", path).stdout.splitlines()[-1]
        self.assertIn("new 0, changed 0,", said)
        self.assertIn("refused 0", said)
        self.assertEqual(self.write(self.shop, "lagi.csv")[1], first)
        with harness.Shop(demo=False) as other:
            said = other.command("import", path).stdout.splitlines()[-1]
            self.assertIn("changed 0, same 0,", said)
            self.assertIn("refused 0", said)
            second, data = self.write(other, "dua.csv")
            # Byte for byte, although the other shop has yet to fetch its pictures.
            self.assertEqual(data, first)
            third, same = self.write(other, "tiga.csv")
            self.assertEqual(same, data)
            self.assertIn("new 0, changed 0,", other.command("import", second).stdout.splitlines()[-1])

    def test_command(self):
        out = os.path.join(self.shop.dir, "barang.csv")
        said = self.shop.command("export-goods", out).stdout
        self.assertIn(" products", said)
        self.assertEqual(os.stat(out).st_mode & 0o777, 0o600)
        with open(out, "rb") as f:
            data = f.read()
        self.assertEqual(len(rows(data)), int(self.shop.one("SELECT COUNT(*) FROM variant WHERE active = 1")))
        self.assertNotEqual(self.shop.command("export-goods", "/nicht/da/x.csv", check=False).returncode, 0)
        self.assertFalse(os.path.exists("/nicht/da"))
        self.assertNotEqual(self.shop.command("export-goods", check=False).returncode, 0)


if __name__ == "__main__":
    unittest.main()
