"""Delivery from the owner's phone to the buyer's checkout: own delivery to villages on certain days, several places to pick up from, couriers side by side, and one price on product page, cart and
checkout."""
import re
import unittest

import _ways as w
from harness import FlowTest

DISTRICT = 131208       # Koto Balingka
MONDAY = 86400


class Zones(FlowTest):
    def setUp(self):
        n = Zones.n = getattr(Zones, "n", 0) + 1
        self.owner = self.shop.owner("pemilik%d" % n)
        self.made = []

    def tearDown(self):
        for zone in self.made:
            page = self.owner.get("/admin/zones/%d" % zone).page
            self.ok(self.owner.submit(page.form("/admin/zones/%d/drop" % zone)), 303)

    def new(self, kind, districts=(), villages=None, days=(), off=(), **fields):
        """A new way, found and filled as on a phone; its id."""
        c = self.owner
        f = c.get("/admin/zones/new?kind=" + kind).page.form("/admin/zones/new")
        for k, v in fields.items():
            f.set(k, v)
        for name, code in districts:
            f = self.ok(c.submit(f, button=("find", "1"), area_q=name)).page.form("/admin/zones/new")
            self.assertIn(str(code), f.choices("area"), name)
            f.fields.append(["area", str(code)])
            if villages:
                f.set("v%d" % code, villages)
            f.set("area_q", "")
        for d in days:
            f.fields.append(["days", str(d)])
        f.fields = [x for x in f.fields if x[0] not in off]
        self.ok(c.submit(f), 303)
        self.made.append(int(self.shop.one("SELECT MAX(id) FROM zone")))
        return self.made[-1]

    def ship_to(self, c, village=None):
        """Tells the shop where one lives, on the page that asks."""
        f = c.get("/ship-to").page.form("/ship-to")
        r = c.follow(c.submit(f, place="Koto Balingka"))
        if village:
            forms = [x for x in r.page.forms() if ("village", village) in [b[:2] for b in x.buttons]]
            self.assertEqual(len(forms), 1, r.page.text())
            r = c.follow(c.submit(forms[0], button=("village", village)))
        return r

    def checkout(self, c, **how):
        return w.fill(c, **how)

    def test_village_and_day(self):
        """A car to two villages on Tuesdays and Fridays until nine; the buyer of the village gets it, the neighbour the old price."""
        zone = self.new("own", [("koto balingka", DISTRICT)], villages="Parit\nDesa Lubuk Gobing", days=(2, 5), name_id="Motor kampung", price_first="2.000", cutoff="09:00", min_order="10.000",
                        free_over="200.000")
        rows = self.shop.sql("SELECT days, cutoff, lead, min_order FROM zone WHERE id=%d" % zone)
        self.assertEqual([tuple(map(int, x)) for x in rows], [(2 + 16, 540, 0, 10000)])
        self.assertEqual([x[0] for x in self.shop.sql("SELECT name FROM zone_village WHERE zone=%d ORDER BY folded" % zone)], ["Desa Lubuk Gobing", "Parit"])
        f = self.owner.get("/admin/zones/%d" % zone).page.form("/admin/zones/%d" % zone)
        self.assertEqual(f.get("v%d" % DISTRICT).splitlines(), ["Desa Lubuk Gobing", "Parit"])
        self.assertEqual(f.get("cutoff"), "09:00")
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = self.checkout(c)
        # The village decides the price, so it is asked for.
        self.assertIn("village_of", f.names())
        r = self.ok(c.submit(f, ("step", "place")), 422)
        self.assertIsNotNone(r.page.find(id="e-village_of"))
        f = r.page.form("/checkout", "idem_key").set("village_of", "Parit")
        f = w.again(c, f, "show")
        self.assertIn(str(zone), f.choices("zone"))
        f.set("zone", str(zone))
        f = w.again(c, f, "show")
        days = f.choices("day")
        self.assertEqual(len(days), 4)
        self.sees(c.last, "Motor kampung", "Diantar", w.rupiah(2000))
        f.set("day", days[1])
        o = w.place(c, w.again(c, f, "show"))
        self.assertEqual((o.zone, o.shipping, o.village), (zone, 2000, "Parit"))
        promised = self.shop.one("SELECT ship_day FROM orders WHERE id=%d" % o.id)
        self.assertEqual(int(promised), (self.date(days[1])))
        r = self.ok(c.get("/order/" + o.ref))
        self.sees(r, "Diantar " + self.spoken(days[1]))
        self.sees(self.owner.get("/admin/orders?tab=all"), "Diantar " + self.spoken(days[1]))
        self.sees(self.owner.get("/admin/orders/%d" % o.id), "Diantar " + self.spoken(days[1]), "Parit")
        for paper in ("label-100", "slip", "nota-58"):
            self.sees(self.owner.get("/admin/orders/%d/print/%s" % (o.id, paper)), "Diantar " + self.spoken(days[1]))
        # Paid, it stands on the list of what is packed for that day, and on no other day's.
        w.send_proof(c, o)
        w.must(self.owner, o, "pay")
        r = self.ok(self.owner.get("/admin/orders?tab=pack"))
        self.sees(self.ok(self.owner.get(r.page.link("packing?day=" + days[1]))), o.number, self.spoken(days[1]))
        self.sees_not(self.ok(self.owner.get("/admin/print/packing?day=" + days[0])), o.number)
        self.sees(self.ok(self.owner.get("/admin/print/packing")), o.number)
        # The neighbour of another village.
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = self.checkout(c).set("village_of", "-")
        f = w.again(c, f, "show").set("village", "Air Bangis")
        self.assertNotIn(str(zone), f.choices("zone"))
        o = w.place(c, w.again(c, f, "show"))
        self.assertEqual((o.shipping, o.village), (6000, "Air Bangis"))
        # Whoever writes the name himself is not asked to find it again.
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = self.checkout(c).set("village_of", "-")
        f = w.again(c, f, "show").set("village", "nagari  parit")
        o = w.place(c, w.again(c, f, "show"))
        self.assertEqual(o.shipping, 2000)

    def date(self, iso):
        import datetime
        return (datetime.date.fromisoformat(iso) - datetime.date(1970, 1, 1)).days

    def spoken(self, iso):
        import datetime
        d = datetime.date.fromisoformat(iso)
        return "%s, %d %s" % (("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")[d.weekday()], d.day,
                              ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")[d.month - 1])

    def test_day_closes_between_page_and_button(self):
        zone = self.new("own", [("koto balingka", DISTRICT)], villages="Parit", days=(1, 2, 3, 4, 5, 6, 7), name_id="Tiap hari", price_first="1.000")
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = self.checkout(c).set("village_of", "Parit")
        f = w.again(c, f, "show").set("zone", str(zone))
        f = w.again(c, f, "show")
        first = f.get("day")
        try:
            self.shop.clock(86400)
            r = self.ok(c.submit(f, ("step", "place")), 422)
            self.sees(r, w.say("That day is closed now. Please choose another day of delivery"))
            f = r.page.form("/checkout", "idem_key")
            self.assertNotIn(first, f.choices("day"))
            self.assertEqual(f.get("name"), w.NAME)
            o = w.place(c, f)
            self.assertEqual(o.ship_day, self.date(f.get("day")))
        finally:
            self.shop.clock(0)
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.again(c, self.checkout(c).set("village_of", "Parit"), "show").set("zone", str(zone))
        f = w.again(c, f, "show")
        for bad in ("1999-01-01", "2099-01-01"):
            f.fields = [x for x in f.fields if x[0] != "day"] + [["day", bad]]
            r = self.ok(c.submit(f, ("step", "place")), 422)
            f = r.page.form("/checkout", "idem_key")

    def price(self, text):
        m = re.search(r"Rp\s*([0-9.]+)", text)
        return int(m.group(1).replace(".", "")) if m else 0

    def test_one_price_everywhere(self):
        """Product page, cart and checkout say the same, before and after the village is known."""
        self.new("own", [("koto balingka", DISTRICT)], villages="Parit", name_id="Motor kampung", price_first="2.500", pack_g="0")
        for village, want in ((None, 6000), ("Parit", 2500), ("-", 6000)):
            c = self.shop.client()
            w.put(c, "SA-100", 1)
            self.ship_to(c, village)
            page = self.ok(c.get("/product/%s?v=%d" % (w.slug(self.shop, "SA-100"), w.variant(self.shop, "SA-100")))).page
            self.assertIn(w.rupiah(want), page.find(id="antar").text().replace("\xa0", " "), village)
            self.sees(c.get("/cart"), w.rupiah(want))
            f = w.fill(c)
            if village is None:
                f = w.again(c, f.set("village_of", "-"), "show")
            self.assertEqual(w.place(c, f).shipping, want, village)

    def test_a_light_large_thing_costs_by_its_size(self):
        """Typed in centimetres on the form of the goods; product page, cart, checkout and the owner's own trial charge what the size says."""
        c = self.owner
        f = c.get("/admin/goods/new").page.form("/admin/goods/new")
        f = self.ok(c.submit(f, ("act", "save"), name="Bantal kapuk", v0_price="50.000", v0_stock="20", v0_sku="BTL", v0_g="500", v0_l="60", v0_w="4o", v0_h=""), 422).page.form("/admin/goods/new")
        bad = {n.attrs["name"] for n in c.last.page.walk() if n.attrs.get("aria-invalid") == "true"}
        self.assertEqual((bad, f.get("v0_l"), f.get("v0_w")), ({"v0_w", "v0_h"}, "60", "4o"))
        self.sees(c.last, "misalnya 30 atau 20,5", "Isi ketiga sisinya")
        pid = int(re.search(r"/admin/goods/([0-9]+)", self.ok(c.submit(f, ("act", "save"), v0_w="40,5", v0_h="20"), 303).header("location")).group(1))
        f = c.get("/admin/goods/%d" % pid).page.form("/admin/goods/%d" % pid, "name")
        self.assertEqual((f.get("v0_l"), f.get("v0_w"), f.get("v0_h")), ("60", "40,5", "20"))
        self.assertEqual([tuple(map(str, x)) for x in self.shop.sql("SELECT length_mm, width_mm, height_mm FROM variant WHERE sku='BTL'")], [("600", "405", "200")])
        # 60 × 40,5 × 20 cm by 6000 are 8.1 kg, so 8 with JNE's tolerance; two of them 16.2, so 16.
        zone = self.new("courier", [("koto balingka", DISTRICT)], carrier="jne", service="JTR", name_id="JNE besar", price_first="1.000", price_step="", position="1")
        others = self.shop.one_list("SELECT id FROM zone WHERE active=1 AND kind<>'pickup' AND id<>%d" % zone)
        self.shop.sql("UPDATE zone SET active=0 WHERE id IN (%s)" % ",".join(map(str, others)))
        try:
            for n, want in ((1, 8000), (2, 16000)):
                buyer = self.shop.client()
                w.put(buyer, "BTL", n)
                self.ship_to(buyer)
                page = self.ok(buyer.get("/product/" + w.slug(self.shop, "BTL"))).page
                self.assertIn("ongkir " + w.rupiah(8000), page.find(id="antar").text().replace("\xa0", " "))
                self.sees(buyer.get("/cart"), w.rupiah(want))
                f = w.fill(buyer)
                self.assertEqual(w.place(buyer, f.set("zone", str(zone))).shipping, want, n)
            for query, want in (("", 1000), ("&length=60&width=40,5&height=20", 8000), ("&length=60&width=40.5&height=20", 8000)):
                self.sees(self.ok(c.get("/admin/zones/try?district=%d&weight=500%s" % (DISTRICT, query))), "JNE besar", w.rupiah(want))
            r = self.ok(c.get("/admin/zones/try?district=%d&weight=500&length=60&width=-1" % DISTRICT))
            self.sees(r, "misalnya 30 atau 20,5", "Isi ketiga sisinya")
            self.sees_not(r, "JNE besar")
            # Without a size it is the weight again.
            f = c.get("/admin/goods/%d" % pid).page.form("/admin/goods/%d" % pid, "name")
            self.ok(c.submit(f, ("act", "save"), v0_l="", v0_w="", v0_h=""), 303)
            buyer = self.shop.client()
            w.put(buyer, "BTL", 1)
            self.assertEqual(w.place(buyer, w.fill(buyer).set("zone", str(zone))).shipping, 1000)
        finally:
            self.shop.sql("UPDATE zone SET active=1 WHERE id IN (%s)" % ",".join(map(str, others)))

    def test_a_divisor_of_the_file_stays(self):
        """What the file of prices set is shown in the form, and saving something else leaves it."""
        zone = self.new("courier", [("sumatera barat", 13)], carrier="pos", service="Kargo", name_id="", price_first="15.000", rule="own", divisor="4000")
        self.assertEqual(str(self.shop.one("SELECT divisor FROM zone WHERE id=%d" % zone)), "4000")
        own = self.new("own", [("koto balingka", DISTRICT)], name_id="Pikap", price_first="5.000")
        url = "/admin/zones/%d" % own
        self.assertNotIn("divisor", self.owner.get(url).page.form(url).names())
        self.shop.sql("UPDATE zone SET divisor=5000, by_gram=1 WHERE id=%d" % own)
        f = self.owner.get(url).page.form(url)
        self.assertEqual((f.get("divisor"), f.get("by_gram")), ("5000", "1"))
        for id in (zone, own):
            url = "/admin/zones/%d" % id
            self.ok(self.owner.submit(self.owner.get(url).page.form(url), price_first="6.000"), 303)
        rows = self.shop.sql("SELECT divisor, by_gram FROM zone WHERE id IN (%d,%d) ORDER BY id" % (zone, own))
        self.assertEqual([tuple(map(str, x)) for x in rows], [("4000", "0"), ("5000", "1")])

    def test_places_to_pick_up_from(self):
        zone = self.new("pickup", name_id="Lapak pasar Ujung Gading", address="Pasar Ujung Gading, los 12", hours_id="Kamis 06.00-11.00", maps_url="https://maps.app.goo.gl/abc", position="1")
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c, how="pickup")
        self.assertEqual(len(f.choices("zone")), 2)
        self.sees(c.last, "Lapak pasar Ujung Gading", "los 12", "Kamis 06.00-11.00", "Ambil sendiri di dapur")
        f = w.again(c, f.set("zone", str(zone)), "show")
        self.assertEqual(c.last.page.link("maps.app.goo.gl"), "https://maps.app.goo.gl/abc")
        o = w.place(c, f)
        self.assertEqual((o.zone, o.ship_place, o.ship_hours), (zone, "Pasar Ujung Gading, los 12", "Kamis 06.00-11.00"))
        # The promise stays when the owner moves the stall.
        g = self.owner.get("/admin/zones/%d" % zone).page.form("/admin/zones/%d" % zone)
        self.ok(self.owner.submit(g, address="Pindah ke los 40"), 303)
        self.sees(c.get("/order/" + o.ref), "los 12", "Kamis 06.00-11.00")
        self.sees_not(c.get("/order/" + o.ref), "los 40")
        self.sees(self.owner.get("/admin/orders/%d/print/nota-80" % o.id), "los 12")
        self.sees(self.owner.get("/admin/orders/%d" % o.id), "los 12")
        g = self.owner.get("/admin/zones/%d" % zone).page.form("/admin/zones/%d" % zone)
        self.ok(self.owner.submit(g, maps_url="javascript:alert(1)"), 422)

    def test_couriers_side_by_side(self):
        """Two couriers, one by its usual rule and one with its own numbers: both are shown, cheaper first."""
        jne = self.new("courier", [("sumatera barat", 13)], carrier="jne", service="REG", name_id="", price_first="17.000", price_step="", etd_min="2", etd_max="3", position="50")
        own = self.new("courier", [("sumatera barat", 13)], carrier="pos", service="Reguler", name_id="", price_first="15.000", rule="own", tolerance_g="500", position="50")
        rows = self.shop.sql("SELECT z.first_g, z.step_g, z.tolerance_g, z.divisor, z.price_step, t.name FROM zone z JOIN zone_text t ON t.zone=z.id AND t.lang='id' WHERE z.id IN (%d,%d) ORDER BY z.id" % (jne, own))
        self.assertEqual([tuple(map(str, x)) for x in rows], [("1000", "1000", "300", "6000", "17000", "JNE REG"), ("1000", "1000", "500", "0", "15000", "Pos Indonesia Reguler")])
        f = self.owner.get("/admin/zones/%d" % own).page.form("/admin/zones/%d" % own)
        self.assertEqual(f.get("rule"), "own")
        c = self.shop.client()
        w.put(c, "SA-100", 2)
        f = w.fill(c, district=w.PADANG)
        mine = [x for x in f.choices("zone") if int(x) in (jne, own)]
        self.assertEqual(mine, [str(own), str(jne)])
        self.sees(c.last, "2–3 hari")
        o = w.place(c, w.again(c, f.set("zone", str(jne)), "show"))
        self.assertEqual((o.shipping, o.ship_eta), (17000, "2–3 hari"))

    def test_least_order_is_shown_and_refused(self):
        zone = self.new("own", [("koto balingka", DISTRICT)], name_id="Borongan", price_first="0", min_order="500.000", position="1")
        c = self.shop.client()
        w.put(c, "SA-100", 1)
        f = w.fill(c)
        self.sees(c.last, "Borongan", "untuk belanja mulai " + w.rupiah(500000))
        f.fields = [x for x in f.fields if x[0] != "zone"] + [["zone", str(zone)]]
        self.ok(c.submit(f, ("step", "place")), 422)
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM orders WHERE zone=%d" % zone), "0" if isinstance(self.shop.one("SELECT '0'"), str) else 0)

    def test_copy_and_delete(self):
        zone = self.new("own", [("koto balingka", DISTRICT)], villages="Parit", days=(3,), name_id="Asli", price_first="3.000")
        c = self.owner
        r = c.follow(self.ok(c.submit(c.get("/admin/zones/%d" % zone).page.form("/copy")), 303))
        self.assertEqual(r.page.flash(), w.say("Here is the copy. It is off until you switch it on"))
        made = int(self.shop.one("SELECT MAX(id) FROM zone"))
        f = r.page.form("/admin/zones/%d" % made)
        self.assertEqual((f.get("name_id"), f.get("v%d" % DISTRICT), f.get("active")), ("Asli (salinan)", "Parit", None))
        self.ok(c.submit(c.get("/admin/zones/%d" % made).page.form("/drop")), 303)
        self.ok(c.get("/admin/zones/%d" % made), 404)
        self.ok(c.post("/admin/zones/%d/drop" % made, [("csrf", f.get("csrf"))]), 404)

    def test_36_amounts_in_the_form(self):
        c = self.owner
        f = c.get("/admin/zones/new?kind=own").page.form("/admin/zones/new")
        f.fields.append(["area", "13"])
        for name in ("price_first", "price_step", "free_over", "min_order", "cod_max", "first_g", "step_g", "tolerance_g", "max_g", "pack_g", "position"):
            for bad in ("-1", "1e9", "0x10", "99999999999999999999", "1,5", "NaN", "٣"):
                r = c.submit(f, **{"name_id": "Uji", "price_first": "1.000", "area_q": "", name: bad})
                self.assertEqual(r.status, 422, (name, bad))
                self.assertIsNotNone(r.page.find(id="e-" + name), (name, bad))
                self.assertEqual(r.page.form("/admin/zones/new").get(name), bad)
                f = c.get("/admin/zones/new?kind=own").page.form("/admin/zones/new")
                f.fields.append(["area", "13"])
        for name, bad in (("cutoff", "25:00"), ("cutoff", "pagi"), ("days", "9")):
            f = c.get("/admin/zones/new?kind=own").page.form("/admin/zones/new")
            f.fields += [["area", "13"], [name, bad]] if name == "days" else [["area", "13"]]
            r = c.submit(f, **{"name_id": "Uji", "price_first": "1.000", **({name: bad} if name != "days" else {})})
            if name == "days":
                self.ok(r, 303)
                self.made.append(int(self.shop.one("SELECT MAX(id) FROM zone")))
                self.assertEqual(int(self.shop.one("SELECT days FROM zone ORDER BY id DESC LIMIT 1")), 0)
            else:
                self.assertIsNotNone(r.page.find(id="e-" + name))


if __name__ == "__main__":
    unittest.main()
