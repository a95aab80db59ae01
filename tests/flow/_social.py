"""A shop beside the simulated Meta (tests/meta): connecting as the owner does, publications put by hand into the queue, and what people see on the other side."""
import json
import os
import re
import sys
import time
import urllib.parse
import urllib.request

import _pictures
import harness

sys.path.insert(0, os.path.join(harness.ROOT, "tests", "meta"))
import meta     # noqa: E402
from graph import Graph     # noqa: E402


class Pictures(meta.http.server.BaseHTTPRequestHandler):
    """The shop's public pictures, as nginx would serve them."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append(self.path)
        at = os.path.join(self.server.folder, urllib.parse.urlsplit(self.path).path.lstrip("/"))
        if not os.path.isfile(at) or ".." in at:
            self.send_error(404)
            return
        with open(at, "rb") as f:
            data = f.read()
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def start(shop, **graph):
    """Meta and a web server for pictures beside a shop that is about to start; keyword arguments are settings of the simulated graph."""
    clock = os.path.join(shop.dir, "clock")
    shop.meta = meta.Server(0, clock).start()
    for k, v in graph.items():
        setattr(shop.meta.graph, k, v)
    shop.pictures = meta.http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    shop.pictures.folder, shop.pictures.daemon_threads, shop.pictures.asked = shop.dir, True, []
    meta.threading.Thread(target=shop.pictures.serve_forever, daemon=True).start()
    public = "http://127.0.0.1:%d" % shop.pictures.server_address[1]
    # The first origin is the public one, under which Instagram fetches pictures; pages are asked for under the other.
    shop.extra.update(ETALASE_GRAPH_URL=shop.meta.url, ETALASE_GRAPH_DIALOG_URL=shop.meta.url, ETALASE_FETCH_ALLOW="127.0.0.1:%d" % shop.meta.server_address[1],
                      ETALASE_ORIGINS="%s %s" % (public, harness.ORIGIN))
    shop.moved = 0


def stop(shop):
    shop.meta.shutdown()
    shop.meta.server_close()
    shop.pictures.shutdown()
    shop.pictures.server_close()


def set_app(c):
    page = c.get("/admin/channels").page
    return c.submit(page.form("/channels/app"), app_id=Graph.APP, app_secret=Graph.SECRET)


def prove(c, r):
    """Types the password where the shop asks for it once more."""
    if r.status == 422 and r.page.find("input", name="proof"):
        f = [x for x in r.page.forms() if "proof" in x.names()][0]
        return c.submit(f, proof=c.password)
    return r


def dialog(shop, c, leave_out=(), answer="yes"):
    """From the button to the page that comes back from Facebook; returns the address that Facebook leads to."""
    page = c.get("/admin/channels").page
    r = c.submit([f for f in page.forms() if f.action.endswith("/channels/connect")][0])
    assert r.status == 200, r.text[:500]
    url = [h for h in r.page.links() if "/dialog/oauth" in h][0]
    with urllib.request.urlopen(url, timeout=20) as got:
        form = harness.Page(got.read().decode()).forms()[0]
    fields = [f for f in form.fields if f[0] not in leave_out] + [["do", answer]]

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    try:
        urllib.request.build_opener(Stay).open(shop.meta.url + form.action, urllib.parse.urlencode([tuple(f) for f in fields]).encode(), timeout=20)
    except urllib.error.HTTPError as e:
        return e.headers["Location"]
    raise AssertionError("the dialog leads nowhere")


def come_back(shop, c, location):
    """Through the landing page, which knows nobody, to the page of connecting."""
    at = urllib.parse.urlsplit(location)
    stranger = shop.client()
    landing = stranger.get(at.path + "?" + at.query)
    assert landing.status == 200, landing.text[:500]
    on = landing.header("refresh").partition("url=")[2]
    page = c.get(on).page
    return c.submit(page.form("/channels/back"))


def connect(shop, c, leave_out=(), accounts=None):
    """The whole way. Returns the last reply."""
    r = come_back(shop, c, dialog(shop, c, leave_out))
    assert r.status == 303, r.text[:500]
    at = r.header("location")
    shop.work()
    page = c.get(at).page
    form = page.form("/channels/connect/")
    chosen = form.choices("account") if accounts is None else accounts
    form.set("account", chosen)
    return prove(c, c.submit(form))


def account(shop, channel):
    return int(shop.one("SELECT id FROM social_account WHERE channel='%s' ORDER BY id LIMIT 1" % channel))


def picture(shop, name="a.jpg", w=800, h=800):
    folder = os.path.join(shop.dir, "media", "post")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(_pictures.jpeg(w, h))
    return "media/post/" + name


def put(shop, account_id, text, pictures=(), link="", due=0):
    """A publication in the queue, as publication_put() leaves it."""
    now = int(time.time()) + shop.moved
    due = due or now
    quoted = text.replace("'", "''")
    shop.sql("INSERT INTO publication (account, state, text, link, due_at, next_at, turn, made_at) VALUES (%d, 'queued', '%s', '%s', %d, %d, 1, %d)" % (account_id, quoted, link, due, due, now))
    n = int(shop.one("SELECT MAX(id) FROM publication"))
    for i, file in enumerate(pictures):
        shop.sql("INSERT INTO publication_picture (publication, position, file, path, alt) VALUES (%d, %d, '%s', '/%s', 'Foto %d')" % (n, i, file, file, i))
    shop.sql("INSERT INTO outbox (lane, kind, payload, dedupe, due_at, created_at) VALUES ('social', 'social.publish', '{\"publication\":%d,\"turn\":1}', 'publication:%d:1', %d, %d)" % (n, n, due, now))
    return n


def row(shop, n):
    names = "state reason remote permalink attempts next_at detail likes comments reach wanted text".split()
    found = shop.sql("SELECT %s FROM publication WHERE id=%d" % (", ".join(names), n))
    return dict(zip(names, found[0])) if found else None


def move(shop, seconds):
    shop.moved += seconds
    shop.clock(shop.moved)


def run(shop, hours=12, until=None, step=None):
    """Works and lets time pass from one due step to the next, until nothing is due within so many hours or until() is true."""
    end = shop.moved + hours * 3600
    for _ in range(400):
        said = shop.work().stderr
        with open(shop.log, "a", encoding="utf-8") as log:
            log.write(said)
        if until and until():
            return
        now = int(time.time()) + shop.moved
        due = shop.one("SELECT MIN(CASE WHEN state='leased' THEN lease_until ELSE due_at END) FROM outbox WHERE lane IN ('social', 'mail') AND state IN ('due', 'leased')")
        if due is None or int(due) - now + shop.moved > end:
            return
        move(shop, max(step or 1, int(due) - now + 1))


def visible(shop, text=None):
    return shop.meta.published(text)


def secrets_of(shop):
    """Everything that must stand nowhere in clear."""
    g = shop.meta.graph
    return [t for t in g.tokens] + g.given + [Graph.SECRET]


def leaks(shop, *more):
    """Where a secret stands that should not: files below DATA (log, database, run), and texts given."""
    found = []
    needles = [s.encode() for s in secrets_of(shop)]
    for base, _, files in os.walk(shop.dir):
        for name in files:
            at = os.path.join(base, name)
            if not os.path.isfile(at):
                continue
            with open(at, "rb") as f:
                data = f.read()
            found += [at for n in needles if n in data]
    if harness.KIND == "postgres":
        for table in ("social_app", "social_account", "social_connect", "publication", "outbox", "audit"):
            text = repr(shop.sql("SELECT * FROM %s" % table)).encode()
            found += [table for n in needles if n in text]
    for i, text in enumerate(more):
        found += ["text %d" % i for n in needles if n in text.encode()]
    return found


def journal(shop, method=None, part=""):
    return [j for j in shop.meta.journal if (method is None or j["method"] == method) and re.search(part, j["path"])]


def dump_journal(shop):
    return json.dumps(shop.meta.journal, indent=1)


class Moved(harness.FlowTest):
    """The clock moves by hours, and a session of staff ends meanwhile."""

    def fresh(self):
        self.c.cookies = self.shop.login("owner", self.c.password).cookies
        return self.c


class Connected(Moved):
    """A shop that is connected once for all its tests; each publishes texts of its own."""

    @classmethod
    def setUpClass(cls):
        cls.shop = harness.Shop(False)
        start(cls.shop)
        cls.shop.start()
        cls.c = cls.shop.owner()
        assert set_app(cls.c).status == 303
        r = connect(cls.shop, cls.c)
        assert r.status == 303, r.text[:1000]
        cls.fb, cls.ig = account(cls.shop, "facebook"), account(cls.shop, "instagram")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        stop(cls.shop)

    def setUp(self):
        super().setUp()
        self.shop.meta.rules.clear()
        self.fresh()
        self.g = self.shop.meta.graph
        self.g.lag, self.g.polls, self.g.quota, self.g.usage, self.g.usage_step = 0, 2, 50, 0, 0
        self.g.limit_code, self.g.sparse, self.g.versions = 0, 0, ""

    def published(self, n, text):
        there = row(self.shop, n)
        self.assertEqual((there["state"], there["reason"]), ("published", ""), there)
        self.assertEqual(len(visible(self.shop, text)), 1, text)
        return there
