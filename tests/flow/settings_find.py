"""Search over settings without scripts: by name, explanation and other words in both languages; each hit leads to its field or page; what one may not set is not found."""
import unittest

from harness import FlowTest


class SettingsFind(FlowTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.shop.owner()

    def hits(self, c, q, query="q"):
        r = self.ok(c.request("GET", "/admin/settings?%s=%s" % (query, q)))
        box = r.page.find("div", id="temuan")
        found = {} if "hidden" in box.attrs else {li.find("a").attrs["href"]: li.find("b").text() for li in box.all("li") if "hidden" not in li.attrs}
        return r, found

    def test_words_in_both_languages(self):
        for q, at in (("tenggat", "/admin/settings#f-pay_hours"), ("deadline", "/admin/settings#f-pay_hours"), ("slogan", "/admin/settings#f-tagline.id"), ("Jam+Buka", "/admin/settings#f-hours.1"),
                      ("opening", "/admin/settings#f-hours.1"), ("ONGKIR", "/admin/zones"), ("shipping+courier", "/admin/zones"), ("rekening", "/admin/banks"), ("privasi", "/admin/pages"),
                      ("kasir", "/admin/staff"), ("restore", "/admin/backup"), ("authenticator", "/admin/me/totp"), ("banner", "/admin/settings#f-hero"), ("diskon", "/admin/settings#f-promo"),
                      ("13+angka", "/admin/settings#f-nib"), ("cod", "/admin/settings#f-cod_max")):
            r, found = self.hits(self.owner, q)
            self.assertIn(at, found, q)
            self.assertLess(len(found), 12, q)
            # The field is there under that name.
            if "#" in at:
                self.assertTrue(r.page.find(id=at.split("#")[1]), at)

    def test_every_setting_is_found_and_has_its_field(self):
        r = self.ok(self.owner.get("/admin/settings"))
        self.assertIn("hidden", r.page.find("div", id="temuan").attrs)
        links = [li.find("a").attrs["href"] for li in r.page.find("div", id="temuan").all("li")]
        names = {n.attrs["name"] for n in r.page.all("input") + r.page.all("select") + r.page.all("textarea") if "name" in n.attrs} - {"csrf", "version", "q"}
        for at in links:
            if "#" in at:
                self.assertTrue(r.page.find(id=at.split("#")[1]), at)
            else:
                self.ok(self.owner.get(at))
        found = {at.split("#f-")[1].split(".")[0] for at in links if "#" in at}
        self.assertEqual(found, {n.split(".")[0] for n in names})

    def test_nothing_and_nonsense(self):
        r, found = self.hits(self.owner, "zzzqqq")
        self.assertEqual(found, {})
        self.sees(r, "Tidak ada pengaturan dengan kata itu")
        self.assertNotIn("hidden", r.page.find("p", role="status").attrs)
        for q in ("", "+", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "a" * 5000, "%ff%fe", "%25"):
            r = self.owner.get("/admin/settings?q=" + q)
            self.assertIn(r.status, (200, 400), q[:20])
            self.assertNotIn("<script>alert", r.text)

    def test_who_may_not_does_not_find(self):
        c = self.shop.owner("wakil", "admin")
        self.assertNotIn("/admin/staff", self.hits(c, "kasir")[1])
        self.assertIn("/admin/zones", self.hits(c, "ongkir")[1])
        self.shop.sql("UPDATE staff SET lang='en' WHERE login='wakil'")
        r, found = self.hits(c, "ongkir")
        self.assertEqual(found["/admin/zones"], "Delivery")

    def test_saving_still_works(self):
        f = self.ok(self.owner.get("/admin/settings?q=nama")).page.form("/admin/settings", has="version")
        self.ok(self.owner.submit(f, **{"tagline.en": "Crisp and home-made"}), 303)
        self.assertEqual(self.shop.one("SELECT value FROM setting WHERE name='tagline.en'"), "Crisp and home-made")


if __name__ == "__main__":
    unittest.main()
