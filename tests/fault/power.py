"""Power cuts. The release build takes real orders while tests/fault/powerlog.c writes down every write, length and sync of the database files and the test adds a mark for each order that
it saw acknowledged. Then the log is cut at many places, the files are built as the disk might have kept them, and each image must open whole, have every acknowledged order exactly once and
a ledger that sums to the stock. Four models of what a disk keeps of what was not synced: nothing, everything, each write or not, each sector of 512 bytes or not.

The same with SQLite forced to synchronous=NORMAL must lose orders: else the test could not see.

    FAULT_CUTS=40      how many cuts of the log are tried (each under four models)
    FAULT_ORDERS=12    how many orders are placed
    FAULT_SEED=…       another draw of cuts and of what is kept
"""
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

LIB = os.path.join(harness.ROOT, "build/check/tests/fault/powerlog.so")
CUTS = int(os.environ.get("FAULT_CUTS", "40"))
ORDERS = int(os.environ.get("FAULT_ORDERS", "12"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
HEAD = struct.Struct("=cB6xqq")
MODELS = ("nothing", "everything", "some", "torn")
LEDGER = ("SELECT COUNT(*) FROM stock s WHERE s.bundle=0 AND (s.on_hand<>(SELECT COALESCE(SUM(m.on_hand),0) FROM stock_move m WHERE m.variant=s.variant AND m.place=s.place)"
          " OR s.reserved<>(SELECT COALESCE(SUM(m.reserved),0) FROM stock_move m WHERE m.variant=s.variant AND m.place=s.place)"
          " OR s.reserved<>(SELECT COALESCE(SUM(l.qty*COALESCE(x.qty,1)),0) FROM order_line l JOIN orders o ON o.id=l.orders LEFT JOIN order_part x ON x.line=l.id"
          " WHERE COALESCE(x.variant,l.variant)=s.variant AND o.delivery_state IN ('hold','to_pack','packed')))")
HALF = ("SELECT COUNT(*) FROM orders o WHERE o.subtotal<>(SELECT COALESCE(SUM(l.total),0) FROM order_line l WHERE l.orders=o.id)"
        " OR NOT EXISTS (SELECT 1 FROM payment p WHERE p.orders=o.id) OR NOT EXISTS (SELECT 1 FROM order_event e WHERE e.orders=o.id)")


class LoggedShop(harness.Shop):
    """A shop whose database is written down from the moment at which it opens."""

    def __init__(self, normal):
        super().__init__(workers=3)
        self.normal = normal
        self.powerlog, self.base = os.path.join(self.dir, "powerlog"), os.path.join(self.dir, "base.db")
        self.ack_lock = threading.Lock()
        self.marks = None

    def make_database(self):
        super().make_database()
        db = self.db[len("sqlite:"):]
        con = sqlite3.connect(db)
        con.execute("PRAGMA journal_mode=WAL")
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        con.close()
        shutil.copy(db, self.base)
        self.marks = os.open(self.powerlog, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.extra = dict(LD_PRELOAD=LIB, POWERLOG_FILE=db, POWERLOG_LOG=self.powerlog, POWERLOG_FAIL=os.path.join(self.dir, "broken"))
        if self.normal:
            self.extra["POWERLOG_NORMAL"] = "1"

    def acknowledged(self, ref):
        """The shopper has the address of the order: from here on no power cut may take it."""
        with self.ack_lock:
            fcntl.lockf(self.marks, fcntl.LOCK_EX, 1)
            os.write(self.marks, HEAD.pack(b"A", 0, 0, len(ref)) + ref.encode())
            fcntl.lockf(self.marks, fcntl.LOCK_UN, 1)

    def checkpoint(self):
        """As the background worker does every minute, by a process that is written down like the others."""
        subprocess.run([sys.executable, "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(PASSIVE)').fetchall()", self.db[len("sqlite:"):]],
                       env=self.env(), check=True)

    def cut(self):
        """The plug is pulled: nobody tidies up."""
        for p in self.procs:
            kids = subprocess.run(["ps", "-o", "pid=", "--ppid", str(p.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
            for pid in [p.pid] + [int(k) for k in kids]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            p.wait()


def trade(shop):
    """Orders by three shoppers side by side, some put in and taken out again, checkpoints in between."""
    v = [int(r[0]) for r in shop.sql("SELECT v.id FROM variant v JOIN product p ON p.id=v.product JOIN stock s ON s.variant=v.id WHERE p.status='active' AND v.active=1"
                                     " AND s.on_hand-s.reserved>=%d ORDER BY v.id LIMIT 3" % ORDERS)]
    bad = []

    def shopper(i):
        try:
            for n in range(ORDERS // 3 + 1):
                c = shop.client(REMOTE_ADDR="10.1.0.%d" % (i + 1))
                a.add(c, v[i % len(v)], 1)
                r = a.send(c, a.checkout_form(c, phone="0812%04d%04d" % (i + 1000, n)))
                shop.acknowledged(a.ref_of(r))
                if i == 0 and n % 2:
                    shop.checkpoint()
        except Exception as e:      # told by the caller
            bad.append(e)
    threads = [threading.Thread(target=shopper, args=(i,)) for i in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if bad:
        raise bad[0]


def read_log(path):
    with open(path, "rb") as f:
        raw = f.read()
    out, at = [], 0
    while at + HEAD.size <= len(raw):
        kind, file, off, n = HEAD.unpack_from(raw, at)
        at += HEAD.size
        out.append((kind, file, off, raw[at:at + n]))
        at += n
    assert at == len(raw), "the log ends in the middle of a record"
    return out


def apply(image, op):
    kind, _, at, data = op
    if kind == b"T":
        if at < len(image):
            del image[at:]
        else:
            image.extend(bytes(at - len(image)))
    else:
        if at > len(image):
            image.extend(bytes(at - len(image)))
        image[at:at + len(data)] = data


def sectors(op, rnd):
    """A write as those of its sectors that reached the disk."""
    kind, file, at, data = op
    if kind != b"W":
        return [op] if rnd.random() < 0.5 else []
    out, end = [], at + len(data)
    while at < end:
        n = min(512 - at % 512, end - at)
        if rnd.random() < 0.5:
            out.append((kind, file, at, data[len(data) - (end - at):len(data) - (end - at) + n]))
        at += n
    return out


class Disk:
    """What is surely on it, and what was written since the last sync of each file."""

    def __init__(self, base):
        with open(base, "rb") as f:
            self.sure = [bytearray(f.read()), bytearray(), bytearray()]
        self.loose = [[], [], []]
        self.acknowledged = []

    def take(self, op):
        kind, file, _, data = op
        if kind == b"A":
            self.acknowledged.append(data.decode())
        elif kind == b"S":
            for x in self.loose[file]:
                apply(self.sure[file], x)
            self.loose[file] = []
        elif kind == b"U":
            self.sure[file], self.loose[file] = bytearray(), []
        else:
            self.loose[file].append(op)

    def image(self, model, rnd):
        out = []
        for sure, loose in zip(self.sure, self.loose):
            f = bytearray(sure)
            for x in loose:
                if model == "everything" or (model == "some" and rnd.random() < 0.5):
                    apply(f, x)
                elif model == "torn":
                    for part in sectors(x, rnd):
                        apply(f, part)
            out.append(f)
        return out


def look(folder, files, acknowledged):
    """Opens an image as after the power came back: (what is broken, what is lost)."""
    db = os.path.join(folder, "etalase.db")
    for end, data in zip(("", "-wal", "-journal", "-shm"), files + [b""]):
        if data:
            with open(db + end, "wb") as f:
                f.write(data)
        elif os.path.exists(db + end):
            os.unlink(db + end)
    broken = []
    con = sqlite3.connect(db)
    try:
        if con.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            broken.append("integrity")
        if con.execute("PRAGMA foreign_key_check").fetchall():
            broken.append("foreign keys")
        if con.execute(LEDGER).fetchone()[0]:
            broken.append("ledger")
        if con.execute(HALF).fetchone()[0]:
            broken.append("half an order")
        have = [r[0] for r in con.execute("SELECT ref FROM orders")]
    except sqlite3.DatabaseError as e:
        return ["does not open: %s" % e], []
    finally:
        con.close()
    if len(have) != len(set(have)):
        broken.append("an order twice")
    return broken, [r for r in acknowledged if have.count(r) != 1]


class Power(unittest.TestCase):
    def cuts(self, log, rnd):
        """Right after acknowledgements, before syncs, after writes: anywhere."""
        marks = [i for i, r in enumerate(log) if r[0] == b"A"]
        some = set(rnd.sample(marks, min(len(marks), CUTS // 2)))
        rest = [i for i in range(len(log)) if i not in some]
        return some | set(rnd.sample(rest, min(len(rest), CUTS - len(some))))

    def replay(self, shop):
        """(images, broken ones, images that miss an order)"""
        rnd = random.Random(SEED)
        log = read_log(shop.powerlog)
        cuts, disk = self.cuts(log, rnd), Disk(shop.base)
        images, broken, lost = 0, [], []
        folder = tempfile.mkdtemp(prefix="etalase-image-")
        try:
            for i, op in enumerate(log):
                disk.take(op)
                if i not in cuts:
                    continue
                for model in MODELS:
                    bad, gone = look(folder, disk.image(model, rnd), disk.acknowledged)
                    images += 1
                    broken += [(i, model, bad)] if bad else []
                    lost += [(i, model, gone)] if gone else []
                    if images % 40 == 1:    # the program itself says so, too
                        p = shop.command("check", check=False, ETALASE_DB="sqlite:" + os.path.join(folder, "etalase.db"), LD_PRELOAD="")
                        broken += [(i, model, p.stdout + p.stderr)] if p.returncode else []
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print("%d records, %d syncs, %d acknowledged; %d images, %d broken, %d miss an order"
              % (len(log), sum(r[0] == b"S" for r in log), len(disk.acknowledged), images, len(broken), len(lost)), file=sys.stderr)
        self.assertGreaterEqual(len(disk.acknowledged), ORDERS)
        self.assertTrue(any(r[:2] == (b"W", 0) for r in log), "no checkpoint was cut through")
        return broken, lost

    def run_shop(self, normal):
        shop = LoggedShop(normal)
        try:
            shop.start()
            trade(shop)
            shop.cut()
            return self.replay(shop)
        finally:
            shop.stop()

    def test_no_cut_takes_an_acknowledged_order(self):
        broken, lost = self.run_shop(False)
        self.assertEqual(broken, [])
        self.assertEqual(lost, [])

    def test_a_broken_disk_acknowledges_nothing(self):
        """Syncs fail with an I/O error: orders are refused by a 503 and are not there, pages go on; when the disk works again, so does the same button."""
        shop = LoggedShop(False)
        try:
            shop.start()
            c = shop.client()
            a.add(c, a.variant(shop)[0])
            form = a.checkout_form(c)
            before = shop.one("SELECT COUNT(*) FROM orders")
            broken = os.path.join(shop.dir, "broken")
            open(broken, "w").close()
            for _ in range(5):
                r = a.send(c, form)
                self.assertEqual(r.status, 503, r.text[:300])
                self.assertIn(c.last_id, r.text)
                self.assertEqual(c.get("/").status, 200)
            self.assertEqual(shop.one("SELECT COUNT(*) FROM orders"), before)
            os.unlink(broken)
            self.assertEqual(a.send(c, form).status, 303)
            self.assertEqual(int(shop.one("SELECT COUNT(*) FROM orders")), int(before) + 1)
            self.assertEqual(shop.invariants(), [])
        finally:
            shop.stop()

    def test_control_normal_loses_orders(self):
        broken, lost = self.run_shop(True)
        self.assertEqual(broken, [])
        self.assertGreater(len(lost), 0, "with synchronous=NORMAL nothing was lost: this test sees nothing")


if __name__ == "__main__":
    if harness.KIND != "sqlite":
        print("SKIPPED fault/power on PostgreSQL: what it promises at a power cut is its own, fsync and synchronous_commit stay on")
        sys.exit(0)
    unittest.main()
