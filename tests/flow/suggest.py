"""What the shop's script asks for while one types, and for goods that were seen on a phone: answers for everybody alike, small, in both languages, only of what is shown."""
import gzip
import json
import unittest
import urllib.parse

import _ways as w
from harness import FlowTest


class Suggest(FlowTest):
    def ask(self, q, lang="id", client=None, **params):
        r = self.ok((client or self.shop.client()).get("/suggest?" + urllib.parse.urlencode(dict(lang=lang, q=q)), **params))
        self.assertTrue(r.header("content-type").startswith("application/json"))
        return json.loads(r.text), r

    def names(self, answer):
        return [x["n"] for x in answer["goods"]]

    def test_goods_categories_pages(self):
        a, _ = self.ask("kerip")
        self.assertTrue(self.names(a))
        self.assertTrue(all(x["u"].startswith("/product/") and x["p"].startswith("Rp") and x.get("m", "mulai") == "mulai" for x in a["goods"]), a)
        self.assertTrue([x for x in a["more"] if x["u"].startswith("/category/") and x["k"] == "Kategori"], a)
        self.assertIn("kerip", a["all"])
        self.assertIn("saran", a["say"])
        page = self.shop.one("SELECT t.title FROM page_text t JOIN page p ON p.id = t.page WHERE p.active = 1 AND t.lang = 'id' ORDER BY p.id LIMIT 1")
        a, _ = self.ask(page.split()[0])
        self.assertTrue([x for x in a["more"] if x["n"] == page and x["u"].startswith("/info/")], a)

    def test_collections_makers_tags(self):
        owner, new = self.shop.owner("saran"), "/admin/collections/new"
        product = int(self.shop.one("SELECT product FROM shelf WHERE category = 0 ORDER BY product LIMIT 1"))
        self.ok(owner.submit(owner.get(new).page.form(new), name="Teman ngopi", kind="hand"), 303)
        goods = "/admin/collections/%d/goods" % int(self.shop.one("SELECT MAX(id) FROM collection"))
        csrf = owner.get("/admin/more").page.form("logout").get("csrf")
        self.ok(owner.post(goods, {"csrf": csrf, "product": product, "act": "add"}), 303)
        found = {}
        for kind, name in (("collection", "SELECT name FROM collection_text WHERE name = 'Teman ngopi'"),
                           ("maker", "SELECT t.name FROM maker_text t JOIN product_maker m ON m.maker = t.maker WHERE t.lang = 'id' ORDER BY t.maker LIMIT 1"),
                           ("tag", "SELECT t.name FROM tag t JOIN product_tag p ON p.tag = t.id JOIN shelf s ON s.product = p.product AND s.category = 0 ORDER BY t.id LIMIT 1")):
            name = self.shop.one(name)
            a, _ = self.ask(name)
            hits = [x for x in a.get("more", []) if x["n"] == name and x["u"].startswith("/%s/" % kind)]
            self.assertEqual(len(hits), 1, (kind, name, a))
            self.ok(self.shop.client().get(hits[0]["u"]))
            found[kind] = hits[0]["k"]
        self.assertEqual(found, {"collection": "Koleksi", "maker": "Pembuat", "tag": "Tag"})

    def test_english(self):
        a, _ = self.ask("banana", "en")
        self.assertTrue(self.names(a))
        self.assertTrue(all(x["u"].startswith("/en/product/") for x in a["goods"]))
        self.assertIn("See everything", a["all"])

    def test_small(self):
        for q in ("ke", "keripik", "ba", "oleh"):
            _, r = self.ask(q)
            self.assertLess(len(gzip.compress(r.text.encode(), 5)), 2048, q)

    def test_nothing_to_say(self):
        for q in ("", "k", " k ", "helikopter", "x" * 61, "%", "''", "<script>", "\u202e"):
            a, _ = self.ask(q)
            self.assertEqual((a["goods"], a.get("more", []), a.get("all")), ([], [], None), q)
        c = self.shop.client()
        self.assertEqual(c.get("/suggest?lang=fr&q=keripik").status, 400)
        self.assertEqual(c.get("/suggest?lang=%27&q=keripik").status, 400)
        self.ok(c.get("/suggest"))
        self.ok(c.get("/suggest?q=%ff%fe"), 400)

    def test_for_everybody_alike(self):
        c = self.shop.client()
        c.post("/cart/add", {"variant": "1", "qty": "1"})
        self.assertTrue(c.cookies)
        _, mine = self.ask("balado", client=c)
        _, r = self.ask("balado")
        self.assertEqual(r.text, mine.text)
        for x in (r, mine):
            self.assertFalse(x.all("set-cookie"))
            self.assertEqual(x.header("cache-control"), "no-cache")
        again = self.shop.client().get("/suggest?lang=id&q=balado", HTTP_IF_NONE_MATCH=r.header("etag"))
        self.assertEqual((again.status, again.text), (304, ""))
        _, lean = self.ask("balado", HTTP_SAVE_DATA="on")
        self.assertFalse([x for x in json.loads(lean.text)["goods"] if "i" in x])
        self.assertTrue([x for x in json.loads(r.text)["goods"] if "i" in x])

    def test_a_changed_price_is_said_at_once(self):
        w.change(self.shop, "gelamai", every={"price": "77000"})
        a, _ = self.ask("gelamai")
        self.assertIn("77.000", a["goods"][0]["p"])
        w.change(self.shop, "gelamai")

    def test_seen_cards(self):
        c = self.shop.client()
        ids = [int(x) for x in self.shop.one_list("SELECT id FROM product WHERE status = 'active' ORDER BY id LIMIT 3")]
        r = self.ok(c.get("/cards?lang=id&ids=%s" % ",".join(map(str, ids))))
        self.assertEqual([x["id"] for x in json.loads(r.text)["goods"]], ids)
        self.assertFalse(r.all("set-cookie"))
        w.change(self.shop, "dakak-dakak", first={"status": "archived"})
        gone = int(self.shop.one("SELECT object FROM slug WHERE slug = 'dakak-dakak' AND kind = 'product'"))
        r = self.ok(c.get("/cards?ids=%d,%d" % (gone, ids[0])))
        self.assertEqual([x["id"] for x in json.loads(r.text)["goods"]], [x for x in ids[:1] if x != gone])
        w.change(self.shop, "dakak-dakak")

    def test_odd_ids(self):
        c = self.shop.client()
        for ids in ("", ",", "0", "-1", "x", "1e3", "99999999999999999999", "9223372036854775807", "1;2", "1'", "1," * 500):
            r = self.ok(c.get("/cards?ids=" + urllib.parse.quote(ids)))
            self.assertEqual(json.loads(r.text)["goods"] if ids != "1;2" else [], [], ids)
        same = self.ok(c.get("/cards?ids=" + ",".join(["1"] * 12)))
        self.assertLessEqual(len(json.loads(same.text)["goods"]), 12)

    def test_best_sellers_bear_a_ribbon(self):
        c = self.shop.client()
        self.sees_not(self.ok(c.get("/products")), w.say("Best seller"))
        id = self.shop.one("SELECT object FROM slug WHERE slug = 'kue-sapik-santan'")
        for table, key in (("product", "id"), ("shelf", "product")):
            self.shop.sql("UPDATE %s SET sold = 12 WHERE %s = %s" % (table, key, id))
        self.shop.sql("UPDATE counter SET value = value + 1 WHERE name = 'catalog'")
        self.sees(self.ok(c.get("/search?q=kue+sapik")), w.say("Best seller"))

    def test_the_page_has_a_place_for_them(self):
        c = self.shop.client()
        page = self.ok(c.get("/product/gelamai-dodol-minang")).page
        box = [n for n in page.all("section", class_="sec") if "data-seen" in n.attrs]
        self.assertEqual(len(box), 1)
        self.assertIn("hidden", box[0].attrs)
        self.assertEqual(box[0].attrs["data-seen"], self.shop.one("SELECT object FROM slug WHERE slug = 'gelamai-dodol-minang'"))


if __name__ == "__main__":
    unittest.main()
