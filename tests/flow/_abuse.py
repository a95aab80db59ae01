"""What the abuse cases and races share: an order placed as a shopper does, the program's own list of routes, a crawl, log lines that speak of a failure, one product in the cart
without looking at a page's wording."""
import re
import secrets
import subprocess
import threading
import urllib.parse

import harness

DISTRICT = "Koto Balingka"
ROLES = ("owner", "admin", "cashier", "warehouse", "driver", "social", "leader")


def routes():
    """[(method, pattern, gate)] as the program tells them."""
    out = subprocess.run([harness.BIN, "list", "routes"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return [tuple(line.split("\t")[:3]) for line in out.splitlines() if line.strip()]


def concrete(pattern, ref="x", number=1, slug="x"):
    """An address of a pattern: {…:int} becomes number, {ref} ref, anything else slug."""
    pattern = re.sub(r"\{[a-z]+:int\}", str(number), pattern)
    return re.sub(r"\{id\}", str(number), re.sub(r"\{ref\}", ref, pattern)).replace("{slug}", slug) if "{" in pattern else pattern


def variant(shop, least=20):
    """Some variant on sale of which there are enough: (variant, product, price, slug)."""
    r = shop.sql("SELECT v.id, p.id, v.price, g.slug FROM variant v JOIN product p ON p.id=v.product JOIN stock s ON s.variant=v.id"
                 " JOIN slug g ON g.kind='product' AND g.object=p.id AND g.current=1"
                 " WHERE p.status='active' AND v.active=1 AND s.on_hand - s.reserved >= %d AND v.sale_price IS NULL AND v.price > 0 ORDER BY s.on_hand DESC, v.id LIMIT 1" % least)[0]
    return int(r[0]), int(r[1]), int(r[2]), r[3]


def plenty(shop, v, n=1000000):
    """So many pieces of a variant, in the ledger too."""
    have = int(shop.one("SELECT on_hand FROM stock WHERE variant=%d" % v))
    shop.sql("INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, actor_kind) VALUES (%d, 1, 1, 1, %d, 0, 'count', 'system')" % (v, n - have))
    shop.sql("UPDATE stock SET on_hand=%d WHERE variant=%d" % (n, v))
    shop.hampers()


def csrf(client, page=None):
    """The token of this client's session; "" before it has one."""
    for at in [page] if page else ["/cart", "/ship-to"]:
        field = client.get(at).page.find("input", name="csrf")
        if field and field.attrs.get("value"):
            return field.attrs["value"]
    return ""


def add(client, v, qty=1):
    """Puts pieces of a variant into the cart."""
    return client.post("/cart/add", [("csrf", csrf(client)), ("variant", v), ("qty", qty)])


def way(page):
    """Ticks what is offered first; the page has it ticked already when it knows the district."""
    return page.form("/checkout", has="idem_key")


def checkout_form(client, pickup=False, pay="transfer", **typed):
    """The checkout's form with a district chosen, filled and not yet sent: (form, at)."""
    r = client.get("/checkout")
    form = way(r.page)
    values = dict(name="Rahmi Uji", phone="081234567890", address="Jl. Uji 1, dekat surau")
    values.update(typed)
    for k, v in values.items():
        form.set(k, v)
    form.set("how", "pickup" if pickup else "send")
    if not pickup:
        form.set("kec", DISTRICT)
    r = client.submit(form, button=("step", "show"))
    if r.status not in (200, 422):
        raise AssertionError("checkout: %d\n%s" % (r.status, r.text[:2000]))
    form = way(r.page)
    if pay:
        form.set("pay", pay)
    return form


def send(client, form):
    return client.submit(form, button=("step", "place"))


def ref_of(reply):
    m = re.search(r"/order/([A-Za-z0-9_-]+)", reply.header("location") or "")
    if not m:
        raise AssertionError("no order: %d %s\n%s" % (reply.status, reply.header("location"), harness.Page(reply.text).text()[:1500]))
    return m.group(1)


def order(shop, client=None, v=None, qty=1, **how):
    """A placed order: (client, ref, id)."""
    client = client or shop.client()
    v = v or variant(shop)[0]
    add(client, v, qty)
    ref = ref_of(send(client, checkout_form(client, **how)))
    return client, ref, int(shop.one("SELECT id FROM orders WHERE ref='%s'" % ref))


def staff(shop, *roles):
    """{role: client} of newly made people."""
    some = secrets.token_hex(3)
    return {role: shop.owner(role[:6] + some, role) for role in roles or ROLES}


def failures(shop, since=0):
    """Lines of the log that speak of a failure or a bug, from byte `since` on."""
    return [x for x in shop.read_log()[since:].splitlines() if re.search(r'"(event|ev)":"(failure|bug)"|AddressSanitizer|runtime error:', x)]


def local_links(page, at):
    out = []
    for n in page.walk():
        h = n.attrs.get("href") if n.tag == "a" else None
        if not h or h.startswith("#"):
            continue
        u = urllib.parse.urljoin(harness.ORIGIN + at, h)
        if u.startswith(harness.ORIGIN + "/"):
            out.append(u[len(harness.ORIGIN):].split("#")[0])
    return out


def crawl(client, starts, limit=400, seen=None):
    """Follows every link by GET, {address: reply}; pages of one pattern with other query values count once for each set of names of parameters."""
    todo, done, shapes = list(starts), {}, set()
    while todo and len(done) < limit:
        at = todo.pop(0)
        path, _, query = at.partition("?")
        shape = (path, tuple(sorted(k for k, _ in urllib.parse.parse_qsl(query, keep_blank_values=True))))
        if at in done or (query and shape in shapes) or path.startswith(("/static/", "/media/")):
            continue
        shapes.add(shape)
        r = client.get(at)
        done[at] = r
        if r.status in (301, 302, 303):
            to = r.header("location") or ""
            if to.startswith(harness.ORIGIN):
                to = to[len(harness.ORIGIN):]
            todo.append(to)
        elif (r.header("content-type") or "").startswith("text/html"):
            todo += local_links(r.page, path)
    return done


def together(work):
    """Runs each function at the same moment in a thread of its own; their results in order (an exception is raised here)."""
    start, out, bad = threading.Barrier(len(work)), [None] * len(work), []

    def one(i, f):
        try:
            start.wait()
            out[i] = f()
        except Exception as e:      # told below, in the thread that asked
            bad.append(e)

    threads = [threading.Thread(target=one, args=(i, f)) for i, f in enumerate(work)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if bad:
        raise bad[0]
    return out
