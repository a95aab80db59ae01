"""Photos that come in pieces: cut off, sent twice, with a gap, too many, too large, by somebody else; what came whole goes in with the form, what never does is swept."""
import json
import os
import time
import unittest

import _pictures
import _ways as w
from harness import FlowTest

ID = "0123456789abcdef" * 2


class Upload(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def setUp(self):
        for f in self.parts():
            os.unlink(os.path.join(self.shop.dir, "incoming", f))

    def parts(self):
        folder = os.path.join(self.shop.dir, "incoming")
        return sorted(f for f in os.listdir(folder) if f.startswith("part-")) if os.path.isdir(folder) else []

    def csrf(self, who):
        return who.get("/admin/more").page.form("logout").get("csrf")

    def piece(self, data, offset=0, total=None, id=ID, who=None, csrf=None):
        who = who or self.owner
        fields = [("csrf", csrf or self.csrf(who)), ("id", id), ("offset", str(offset)), ("total", str(len(data) if total is None else total))]
        return who.post_multipart("/admin/upload", fields, [("chunk", "chunk", "application/octet-stream", data)] if data else [])

    def said(self, r, status=200):
        return json.loads(self.ok(r, status).body)

    def picture(self, n):
        return _pictures.jpeg(grey=lambda x, y: (x * n + y * 13) % 190 - 95, tail=b"")

    def test_in_pieces_with_faults(self):
        data = self.picture(3)
        a, b = len(data) // 3, 2 * len(data) // 3
        self.assertEqual(self.said(self.piece(data[:a], 0, len(data))), {"have": a})
        # The answer was lost: the same once more. A piece that leaves a gap is not taken; the shop says where to go on. So it does when asked with an empty one.
        self.assertEqual(self.said(self.piece(data[:a], 0, len(data))), {"have": a})
        self.assertEqual(self.said(self.piece(data[b:], b, len(data))), {"have": a})
        self.assertEqual(self.said(self.piece(b"", 0, len(data))), {"have": a})
        # Half of a piece came before, and now overlaps.
        self.assertEqual(self.said(self.piece(data[a - 5:b], a - 5, len(data))), {"have": b})
        hash_ = self.said(self.piece(data[b:], b, len(data)))["hash"]
        self.assertEqual(self.parts(), [])
        f = self.owner.get("/admin/goods/new").page.form("/admin/goods/new").set("name", "Berpotong").set("v0_price", "1000").set("v0_stock", "1")
        f.fields.append(["taken", hash_])
        r = self.ok(self.owner.submit(f, ("act", "save")), 303)
        pid = int(r.header("location").split("/goods/")[1].split("?")[0])
        self.shop.work()
        self.assertEqual(self.shop.sql("SELECT m.state, m.hash FROM media m JOIN media_link l ON l.media=m.id WHERE l.product=%d" % pid), [("ready", hash_)])
        # The last answer was lost, too: the phone begins again, and gets the same name.
        self.assertEqual(self.said(self.piece(data[b:], b, len(data))), {"have": 0})
        self.assertEqual(self.said(self.piece(data, 0, len(data))), {"hash": hash_})

    def test_cut_in_the_middle_of_a_piece(self):
        """A body that ends before its length: refused as a whole, and nothing of it is kept."""
        data = self.picture(5)
        a = len(data) // 2
        self.said(self.piece(data[:a], 0, len(data)))
        body = ("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; name=\"offset\"\r\n\r\n%d"
                "\r\n--x\r\nContent-Disposition: form-data; name=\"total\"\r\n\r\n%d\r\n--x\r\nContent-Disposition: form-data; name=\"chunk\"; filename=\"c\"\r\n\r\n" % (self.csrf(self.owner), ID, a, len(data)))
        r = self.owner.request("POST", "/admin/upload", body.encode() + data[a:a + 20], "multipart/form-data; boundary=x")
        self.assertIn(r.status, (400, 403))
        self.assertEqual(self.said(self.piece(b"", 0, len(data))), {"have": a})
        self.assertIn("hash", self.said(self.piece(data[a:], a, len(data))))

    def test_somebody_elses(self):
        """The same name of another staff member is another upload; who may not edit goods has none; a stranger none."""
        data = self.picture(7)
        self.assertEqual(self.said(self.piece(data[:50], 0, len(data))), {"have": 50})
        other = self.shop.owner("pengelola", "admin")
        self.assertEqual(self.said(self.piece(b"", 0, len(data), who=other)), {"have": 0})
        self.assertEqual(self.said(self.piece(data[50:], 50, len(data), who=other)), {"have": 0})
        self.assertEqual(len(self.parts()), 1)
        self.ok(self.piece(data[:50], 0, len(data), who=self.shop.owner("supir", "driver")), 403)
        self.assertIn(self.piece(data[:50], 0, len(data), who=self.shop.client(), csrf="x" * 43).status, (303, 403))
        self.ok(self.piece(data[:50], 0, len(data), csrf="x" * 43), 403)

    def test_what_may_not_be(self):
        data = self.picture(11)
        for id_ in ("", "x", ID[:-1], ID + "0", ID.upper()[:-1] + "F", "../" + ID[3:], "." * 32, "/" * 32):
            self.said(self.piece(data[:9], 0, len(data), id=id_), 422)
        self.ok(self.piece(data[:9], 0, len(data), id=ID[:-1] + "\0"), 400)
        for offset, total in ((-1, 90), (91, 90), (0, 0), (0, -1), ("satu", 90), (0, 2 ** 70)):
            self.said(self.piece(data[:9], offset, total), 422)
        self.sees(self.piece(data[:9], 0, 13 * 1024 * 1024), w.say("A photo is too large. At most 12 MB each; the others are kept."))
        self.said(self.piece(b"x" * (600 * 1024), 0, 700 * 1024), 422)
        self.assertEqual([f for f in self.parts() if os.path.getsize(os.path.join(self.shop.dir, "incoming", f)) > 0], [])
        # What is no picture is told when it is whole, and nothing stays.
        for bad in (_pictures.SVG, _pictures.HTML, b"x" * 400):
            self.setUp()
            self.assertEqual(self.said(self.piece(bad), 422)["error"], w.say("One of the files is no photo. JPEG, PNG, WebP, GIF and HEIC work; the others are kept."))
            self.assertEqual(self.parts(), [])
        # A total that changes its mind: what has come does not fit it any more.
        self.said(self.piece(data[:60], 0, len(data)))
        self.said(self.piece(data[60:70], 60, 65), 422)
        self.said(self.piece(data[60:70], 60, 50), 422)

    def test_not_without_end(self):
        """Thirty that are not whole, or sixty megabytes of them, are enough for one person; the others go on, and they go by age."""
        data = self.picture(13)
        for i in range(30):
            self.said(self.piece(data[:10], 0, len(data), id="%032x" % i))
        self.assertEqual(self.said(self.piece(data[:10], 0, len(data), id="%032x" % 30), 422)["error"], w.say("Too many photos are on their way. Save these first, then go on."))
        self.assertEqual(self.said(self.piece(data[10:20], 10, len(data), id="%032x" % 3)), {"have": 20})
        self.said(self.piece(data[:10], 0, len(data), who=self.shop.owner("pengelola2", "admin")))
        self.setUp()
        folder = os.path.join(self.shop.dir, "incoming")
        owner = self.shop.one("SELECT id FROM staff WHERE login='owner'")
        with open(os.path.join(folder, "part-%s-%s" % (owner, "f" * 32)), "wb") as f:
            f.truncate(61 << 20)
        self.said(self.piece(data[:10], 0, len(data)), 422)
        # Three days later they are gone.
        self.setUp()
        self.said(self.piece(data[:10], 0, len(data)))
        old = time.time() - 3 * 86400
        for f in self.parts():
            os.utime(os.path.join(folder, f), (old, old))
        self.shop.sql("UPDATE job SET next_at=0 WHERE name='prune'")
        self.shop.work()
        self.assertEqual(self.parts(), [])


if __name__ == "__main__":
    unittest.main()
