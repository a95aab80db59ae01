"""The drawing of posters by etalase-media: exact sizes, JPEG, codes that lead where they should, texts of strangers, photos that are none, too much of everything, walls."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import _pictures
import harness

FONTS = os.path.join(harness.ROOT, "build/static/fonts")
LONG = "Paket Oleh-oleh Lengkap Keripik Sanjai Balado Extra Pedas Isi Dua Belas Bungkus untuk Keluarga Besar di Rantau"
HOSTILE = "<b>tebal</b> &amp; <span size='99999'>%s%n \u202eterbalik \x07 \U0001f336 " + "W" * 300
LINK = "https://toko.example/s/Ab3dE5"


class Drawing(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="etalase-poster-")
        self.addCleanup(shutil.rmtree, self.dir, True)
        self.photo = os.path.join(self.dir, "in.jpg")
        with open(self.photo, "wb") as f:
            f.write(_pictures.jpeg(1200, 700))
        self.out = os.path.join(self.dir, "out")
        os.mkdir(self.out)

    def item(self, **k):
        return dict({"photo": self.photo, "name": "Keripik Sanjai Balado", "price": "Rp 18.000", "was": "Rp 22.000"}, **k)

    def run_raw(self, **k):
        job = dict({"kind": "poster", "out": self.out, "fonts": FONTS, "layout": "card", "format": "jpeg", "w": 1080, "h": 1080, "shop": "Mande Rani", "say": "Pindai", "qr": LINK,
                    "items": [self.item()]}, **k)
        return subprocess.run([harness.MEDIA], input=json.dumps(job).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def draw(self, **k):
        p = self.run_raw(**k)
        self.assertEqual(p.returncode, 0, p.stderr)
        answer = json.loads(p.stdout)
        self.assertTrue(answer["ok"], answer)
        files = [os.path.join(self.out, f) for f in answer["files"]]
        for path in files:
            if path.endswith(".jpg"):
                with open(path, "rb") as f:
                    b = f.read()
                self.assertEqual(b[:3], b"\xff\xd8\xff")
                self.assertEqual(_pictures.jpeg_size(b), (k.get("w", 1080), k.get("h", 1080)))
                self.assertLess(len(b), 8 * 1024 * 1024)
        return answer["pages"], files

    def refused(self, **k):
        p = self.run_raw(**k)
        self.assertEqual((p.returncode, json.loads(p.stdout)), (0, {"ok": False, "reason": "layout"}))

    def code(self, path):
        return subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().split()

    def test_cards_of_every_size_lead_to_their_link(self):
        for w, h in ((1080, 1080), (1080, 1920), (540, 675)):
            for item in (self.item(), self.item(photo="", was=""), self.item(name=LONG, price="Rp 12.345.678.900", was="Rp 99.999.999.999"), self.item(name=HOSTILE), self.item(air=True)):
                pages, files = self.draw(w=w, h=h, items=[item])
                self.assertEqual((pages, len(files)), (1, 1))
                self.assertEqual(self.code(files[0]), [LINK], (w, h, item["name"]))

    def test_photos_for_posts(self):
        for w, h in ((1080, 566), (400, 500)):
            for fit in ("crop", "pad"):
                seen = set()
                for more in ({}, {"sticker": "Rp 18.000"}, {"frame": "#C2410C"}, {"ground": "#004400", "sticker": HOSTILE, "frame": "none"}):
                    _, files = self.draw(layout="photo", qr="", w=w, h=h, fit=fit, **more)
                    with open(files[0], "rb") as f:
                        seen.add(f.read())
                self.assertEqual(len(seen), 4, (w, h, fit))

    def test_where_a_photo_is_cut(self):
        seen = set()
        for x in (-500, 0, 500, 99999):
            _, files = self.draw(layout="photo", qr="", items=[self.item(focus_x=x)])
            with open(files[0], "rb") as f:
                seen.add(f.read())
        self.assertEqual(len(seen), 3)

    def test_pages_of_many(self):
        for n, pages in ((1, 1), (9, 2), (60, 8)):
            got, files = self.draw(layout="list", h=1350, title="Daftar harga", items=[self.item(name="Barang %d" % i) for i in range(n)])
            self.assertEqual((got, len(files)), (pages, pages))
            self.assertEqual(self.code(files[-1]), [LINK])
        self.refused(layout="list", items=[self.item()] * 121)

    def test_leaflets(self):
        for (w, h), n, pages in (((210, 297), 11, 2), ((148, 210), 1, 1), ((148, 210), 10, 1)):
            got, files = self.draw(layout="list", format="pdf", w=w, h=h, title="Oleh-oleh <Minang>", foot="WA 0812", items=[self.item(name="Barang %d" % i) for i in range(n)])
            self.assertEqual((got, [os.path.basename(f) for f in files]), (pages, ["poster.pdf"]))
            text = subprocess.run(["pdftotext", "-layout", files[0], "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().replace("\u00a0", " ")
            for say in ["Oleh-oleh <Minang>", "Mande Rani", "Pindai", "WA 0812", "Rp 18.000", "Rp 22.000"] + ["Barang %d" % i for i in range(n)]:
                self.assertIn(say, text)
            info = subprocess.run(["pdfinfo", files[0]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
            self.assertIn("Pages:           %d\n" % pages, info)
            # A photo goes in as it is, not as pixels.
            images = subprocess.run(["pdfimages", "-list", files[0]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
            self.assertIn("jpeg", images)
            subprocess.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", files[0], os.path.join(self.dir, "page")], check=True)
            png = [f for f in sorted(os.listdir(self.dir)) if f.startswith("page")][0]
            self.assertEqual(self.code(os.path.join(self.dir, png)), [LINK])
            os.unlink(os.path.join(self.dir, png))

    def test_what_is_no_photo_is_left_out(self):
        for b in (b"", b"\xff\xd8\xff" + b"x" * 100, b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", _pictures.jpeg(64, 64)[:300]):
            with open(self.photo, "wb") as f:
                f.write(b)
            self.draw()
        self.draw(items=[self.item(photo="/nowhere/at/all.jpg")])
        self.draw(items=[self.item(photo="relative.jpg")])

    def test_jobs_that_are_none(self):
        for k in ({"layout": "html"}, {"w": 100}, {"h": 5000}, {"items": []}, {"items": "x"}, {"w": "1080"}, {"format": "pdf", "w": 1080}):
            self.refused(**k)
        self.draw(qr="x" * 5000, items=[self.item()])
        self.assertNotEqual(self.run_raw(out="relative").returncode, 0)


if __name__ == "__main__":
    unittest.main()
