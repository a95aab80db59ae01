"""`make bench`: the shop's speed as ratios to the floors of this machine. A shop with N products on SQLite and one on PostgreSQL stand behind one nginx (the site of conf/nginx without its limits), beside the
floors of floor.c and a static file; wrk asks them in turn, several rounds, and the median of each counts. Prints one table and writes the same to build/bench.json.

    N=10000         products in the shops
    ROUNDS=5        how often everything is asked
    SECONDS=2       how long each time
    ONLY=name,name  only these rows (and their floors)
    WIDE=20000      goods of one category, in a shop of its own on SQLite (rows category_20000_…; 0: none)
    LARGE=0         a second shop on SQLite with so many products, whose pages (rows with the suffix _large) are measured against the first one's: N=1000 LARGE=100000

`search_quality` is no speed: nDCG@10 and recall@10 of the labelled questions (tests/data/search) in each database, ours and with SAMPLES=folder those about others' goods, too.

Rows named …_meta_… are of a little shop beside a Meta that is dead (dead_meta.py).
"""
import gzip
import json
import os
import re
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.environ.setdefault("ETALASE_BIN", "build/release/etalase" if os.path.exists(os.path.join(ROOT, "build/release/etalase")) else "build/etalase")
sys.path.insert(0, os.path.join(ROOT, "tests/flow"))
import _ways as w      # noqa: E402
import harness         # noqa: E402
import dead_meta       # noqa: E402
import search_quality  # noqa: E402

N = int(os.environ.get("N", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = os.environ.get("SECONDS", "2")
LARGE = int(os.environ.get("LARGE", "0"))
WIDE = int(os.environ.get("WIDE", "20000"))
ONLY = set(filter(None, os.environ.get("ONLY", "").split(",")))
WORKERS = 4
ORDERS = 800            # per round and database
PORT = {"sqlite": 0, "postgres": 0}
GOODS = 20              # that orders are about
CATEGORIES = ["keripik-pedas", "keripik-gurih"]
MANY = "Kain batik tiga ratus varian"
HOT = 20                # pages that everybody asks for, compressed: from nginx's cache (hot_nginx) and, with that off, from the worker's (hot_worker)
FLOORS = {"place_order": "bare_commit", "hot_nginx": "static_gzip"}
# What each is to reach as a part of its floor.
MARKS = {"category_20000_first": 0.20, "category_20000_last": 0.20, "category_20000_facets": 0.12, "product_guest": 0.38, "product_cart": 0.32, "home": 0.28, "category": 0.28, "product_300": 0.12, "search": 0.20, "add_to_cart": 0.25, "place_order": 0.35, "hot_nginx": 0.6, "hot_worker": 0.65}
AT_128 = ("home", "category", "product_guest", "product_cart", "search", "cart", "add_to_cart", "place_order")
AT_LARGE = ("home", "category", "product_guest", "product_cart", "cart", "add_to_cart")
# Searches of the large shop are measured against the empty reply: what is to be reached, and p99 as a multiple of their own p50.
SEARCHES_LARGE = {"search": 0.05, "search_two": 0.05, "search_common": None}
SEARCH_TAIL = 20
SUFFIX = re.compile(r"_(pg|c128|large)$")


KINDS = ("singkong", "pisang", "ubi", "bayam", "talas")


def log(*words):
    print(*words, file=sys.stderr, flush=True)


def catalogue(path, n, categories=None):
    """n products of two variants and one of 300; each rare word is in a hundred of them, `istimewa` in a tenth."""
    with open(path, "w") as f:
        f.write("key,name,category,status,summary,description,option1_name,option1_value,option2_name,option2_value,sku,price,weight_g,stock\n")
        for i in range(n):
            name = "Keripik %s%s rasa%05d nomor %d" % ("istimewa " if i % 10 == 0 else "", KINDS[i % 5], i % max(1, n // 100), i)
            category = (categories or CATEGORIES)[i % len(categories or CATEGORIES)]
            for k, (size, price) in enumerate((("100 g", 12000), ("250 g", 27500))):
                f.write("b%d,%s,%s,active,Renyah dan gurih dari dapur sendiri.,%s,Ukuran,%s,,,B-%d-%d,%d,%d,1000000\n" % (
                    i, name, category, "Digoreng dua kali dengan minyak kelapa lalu dibungkus hari itu juga. " * 6, size, i, k, price + i % 90 * 100, (120, 280)[k]))
        for i in range(300):
            f.write("batik,%s,%s,active,Kain batik.,Dibatik sendiri.,Motif,motif %d,Ukuran,%d cm,BTK-%d,%d,250,%d\n" % (MANY, CATEGORIES[0], i // 20, 100 + i % 20, i, 150000 + i * 100, i % 7))


class Site:
    """A shop of one kind with its lists of requests."""

    def __init__(self, kind, n=N, suffix="", env=None):
        self.kind, self.n, self.suffix = kind, n, suffix or ("" if kind == "sqlite" else "_pg")
        harness.KIND = kind
        self.shop = harness.Shop(workers=WORKERS, env=dict(env or {}, ETALASE_CLOCK_FILE=""))
        self.shop.start()
        goods = os.path.join(self.shop.dir, "goods.csv")
        catalogue(goods, n, ["keripik-pedas"] if suffix == "_wide" else None)
        start = time.time()
        subprocess.run([harness.BIN, "import", goods], env=self.shop.env(), check=True, stdout=subprocess.DEVNULL)
        log("%s: %d products imported in %.1f s" % (kind, n, time.time() - start))
        if kind == "postgres":
            self.shop.psql("ANALYZE")
        self.shop.work()
        self.shop.spawn("work")
        time.sleep(22)    # at rest: what was due is done, and lanes without work have ended (lane_idle)
        self.rest = memory(self.shop)
        # The small shop and the large one are asked for as many different products, spread over all of them.
        most = min(4500, N, n)
        self.products = [r for r in self.shop.sql("SELECT s.slug, p.id, min(v.id) FROM slug s JOIN product p ON p.id = s.object JOIN variant v ON v.product = p.id "
                                                   "WHERE s.kind = 'product' AND s.current = 1 AND s.slug LIKE 'keripik-%%nomor%%' GROUP BY s.slug, p.id ORDER BY p.id")][::max(1, n // most)][:most]
        self.forms, self.buyers = {}, 0

    def client(self):
        harness.KIND = self.kind
        return harness.Client(self.shop)

    def cart(self, i):
        """A visitor with one thing in the cart."""
        c = self.client()
        slug, product, variant = self.products[i % len(self.products)]
        r = c.post("/cart/add", {"product": product, "variant": variant, "qty": "1", "go": "cart"})
        assert r.status == 303, "no cart: %d" % r.status
        return c

    def lists(self, folder):
        harness.KIND = self.kind
        cookie = lambda c: "; ".join("%s=%s" % kv for kv in c.cookies.items())    # noqa: E731
        carts = [self.cart(i) for i in range(40)]
        get = lambda paths, cookies=("",): ["GET\t%s\t%s\t" % (p, cookies[i % len(cookies)]) for i, p in enumerate(paths)]    # noqa: E731
        pages = ["/product/" + p[0] for p in self.products]
        words = ["rasa%05d" % (i * 7 % max(1, self.n // 100)) for i in range(500)]
        adds = []
        for i in range(2000):
            c = carts[i % len(carts)]
            slug, product, variant = self.products[i % 20]
            adds.append("POST\t/cart/add\t%s\tproduct=%s&variant=%s&qty=1&go=cart&csrf=%s" % (cookie(c), product, variant, csrf(c)))
        out = {
            "home": (get(["/"]), 200), "category": (get(["/category/" + s for s in CATEGORIES]), 200), "product_guest": (get(pages), 200),
            "product_cart": (get(pages, [cookie(c) for c in carts]), 200),
            "product_300": (get(["/product/" + MANY.lower().replace(" ", "-")] * 40, [cookie(c) for c in carts]), 200), "search": (get(["/search?q=" + x for x in words]), 200),
            "search_two": (get(["/search?q=%s+rasa%05d" % (KINDS[i % len(KINDS)], i * 13 % max(1, self.n // 100)) for i in range(4000)]), 200),
            "search_common": (get(["/search?q=istimewa"]), 200), "add_to_cart": (adds, 303), "cart": (get(["/cart"], [cookie(c) for c in carts]), 200),
            "home_cart": (get(["/"], [cookie(c) for c in carts]), 200), "category_cart": (get(["/category/" + s for s in CATEGORIES], [cookie(c) for c in carts]), 200),
        }
        if not self.suffix:
            hot = get(["/"] + ["/category/" + s for s in CATEGORIES] + pages[:HOT - 1 - len(CATEGORIES)])
            out["hot_nginx"] = out["hot_worker"] = (hot, 200)
        for name, (lines, want) in out.items():
            save(folder, name + self.suffix, lines)
        return {name + self.suffix: want for name, (lines, want) in out.items()}

    def orders(self, folder, n=ORDERS):
        """Checkouts filled in to the last button, each of a visitor of its own."""
        from urllib.parse import urlencode
        lines = []
        for i in range(n):
            kind = i % GOODS
            c = self.cart(kind)
            if kind not in self.forms:
                own = ("idem_key", "csrf", "phone")
                self.forms[kind] = [tuple(f) for f in w.fill(c).fields if f[0] not in own] + [("step", "place")]
            page = c.get("/checkout").text
            fields = self.forms[kind] + [(n, re.search(r'name="%s" value="([^"]*)"' % n, page).group(1)) for n in ("idem_key", "csrf")]
            self.buyers += 1
            fields.append(("phone", "0813%08d" % self.buyers))
            lines.append("POST\t/checkout\t%s\t%s" % ("; ".join("%s=%s" % kv for kv in c.cookies.items()), urlencode(fields)))
        save(folder, "place_order" + self.suffix, lines)


class Wide(Site):
    """One category of many goods: its first and last page by price, each with the panel that it is narrowed by; and the same narrowed, counted each time (printed, not judged)."""

    def __init__(self):
        super().__init__("sqlite", WIDE, "_wide")

    def lists(self, folder):
        harness.KIND = self.kind
        at = "/category/keripik"
        top = self.shop.one("SELECT category FROM product_category LIMIT 1")
        last = (int(self.shop.one("SELECT there + sunk FROM shelf_count WHERE category = %s" % top)) + 23) // 24
        slug = self.shop.one("SELECT slug FROM slug WHERE kind = 'category' AND current = 1 AND object = %s" % top)
        at = "/category/" + slug
        values = [r[0] for r in self.shop.sql("SELECT n.value FROM facet_count n JOIN facet_value v ON v.id = n.value WHERE n.category = %s AND v.low IS NULL ORDER BY n.value LIMIT 4" % top)]
        pages = {
            "first": [at + "?sort=cheap"], "last": [at + "?sort=cheap&page=%d" % last], "facets": [at, at + "?sort=cheap", at + "?sort=off"],
            "ticked": [at + "?sort=cheap&f=%s&to=%d" % (v, 15000 + 500 * i) for v in values for i in range(20)],
        }
        for name, paths in pages.items():
            save(folder, "category_20000_" + name, ["GET\t%s\t\t" % p for p in paths])
        return {"category_20000_" + name: 200 for name in pages}


# --- the rows of an order ---

def tables(db):
    return [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]


def snapshot(path):
    """{table: {rowid: row}} of what an order could touch: all but the regions and the words of the search, which are many and never written then."""
    db = sqlite3.connect(path)
    out = {}
    for t in tables(db):
        if not t.startswith(("region", "search_")):
            try:
                out[t] = {r[0]: r[1:] for r in db.execute("SELECT rowid, * FROM %s" % t)}
            except sqlite3.OperationalError:    # one without rowid
                pass
    db.close()
    return out


def literal(v):
    return "NULL" if v is None else str(v) if isinstance(v, int) else "x'%s'" % v.hex() if isinstance(v, bytes) else "'%s'" % str(v).replace("'", "''").replace("\n", " ")


def fresh(kind):
    return "abs(random()) / 4096" if kind == "INTEGER" else "hex(randomblob(12))"


def insertion(db, table, row, parents):
    """An INSERT of the same row again: it hangs on the newest row of each parent that is inserted, too, and what must be unique is drawn anew."""
    info = [(c[1], c[2].upper()) for c in db.execute("PRAGMA table_info(%s)" % table)]
    up = {f[3]: f[2] for f in db.execute("PRAGMA foreign_key_list(%s)" % table) if f[2] in parents}
    values = {n: literal(v) for (n, kind), v in zip(info, row) if n != "id"}
    for n, parent in up.items():
        values[n] = "(SELECT max(id) FROM %s)" % parent
    for index in [i for i in db.execute("PRAGMA index_list(%s)" % table) if i[2]]:
        of = [c[2] for c in db.execute("PRAGMA index_info(%s)" % index[1])]
        if not set(of) & (set(up) | {"id"}):
            for n, kind in info:
                if n in of:
                    values[n] = fresh(kind)
    return "INSERT INTO %s (%s) VALUES (%s)" % (table, ", ".join(values), ", ".join(values.values()))


def update(db, table, rowid, old, new):
    kinds = [(c[1], c[2].upper()) for c in db.execute("PRAGMA table_info(%s)" % table)]
    sets = ["%s = %s" % (n, "%s + 1" % n if kind == "INTEGER" and isinstance(a, int) and isinstance(b, int) else "hex(randomblob(%d))" % max(1, len(b or "") // 2) if isinstance(b, str) else literal(b))
            for (n, kind), a, b in zip(kinds, old, new) if a != b]
    return "UPDATE %s SET %s WHERE rowid = %d" % (table, ", ".join(sets), rowid)


def rows_of_an_order(site, folder):
    """One order is placed; what it left in the database becomes the statements of the bare commit, on a copy of that database. How much each of the two writes is told, so that the floor can be judged."""
    path = os.path.join(site.shop.dir, "etalase.db")
    site.orders(folder, 1)
    line = open(os.path.join(folder, "place_order")).read().rstrip("\n").split("\t")
    before = snapshot(path)
    wal_empty(path)
    r = harness.fcgi_call(site.shop.socket, {"REQUEST_METHOD": "POST", "REQUEST_URI": line[1], "QUERY_STRING": "", "HTTP_COOKIE": line[2], "CONTENT_TYPE": "application/x-www-form-urlencoded",
                                             "CONTENT_LENGTH": str(len(line[3])), "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": harness.ORIGIN}, line[3].encode())
    assert r.status == 303, "no order: %d" % r.status
    pages = os.path.getsize(path + "-wal") // 4120
    after = snapshot(path)
    bare = os.path.join(folder, "bare.db")
    with sqlite3.connect(path) as a, sqlite3.connect(bare) as b:
        a.backup(b)
        b.execute("PRAGMA journal_mode=WAL")
    db = sqlite3.connect(bare)
    came = [(t, i) for t in after for i in after[t] if i not in before[t]]
    parents = {t for t, i in came}
    first = ["customer", "orders", "order_line"]
    came.sort(key=lambda x: first.index(x[0]) if x[0] in first else len(first))
    out = [insertion(db, t, after[t][i], parents) for t, i in came]
    out += [update(db, t, i, before[t][i], after[t][i]) for t in after for i in after[t] if i in before[t] and before[t][i] != after[t][i]]
    # A row cannot be taken out again and again; changing one in its place writes one page where taking it out writes one of each index more, so the floor is rather too fast than too slow.
    out += ["UPDATE %s SET qty = 3 - qty WHERE rowid = (SELECT max(rowid) FROM %s)" % (t, t) for t in before for i in before[t] if i not in after[t]]
    db.execute("UPDATE cart_line SET qty = 1")
    db.commit()
    db.close()
    save(folder, "statements", out)
    wal_empty(bare)
    with sqlite3.connect(bare, isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        for s in out:
            db.execute(s)
        db.execute("COMMIT")
        bare_pages = os.path.getsize(bare + "-wal") // 4120
    log("an order of one line: %d rows that come, change or go in %d tables, %d pages; the bare commit of the same: %d statements, %d pages" % (
        len(out), len({re.split(r"\W+", s)[2 if s.startswith("INSERT") else 1] for s in out}), pages, len(out), bare_pages))
    return {"name": "order_rows", "rows": len(out), "pages": pages, "bare_pages": bare_pages}


def wal_empty(path):
    db = sqlite3.connect(path, timeout=10)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def csrf(c):
    return re.search(r'name="csrf" value="([^"]*)"', c.get("/cart").text).group(1)


def save(folder, name, lines):
    with open(os.path.join(folder, name), "w") as f:
        f.write("\n".join(lines) + "\n")


def pids(parent):
    out = [parent]
    for line in subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], stdout=subprocess.PIPE, text=True).stdout.split():
        out += pids(int(line))
    return out


def memory(shop):
    """Kilobytes (PSS) of all processes of the shop, the mapped database aside."""
    sum_kb = 0
    for parent in shop.procs:
        for pid in pids(parent.pid):
            name = ""
            for line in open("/proc/%d/smaps" % pid):
                if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                    name = line.split(None, 5)[5] if len(line.split(None, 5)) > 5 else ""
                elif line.startswith("Pss:") and ".db" not in name:
                    sum_kb += int(line.split()[1])
    return sum_kb


def cpu(parents):
    ticks = 0
    for parent in parents:
        for pid in pids(parent):
            try:
                with open("/proc/%d/stat" % pid) as f:
                    fields = f.read().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
            except OSError:
                pass
    return ticks * 10000


def nginx_conf(folder, port, sites, floor):
    """One server per shop without nginx's cache, and one more of the first shop with it; what floods are kept off by is left out, since one address asks here."""
    with open(os.path.join(ROOT, "conf/nginx/http.conf.in")) as f:
        http = "".join(x for x in f if not x.startswith("limit_")).replace("@PAGES@", folder + "/pages")
    with open(os.path.join(ROOT, "conf/nginx/shop.conf.in")) as f:
        text = "".join(x for x in f if not x.startswith("limit_"))
    out = "daemon off;\npid %s/nginx.pid;\nerror_log %s/error.log warn;\nworker_processes 2;\nworker_rlimit_nofile 8192;\nevents { worker_connections 4096; }\n%shttp {\n" % (folder, folder, "")
    for kind in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"):
        out += "%s_temp_path %s/%s;\n" % (kind, folder, kind)
    out += http + "access_log %s/access.log shop buffer=32k flush=2s;\n" % folder
    for i, site in enumerate(sites + sites[:1]):
        own = text if i == len(sites) else "".join(x for x in text.splitlines(True) if not x.startswith("fastcgi_cache"))
        body = own.replace("@STATIC@", os.path.join(ROOT, "build/static")).replace("@DATA@", site.shop.dir).replace("@SOCKET@", site.shop.socket).replace("@VISITS@", os.path.join(site.shop.dir, "run/visit.sock"))
        body += "location = /bench/static.html { alias %s/static.html; }\nlocation = /bench/page.gz { alias %s/page.gz; }\nlocation = /bench/empty { fastcgi_pass unix:%s; }\n" % (folder, folder, floor)
        out += "server { listen 127.0.0.1:%d; server_name _;\n%s}\n" % (port + i, body)
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as f:
        f.write(out + "}\n")
    return path


def wrk(folder, name, port, want, connections):
    env = dict(os.environ, LIST=os.path.join(folder, re.sub(r"_c128$", "", name)), THREADS="2", WANT=str(want), ONCE="1" if name.startswith("place_order") else "0", GZIP="1" if name.startswith(("hot_", "static_gzip")) else "0", ORIGIN=harness.ORIGIN)
    p = subprocess.run(["wrk", "-t2", "-c%d" % connections, "-d%ss" % SECONDS, "--timeout", "20s", "--latency", "-s", os.path.join(ROOT, "tests/bench/bench.lua"), "http://127.0.0.1:%d" % port],
                       env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    m = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", p.stdout)
    if not m:
        raise SystemExit("wrk failed at %s:\n%s" % (name, p.stdout))
    n, us, p50, p99, wrong = int(m.group(1)), int(m.group(2)), float(m.group(3)), float(m.group(4)), int(m.group(5))
    if wrong > connections:
        raise SystemExit("%s: %d of %d answers were not %d" % (name, wrong, n, want))
    return {"rps": n / (us / 1e6), "p50_ms": p50 / 1000, "p99_ms": p99 / 1000, "n": n}


def main():
    folder = tempfile.mkdtemp(prefix="etalase-bench-")
    os.chmod(folder, 0o755)
    port = 21000 + secrets.randbelow(20000)
    harness.ORIGIN = "http://127.0.0.1:%d" % port
    kinds = ["sqlite"] + (["postgres"] if harness.PG else [])
    sites, procs, beside = [], [], None
    try:
        for kind in kinds:
            sites.append(Site(kind))
        if WIDE and (not ONLY or any(x.startswith("category_20000") for x in ONLY)):
            sites.append(Wide())
        if LARGE:
            sites.append(Site("sqlite", LARGE, "_large"))
        if not ONLY or any("_meta_" in x for x in ONLY):
            beside = dead_meta.DeadMeta(lambda env: Site("sqlite", 200, "_meta", env))
        qualities = quality(kinds) if not ONLY or "search_quality" in ONLY else []
        report(run(folder, port, sites, procs, beside), sites, qualities)
    finally:
        if beside:
            beside.stop()
        for p in procs:
            for pid in pids(p.pid)[::-1]:
                try:
                    os.kill(pid, 15)
                except OSError:
                    pass
            p.wait()
        for site in sites:
            harness.KIND = site.kind
            site.shop.stop()
        shutil.rmtree(folder, ignore_errors=True)


def start(folder, port, sites, procs, beside):
    """The floors and nginx before all."""
    floor = os.path.join(folder, "floor.sock")
    rows = rows_of_an_order(sites[0], folder)
    procs.append(subprocess.Popen([os.path.join(ROOT, "build/release/bench-floor"), floor, str(WORKERS), os.path.join(folder, "bare.db"), os.path.join(folder, "statements")]))
    page = sites[0].client().get("/product/" + sites[0].products[0][0]).body
    with open(os.path.join(folder, "static.html"), "wb") as f:
        f.write(page)
    with open(os.path.join(folder, "page.gz"), "wb") as f:
        f.write(gzip.compress(page, 5))
    time.sleep(0.5)
    procs.append(subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-e", folder + "/error.log", "-c", nginx_conf(folder, port, sites + ([beside.site] if beside else []), floor)] + (["-g", "user root;"] if os.getuid() == 0 else [])))
    time.sleep(0.5)
    return rows


def plan_of(folder, port, sites, procs, beside):
    """What is asked in each round: name, port, wanted status, connections, processes whose time is counted."""
    plan = []
    save(folder, "static", ["GET\t/bench/static.html\t\t"])
    save(folder, "static_gzip", ["GET\t/bench/page.gz\t\t"])
    save(folder, "empty", ["GET\t/bench/empty\t\t"])
    save(folder, "bare_commit", ["POST\t/bench/empty\t\tx=1"])
    floor = [procs[0].pid]
    plan += [("static", port, 200, 32, []), ("static_gzip", port, 200, 32, []), ("empty", port, 200, 32, floor), ("bare_commit", port, 303, 32, floor)]
    for i, site in enumerate(sites):
        own = [p.pid for p in site.shop.procs]
        for name, want in site.lists(folder).items():
            if site.suffix != "_large" or SUFFIX.sub("", name) in AT_LARGE + tuple(SEARCHES_LARGE):
                plan.append((name, port + (len(sites) + (1 if beside else 0) if name == "hot_nginx" else i), want, 32, own))
        if site.suffix not in ("_large", "_wide"):
            plan.append(("place_order" + site.suffix, port + i, 303, 32, own))
    plan += [("empty_c128", port, 200, 128, floor), ("bare_commit_c128", port, 303, 128, floor)]
    plan += [(name + "_c128", at, want, 128, own) for name, at, want, c, own in list(plan) if name in AT_128]
    if beside:
        at = port + len(sites)
        for mode in dead_meta.MODES:
            save(folder, dead_meta.ROW + mode, ["GET\t/product/%s\t\t" % x[0] for x in beside.site.products])
            plan.append((dead_meta.ROW + mode, at, 200, 32, [x.pid for x in beside.shop.procs]))
    if ONLY:
        plan = [x for x in plan if x[0] in ONLY or x[0] in needed()]
    return plan


def needed():
    """The floors of the rows in ONLY."""
    out = {"static", "static_gzip", "empty"} | {floor_of(o) for o in ONLY} | {dead_meta.ROW + m for m in dead_meta.MODES if any("_meta_" in o for o in ONLY)}
    return out | ({"empty_c128"} if any(o.endswith("_c128") for o in ONLY) else set())


def floor_of(name):
    """What a row is measured against: the empty reply or the bare commit at as many connections; of the large shop the same page of the small one."""
    if name.endswith("_large") and SUFFIX.sub("", name) not in SEARCHES_LARGE:
        return SUFFIX.sub("", name)
    if name.startswith(dead_meta.ROW) and not name.endswith("_rest"):
        return dead_meta.ROW + "rest"
    return FLOORS.get(SUFFIX.sub("", name), "empty") + ("_c128" if name.endswith("_c128") else "")


def run(folder, port, sites, procs, beside):
    rows = start(folder, port, sites, procs, beside)
    plan = plan_of(folder, port, sites, procs, beside)
    seen = {x[0]: [] for x in plan}
    for number in range(ROUNDS):
        log("round %d of %d" % (number + 1, ROUNDS))
        for name, at, want, connections, parents in plan:
            if name.startswith("place_order"):
                sites[at - port].orders(folder)
            before = cpu(parents)
            if name.startswith(dead_meta.ROW):
                result = beside.asked(name[len(dead_meta.ROW):], lambda: wrk(folder, name, at, want, connections))    # pylint: disable=cell-var-from-loop
            else:
                result = wrk(folder, name, at, want, connections)
            result["cpu_us"] = (cpu(parents) - before) / max(1, result["n"])
            seen[name].append(result)
    return seen, [rows] + (beside.rows() if beside else [])


def row_of(name, results, seen):
    middle = {k: statistics.median(r[k] for r in results) for k in results[0]}
    tail = statistics.median(r["p99_ms"] / max(0.001, r["p50_ms"]) for r in results)
    row = {"name": name, "rps": round(middle["rps"], 1), "p50_ms": round(middle["p50_ms"], 3), "p99_ms": round(middle["p99_ms"], 3), "tail": round(tail, 2), "cpu_us": round(middle["cpu_us"], 1), "floor": "", "ratio": None}
    bare, kind = SUFFIX.sub("", name), SUFFIX.search(name)
    if bare in ("static", "static_gzip", "empty", "bare_commit"):
        return row
    floor = floor_of(name)
    row.update(floor=floor, ratio=round(statistics.median(a["rps"] / b["rps"] for a, b in zip(results, seen[floor])), 3))
    if bare == "search_common":
        row.update(mark="p99 <= 50 x the empty reply's p50", reached=statistics.median(a["p99_ms"] / b["p50_ms"] for a, b in zip(results, seen["empty"])) <= 50)
    elif name.endswith("_large") and SEARCHES_LARGE.get(bare):
        row.update(mark=SEARCHES_LARGE[bare], reached=row["ratio"] >= SEARCHES_LARGE[bare])
    elif kind and kind.group(1) == "large":
        row.update(mark=0.9, reached=row["ratio"] >= 0.9)
    elif floor == dead_meta.ROW + "rest":
        row.update(mark=dead_meta.MARK, reached=row["ratio"] >= dead_meta.MARK)
    elif bare in MARKS and not kind:
        row.update(mark=MARKS[bare], reached=row["ratio"] >= MARKS[bare])
    if not name.startswith((dead_meta.ROW, "hot_")) and (not kind or kind.group(1) == "c128"):
        empty = seen["empty_c128" if kind else "empty"]
        most = 8 if bare in ("add_to_cart", "place_order") else 2 * statistics.median(r["p99_ms"] / max(0.001, r["p50_ms"]) for r in empty)
        row.update(tail_mark=round(most, 2), tail_reached=tail <= most)
    elif name.endswith("_large") and bare in SEARCHES_LARGE:
        row.update(tail_mark=SEARCH_TAIL, tail_reached=tail <= SEARCH_TAIL)
    return row


QUALITY = 0.85
APART = 0.03            # what the two databases may differ by


def quality(kinds):
    """What the labelled questions find, a row for each set of goods and database."""
    rows = []
    for kind in kinds:
        harness.KIND = kind
        for name, bring, sets in (("search_quality", search_quality.own_shop, ("own", "demo")), ("search_quality_samples", search_quality.samples_shop, ("catalogue",))):
            if name.endswith("samples") and not os.path.exists(search_quality.CATALOGUE):
                continue
            shop = harness.Shop(workers=1)
            shop.start()
            try:
                ndcg, recall, n, questions = search_quality.measure(bring(shop), *sets)
            finally:
                shop.stop()
            rows.append({"name": name + ("" if kind == "sqlite" else "_pg"), "ndcg": round(ndcg, 3), "recall": round(recall, 3), "questions": n, "reached": min(ndcg, recall) >= QUALITY})
    by_name = {r["name"]: r for r in rows}
    for r in rows:
        other = by_name.get(r["name"] + "_pg")
        if other:
            r["reached"] = r["reached"] and max(abs(r[k] - other[k]) for k in ("ndcg", "recall")) <= APART
    return rows


def report(found, sites, qualities):
    seen, (order, *mails) = found
    rows = [row_of(name, results, seen) for name, results in seen.items()]
    said = {True: "reached", False: "MISSED", None: ""}
    print("%-22s %9s %9s %9s %8s %-16s %8s  %s" % ("", "req/s", "p50 ms", "p99 ms", "p99/p50", "", "CPU us", "ratio"))
    for r in rows:
        tail = "%s (%.1f)" % (said[r["tail_reached"]], r["tail_mark"]) if "tail_mark" in r else ""
        ratio = "%.2f of %s%s" % (r["ratio"], r["floor"], ", %s (%s)" % (said[r["reached"]], r["mark"]) if "mark" in r else "") if r["ratio"] else ""
        print("%-22s %9.0f %9.2f %9.2f %8.1f %-16s %8.0f  %s" % (r["name"], r["rps"], r["p50_ms"], r["p99_ms"], r["tail"], tail, r["cpu_us"], ratio))
    mem = {"name": "memory", "products": N}
    for site in sites:
        mem["rest_kb" + site.suffix], mem["after_kb" + site.suffix] = site.rest, memory(site.shop)
        print("memory %-16s %.1f MB at rest (24), %.1f MB after (48)" % (site.kind + site.suffix, mem["rest_kb" + site.suffix] / 1024, mem["after_kb" + site.suffix] / 1024))
    harness.KIND = sites[0].kind
    hits = sites[0].shop.sql("SELECT COUNT(*) FROM product_text WHERE lang = 'id' AND name LIKE '%%istimewa%%'")[0][0]
    print("search: 500 words with %d hits each; search_two: 4000 questions of a common and such a word; search_common: one word with %s hits of %d goods" % (100 if N >= 100 else 1, hits, N))
    print("place_order: %(rows)d rows come, change or go with an order of one line, in %(pages)d pages; bare_commit: the same rows in %(bare_pages)d pages" % order)
    for m in mails:
        print("%-22s %9.0f ms, at most %.0f ms%s" % (m["name"], m["ms"], m["most_ms"], "  %s (%s)" % (said[m["reached"]], m["mark"]) if "mark" in m else ""))
    for r in qualities:
        print("%-24s nDCG@10 %.3f, recall@10 %.3f of %d questions, %s (%s)" % (r["name"], r["ndcg"], r["recall"], r["questions"], said[r["reached"]], QUALITY))
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    with open(os.path.join(ROOT, "build/bench.json"), "w") as f:
        json.dump(rows + [mem, order] + mails + qualities, f, indent=1)


if __name__ == "__main__":
    main()
