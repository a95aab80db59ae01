"""Migrations that do not come to their end. `etalase migrate` is killed (as by kill -9), or fails, at its first, second, third … statement, right before a commit and right after one: on a fresh
database, and on a shop of version 1 that has been filled. What is left must be one version, whole: its tables, its indexes and every row exactly as an undisturbed migration to that version
leaves them. Then a plain `etalase migrate` finishes, and nothing tells the shop from one that was never disturbed. Several programs that migrate at the same moment do it once, and when one
of them is killed the others finish. Needs the test build, which alone can fail on purpose (src/base/fault.h).

    FAULT_MIGRATE=29   each 29th statement is tried; 1: every one
    FAULT_SEED=…       which of them
"""
import glob
import hashlib
import os
import random
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import harness          # noqa: E402

STEP = int(os.environ.get("FAULT_MIGRATE", "29"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
POSTGRES = harness.KIND == "postgres"
SQL = os.path.join(harness.ROOT, "sql")
FILES = sorted(os.path.basename(p) for p in glob.glob(os.path.join(SQL, "[0-9][0-9][0-9]_*.sql")))
PG_SCHEMA = """
SELECT 'column', c.table_name, c.column_name, c.ordinal_position::text, c.data_type, c.is_nullable, COALESCE(c.column_default, ''), c.is_identity FROM information_schema.columns c WHERE c.table_schema='public'
UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '', '', '' FROM pg_indexes WHERE schemaname='public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', '' FROM pg_constraint WHERE connamespace='public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '', '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid), '', '', '', '', '' FROM pg_proc WHERE pronamespace='public'::regnamespace ORDER BY 1, 2, 3, 4
"""


class Base(harness.Shop):
    """A database without a running shop. `files`: the folder of its migrations."""

    def __init__(self, files, of=None):
        super().__init__(demo=False)
        os.makedirs(os.path.join(self.dir, "run"), exist_ok=True)
        self.files = files
        if POSTGRES:
            self.dbname = "migrate_" + secrets.token_hex(6)
            if of and of.asking:
                of.asking.stdin.close()
                of.asking.wait()
                of.asking = None
            self.admin_sql("CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY" % (self.dbname, of.dbname if of else "template0"))
            self.db = "pg:" + re.sub(r"dbname=\S+", "", harness.PG) + " dbname=" + self.dbname
        else:
            self.db = "sqlite:" + os.path.join(self.dir, "etalase.db")
            if of and os.path.exists(os.path.join(of.dir, "etalase.db")):
                shutil.copy(os.path.join(of.dir, "etalase.db"), os.path.join(self.dir, "etalase.db"))

    def env(self):
        return dict(super().env(), ETALASE_SQL=self.files)

    def migrate(self, fail="", files=None):
        return self.command("migrate", check=False, ETALASE_FAIL_SQL=fail, **({"ETALASE_SQL": files} if files else {}))

    def spawn_migrate(self, fail=""):
        return subprocess.Popen([harness.BIN, "migrate"], env=dict(self.env(), ETALASE_FAIL_SQL=fail), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def tables(self):
        if POSTGRES:
            return self.one_list("SELECT table_name FROM information_schema.tables WHERE table_schema='public' ORDER BY 1")
        return self.one_list("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")

    def columns(self, table):
        if POSTGRES:
            return self.one_list("SELECT column_name FROM information_schema.columns WHERE table_schema='public' AND table_name='%s' ORDER BY ordinal_position" % table)
        return self.one_list("SELECT name FROM pragma_table_info('%s') ORDER BY cid" % table)

    def look(self):
        """The whole of it, as one word: schema and rows, but the time at which each migration was done and the regions, which are not a migration's."""
        h = hashlib.sha256()
        for r in self.sql(PG_SCHEMA) if POSTGRES else self.sql("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"):
            h.update(repr(r).encode())
        for t in self.tables():
            rows = self.sql("SELECT version, name FROM schema_version" if t == "schema_version" else "SELECT * FROM " + t) if t != "region" else []
            for r in sorted(map(repr, rows)):
                h.update((t + r).encode())
        return h.hexdigest()

    def version(self):
        return int(self.one("SELECT MAX(version) FROM schema_version")) if "schema_version" in self.tables() else 0


def room(old, t):
    """Which rows of a table an older version could not have had."""
    return " WHERE kind IN ('product', 'category', 'page')" if t == "slug" and "collection" not in old.tables() else ""


def fill(old, full):
    """Every row of a filled shop that a table of an older version has room for."""
    if not POSTGRES:
        con = sqlite3.connect(old.db[len("sqlite:"):])
        con.execute("PRAGMA foreign_keys=OFF")
        con.execute("ATTACH ? AS whole", (full.db[len("sqlite:"):],))
        for t in old.tables():
            have = set(full.columns(t))
            cols = ", ".join('"%s"' % c for c in old.columns(t) if c in have)
            if t != "schema_version":
                con.execute("DELETE FROM main.%s" % t)
                con.execute("INSERT INTO main.%s (%s) SELECT %s FROM whole.%s%s" % (t, cols, cols, t, room(old, t)))
        con.commit()
        con.close()
        return
    for t in old.tables():
        have = set(full.columns(t))
        cols = ", ".join('"%s"' % c for c in old.columns(t) if c in have)
        if t == "schema_version":
            continue
        old.sql("SET session_replication_role=replica; DELETE FROM %s" % t)
        out = subprocess.run(["psql", "-qAtX", full.db[3:], "-c", "COPY (SELECT %s FROM %s%s) TO STDOUT" % (cols, t, room(old, t))], stdout=subprocess.PIPE, check=True)
        subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", old.db[3:], "-c", "SET session_replication_role=replica", "-c", "COPY %s (%s) FROM STDIN" % (t, cols)],
                       input=out.stdout, check=True)
    old.sql("SET session_replication_role=origin")


class Migrate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="etalase-sql-")
        cls.bases, cls.start, cls.looks, cls.last = [], {}, {}, int(FILES[-1][:3])
        os.chmod(cls.folder, 0o755)
        cls.all = cls.steps(len(FILES))
        empty = cls.base(cls.all)
        cls.start["fresh"] = empty
        full = harness.Shop(demo=True)
        full.make_database()
        cls.bases.append(full)
        filled = cls.base(cls.steps(1))
        cls.must(filled.migrate())
        fill(filled, Base.__new__(Peek).of(full))
        cls.start["filled"] = filled
        if not POSTGRES:    # its WAL goes into the file that is copied
            filled.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in cls.start:
            cls.looks[name] = cls.undisturbed(name)

    @classmethod
    def tearDownClass(cls):
        for b in cls.bases:
            b.stop()
        shutil.rmtree(cls.folder)

    @classmethod
    def steps(cls, n):
        """A folder with the first n migrations and few regions."""
        to = os.path.join(cls.folder, str(n))
        os.makedirs(to)
        for f in FILES[:n]:
            shutil.copy(os.path.join(SQL, f), to)
        with open(os.path.join(SQL, "regions.tsv"), encoding="utf-8") as f, open(os.path.join(to, "regions.tsv"), "w", encoding="utf-8") as out:
            out.writelines(f.readlines()[:40])
        return to

    @classmethod
    def base(cls, files, of=None):
        b = Base(files, of)
        cls.bases.append(b)
        return b

    @staticmethod
    def must(p):
        if p.returncode != 0:
            raise AssertionError("migrate: %d %s%s" % (p.returncode, p.stdout, p.stderr))

    @classmethod
    def undisturbed(cls, name):
        """{version: look} of a shop that is brought on file by file."""
        b = cls.base(cls.all, cls.start[name])
        out = {b.version(): [b.look()]}
        for n in range(1 if name == "fresh" else 2, len(FILES) + 1):
            files = os.path.join(cls.folder, str(n))
            cls.must(b.migrate(files=files if os.path.isdir(files) else cls.steps(n)))
            out[b.version()] = [b.look()]
        assert len(out) == len(FILES) + (name == "fresh"), out
        return out

    def again(self, name):
        b = Base(self.all, self.start[name])
        self.addCleanup(b.stop)
        return b

    def climb(self, name, how):
        """Disturbed again and again at a later statement until a file comes through all the same, then at the first statements of the next one, up to the last version."""
        b, left, at, met = self.again(name), min(self.looks[name]), 1 + random.Random(SEED).randrange(STEP), []
        while left < self.last:
            p = b.migrate("%d%s" % (at, how))
            was, left = left, b.version()
            met.append((left, at))
            what = "%s, version %d disturbed by %d%s: %s" % (name, was, at, how, p.stderr[-300:])
            if left < self.last:
                self.assertNotEqual(p.returncode, 0, what)
            if p.returncode > 0 and left < self.last:
                self.assertIn("etalase: ", p.stderr, what)
            self.assertIn(b.look(), self.looks[name][left], "%s: half of version %d is left" % (what, left + 1))
            at = at + STEP if left == was else 1 + at % STEP
            self.assertLess(at, 2000, what)
        self.must(b.migrate())
        self.assertIn(b.look(), self.looks[name][self.last])
        print("%s%s: %d times, versions left %s" % (name, how, len(met), sorted({v for v, _ in met})), file=sys.stderr)
        self.assertGreater(len(met), 100 / STEP)

    def ends(self, how):
        for name in self.start:
            self.climb(name, how)

    def test_killed_at_each_statement(self):
        self.ends(":kill")

    def test_failing_at_each_statement(self):
        self.ends("")

    def test_busy_is_waited_for(self):
        rnd = random.Random(SEED)
        for name in self.start:
            b = self.again(name)
            self.must(b.migrate("%d:busy" % rnd.randrange(3, 40)))
            self.assertIn(b.look(), self.looks[name][self.last])

    def together(self, name, fails):
        b = self.again(name)
        ps = [b.spawn_migrate(f) for f in fails]
        said = [p.communicate(timeout=120)[1] for p in ps]
        for p, f, err in zip(ps, fails, said):
            if not f:
                self.assertEqual(p.returncode, 0, err[-500:])
        self.assertIn(b.look(), self.looks[name][self.last])
        self.assertEqual(int(b.one("SELECT COUNT(*) FROM schema_version")), len(FILES))

    def test_two_programs_at_once(self):
        for name in self.start:
            self.together(name, ["", ""])

    def test_of_three_programs_one_is_killed(self):
        rnd = random.Random(SEED)
        for name in self.start:
            self.together(name, ["", "%d:kill" % rnd.randrange(3, 60), ""])


class Peek(Base):
    """The same questions to a shop that was made elsewhere."""

    def of(self, shop):
        self.__dict__.update(shop.__dict__)
        return self


if __name__ == "__main__":
    unittest.main()
