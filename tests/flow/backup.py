"""Backups as the owner lives them: taken while orders come in, read into an empty place and opened; refused when cut off, changed or under another key; never half a file under
the final name, whenever the program is killed."""
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest

import _abuse as a
import harness
from harness import FlowTest


class Restored(harness.Shop):
    """A shop in a folder that `etalase restore` made."""

    def __init__(self, folder):
        super().__init__()
        shutil.rmtree(self.dir)
        self.dir = folder
        os.makedirs(os.path.join(folder, "run"), exist_ok=True)
        self.socket = os.path.join(folder, "run", "web.sock")
        self.log = os.path.join(folder, "log")

    def make_database(self):
        self.db = "sqlite:" + os.path.join(self.dir, "etalase.db")

    def sql(self, text):
        import sqlite3
        con = sqlite3.connect(os.path.join(self.dir, "etalase.db"), timeout=10)
        try:
            return [tuple(None if v is None else str(v) for v in r) for r in con.execute(text).fetchall()]
        finally:
            con.close()


class Backup(FlowTest):
    def archive(self, name):
        return os.path.join(self.shop.dir, name)

    def test_running_shop_comes_back(self):
        stop, made, wrong = threading.Event(), [], []

        def buy():
            while not stop.is_set():
                try:
                    made.append(a.order(self.shop)[1])
                except Exception as e:  # noqa: told below
                    wrong.append(e)
                    return

        a.order(self.shop)
        t = threading.Thread(target=buy)
        t.start()
        try:
            outs = [self.shop.command("backup", self.archive("run%d.backup" % i)).stdout for i in range(3)]
        finally:
            stop.set()
            t.join()
        self.assertEqual(wrong, [])
        self.assertIn("rows", outs[0])
        counts = []
        for i in range(3):
            to = self.archive("back%d" % i)
            self.shop.command("restore", self.archive("run%d.backup" % i), to)
            with Restored(to) as again:
                self.assertEqual(again.invariants(), [])
                counts.append(int(again.one("SELECT COUNT(*) FROM orders")))
                self.assertEqual(again.client().get("/").status, 200)
                self.assertEqual(again.client().get("/products").status, 200)
                ref = again.one("SELECT ref FROM orders ORDER BY id LIMIT 1")
                self.assertEqual(again.client().get("/order/" + ref).status, 200)
                a.order(again)
                self.assertEqual(again.invariants(), [])
                self.assertEqual(again.command("check").stdout.strip(), "ok")
        self.assertGreaterEqual(counts[0], 1)
        self.assertEqual(counts, sorted(counts))
        self.assertEqual(self.shop.invariants(), [])

    def test_same_rows(self):
        """Nothing moves: then every row of every table is the same."""
        path, to = self.archive("same.backup"), self.archive("same")
        self.shop.command("backup", path)
        self.shop.command("restore", path, to)
        there, here = Restored(to), self.shop
        tables = [r[0] for r in there.sql("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' AND name<>'schema_version'")]
        self.assertGreater(len(tables), 30)
        for t in tables:
            cols = ", ".join('"%s"' % r[0] for r in there.sql("SELECT name FROM pragma_table_info('%s')" % t))
            self.assertEqual(sorted(map(str, here.sql("SELECT %s FROM %s" % (cols, t)))), sorted(map(str, there.sql("SELECT %s FROM %s" % (cols, t)))), t)

    def test_what_may_have_gone_out_is_held(self):
        """A mail that waited when the backup was made may have been sent since; pictures are made again."""
        path, to = self.archive("held.backup"), self.archive("held")
        for lane, kind, state in (("mail", "mail.paid", "due"), ("mail", "mail.shipped", "leased"), ("mail", "mail.old", "done"), ("media", "media.product", "due")):
            self.shop.sql("INSERT INTO outbox (lane, kind, payload, state, due_at, created_at, lease_until) VALUES ('%s', '%s', '{}', '%s', 4000000000, %d, 4000000000)" % (lane, kind, state, harness.now()))
        try:
            self.shop.command("backup", path)
        finally:
            self.shop.sql("DELETE FROM outbox WHERE due_at=4000000000")
        self.shop.command("restore", path, to)
        rows = Restored(to).sql("SELECT kind, state, COALESCE(reason, ''), COALESCE(lease_by, '') FROM outbox WHERE due_at=4000000000 ORDER BY kind")
        self.assertEqual(rows, [("mail.old", "done", "", ""), ("mail.paid", "failed", "held", ""), ("mail.shipped", "failed", "held", ""), ("media.product", "due", "", "")])

    def refused(self, word, *args):
        p = self.shop.command("restore", *args, check=False)
        self.assertEqual(p.returncode, 1, p.stdout)
        self.assertIn(word, p.stderr)
        self.assertNotIn("AddressSanitizer", p.stderr)

    def test_refusals_in_plain_words(self):
        path, bad, to = self.archive("r.backup"), self.archive("bad.backup"), self.archive("nowhere")
        self.shop.command("backup", path)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.archive("keys/backup")).st_mode & 0o777, 0o600)
        with open(path, "rb") as f:
            data = f.read()
        for secret in (b"Sanjai", b"pemilik", b"argon2id", b"CREATE TABLE"):
            self.assertNotIn(secret, data)
        for cut in (len(data) - 1, len(data) // 2, 60, 20):
            with open(bad, "wb") as f:
                f.write(data[:cut])
            self.refused("damaged", bad, to)
        for at in (50, len(data) // 3, len(data) - 5):
            with open(bad, "wb") as f:
                f.write(data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1:])
            self.refused("damaged", bad, to)
        with open(bad, "wb") as f:
            f.write(b"PK\x03\x04" + data)
        self.refused("no backup", bad, to)
        key = self.archive("other.key")
        with open(key, "w") as f:
            f.write("ab" * 32 + "\n")
        self.refused("another key", path, to, "--key", key)
        with open(key, "w") as f:
            f.write("not a key")
        self.refused("no key", path, to, "--key", key)
        self.refused("not empty", path, "--into")
        self.refused("read", self.archive("none.backup"), to)
        self.refused("usage", path)
        self.assertFalse(os.path.exists(to))
        # Another machine, with nothing but the file and a copy of the key.
        shutil.copy(self.archive("keys/backup"), key)
        self.shop.command("restore", path, to, "--key", key, ETALASE_DATA=self.archive("elsewhere"))
        self.assertTrue(os.path.exists(os.path.join(to, "etalase.db")))

    def test_into_the_settings_database(self):
        path, data = self.archive("i.backup"), self.archive("into")
        self.shop.command("backup", path)
        os.makedirs(data)
        env = dict(ETALASE_DATA=data, ETALASE_DB="sqlite:" + os.path.join(data, "etalase.db"))
        name = None
        if harness.KIND == "postgres":
            name = "flow_into_%d" % os.getpid()
            self.shop.admin_sql("CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" % name)
            env["ETALASE_DB"] = "pg:" + re.sub(r"dbname=\S+", "", harness.PG) + " dbname=" + name
        try:
            args = ("--key", self.archive("keys/backup"))
            self.assertIn("restored", self.shop.command("restore", path, "--into", *args, **env).stdout)
            self.assertEqual(self.shop.command("check", **env).stdout.strip(), "ok")
            p = self.shop.command("restore", path, "--into", *args, check=False, **env)
            self.assertIn("not empty", p.stderr)
        finally:
            if name:
                self.shop.admin_sql("DROP DATABASE IF EXISTS %s WITH (FORCE)" % name)

    def test_killed_in_the_middle(self):
        """SIGKILL at different moments: the final name is there whole or not at all."""
        whole, pauses = 0, [0.005 * i for i in range(1, 25)]
        for i, pause in enumerate(pauses):
            path = self.archive("kill%d.backup" % i)
            p = subprocess.Popen([harness.BIN, "backup", path], env=self.shop.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            end = time.time() + 20
            while not [n for n in os.listdir(self.shop.dir) if n.startswith("kill%d.backup" % i)] and p.poll() is None and time.time() < end:
                time.sleep(0.001)
            time.sleep(pause)
            p.send_signal(signal.SIGKILL)
            p.wait()
            if os.path.exists(path):
                whole += 1
                self.shop.command("restore", path, self.archive("kill%d" % i))
        self.assertLess(whole, len(pauses))
        self.assertEqual(self.shop.invariants(), [])


if __name__ == "__main__":
    unittest.main()
