"""`etalase import` as the owner's helper types it: each format first as a dry run, then for good, then once more; a mapping; what it says per row; what is no catalogue."""
import os
import re
import unittest

import _ways as w
from harness import ROOT, FlowTest

DATA = os.path.join(ROOT, "tests/data/import")
SAMPLES = os.path.join(os.environ.get("SAMPLES", ""), "catalogues")


class Import(FlowTest):
    demo = False

    def run_import(self, name, *options):
        """(the last line's numbers, {(line, status): [(name, text)]})"""
        out = self.shop.command("import", *options, name if "/" in name else os.path.join(DATA, name)).stdout.splitlines()
        told = {}
        for line in out[:-1]:
            n, status, item, text = line.split("\t")
            if status == "progress":
                continue
            told.setdefault((int(n), status), []).append((item, text))
        m = re.match(r"(\w+): rows (\d+), new (\d+), changed (\d+), same (\d+), variants (\d+), refused (\d+), warnings (\d+), makers \d+, tags \d+( \(dry run\))?$", out[-1])
        self.assertTrue(m, out[-1])
        return (m.group(1),) + tuple(int(x) for x in m.groups()[1:8]) + (m.group(9) is not None,), told

    def test_1_own_format(self):
        before = self.shop.dump()
        dry, told_dry = self.run_import("own.csv", "--dry-run")
        self.assertEqual(self.shop.dump(), before, "a dry run writes nothing")
        first, told = self.run_import("own.csv")
        self.assertEqual((dry[:8], told_dry), (first[:8], told), "a dry run says what will be")
        self.assertEqual((dry[8], first[8]), (True, False))
        self.assertEqual(first[:7], ("etalase", 3, 2, 0, 0, 3, 0))
        self.assertIn((4, "warning"), told)     # a picture outside of its folder is not taken
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media"), "1")
        c = self.shop.client()
        slug = w.slug(self.shop, "KB-100")
        self.sees(self.ok(c.get("/product/" + slug)), "Keripik Balado", "Rp 12.500", "Singkong")
        self.sees(self.ok(c.get("/en/product/" + slug)), "Balado Chips")
        self.assertEqual(w.stock(self.shop, "KB-100"), (7, 0))
        self.ok(c.get("/product/karak-kaliang"), 404)       # a draft
        before = self.shop.dump("audit")
        second, _ = self.run_import("own.csv")
        self.assertEqual(second[:7], ("etalase", 3, 0, 0, 2, 3, 0))
        self.assertEqual(self.shop.dump("audit"), before, "the same file once more changes nothing")
        self.assertEqual(self.shop.invariants(), [])

    def test_2_changed_rows(self):
        """Only what the file has is brought up to date; stock is set when goods are new and never again."""
        w.put(self.shop.client(), "KB-100", 2)
        with open(os.path.join(DATA, "own.csv"), encoding="utf-8") as f:
            text = f.read()
        path = os.path.join(self.shop.dir, "changed.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace("12.500", "13.000").replace(",125,7,", ",125,99,").replace("ada.webp|tak-ada.webp", "").replace("../woo.csv", ""))
        numbers, _ = self.run_import(path)
        self.assertEqual(numbers[2:5], (0, 1, 1) if numbers[4] == 1 else (0, 2, 0))
        self.assertEqual(self.shop.one("SELECT price FROM variant WHERE sku='KB-100'"), "13000")
        self.assertEqual(w.stock(self.shop, "KB-100"), (7, 0))
        self.sees(self.shop.client().get("/product/" + w.slug(self.shop, "KB-100")), "Rp 13.000")
        self.assertEqual(self.shop.invariants(), [])

    def test_3_woocommerce(self):
        before = self.shop.dump()
        dry, told_dry = self.run_import("woo.csv", "--dry-run")
        self.assertEqual(self.shop.dump(), before)
        numbers, told = self.run_import("woo.csv")
        self.assertEqual((dry[:8], told_dry), (numbers[:8], told))
        self.assertEqual(numbers[:7], ("woocommerce", 11, 3, 0, 0, 5, 6))
        for line in (7, 8, 9, 10, 11, 12):
            self.assertIn((line, "refused"), told)
            self.assertTrue(told[(line, "refused")][0][1], "says why")
        c = self.shop.client()
        r = self.ok(c.get("/product/" + w.slug(self.shop, "KB-1")))
        self.sees(r, "Keripik & Balado", "Rp 12.500", "Renyah sekali.", "singkong")
        self.assertNotIn("alert(1)", r.page.find("main").text())
        self.assertEqual(self.shop.one("SELECT weight_g FROM variant WHERE sku='KB-1'"), "250")
        # Variations become variants, wherever they stand in the file; a category's path becomes categories.
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant v JOIN product_text t ON t.product=v.product WHERE t.lang='id' AND t.name='Pisang' AND v.active=1"), "3")
        self.assertEqual(self.shop.one("SELECT p.name FROM category c JOIN category_text t ON t.category=c.id AND t.lang='id' JOIN category_text p ON p.category=c.parent AND p.lang='id' WHERE t.name='Keripik'"), "Makanan")
        self.assertEqual(sorted(self.shop.one_list("SELECT url FROM picture_source")), ["https://lama.example/a.jpg", "https://lama.example/b.jpg"])
        before = self.shop.dump("audit")
        numbers, _ = self.run_import("woo.csv")
        self.assertEqual(numbers[:7], ("woocommerce", 11, 0, 0, 3, 5, 6))
        self.assertEqual(self.shop.dump("audit"), before)
        self.assertEqual(self.shop.invariants(), [])

    def test_4_english(self):
        _, told = self.run_import("woo.csv", "--dry-run", "--lang=en")
        self.assertIn("download or service", told[(10, "refused")][0][1])

    def test_5_no_catalogue(self):
        before = self.shop.dump()
        for name, text in (("empty.csv", b""), ("other.csv", b"a,b,c\n1,2,3\n"), ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))), ("quote.csv", b'key,name,price\n"a,b,c\n' + b"x" * 1000)):
            path = os.path.join(self.shop.dir, name)
            with open(path, "wb") as f:
                f.write(text)
            p = self.shop.command("import", path, check=False)
            self.assertNotIn("Sanitizer", p.stderr)
            self.assertTrue(p.returncode == 1 and p.stderr or " new 0," in p.stdout, "%s: %s%s" % (name, p.stdout, p.stderr))
        for args in (["/nowhere/x.csv"], [], ["--strange", "x.csv"], ["a.csv", "b.csv"]):
            p = self.shop.command("import", *args, check=False)
            self.assertEqual((p.returncode, bool(p.stderr)), (1, True), args)
        self.assertEqual(self.shop.dump(), before)

    def test_6_other_separators_and_old_windows(self):
        for i, (sep, encoding) in enumerate(((";", "utf-8"), ("\t", "utf-8-sig"), (",", "cp1252"))):
            path = os.path.join(self.shop.dir, "sep%d.csv" % i)
            with open(path, "wb") as f:
                f.write("\r\n".join(sep.join(r) for r in (["key", "name", "price", "sku", "stock"], ["sep%d" % i, "Kopi café %d" % i, "5000", "SEP-%d" % i, "4"])).encode(encoding))
            numbers, _ = self.run_import(path)
            self.assertEqual(numbers[2], 1)
            self.assertEqual(self.shop.one("SELECT name FROM product_text t JOIN variant v ON v.product=t.product WHERE v.sku='SEP-%d' AND t.lang='id'" % i), "Kopi café %d" % i)


    def test_7_other_shops(self):
        """(file, options, rows, products, variants, refused): each comes in once, and a second time changes nothing."""
        mapping = ["--map", "name=Nama Barang,price=Harga Jual (Rp),stock=Stok,key=No,option1=Warna"]
        for name, options, what in (("shopify.csv", [], ("shopify", 8, 2, 0, 0, 3, 4)), ("opencart.csv", [], ("opencart", 4, 2, 0, 0, 2, 2)),
                                    ("opencart-names.csv", [], ("opencart", 1, 1, 0, 0, 1, 0)), ("magento.csv", [], ("magento", 7, 2, 0, 0, 3, 2)),
                                    ("woo-id.csv", [], ("woocommerce", 3, 1, 0, 0, 2, 0)), ("barang.csv", mapping, ("map", 6, 2, 0, 0, 3, 3))):
            with self.subTest(name):
                before = self.shop.dump()
                dry, told_dry = self.run_import(name, "--dry-run", *options)
                self.assertEqual(self.shop.dump(), before, "a dry run writes nothing")
                first, told = self.run_import(name, *options)
                self.assertEqual(first[:7], what)
                self.assertEqual((dry[:8], told_dry), (first[:8], told))
                before = self.shop.dump("audit")
                second, _ = self.run_import(name, *options)
                self.assertEqual(second[:5], what[:2] + (0, 0, what[2]))
                self.assertEqual(self.shop.dump("audit"), before)
        self.assertEqual(self.shop.invariants(), [])

    def test_8_what_is_not_understood(self):
        """Refused with the columns it has and a mapping to begin with, never half taken."""
        before = self.shop.dump()
        p = self.shop.command("import", os.path.join(DATA, "barang.csv"), check=False)
        self.assertEqual(p.returncode, 1)
        for word in ("Nama Barang, Harga Jual (Rp)", "name=Nama Barang", "price=Harga Jual (Rp)", "--key"):
            self.assertIn(word, p.stderr)
        for options in (["--map", "name=Nama Barang"], ["--map", "name=Nama Barang,price=Harga", "--key", "No"], ["--key", "No"], ["--map", "name=Nama Barang,price=Stok"]):
            p = self.shop.command("import", *options, os.path.join(DATA, "barang.csv"), check=False)
            self.assertEqual(p.returncode, 1, options)
            self.assertIn("refused", p.stdout)
        self.assertEqual(self.shop.dump(), before)

    @unittest.skipUnless(os.path.isdir(SAMPLES), "SAMPLES names no folder with catalogues")
    def test_9_samples(self):
        """Real files: each product once, and the same file again changes nothing."""
        for name, options, what in (("woocommerce-sample-products.csv", [], ("woocommerce", 25, 14, 0, 0, 25)), ("shopify-apparel.csv", [], ("shopify", 22, 20, 0, 0, 22)),
                                    ("magento-men.csv", [], ("magento", 982, 72, 0, 0, 910)),
                                    ("indonesian-products.csv", ["--map", "name=name,category=category,price=price_idr", "--key", "name,city"], ("map", 800, 799, 0, 0, 799))):
            with self.subTest(name):
                path = os.path.join(SAMPLES, name)
                self.assertEqual(self.run_import(path, "--dry-run", *options)[0][:6], what)
                self.assertEqual(self.run_import(path, *options)[0][:6], what)
                before = self.shop.dump("audit")
                self.assertEqual(self.run_import(path, *options)[0][:6], what[:2] + (0, 0, what[2], what[5]))
                self.assertEqual(self.shop.dump("audit"), before)
        self.assertEqual(self.shop.invariants(), [])


class Demo(FlowTest):
    def test_the_demo_opens_once(self):
        """`etalase demo` on a shop that has goods adds nothing twice."""
        before = self.shop.dump("audit", "setting", "counter", "outbox")
        p = self.shop.command("demo", check=False)
        after = self.shop.dump("audit", "setting", "counter", "outbox")
        self.assertIn(p.returncode, (0, 1))
        for table in ("product", "variant", "stock", "stock_move", "category", "zone", "bank_account", "page", "media", "orders", "customer"):
            self.assertEqual(len(after[table]), len(before[table]), table)
        self.assertEqual((len(before["orders"]), len(before["customer"])), (0, 0), "no invented orders")


if __name__ == "__main__":
    unittest.main()
