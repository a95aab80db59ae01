"""A whole shop carried from one database to the other kind and back by `etalase export` and `etalase import`: the same bytes come out, the shop goes on selling with the next numbers, and what
is damaged, of another schema or would fall on a shop that is there already changes nothing."""
import hashlib
import json
import os
import re
import secrets
import sqlite3
import subprocess
import unittest

import _abuse as a
import _ways as w
import harness
from harness import BIN, PG, FlowTest, Shop

OTHER = "sqlite" if harness.KIND == "postgres" else "postgres"


class Carried(Shop):
    """A shop whose database is what an export holds."""

    def __init__(self, export):
        super().__init__()
        self.export = export

    def make_database(self):
        self.demo = False
        kept = os.environ.pop("ETALASE_TEST_TEMPLATES", None)
        empty = os.environ.pop("ETALASE_TEST_PG_EMPTY", None)
        try:
            super().make_database()
        finally:
            if kept:
                os.environ["ETALASE_TEST_TEMPLATES"] = kept
            if empty:
                os.environ["ETALASE_TEST_PG_EMPTY"] = empty
        self.told = self.command("import", self.export).stdout


def content(db):
    """Every row of a database as its own client reads it, for what an export and an import could lose alike."""
    kind, _, where = db.partition(":")
    con = sqlite3.connect(where) if kind == "sqlite" else None

    def ask(q):
        if con:
            return con.execute(q).fetchall()
        out = subprocess.run(["psql", "-qAtX", "-F", "\x1f", "-R", "\x1d", "-P", "null=\x1e", where, "-c", q], stdout=subprocess.PIPE, check=True, text=True).stdout
        return [[None if v == "\x1e" else v for v in line.split("\x1f")] for line in out[:-1].split("\x1d")] if out.strip("\n") else []

    def plain(v):
        return v if v is None else "\\x" + v.hex() if isinstance(v, bytes) else str(v)
    tables = [r[0] for r in ask("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'" if con else
                                "SELECT table_name FROM information_schema.tables WHERE table_schema='public'")]
    out = {}
    for t in tables:
        names = sorted(r[0] for r in ask("SELECT name FROM pragma_table_info('%s')" % t if con else "SELECT column_name FROM information_schema.columns WHERE table_schema='public' AND table_name='%s'" % t))
        if t != "schema_version":       # the migrations' own, with the moment of each
            out[t] = (names, sorted([[plain(v) for v in r] for r in ask("SELECT %s FROM %s" % (", ".join('"%s"' % n for n in names), t))], key=str))
    if con:
        con.close()
    return out


class Carry(FlowTest):
    def setUp(self):
        self.databases = []

    def tearDown(self):
        for name in self.databases:
            Shop.admin_sql("DROP DATABASE IF EXISTS %s WITH (FORCE)" % name)

    def path(self, name):
        return os.path.join(self.shop.dir, name)

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def empty(self, kind, migrate=True):
        """The settings of a fresh database, with a DATA of its own."""
        data = self.path("data-" + secrets.token_hex(4))
        os.makedirs(data)
        if kind == "sqlite":
            env = dict(ETALASE_DATA=data, ETALASE_DB="sqlite:" + data + "/etalase.db")
        else:
            name = "flow_carry_" + secrets.token_hex(6)
            Shop.admin_sql("CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" % name)
            self.databases.append(name)
            env = dict(ETALASE_DATA=data, ETALASE_DB="pg:" + re.sub(r"dbname=\S+", "", PG) + " dbname=" + name)
        if migrate:
            self.shop.command("migrate", **env)
        return env

    def test_1_there_and_back(self):
        shop = self.shop
        for _ in range(3):
            ref = a.order(shop)[1]
        shop.sql("INSERT INTO setting (name, value, updated_at) VALUES ('t.odd', '%s', 9223372036854775807)" % "'' \\ \" \t\u0001 \u2028 \U0001f336 </script>\n")
        told = shop.command("export", self.path("one.json")).stdout
        self.assertIn("media, private, incoming and keys", told)
        self.assertEqual(os.stat(self.path("one.json")).st_mode & 0o777, 0o600)
        there = self.empty(OTHER)
        shop.command("import", self.path("one.json"), **there)
        self.assertEqual(shop.command("check", **there).stdout, "ok\n")
        shop.command("export", self.path("two.json"), **there)
        self.assertEqual(self.read("one.json"), self.read("two.json"))
        # The same said by the databases themselves: what both ways lost would be the same in both files.
        was, became = content(shop.db), content(there["ETALASE_DB"])
        self.assertEqual(sorted(was), sorted(became))
        for t in was:
            self.assertEqual(was[t][0], became[t][0], t)
            self.assertTrue(was[t][1] == became[t][1], "table %s: %r" % (t, [x for x in zip(was[t][1], became[t][1]) if x[0] != x[1]][:2]))
        # What people can check by themselves: the sum of all but the last line, the rows.
        lines = self.read("one.json").splitlines(keepends=True)
        last = json.loads(lines[-1])
        self.assertEqual(last["sha256"], hashlib.sha256(b"".join(lines[:-1])).hexdigest())
        self.assertEqual(last["rows"]["orders"], int(shop.one("SELECT COUNT(*) FROM orders")))
        self.assertGreater(len(last["rows"]), 40)
        self.assertFalse([n for n in os.listdir(shop.dir) if ".part-" in n])
        # Home again, through pipes.
        with Carried(self.path("two.json")) as again:
            self.assertEqual(again.command("export").stdout.encode(), self.read("one.json"))
            self.assertEqual(again.invariants(), [])
            self.assertEqual(again.client().get("/order/" + ref).status, 200)
            before = int(again.one("SELECT MAX(id) FROM orders"))
            a.order(again)
            w.order(again.client())
            self.assertEqual(int(again.one("SELECT MAX(id) FROM orders")), before + 2)
            again.owner("lain")
            again.work()
            self.assertEqual(again.invariants(), [])
            self.assertEqual(again.command("check").stdout, "ok\n")

    def test_2_through_a_pipe(self):
        there = self.empty(OTHER)
        env = self.shop.env()
        with subprocess.Popen([BIN, "export"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as out:
            p = subprocess.run([BIN, "import"], env=dict(env, **there), stdin=out.stdout, stdout=subprocess.PIPE, text=True, timeout=120)
        self.assertEqual((out.returncode, p.returncode), (0, 0))
        self.assertRegex(p.stdout, r"imported: \d+ tables, \d+ rows")
        self.assertEqual(self.shop.command("export", **there).stdout, self.shop.command("export").stdout)

    def test_3_pictures_that_are_not_there(self):
        paper = "ab" * 32
        self.shop.sql("INSERT INTO attachment (hash, kind, state, bytes, created_at) VALUES ('%s', 'pdf', 'ready', 1, 1)" % paper)
        self.shop.command("export", self.path("p.json"))
        n = int(self.shop.one("SELECT COUNT(*) FROM media WHERE state='ready'"))
        if n == 0:
            self.shop.sql("UPDATE media SET state='ready', width=1, height=1 WHERE id=(SELECT MIN(id) FROM media)")
            self.shop.command("export", self.path("p.json"))
            n = 1
        there = self.empty(OTHER)
        self.assertIn("files of %d pictures, papers or clips are not in" % (n + 1), self.shop.command("import", self.path("p.json"), **there).stdout)
        there = self.empty("sqlite")
        for h in self.shop.one_list("SELECT hash FROM media WHERE state='ready'"):
            os.makedirs(os.path.join(there["ETALASE_DATA"], "media", h[:2]), exist_ok=True)
            open(os.path.join(there["ETALASE_DATA"], "media", h[:2], h + "-360.webp"), "w").close()
        os.makedirs(os.path.join(there["ETALASE_DATA"], "media", "ab"), exist_ok=True)
        open(os.path.join(there["ETALASE_DATA"], "media", "ab", paper + ".pdf"), "w").close()
        self.assertNotIn("pictures", self.shop.command("import", self.path("p.json"), **there).stdout)

    def refused(self, there, name, word):
        p = self.shop.command("import", self.path(name), check=False, **there)
        self.assertEqual(p.returncode, 1, p.stdout)
        self.assertIn(word, p.stderr)
        self.assertNotIn("AddressSanitizer", p.stderr)

    def test_4_refusals(self):
        """Whatever is wrong with the file, the database stays as it was, and takes the good one afterwards."""
        self.shop.command("export", self.path("good.json"))
        data, there = self.read("good.json"), self.empty(OTHER)
        clean = self.shop.command("export", **there).stdout
        lines = data.splitlines(keepends=True)
        product = next(i for i, x in enumerate(lines) if x.startswith(b'{"table":"product_text"')) + 1
        text = lines[product].replace(b'"en","', b'"en","X', 1)
        self.assertNotEqual(text, lines[product])

        def summed(body):
            end = json.loads(lines[-1])
            end["sha256"] = hashlib.sha256(b"".join(body)).hexdigest()
            return b"".join(body) + json.dumps(end, separators=(",", ":")).encode() + b"\n"
        child = next(i for i, x in enumerate(lines) if x.startswith(b'{"table":"variant"')) + 1
        row = json.loads(lines[child])
        columns = [c[0] for c in json.loads(lines[child - 1])["columns"]]
        row[columns.index("product")] = 99999999
        bad = {
            "changed": (b"".join(lines[:product] + [text] + lines[product + 1:]), "damaged"),
            "row lost": (summed(lines[:product] + lines[product + 1:-1]), "damaged"),
            "cut": (data[:len(data) // 2], "damaged"),
            "cut at a line": (b"".join(lines[:len(lines) // 2]), "damaged"),
            "no end": (b"".join(lines[:-1]), "damaged"),
            "more": (data + b"[]\n", "damaged"),
            "no JSON": (b"".join(lines[:product] + [b"[1,\n"] + lines[product + 1:]), "damaged"),
            "foreign column": (data.replace(b'["sku","t"]', b'["skx","t"]'), "damaged"),
            "reference to nothing": (summed(lines[:child] + [json.dumps(row).encode() + b"\n"] + lines[child + 1:-1]), ""),
            "older": (re.sub(rb",\[\d+,\"[^\"]+\"\]\]\}", b"]}", data, count=1), "older program"),
            "newer": (data.replace(b']]}', b'],[999,"more"]]}', 1), "newer program"),
            "later form": (data.replace(b'"form":1', b'"form":2', 1), "no export"),
        }
        for what, (body, word) in bad.items():
            with self.subTest(what):
                with open(self.path("bad.json"), "wb") as f:
                    f.write(body)
                self.refused(there, "bad.json", word)
                self.assertEqual(self.shop.command("export", **there).stdout, clean)
        p = subprocess.run([BIN, "import"], env=dict(self.shop.env(), **there), input="name,price\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(p.returncode, 1)
        self.assertIn("no export", p.stderr)
        self.shop.command("import", self.path("good.json"), **there)
        self.assertEqual(self.shop.command("export", **there).stdout.encode(), data)
        self.refused(there, "good.json", "is a shop in this database already")
        self.refused({}, "good.json", "is a shop in this database already")
        self.refused(self.empty(OTHER, migrate=False), "good.json", "migrate")
        self.assertEqual(self.shop.command("export").stdout.encode(), data)

    def test_5_goods_still_come_in(self):
        out = self.shop.command("import", "--dry-run", os.path.join(harness.ROOT, "tests/data/import/own.csv")).stdout
        self.assertIn("etalase: rows 3", out)

    def test_6_a_full_disk(self):
        p = subprocess.run(["sh", "-c", '"$0" export >/dev/full', BIN], env=self.shop.env(), stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(p.returncode, 1)
        self.assertIn("could not be written", p.stderr)


if __name__ == "__main__":
    unittest.main()
