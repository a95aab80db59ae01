"""Each page has one address: other letters, slashes, prefixes and old names lead there in one step with what was asked, the canonical link says it where nothing moves, the sitemap knows no other, and nobody
is led elsewhere."""
import re
import unittest

import _ways as w
import harness
from harness import FlowTest


class Addresses(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()
        cls.c = cls.shop.client()

    def slug(self, kind):
        return self.shop.one("SELECT s.slug FROM slug s WHERE s.kind='%s' AND s.current=1 ORDER BY s.slug LIMIT 1" % kind)

    def leads(self, path, to):
        self.assertEqual(self.ok(self.c.get(path), 301).header("location"), to, path)

    def canonical(self, path):
        page = self.ok(self.c.get(path)).page
        return re.sub(r"^https?://[^/]+", "", [n.attrs["href"] for n in page.all("link") if n.attrs.get("rel") == "canonical"][0])

    def pages(self):
        yield "/product/" + w.slug(self.shop, "KS-200")
        yield "/category/keripik"
        yield "/info/" + self.slug("page")
        yield "/makers"
        yield "/products"

    def test_other_spellings(self):
        for at in self.pages():
            self.ok(self.c.get(at))
            kind = at.split("/")[1]
            for other in (at + "/", "/" + at, at.replace("/", "//"), at.upper(), "/" + kind.capitalize() + at[1 + len(kind):], "/id" + at, "/index.php" + at, "/ID/index.PHP/" + at + "//", at + "/index.html"):
                self.leads(other, at)
                self.ok(self.c.request("HEAD", other), 301)
            self.leads("/EN" + at + "/", "/en" + at)
            self.leads("/en/" + at, "/en" + at)
            # What was asked goes along, and what counts visits.
            self.leads(at.upper() + "?utm_source=wa&x=a%20b%26c", at + "?utm_source=wa&x=a%20b%26c")
        self.leads("/id", "/")
        self.leads("/index.php", "/")
        self.leads("//", "/")
        self.leads("/en/", "/en")
        self.leads("/index.php?route=common/home", "/?route=common%2Fhome")
        self.leads("/Cart/", "/cart")
        self.leads("/product/" + w.slug(self.shop, "KS-200").upper() + "/?v=3", "/product/" + w.slug(self.shop, "KS-200") + "?v=3")

    def test_nobody_is_led_elsewhere(self):
        for at in ("//evil.example", "//evil.example/", "///evil.example/product/x", "/\\evil.example/", "/%5Cevil.example/", "/%2F%2Fevil.example", "/id//evil.example", "/index.php//evil.example/",
                   "/en//evil.example", "/https://evil.example/", "/product//", "/nothing/", "/NOTHING"):
            r = self.c.get(at)
            to = r.header("location") or ""
            self.assertFalse(re.match(r"(//|/\\|https?:)", to), at + " led to " + to)
            self.assertIn(r.status, (301, 400, 404), at)
        # Tokens and numbers mean what they are; the admin panel has no second door; a form is never sent on.
        for at in ("/order/ABC/", "/ORDER/abc", "/R/token", "/r/token/", "/s/ABC/", "/ADMIN", "/admin/goods/", "//admin/goods", "/id/admin/goods", "/HEALTHZ", "/healthz/", "/Suggest?q=x"):
            r = self.c.get(at)
            self.assertNotEqual(r.status, 301, at)
        self.assertNotIn(self.c.post("/CART/add", []).status, (301, 303))

    def test_lists_and_pages_of_lists(self):
        self.leads("/products?page=1", "/products")
        self.leads("/category/keripik?page=1&sort=best", "/category/keripik?sort=best")
        self.assertEqual(self.canonical("/en/products?page=0"), "/en/products")
        # What others add is not lost: the page answers, and says where it belongs.
        self.assertEqual(self.canonical("/products?page=1&utm_source=wa"), "/products")
        self.assertEqual(self.canonical("/category/keripik?fbclid=abc&gclid=d"), "/category/keripik")
        self.assertEqual(self.canonical("/product/%s?v=1&utm_campaign=x" % w.slug(self.shop, "KS-200")), "/product/" + w.slug(self.shop, "KS-200"))
        self.assertEqual(self.canonical("/en/products?x=1"), "/en/products")
        with open(self.shop.dir + "/many.csv", "w", encoding="utf-8") as f:
            f.write("key,name,category,status,sku,price,weight_g,stock\n")
            for i in range(40):
                f.write("a%d,Alamat %d,keripik,active,AL-%d,9000,100,5\n" % (i, i, i))
        self.shop.command("import", self.shop.dir + "/many.csv")
        self.assertEqual(self.canonical("/products?page=2"), "/products?page=2")
        self.assertEqual(self.canonical("/category/keripik?page=2&utm_source=x"), "/category/keripik?page=2")
        links = self.ok(self.c.get("/products?page=2")).page.links()
        self.assertEqual([x for x in links if "page=1" in x and "page=1" == x.split("?")[-1]], [])

    def test_names_that_change(self):
        pid = w.product(self.shop, "UU-150")
        first = w.slug(self.shop, "UU-150")
        for name in ("ubi-satu", "ubi-dua", "ubi-tiga"):
            self.rename(pid, name)
        for was in (first, "ubi-satu", "ubi-dua"):
            self.leads("/product/" + was, "/product/ubi-tiga")
            self.leads("/product/" + was.upper() + "/", "/product/" + was)
        # An old one given to another product answers there, and the way back is open.
        other = w.product(self.shop, "KS-200")
        mine = w.slug(self.shop, "KS-200")
        self.rename(other, "ubi-satu")
        self.ok(self.c.get("/product/ubi-satu"))
        self.rename(other, mine)
        self.leads("/product/ubi-satu", "/product/" + mine)
        self.ok(self.c.get("/product/" + mine))
        self.rename(pid, first)
        self.ok(self.c.get("/product/" + first))
        self.leads("/product/ubi-tiga", "/product/" + first)
        sitemap = self.c.get("/sitemap.xml").text
        self.assertIn("/product/%s<" % first, sitemap)
        for was in ("ubi-satu", "ubi-dua", "ubi-tiga"):
            self.assertNotIn("/product/%s<" % was, sitemap)
        for at in set(re.findall(r"<loc>https?://[^/<]+([^<]*)</loc>", sitemap)):
            self.ok(self.c.get(at or "/"))

    def rename(self, pid, slug):
        page = self.ok(self.owner.get("/admin/goods/%d" % pid)).page
        f = [x for x in page.forms() if ("act", "save") in [b[:2] for b in x.buttons]][0]
        self.ok(self.owner.submit(f.set("slug", slug), ("act", "save")), 303)

    def test_z_merged_goods(self):
        old, new = w.product(self.shop, "KB-100"), w.product(self.shop, "KS-200")
        first, to = w.slug(self.shop, "KB-100"), w.slug(self.shop, "KS-200")
        self.rename(old, "sebelum-gabung")
        third = int(self.shop.one("SELECT id FROM product WHERE status='active' AND id NOT IN (%d, %d) LIMIT 1" % (old, new)))
        sold = [int(self.shop.one("SELECT sold FROM product WHERE id=%d" % x)) for x in (old, new)]
        csrf = self.ok(self.owner.get("/admin/goods/%d" % third)).page.forms()[-1].get("csrf")
        at = "/admin/goods/%d/links" % third
        self.assertLess(self.owner.post(at, [("csrf", csrf), ("kind", "related"), ("target", str(old)), ("act", "add")]).status, 400)
        at = "/admin/goods/%d/merge?into=%d" % (old, new)
        f = self.ok(self.owner.get(at)).page.form("/admin/goods/%d/merge" % old)
        self.ok(self.owner.submit(f), 303)
        # The oldest address takes one step as well.
        self.leads("/product/" + first, "/product/" + to)
        self.leads("/product/sebelum-gabung", "/product/" + to)
        self.assertEqual([int(self.shop.one("SELECT sold FROM product WHERE id=%d" % x)) for x in (old, new)], [0, sum(sold)])
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM product_link WHERE target=%d" % old)), 0)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM product_link WHERE product=%d AND target=%d" % (third, new))), 1)
        r = self.shop.command("check", check=False)
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)


if __name__ == "__main__":
    unittest.main()
