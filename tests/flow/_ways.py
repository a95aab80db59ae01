"""Steps that several flows take: putting goods in the cart from their page, filling the checkout as the page stands (region lists without scripts), paying, and what staff press. Each step
goes through the page's own links and forms and fails when the page does not offer it."""
import re

import harness

BALINGKA = ("13", "1312", "131208")     # Koto Balingka: the shop's own car, pay on delivery
PADANG = ("13", "1371", "137102")       # a courier of West Sumatra, no pay on delivery
NAME, PHONE = "Siti Aminah", "0812-3456-7890"


def variant(shop, sku):
    return int(shop.one("SELECT id FROM variant WHERE sku='%s'" % sku))


def product(shop, sku):
    return int(shop.one("SELECT product FROM variant WHERE sku='%s'" % sku))


def slug(shop, sku):
    return shop.one("SELECT s.slug FROM slug s JOIN variant v ON v.product=s.object WHERE s.kind='product' AND s.current=1 AND v.sku='%s'" % sku)


def stock(shop, sku):
    """(on hand, reserved)"""
    r = shop.sql("SELECT s.on_hand, s.reserved FROM stock s JOIN variant v ON v.id=s.variant WHERE v.sku='%s'" % sku)[0]
    return int(r[0]), int(r[1])


def page_of(c, sku, lang=""):
    """The product's page with this variant chosen."""
    r = c.get("%s/product/%s?v=%d" % (lang, slug(c.shop, sku), variant(c.shop, sku)))
    if r.status != 200:
        raise AssertionError("page of %s: %d" % (sku, r.status))
    return r.page


def put(c, sku, qty=1, go="cart", lang=""):
    """Puts goods into the cart with the buttons of their page; the reply to the POST."""
    f = page_of(c, sku, lang).form("/cart/add", "product")
    if ("go", go) not in [b[:2] for b in f.buttons]:
        raise AssertionError("no button %s on the page of %s: %r" % (go, sku, f.buttons))
    return c.submit(f, ("go", go), qty=qty)


def fill(c, how="send", district=BALINGKA, pay="transfer", name=NAME, phone=PHONE, lang="", note="", email="", address="Jorong Pasar No. 7\nrumah hijau"):
    """The checkout with everything filled in, level by level as without scripts; the last page's form."""
    r = c.get(lang + "/checkout")
    if r.status != 200:
        raise AssertionError("checkout: %d to %s" % (r.status, r.header("location")))
    f = r.page.form("/checkout", "idem_key")
    f.set("name", name).set("phone", phone).set("email", email).set("note", note).set("how", how)
    if how == "send":
        f.set("address", address).set("landmark", "sebelah masjid")
        for level, field in enumerate(("province", "regency", "dist")):
            if district[level] not in f.choices(field):
                raise AssertionError("%s is not among %s" % (district[level], field))
            f.set(field, district[level])
            f = again(c, f, "region")
    else:
        f = again(c, f, "show")
    if pay not in f.choices("pay"):
        raise AssertionError("no way to pay %r: %r" % (pay, f.choices("pay")))
    return f.set("pay", pay)


def again(c, f, step):
    """The same page once more: nothing is ordered."""
    r = c.submit(f, ("step", step))
    if r.status != 200:
        raise AssertionError("step %s of the checkout: %d\n%s" % (step, r.status, r.text[:1500]))
    return r.page.form("/checkout", "idem_key")


class Order:
    """An order as it stands in the database, by its secret address."""

    def __init__(self, shop, ref):
        self.shop, self.ref = shop, ref
        self.id = int(shop.one("SELECT id FROM orders WHERE ref='%s'" % ref))

    def __getattr__(self, column):
        v = self.shop.one("SELECT %s FROM orders WHERE id=%d" % (column, self.id))
        return int(v) if v is not None and re.fullmatch(r"-?[0-9]+", v) and column not in ("phone", "number", "postcode") else v

    @property
    def states(self):
        return self.pay_state, self.delivery_state


def place(c, f):
    """Presses the button of the checkout; the order."""
    r = c.submit(f, ("step", "place"))
    if r.status != 303 or "/order/" not in r.header("location"):
        raise AssertionError("the order was not taken: %d\n%s" % (r.status, r.page.text()[:2500]))
    return Order(c.shop, re.search(r"/order/([^/?]+)", r.header("location")).group(1))


def order(c, sku="SA-100", qty=2, **how):
    """A whole purchase."""
    put(c, sku, qty)
    return place(c, fill(c, **how))


def act(c, o, word, **fields):
    """A button on the owner's page of the order, as it stands now; the reply."""
    page = c.get("/admin/orders/%d" % o.id).page
    return c.submit(page.form("/admin/orders/%d/%s" % (o.id, word)), **fields)


def must(c, o, word, **fields):
    r = act(c, o, word, **fields)
    if r.status != 303:
        raise AssertionError("%s: %d\n%s" % (word, r.status, r.page.text()[:1500]))
    return c.follow(r)


def send_proof(c, o, data=None, name="bukti.jpg"):
    import _pictures
    page = c.get("/order/%s/pay" % o.ref).page
    return c.submit(page.form("/proof"), files=[("proof", name, "image/jpeg", data or _pictures.jpeg())])


def rupiah(n):
    return "Rp %s" % "{:,}".format(n).replace(",", ".")


def requests(shop, since=0):
    """Log lines of requests, after the first `since` of them."""
    return [x for x in shop.log_lines() if x.get("event") == "request"][since:]


def settle(c):
    """The log line of the last request is written after its answer; another request on each worker would mix, so wait for the line by its id."""
    found = []
    if not harness.wait_for(lambda: found.extend(x for x in c.shop.log_lines() if x.get("event") == "request" and x.get("id") == c.last_id) or found):
        raise AssertionError("no log line for request %s" % c.last_id)
    return found[-1]


assert harness.ORIGIN


def catalogue(key):
    """The demo shop's rows of one item, as dicts, without pictures."""
    import csv
    import os
    with open(os.path.join(harness.ROOT, "sql/demo/catalogue.csv"), newline="", encoding="utf-8") as f:
        rows = [r for r in csv.DictReader(f) if r["key"] == key]
    if not rows:
        raise AssertionError("no item %s in the demo" % key)
    return [{k: v for k, v in r.items() if not k.startswith("picture")} for r in rows]


def write_csv(shop, rows, name="goods.csv"):
    import csv
    import os
    path = os.path.join(shop.dir, name)
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def change(shop, key, first=None, every=None, sku=None):
    """Imports one item of the demo anew: `first` is changed in its first row (the item's own columns), `every` in all, `sku` = {sku: {column: value}}."""
    rows = catalogue(key)
    rows[0].update(first or {})
    for r in rows:
        r.update(every or {})
        r.update((sku or {}).get(r["sku"], {}))
    return shop.command("import", write_csv(shop, rows)).stdout


PO = {}


def say(english, **values):
    """The Indonesian text of an English one, so that a better wording breaks no test; {name} is filled in."""
    if not PO:
        import os
        with open(os.path.join(harness.ROOT, "templates/text/id.po"), encoding="utf-8") as f:
            text = f.read()
        for m in re.finditer(r'^msgid "(.*)"\nmsgstr "(.*)"$', text, re.M):
            PO.setdefault(m.group(1).replace('\\"', '"'), m.group(2).replace('\\"', '"'))
    if english not in PO:
        raise AssertionError("no Indonesian for %r" % english)
    out = PO[english]
    for k, v in values.items():
        out = out.replace("{{%s}}" % k, str(v))
    return re.sub(r"<[^>]*>", "", out)


def message(id):
    """The Indonesian text that code chooses by this id (templates/messages.txt)."""
    import os
    with open(os.path.join(harness.ROOT, "templates/messages.txt"), encoding="utf-8") as f:
        found = re.search(r"^%s\t\[\[(?:[^|\]]*\|(?!\|))?(.*)\]\]$" % re.escape(id), f.read(), re.M)
    return say(found.group(1).split("||")[-1])
