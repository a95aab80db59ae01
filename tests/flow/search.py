"""Searching the shop: words, parts of words, codes, typing of all kinds; what is found, what an empty answer teaches, and that the field keeps what was asked."""
import unittest
import urllib.parse

import _ways as w
from harness import FlowTest


def found(page):
    return [n.find("h3").text() for u in page.all("ul") if "data-list" in u.attrs for n in u.all("li", class_="item")]


class Search(FlowTest):
    def ask(self, q, lang="", **extra):
        c = self.shop.client()
        return self.ok(c.get("%s/search?%s" % (lang, urllib.parse.urlencode(dict(q=q, **extra)))))

    def test_words(self):
        for q, first in (("balado", "Balado"), ("BALADO", "Balado"), ("  balado   pedas ", "Balado"), ("sanj", "Sanjai"), ("gelamai", "Gelamai"), ("SB-250-P", "Balado"), ("2000000000046", "Balado"),
                         ("bálado", "Balado"), ("pisang aren", "gula aren"), ("kripik bayam", "bayam"), ("oleh2", "oleh-oleh"), ("peyek", "rakik")):
            with self.subTest(q):
                names = found(self.ask(q).page)
                self.assertTrue(names, "nothing found")
                self.assertIn(first.lower(), names[0].lower() + names[-1].lower())

    def test_the_nearest_where_nothing_has_all_words(self):
        r = self.ask("balado gelamai")
        self.sees(r, w.say("Nothing has all of these words. This comes nearest:"))
        names = " ".join(found(r.page)).lower()
        self.assertTrue("balado" in names and "gelamai" in names, names)
        self.assertNotIn(w.say("Nothing has all of these words. This comes nearest:"), self.ask("balado").text)

    def test_slips_and_other_words(self):
        for q, meant in (("krpik", "keripik"), ("kripk", "keripik"), ("gelamay", "gelamai"), ("karakkaliang", "karak kaliang"), ("sanjay pedes", "sanjai pedas"), ("parcel", "hampers")):
            with self.subTest(q):
                r = self.ask(q)
                self.assertTrue(found(r.page))
                self.sees(r, "Menampilkan hasil untuk %s." % meant)
        self.assertNotIn("Menampilkan hasil untuk", self.ask("keripik").text)
        for q in ("<b>krpik</b>", "krpik' OR '1'='1", "krpik\" onload=\"x"):
            self.assertNotIn(q, self.ask(q).text)

    def test_english(self):
        self.assertTrue(found(self.ask("banana", "/en").page))
        self.assertEqual(self.ask("banana", "/en").page.find("html").attrs["lang"], "en")

    def test_through_the_field_of_every_page(self):
        c = self.shop.client()
        for path in ("/", "/product/gelamai-dodol-minang", "/en"):
            f = c.get(path).page.form("/search", "q")
            self.assertEqual(f.method, "get")
            r = self.ok(c.submit(f, q="karak"))
            self.assertTrue(found(r.page))
            self.assertEqual(r.page.form("/search", "q").get("q"), "karak", "the word stays in the field")

    def test_nothing_found_teaches(self):
        r = self.ask("helikopter")
        self.sees(r, w.say("Nothing found for that"))
        self.assertTrue([h for h in r.page.links() if h.startswith("/category/")])
        self.assertTrue(found(self.shop.client().get(r.page.link("/category/")).page))

    def test_empty_question(self):
        for q in ("", "   ", "-", "%", "_", '"', "*"):
            r = self.ask(q)
            self.assertEqual(r.page.find("html").attrs["lang"], "id", q)

    def test_not_for_search_engines(self):
        r = self.ask("balado")
        self.assertIn("noindex", (r.header("x-robots-tag") or "") + (r.page.find("meta", name="robots") or r.page).attrs.get("content", ""))

    def test_archived_is_not_found(self):
        self.assertTrue(found(self.ask("dakak").page))
        w.change(self.shop, "dakak-dakak", first={"status": "archived"})
        self.assertEqual(found(self.ask("dakak").page), [])
        w.change(self.shop, "dakak-dakak")
        self.assertTrue(found(self.ask("dakak").page))

    def test_new_words_after_an_edit(self):
        self.assertEqual(found(self.ask("kelinci").page), [])
        w.change(self.shop, "ubi-ungu", first={"name": "Keripik kelinci ungu"})
        self.assertEqual(found(self.ask("kelinci").page), ["Keripik kelinci ungu"])

    def test_pages_of_24(self):
        rows = []
        for i in range(30):
            r = dict(w.catalogue("karak-kaliang")[0])
            r.update(key="sumpit-%d" % i, name="Sumpit nomor %d" % i, slug="sumpit-%d" % i, sku="SU-%d" % i, barcode="")
            rows.append(r)
        self.shop.command("import", w.write_csv(self.shop, rows))
        one = self.ask("sumpit").page
        two = self.ask("sumpit", page=2).page
        self.assertEqual((len(found(one)), len(found(two))), (24, 6))
        self.assertEqual(len(set(found(one)) | set(found(two))), 30)
        self.assertTrue([h for h in one.links() if "page=2" in h])
        for odd in ("0", "-1", "999999999999", "x"):
            self.ask("sumpit", page=odd)


if __name__ == "__main__":
    unittest.main()
