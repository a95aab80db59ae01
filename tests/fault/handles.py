"""The background worker and the program that decodes pictures have no file handles left, or no space: what they were at is tried again, and nothing is lost or refused that was sound. Each lane of
the worker in turn may open no file more, then one, two …; its job is put back, and done when there are handles again, once. The worker's parent can't start a lane that was killed until it
has handles. etalase-media alone: with so few handles, or on a disk so full, that it can't do its work it says so by its exit status; it never calls a sound photo damaged.
"""
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _pictures        # noqa: E402
import _smtp            # noqa: E402
import _ways as w       # noqa: E402
import harness          # noqa: E402

MEDIA = os.path.join(harness.ROOT, "build/release/etalase-media")
NOT_NOW = 75            # EX_TEMPFAIL of sysexits.h
SPARE = 5               # with so many more a lane can do everything
NOBODY = 65534


class Lanes(harness.FlowTest):
    work = True

    @classmethod
    def setUpClass(cls):
        cls.mail = _smtp.Server()
        cls.env = dict(_smtp.env_for(cls.mail), ETALASE_LANE_IDLE="0")    # each lane stays the process whose handles are taken
        super().setUpClass()
        cls.shop.sql("DELETE FROM outbox")      # the demo's pictures take their time and show nothing here

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.mail.close()

    def lanes(self):
        return {x["lane"]: x["pid"] for x in self.shop.log_lines() if x["event"] == "worker_start" and "lane" in x}

    @staticmethod
    def limit(pid, spare):
        """So many more files than it has: the limit is of numbers, and lower ones may be free."""
        used = {int(x) for x in os.listdir("/proc/%d/fd" % pid)}
        free = [n for n in range(4096) if n not in used]
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (free[spare], 4096))

    def incoming(self):
        return set(os.listdir(os.path.join(self.shop.dir, "incoming")))

    def wake(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.sendto(b"w", os.path.join(self.shop.dir, "run/work.sock"))

    def asked(self, i):
        """An order with a mail to send and a photo to make: (address, order)."""
        c, to = self.shop.client(), "ibu%d@contoh.example" % i
        o = w.order(c, email=to)
        self.assertEqual(w.send_proof(c, o, _pictures.jpeg(grey=lambda x, y: (x * (i + 2)) % 120)).status, 303)
        return to, o

    def test_a_lane_without_handles(self):
        self.until(lambda: "mail" in self.lanes(), 20, "no lanes")
        before, lay, retried = self.lanes(), self.incoming(), 0
        for spare in range(SPARE + 1):
            pids = [before[x] for x in ("proof", "mail", "media", "schedule")]
            for pid in pids:
                self.limit(pid, spare)
            to, o = self.asked(spare)
            self.until(lambda: self.shop.one("SELECT COUNT(*) FROM outbox WHERE state='leased' OR (state='due' AND attempts=0)") == "0", 30, "a job was left where it was")
            states = {k: s for k, s in self.shop.sql("SELECT kind, state FROM outbox WHERE state<>'done'")}
            self.assertLessEqual(set(states.values()), {"due"}, "%d handles: %r" % (spare, states))
            retried += len(states)
            for pid in pids:
                resource.prlimit(pid, resource.RLIMIT_NOFILE, (1024, 4096))
            self.shop.sql("UPDATE outbox SET due_at=0 WHERE state='due'")
            self.wake()
            self.until(lambda: self.shop.one("SELECT state FROM payment_proof WHERE orders=%d" % o.id) == "ready", 20, "%d handles: the photo was lost" % spare)
            self.until(lambda: self.shop.one("SELECT COUNT(*) FROM outbox WHERE state<>'done'") == "0", 20, "%d handles: a job was not done" % spare)
            self.assertEqual(sum(to in m.to for m in self.mail.mails), 1, "%d handles, the mail: %r" % (spare, self.shop.sql("SELECT address, state, reason, done_at FROM message ORDER BY id DESC LIMIT 3")))
        self.assertGreater(retried, 2, "handles were never missing")
        self.assertEqual({k: v for k, v in self.lanes().items() if k in before}, before, "a lane has ended")
        self.assertEqual(self.incoming() - lay, set(), "left behind")

    def test_a_parent_without_handles(self):
        self.until(lambda: "mail" in self.lanes(), 20, "no lanes")
        parent, lane = self.shop.procs[1].pid, self.lanes()["mail"]
        self.limit(parent, 0)
        os.kill(lane, signal.SIGKILL)
        to, _ = self.asked(100)
        time.sleep(3)
        self.assertFalse([m for m in self.mail.mails if to in m.to])
        resource.prlimit(parent, resource.RLIMIT_NOFILE, (1024, 4096))
        self.until(lambda: [m for m in self.mail.mails if to in m.to], 20, "the lane was not started again")


@unittest.skipUnless(harness.KIND == "sqlite", "it has no database")
class Media(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="etalase-handles-")
        self.addCleanup(shutil.rmtree, self.dir, True)
        os.chmod(self.dir, 0o755)
        self.photo = os.path.join(self.dir, "photo")
        with open(self.photo, "wb") as f:
            f.write(_pictures.jpeg(w=640, h=480))

    def made(self, kind, handles=0, out=None):
        """(exit status, answer or None). As nobody: root may have more handles than it is allowed."""
        out = out or tempfile.mkdtemp(dir=self.dir)

        def few():
            if handles:
                resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles))
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
        os.chmod(out, 0o777)
        p = subprocess.run([MEDIA], input=json.dumps({"in": self.photo, "out": out, "kind": kind}).encode(), preexec_fn=few, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return p.returncode, json.loads(p.stdout) if p.stdout else None

    def test_enough(self):
        for kind in ("product", "proof"):
            code, said = self.made(kind, 64)
            self.assertEqual((code, said["ok"]), (0, True))

    def test_few_handles(self):
        for handles in range(6, 20):    # a lane that could make the two pipes to it has more than that
            for kind in ("product", "proof"):
                code, said = self.made(kind, handles)
                self.assertIsNone(said, "%d handles" % handles)
                self.assertIn(code, (NOT_NOW, 127), "%d handles: %d" % (handles, code))     # 127: its libraries could not be opened, as if the program were not there

    def test_not_there_or_not_ours(self):
        os.chmod(self.photo, 0)
        if os.getuid() == 0:
            self.assertEqual(self.made("proof"), (NOT_NOW, None))
        os.unlink(self.photo)
        self.assertEqual(self.made("proof"), (NOT_NOW, None))

    @unittest.skipUnless(os.getuid() == 0, "a small disk needs root")
    def test_a_full_disk(self):
        small = os.path.join(self.dir, "small")
        os.mkdir(small)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k,mode=777", "tmpfs", small], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("nothing may be mounted here")
        try:
            for kind in ("product", "proof"):
                with open(os.path.join(small, "filler"), "wb", buffering=0) as f:
                    try:
                        while True:
                            f.write(bytes(4096))
                    except OSError:
                        pass
                self.assertEqual(self.made(kind, out=small), (NOT_NOW, None))
        finally:
            subprocess.run(["umount", "-l", small])


if __name__ == "__main__":
    unittest.main()
