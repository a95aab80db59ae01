"""The walls around workers: they stand around every process that reads what strangers send, they hold, and everything that a shop does still goes inside them. (That nothing is refused which
the shop needs, every flow looks at: harness.py fails on such a line of the log. `make test` runs some of them on the program as it is installed, too.)"""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import _pictures
import _site
import _smtp
import _ways as w
import harness
from harness import FlowTest, Shop

FORBIDDEN = 40    # more lines than this are tried


def status(pid):
    with open("/proc/%d/status" % pid) as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return [int(x) for x in f.read().split()]


def until(seconds, fn):
    end = time.time() + seconds
    while time.time() < end:
        v = fn()
        if v:
            return v
        time.sleep(0.1)
    return fn()


def tried(shop, **env):
    """(exit status, what this machine can, {(kind, what): went?}, lines that are wrong)"""
    p = shop.command("walls", check=False, **env)
    rows = [line.split("\t") for line in p.stdout.splitlines()]
    return p.returncode, rows[0][1], {(r[0], r[1]): r[2] for r in rows[1:]}, [r for r in rows[1:] if len(r) > 3 or r[2] not in ("goes", "refused")]


class Walls(FlowTest):
    work = True

    @classmethod
    def setUpClass(cls):
        cls.server, cls.site = _smtp.Server(), _site.Site()
        cls.env = dict(_smtp.env_for(cls.server), ETALASE_FETCH_ALLOW=cls.site.endpoint)
        cls.env["ETALASE_LANE_IDLE"] = "0"    # all lanes are looked at
        cls.env["ETALASE_SMTP_URL"] = "smtp://localhost:%d" % cls.server.port    # a name: it is looked up in a thread of the mail lane
        super().setUpClass()
        cls.owner = cls.shop.owner()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.site.close()

    def test_they_stand(self):
        serve, work = self.shop.procs
        lanes = {x["lane"]: x["pid"] for x in self.shop.log_lines() if x["event"] == "worker_start" and "lane" in x}
        self.assertGreaterEqual(set(lanes), {"schedule", "import", "fetch", "media", "proof", "paper", "backup", "mail"})
        self.assertEqual(len(children(serve.pid)), 2)
        self.assertEqual(len(children(work.pid)), len(lanes))
        for pid in children(serve.pid) + children(work.pid):
            s = status(pid)
            self.assertEqual((s["Seccomp"], s["NoNewPrivs"]), ("2", "1"), s)
        for p in (serve, work):    # they execute themselves at a reload
            self.assertEqual(status(p.pid)["Seccomp"], status(os.getpid())["Seccomp"])
        for pid in [serve.pid, work.pid] + children(serve.pid) + children(work.pid):
            with open("/proc/%d/limits" % pid) as f:
                self.assertRegex(f.read(), r"Max core file size\s+0\s+0\s")

    def test_they_are_told(self):
        can = tried(self.shop)[1]
        said = {x.get("walls") for x in self.shop.log_lines() if x["event"] == "start"}
        self.assertEqual(said, {can})
        self.assertEqual(self.shop.read_log().count('"walls":'), 2, "once by each parent")
        r = self.ok(self.owner.get("/admin/debug"))
        self.sees(r, w.say({"both": "files and system calls", "calls": "system calls only; the kernel of this machine has no Landlock"}[can]))

    def test_they_hold(self):
        code, can, rows, wrong = tried(self.shop)
        self.assertEqual((code, wrong), (0, []))
        if can != "both":
            self.skipTest("this kernel has no Landlock: files are not tried")
        if not harness.CHECKED:    # the sanitizers read /proc and /usr for their reports, nothing of /etc
            self.assertEqual(rows["pages", "read outside the shop's folders"], "refused")
        for kind in ("pages", "calls", "media"):
            self.assertEqual(rows[kind, "write and move in DATA"], "goes")
        self.assertGreater(len([r for r in rows.values() if r == "refused"]), FORBIDDEN - 5)

    def test_without_them_all_of_it_goes(self):
        """Else the attempts would prove nothing."""
        code, can, rows, wrong = tried(self.shop, ETALASE_WALLS="0")
        self.assertEqual((code, can), (1, "off"))
        refused = {what for (kind, what), said in rows.items() if said == "refused"}
        may = {"leave a core", "mount", "a socket of another family"} if os.getuid() else {"leave a core"}
        self.assertLessEqual(refused, may)
        with Shop(workers=1, env={"ETALASE_WALLS": "0"}) as shop:
            self.assertEqual(status(children(shop.procs[0].pid)[0])["Seccomp"], status(os.getpid())["Seccomp"])

    def test_mail_pictures_and_papers_go(self):
        """What each lane is for, by the lanes themselves: `work --once` is one process and may do all of it."""
        self.site.paths["/a.jpg"] = _site.picture(_pictures.jpeg())
        self.shop.command("import", _site.catalogue(os.path.join(self.shop.dir, "walls.csv"), [("WALL", [self.site.url("/a.jpg")])]))
        c = self.shop.client()
        o = w.order(c, email="bu@example.com")
        self.ok(w.send_proof(c, o, _pictures.jpeg()), 303)
        self.assertTrue(until(60, lambda: self.server.mails), self.shop.read_log()[-3000:])
        done = "SELECT COUNT(*) FROM outbox WHERE state<>'done' AND lane IN ('fetch','media','proof','mail')"
        self.assertTrue(until(60, lambda: self.shop.one(done) == "0"), self.shop.sql("SELECT lane, kind, state, reason FROM outbox WHERE state<>'done'"))
        self.assertEqual(self.shop.one("SELECT state FROM payment_proof"), "ready")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM media WHERE state='ready' AND id IN (SELECT media FROM media_link WHERE product=%d)" % w.product(self.shop, "WALL")), "1")

    def test_a_lost_connection_is_made_anew(self):
        if harness.KIND != "postgres":
            self.skipTest("SQLite has no connection")
        c = self.shop.client()
        self.ok(c.get("/"))
        pids = children(self.shop.procs[0].pid)
        self.shop.admin_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='%s' AND application_name='etalase'" % self.shop.dbname)
        for i in range(6):
            self.ok(c.get("/product/keripik-sanjai-balado"))
        self.assertEqual(children(self.shop.procs[0].pid), pids, "the same workers")


class Deployed(unittest.TestCase):
    """Which memory allocator calls what is part of what is tested: it is libc's, in tests as on a server."""

    def test_the_allocator_is_libcs(self):
        for name in ("LD_PRELOAD", "GLIBC_TUNABLES", "MALLOC_ARENA_MAX", "MALLOC_CHECK_", "MALLOC_PERTURB_", "MALLOC_CONF"):
            self.assertNotIn(name, os.environ)
        release = os.path.join(harness.ROOT, "build/release/etalase")
        if not os.path.exists(release):
            self.skipTest("build/release/etalase is not built")
        libs = subprocess.run(["ldd", release], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.assertNotRegex(libs, r"jemalloc|tcmalloc|mimalloc|scudo|asan")


@unittest.skipUnless(harness.KIND == "postgres", "SQLite has no network")
class OverTheNetwork(unittest.TestCase):
    """PostgreSQL on another machine: a name that is looked up, TLS with a certificate that is checked, a port; connected again by a worker inside its walls."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="etalase-pg-")
        os.chmod(self.dir, 0o755)
        self.addCleanup(shutil.rmtree, self.dir, True)
        for key in ("server", "etalase"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                            "-keyout", self.dir + "/%s.key" % key, "-out", self.dir + "/%s.pem" % key], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pg = os.path.join(self.dir, "pg")
        run = subprocess.run(["sh", os.path.join(harness.ROOT, "tests/pg.sh"), "start", self.pg], check=True, stdout=subprocess.PIPE, text=True)
        self.addCleanup(subprocess.run, ["sh", os.path.join(harness.ROOT, "tests/pg.sh"), "stop", self.pg])
        self.local = run.stdout.strip()
        with socket.create_server(("127.0.0.1", 0)) as s:
            self.port = s.getsockname()[1]
        for f in ("server.key", "server.pem"):
            shutil.copy(os.path.join(self.dir, f), os.path.join(self.pg, "data", f))
            os.chmod(os.path.join(self.pg, "data", f), 0o600)
            if os.getuid() == 0:
                shutil.chown(os.path.join(self.pg, "data", f), "postgres", "postgres")
        with open(self.pg + "/data/postgresql.conf", "a") as f:
            f.write("\nlisten_addresses='localhost'\nport=%d\nssl=on\nssl_cert_file='server.pem'\nssl_key_file='server.key'\n" % self.port)
        bindir = sorted(d for d in ("/usr/lib/postgresql/" + v + "/bin" for v in os.listdir("/usr/lib/postgresql")) if os.path.exists(d + "/pg_ctl"))[-1]
        again = [bindir + "/pg_ctl", "-D", self.pg + "/data", "-w", "-s", "-l", self.pg + "/log", "restart"]
        subprocess.run(["runuser", "-u", "postgres", "--"] + again if os.getuid() == 0 else again, check=True, cwd="/")

    def test_pages_and_work(self):
        conninfo = "host=localhost port=%d user=postgres dbname=etalase sslmode=verify-full sslrootcert=%s/server.pem" % (self.port, self.dir)

        class There(Shop):
            def make_database(shop):
                shop.db = "pg:" + conninfo
                shop.command("migrate")
                shop.command("demo")

        with There(workers=2, work=True) as shop:
            c = shop.client()
            self.assertEqual(c.get("/").status, 200)
            subprocess.run(["psql", "-qAt", re.sub("user=", "port=%d user=" % self.port, self.local), "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name='etalase'"],
                           check=True, stdout=subprocess.PIPE)
            for i in range(4):
                self.assertEqual(c.get("/product/keripik-sanjai-balado").status, 200)
            self.assertEqual(w.order(c).states, ("waiting", "hold"))
            code, can, rows, wrong = tried(shop)
            self.assertEqual((code, wrong), (0, []))
            if can == "both":
                self.assertEqual(rows["pages", "connect to another port"], "refused")
            self.assertNotIn('"where":"walls"', shop.read_log())


if __name__ == "__main__":
    unittest.main()
