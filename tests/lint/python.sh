#!/bin/sh
# The tests' own sources: see python.py. ETALASE_ROOT checks another tree.
here=$(cd "$(dirname "$0")" && pwd)
cd "${ETALASE_ROOT:-$here/../..}" || exit 1
PYTHONDONTWRITEBYTECODE=1 exec python3 "$here/python.py"
