#!/bin/sh
# The lint's own test: a small tree full of faults, each of which must be named; so a check that has gone blind is seen.
here=$(cd "$(dirname "$0")" && pwd)
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
mkdir -p "$t/src/shop" "$t/src/storefront" "$t/src/media" "$t/src/jobs" "$t/templates/storefront" "$t/templates/mail" "$t/templates/text" \
	"$t/static/js" "$t/static/css" "$t/tests/flow"
cp "$here/../../src/floors" "$t/src/floors"

cat > "$t/src/shop/cart.c" <<'C'
#include "shop/order.h"
#include "http/request.h"
#include "storefront/x.h"
#include "plain.h"
#include <curl/curl.h>
#include <sqlite3.h>
static int counter;
static const char *names[] = { "a" };
static const char *const fine[] = { "b" };
static const struct { const char *x; } fine2[] = { { "x" } };
int
f(void)
{
	static int calls;
	char *p = malloc(3);	/* strdup( in a comment */
	q("SELECT 1");
	q("BEGIN");
	q("<b>x</b>", "<%s>", "strdup(");
	x->free(p);
	my_free(p);
	/* TO''DO later */
}
static const struct db_stmt q[] = {
	SQL("a", "SELECT 2 "
	    "FROM x"),
	SQL2("b", "UPDATE (x)", "DELETE y"),
};
C
sed -i "s/TO''DO/TO""DO/" "$t/src/shop/cart.c"
{
	printf '/* A function of 72 lines. */\nvoid\nlong_one(void)\n{\n'
	seq 70
	echo '}'
} > "$t/src/shop/nowhere.c"
printf '/* x */\n#include "storefront/y.h"\n' > "$t/src/jobs/a.c"
printf '/* x */\n#include "shop/cart.h"\n' > "$t/src/media/a.c"
seq 801 > "$t/src/storefront/long.c"

cat > "$t/templates/storefront/bad.tpl" <<'T'
<p>Hello {{NAME}}</p>
<script>alert(1)</script>
<script src="{{X}}">x</script>
<script type="application/ld+json">{"a":{{A:json_escape}}}</script>
<p style="x" onclick="y">[[Fine <b>text</b>]]</p><p>[[A <i onmouseover="x">b</i>]]</p>
<a href="{{A}}{{B}}">[[x]]</a>
<a href="{{#A}}/x/{{/A}}">[[x]]</a>
<a href="/s?q={{V}}">[[x]]</a>
<a href='{{Q}}'>[[x]]</a>
<button formaction="{{X}}">[[x]]</button>
<img src="{{A}}" srcset="{{B}} 1x" alt="Some words">
<form method="post" action="{{A}}"><input value={{B}}></form>
{{V:none}} {{V:h}} {{>MISSING}}
<input type="submit" value="Send it">
<input placeholder="[[x <b>y</b>]]">
<style>p { color: red }</style>
<textarea name="a">{{AREA}}</textarea>
<p>{{OUTSIDE:pre_escape}}</p>
<textarea name="a">{{GOOD:pre_escape}}</textarea>
T
printf '{{!TEXT}}\nHello there {{N}}\n[[Only English]]\n[[Loses {{IT}}]]\n[[One order||{{N}} orders]]\n' > "$t/templates/mail/t.tpl"
cp "$t/templates/mail/t.tpl" "$t/templates/storefront/t.tpl"
printf 'a.b\tplain\na.b\t[[Twice]]\n' > "$t/templates/messages.txt"
printf 'msgid "Loses {{IT}}"\nmsgstr "Hilang"\n\nmsgid "Never used"\nmsgstr "x"\n\nmsgid "Twice"\nmsgstr "a"\n\nmsgid "Twice"\nmsgstr "b"\n' \
	> "$t/templates/text/id.po"

cat > "$t/tests/flow/a.py" <<'P'
T = {"x": 1, "y": 2, "x": 1, "y": 3}


class A:
    def test_a(self):
        pass

    def test_a(self):
        pass
P
printf 'T = {\n    "a": 1,\nT.update({\n    "b": 2,\n})\n' > "$t/tests/flow/cut.py"

bad=0
check() {
	said=$(ETALASE_ROOT=$t sh "$here/$1.sh" 2>&1) && { echo "$1.sh finds nothing wrong"; bad=1; }
	shift
	for want; do
		case $said in
		*"$want"*) ;;
		*) echo "not found any more: $want"; bad=1 ;;
		esac
	done
}
never() {
	case $said in
	*"$1"*) echo "found without cause: $1"; bad=1 ;;
	esac
}

check floors 'media/ uses base/ only' 'shop/order stands after shop/cart' 'includes floor 5: storefront/x.h' 'path from src/: "plain.h"' \
	'<curl/curl.h> is for net/curl.h' '<sqlite3.h> is for db/db_sqlite' 'does not list the module shop/nowhere' 'never include one another'
never 'http/request.h'
check bans 'cart.c:1: begins with no paragraph' 'cart.c:15: libc call' 'SQL outside SQL(): "SELECT 1"' 'bare BEGIN' 'HTML in C: "<b>x</b>"' \
	'3 variables that may change' '7: static int counter' '8: static const char *names' '14: ' 'cart.c:21:'
never strdup
never 'free('
never 'SELECT 2'
never 'DELETE y'
check lengths 'long_one: 72 lines' 'long.c: 801 lines'
check templates 'mail/t.tpl:1: text outside [[ ]]: Hello' 'line one must begin' 'alone: {{V:none}}' 'not {{V:h}}' '{{>MISSING}}: no include/missing.tpl' \
	'inline script' 'src= has no text' 'a data block holds' 'style= is refused' 'onclick= :' 'onmouseover= :' \
	'bad.tpl:6: href= : an address is one marker' 'bad.tpl:7: href= : no section' 'bad.tpl:8: href= : a value after the ?' \
	'bad.tpl:9: href= with a marker or text needs double quotes' 'formaction=' 'srcset= holds only' 'in alt=: Some' '<img> needs width' \
	'value= with a marker needs quotes' 'needs {{>CSRF}}' 'in value=: Send' 'holds no tags' '<style> is refused' '{{!TEXT}} is for' \
	'write a data block on one line' '{{AREA}}</textarea>' ':pre_escape}}</p>'
never 'GOOD'
check texts 'no Indonesian text for "Only English"' 'one||many: two texts with the same markers: One order' 'other markers or tags: Loses' 'unused: templates/text/id.po:4: Never used' \
	'two different texts for "Twice"' 'a line is id<TAB>[[Text]]' 'a.b stands twice'
check python 'a.py:1: '"'y'"' stands twice' 'a.py:8: test_a hides the one of line 5' 'cut.py:'
never "'x' stands"
rm "$t"/tests/flow/*
printf '| GET | `/` | anyone |\n| GET | `/admin` | staff |\n| GET | `/admin/new` | staff |\n' > "$t/src/README.md"
printf 'STAFF = {"GET /": 1, "GET /admin": 1, "POST /admin/gone": 1}\nOPEN = set()\n' > "$t/tests/flow/abuse_access.py"
check python 'who may use GET /admin/new?' 'GET / is in the wrong table' 'there is no route POST /admin/gone'
exit $bad
