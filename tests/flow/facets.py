"""Lists narrowed by what one ticks: counts are what a plain count over the goods gives, headings combine, chips take back, addresses are one per list; whatever the address holds, the page answers. The
shelves' own counts are compared by `etalase check`."""
import json
import re
import unittest
import urllib.parse

import _ways as w
import harness
from harness import FlowTest

LIST = "/category/keripik"


def ids(page):
    return [n.find("a").attrs["href"] for n in page.all("li", class_="item")]


def number(text):
    return int("".join(ch for ch in text if ch.isdigit()) or "0")


def panel(page):
    return [f for f in page.forms() if "data-count" in f.node.attrs][0]


def headings(page):
    """{heading: {value: (id, count)}} of the panel."""
    out = {}
    for d in panel(page).node.all("details"):
        out[d.find("summary").text()] = {x.find("span").text(): (x.find("input").attrs["value"], number(x.all("span")[1].text())) for x in d.all("label")}
    return out


def total(page):
    return number(panel(page).node.find("button").text())


class Facets(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = [r[0] for r in cls.shop.sql("SELECT e.external FROM external_id e JOIN shelf s ON s.product=e.object JOIN slug g ON g.kind='category' AND g.object=s.category AND g.slug='keripik' "
                                           "WHERE e.kind='product' ORDER BY e.object LIMIT 6")]
        for i, key in enumerate(keys):
            w.change(cls.shop, key, first={"attr4_name": "Rasa", "attr4_name_en": "Taste", "attr4_value": ("Pedas", "Gurih")[i % 2], "attr4_value_en": ("Hot", "Savoury")[i % 2]})

    def ask(self, path, **args):
        return self.ok(self.shop.client().get(path + ("?" + urllib.parse.urlencode(args) if args else ""))).page

    def goods(self, where):
        """How many shown goods of the category and below fit."""
        return int(self.shop.one("SELECT COUNT(*) FROM shelf s JOIN slug g ON g.kind='category' AND g.object=s.category AND g.slug='keripik' WHERE " + where))

    def test_counts_and_combining(self):
        page = self.ask(LIST)
        sizes, heats = headings(page)["Isi"], headings(page)["Rasa"]
        has = "EXISTS (SELECT 1 FROM facet_row r WHERE r.product=s.product AND r.value=%s)"
        for value, count in list(sizes.values()) + list(heats.values()):
            self.assertEqual(count, self.goods(has % value))
            self.assertEqual(total(self.ask(LIST, f=value)), count)
        # The values are what the goods say.
        for name, (value, count) in sizes.items():
            self.assertEqual(count, int(self.shop.one("SELECT COUNT(DISTINCT x.product) FROM variant x JOIN variant_value v ON v.variant=x.id JOIN option_value_text t ON t.value=v.value AND t.lang='id' "
                                                      "JOIN shelf s ON s.product=x.product JOIN slug g ON g.kind='category' AND g.object=s.category AND g.slug='keripik' "
                                                      "WHERE x.active=1 AND t.name='%s'" % name)), name)
        (a, _), (b, _) = sorted(sizes.values(), key=lambda x: int(x[0]))[:2]
        heat = list(heats.values())[0][0]
        both = self.ask(LIST, f="%s.%s" % (a, b))
        self.assertEqual(total(both), self.goods("(%s OR %s)" % (has % a, has % b)), "within a heading any will do")
        self.assertEqual({n: c for n, (v, c) in headings(both)["Isi"].items()}, {n: c for n, (v, c) in sizes.items()}, "a heading's own ticks leave its counts")
        of = [int(x) for x in (a, heat)]
        one = self.ask(LIST, f=".".join(str(x) for x in sorted(of)))
        self.assertEqual(total(one), self.goods("%s AND %s" % (has % a, has % heat)), "between headings all must fit")
        for name, (value, count) in headings(one)["Isi"].items():
            self.assertEqual(count, self.goods("%s AND %s" % (has % value, has % heat)), "as if this heading were not ticked")

    def test_price_stock_category(self):
        page = self.ask(LIST)
        bands = [a for a in panel(page).node.all("a") if "data-from" in a.attrs]
        self.assertGreaterEqual(len(bands), 2)
        self.assertEqual(sum(number(a.find("span").text()) for a in bands), self.goods("1=1"), "bands hold everything once")
        for a in bands:
            lo, hi = a.attrs["data-from"], a.attrs["data-to"] or "999999999"
            self.assertEqual(number(a.find("span").text()), self.goods("s.price BETWEEN %s AND %s" % (lo, hi)))
            self.assertEqual(total(self.ask(a.attrs["href"])), number(a.find("span").text()))
        self.assertEqual(total(self.ask(LIST, **{"from": "Rp 10.000", "to": "15,000"})), self.goods("s.price BETWEEN 10000 AND 15000"))
        self.assertEqual(total(self.ask(LIST, **{"from": "15000", "to": "10000"})), self.goods("s.price BETWEEN 10000 AND 15000"), "the wrong way round is meant the right way")
        self.assertEqual(total(self.ask(LIST, stock=1)), self.goods("s.sunk=0"))
        for name, (value, count) in headings(page)["Kategori"].items():
            self.assertEqual(total(self.ask(LIST, c=value)), count, name)
        cats = [v for v, _ in headings(page)["Kategori"].values()]
        self.assertEqual(total(self.ask(LIST, c=".".join(cats), sort="new", to=20000)),
                         self.goods("s.price <= 20000 AND EXISTS (SELECT 1 FROM shelf k WHERE k.product=s.product AND k.category IN (%s))" % ",".join(cats)))

    def test_chips_and_address(self):
        c = self.shop.client()
        f = panel(self.ok(c.get(LIST + "?sort=cheap")).page)
        sizes = f.choices("f")
        r = c.submit(f.set("f", sizes[:2]).set("to", "50000").set("stock", "1"))
        self.assertEqual(r.status, 303, "a form without scripts is sent on to the short address")
        tidy = "%s?sort=cheap&f=%s&to=50000&stock=1" % (LIST, ".".join(sorted(sizes[:2], key=int)))
        self.assertEqual(r.header("location"), tidy)
        r = self.ok(c.follow(r))
        page = r.page
        self.assertEqual(page.find("link", rel="canonical").attrs["href"], harness.ORIGIN + LIST)
        self.assertIn("noindex", r.header("x-robots-tag"))
        chips = [a for a in page.find("div", class_="chips").all("a")]
        self.assertEqual(len(chips), 1 + 2 + 1 + 1)
        self.assertEqual(chips[0].attrs["href"], LIST + "?sort=cheap", "the sort stays")
        for chip in chips[-2:]:
            self.assertGreaterEqual(total(self.ask(chip.attrs["href"])), total(page))
        self.assertIn("checked", panel(page).node.find("input", name="stock").attrs)
        plain = self.ok(c.get(LIST + "?sort=cheap"))
        self.assertEqual(plain.page.find("link", rel="canonical").attrs["href"], harness.ORIGIN + LIST)
        self.assertIsNone(plain.header("x-robots-tag"))
        nothing = self.ask(LIST, **{"from": 900000000})
        self.assertEqual(ids(nothing), [])
        self.assertIn(LIST, [a.attrs["href"] for a in nothing.find("div", class_="empty").all("a")])
        english = self.ask("/en" + LIST, f=sizes[0])
        self.assertIn("Clear all", english.text())

    def test_discount_first(self):
        want = [r[0] for r in self.shop.sql("SELECT s.product FROM shelf s WHERE s.category=0 AND s.sunk=0 ORDER BY s.off DESC, s.product DESC")]
        self.assertGreater(int(self.shop.one("SELECT MAX(off) FROM shelf")), 0)
        page = self.ask("/products", sort="off")
        got = [self.shop.one("SELECT object FROM slug WHERE kind='product' AND slug='%s'" % x.split("/")[-1]) for x in ids(page)]
        self.assertEqual([int(x) for x in got][:len(want)][:12], [int(x) for x in want][:12])

    def test_over_the_hits_of_a_search(self):
        page = self.ask("/search", q="keripik")
        everything = ids(page)
        self.assertGreater(len(everything), 3)
        for name, (value, count) in headings(page)["Isi"].items():
            got = self.ask("/search", q="keripik", f=value)
            self.assertEqual(total(got), count, name)
            self.assertLessEqual(set(ids(got)), set(everything))
            self.assertEqual(ids(got), [x for x in everything if x in ids(got)], "the best fit stays first")
        cheap = self.ask("/search", q="keripik", sort="cheap", stock=1)
        prices = [number(p.text().split("Rp")[1]) for p in cheap.all("p", class_="price")]
        self.assertEqual(prices, sorted(prices))
        self.assertEqual(panel(cheap).get("q"), "keripik")
        none = self.ask("/search", q="helikopter")
        self.assertTrue(ids(none), "what others buy most")

    def test_live_count(self):
        c = self.shop.client()
        for path, args in ((LIST, "to=20000"), ("/products", "stock=1&from=&to="), ("/search", "q=keripik&stock=1"), (LIST, "from=900000000"), ("/search", "q=helikopter")):
            text = json.loads(self.ok(c.get("%s/count?%s" % (path, args))).text)["text"]
            page = self.ok(c.follow(c.get("%s?%s" % (path, args)))).page
            self.assertEqual(number(text), len(ids(page)) if "helikopter" not in args else 0)
        self.assertEqual(c.get("/category/tidak-ada/count").status, 404)

    def test_a_change_is_seen_at_once(self):
        before = total(self.ask(LIST, **{"from": 777000, "to": 777000}))
        w.change(self.shop, "dakak-dakak", every={"price": "777000"})
        self.addCleanup(w.change, self.shop, "dakak-dakak")
        self.assertEqual(before, 0)
        self.assertEqual(total(self.ask("/products", **{"from": 777000, "to": 777000})), 1)

    def test_whatever_the_address_holds(self):
        c = self.shop.client()
        many = "&".join("f=%d" % i for i in range(1, 400))
        for query in ("f=999999999", "f=0.-1.x", "f=1.2.3.4", "f='%20OR%201=1--", "f=" + "9" * 19, "f=" + ".".join(str(i) for i in range(1, 90)), "c=99.1.2.3.4.5", "c=x", "from=-5", "from=9999999999999999",
                      "from=abc&to=%F0%9F%8D%8C", "to=1e9", "stock=2", "page=100001", "f=%00", "f=1%2C2", "c=" + "1." * 300, "from=" + "1" * 500):
            r = c.follow(c.get(LIST + "?" + query))
            self.assertIn(r.status, (200, 400), query)
            self.assertNotIn("1=1", r.page.find("main").text() if r.status == 200 else "")
        self.assertIn(c.follow(c.get(LIST + "?" + many)).status, (200, 400, 414))
        self.assertEqual(len(ids(self.ask(LIST, f="999999999"))), len(ids(self.ask(LIST))), "what nobody knows is passed over")
        price = self.shop.one("SELECT v.id FROM facet_value v WHERE v.low=10000")
        self.assertEqual(total(self.ask(LIST, f=price)), total(self.ask(LIST)), "steps of the price are no values to tick")
        hidden = c.get("/products?c=1&f=1&sort=off&page=2")
        self.assertIn(hidden.status, (200, 404))

    def test_more_than_is_shown_at_once(self):
        """Seven headings, one of them with twelve values: what does not fit unfolds, and nothing is shown twice or left out."""
        path, head = self.shop.dir + "/banyak.csv", "key,name,category,status,price,stock,tags"
        with open(path, "w", encoding="utf-8") as f:
            f.write(head + "".join(",option%d_name,option%d_value" % (i, i) for i in range(1, 7)) + "\n")
            for g in range(3):
                first = "bs%d,Saringan %d,Uji > Banyak saringan,active,1000,5,%s" % (g, g, "|".join("serba %d" % i for i in range(12)))
                for k, begins in enumerate((first, "bs%d,,,,2000,5," % g)):
                    f.write(begins + "".join(",Ragam %d,%s" % (i, "xy"[k]) for i in range(6)) + "\n")
        self.shop.command("import", path)
        page = panel(self.ask("/category/banyak-saringan")).node
        more = next(d for d in page.all("details") if d.find("summary").text() == w.say("More filters"))
        inside, every = more.all("details", class_="head"), [d for d in page.all("details", class_="head") if d is not more and d.all("input", name="f")]
        self.assertEqual((len(inside), len(every)), (1, 7))
        self.assertEqual(len({d.find("summary").text() for d in every}), 7)
        tags = next(d for d in every if len(d.all("label")) == 12)
        rest = tags.find("details", class_="rest")
        self.assertEqual(rest.find("summary").text(), w.say("More choices"))
        self.assertEqual(len(rest.all("label")), 2)
        self.assertEqual({x.find("span").text() for x in tags.all("label")}, {"serba %d" % i for i in range(12)})
        value = rest.find("input").attrs["value"]
        page = panel(self.ask("/category/banyak-saringan", f=value)).node
        self.assertNotIn(value, [x.attrs["value"] for d in page.all("details", class_="rest") for x in d.all("input")], "what is ticked stands among the first")
        self.assertEqual(total(self.ask("/category/banyak-saringan", f=value)), 3)

    def test_the_shelves_are_right(self):
        r = self.shop.command("check", check=False)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)


if __name__ == "__main__":
    unittest.main()
