"""`make bench`: the shop's speed as ratios to the floors of this machine. A shop with N products on SQLite and one on PostgreSQL stand behind one nginx (the site of conf/nginx without its limits), beside the
floors of floor.c and a static file; wrk asks them in turn, several rounds, and the median of each counts. Prints one table and writes the same to build/bench.json.

    N=10000         products in the shops
    ROUNDS=5        how often everything is asked
    SECONDS=2       how long each time
    ONLY=name,name  only these rows (and their floors)
"""
import json
import os
import re
import secrets
import shutil
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

N = int(os.environ.get("N", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = os.environ.get("SECONDS", "2")
ONLY = set(filter(None, os.environ.get("ONLY", "").split(",")))
WORKERS = 4
ORDERS = 800            # per round and database
PORT = {"sqlite": 0, "postgres": 0}
GOODS = 20              # that orders are about
CATEGORIES = ["keripik-pedas", "keripik-gurih"]
FLOORS = {"place_order": "bare_commit"}


def log(*words):
    print(*words, file=sys.stderr, flush=True)


def catalogue(path):
    """N products of two variants; each rare word is in a hundred of them, `istimewa` in a tenth."""
    with open(path, "w") as f:
        f.write("key,name,category,status,summary,description,option1_name,option1_value,sku,price,weight_g,stock\n")
        for i in range(N):
            name = "Keripik %s%s rasa%05d nomor %d" % ("istimewa " if i % 10 == 0 else "", ("singkong", "pisang", "ubi", "bayam", "talas")[i % 5], i % max(1, N // 100), i)
            for k, (size, price) in enumerate((("100 g", 12000), ("250 g", 27500))):
                f.write("b%d,%s,%s,active,Renyah dan gurih dari dapur sendiri.,%s,Ukuran,%s,B-%d-%d,%d,%d,1000000\n" % (
                    i, name, CATEGORIES[i % len(CATEGORIES)], "Digoreng dua kali dengan minyak kelapa lalu dibungkus hari itu juga. " * 6, size, i, k, price + i % 90 * 100, (120, 280)[k]))


class Site:
    """A shop of one kind with its lists of requests."""

    def __init__(self, kind):
        self.kind, self.suffix = kind, "" if kind == "sqlite" else "_pg"
        harness.KIND = kind
        self.shop = harness.Shop(workers=WORKERS, env={"ETALASE_CLOCK_FILE": ""})
        self.shop.start()
        goods = os.path.join(self.shop.dir, "goods.csv")
        catalogue(goods)
        start = time.time()
        subprocess.run([harness.BIN, "import", goods], env=self.shop.env(), check=True, stdout=subprocess.DEVNULL)
        log("%s: %d products imported in %.1f s" % (kind, N, time.time() - start))
        if kind == "postgres":
            self.shop.psql("ANALYZE")
        self.shop.work()
        self.shop.spawn("work")
        time.sleep(2)
        self.rest = memory(self.shop)
        self.products = [r for r in self.shop.sql("SELECT s.slug, p.id, min(v.id) FROM slug s JOIN product p ON p.id = s.object JOIN variant v ON v.product = p.id "
                                                   "WHERE s.kind = 'product' AND s.current = 1 AND s.slug LIKE 'keripik-%%nomor%%' GROUP BY s.slug, p.id ORDER BY p.id LIMIT 4500")]
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
        cookie = lambda c: "; ".join("%s=%s" % kv for kv in c.cookies.items())    # noqa: E731
        carts = [self.cart(i) for i in range(40)]
        get = lambda paths, cookies=("",): ["GET\t%s\t%s\t" % (p, cookies[i % len(cookies)]) for i, p in enumerate(paths)]    # noqa: E731
        pages = ["/product/" + p[0] for p in self.products]
        words = ["rasa%05d" % (i * 7 % max(1, N // 100)) for i in range(500)]
        adds = []
        for i in range(2000):
            c = carts[i % len(carts)]
            slug, product, variant = self.products[i % 20]
            adds.append("POST\t/cart/add\t%s\tproduct=%s&variant=%s&qty=1&go=cart&csrf=%s" % (cookie(c), product, variant, csrf(c)))
        out = {
            "home": (get(["/"]), 200), "category": (get(["/category/" + s for s in CATEGORIES]), 200), "product_guest": (get(pages), 200),
            "product_cart": (get(pages, [cookie(c) for c in carts]), 200), "search": (get(["/search?q=" + x for x in words]), 200),
            "search_common": (get(["/search?q=istimewa"]), 200), "add_to_cart": (adds, 303), "cart": (get(["/cart"], [cookie(c) for c in carts]), 200),
        }
        for name, (lines, want) in out.items():
            save(folder, name + self.suffix, lines)
        return {name + self.suffix: want for name, (lines, want) in out.items()}

    def orders(self, folder):
        """Checkouts filled in to the last button, each of a visitor of its own."""
        from urllib.parse import urlencode
        lines = []
        for i in range(ORDERS):
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
    """One server per shop; what floods are kept off by is left out, since one address asks here."""
    with open(os.path.join(ROOT, "conf/nginx/http.conf")) as f:
        http = "".join(x for x in f if not x.startswith("limit_"))
    with open(os.path.join(ROOT, "conf/nginx/shop.conf.in")) as f:
        text = "".join(x for x in f if not x.startswith("limit_"))
    out = "daemon off;\npid %s/nginx.pid;\nerror_log %s/error.log warn;\nworker_processes 2;\nworker_rlimit_nofile 8192;\nevents { worker_connections 4096; }\n%shttp {\n" % (folder, folder, "")
    for kind in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"):
        out += "%s_temp_path %s/%s;\n" % (kind, folder, kind)
    out += http + "access_log %s/access.log shop buffer=32k flush=2s;\n" % folder
    for i, site in enumerate(sites):
        body = text.replace("@STATIC@", os.path.join(ROOT, "build/static")).replace("@DATA@", site.shop.dir).replace("@SOCKET@", site.shop.socket)
        body += "location = /bench/static.html { alias %s/static.html; }\nlocation = /bench/empty { fastcgi_pass unix:%s; }\n" % (folder, floor)
        out += "server { listen 127.0.0.1:%d; server_name _;\n%s}\n" % (port + i, body)
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as f:
        f.write(out + "}\n")
    return path


def wrk(folder, name, port, want, connections):
    env = dict(os.environ, LIST=os.path.join(folder, re.sub(r"_c128$", "", name)), THREADS="2", WANT=str(want), ONCE="1" if name.startswith("place_order") else "0", ORIGIN=harness.ORIGIN)
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
    sites, procs = [], []
    try:
        for kind in kinds:
            sites.append(Site(kind))
        plan = run(folder, port, sites, procs)
        report(plan, sites)
    finally:
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


def run(folder, port, sites, procs):
    floor = os.path.join(folder, "floor.sock")
    procs.append(subprocess.Popen([os.path.join(ROOT, "build/release/bench-floor"), floor, str(WORKERS), os.path.join(folder, "bare.db")]))
    page = sites[0].client().get("/product/" + sites[0].products[0][0]).body
    with open(os.path.join(folder, "static.html"), "wb") as f:
        f.write(page)
    time.sleep(0.5)
    nginx = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-e", folder + "/error.log", "-c", nginx_conf(folder, port, sites, floor)] + (["-g", "user root;"] if os.getuid() == 0 else []))
    procs.append(nginx)
    time.sleep(0.5)
    # name, port, wanted status, connections, processes whose time is counted
    plan = []
    save(folder, "static", ["GET\t/bench/static.html\t\t"])
    save(folder, "empty", ["GET\t/bench/empty\t\t"])
    save(folder, "bare_commit", ["POST\t/bench/empty\t\tx=1"])
    plan += [("static", port, 200, 32, []), ("empty", port, 200, 32, [procs[0].pid]), ("bare_commit", port, 303, 32, [procs[0].pid])]
    for i, site in enumerate(sites):
        own = [p.pid for p in site.shop.procs]
        for name, want in site.lists(folder).items():
            plan.append((name, port + i, want, 32, own))
        plan.append(("place_order" + site.suffix, port + i, 303, 32, own))
    own = [p.pid for p in sites[0].shop.procs]
    plan.append(("empty_c128", port, 200, 128, [procs[0].pid]))
    plan += [(name + "_c128", port, want, 128, own) for name, _, want, c, _ in list(plan) if c == 32 and name in ("home", "category", "product_guest", "product_cart", "search", "cart", "add_to_cart")]
    if ONLY:
        plan = [x for x in plan if x[0] in ONLY or x[0] in ("static", "empty") or (x[0] == "bare_commit" and any("place_order" in o for o in ONLY))]
    seen = {x[0]: [] for x in plan}
    for number in range(ROUNDS):
        log("round %d of %d" % (number + 1, ROUNDS))
        for site in sites:
            if any(x[0] == "place_order" + site.suffix for x in plan):
                site.orders(folder)
        for name, at, want, connections, parents in plan:
            before = cpu(parents)
            result = wrk(folder, name, at, want, connections)
            result["cpu_us"] = (cpu(parents) - before) / max(1, result["n"])
            seen[name].append(result)
    return seen


def report(seen, sites):
    rows = []
    middle = {name: {k: statistics.median(r[k] for r in results) for k in results[0]} for name, results in seen.items()}
    for name, m in middle.items():
        floor = FLOORS.get(re.sub(r"_pg$", "", name), "empty_c128" if name.endswith("_c128") else "empty")
        ratio = None if name in ("static", "bare_commit") or name.startswith("empty") or floor not in seen else statistics.median(a["rps"] / b["rps"] for a, b in zip(seen[name], seen[floor]))
        rows.append({"name": name, "rps": round(m["rps"], 1), "p50_ms": round(m["p50_ms"], 3), "p99_ms": round(m["p99_ms"], 3), "cpu_us": round(m["cpu_us"], 1), "floor": floor if ratio else "", "ratio": round(ratio, 3) if ratio else None})
    print("%-22s %9s %9s %9s %8s %8s  %s" % ("", "req/s", "p50 ms", "p99 ms", "p99/p50", "CPU µs", "ratio"))
    for r in rows:
        print("%-22s %9.0f %9.2f %9.2f %8.1f %8.0f  %s" % (r["name"], r["rps"], r["p50_ms"], r["p99_ms"], r["p99_ms"] / max(0.001, r["p50_ms"]), r["cpu_us"], "%.2f of %s" % (r["ratio"], r["floor"]) if r["ratio"] else ""))
    mem = {"name": "memory", "products": N}
    for site in sites:
        mem["rest_kb" + site.suffix], mem["after_kb" + site.suffix] = site.rest, memory(site.shop)
        print("memory %-10s %.1f MB at rest, %.1f MB after" % (site.kind, mem["rest_kb" + site.suffix] / 1024, mem["after_kb" + site.suffix] / 1024))
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    with open(os.path.join(ROOT, "build/bench.json"), "w") as f:
        json.dump(rows + [mem], f, indent=1)


if __name__ == "__main__":
    main()
