"""SIGHUP under load: settings, templates and the program's file are changed, one after the other, while several processes ask for pages and put goods into carts. Not one request is lost, the
process stays the same one, and what is broken on the disk is refused with a reason while the old goes on."""
import contextlib
import multiprocessing
import os
import shutil
import signal
import time
import unittest

import _race as race
import _ways as w
import harness
from harness import BIN, KIND, FlowTest, Shop

ASKERS = 4


class Changing(Shop):
    """A shop whose program, settings and templates are its own copies."""

    def start(self):
        self.bin, self.conf, self.pages = (os.path.join(self.dir, n) for n in ("etalase", "etalase.conf", "templates"))
        shutil.copytree(os.path.join(harness.ROOT, "build/templates"), self.pages)
        shutil.copy(BIN, self.bin)
        self.settings(2)
        return super().start()

    def settings(self, workers):
        with open(self.conf + ".new", "w") as f:
            f.write("workers = %s\ntemplates = %s\n" % (workers, self.pages))
        os.replace(self.conf + ".new", self.conf)

    def env(self):
        e = super().env()
        if hasattr(self, "bin"):
            del e["ETALASE_WORKERS"], e["ETALASE_TEMPLATES"]
        return e

    def command(self, *args, **kw):
        kw.setdefault("ETALASE_TEMPLATES", self.pages)
        return super().command(*args, **kw)

    def spawn(self, *args):
        import subprocess
        with open(self.log, "ab") as log:
            p = subprocess.Popen([self.bin, "-c", self.conf, *args], env=self.env(), stdout=log, stderr=subprocess.STDOUT)
        self.procs.append(p)
        return p

    def page(self, text):
        path = os.path.join(self.pages, "id/storefront/home.tpl")
        with open(path, encoding="utf-8") as f:
            t = f.read()
        with open(path + ".new", "w", encoding="utf-8") as f:
            f.write(t.split("<!--mark")[0] + text)
        os.replace(path + ".new", path)

    def children(self, pid):
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]


def ask(shop, stop, ready, result):
    """One of the processes that ask: every answer counts."""
    n, wrong = 0, []
    shop.asking = None      # the psql of this process
    c = shop.client()
    ready.release()
    while not stop.is_set():
        try:
            for path, want in (("/", 200), ("/products", 200), ("/healthz", 200)):
                r = c.get(path)
                n += 1
                if r.status != want:
                    wrong.append("%s: %d %r" % (path, r.status, r.body[:200]))
            r = w.put(c, "SA-100", 1)
            n += 2
            if r.status != 303:
                wrong.append("cart: %d" % r.status)
        except Exception as e:  # noqa: told below
            wrong.append(repr(e)[:300])
    if shop.asking:
        shop.asking.communicate()
    result.put((n, wrong))


class Reload(FlowTest):
    @classmethod
    def setUpClass(cls):
        cls.shop = Changing(True, 2, {}, True).start()

    def until(self, what, seconds=90):
        end = time.time() + seconds
        while time.time() < end:
            if what():
                return
            time.sleep(0.05)
        raise AssertionError("did not come:\n" + self.shop.read_log()[-3000:])

    def sockets(self, pid):
        """How many sockets the workers of this process have open."""
        links = []
        for child in self.shop.children(pid):
            with contextlib.suppress(OSError):
                links += [os.readlink("/proc/%d/fd/%s" % (child, x)) for x in os.listdir("/proc/%d/fd" % child)]
        return sum(x.startswith("socket:") for x in links)

    def said(self, since, event, **values):
        return [x for x in self.shop.log_lines()[since:] if x.get("event") == event and all(str(v) in str(x.get(k)) for k, v in values.items())]

    def hup(self, p, replaced=True):
        """SIGHUP, until the workers of before are gone."""
        old, since = self.shop.children(p.pid), len(self.shop.log_lines())
        p.send_signal(signal.SIGHUP)
        if replaced:
            self.until(lambda: not set(old) & set(self.shop.children(p.pid)))
        return since

    def test_1_nothing_is_lost(self):
        shop, serve = self.shop, self.shop.procs[0]
        stop, ready, result = multiprocessing.Event(), multiprocessing.Semaphore(0), multiprocessing.Queue()
        askers = [multiprocessing.Process(target=ask, args=(shop, stop, ready, result)) for _ in range(ASKERS)]
        shop.psql("SELECT 1") if KIND == "postgres" else None
        for a in askers:
            a.start()
        try:
            for _ in askers:
                ready.acquire()
            for i in race.rounds(10):
                if i % 3 == 0:
                    shop.page("<!--mark--><p>ke-%d</p>" % i)
                elif i % 3 == 1:
                    shop.settings(1 + i % 4)
                else:
                    shutil.copy(BIN, shop.bin + ".new")
                    os.replace(shop.bin + ".new", shop.bin)
                self.hup(serve)
                if i % 3 == 0:
                    self.assertIn("ke-%d" % i, shop.client().get("/").text)
                elif i % 3 == 1:
                    self.until(lambda: len(shop.children(serve.pid)) == 1 + i % 4)
                self.assertEqual(os.stat("/proc/%d/exe" % serve.pid).st_ino, os.stat(shop.bin).st_ino)
        finally:
            stop.set()
            told = [result.get(timeout=90) for _ in askers]
            for a in askers:
                a.join()
        self.assertEqual([x for _, wrong in told for x in wrong], [])
        self.assertGreater(sum(n for n, _ in told), 100)
        self.assertIsNone(serve.poll())
        self.assertEqual(len(self.said(0, "reload")), len(race.rounds(10)))
        self.assertEqual(shop.invariants(), [])
        print("= %d reloads, %d requests" % (len(race.rounds(10)), sum(n for n, _ in told)))

    def test_2_what_is_broken_is_refused(self):
        shop, serve = self.shop, self.shop.procs[0]
        good = shop.pages + "/id/storefront/home.tpl"
        before = shop.children(serve.pid)

        def refused(word):
            since = self.hup(serve, replaced=False)
            self.until(lambda: self.said(since, "failure", where="reload"))
            self.assertIn(word, str(self.said(since, "failure", where="reload")))
            self.assertEqual(shop.children(serve.pid), before)
            self.assertEqual(shop.client().get("/").status, 200)
        shop.settings("banyak")
        refused("workers")
        shop.settings(2)
        os.rename(good, good + ".away")
        refused("different templates")
        os.rename(good + ".away", good)
        os.rename(shop.bin, shop.bin + ".away")
        refused("cannot be executed")
        with open(shop.bin, "w") as f:
            f.write("#!/bin/sh\necho rusak sekali >&2\nexit 3\n")
        os.chmod(shop.bin, 0o755)
        refused("rusak sekali")
        os.replace(shop.bin + ".away", shop.bin)
        self.hup(serve)
        self.assertEqual(shop.client().get("/").status, 200)

    def test_3_a_running_request_ends_in_peace(self):
        """A worker that is at a request when it is dismissed finishes it; meanwhile others answer."""
        import socket
        shop, serve = self.shop, self.shop.procs[0]
        pairs = b"".join(harness.fcgi_length(len(k)) + harness.fcgi_length(len(v)) + k + v for k, v in (
            (b"REQUEST_METHOD", b"POST"), (b"REQUEST_URI", b"/cart/add"), (b"QUERY_STRING", b""), (b"CONTENT_TYPE", b"application/x-www-form-urlencoded"),
            (b"CONTENT_LENGTH", b"10"), (b"REMOTE_ADDR", b"127.0.0.1"), (b"HTTP_SEC_FETCH_SITE", b"same-origin")))
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(60)
        self.until(lambda: self.sockets(serve.pid) == (time.sleep(0.5) or self.sockets(serve.pid)))    # the last answer's connection has gone
        at_rest = self.sockets(serve.pid)
        s.connect(shop.socket)
        s.sendall(b"\1\1\0\1\0\10\0\0" + b"\0\1\0\0\0\0\0\0" + harness.fcgi_record(4, pairs) + harness.fcgi_record(4, b""))
        self.until(lambda: self.sockets(serve.pid) > at_rest)     # a worker waits for the body
        old = shop.children(serve.pid)
        serve.send_signal(signal.SIGHUP)
        self.until(lambda: len(set(old) & set(shop.children(serve.pid))) == 1 and len(shop.children(serve.pid)) == 3)
        self.assertEqual(shop.client().get("/").status, 200)
        s.sendall(harness.fcgi_record(5, b"product=xx") + harness.fcgi_record(5, b""))
        got = b""
        while True:
            part = s.recv(65536)
            if not part:
                break
            got += part
        s.close()
        self.assertIn(b"Status: ", got)
        self.until(lambda: not set(old) & set(shop.children(serve.pid)))

    def test_4_the_worker_too(self):
        shop, work = self.shop, self.shop.procs[1]
        self.until(lambda: len([x for x in self.shop.log_lines() if x.get("event") == "worker_start" and x.get("lane")]) > 3)
        old = shop.children(work.pid)
        shutil.copy(BIN, shop.bin + ".new")
        os.replace(shop.bin + ".new", shop.bin)
        work.send_signal(signal.SIGHUP)
        self.until(lambda: not set(old) & set(shop.children(work.pid)) and len(shop.children(work.pid)) == len(old))
        self.assertEqual(os.stat("/proc/%d/exe" % work.pid).st_ino, os.stat(shop.bin).st_ino)
        self.assertIsNone(work.poll())
        shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, created_at) VALUES ('paper', 't.none', '{}', 'due', 1, 1)")
        self.until(lambda: shop.one("SELECT attempts FROM outbox WHERE kind='t.none'") != "0")
        shop.settings("banyak")
        since = len(shop.log_lines())
        work.send_signal(signal.SIGHUP)
        self.until(lambda: self.said(since, "failure", where="reload"))
        self.assertIsNone(work.poll())
        shop.settings(2)


if __name__ == "__main__":
    unittest.main()
