"""The flow tests as text, within a second: what a careless merge does to them is seen before they run. Each file parses; no table says two things of one key; no test hides another of its name; the matrix of
rights in abuse_access.py and the route list of src/README.md name the same routes, behind the same gates."""
import ast
import glob
import importlib
import os
import re
import sys

bad = []


def twice(path, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            seen = {}
            for k, v in zip(node.keys, node.values):
                if isinstance(k, ast.Constant):
                    said = ast.dump(v)
                    if seen.setdefault(k.value, said) != said:
                        bad.append("%s:%d: %r stands twice in this table, and differs" % (path, k.lineno, k.value))
        elif isinstance(node, (ast.ClassDef, ast.Module)):
            names = {}
            for f in node.body:
                if isinstance(f, (ast.FunctionDef, ast.ClassDef)) and not f.decorator_list:
                    if f.name in names:
                        bad.append("%s:%d: %s hides the one of line %d" % (path, f.lineno, f.name, names[f.name]))
                    names[f.name] = f.lineno


def matrix():
    if not os.path.exists("tests/flow/abuse_access.py") or not os.path.exists("src/README.md"):
        return
    sys.path.insert(0, os.path.abspath("tests/flow"))
    table = importlib.import_module("abuse_access")
    with open("src/README.md", encoding="utf-8") as f:
        routes = {"%s %s" % (m, p): gate for m, p, gate in re.findall(r"^\| ([A-Z]+) \| `([^`]*)` \| (\w+) \|$", f.read(), re.M)}
    for name, gate in sorted(routes.items()):
        if name not in table.STAFF and name not in table.OPEN:
            bad.append("tests/flow/abuse_access.py: who may use %s? It has no entry" % name)
        elif (name in table.STAFF) != (gate == "staff"):
            bad.append("tests/flow/abuse_access.py: %s is in the wrong table, its gate is %s" % (name, gate))
    for name in sorted(set(table.STAFF) - set(routes)):
        bad.append("tests/flow/abuse_access.py: there is no route %s" % name)


for path in sorted(glob.glob("tests/**/*.py", recursive=True)):
    if "node_modules" in path:
        continue
    try:
        with open(path, encoding="utf-8") as source:
            twice(path, ast.parse(source.read(), path))
    except SyntaxError as e:
        bad.append("%s:%s: %s" % (path, e.lineno, e.msg))
if not bad:
    matrix()
print("\n".join(bad), end="\n" if bad else "")
sys.exit(1 if bad else 0)
