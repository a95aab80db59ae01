"""Importing what is long, broken or meant to harm (abuse cases 52 and 45, for CSV): a kill in the middle, memory, files that are no catalogue, cells that a spreadsheet would run."""
import os
import signal
import subprocess
import time
import unittest

from harness import BIN, FlowTest


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
        n = 6000
        path = self.write("killed.csv", n)
        p = subprocess.Popen([BIN, "import", path], env=self.shop.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in p.stdout:
            if "\tprogress\t" in line and int(line.split("\t")[0]) > 1500:
                break
        p.send_signal(signal.SIGKILL)
        p.stdout.close()
        p.wait()
        have = int(self.shop.one("SELECT COUNT(*) FROM product"))
        self.assertTrue(1500 < have < n, have)
        out = self.shop.command("import", path).stdout.splitlines()
        line, status, _, text = out[0].split("\t")
        self.assertEqual(status, "note")
        self.assertIn(line, text)
        self.assertTrue(1500 < int(line) <= have + 1)
        self.assertRegex(out[-1], r"^etalase: rows %d, new %d, changed 0, same %d," % (n, n - have, have + 1 - int(line)))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product"), str(n))
        self.assertEqual(self.shop.one("SELECT COUNT(DISTINCT sku) FROM variant WHERE active=1"), str(n))
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
        if "/check/" in os.path.realpath(BIN):
            self.skipTest("the sanitizers' own memory grows")
        small = self.peak("--dry-run", self.write("small.csv", 2000))
        large = self.peak("--dry-run", self.write("large.csv", 50000))
        self.assertLess(large, small + 12, "%d MiB for 50,000 rows, %d for 2,000" % (large, small))


if __name__ == "__main__":
    unittest.main()
