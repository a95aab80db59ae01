"""The catalogue for Facebook, Instagram and Google: turned on in the admin, made by the worker, each row as its house wants it, what it would refuse left out and told, fresh within a minute."""
import csv
import io
import os
import unittest
import urllib.parse
import xml.etree.ElementTree as ET

import _ways as w
import harness
from harness import FlowTest, wait_for

G = "{http://base.google.com/ns/1.0}"


class Feed(FlowTest):
    def setUp(self):
        # The demo shop's pictures, as if the worker had made their sizes.
        self.shop.sql("UPDATE media SET state='ready', width=1200, height=900")
        self.shop.sql("DELETE FROM outbox WHERE lane='media'")

    def fetch(self, file, kind):
        """As nginx sends it on the program's word."""
        r = self.ok(self.shop.client().get("/feed/" + file))
        self.assertEqual((r.header("x-accel-redirect"), r.header("content-type")), ("/_private/feed/" + file, kind))
        with open(os.path.join(self.shop.dir, "private/feed", file), encoding="utf-8", newline="") as f:
            return f.read()

    def meta(self):
        return list(csv.DictReader(io.StringIO(self.fetch("meta.csv", "text/csv; charset=utf-8"), newline=""), strict=True))

    def google(self):
        return ET.fromstring(self.fetch("google.xml", "application/xml; charset=utf-8")).find("channel").findall("item")

    def turn(self, owner, name):
        page = self.ok(owner.get("/admin/feeds")).page
        return owner.follow(self.ok(owner.submit(page.form("/admin/feeds/" + name)), 303))

    later = 0

    def work(self):
        """A minute later."""
        Feed.later += 60
        self.shop.clock(Feed.later)
        self.shop.work()
        # The shop's own worker may have taken the job first.
        wait_for(lambda: self.shop.one("SELECT COUNT(*) FROM job WHERE name='feed' AND lease_until=0") == "1")

    def test_1_on_made_and_off(self):
        owner = self.shop.owner("satu")
        for file in ("meta.csv", "google.xml", "other.csv"):
            self.ok(self.shop.client().get("/feed/" + file), 404)
        r = self.turn(owner, "meta")
        self.sees(r, w.say("Turned on. The file is being made."), harness.ORIGIN + "/feed/meta.csv")
        self.ok(self.shop.client().get("/feed/meta.csv"), 503)
        self.ok(self.shop.client().get("/feed/google.xml"), 404)
        self.work()
        n = int(self.shop.one("SELECT COUNT(*) FROM variant v JOIN product p ON p.id=v.product WHERE p.status='active' AND v.active=1"))
        rows = self.meta()
        left = int(self.shop.one("SELECT left_out FROM feed WHERE name='meta'"))
        self.assertEqual(len(rows) + left, n)
        self.assertGreater(len(rows), 10)
        self.assertEqual(len({x["id"] for x in rows}), len(rows))
        self.assertFalse({x["id"] for x in rows} & {x["item_group_id"] for x in rows})
        r = owner.get("/admin/feeds")
        self.sees(r, "%d varian" % len(rows))
        r = self.turn(owner, "meta")
        self.sees(r, w.say("Turned off. The address answers no more."))
        self.ok(self.shop.client().get("/feed/meta.csv"), 404)
        self.work()
        self.assertFalse(os.path.exists(os.path.join(self.shop.dir, "private/feed/meta.csv")))
        acts = [x[0] for x in self.shop.sql("SELECT act FROM audit WHERE act LIKE 'feed.%' ORDER BY id")]
        self.assertEqual(acts, ["feed.on", "feed.off"])

    def test_2_rows_as_each_house_wants_them(self):
        owner = self.shop.owner("dua")
        v, p = w.variant(self.shop, "SB-100-S"), w.product(self.shop, "SB-100-S")
        self.shop.sql("UPDATE variant SET sale_price=9000, sale_from=%d, sale_to=%d WHERE id=%d" % (1893456000, 1894060800, v))
        self.shop.sql("UPDATE variant SET barcode='4006381333931' WHERE id=%d" % v)
        # Made first: for a day, within days, on nobody knows when.
        made = [w.variant(self.shop, x) for x in ("KS-200", "GL-500", "TB-150")]
        for x, what in zip(made, ("made='pre', ready_day=22000", "made='pre', ready_days=5", "made='pre'")):
            self.shop.sql("UPDATE product SET %s WHERE id=(SELECT product FROM variant WHERE id=%d)" % (what, x))
        for name in ("meta", "google"):
            self.turn(owner, name)
        self.work()
        items = {x.findtext(G + "id"): x for x in self.google()}
        told = [(items["v%d" % x].findtext(G + "availability"), items["v%d" % x].findtext(G + "availability_date")) for x in made]
        self.assertEqual((told[0], told[1][0], told[2]), (("preorder", "2030-03-27T00:00+0700"), "preorder", ("out_of_stock", None)))
        self.assertRegex(told[1][1], r"^20\d\d-\d\d-\d\dT00:00\+0700$")
        self.assertEqual({x["id"]: x for x in self.meta()}["v%d" % made[0]]["availability"], "in stock")
        m = {x["id"]: x for x in self.meta()}["v%d" % v]
        self.assertEqual((m["item_group_id"], m["availability"], m["condition"], m["price"], m["sale_price"]), ("p%d" % p, "in stock", "new", "10500 IDR", "9000 IDR"))
        self.assertEqual(m["sale_price_effective_date"], "2030-01-01T07:00+07:00/2030-01-08T07:00+07:00")
        self.assertEqual((m["gtin"], m["mpn"], m["size"], m["shipping_weight"]), ("4006381333931", "SB-100-S", "100 g", "125 g"))
        self.assertIn(":", m["additional_variant_attribute"])
        self.assertTrue(30 <= len(m["description"]) <= 9999 and "<" not in m["description"] and "http" not in m["description"])
        item = {x.findtext(G + "id"): x for x in self.google()}["v%d" % v]
        self.assertEqual((item.findtext(G + "availability"), item.findtext(G + "price"), item.findtext(G + "sale_price")), ("in_stock", "10500 IDR", "9000 IDR"))
        self.assertEqual(item.findtext(G + "sale_price_effective_date"), "2030-01-01T07:00+0700/2030-01-08T07:00+0700")
        self.assertIn("100 g", item.findtext(G + "size"))
        self.assertEqual((item.findtext(G + "unit_pricing_measure"), item.findtext(G + "unit_pricing_base_measure")), ("100g", "100g"))
        self.assertEqual([x.tag for x in item.iter() if x is not item and not (x.text or "").strip()], [])
        # The link opens the page with this variant chosen; the picture is a JPEG that is there.
        for link, image in ((m["link"], m["image_link"]), (item.findtext("link"), item.findtext(G + "image_link"))):
            u = urllib.parse.urlsplit(link)
            self.assertEqual(urllib.parse.parse_qs(u.query)["v"], [str(v)])
            self.ok(self.shop.client().get(u.path + "?" + u.query))
            self.assertRegex(image, "^" + harness.ORIGIN + r"/media/[0-9a-f]{2}/[0-9a-f]+-1200\.jpg$")
        for x in self.meta():
            self.assertRegex(x["price"], r"^[1-9][0-9]* IDR$")
            self.assertTrue(x["brand"] and x["image_link"] and x["title"])

    def test_3_what_would_be_refused_is_left_out_and_told(self):
        owner = self.shop.owner("tiga")
        shouting, poor, bare = (w.product(self.shop, s) for s in ("SB-100-S", *self.two()))
        self.shop.sql("UPDATE product_text SET name='KERIPIK SANJAI 100' WHERE product=%d" % shouting)
        self.shop.sql("UPDATE product_text SET summary='', description='Enak.' WHERE product=%d" % poor)
        self.shop.sql("DELETE FROM media_link WHERE product=%d" % bare)
        if not int(self.shop.one("SELECT COUNT(*) FROM feed WHERE name='meta' AND active=1")):
            self.turn(owner, "meta")
        self.work()
        told = {int(x[0]): x[1] for x in self.shop.sql("SELECT product, problem FROM feed_fault WHERE name='meta'")}
        self.assertEqual((told.get(shouting), told.get(poor), told.get(bare)), ("capitals", "short_text", "no_picture"))
        here = {x["item_group_id"] for x in self.meta()} | {x["id"] for x in self.meta()}
        self.assertNotIn("p%d" % shouting, here)
        r = self.ok(owner.get("/admin/feeds"))
        self.sees(r, w.say("The name is written in capitals only. Write it in small letters."), w.say("The description is too short. Write at least 30 letters."), w.say("No photo yet. Add one."))
        self.assertTrue([h for h in r.page.links() if h == "/admin/goods/%d" % shouting])

    def two(self):
        r = self.shop.sql("SELECT MIN(v.sku) FROM variant v JOIN product p ON p.id=v.product WHERE p.status='active' AND v.active=1 AND v.sku NOT LIKE 'SB-%' GROUP BY v.product ORDER BY v.product LIMIT 2")
        return [x[0] for x in r]

    def test_4_fresh_and_only_when_something_moved(self):
        owner = self.shop.owner("empat")
        if not int(self.shop.one("SELECT COUNT(*) FROM feed WHERE name='meta' AND active=1")):
            self.turn(owner, "meta")
        self.work()
        path = os.path.join(self.shop.dir, "private/feed/meta.csv")
        before = os.stat(path).st_ino
        self.work()
        self.assertEqual(os.stat(path).st_ino, before)
        there = {str(x[0]): str(x[1]) for x in self.shop.sql("SELECT id, product FROM variant")}
        shown = {there[x["id"][1:]] for x in self.meta()}
        f = [f for f in self.ok(owner.get("/admin/goods")).page.forms() if f.action.endswith("/quick") and f.action.split("/")[3] in shown][0]
        product = int(f.action.split("/")[3])
        self.ok(owner.submit(f, price="77.700"), 303)
        self.work()
        self.assertNotEqual(os.stat(path).st_ino, before)
        mine = {str(y[0]) for y in self.shop.sql("SELECT id FROM variant WHERE product=%d" % product)}
        self.assertTrue([y for y in self.meta() if y["id"][1:] in mine and y["price"] == "77700 IDR"])


if __name__ == "__main__":
    unittest.main()
