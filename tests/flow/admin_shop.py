"""What the owner sets up by hand: the shop's own data, bank accounts, delivery zones, the password. Each form keeps what was typed when something is wrong, tells when somebody else was quicker,
and leaves its line in the trail."""
import unittest

from harness import FlowTest


class AdminShop(FlowTest):
    def setUp(self):
        n = AdminShop.n = getattr(AdminShop, "n", 0) + 1
        self.owner = self.shop.owner("owner%d" % n)

    def test_settings_keep_what_was_typed(self):
        c = self.owner
        f = c.get("/admin/settings").page.form("/admin/settings")
        r = self.ok(c.submit(f, **{"name": "", "hours.2": "pagi", "pay_hours": "900", "whatsapp": "08"}), 422)
        page = r.page
        for name in ("name", "hours.2", "pay_hours", "whatsapp"):
            self.assertIsNotNone(page.find(id="e-" + name), name)
        self.assertIsNone(page.find(id="e-hours.1"))
        self.assertEqual(page.form("/admin/settings").get("hours.2"), "pagi")
        self.assertNotIn("900", [v for (v,) in self.shop.sql("SELECT value FROM setting WHERE name='pay_hours'")])

    def test_settings_are_saved_and_told(self):
        c = self.owner
        f = c.get("/admin/settings").page.form("/admin/settings")
        r = c.submit(f, **{"name": "Keripik <b>Uni</b>", "whatsapp": "0812 3456 7890", "hours.1": "8-12, 13.30 – 17.00", "hours.7": "", "cod_max": "300.000"})
        self.ok(r, 303)
        self.sees(c.follow(r), "Keripik <b>Uni</b>")
        self.assertEqual(self.shop.one("SELECT value FROM setting WHERE name='whatsapp'"), "+6281234567890")
        self.assertIn("1 08:00-12:00,13:30-17:00", self.shop.one("SELECT value FROM setting WHERE name='hours'"))
        self.assertEqual(self.shop.one("SELECT value FROM setting WHERE name='cod_max'"), "300000")
        self.sees(c.get("/admin/audit"), "Yang diubah: Nomor WhatsApp")
        self.sees(self.shop.client().get("/"), "Keripik <b>Uni</b>")
        f.set("name", "Late")
        self.ok(c.submit(f), 422)
        self.assertEqual(c.last.page.form("/admin/settings").get("name"), "Late")
        self.assertEqual(self.shop.one("SELECT value FROM setting WHERE name='name'"), "Keripik <b>Uni</b>")

    def test_bank(self):
        c = self.owner
        f = c.get("/admin/banks/new").page.form("/admin/banks/new")
        r = self.ok(c.submit(f, bank="BRI", number="12-ab-34", holder="Desi"), 422)
        self.assertIsNotNone(r.page.find(id="e-number"))
        self.ok(c.submit(r.page.form("/admin/banks/new"), number="0012-34-56"), 303)
        id = int(self.shop.one("SELECT id FROM bank_account WHERE number='0012-34-56'"))
        first = c.get("/admin/banks/%d" % id).page.form("/admin/banks/%d" % id)
        second = c.get("/admin/banks/%d" % id).page.form("/admin/banks/%d" % id)
        self.ok(c.submit(first, holder="Desi R."), 303)
        self.ok(c.submit(second, holder="Dewi"), 422)
        self.assertEqual(self.shop.one("SELECT holder FROM bank_account WHERE id=%d" % id), "Desi R.")

    def test_zone_areas_are_found_by_name(self):
        c = self.owner
        f = c.get("/admin/zones/new?kind=courier").page.form("/admin/zones/new")
        r = self.ok(c.submit(f, name_id="JNE", price_first="12.000", price_step="12.000"), 422)
        self.assertIsNotNone(r.page.find(id="e-area"))
        r = self.ok(c.submit(r.page.form("/admin/zones/new"), button=("find", "1"), area_q="pasaman barat"), 200)
        f = r.page.form("/admin/zones/new")
        self.assertEqual(f.get("name_id"), "JNE")
        self.sees(r, "Kab. Pasaman Barat")
        f.fields.append(("area", "1312"))
        f.set("area_q", "")
        self.ok(c.submit(f), 303)
        self.assertEqual([tuple(map(int, x)) for x in self.shop.sql("SELECT a.area, z.price_first FROM zone_area a JOIN zone z ON z.id=a.zone JOIN zone_text t ON t.zone=z.id"
                                                          " AND t.lang='id' WHERE t.name='JNE' AND z.price_step=12000")], [(1312, 12000)])

    def test_own_password_and_language(self):
        c = self.owner
        new = "rumah-gadang-biru"
        f = c.get("/admin/me").page.form("/me/password")
        r = self.ok(c.submit(f, password_now="not this one", password_new=new, password_again=new), 422)
        self.assertIsNotNone(r.page.find(id="e-password_now"))
        self.assertNotIn(new, r.text)
        r = self.ok(c.submit(r.page.form("/me/password"), password_now=c.password, password_new=new, password_again=new + "x"), 422)
        self.assertIsNotNone(r.page.find(id="e-password_again"))
        other = self.shop.login("owner%d" % AdminShop.n, c.password)
        self.ok(c.submit(r.page.form("/me/password"), password_now=c.password, password_new=new, password_again=new), 303)
        self.ok(c.get("/admin/me"))
        self.ok(other.get("/admin/me"), 303)
        self.shop.login("owner%d" % AdminShop.n, new)
        self.ok(c.submit(c.get("/admin/me").page.form("/me/lang"), lang="en"), 303)
        self.sees(c.get("/admin/more"), "Bank accounts")

    def test_rights(self):
        driver = self.shop.owner("sopir%d" % AdminShop.n, "driver")
        for path in ("/admin/settings", "/admin/banks", "/admin/zones", "/admin/audit", "/admin/customers", "/admin/proof/1"):
            self.ok(driver.get(path), 403)
        self.ok(driver.get("/admin/more"))
        self.assertNotIn("/admin/settings", driver.last.text)
        self.ok(self.shop.client().get("/admin/settings"), 303)

    def test_login_tells_nothing(self):
        c = self.shop.client()
        words = set()
        for login, password in (("owner%d" % AdminShop.n, "wrong-password"), ("nobody-here", "wrong-password")):
            r = self.ok(c.submit(c.get("/admin/login").page.form("/admin/login"), login=login, password=password), 422)
            words.add(r.page.find(class_="errs").text())
            self.assertNotIn("wrong-password", r.text)
        self.assertEqual(len(words), 1)


if __name__ == "__main__":
    unittest.main()
