"""Makes, once per run, the shops that the flows start from (the demo shop and an empty one, on both databases) and prints the environment that names them."""
import os
import shutil
import sys

import harness


def sqlite(out, name, demo):
    harness.KIND = "sqlite"
    s = harness.Shop(demo=demo)
    s.make_database()
    import sqlite3
    con = sqlite3.connect(os.path.join(s.dir, "etalase.db"))
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    con.close()
    shutil.copy(os.path.join(s.dir, "etalase.db"), os.path.join(out, name + ".db"))
    shutil.rmtree(s.dir)


def postgres(name, demo):
    harness.KIND = "postgres"
    s = harness.Shop(demo=demo)
    s.make_database()
    print("export ETALASE_TEST_PG_%s=%s" % (name.upper(), s.dbname))
    shutil.rmtree(s.dir)


harness.AHEAD -= 300 if harness.AHEAD else 0    # a flow begins at ETALASE_TEST_AT anew; what it starts from lies before that
out = sys.argv[1]
for name, demo in (("demo", True), ("empty", False)):
    sqlite(out, name, demo)
    if harness.PG:
        postgres(name, demo)
print("export ETALASE_TEST_TEMPLATES=%s" % out)
