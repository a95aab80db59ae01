"""Goods from a file in the admin panel: uploaded, tried, brought in by the worker, told row by row, taken back; files that are no tables; a worker that is killed in the middle; who may not."""
import csv
import io
import os
import signal
import time
import unittest

import _ways as w
from harness import KIND, ROOT, FlowTest

DATA = os.path.join(ROOT, "tests/data/import")
HEAD = ["key", "name", "category", "status", "summary", "price", "sku", "stock", "attr1_name", "attr1_value"]


def table(rows, head=HEAD, sep=","):
    out = io.StringIO()
    t = csv.writer(out, delimiter=sep)
    t.writerow(head)
    t.writerows(rows)
    return out.getvalue().encode()


def item(i, price=1000, **more):
    row = {"key": "impor-%d" % i, "name": "Barang Impor %d" % i, "status": "active", "summary": "Enak", "price": price, "sku": "IMP-%d" % i, "stock": 5}
    row.update(more)
    return [row.get(h, "") for h in HEAD]


class Import(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = cls.shop.owner("pemilik")

    def upload(self, data, name="barang.csv", c=None):
        c = c or self.c
        page = self.ok(c.get("/admin/import")).page
        return c.submit(page.form("/admin/import", has="file"), files=[("file", name, "text/csv", data)])

    def run_of(self, data, name="barang.csv"):
        r = self.upload(data, name)
        self.assertEqual(r.status, 303, r.text[-2000:] if r.body else "")
        return r.header("location").split("?")[0]

    def press(self, at, act, **values):
        page = self.ok(self.c.get(at)).page
        for f in page.forms():
            for b in f.buttons:
                if tuple(b[:2]) == ("do", act):
                    return self.c.submit(f, button=("do", act), at=at, **values)
        self.fail("no button for %s" % act)

    def state(self, at):
        return self.shop.one("SELECT state FROM goods_run WHERE id = %s" % at.rsplit("/", 1)[1])

    def bring_in(self, data):
        at = self.run_of(data)
        self.press(at, "dry")
        self.shop.work()
        self.press(at, "import")
        self.shop.work()
        self.assertEqual(self.state(at), "done")
        return at

    def undo(self, at):
        page = self.ok(self.c.get(at)).page
        r = self.c.submit(page.form("/undo"))
        if r.status == 200:     # the password once more
            form = [f for f in r.page.forms() if "password" in f.names()][0]
            r = self.c.submit(form, password=self.c.password)
        self.assertEqual(r.status, 303)
        self.shop.work()

    def test_1_from_the_upload_to_the_way_back(self):
        self.sees(self.ok(self.c.get("/admin/import")), "Belum ada berkas")
        data = table([item(1), item(2, 2500, attr1_name="Rasa", attr1_value="Manis"), item(3, "gratis"), item(4, 700, category="tidak-ada-itu")])
        at = self.run_of(data)
        self.sees(self.ok(self.c.get(at)), "barang.csv", "Etalase", "Coba dulu")
        self.sees_not(self.c.get(at), "Impor sekarang")
        self.press(at, "dry")
        waiting = self.ok(self.c.get(at))
        self.assertEqual(waiting.header("refresh"), "3")
        self.sees(waiting, "Sedang dicoba", "boleh ditinggal")
        self.shop.work()
        page = self.ok(self.c.get(at))
        self.assertIsNone(page.header("refresh"))
        self.sees(page, "Sudah dicoba", "Barang Impor 3", "Impor sekarang")     # refused rows come first
        self.sees(self.ok(self.c.get(at + "?show=new")), "Barang Impor 1", "Barang Impor 2")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE sku LIKE 'IMP-%'"), "0")
        self.press(at, "import")
        self.shop.work()
        page = self.ok(self.c.get(at + "?show=new"))
        self.sees(page, "Sudah masuk")
        self.assertEqual(w.stock(self.shop, "IMP-2"), (5, 0))
        self.ok(self.c.get(page.page.link("/admin/goods/")))
        self.sees(self.shop.client().get("/product/" + w.slug(self.shop, "IMP-2")), "Rp 2.500", "Manis")
        self.assertEqual(self.shop.one("SELECT made FROM goods_run"), "3")
        # The refused rows come as a file that says why.
        got = self.ok(self.c.get(at + "/refused"))
        rows = list(csv.reader(io.StringIO(got.body.decode("utf-8-sig"), newline="")))
        self.assertEqual(rows[0][1:], HEAD)
        self.assertEqual([r[1] for r in rows[1:]], ["impor-3"])
        self.assertTrue(rows[1][0])
        # Put right and uploaded again, the first column is no trouble.
        rows[1][6] = "900"
        self.bring_in(table(rows[1:], rows[0]))
        self.assertEqual(self.shop.one("SELECT price FROM variant WHERE sku = 'IMP-3'"), "900")
        # The same file once more is known, and changes nothing.
        again = self.run_of(data)
        self.sees(self.ok(self.c.get(again)), "pernah dimasukkan")
        self.press(again, "dry")
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT made, changed, same FROM goods_run ORDER BY id DESC LIMIT 1"), [("0", "0", "3")])
        last = "/admin/import/" + self.shop.one("SELECT MAX(id) FROM goods_run WHERE made = 1")
        for run in (last, at):
            self.undo(run)
            self.assertEqual(self.state(run), "undone")
            self.sees(self.ok(self.c.get(run + "?show=new")), "Sudah dibatalkan", "sudah dihapus lagi")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE sku LIKE 'IMP-%'"), "0")
        self.whole()

    def test_2_changed_goods_become_what_they_were(self):
        self.bring_in(table([item(20, 1000, attr1_name="Rasa", attr1_value="Asin"), item(21, 1100), item(22, 1200), item(23, 1300)]))
        image = self.shop.sql("SELECT v.price, t.summary, a.value FROM variant v JOIN product_text t ON t.product = v.product AND t.lang = 'id' LEFT JOIN product_attr a ON a.product = v.product WHERE v.sku = 'IMP-20'")
        at = self.bring_in(table([item(20, 5000, summary="Lain", attr1_name="Rasa", attr1_value="Pedas"), item(21, 5100), item(22, 5200), item(24, 5400), item(25, 5500)]))
        self.assertEqual(self.shop.sql("SELECT made, changed FROM goods_run ORDER BY id DESC LIMIT 1"), [("2", "3")])
        # One is changed by hand since, one is sold, one lies in a cart.
        page = self.ok(self.c.get("/admin/goods?q=IMP-21")).page
        self.assertEqual(self.c.submit(page.form("/quick"), price="7777").status, 303)
        w.put(self.shop.client(), "IMP-25", 1)
        self.undo(at)
        self.assertEqual(self.state(at), "undone")
        self.assertEqual(self.shop.sql("SELECT v.price, t.summary, a.value FROM variant v JOIN product_text t ON t.product = v.product AND t.lang = 'id' LEFT JOIN product_attr a ON a.product = v.product WHERE v.sku = 'IMP-20'"),
                         image)
        self.assertEqual(self.shop.one("SELECT price FROM variant WHERE sku = 'IMP-21'"), "7777")
        self.assertEqual(self.shop.one("SELECT price FROM variant WHERE sku = 'IMP-22'"), "1200")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE sku = 'IMP-24'"), "0")
        self.assertEqual(self.shop.one("SELECT p.status FROM product p JOIN variant v ON v.product = p.id WHERE v.sku = 'IMP-25'"), "archived")
        self.assertEqual(w.stock(self.shop, "IMP-20"), (5, 0))
        page = self.ok(self.c.get(at + "?show=changed"))
        self.sees(page, "kembali seperti semula", "sudah Anda ubah sendiri, jadi kami biarkan", "1 barang sudah Anda ubah sendiri")
        self.sees(self.ok(self.c.get(at + "?show=new")), "masuk arsip", "sudah dihapus lagi")
        self.assertEqual(self.shop.invariants(), [])
        # What was taken back can be brought in again.
        self.bring_in(table([item(20, 5000, summary="Lain"), item(24, 5400), item(25, 5500)]))
        self.assertEqual(self.shop.sql("SELECT v.sku, v.price, p.status FROM variant v JOIN product p ON p.id = v.product WHERE v.sku IN ('IMP-20', 'IMP-24', 'IMP-25') AND v.active = 1 ORDER BY v.sku"),
                         [("IMP-20", "5000", "active"), ("IMP-24", "5400", "active"), ("IMP-25", "5500", "active")])

    def sold(self, sku):
        return self.shop.sql("SELECT COALESCE(d.name, ''), p.measure, p.qty_min, p.tiers, (SELECT COUNT(*) FROM product_tag k WHERE k.product = p.id), v.low_at FROM variant v JOIN product p ON p.id = v.product"
                             " LEFT JOIN product_maker m ON m.product = p.id LEFT JOIN maker_text d ON d.maker = m.maker AND d.lang = 'id' WHERE v.sku = '%s' AND v.active = 1" % sku)

    def test_8_makers_tags_and_kilograms(self):
        head = HEAD + ["maker", "tags", "measure", "min_qty", "qty_prices", "low_at"]
        first = [item(80) + ["Uni Ros", "kopi|pagi", "kg", "0.25", "5=900", "1,5 kg"], item(81) + ["UNI ROS", "Kopi", "", "2", "", "3"]]
        at = self.run_of(table(first, head))
        self.press(at, "dry")
        self.shop.work()
        self.sees(self.ok(self.c.get(at)), "pembuat baru", "tag baru")
        self.assertEqual(self.shop.sql("SELECT makers, tags FROM goods_run ORDER BY id DESC LIMIT 1"), [("1", "2")])
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM maker_text WHERE name = 'Uni Ros'"), "0")
        self.press(at, "import")
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT makers, tags FROM goods_run ORDER BY id DESC LIMIT 1"), [("1", "2")])
        made, was = at, self.sold("IMP-80")
        self.assertEqual(was, [("Uni Ros", "gram", "250", "1", "2", "1500")])
        self.assertEqual(self.sold("IMP-81"), [("Uni Ros", "piece", "2", "0", "1", "3")])
        self.assertEqual(w.stock(self.shop, "IMP-80"), (5000, 0))
        again = self.bring_in(table([item(80) + ["Pak Imam", "lain", "kg", "1 kg", "", "2"], item(82) + ["Bu Eti", "", "l", "", "", ""]], head))
        self.assertEqual(self.sold("IMP-80"), [("Pak Imam", "gram", "1000", "0", "1", "2000")])
        self.undo(again)
        self.assertEqual(self.state(again), "undone")
        self.assertEqual(self.sold("IMP-80"), was)
        self.assertEqual(self.sold("IMP-82"), [])
        # A file of the goods, untouched, changes nothing.
        self.ok(self.c.get("/admin/goods/export?q=IMP-8"))
        self.bring_in(self.c.get("/admin/goods/export?q=IMP-8").body)
        self.assertEqual(self.shop.sql("SELECT made, changed, same, makers FROM goods_run ORDER BY id DESC LIMIT 1"), [("0", "0", "2", "0")])
        # The mapping offers the new fields.
        at = self.run_of("Kode;Nama;Harga;Pembuat;Tag;Minimal beli\nM-1;Teh;5000;uni ros;kopi;3\n".encode())
        page = self.ok(self.c.get(at))
        self.sees(page, "Dijual per: buah, kg, 100 g, liter")
        self.undo(made)
        self.assertEqual(self.sold("IMP-80") + self.sold("IMP-81"), [])
        self.assertEqual(self.shop.invariants(), [])

    def groups(self):
        """What there is besides goods."""
        return [set(self.shop.one_list(x)) for x in ("SELECT name FROM maker_text WHERE lang='id'", "SELECT name FROM tag", "SELECT name FROM category_text WHERE lang='id'")]

    def test_9_what_came_with_the_goods_goes_with_them(self):
        head, was = HEAD + ["maker", "tags"], self.groups()
        at = self.bring_in(table([item(90, category="Bawaan > Anyaman > Tikar") + ["Bu Tuti", "pandan|purun"], item(91, category="Bawaan > Ukiran") + ["Pak Ujang", "jati|akasia"],
                                  item(93) + ["", "cendana"]], head))
        self.assertEqual([sorted(x - y) for x, y in zip(self.groups(), was)],
                         [["Bu Tuti", "Pak Ujang"], ["akasia", "cendana", "jati", "pandan", "purun"], ["Anyaman", "Bawaan", "Tikar", "Ukiran"]])
        # Since then: goods of another file use a maker and a tag, the owner another category, one tag is called otherwise (and so its goods are not what the file said), a searched word leads to one, a story is told of a maker.
        later = self.bring_in(table([item(92) + ["bu tuti", "Jati"]], head))
        ask = "SELECT id FROM tag WHERE name='%s'"
        path = "/admin/tags/" + self.shop.one(ask % "cendana")
        self.ok(self.c.submit(self.ok(self.c.get(path)).page.form(path, "name"), name="kayu cendana"), 303)
        f = self.ok(self.c.get("/admin/search/redirects/new")).page.form("/admin/search/redirects/new", "term")
        self.ok(self.c.submit(f, term="anyam purun", to="", address="/tag/purun"), 303)
        path = "/admin/makers/" + self.shop.one("SELECT maker FROM maker_text WHERE name='Pak Ujang'")
        self.ok(self.c.submit(self.ok(self.c.get(path)).page.form(path, "name"), story="Mengukir sejak 1970"), 303)
        f = self.ok(self.c.get("/admin/categories/new")).page.form("/admin/categories/new")
        self.ok(self.c.submit(f, name="Patung", parent=self.shop.one("SELECT category FROM category_text WHERE name='Ukiran'")), 303)
        self.undo(at)
        self.assertEqual(self.state(at), "undone")
        self.assertEqual([sorted(x - y) for x, y in zip(self.groups(), was)], [["Bu Tuti", "Pak Ujang"], ["jati", "kayu cendana", "purun"], ["Bawaan", "Patung", "Ukiran"]])
        self.sees(self.ok(self.c.get(at)), w.say("{{GROUPS_N}} makers, tags and categories that it had made are gone again, too.", GROUPS_N=4), "Bawaan, Bu Tuti, Pak Ujang, Ukiran, cendana, jati, purun")
        self.ok(self.shop.client().get("/tag/pandan"), 404)
        # What an import has only met stays, whatever becomes of its goods.
        self.undo(later)
        self.assertEqual([sorted(x - y) for x, y in zip(self.groups(), was)][0], ["Bu Tuti", "Pak Ujang"])
        self.whole()

    def test_3_variants_that_went_off_sale_are_there_again(self):
        head = ["key", "name", "price", "sku", "stock", "option1_name", "option1_value"]
        rows = [["pilih", "Barang Pilihan", 1000, "PIL-1", 3, "Isi", "100 g"], ["pilih", "", 2000, "PIL-2", 4, "Isi", "250 g"]]
        self.bring_in(table(rows, head))
        ids = self.shop.sql("SELECT id FROM variant WHERE sku LIKE 'PIL-%' ORDER BY id")
        at = self.bring_in(table([["pilih", "Barang Lain", 1500, "PIL-1", 3, "Isi", "100 g"]], head))
        self.assertEqual(self.shop.sql("SELECT sku FROM variant WHERE sku LIKE 'PIL-%' AND active = 1"), [("PIL-1",)])
        self.undo(at)
        self.assertEqual(self.shop.sql("SELECT id FROM variant WHERE sku LIKE 'PIL-%' AND active = 1 ORDER BY id"), ids)
        self.assertEqual(w.stock(self.shop, "PIL-2"), (4, 0))
        self.assertEqual(self.shop.invariants(), [])

    def test_4_stopped_and_gone_on(self):
        at = self.run_of(table([item(i) for i in range(300, 310)]))
        self.press(at, "dry")
        self.assertEqual(self.press(at, "stop").status, 303)
        self.sees(self.ok(self.c.get(at)), "Sebentar lagi berhenti")
        self.shop.work()
        self.assertEqual(self.state(at), "read")       # a try that was stopped has done nothing
        self.press(at, "dry")
        self.shop.work()
        self.press(at, "import")
        self.press(at, "stop")
        self.shop.work()
        self.assertEqual(self.state(at), "stopped")
        self.press(at, "import")
        # One at a time.
        other = self.run_of(table([item(400)]))
        self.press(other, "dry")
        self.sees(self.c.follow(self.press(other, "dry")) if self.state(other) == "waiting" else self.c.get(other + "?m=no.import.busy"), "Impor lain sedang berjalan")
        self.shop.work()
        self.assertEqual(self.state(at), "done")
        self.undo(at)

    def test_5_a_worker_that_is_killed(self):
        n = 1500
        at = self.run_of(table([item(10000 + i, sku="", stock="") for i in range(n)]))
        run = at.rsplit("/", 1)[1]
        self.press(at, "dry")
        self.shop.work()
        self.assertEqual(self.state(at), "tried")
        self.press(at, "import")
        worker = self.shop.spawn("work", "--once")
        end = time.time() + 60
        while time.time() < end and int(self.shop.one("SELECT made FROM goods_run WHERE id = " + run)) < 400:
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.assertEqual(self.state(at), "running")
        done = int(self.shop.one("SELECT made FROM goods_run WHERE id = " + run))
        self.assertTrue(400 <= done < n, done)
        page = self.ok(self.c.get(at))
        self.assertEqual(page.header("refresh"), "3")
        # Its lease runs out; the next one goes on behind it.
        self.shop.sql("UPDATE outbox SET lease_until = 0 WHERE lane = 'import' AND state = 'leased'")
        self.shop.work()
        self.assertEqual(self.state(at), "done")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product_text WHERE name LIKE 'Barang Impor 1____' AND lang = 'id'"), str(n))
        self.assertEqual(self.shop.sql("SELECT made, changed, same, refused FROM goods_run WHERE id = " + run), [(str(n), "0", "0", "0")])
        self.undo(at)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product_text WHERE name LIKE 'Barang Impor 1____'"), "0")
        self.assertEqual(self.shop.invariants(), [])

    def test_7_columns_matched_by_eye(self):
        data = "Judul;Nilai;Isi Gudang;Kota\nKopi Talu;Rp 31.000;12;Talu\nKopi Solok;29000;8;Solok\n".encode()
        at = self.run_of(data, "tabelku.csv")
        page = self.ok(self.c.get(at))
        self.sees(page, "Kolom mana berisi apa", "wajib", "Kopi Talu")
        form = page.page.form("/import/", has="f_name")
        self.assertEqual(form.get("f_name"), "1")       # "Judul" is known, the others are not
        self.assertEqual(form.get("f_price"), "0")
        r = self.c.submit(form, button=("do", "dry"), at=at)
        self.assertEqual(r.status, 422)
        self.sees(r, "Pilih kolomnya")
        form = r.page.form("/import/", has="f_name")
        self.assertEqual(form.get("f_name"), "1")
        r = self.c.submit(form, button=("do", "dry"), at=at, f_price="2", f_stock="3", key0="1", key1="4")
        self.assertEqual(r.status, 303)
        self.shop.work()
        page = self.ok(self.c.get(at))
        self.sees(page, "Sudah dicoba", "Kopi Talu", "Kopi Solok")
        form = page.page.form("/import/", has="f_name")  # what was chosen stands there still
        self.assertEqual((form.get("f_price"), form.get("f_stock"), form.get("key0"), form.get("key1")), ("2", "3", "1", "4"))
        self.press(at, "import")
        self.shop.work()
        self.assertEqual(self.state(at), "done")
        self.assertEqual(self.shop.sql("SELECT v.price, s.on_hand FROM product_text t JOIN variant v ON v.product = t.product JOIN stock s ON s.variant = v.id WHERE t.name = 'Kopi Talu' AND t.lang = 'id'"), [("31000", "12")])
        again = self.run_of(data.replace(b"29000", b"28000"), "tabelku.csv")
        form = self.ok(self.c.get(again)).page.form("/import/", has="f_name")
        self.c.submit(form, button=("do", "dry"), at=again, f_price="2", f_stock="3", key0="1", key1="4")
        self.shop.work()
        self.press(again, "import")
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT made, changed, same FROM goods_run ORDER BY id DESC LIMIT 1"), [("0", "1", "1")])
        # Columns changed after the trial: what stands there now is what comes in.
        other = self.run_of(data.replace(b"Kopi", b"Gula"), "tabelku.csv")
        form = self.ok(self.c.get(other)).page.form("/import/", has="f_name")
        self.c.submit(form, button=("do", "dry"), at=other, f_price="2", f_stock="3", key0="1", key1="4")
        self.shop.work()
        form = self.ok(self.c.get(other)).page.form("/import/", has="f_name")
        self.assertIn(("do", "import"), [b[:2] for b in form.buttons])
        self.c.submit(form, button=("do", "import"), at=other, f_price="3", f_stock="0")
        self.shop.work()
        self.assertEqual(self.shop.one("SELECT v.price FROM product_text t JOIN variant v ON v.product = t.product WHERE t.name = 'Gula Talu' AND t.lang = 'id'"), "12")
        # Without a number or a code, and nothing chosen, an item is known by its name.
        plain = self.run_of(data.replace(b"Kopi", b"Teh"), "tabelku.csv")
        form = self.ok(self.c.get(plain)).page.form("/import/", has="f_name")
        self.c.submit(form, button=("do", "dry"), at=plain, f_price="2")
        self.shop.work()
        self.assertEqual(self.state(plain), "tried")
        self.assertEqual(self.shop.one("SELECT made FROM goods_run ORDER BY id DESC LIMIT 1"), "2")
        self.undo(again)
        self.assertEqual(self.shop.one("SELECT v.price FROM product_text t JOIN variant v ON v.product = t.product WHERE t.name = 'Kopi Solok' AND t.lang = 'id'"), "29000")
        self.undo(at)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM product_text WHERE name IN ('Kopi Talu', 'Kopi Solok')"), "0")

    def test_52_what_is_no_table(self):
        bad = [("barang.xlsx", b"PK\x03\x04" + os.urandom(500), "berkas Excel"), ("lama.xls", b"\xd0\xcf\x11\xe0" + os.urandom(500), "berkas Excel"), ("foto.csv", b"\x89PNG" + os.urandom(500), "bukan tabel"),
               ("biner.csv", b"name,price\n\x00\x01\x02,1\n", None), ("kosong.csv", b"", "perlu diisi"), ("judul.csv", b"key,name,price\r\n", "belum ada baris"), ("satu.csv", b"hanya satu kolom\nbaris\n", "bukan tabel"),
               ("utf16.csv", "name,price\nA,1\n".encode("utf-16"), None), ("halaman.csv", b"<html><body>x</body></html>", "bukan tabel")]
        runs = self.shop.one("SELECT COUNT(*) FROM goods_run")
        for name, data, says in bad:
            r = self.upload(data, name)
            self.assertEqual(r.status, 422, name)
            self.assertIsNotNone(r.page.find("input", **{"aria-invalid": "true"}), name)
            if says:
                self.sees(r, says)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM goods_run"), runs)
        left = [f for f in os.listdir(os.path.join(self.shop.dir, "private", "import")) if self.shop.one("SELECT COUNT(*) FROM goods_run WHERE file = '%s'" % f) == "0"]
        self.assertEqual(left, [])
        for f in os.listdir(os.path.join(self.shop.dir, "private", "import")):
            self.assertEqual(os.stat(os.path.join(self.shop.dir, "private", "import", f)).st_mode & 0o777, 0o600)
        r = self.upload(b"key,name,price\n" + b"x" * 13000000)
        self.assertEqual(r.status, 413)
        self.sees(r, "12 MB")

    def test_52_wrong_encoding_and_other_marks(self):
        self.bring_in("key;name;price\nlatin;Kopi Süß à la crème;Rp 9.000\n".encode("cp1252"))
        self.assertEqual(self.shop.one("SELECT name FROM product_text WHERE name LIKE 'Kopi S%' AND lang = 'id'"), "Kopi Süß à la crème")

    def test_35_only_bosses(self):
        at = self.run_of(table([item(500)]))
        for role in ("cashier", "warehouse", "driver", "social", "leader"):
            c = self.shop.owner("lain." + role, role)
            for path in ("/admin/import", at, at + "/refused", at + "/file"):
                self.assertEqual(c.get(path).status, 403, role + path)
            self.sees_not(self.ok(c.get("/admin/more")), "Impor dan ekspor")
            for path in ("/admin/import/export", at, at + "/undo"):
                self.assertEqual(c.post(path, [("do", "import")]).status, 403, role + path)
        self.ok(self.c.get("/admin/import/999999"), 404)
        self.ok(self.c.get(at + "/file"), 404)
        self.assertEqual(self.state(at), "read")

    def test_6_all_goods_as_a_file(self):
        page = self.ok(self.c.get("/admin/import")).page
        r = self.c.submit(page.form("/import/export"))
        at = r.header("location").split("?")[0]
        self.sees(self.ok(self.c.get(at)), "Sedang ditulis")
        self.shop.work()
        page = self.ok(self.c.get(at))
        self.sees(page, "Siap", "Unduh")
        r = self.ok(self.c.get(page.page.link("/file")))
        name = r.header("x-accel-redirect")
        self.assertTrue(name.startswith("/_private/import/"), name)
        with open(os.path.join(self.shop.dir, "private", "import", os.path.basename(name)), "rb") as f:
            data = f.read()
        self.assertIn(b"SB-100-S", data)
        # Brought back into the same shop it changes nothing.
        at = self.run_of(data)
        self.press(at, "dry")
        self.shop.work()
        run = at.rsplit("/", 1)[1]
        self.assertEqual(self.shop.sql("SELECT made, changed, refused FROM goods_run WHERE id = " + run), [("0", "0", "0")])


if __name__ == "__main__":
    unittest.main()
