"""Abuse cases 47 to 51 and 53: pictures of strangers. First the picture program alone with chimeras and bombs (bounded time, bounded memory), then the two ways in: the owner's photos
and the shopper's proof of payment; what is served holds nothing of what was hidden in the upload, no place and no camera, and a proof is seen by its sender and by staff alone."""
import glob
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

import _abuse as a
import _pictures as p
import harness
from harness import KIND, MEDIA, ROOT, FlowTest

MEMORY_MIB = 256        # of the picture program, whatever comes
SECONDS = 12            # 10 of processor time are its own limit
SMALL_ALL_THE_SAME = "gif screen of 65535"      # claims much, is little


def read(path):
    with open(path, "rb") as f:
        return f.read()


class Made:
    """What the picture program made of some bytes."""

    def __init__(self, data, kind="product"):
        self.dir = tempfile.mkdtemp(prefix="etalase-picture-")
        out = os.path.join(self.dir, "out")
        os.mkdir(out)
        with open(os.path.join(self.dir, "in"), "wb") as f:
            f.write(data)
        q = subprocess.Popen([MEDIA], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        q.stdin.write(json.dumps({"in": os.path.join(self.dir, "in"), "out": out, "kind": kind}).encode() + b"\n")
        q.stdin.close()
        text = q.stdout.read()
        _, self.status, used = os.wait4(q.pid, 0)
        q.returncode = self.status
        q.stdout.close()
        # Of the processor: another program may have the machine meanwhile.
        self.seconds, self.mib = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        self.answer = json.loads(text) if text.strip() else None
        self.files = {n: read(os.path.join(out, n)) for n in sorted(os.listdir(out))}
        self.others = [n for n in os.listdir(self.dir) if n not in ("in", "out")]
        shutil.rmtree(self.dir)


class Program(unittest.TestCase):
    def bounded(self, name, made):
        self.assertLess(made.mib, MEMORY_MIB, name)
        self.assertLess(made.seconds, SECONDS, name)
        self.assertEqual(made.others, [], name)

    def test_47_chimeras(self):
        for name, data, good in p.chimeras():
            made = Made(data)
            self.bounded(name, made)
            self.assertEqual(made.status, 0, name)
            self.assertEqual(made.answer["ok"], good, "%s: %s" % (name, made.answer))
            if not good:
                self.assertEqual(made.files, {}, name)
            for f, content in made.files.items():
                self.assertNotIn(b"PAYLOAD-7f3a", content, name + " " + f)
                self.assertNotIn(b"<script", content.lower(), name + " " + f)
                self.assertNotIn(b"<?php", content, name + " " + f)
                self.assertNotIn(b"PK\x03\x04", content, name + " " + f)
                if f.endswith(".jpg"):
                    self.assertTrue(content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9"), name)
                else:
                    self.assertEqual((content[:4], content[8:12]), (b"RIFF", b"WEBP"), name)
                    self.assertEqual(struct.unpack("<I", content[4:8])[0] + 8, len(content), name)

    def test_48_bombs(self):
        for name, data in p.bombs():
            made = Made(data)
            self.bounded(name, made)
            self.assertLess(made.seconds, 2, name)
            if name != SMALL_ALL_THE_SAME:
                self.assertFalse(made.answer["ok"], name)
                self.assertEqual(made.files, {}, name)

    def test_48_bombs_in_metadata(self):
        """A profile of 256 MiB, a text of 64 MiB in a picture of 40 pixels: the picture comes out, or is refused, and nothing is blown up."""
        for name, data in (("profile", p.png_profile_bomb()), ("text", p.png_text_bomb())):
            made = Made(data)
            self.bounded(name, made)
            for content in made.files.values():
                self.assertLess(len(content), 20000, name)

    def test_48_texts_cost_nothing(self):
        """Hundreds of texts that become 64 MiB each: they are left out before anything is unpacked, and the picture comes out."""
        bomb = p.zlib_bomb(64 << 20)
        for kind, head in ((b"zTXt", b"k\0\0"), (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0")):
            made = Made(p.png(before=p.chunk(kind, head + bomb) * 200, tail=p.chunk(kind, head + bomb)))
            self.bounded(kind, made)
            self.assertLess(made.seconds, 3, kind)
            self.assertTrue(made.answer["ok"], kind)
        # Cut chunks are no way past that.
        for cut in (1, 5, 11, 13):
            self.bounded("cut", Made(p.png(before=p.chunk(b"zTXt", b"k\0\0" + bomb))[:-cut]))
        self.bounded("length", Made(p.png(before=b"\xff\xff\xff\xffzTXt" + bomb)))

    def test_48_scans_without_end(self):
        """Little to send, little to keep, much to work on: it is ended by its own limit of processor time, which the worker tells as too much (jobs/program.h); ten such scans are a picture."""
        made = Made(p.jpeg_scans())
        self.bounded("scans", made)
        self.assertTrue(os.WIFSIGNALED(made.status) and os.WTERMSIG(made.status) == signal.SIGXCPU or made.answer and not made.answer["ok"], made.status)
        self.assertTrue(Made(p.jpeg_scans(scans=10)).answer["ok"])

    def test_48_the_largest_that_is_taken(self):
        """64 million pixels are decoded as a stream; one row more is too many."""
        self.bounded("8000x8000", Made(p.png(8000, 8000, colour=0), "proof"))
        self.assertEqual(Made(p.png(8000, 8001, colour=0)).answer, {"ok": False, "reason": "bomb"})
        self.bounded("interlaced", Made(p.png(8000, 8000, depth=16, colour=6, rows=40, interlace=1)))

    def test_49_no_place_and_upright(self):
        self.assertIn(p.GPS_BYTES, p.exif(), "the block that is looked for is none")
        for orientation, size in ((1, (64, 32)), (3, (64, 32)), (6, (32, 64)), (8, (32, 64))):
            for kind in ("product", "proof"):
                made = Made(p.jpeg(64, 32, p.exif(orientation)), kind)
                self.assertTrue(made.answer["ok"])
                self.assertEqual((made.answer["width"], made.answer["height"]), size)
                for f, content in made.files.items():
                    for hidden in p.HIDDEN + ((b"Exif",) if f.endswith(".jpg") else ()):
                        self.assertNotIn(hidden, content, "%s %s" % (f, hidden))
                    if f.endswith(".jpg"):
                        self.assertEqual(p.jpeg_size(content), size)
                        self.assertNotIn(0xE1, [m for m, _ in p.jpeg_markers(content)])

    def test_48_damaged_in_every_way(self):
        """A good picture cut anywhere, and with any byte changed: always an answer, never a crash."""
        for good in (p.jpeg(), p.png(), p.gif(3)):
            for i in range(0, len(good), max(1, len(good) // 12)):
                for bad in (good[:i], good[:i] + bytes([good[i] ^ 0xFF]) + good[i + 1:]):
                    made = Made(bad)
                    self.assertEqual(made.status, 0, "cut or changed at %d: status %d" % (i, made.status))
                    self.assertIn(made.answer["ok"], (True, False))


NAMES = ["foto.php", "foto.phar", "foto.php.jpg", "foto.jpg.php", "foto", "x" * 251 + ".jpg", "../../../../../tmp/naik.jpg", "..\\..\\naik.jpg", "/etc/passwd", "foto\0.php.jpg",
         "CON", "NUL.jpg", "aux.jpg", "foto\u202egpj.exe", ".htaccess", "-rf", "foto.jpg;id", "$(id).jpg", "`id`.jpg", "a\tb.jpg", "\"><svg onload=alert(1)>.jpg", "%2e%2e%2fnaik.jpg",
         "foto.svg", " .jpg", ".."]


def send_proof(client, ref, data, name="bukti.jpg", kind="image/jpeg"):
    form = client.get("/order/%s/pay" % ref).page
    fields = [("csrf", form.find("input", name="csrf").attrs.get("value", ""))] if form.find("input", name="csrf") else []
    return client.post_multipart("/order/%s/proof" % ref, fields, [("proof", name, kind, data)])


class Rows(unittest.TestCase):
    def test_50_only_the_rows_own_file(self):
        """A name in a row that climbs out of the folder opens nothing outside; the program takes it for a bug of its own, so this shop is alone."""
        with harness.Shop() as shop:
            client, ref, number = a.order(shop)
            self.assertEqual(send_proof(client, ref, p.jpeg()).status, 303)
            shop.work()
            proof = shop.one("SELECT id FROM payment_proof WHERE orders=%d" % number)
            self.assertEqual(client.get("/order/%s/proof/%s" % (ref, proof)).status, 200)
            secret = os.path.join(shop.dir, "rahasia.jpg")
            with open(secret, "wb") as f:
                f.write(b"RAHASIA")
            kept = shop.one("SELECT file FROM payment_proof WHERE id=%s" % proof)
            for name in ("../../rahasia.jpg", "../../etalase.db", secret, "..", "%2e%2e/%2e%2e/rahasia.jpg", "a\r\nX-Accel-Redirect: /_private/../rahasia.jpg"):
                shop.sql("UPDATE payment_proof SET file='%s' WHERE id=%s" % (name, proof))
                r = client.get("/order/%s/proof/%s" % (ref, proof))
                to = r.header("x-accel-redirect") or ""
                self.assertNotIn(b"RAHASIA", r.body)
                self.assertFalse(r.status == 200 and re.search(r"\.\.|//|%2e|\r|\n", to, re.I), "%s: %d %s" % (name, r.status, to))
            shop.sql("UPDATE payment_proof SET file='%s' WHERE id=%s" % (kept, proof))
            self.assertEqual(client.get("/order/%s/proof/%s" % (ref, proof)).status, 200)


class Shop(FlowTest):
    """Through the shop's own doors."""

    def everything(self):
        out = {}
        for d, _, files in os.walk(self.shop.dir):
            for f in files:
                full = os.path.join(d, f)
                out[os.path.relpath(full, self.shop.dir)] = full
        return out

    def outside(self):
        """Names that the tricks above could have made beside or above the shop's folder."""
        return [x for x in ("/tmp/naik.jpg", os.path.join(ROOT, "naik.jpg"), os.path.join(os.path.dirname(self.shop.dir), "naik.jpg")) if os.path.exists(x)]

    def product(self):
        return int(self.shop.one("SELECT MIN(id) FROM product WHERE status='active'"))

    def upload(self, owner, files, act=("act", "save")):
        at = "/admin/goods/%d" % self.product()
        form = self.ok(owner.get(at)).page.form(at, has="version")
        return owner.submit(form, button=act, files=[("photo", n, t, d) for n, t, d in files])

    def served(self):
        out = {}
        for f in glob.glob(os.path.join(self.shop.dir, "media", "*", "*")) + glob.glob(os.path.join(self.shop.dir, "private", "proof", "*")):
            out[os.path.relpath(f, self.shop.dir)] = read(f)
        return out

    def test_47_photos_of_the_owner(self):
        owner = self.shop.owner("fotografer")
        before = set(self.served())
        for name, data, good in p.chimeras():
            r = self.upload(owner, [("foto.jpg", "image/jpeg", data)])
            self.assertIn(r.status, (303, 422, 200), name)
        self.shop.work()
        made = {k: v for k, v in self.served().items() if k not in before}
        self.assertGreater(len(made), 10)
        for f, content in made.items():
            self.assertRegex(f, r"^media/[0-9a-f]{2}/[0-9a-f]{64}-\d+\.(jpg|webp)$")
            self.assertNotIn(b"PAYLOAD-7f3a", content, f)
        states = dict(self.shop.sql("SELECT state, CAST(COUNT(*) AS BIGINT) FROM media GROUP BY state"))
        self.assertLessEqual(set(states), {"ready", "refused"}, states)
        self.ok(owner.get("/admin/goods/%d" % self.product()))

    def test_47_names(self):
        """The name that the browser gives is for people at most: no file is called like it, none stands outside."""
        owner = self.shop.owner("penamai")
        _, ref, _ = a.order(self.shop)
        before = set(self.served())
        for i, name in enumerate(NAMES):
            quoted = name.replace("\"", "%22")
            picture = p.jpeg(32, 32, grey=lambda x, y: (x + y + i) * 7 % 100)
            self.assertIn(self.upload(owner, [(quoted, "application/x-php", picture)]).status, (303, 400, 422), name)
            self.assertIn(self.proof(self.shop.client(), ref, picture, quoted).status, (303, 400, 403, 422), name)
        self.shop.work()
        self.assertEqual(self.outside(), [])
        for f in set(self.served()) - before:
            self.assertRegex(f, r"^(media/[0-9a-f]{2}/[0-9a-f]{64}-\d+|private/proof/[A-Za-z0-9_-]{20,})\.(jpg|webp)$")
        for f in self.everything():
            self.assertNotRegex(f, r"\.(php|phar|exe|svg|htaccess)")

    def proof(self, *args):
        return send_proof(*args)

    def test_47_proofs(self):
        """What is no picture is refused at once or by the worker; the order doesn't get paid by it; nothing hidden is served."""
        for name, data, good in p.chimeras():
            client, ref, number = a.order(self.shop)
            r = self.proof(client, ref, data)
            self.assertIn(r.status, (303, 422), name)
            self.shop.work()
            states = self.shop.one_list("SELECT state FROM payment_proof WHERE orders=%d" % number)
            self.assertEqual("ready" in states, good, "%s: %s" % (name, states))
            self.assertIn(self.shop.one("SELECT pay_state FROM orders WHERE id=%d" % number), ("waiting", "proof"), name)
        for f, content in self.served().items():
            self.assertNotIn(b"PAYLOAD-7f3a", content, f)
        self.assertEqual(self.shop.invariants(), [])

    def test_48_a_bomb_stops_nobody(self):
        """Bombs are refused by the worker, which goes on with the next picture; others are served meanwhile."""
        numbers = []
        for name, data in p.bombs():
            client, ref, number = a.order(self.shop)
            self.assertIn(self.proof(client, ref, data).status, (303, 422), name)
            numbers.append((name, number))
        client, ref, good = a.order(self.shop)
        self.ok(self.proof(client, ref, p.jpeg()), 303)
        start = time.time()
        self.shop.work()
        self.assertLess(time.time() - start, 60)
        self.assertEqual(self.shop.one_list("SELECT state FROM payment_proof WHERE orders=%d" % good), ["ready"])
        for name, number in numbers:
            if name != SMALL_ALL_THE_SAME:
                self.assertNotIn("ready", self.shop.one_list("SELECT state FROM payment_proof WHERE orders=%d" % number), name)

    def test_48_bodies(self):
        """More bytes than a photo has, parts without end, an empty file, many files: an answer each time, and nothing stays in the folder of incoming files."""
        client, ref, number = a.order(self.shop)
        before = sorted(os.listdir(os.path.join(self.shop.dir, "incoming")))
        self.assertEqual(self.proof(client, ref, p.jpeg() + b"\0" * (14 << 20)).status, 413)
        self.assertEqual(self.proof(client, ref, b"").status, 422)
        for body, kind in ((b"--x\r\n", "multipart/form-data; boundary=x"), (b"--x\r\nContent-Disposition: form-data; name=\"proof\"; filename=\"a\"\r\n\r\n" + p.jpeg(),
                           "multipart/form-data; boundary=x"), (b"x", "multipart/form-data"), (b"x", "multipart/form-data; boundary=" + "y" * 500)):
            self.assertIn(client.request("POST", "/order/%s/proof" % ref, body, kind).status, (400, 403))
        many = [("proof", "a%d.jpg" % i, "image/jpeg", p.jpeg()) for i in range(100)]
        self.assertIn(client.post_multipart("/order/%s/proof" % ref, [], many).status, (400, 403))
        end = time.time() + 60       # they go after the answer is out
        while sorted(os.listdir(os.path.join(self.shop.dir, "incoming"))) != before and time.time() < end:
            time.sleep(0.05)
        self.assertEqual(sorted(os.listdir(os.path.join(self.shop.dir, "incoming"))), before)
        self.assertEqual(self.shop.one_list("SELECT state FROM payment_proof WHERE orders=%d" % number), [])

    def test_49_no_place_in_what_is_served(self):
        owner = self.shop.owner("pelancong")
        before = set(self.served())
        self.ok(self.upload(owner, [("IMG_2034.JPG", "image/jpeg", p.jpeg(64, 32, p.exif(6)))]), 303)
        client, ref, number = a.order(self.shop)
        self.ok(self.proof(client, ref, p.jpeg(72, 32, p.exif(6))), 303)
        self.shop.work()
        made = {k: v for k, v in self.served().items() if k not in before}
        self.assertGreaterEqual(len(made), 3)
        for f, content in made.items():
            for hidden in p.HIDDEN:
                self.assertNotIn(hidden, content, f)
        self.assertEqual(os.listdir(os.path.join(self.shop.dir, "incoming")), [], "an original with its place was kept")
        self.assertIn(("32", "64"), self.shop.sql("SELECT width, height FROM media WHERE state='ready'"))

    def test_51_how_a_proof_is_served(self):
        client, ref, number = a.order(self.shop)
        self.ok(self.proof(client, ref, p.jpeg()), 303)
        self.shop.work()
        proof = self.shop.one("SELECT id FROM payment_proof WHERE orders=%d" % number)
        r = self.ok(client.get("/order/%s/proof/%s" % (ref, proof)))
        self.assertEqual(r.header("content-type"), "image/jpeg")
        self.assertEqual(r.header("x-content-type-options"), "nosniff")
        self.assertIn("no-store", r.header("cache-control"))
        self.assertRegex(r.header("x-accel-redirect"), r"^/_private/proof/[A-Za-z0-9_-]{20,}\.jpg$")

    def test_53_nothing_of_ours_by_address(self):
        """Database, log, keys, uploads, proofs and the checkout's own files have no address."""
        client, ref, number = a.order(self.shop)
        self.ok(self.proof(client, ref, p.jpeg()), 303)
        self.shop.work()
        file = self.shop.one("SELECT file FROM payment_proof WHERE orders=%d" % number)
        for at in ("/private/proof/" + file, "/_private/proof/" + file, "/media/" + file, "/proof/" + file, "/etalase.db", "/data/etalase.db", "/log", "/run/etalase.log", "/.git/config",
                   "/media/../etalase.db", "/media/%2e%2e/etalase.db", "/static/../../etalase.db", "/incoming/", "/private/", "/server.key", "/.env", "/backup.zip", "/sql/001.sql"):
            self.assertIn(client.get(at).status, (400, 404), at)
        for f, full in self.everything().items():
            mode = os.stat(full).st_mode
            if f.startswith("incoming/") or f.endswith("key"):
                self.assertEqual(mode & 0o077, 0, f)
            elif f.startswith("private/"):      # nginx, which is in the group on a server, sends them and lists nothing
                self.assertEqual((mode & 0o077, os.stat(os.path.dirname(full)).st_mode & 0o010), (0o040, 0o010), f)

    def test_20_a_proof_is_for_its_sender_and_staff(self):
        client, ref, number = a.order(self.shop)
        self.ok(self.proof(client, ref, p.jpeg()), 303)
        self.shop.work()
        proof = self.shop.one("SELECT id FROM payment_proof WHERE orders=%d" % number)
        other, other_ref, _ = a.order(self.shop)
        self.assertEqual(other.get("/order/%s/proof/%s" % (other_ref, proof)).status, 404)
        self.assertEqual(other.get("/admin/proof/%s" % proof).status, 303)
        self.assertEqual(self.shop.one("SELECT pay_state FROM orders WHERE id=%d" % number), "proof")
        for role, c in a.staff(self.shop).items():
            want = 200 if role in ("owner", "admin", "cashier") else 403
            self.assertEqual(c.get("/admin/proof/%s" % proof).status, want, role)


if __name__ == "__main__":
    unittest.main()
