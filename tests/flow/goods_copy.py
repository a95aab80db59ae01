"""One tap makes a product once more: a draft with all that it has but its codes and its stock."""
import unittest

from harness import FlowTest


class Copy(FlowTest):
    def test_a_copy_is_a_draft_to_change(self):
        owner = self.shop.owner()
        pid = int(self.shop.one("SELECT product FROM variant WHERE sku='SA-100'"))
        before = self.shop.one("SELECT COUNT(*) FROM product")
        page = self.ok(owner.get("/admin/goods/%d" % pid)).page
        r = self.ok(owner.submit(page.form("/admin/goods/%d/copy" % pid)), 303)
        new = int(r.header("location").split("/")[-1].split("?")[0])
        self.assertNotEqual(new, pid)
        self.sees(owner.follow(r), "Ini salinannya", "(salinan)")
        count = "SELECT (SELECT COUNT(*) FROM variant WHERE product=%d AND active=1), (SELECT COUNT(*) FROM media_link WHERE product=%d), (SELECT COUNT(*) FROM product_category WHERE product=%d)"
        self.assertEqual(self.shop.sql(count % (pid, pid, pid)), self.shop.sql(count % (new, new, new)))
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM variant WHERE product=%d AND sku IS NOT NULL" % new), "0")
        numbers = "SELECT price, COALESCE(compare_at, -1), COALESCE(cost, -1), weight_g, low_at FROM variant WHERE product=%d AND active=1 ORDER BY position, id"
        self.assertEqual(self.shop.sql(numbers % pid), self.shop.sql(numbers % new))
        self.assertGreater(int(self.shop.one("SELECT COUNT(*) FROM variant WHERE cost > 0 AND product=%d" % new)), 0)
        self.assertEqual(self.shop.one("SELECT COALESCE(SUM(s.on_hand), 0) FROM stock s JOIN variant v ON v.id = s.variant WHERE v.product=%d" % new), "0")
        self.assertEqual(self.shop.one("SELECT status FROM product WHERE id=%d" % new), "draft")
        slug = self.shop.one("SELECT slug FROM slug WHERE kind='product' AND object=%d" % new)
        self.assertEqual(self.shop.client().get("/product/" + slug).status, 404)
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM product")), int(before) + 1)
        # What isn't there can't be copied, and looking is no order to do it.
        self.assertEqual(owner.post("/admin/goods/999999/copy", [("csrf", page.form("/admin/goods/%d/copy" % pid).get("csrf"))]).status, 404)
        self.assertEqual(owner.get("/admin/goods/%d/copy" % pid).status, 405)
        self.assertEqual(self.shop.invariants(), [])


if __name__ == "__main__":
    unittest.main()
