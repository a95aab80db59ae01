#!/bin/sh
# Bans: what compiles and still may not stand in the source. Reads C with its strings and comments told apart.
# globals.txt: "FILE NUMBER" of variables that may change; the number may only fall. ETALASE_ROOT checks another tree.
here=$(cd "$(dirname "$0")" && pwd)
cd "${ETALASE_ROOT:-$here/../..}" || exit 1
bad=0

find src -name '*.[ch]' -o -name '*.cc' | LC_ALL=C sort | xargs awk -v globals="$here/globals.txt" '
BEGIN {
	while ((getline l < globals) > 0)
		if (l !~ /^#/ && split(l, a, " ") == 2)
			allowed[a[1]] = a[2]
	libc = "malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|sprintf|vsprintf|strcpy|strncpy|stpcpy|strcat|strncat" \
	    "|strtok|strtok_r|gets|atoi|atol|atoll|system|popen|alloca|longjmp|setjmp"
	call = "(^|[^A-Za-z0-9_>.])(" libc ")[ ]*\\("
	words = "^[ ]*(SELECT|INSERT|UPDATE|DELETE|WITH)[ ]"
}

function fault(s)
{
	print FILENAME ":" FNR ": " s
	bad = 1
}

function end_file()
{
	if (file == "" || file ~ /^src\/(base|media)\//)
		return
	if (count > allowed[file] + 0) {
		print file ": " count " variables that may change, " allowed[file] + 0 " are listed in tests/lint/globals.txt:" named
		bad = 1
	} else if (count < allowed[file] + 0) {
		print file ": has only " count " variables that may change now: lower its number in tests/lint/globals.txt"
		bad = 1
	}
}

FNR == 1 {
	end_file()
	file = FILENAME
	above = file !~ /^src\/(base|media)\//
	driver = file ~ /^src\/db\/db_(sqlite|postgres)\.c$/
	comment = depth = sql = count = define = 0
	named = ""
	if ($0 !~ /^\/[*]/)
		fault("begins with no paragraph that says what lives here")
}

# A literal, quotes left out; code is what stands before it on the line.
function literal(s)
{
	if (s ~ /<[A-Za-z\/!]/ && file ~ /\.c$/ && above && code !~ /#[ \t]*include/)
		fault("HTML in C: \"" s "\"")
	if (!sql && !driver && !define && s ~ words)	# a #define is for several SQL() of a table
		fault("SQL outside SQL(): \"" s "\"")
	if (s ~ /^BEGIN( TRANSACTION)?;?$/ && !driver)
		fault("a bare BEGIN: db_begin() knows how")
}

# The line without comments and with empty strings; literals are looked at on the way.
function strip(l,	r, c, i, at, two)
{
	r = code = ""
	while (l != "") {
		if (comment) {
			i = index(l, "*/")
			if (!i)
				return r
			l = substr(l, i + 2)
			comment = 0
			continue
		}
		if (!match(l, /["\047]|\/[*]|\/\//)) {
			parens(l)
			return r l
		}
		at = RSTART
		c = substr(l, at, 1)
		two = substr(l, at, 2)
		code = substr(l, 1, at - 1)
		parens(code)
		r = r code
		if (c == "/") {
			if (two == "//")
				return r
			comment = 1
			l = substr(l, at + 2)
			continue
		}
		l = substr(l, at + 1)
		for (i = 1; i <= length(l) && substr(l, i, 1) != c; i++)
			if (substr(l, i, 1) == "\\")
				i++
		if (c == "\"")
			literal(substr(l, 1, i - 1))
		r = r c c
		l = substr(l, i + 1)
	}
	return r
}

# Follows brackets, to know what stands inside SQL( … ).
function parens(s,	i, c)
{
	while (match(s, /[()]/)) {
		c = substr(s, RSTART, 1)
		if (c == "(") {
			depth++
			if (!sql && substr(s, 1, RSTART - 1) ~ /(^|[^A-Za-z0-9_])SQL2?[ ]*$/)
				sql = depth
		} else {
			if (sql == depth)
				sql = 0
			depth--
		}
		s = substr(s, RSTART + 1)
	}
}

function variable(s,	before)
{
	before = s
	gsub(/[{][^{}]*[}]/, "", before)
	sub(/=.*$/, "", before)
	sub(/;.*$/, "", before)
	gsub(/__attribute__[ ]*\(\(.*\)\)/, "", before)
	if (before ~ /[(]/ || before ~ /^[ \t]*(typedef|return|goto|case|extern|using|namespace|public|private|class|template)[ :]/)
		return
	if (before ~ /^[ \t]*(static )?(struct|union|enum) [A-Za-z0-9_]+[ ]*$/)
		return
	if (before !~ /[A-Za-z0-9_][ *]+[A-Za-z0-9_]+([[][^]]*[]])*[ ]*$/ && before !~ /^} *[*]*[a-z]/)
		return
	if (before ~ /^}/ && opened !~ /^static|^[^t]*struct [A-Za-z0-9_]* ?{/)
		return
	if (before ~ /^}/ ? opened ~ /const/ : before ~ /[*]/ ? before ~ /[*][ ]*const/ : before ~ /const/)
		return
	count++
	named = named "\n\t" FNR ": " s
}

{
	define = /^[ \t]*#[ \t]*define/ || (define && more)
	more = /\\$/
	line = strip($0)
	if (above && line ~ call) {
		match(line, call)
		fault("libc call that base/ replaces: " substr(line, RSTART, RLENGTH) ")")
	}
	if (!above || file ~ /\.h$/)
		next
	if (line ~ /^[a-z].*[{][ \t]*$/ && line !~ /=/)
		opened = line
	if (line ~ /^[a-z}][^#]*(=|;)/ && line !~ /^}[ ]*;/)
		variable(line)
	else if (line ~ /^[ \t]+static [^(]*(=|;)/)
		variable(line)
}

END {
	end_file()
	exit bad
}
' || bad=1

# words that promise work for later
words='TODO|FIX''ME|X''XX|HA''CK'
if find src templates static tests sql conf Makefile -type f 2>/dev/null | grep -v -e node_modules -e '^tests/lint/' -e '^tests/data/' \
	-e '\.woff2$' -e '\.png$' -e '\.jpg$' -e '\.webp$' | xargs grep -nIE "(^|[^A-Za-z0-9_])($words)([^A-Za-z0-9_]|\$)"; then
	echo "finish it or make it an issue"
	bad=1
fi
exit $bad
