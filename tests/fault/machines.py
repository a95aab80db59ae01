"""Two machines on one PostgreSQL: each is a network name space of its own with its `etalase serve` and `etalase work`; the database stands in a third one and is reached over TCP by a password; DATA
is one shared folder, the sockets are each machine's own. Held: the last unit is sold once however both sell it; every mail goes out once though two workers look for work, and those that a machine held
when it was killed or cut off go out by the other after the lease; what is changed through one is seen on the other within 2 s; a machine that comes back needs no restart; nightly jobs run once.
Needs root, `ip` and name spaces."""
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
os.environ["ETALASE_TEST_KIND"] = "postgres"
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import _pictures        # noqa: E402
import _smtp            # noqa: E402
import _ways as w       # noqa: E402
import harness          # noqa: E402

LEASE = 121             # of mail, and a second
SEEN = 2                # seconds until the other machine shows a change
NAME = "et" + secrets.token_hex(3)
NET = "10.%d.%d." % (random.randrange(100, 250), random.randrange(1, 250))


def ip(*args):
    subprocess.run(["ip", *args], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


class Net:
    """A switch with the database, two machines and, at .1, everybody else (the mail server) on it."""

    def __init__(self):
        self.spaces = []
        ip("link", "add", NAME, "type", "bridge")
        ip("addr", "add", NET + "1/24", "dev", NAME)
        ip("link", "set", NAME, "up")
        for i, who in enumerate(("d", "a", "b")):
            self.plug(who, i + 2)

    def plug(self, who, number):
        space, wire = NAME + who, NAME + who
        ip("netns", "add", space)
        self.spaces.append(space)
        ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", space)
        ip("link", "set", wire, "master", NAME, "up")
        ip("-n", space, "addr", "add", "%s%d/24" % (NET, number), "dev", "eth0")
        ip("-n", space, "link", "set", "eth0", "up")
        ip("-n", space, "link", "set", "lo", "up")

    def wire(self, who, up):
        """Out, nothing arrives and nobody is told: both ends wait for answers."""
        ip("link", "set", NAME + who, "up" if up else "down")

    def remove(self):
        for s in self.spaces:
            subprocess.run(["ip", "netns", "del", s], stderr=subprocess.DEVNULL)
        subprocess.run(["ip", "link", "del", NAME], stderr=subprocess.DEVNULL)


class Machine(harness.Shop):
    """One of the two. The first fills the database; both have a folder of their own for sockets and log."""

    def __init__(self, who, db, shared, clock, env):
        super().__init__(True, 3, env, True)
        self.who, self.db = who, db
        self.extra = dict(env, ETALASE_DATA=shared, ETALASE_CLOCK_FILE=clock)
        os.makedirs(shared, exist_ok=True)

    def make_database(self):
        pass

    def spawn(self, *args):
        with open(self.log, "ab") as log:
            p = subprocess.Popen(["ip", "netns", "exec", NAME + self.who, harness.BIN, *args], env=self.env(), stdout=log, stderr=subprocess.STDOUT)
        self.procs.append(p)
        return p

    def command(self, *args, check=True, **env):
        p = subprocess.run(["ip", "netns", "exec", NAME + self.who, harness.BIN, *args], env=dict(self.env(), **env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        if check and p.returncode:
            raise AssertionError("etalase %s: %d\n%s%s" % (" ".join(args), p.returncode, p.stdout[-2000:], p.stderr[-2000:]))
        return p

    def ask(self, text):
        return HOUSE.db_shop.psql(text)

    def again(self):
        """Put in again, when it was pulled."""
        if not self.procs:
            self.start()

    def tree(self, pid):
        try:
            with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
                return [pid] + [y for x in f.read().split() for y in self.tree(int(x))]
        except OSError:
            return []

    def kill(self):
        """The machine's plug is pulled: all its processes at once."""
        for pid in [y for p in self.procs for y in self.tree(p.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for p in self.procs:
            p.wait()
        self.procs = []


class House:
    """All of it."""

    def start(self):
        self.dir = tempfile_dir()
        self.net = Net()
        try:
            self.open()
        except BaseException:
            self.stop()
            raise

    def open(self):
        self.pg = os.path.join(self.dir, "pg")
        p = subprocess.run(["ip", "netns", "exec", NAME + "d", "sh", os.path.join(harness.ROOT, "tests/pg.sh"), "start", self.pg], env=dict(os.environ, PG_LISTEN=NET + "2"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if p.returncode:
            raise AssertionError(p.stdout)
        self.admin = p.stdout.strip().splitlines()[-1]
        self.mail = _smtp.Server(host=NET + "1")
        self.mail_seen = 0
        clock = os.path.join(self.dir, "clock")
        self.clock_file = clock
        # Who looks from outside: by the server's own socket, which no cut touches.
        self.db_shop = harness.Shop()
        self.db_shop.db = "pg:" + self.admin
        for q in ("CREATE ROLE shop LOGIN PASSWORD 'rahasia'", "ALTER DATABASE etalase OWNER TO shop", "ALTER SCHEMA public OWNER TO shop"):
            self.db_shop.psql(q)
        db = "pg:host=%s2 user=shop password=rahasia dbname=etalase" % NET
        env = _smtp.env_for(self.mail)
        shared = os.path.join(self.dir, "shared")
        self.a = Machine("a", db, shared, clock, env)
        self.b = Machine("b", db, shared, clock, env)
        self.a.command("migrate")
        self.a.command("demo")
        self.db_shop.psql("DELETE FROM outbox")      # the demo's pictures take their time and show nothing here
        for m in (self.a, self.b):
            m.start()

    def clock(self, seconds):
        with open(self.clock_file + ".new", "w") as f:
            f.write(str(seconds))
        os.replace(self.clock_file + ".new", self.clock_file)

    def stop(self):
        self.net.wire("a", True)
        for m in ("a", "b"):
            if hasattr(self, m):
                getattr(self, m).stop()
        if hasattr(self, "mail"):
            self.mail.close()
        if hasattr(self, "db_shop"):
            self.db_shop.stop()
        if hasattr(self, "pg"):
            subprocess.run(["sh", os.path.join(harness.ROOT, "tests/pg.sh"), "stop", self.pg])
        self.net.remove()
        shutil.rmtree(self.dir, ignore_errors=True)


def tempfile_dir():
    import tempfile
    d = tempfile.mkdtemp(prefix="etalase-two-")
    os.chmod(d, 0o755)
    return d


HOUSE = House()


class Machines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        HOUSE.start()
        cls.a, cls.b = HOUSE.a, HOUSE.b

    @classmethod
    def tearDownClass(cls):
        HOUSE.stop()

    def until(self, what, seconds, text):
        if not harness.wait_for(what, seconds):
            self.fail(text)

    def order(self, m, to):
        c = m.client()
        w.put(c, "SA-100", 1)
        return c, w.place(c, w.fill(c, email=to))

    def mails(self, *people):
        """How many mails each of them has got."""
        return [sum(p in m.to for m in HOUSE.mail.mails) for p in people]

    def holders(self):
        return HOUSE.db_shop.psql("SELECT id, lease_by FROM outbox WHERE lane='mail' AND state='leased'")

    def test_1_the_last_one_is_sold_once(self):
        v = a.variant(self.a)[0]
        have = HOUSE.db_shop.psql("SELECT on_hand, reserved FROM stock WHERE variant=%d" % v)[0]
        gone = int(have[0]) - int(have[1]) - 1
        self.a.sql("INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, actor_kind) VALUES (%d, 1, 1, 1, %d, 0, 'count', 'system')" % (v, -gone))
        self.a.sql("UPDATE stock SET on_hand=on_hand-%d WHERE variant=%d" % (gone, v))
        self.a.hampers()
        buyers = []
        for i in range(8):
            c = (self.a, self.b)[i % 2].client()
            a.add(c, v)
            buyers.append((c, a.checkout_form(c, phone="08123451%04d" % i)))
        replies = a.together([lambda x=x: a.send(*x) for x in buyers])
        self.assertEqual(sum("/order/" in (r.header("location") or "") for r in replies), 1)
        self.assertEqual([r.status for r in replies if r.status >= 500], [])
        self.assertEqual(self.a.invariants(), [])

    def watch(self, at, called, stop, seen):
        """One who asks the other machine for a page again and again: (when it was asked for, whether it showed the new)."""
        c = self.b.client()
        while not stop.is_set():
            asked = time.time()
            r = c.get(at)
            seen.append((at, asked, called in r.text if r.status == 200 else "status %d" % r.status))
            time.sleep(0.02)

    def test_2_a_change_is_seen_on_both(self):
        """Each page of the other has it when next asked; before that it has shown the old one from what it keeps. And from 2 s after the commit, by the database's own word for when that was, nobody who
        asks is shown the old one; how long an answer takes is not in it."""
        owner, other = self.a.owner("pemilik2"), self.b.client()
        product, slug = w.product(self.a, "SA-100"), w.slug(self.a, "SA-100")
        w.put(other, "SA-100", 1)
        category = other.get("/product/" + slug).page.link("/category/")
        pages = ("/", "/products", category, "/product/" + slug, "/cart")
        for _ in range(4):
            for at in pages:
                self.assertEqual(other.get(at).status, 200)
        form = owner.get("/admin/goods/%d" % product).page.form("/admin/goods/%d" % product, "version")
        field = [n for n in form.names() if n.endswith("_price") and form.get(n)][0]
        name = [n for n in form.names() if n in ("name", "name_id")][0]
        called = "Nama Baru " + secrets.token_hex(2)
        seen, stop = [], threading.Event()
        watchers = [threading.Thread(target=self.watch, args=(at, called, stop, seen)) for at in (category, "/product/" + slug)]
        for t in watchers:
            t.start()
        try:
            self.until(lambda: len(seen) > 6, 20, "the other machine does not answer")
            self.assertEqual(owner.submit(form, **{field: "17350", name: called}).status, 303)
            saved = time.time()
            for at in ("/product/" + slug, "/cart", category, "/products"):
                for _ in range(3):      # whichever of its workers answers
                    self.assertTrue(called in other.get(at).text, at + " shows the old name")
            self.assertIn("17.350", other.get("/product/%s?v=%d" % (slug, w.variant(self.a, "SA-100"))).text)
            self.until(lambda: all(any(x[0] == at and x[1] > saved + SEEN for x in list(seen)) for at in (category, "/product/" + slug)), 30, "nobody asked any more")
        finally:
            stop.set()
            for t in watchers:
                t.join()
        committed = float(HOUSE.db_shop.psql("SELECT EXTRACT(EPOCH FROM pg_xact_commit_timestamp(xmin)) FROM product WHERE id=%d" % product)[0][0])
        old = [asked - committed for _, asked, new in seen if new is not True]
        print("asked %d times, the last old answer was asked for %.3f s after the commit" % (len(seen), max(old)), file=sys.stderr)
        self.assertLess(min(old), 0, "nobody looked before the change")
        self.assertEqual([x for x in seen if x[2] is not True and x[1] > committed + SEEN], [], "the old one is shown 2 s after the commit")
        home = [x.get("/").text for x in (self.a.client(), other)]     # whether it stands there at all is the shelf's business
        self.assertEqual(*[[t in x for t in (called, "17.350")] for x in home])

    def test_3_every_mail_once(self):
        people = ["satu%d@contoh.example" % i for i in range(10)]
        for i, p in enumerate(people):
            self.order((self.a, self.b)[i % 2], p)
        self.until(lambda: all(self.mails(*people)), 20, "mails that did not go out: %r" % self.mails(*people))
        time.sleep(1)
        self.assertEqual(self.mails(*people), [1] * 10)
        # Both workers have had a part in it; a row is nobody's who did not claim it.
        done = [len([x for x in m.log_lines() if x.get("event") == "job" and x.get("name") == "mail.order" and x.get("result") == "ok"]) for m in (self.a, self.b)]
        self.assertEqual(sum(done), len(HOUSE.mail.mails))
        self.assertTrue(all(done), done)

    def held(self, m, to):
        """A mail at which this machine's worker hangs: the server has taken the line and says nothing."""
        HOUSE.mail.hang.add("EHLO")
        try:
            _, o = self.order(m, to)
            self.until(lambda: any(str(pid) == x[1].split("/")[1] for x in self.holders() for p in m.procs for pid in m.tree(p.pid)), 8, "the worker took no mail: %r" % self.holders())
        finally:
            HOUSE.mail.hang.clear()
        return o

    def only(self, m):
        """The other's worker stops for a moment, so that this one takes the row."""
        other = self.b if m is self.a else self.a
        for pid in other.tree(other.procs[1].pid):
            os.kill(pid, signal.SIGSTOP)
        return [pid for pid in other.tree(other.procs[1].pid)]

    def test_4_a_killed_machine(self):
        self.addCleanup(self.a.again)
        asleep = self.only(self.a)
        try:
            self.held(self.a, "bunuh@contoh.example")
        finally:
            self.a.kill()
            for pid in asleep:
                os.kill(pid, signal.SIGCONT)
        time.sleep(6)   # a turn of the other's worker and more: the row is not its own yet
        self.assertEqual(self.mails("bunuh@contoh.example"), [0])
        self.assertEqual(self.b.client().get("/cart").status, 200)
        HOUSE.clock(LEASE)
        self.until(lambda: self.mails("bunuh@contoh.example") == [1], 12, "nobody took over: %r" % self.holders())
        self.a.again()
        self.order(self.a, "lagi@contoh.example")
        self.until(lambda: self.mails("lagi@contoh.example") == [1], 12, "no mail after coming back")
        self.assertEqual(self.mails("bunuh@contoh.example"), [1])

    def test_5_a_cut_wire(self):
        """Nothing arrives any more: the machine says 503 in bounded time, the other sells on, and when the wire is in again all is well without a restart."""
        buyer = self.a.client()
        w.put(buyer, "SA-100", 1)
        pids = [x.pid for x in self.a.procs]
        before = int(HOUSE.db_shop.psql("SELECT COUNT(*) FROM orders")[0][0])
        asleep = self.only(self.a)
        try:
            self.held(self.a, "putus@contoh.example")
            self.addCleanup(HOUSE.net.wire, "a", True)
            HOUSE.net.wire("a", False)
        finally:
            for pid in asleep:
                os.kill(pid, signal.SIGCONT)
        began = time.monotonic()
        answer = a.together([lambda: buyer.get("/cart"), lambda: self.order(self.b, "jalan@contoh.example") and None])[0]
        self.assertEqual(answer.status, 503)
        self.assertLess(time.monotonic() - began, 20)
        HOUSE.clock(2 * LEASE)
        self.until(lambda: self.mails("putus@contoh.example", "jalan@contoh.example") == [1, 1], 12, "the other did not take over: %r" % self.holders())
        HOUSE.net.wire("a", True)
        self.until(lambda: buyer.get("/cart").status == 200, 15, "the machine does not come back")
        self.order(self.a, "kembali@contoh.example")
        self.until(lambda: self.mails("kembali@contoh.example") == [1], 15, "no mail after the cut")
        self.assertEqual([x.pid for x in self.a.procs if x.poll() is None], pids)
        self.assertEqual(self.mails("putus@contoh.example", "jalan@contoh.example", "kembali@contoh.example"), [1, 1, 1])
        self.assertEqual(int(HOUSE.db_shop.psql("SELECT COUNT(*) FROM orders")[0][0]), before + 3)
        self.assertEqual(self.a.invariants(), [])

    def test_6_a_night(self):
        """Each scheduled job once, on one of them; the backup and the receipt's picture, whoever made it, are there for both."""
        c, o = self.order(self.a, "foto@contoh.example")
        self.assertEqual(w.send_proof(c, o, _pictures.jpeg()).status, 303)
        at = [len(m.log_lines()) for m in (self.a, self.b)]
        HOUSE.clock(2 * LEASE + 86400)
        daily = ("db.check", "prune", "backup.night")

        def ran():
            return [x.get("name") for m, n in zip((self.a, self.b), at) for x in m.log_lines()[n:] if x.get("event") == "job"]
        self.until(lambda: all(d in ran() for d in daily), 15, "not all jobs ran: %r" % ran())
        time.sleep(6)
        self.assertEqual([ran().count(d) for d in daily], [1, 1, 1])
        self.until(lambda: HOUSE.db_shop.psql("SELECT state FROM payment_proof WHERE orders=%d" % o.id) == [("ready",)], 15, "the receipt was not made")
        owner = self.b.owner("pemilik6")
        page = owner.get("/admin/orders/%d" % o.id).page
        link = [x.attrs["src"] for x in page.all("img") if "/admin/proof/" in x.attrs.get("src", "")][0]
        to = owner.get(link).header("x-accel-redirect")
        self.assertTrue(os.path.exists(os.path.join(HOUSE.dir, "shared", "private", to[len("/_private/"):])), to)
        self.assertEqual([x for m in (self.a, self.b) for x in a.failures(m) if '"bug"' in x or "Sanitizer" in x], [])
        self.assertEqual(self.b.command("check").stdout, "ok\n")


def able():
    """None, or why not."""
    if os.getuid() != 0:
        return "not root"
    if not shutil.which("ip"):
        return "no ip"
    try:
        ip("netns", "add", NAME + "x")
        ip("link", "add", NAME + "x", "type", "veth", "peer", "name", "eth0", "netns", NAME + "x")
        ip("netns", "del", NAME + "x")
    except subprocess.CalledProcessError as e:
        subprocess.run(["ip", "netns", "del", NAME + "x"], stderr=subprocess.DEVNULL)
        return "no name spaces: " + re.sub(r"\s+", " ", e.stderr.decode())[:100]
    return None


if __name__ == "__main__":
    why = able()
    if why:
        print("SKIPPED fault/machines: " + why)
        sys.exit(0)
    unittest.main()
