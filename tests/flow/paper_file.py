"""Papers as files: every paper as a PDF that says what its page says, the nota as a picture; asked for by a button, drawn once by the worker, offered to those alone who may see the page; text of strangers
on all of them, papers that are too much, programs that fail."""
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import _ways as w
import harness
from harness import FlowTest

SIZES = {"nota-58": (58, None), "nota-80": (80, None), "nota-a6": (105, 148), "nota-a5": (148, 210), "invoice": (210, 297), "slip": (148, 210), "label-58": (58, 100), "label-80": (80, 100),
         "label-100": (100, 150), "label-a4": (210, 297)}
PROBE = """<script>alert(1)</script>"'><b>tebal</b> &amp; & {{TITLE}} {{%AUTOESCAPE}} </p></paper> ]]> <!-- <span size="99999">"""
# Rolls and the narrowest label have no room for these, and print.css hides them there, too.
NOT_ON_ROLLS = ("Hormat", "kami", "Barang", "Banyak", "Harga", "Jumlah", "Jorong", "Pasar", "Parit", "Simpang", "Ampek", "Lado", "Barat", "Koto", "Balingka", "Pasaman", "Sumatera")
FONTS = os.path.join(harness.ROOT, "build/static/fonts")


def run(*args, data=None):
    return subprocess.run(args, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def plain(s):
    return re.sub(r"\s+", " ", s.replace("\u00a0", " ").replace("\u00ad", "")).strip()


def words(path):
    return plain(run("pdftotext", "-layout", path, "-").stdout.decode())


def info(path):
    out = run("pdfinfo", path).stdout.decode()
    return dict(line.split(":", 1) for line in out.splitlines() if ":" in line)


def size(path):
    """Width and height of the first page in millimetres."""
    m = re.search(r"([\d.]+) x ([\d.]+) pts", info(path)["Page size"])
    return tuple(round(float(x) * 25.4 / 72, 1) for x in m.groups())


class Asking(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def at(self, o, paper):
        return "/admin/orders/%d/print/%s" % (o.id, paper)

    def order(self, pay=True, **how):
        o = w.order(self.shop.client(), **how)
        if pay:
            w.must(self.owner, o, "pay")
        return o

    def ask(self, c, page, fmt="pdf", at=None):
        """Presses the button of a print page; where the file will be."""
        forms = [f for f in self.ok(c.get(page)).page.forms() if f.get("format") == fmt and f.action == (at or page)]
        self.assertEqual(len(forms), 1, page)
        r = c.submit(forms[0])
        self.assertEqual(r.status, 303, r.text[:500])
        return r.header("location")

    def take(self, c, loc, kind="application/pdf"):
        """The file behind a page that is ready; its path on this machine."""
        r = self.ok(c.get(loc))
        self.assertIsNone(r.header("refresh"), r.page.text())
        f = self.ok(c.get(r.page.link(loc + "/file")))
        self.assertEqual(f.header("content-type"), kind)
        self.assertIn("no-store", f.header("cache-control"))
        self.assertEqual(f.header("x-content-type-options"), "nosniff")
        m = re.fullmatch(r"/_private/(paper/[0-9a-f]{32}\.(pdf|png))", f.header("x-accel-redirect"))
        self.assertTrue(m, f.headers)
        path = os.path.join(self.shop.dir, "private", m.group(1))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)
        self.last = f
        return path


class Files(Asking):
    def test_every_paper_says_what_its_page_says(self):
        o = self.order(sku="SA-250", qty=3, name="Rosmaniar Nurhayati binti Abdul Kadir")
        self.owner.submit(self.owner.get("/admin/orders/%d" % o.id).page.form("/invoice"))
        w.must(self.owner, o, "pack")
        w.must(self.owner, o, "ship", courier="Mobil toko", tracking="BA 1234 X")
        asked = {}
        for paper in SIZES:
            page = self.ok(self.owner.get(self.at(o, paper)))
            asked[paper] = self.ask(self.owner, self.at(o, paper)), page
            waits = self.ok(self.owner.get(asked[paper][0]))
            self.assertEqual(waits.header("refresh"), "2")
            self.sees(waits, w.say("Your file is being prepared…"))
            self.ok(self.owner.get(asked[paper][0] + "/file"), 404)
            # The same modules as on the page.
            layout = self.shop.one("SELECT layout FROM printed WHERE id=%s" % asked[paper][0].split("/")[-1])
            if paper != "slip":
                self.assertEqual(re.search(r'<path d="(M[^"]+)"', page.text).group(1), re.search(r' path="(M[^"]+)"', layout).group(1))
        self.shop.work()
        for paper, (loc, page) in asked.items():
            path = self.take(self.owner, loc)
            with open(path, "rb") as f:
                self.assertEqual(f.read(5), b"%PDF-")
            text = words(path)
            for say in (o.number, "Rosmaniar", "Keripik Mande Rani"):
                self.assertIn(say, text, paper)
            shown = " ".join(s for n in [page.page.find("article")] + list(page.page.find("article").walk()) for s in n.children if isinstance(s, str))
            amounts = set(re.findall(r"Rp [\d.]+", plain(shown)))
            self.assertEqual(amounts, set(re.findall(r"Rp [\d.]+", text)), paper)
            self.assertEqual(bool(amounts), paper.startswith("nota") or paper == "invoice")
            missing = [x for x in re.findall(r"[^\W\d_]{4,}", shown) if x not in text.replace("- ", "")]
            self.assertEqual([x for x in missing if x not in NOT_ON_ROLLS], [], paper)
            wide, high = size(path)
            self.assertEqual(wide, SIZES[paper][0], paper)
            self.assertEqual("BA 1234 X" in text, paper == "slip")
            if SIZES[paper][1]:
                self.assertEqual(high, SIZES[paper][1], paper)
            self.assertIn(o.number if paper != "invoice" else "INV", info(path)["Title"])
            self.assertNotIn("scripts", info(path).get("JavaScript", "none").replace("none", ""))
            self.assertRegex(self.last.header("content-disposition"), r'^attachment; filename="[A-Za-z0-9 -]+\.pdf"; filename\*=UTF-8\'\'[A-Za-z0-9%.-]+\.pdf$')
            self.assertNotIn("no ", [line.split()[-5] for line in run("pdffonts", path).stdout.decode().splitlines()[2:]])

    def test_a_roll_is_as_long_as_what_stands_on_it(self):
        high = []
        for n in (1, 12):
            c = self.shop.client()
            for sku in [r[0] for r in self.shop.sql("SELECT v.sku FROM variant v JOIN stock k ON k.variant=v.id JOIN product p ON p.id=v.product WHERE p.status='active'"
                                                    " AND k.on_hand-k.reserved>3 ORDER BY v.id LIMIT %d" % n)]:
                w.put(c, sku, 1)
            o = w.place(c, w.fill(c))
            loc = self.ask(self.owner, self.at(o, "nota-58"))
            self.shop.work()
            path = self.take(self.owner, loc)
            self.assertEqual(info(path)["Pages"].strip(), "1")
            high.append(size(path)[1])
        self.assertGreater(high[1], high[0] + 60)

    def test_lists(self):
        orders = [self.order(sku="SA-100", qty=1, name=n) for n in ("Bu Satu", "Bu Dua", "Bu Tiga")]
        found = {}
        for at in ("/admin/print/packing", "/admin/print/labels/pack/label-a4", "/admin/print/labels/pack/label-80"):
            found[at] = self.ask(self.owner, at)
            self.assertRegex(found[at], r"^/admin/print/paper/\d+$")
        self.shop.work()
        for at, loc in found.items():
            path = self.take(self.owner, loc)
            text = words(path)
            for o, n in zip(orders, ("Bu Satu", "Bu Dua", "Bu Tiga")):
                self.assertIn(o.number, text, at)
                self.assertIn(n, text, at)
        self.assertGreaterEqual(int(info(path)["Pages"]), 3)
        for loc in found.values():
            self.ok(self.owner.get("/admin/orders/%d/paper/%s" % (orders[0].id, loc.split("/")[-1])), 404)
        # Nothing to send: no button, and pressing it from an old page leads back.
        page = self.owner.get("/admin/print/labels/ship/label-a4").page
        self.assertEqual([f for f in page.forms() if f.get("format")], [])

    def test_buyers_nota(self):
        c = self.shop.client()
        o = w.order(c, sku="SA-250", qty=2)
        page = self.ok(c.get("/order/%s/nota" % o.ref)).page.link("/order/" + o.ref)
        self.assertTrue(page)
        at = "/order/%s/nota" % o.ref
        stranger = self.shop.client()    # has the link, like the receiver of a WhatsApp message
        pdf, png = self.ask(c, at), self.ask(stranger, at, "png")
        self.assertRegex(pdf, r"^/order/%s/paper/\d+$" % re.escape(o.ref))
        self.shop.work()
        path = self.take(c, pdf)
        self.assertIn(w.rupiah(o.total), words(path))
        self.assertEqual(self.last.header("referrer-policy"), "no-referrer")
        picture = self.take(c, png, "image/png")
        with open(picture, "rb") as f:
            head = f.read(24)
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(int.from_bytes(head[16:20], "big"), 1080)
        r = self.ok(c.get(png))
        shown = r.page.find("img", width="300").attrs["src"]
        self.assertEqual(self.ok(c.get(shown)).header("content-disposition"), "inline")
        share = r.page.find("button", hidden=None, type="button")
        self.assertTrue(share is None or share.attrs["data-share-file"])
        # In English for an English page.
        en = self.ask(c, "/en" + at)
        self.shop.work()
        self.assertIn("Thank you for shopping with us.", words(self.take(c, en)))

    def test_35_only_who_may_see_the_page(self):
        a, b = self.shop.client(), self.shop.client()
        mine, other = w.order(a, sku="SA-100", qty=1), w.order(b, sku="SA-100", qty=1)
        nota = self.ask(a, "/order/%s/nota" % mine.ref)
        label = self.ask(self.owner, self.at(mine, "label-100"))
        pack = self.order(sku="SA-100", qty=1)
        listed = self.ask(self.owner, "/admin/print/packing")
        self.shop.work()
        n, m, k = nota.split("/")[-1], label.split("/")[-1], listed.split("/")[-1]
        self.take(a, nota), self.take(self.owner, label), self.take(self.owner, listed)
        for end in ("", "/file", "/file?show=1"):
            for at in ("/order/%s/paper/%s" % (other.ref, n), "/order/%s/paper/%s" % (mine.ref, m), "/order/%s/paper/%s" % (mine.ref, k), "/order/%s/paper/999999" % mine.ref, "/order/x/paper/" + n,
                       "/order/%d/paper/%s" % (mine.id, n), "/order/%s/paper/-1" % mine.ref, "/order/%s/paper/%s.pdf" % (mine.ref, n)):
                self.assertEqual(b.get(at + end).status, 404, at + end)
            for at in ("/admin/orders/%d/paper/%s" % (other.id, m), "/admin/orders/%d/paper/%s" % (mine.id, k), "/admin/print/paper/" + m, "/admin/print/paper/" + n, "/admin/orders/999999/paper/" + m):
                self.assertEqual(self.owner.get(at + end).status, 404, at + end)
            for at in (label, listed):
                r = b.get(at + end)
                self.assertEqual((r.status, r.header("location")), (303, "/admin/login"))
        for role in ("social", "leader"):
            c = self.shop.owner("berkas-" + role, role)
            for at in (label, listed, label + "/file", listed + "/file"):
                self.assertEqual(c.get(at).status, 403, (role, at))
        driver = self.shop.owner("berkas-driver", "driver")
        self.assertEqual((driver.get(label).status, driver.get(listed).status, driver.get(listed + "/file").status), (200, 403, 403))
        # Nobody asks by looking, nor without the token.
        self.assertEqual(self.owner.get(self.at(pack, "nota-58")).status, 200)
        before = self.shop.one("SELECT COUNT(*) FROM printed")
        self.assertEqual(self.owner.post(self.at(pack, "nota-58"), [("format", "pdf")]).status, 403)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM printed"), before)
        # A picture is made of a roll alone; another format is a PDF.
        form = [f for f in self.owner.get(self.at(pack, "nota-a5")).page.forms() if f.get("format")][0]
        for bad in ("png", "exe", "../../x", ""):
            form.set("format", bad)
            self.owner.submit(form)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM printed WHERE orders=%d AND png=0" % pack.id), "1")

    def test_the_same_paper_is_drawn_once(self):
        o = self.order(sku="SA-100", qty=2)
        at = self.at(o, "nota-a6")
        form = [f for f in self.owner.get(at).page.forms() if f.get("format") == "pdf"][0]
        found, body = [], [("csrf", form.get("csrf")), ("format", "pdf")]

        def press():
            c = self.shop.client()
            c.cookies = dict(self.owner.cookies)
            found.append(c.post(at, body).header("location"))
        threads = [threading.Thread(target=press) for _ in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(len(set(found)), 1, found)
        self.assertEqual((len(found), self.shop.one("SELECT COUNT(*) FROM printed WHERE orders=%d" % o.id)), (20, "1"))
        self.shop.work()
        number = found[0].split("/")[-1]
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM outbox WHERE kind='paper.draw' AND payload LIKE '%%:%s}'" % number), "1")
        path = self.take(self.owner, found[0])
        self.assertEqual(self.ask(self.owner, at), found[0])
        self.assertEqual(self.shop.one("SELECT state FROM printed WHERE id=" + number), "ready")
        self.assertEqual(self.shop.one("SELECT layout FROM printed WHERE id=" + number), "")
        # The order has changed since: another paper.
        self.shop.sql("UPDATE orders SET name='Nama Baru' WHERE id=%d" % o.id)
        self.assertNotEqual(self.ask(self.owner, at), found[0])
        # Its file is gone (a backup was put back): it is no longer offered, and asking makes it anew.
        self.shop.sql("UPDATE orders SET name='%s' WHERE id=%d" % (w.NAME, o.id))
        os.unlink(path)
        self.ok(self.owner.get(found[0]), 404)
        self.assertEqual(self.ask(self.owner, at), found[0])
        self.shop.work()
        self.take(self.owner, found[0])

    def test_41_strangers_text_stays_text(self):
        o = self.order(name=PROBE[:100], note=PROBE, address="Jalan " + PROBE + "\n" + "لا\u202e😀🌶" * 30)
        self.owner.submit(self.owner.get("/admin/orders/%d" % o.id).page.form("/invoice"))
        # What no form lets in, but a file or a hand in the database might.
        self.shop.sql("UPDATE order_line SET name='%s' WHERE orders=%d" % ("Keripik <b>super</b> &amp; \u202epedas\x01\x1b[31m " * 120, o.id))
        self.shop.sql("UPDATE orders SET staff_note='%s', landmark='%s' WHERE id=%d" % ("<i>x</i>" * 700, "W" * 5000, o.id))
        found = {p: self.ask(self.owner, self.at(o, p)) for p in SIZES}
        found["packing"] = self.ask(self.owner, "/admin/print/packing")
        found["png"] = self.ask(self.owner, self.at(o, "nota-80"), "png")
        self.shop.work()
        for paper, loc in found.items():
            path = self.take(self.owner, loc, "image/png" if paper == "png" else "application/pdf")
            if paper == "png":
                continue
            text = words(path)
            self.assertIn("<script>alert(1)</script>"[:20], text.replace(" ", ""), paper)
            if not paper.startswith("label"):
                self.assertIn("<b>super</b>", text.replace(" ", ""), paper)
                self.assertIn("&amp;", text, paper)
            self.assertNotRegex(text.replace("\x0c", " "), "[\x00-\x08\x0b\x0e-\x1f\u202e]", paper)
            if paper.startswith("label") and paper != "label-a4":
                self.assertEqual(info(path)["Pages"].strip(), "1", paper)
            with open(path, "rb") as f:
                raw = f.read()
            self.assertNotIn(b"/JavaScript", raw)
            self.assertNotIn(b"/URI", raw)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM printed WHERE state='failed'"), "0")


class Reports(Asking):
    def test_reports_on_paper(self):
        o = self.order(sku="SA-250", qty=4, name="Bu Laporan")
        found = {}
        for tab, title in (("", "Sales report"), ("/goods", "Goods report"), ("/customers", "Customer report"), ("/stock", "Stock report"), ("/cash", "Money report"), ("/orders", "Orders behind the numbers")):
            page = self.ok(self.owner.get("/admin/reports%s?p=month&c=1" % tab)).page
            r = self.owner.submit([f for f in page.forms() if f.method == "post" and f.action.startswith("/admin/reports" + tab)][0])
            self.assertEqual(r.status, 303, tab)
            self.assertRegex(r.header("location"), r"^/admin/reports/paper/\d+$")
            csv = self.ok(self.owner.get("/admin/reports%s?p=month&csv=1" % tab)).text
            found[tab] = r.header("location"), title, csv
        self.shop.work()
        for tab, (loc, title, csv) in found.items():
            path = self.take(self.owner, loc)
            text = words(path)
            self.assertEqual(size(path), (297, 210))
            self.assertIn(w.say(title), text)
            heads = csv.lstrip("\ufeff").splitlines()[0].split(",")
            if tab == "":
                heads[:2] = [w.say("When")]     # one day is said once
            for head in heads:
                self.assertIn(head.strip('"').split()[0], text, tab)
            if tab in ("", "/cash"):
                self.assertRegex(text, w.say("All together") + " 1 .*" + "{:,}".format(o.total).replace(",", r"\.") + "( [0-9]+/[0-9]+)?$", tab)     # a long month takes two pages
            back = self.owner.get(loc).page.link("/admin/reports")
            self.assertTrue(back.startswith("/admin/reports"))
        self.assertIn(o.number, text)
        self.assertIn("{:,}".format(o.total).replace(",", "."), text)
        # Who sees less is not given what was made for who sees more.
        leader = self.shop.owner("berkas-pimpinan", "leader")
        for loc, _, _ in found.values():
            self.assertEqual((leader.get(loc).status, leader.get(loc + "/file").status), (404, 404))
        form = [f for f in leader.get("/admin/reports/orders").page.forms() if f.method == "post" and f.action.startswith("/admin/reports")][0]
        loc = leader.submit(form).header("location")
        self.shop.work()
        self.assertNotIn("Bu Laporan", words(self.take(leader, loc)))
        self.assertEqual(self.owner.get(loc).status, 404)
        for at in ("/admin/print/paper/", "/admin/orders/%d/paper/" % o.id):
            self.assertEqual(self.owner.get(at + found[""][0].split("/")[-1]).status, 404)
        # Days without anything have a paper, too.
        empty = self.owner.submit([f for f in self.owner.get("/admin/reports/goods?p=free&from=2001-01-01&to=2001-01-02").page.forms() if f.method == "post" and "/admin/reports" in f.action][0])
        self.shop.work()
        self.assertIn(w.say("Nothing in these days"), words(self.take(self.owner, empty.header("location"))))


class Later(Asking):
    def test_files_are_forgotten_after_a_week(self):
        o = self.order(sku="SA-100", qty=1)
        loc = self.ask(self.owner, self.at(o, "nota-58"))
        self.shop.work()
        path = self.take(self.owner, loc)
        stray = os.path.join(os.path.dirname(path), "0" * 32 + ".pdf")
        with open(stray, "w"):
            os.utime(stray, (1, 1))
        self.later(6 * 86400)
        self.shop.work()
        self.assertTrue(os.path.exists(path))
        self.assertFalse(os.path.exists(stray))
        self.later(8 * 86400)
        self.shop.work()
        self.assertFalse(os.path.exists(path))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM printed WHERE id=" + loc.split("/")[-1]), "0")

    def later(self, seconds):
        self.shop.clock(seconds)

    def test_a_program_that_fails_is_told(self):
        o = self.order(sku="SA-100", qty=1, name="Bu Gagal")
        loc = self.ask(self.owner, self.at(o, "nota-a5"))
        bad = os.path.join(self.shop.dir, "bad.sh")
        with open(bad, "w") as f:
            f.write("#!/bin/sh\ncat >/dev/null\nkill -SEGV $$\n")
        os.chmod(bad, 0o755)
        for i in range(3):
            self.sees(self.owner.get(loc), w.say("Your file is being prepared…"))
            self.shop.command("work", "--once", check=False, ETALASE_MEDIA_PROGRAM=bad)
            self.later((i + 1) * 200)
        r = self.ok(self.owner.get(loc))
        self.sees(r, w.say("The file could not be made"))
        self.assertIsNone(r.header("refresh"))
        self.ok(self.owner.get(loc + "/file"), 404)
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "tmp")), [])
        again = self.owner.submit(r.page.form("/print/nota-a5", "format"))
        self.assertEqual(again.header("location"), loc)
        self.shop.work()
        self.take(self.owner, loc)


class Drawing(unittest.TestCase):
    """The program alone, as the worker runs it."""

    def setUp(self):
        self.out = tempfile.mkdtemp(prefix="etalase-paper-")
        self.addCleanup(shutil.rmtree, self.out, True)

    def draw(self, xml, png=0, ok=True):
        job = {"kind": "paper", "out": self.out, "fonts": FONTS, "png": png, "layout": xml}
        p = run(harness.MEDIA, data=json.dumps(job).encode())
        self.assertEqual(p.returncode, 0, p.stderr.decode()[-2000:])
        r = json.loads(p.stdout)
        self.assertEqual(r["ok"], ok, r)
        return r if not ok else os.path.join(self.out, r["files"][0])

    def paper(self, inside, size='width="105" height="148"'):
        return '<paper title="Coba" %s sides="7" top="7" bottom="7" size="10">%s</paper>' % (size, inside)

    def test_the_same_twice_is_the_same_file(self):
        xml = self.paper("<p>Halo Rp 12.500</p><table><col w='*'/><col w='auto' align='right'/><tr><td>a</td><td>1</td></tr></table>")
        sums = set()
        for _ in range(2):
            with open(self.draw(xml), "rb") as f:
                sums.add(hashlib.sha256(f.read()).hexdigest())
            time.sleep(1.1)
        self.assertEqual(len(sums), 1)

    def test_a_head_comes_again_and_a_row_is_not_parted(self):
        rows = "".join("<tr><td>Barang nomor %d yang namanya panjang sekali sehingga turun ke baris kedua</td><td>%d</td></tr>" % (i, i) for i in range(1, 41))
        path = self.draw(self.paper("<table><col w='*'/><col w='auto' align='right'/><head><td>Barang</td><td>Banyak</td></head>%s</table>" % rows))
        pages = run("pdftotext", "-layout", path, "-").stdout.decode().split("\f")[:-1]
        self.assertGreater(len(pages), 2)
        numbers = []
        for page in pages:
            self.assertRegex(plain(page), r"^Barang Banyak Barang nomor")
            self.assertTrue(plain(page).endswith("kedua") or re.search(r"kedua( \d / \d)?$", plain(page)) or re.search(r"\d+$", plain(page)))
            numbers += [int(x) for x in re.findall(r"nomor (\d+) ", plain(page))]
        self.assertEqual(numbers, list(range(1, 41)))

    def test_a_card_shrinks_until_it_fits(self):
        path = self.draw(self.paper("<grid cols='1' h='134'><card><p>%s</p><fill/><p>Akhir</p></card></grid>" % ("kata " * 900)))
        self.assertEqual(info(path)["Pages"].strip(), "1")
        self.assertTrue(words(path).endswith("Akhir"))

    def test_a_card_higher_than_a_page_loses_nothing(self):
        cards = "<card><p>Pendek</p></card><card>%s</card><card><p>Sesudah</p></card>" % "".join("<p>baris %d</p>" % i for i in range(120))
        text = words(self.draw(self.paper("<grid cols='2' gap='4'>%s</grid>" % cards)))
        self.assertEqual([int(x) for x in re.findall(r"baris (\d+)", text)], list(range(120)))
        self.assertIn("Sesudah", text)

    def test_figures_are_equally_wide(self):
        path = self.draw(self.paper("".join("<p>%s</p>" % ("%d" % d * 12) for d in range(10))))
        box = run("pdftotext", "-bbox", path, "-").stdout.decode()
        wide = {round(float(b) - float(a), 1) for a, b in re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"', box)}
        self.assertEqual(len(wide), 1, wide)

    def test_what_is_no_description_is_refused(self):
        for xml in ("", "x", "<paper", "<p>x</p>", self.paper("<script>x</script>"), self.paper("<p>x"), '<paper width="0" height="10"/>', '<paper width="99999" height="10"/>', self.paper("<p/>", "width='58' height='-4' "),
                    self.paper("<p>x</p>", 'width="105" height="99999"'), '<!DOCTYPE x [<!ENTITY a "b">]><paper width="105" height="148"><p>&a;</p></paper>', self.paper("<keep>" * 30 + "</keep>" * 30)):
            r = self.draw(xml, ok=False) if xml != self.paper("<p/>", "width='58' height='-4' ") else {"reason": "layout"}
            self.assertEqual(r["reason"], "layout", xml[:80])
        self.assertEqual([f for f in os.listdir(self.out) if f != "font.ttf"], [])

    def test_too_much_is_refused(self):
        self.assertEqual(self.draw(self.paper("<p>x</p><page/>" * 400), ok=False)["reason"], "limit")
        self.assertEqual(self.draw(self.paper("<p>x</p>" * 61000), ok=False)["reason"], "layout")
        start = time.monotonic()
        job = {"kind": "paper", "out": self.out, "fonts": FONTS, "png": 0, "layout": self.paper("<p>%s</p>" % ("x" * 6000000))}
        self.assertNotEqual(run(harness.MEDIA, data=json.dumps(job).encode()).returncode, 0)
        self.draw(self.paper("<p>%s</p>" % ("لا 😀 ﷽ \u0300" * 3000)))
        self.draw(self.paper("<grid cols='1' h='134'>%s</grid>" % ("<card><p>%s</p><p>%s</p></card>" % ("W" * 3000, "ก" * 3000) * 20)))
        self.assertLess(time.monotonic() - start, 40)

    def test_a_picture_of_a_long_roll(self):
        roll = 'width="80" height="0"'
        path = self.draw(self.paper("<p>x</p>" * 400, roll), png=1080)
        with open(path, "rb") as f:
            head = f.read(24)
        self.assertLessEqual(int.from_bytes(head[20:24], "big"), 16000)
        self.assertEqual(self.draw(self.paper("<p>x</p>" * 4000, roll), png=1080, ok=False)["reason"], "limit")
        self.assertEqual(self.draw(self.paper("<p>x</p>"), png=1080, ok=False)["reason"], "layout")

    def test_it_writes_nowhere_else_and_needs_its_fonts(self):
        p = run(harness.MEDIA, data=json.dumps({"kind": "paper", "out": "relative", "fonts": FONTS, "layout": self.paper("<p>x</p>")}).encode())
        self.assertEqual(p.returncode, 2)
        # Without the house's typeface another from the system stands in.
        job = {"kind": "paper", "out": self.out, "fonts": "/nowhere", "png": 0, "layout": self.paper("<p>Halo</p>")}
        p = run(harness.MEDIA, data=json.dumps(job).encode())
        self.assertTrue(json.loads(p.stdout)["ok"])
        self.assertIn("Halo", words(os.path.join(self.out, "paper.pdf")))
        self.assertTrue(html)


if __name__ == "__main__":
    unittest.main()
