"""How well the search finds: the labelled questions of tests/data/search against the demo shop with our own list of goods, and against a file of other goods (SAMPLES) that isn't ours to copy. nDCG@10 and recall@10
must reach 0.85 each, in each database; that the two databases agree is seen by asking for the same numbers (`make bench` prints both). ETALASE_TEST_SAY=1 tells what each question found, worst first."""
import math
import os
import re
import subprocess
import unicodedata
import unittest
import urllib.parse

import harness
from harness import FlowTest, ROOT

DATA = os.path.join(ROOT, "tests/data/search")
CATALOGUE = os.path.join(os.environ.get("SAMPLES", ""), "catalogues/indonesian-products.csv")
LEAST = 0.85
FIRST = 10


def words(text):
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", text)


def rule(text):
    """[(grade, [alternative, …])], an alternative being its words."""
    out = []
    for part in text.split(";"):
        grade, _, alternatives = part.partition(":")
        if alternatives.strip():
            out.append((int(grade), [a.split() for a in alternatives.split("|")]))
    return sorted(out, reverse=True)


def has(there, word):
    if word.startswith("-"):
        return not has(there, word[1:])
    return any(x.startswith(word[:-1]) for x in there) if word.endswith("*") else word in there


def grade(rules, there):
    for g, alternatives in rules:
        if any(all(has(there, w) for w in a) for a in alternatives):
            return g
    return 0


def questions(*sets):
    with open(os.path.join(DATA, "queries.tsv")) as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return [(q, rule(r)) for s, q, r in rows if s in sets]


def gain(grades):
    return sum((2 ** g - 1) / math.log2(i + 2) for i, g in enumerate(grades[:FIRST]))


def goods_of(shop):
    """{slug: words of its names}."""
    out = {}
    for slug, name in shop.sql("SELECT s.slug, t.name FROM slug s JOIN product_text t ON t.product = s.object JOIN shelf f ON f.product = s.object AND f.category = 0 WHERE s.kind = 'product' AND s.current = 1"):
        out.setdefault(slug, []).extend(words(name))
    return out


def asked(client, q):
    page = client.get("/search?" + urllib.parse.urlencode({"q": q})).page
    links = [a.attrs.get("href") for li in page.all("li", class_="item") for a in li.all("a")]
    out = []
    for x in links:
        slug = (x or "").split("/product/")[-1].split("?")[0] if "/product/" in (x or "") else None
        if slug and slug not in out:
            out.append(slug)
    return out[:FIRST]


def measure(shop, *sets):
    """(nDCG@10, recall@10, how many questions, [(nDCG, recall, question, found)])."""
    goods, client, rows = goods_of(shop), shop.client(), []
    for q, rules in questions(*sets):
        grades = {slug: grade(rules, there) for slug, there in goods.items()}
        best = sorted((g for g in grades.values() if g), reverse=True)
        if not best:
            raise AssertionError("no goods fit the labels of: " + q)
        found = asked(client, q)
        # Relevant is what is graded 2 or 3; of more than ten, ten can be found.
        relevant = {s for s, g in grades.items() if g >= 2} or {s for s, g in grades.items() if g}
        rows.append((gain([grades.get(s, 0) for s in found]) / gain(best), len(relevant & set(found)) / min(FIRST, len(relevant)), q, found))
    n = len(rows)
    return sum(r[0] for r in rows) / n, sum(r[1] for r in rows) / n, n, rows


def own_shop(shop):
    """The demo shop with our own list of goods."""
    return bring(shop, os.path.join(DATA, "goods.csv"), "name=name,category=category,price=price,sku=sku,barcode=barcode,summary=summary", "sku")


def samples_shop(shop):
    return bring(shop, CATALOGUE, "name=name,category=category,price=price_idr", "name,city")


def bring(shop, path, columns, key):
    subprocess.run([harness.BIN, "import", path, "--map", columns, "--key", key], env=shop.env(), stdout=subprocess.PIPE, check=False)
    return shop


class Quality(FlowTest):
    def good(self, *sets):
        ndcg, recall, n, rows = measure(self.shop, *sets)
        if os.environ.get("ETALASE_TEST_SAY"):
            for r in sorted(rows, key=lambda r: r[0] + r[1]):
                print("%.2f %.2f  %-28s %s" % (r[0], r[1], r[2], ", ".join(x[:24] for x in r[3][:6])))
            print("%s: nDCG@10 %.3f, recall@10 %.3f, %d questions" % ("+".join(sets), ndcg, recall, n))
        worst = ", ".join("%s (%.2f, %.2f)" % (r[2], r[0], r[1]) for r in sorted(rows)[:8])
        self.assertGreaterEqual(ndcg, LEAST, "nDCG@10 of %d questions; worst: %s" % (n, worst))
        self.assertGreaterEqual(recall, LEAST, "recall@10 of %d questions; worst: %s" % (n, worst))

    def test_own(self):
        own_shop(self.shop)
        self.good("own", "demo")


@unittest.skipUnless(os.path.exists(CATALOGUE), "SAMPLES names no folder with catalogues")
class OthersGoods(Quality):
    def test_own(self):
        samples_shop(self.shop)
        self.good("catalogue")


if __name__ == "__main__":
    unittest.main()
