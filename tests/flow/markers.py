"""Reads `etalase list markers` and the record of a run (template<TAB>NAME); fails when a marker was never filled anywhere. Values look outward through rows and layout, so names are compared over all
templates. Sections that only show by chance of the data (an outage, a full disk) are named in tests/data/markers.txt with their reason."""
import os
import sys

filled = {line.rstrip("\n").split("\t")[1] for line in open(sys.argv[1]) if "\t" in line}
here = os.path.dirname(os.path.abspath(__file__))
excused = {}
with open(os.path.join(here, "..", "data", "markers.txt")) as f:
    for line in f:
        name, _, why = line.strip().partition(" ")
        if name and not name.startswith("#"):
            excused[name] = why
bad = 0
for line in sys.stdin:
    template, kind, name = line.rstrip("\n").split("\t")
    base = name.split(":")[0]
    if base in filled or base in excused or base.startswith("BI_") or kind == ">":
        continue
    print("%s: {{%s%s}} was filled by no page of this run" % (template, "" if kind == "=" else kind, base))
    bad += 1
for name in sorted(set(excused) & filled):
    print("tests/data/markers.txt excuses %s, which is filled: take it out" % name)
    bad += 1
sys.exit(1 if bad else 0)
