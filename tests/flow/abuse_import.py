"""Importing what is long, broken or meant to harm (abuse cases 52 and 45, for CSV): a kill in the middle, memory, files that are no catalogue, cells that a spreadsheet would run."""
import os
import signal
import subprocess
import time
import unittest

from harness import BIN, CHECKED, KIND, FlowTest


class Import(FlowTest):
    demo = False

    def write(self, name, n):
        path = os.path.join(self.shop.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write("key,name,price,sku,stock,category\n")
            for i in range(n):
                f.write("p%d,Barang nomor %d,%d,%s-%d,%d,\n" % (i, i, 1000 + i, name[:2], i, i % 50))
        return path

    def test_a_kill_in_the_middle(self):
        n = 6000 if KIND == "sqlite" else 2500
        path = self.write("killed.csv", n)
        p = subprocess.Popen([BIN, "import", path], env=self.shop.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in p.stdout:
            if "\tprogress\t" in line and int(line.split("\t")[0]) > 900:
                break
        p.send_signal(signal.SIGKILL)
        p.stdout.close()
        p.wait()
        have = int(self.shop.one("SELECT COUNT(*) FROM variant WHERE sku LIKE 'ki-%'"))
        self.assertTrue(900 < have < n, have)
        out = self.shop.command("import", path).stdout.splitlines()
        line, status, _, text = out[0].split("\t")
        self.assertEqual(status, "note")
        self.assertIn(line, text)
        self.assertTrue(900 < int(line) <= have + 1)
        self.assertRegex(out[-1], r"^etalase: rows %d, new %d, changed 0, same %d," % (n, n - have, have + 1 - int(line)))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE sku LIKE 'ki-%'"), str(n))
        self.assertEqual(self.shop.one("SELECT COUNT(DISTINCT sku) FROM variant WHERE sku LIKE 'ki-%' AND active=1"), str(n))
        self.assertEqual(self.shop.one("SELECT COUNT(DISTINCT product) FROM variant WHERE sku LIKE 'ki-%'"), str(n))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM external_id WHERE source='import'"), "0", "its place is forgotten")
        out = self.shop.command("import", path).stdout.splitlines()
        self.assertRegex(out[-1], r"^etalase: rows %d, new 0, changed 0, same %d," % (n, n))
        self.assertEqual(self.shop.invariants(), [])

    def peak(self, *args):
        """The command's largest resident size in MiB."""
        p = subprocess.Popen([BIN, "import", *args], env=self.shop.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, use = os.wait4(p.pid, 0)
        p.returncode = status
        self.assertEqual(status, 0, args)
        return use.ru_maxrss / 1024

    def test_memory_does_not_grow_with_rows(self):
        """A dry run reads, looks up and remembers every row as a real one does."""
        if CHECKED:
            self.skipTest("the sanitizers' own memory grows")
        few, many = (2000, 50000) if KIND == "sqlite" else (500, 5000)
        small = self.peak("--dry-run", self.write("small.csv", few))
        large = self.peak("--dry-run", self.write("large.csv", many))
        self.assertLess(large, small + 12, "%d MiB for %d rows, %d for %d" % (large, many, small, few))

    def refused(self, name, data, *options, after=None):
        """The file is refused in words, writes nothing but the products that surely stood whole before the fault (after), and nothing crashes."""
        path = os.path.join(self.shop.dir, name)
        with open(path, "wb") as f:
            f.write(data)
        before = self.shop.one("SELECT COUNT(*) FROM product")
        start = time.monotonic()
        p = self.shop.command("import", *options, path, check=False)
        self.assertLess(time.monotonic() - start, 60, name)
        self.assertEqual(p.returncode, 1, name)
        self.assertNotIn("Sanitizer", p.stderr)
        self.assertTrue(p.stderr.startswith("etalase: "), p.stderr[:200])
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM product")) - int(before), after or 0, name)
        return p

    def test_52_files_that_are_no_catalogue(self):
        own = b"key,name,price\n"
        self.refused("utf16.csv", "key,name,price\na,b,1\n".encode("utf-16"))
        self.refused("pipe.csv", b"key|name|price\na|b|1\n")                      # a delimiter that nobody guesses: not one column imported
        self.refused("columns.csv", b",".join(b"c%d" % i for i in range(10000)) + b"\n")
        self.refused("wide.csv", own + b"w,Lebar,1" + b"," * 10000 + b"\n")
        self.refused("nul.csv", own + b"n0,Dulu,1\nn1,Baik,1\nn2,Bu\0ruk,1\nn3,Nanti,1\n", after=1)
        self.refused("quote.csv", own + b"q0,Dulu,1\nq1,Baik,1\nq2,\"tak tertutup,1\nq3,Nanti,1\n", after=1)
        self.refused("cell.csv", own + b"c0,Dulu,1\nc1,Baik,1\nc2," + b"x" * 2000000 + b",1\n", after=1)
        self.refused("magento.csv", b'sku,product_type,attribute_set_code,name,price,configurable_variations\nA,simple,D,Satu,1,\nB,simple,D,"Dua,1,\n')
        self.refused("zip.csv", b"PK\x03\x04" + os.urandom(5000))
        p = self.shop.command("import", self.shop.dir, check=False)
        self.assertEqual(p.returncode, 1)

    def test_52_a_megabyte_of_hostile_html(self):
        """Long texts are cut and said; what it takes grows with their length only."""
        cells = [b"<a '" * 200000, b"<" * 900000, b"&" * 900000, b"<b>" * 250000, b"<!--" * 200000, b"<script>" * 100000, b"<a \"'>" * 120000, b"&#x41;" * 150000]
        path = os.path.join(self.shop.dir, "html.csv")
        with open(path, "wb") as f:
            f.write(b"n,h,d\n" + b"".join(b'Teks %d,1000,"%s"\n' % (i, c.replace(b'"', b'""')) for i, c in enumerate(cells)))
        start = time.monotonic()
        out = self.shop.command("import", "--map", "name=n,price=h,description=d", "--key", "n", path).stdout
        self.assertLess(time.monotonic() - start, 60)
        self.assertIn("new %d," % len(cells), out)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product_text WHERE description LIKE '%script>%' OR LENGTH(description) > 20000"), "0")

    def test_52_variants_without_end(self):
        rows = "".join("v,Banyak,1,%d\n" % i for i in range(800)) + "w,Cukup,1,a\n"
        path = os.path.join(self.shop.dir, "many.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("k,n,h,o\n" + rows)
        out = self.shop.command("import", "--map", "key=k,name=n,price=h,option1=o", path).stdout
        self.assertRegex(out.splitlines()[-1], r"^map: rows 801, new 1, changed 0, same 0, variants 1, refused 1,")

    def test_45_cells_that_a_spreadsheet_would_run(self):
        """What a spreadsheet's guard put before a cell is taken off on the way in, and nothing of a cell is ever run or shown as markup."""
        path = os.path.join(self.shop.dir, "formula.csv")
        probes = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\uff1d1+1", "<img src=x onerror=alert(1)>", "{{NAME}}", "'; DROP TABLE product; --"]
        with open(path, "w", encoding="utf-8") as f:
            f.write("key,name,price\n" + "".join('f%d,"%s%s",1000\n' % (i, "'" if p[0] in "=+-@\uff1d" else "", p) for i, p in enumerate(probes)))
        self.shop.command("import", path)
        names = self.shop.one_list("SELECT name FROM product_text WHERE lang='id' AND product IN (SELECT object FROM external_id WHERE kind='product' AND external LIKE 'f_') ORDER BY product")
        self.assertEqual(names, probes)
        page = self.shop.client().get("/products").body
        self.assertNotIn("<img src=x", page if isinstance(page, str) else page.decode("utf-8", "replace"))


if __name__ == "__main__":
    unittest.main()
