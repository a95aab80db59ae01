"""kill -9 under a load of checkouts, behind the real nginx. Several processes buy without pause while at random moments a worker, the parent, the background worker, a process of nginx or all of
nginx is killed. The parent replaces its workers by itself; what systemd would restart (the parent, the background worker, nginx) this test restarts. A shopper whose request got no answer
sends the same request again, as a person does who presses the button again. Then: each acknowledged order is there exactly once, no order is there that nobody has got an address of, the ledger
sums to the stock, and nobody ever saw another failure than nginx's 502 or 503 at the moment of a kill.

    FAULT_KILL_S=12    seconds of killing
    FAULT_SEED=…       another draw of victims
"""
import collections
import http.client
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import unittest
import urllib.parse

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _nginx            # noqa: E402
import harness          # noqa: E402

SECONDS = float(os.environ.get("FAULT_KILL_S", "12"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
BUYERS, WORKERS = 3, 4
PATIENCE = 30       # seconds a shopper goes on pressing the button


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]
    except OSError:
        return []


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Shop(_nginx.Shop):
    """Behind nginx, with something like systemd."""

    def start(self):
        super().start()
        self.web, self.behind = self.procs[0], self.procs[1]
        return self

    def strike(self, what):
        """Kills one thing and does what systemd does about it."""
        if what == "worker":
            for pid in random.sample(children(self.web.pid), 1) if children(self.web.pid) else []:
                kill(pid)
        elif what == "parent":
            kill(self.web.pid)
            self.web.wait()
            self.procs.remove(self.web)
            self.web = self.spawn("serve")
        elif what == "work":
            kill(self.behind.pid)
            self.behind.wait()
            self.procs.remove(self.behind)
            self.behind = self.spawn("work")
        elif what == "nginx worker":
            for pid in children(self.nginx.pid)[:1]:
                kill(pid)
        else:
            for pid in children(self.nginx.pid) + [self.nginx.pid]:
                kill(pid)
            self.nginx.wait()
            self.open_nginx()


class Buyer(harness.Client):
    """A browser that speaks HTTP to nginx and sends a request again when it got no answer."""

    def __init__(self, shop, number, seen):
        super().__init__(shop)
        self.address, self.seen = "127.%d.%d.%d" % (1 + number // 62500, number // 250 % 250, 1 + number % 250), seen

    def once(self, method, path, body, ctype):
        head = {"Host": urllib.parse.urlsplit(harness.ORIGIN).netloc, "User-Agent": "fault"}
        if method == "POST":
            head.update({"Content-Type": ctype, "Origin": harness.ORIGIN, "Sec-Fetch-Site": "same-origin"})
        if self.cookies:
            head["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        con = http.client.HTTPConnection("127.0.0.1", self.shop.port, timeout=40, source_address=(self.address, 0))
        try:
            con.request(method, path, body or None, head)
            r = con.getresponse()
            out = harness.Reply(b"Status: 200\r\n\r\n" + r.read())
            out.status, out.headers = r.status, [(k.lower(), v) for k, v in r.getheaders()]
            return out
        finally:
            con.close()

    def request(self, method, path, body=b"", ctype="", **params):
        path = path[len(harness.ORIGIN):] if path.startswith(harness.ORIGIN) else path
        began = time.monotonic()
        while True:
            try:
                r = self.once(method, path.partition("#")[0], body, ctype)
                self.seen[str(r.status)] += 1
                if r.status not in (502, 503):
                    break
            except (OSError, http.client.HTTPException) as e:
                self.seen[type(e).__name__] += 1
            if time.monotonic() - began > PATIENCE:
                raise AssertionError("no answer to %s %s for %d s" % (method, path, PATIENCE))
            time.sleep(0.05)
        self.seen["slowest"] = max(self.seen["slowest"], time.monotonic() - began)
        for c in r.all("set-cookie"):
            name, _, rest = c.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return r


def buy(shop, number, variant, until, path):
    """One process: buys until the moment; what it has got goes into the file."""
    seen, got, wrong = collections.Counter(slowest=0), [], None
    try:
        n = 0
        while time.time() < until:
            c = Buyer(shop, number * 20000 + n, seen)
            a.add(c, variant)
            form = a.checkout_form(c, phone="0812%02d%06d" % (number + 10, n))
            got.append((form.get("idem_key"), a.ref_of(a.send(c, form))))
            n += 1
    except Exception as e:      # told by the test
        wrong = "%s: %s" % (type(e).__name__, e)
    with open(path, "w") as f:
        json.dump({"got": got, "seen": seen, "wrong": wrong}, f)


class Kill(unittest.TestCase):
    def setUp(self):
        self.shop = Shop(workers=WORKERS, work=True).start()
        self.addCleanup(self.shop.stop)
        v = a.variant(self.shop)[0]
        a.plenty(self.shop, v)
        self.variant, self.before = v, int(self.shop.one("SELECT COUNT(*) FROM orders"))

    def rage(self, until):
        """Kills until the moment; how often what."""
        random.seed(SEED)
        done = collections.Counter()
        first = ["worker", "parent", "work", "nginx", "nginx worker"]
        while time.time() < until:
            time.sleep(random.uniform(0.1, 0.6))
            what = first.pop() if first else random.choice(["worker"] * 7 + ["parent"] * 2 + ["work", "nginx", "nginx worker"])
            self.shop.strike(what)
            done[what] += 1
        return done

    def load(self):
        until = time.time() + SECONDS
        paths = [os.path.join(self.shop.dir, "buyer%d" % i) for i in range(BUYERS)]
        fork = multiprocessing.get_context("fork")
        people = [fork.Process(target=buy, args=(self.shop, i, self.variant, until + 1, p)) for i, p in enumerate(paths)]
        for p in people:
            p.start()
        kills = self.rage(until)
        for p in people:
            p.join(PATIENCE + 60)
        out = []
        for p in paths:
            with open(p) as f:
                out.append(json.load(f))
        return kills, out

    def test_kill_9_loses_and_doubles_nothing(self):
        kills, people = self.load()
        seen, worst = collections.Counter(), 0
        for p in people:
            worst = max(worst, p["seen"].pop("slowest"))
            seen.update(p["seen"])
        got = [tuple(x) for p in people for x in p["got"]]
        print("kills %s; orders %d; answers %s; longest wait %.1f s" % (dict(kills), len(got), dict(seen), worst), file=sys.stderr)
        self.assertEqual([p["wrong"] for p in people if p["wrong"]], [])
        self.assertEqual([s for s in seen if s.isdigit() and s not in ("200", "303", "502", "503")], [])
        self.assertGreater(len(got), 10)
        rows = self.shop.sql("SELECT ref FROM orders WHERE id > (SELECT COALESCE(MAX(id), 0) FROM orders) - %d" % (len(got) + 100))
        have = collections.Counter(r[0] for r in rows)
        self.assertEqual([x for x in got if have[x[1]] != 1], [], "acknowledged and not there exactly once")
        self.assertEqual(len({x[1] for x in got}), len(got), "two forms got one order")
        self.assertEqual(int(self.shop.one("SELECT COUNT(*) FROM orders")), self.before + len(got), "an order that nobody has got an address of")
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")
        self.assertEqual(a.failures(self.shop), [])
        self.recovered()

    def recovered(self):
        """All workers are there again, and none too many: those of a killed parent have ended."""
        end = time.time() + 20
        while len(children(self.shop.web.pid)) < WORKERS and time.time() < end:
            time.sleep(0.1)
        self.assertEqual(len(children(self.shop.web.pid)), WORKERS)
        mine = []
        while time.time() < end:
            out = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], stdout=subprocess.PIPE, text=True).stdout
            alive = [x.split(None, 2) for x in out.splitlines() if harness.BIN + " serve" in x]
            mine = [x for x in alive if environ(int(x[0])) == self.shop.dir and int(x[0]) != self.shop.web.pid and int(x[1]) != self.shop.web.pid]
            if not mine:
                break
            time.sleep(0.2)
        self.assertEqual(mine, [], "workers of a killed parent that live on")


def environ(pid):
    try:
        with open("/proc/%d/environ" % pid, "rb") as f:
            return dict(x.partition(b"=")[::2] for x in f.read().split(b"\0")).get(b"ETALASE_DATA", b"").decode()
    except OSError:
        return None


if __name__ == "__main__":
    if not os.path.exists(_nginx.NGINX):
        print("SKIPPED fault/kill: no nginx")
        sys.exit(0)
    unittest.main()
