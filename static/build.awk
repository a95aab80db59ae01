# Makes one static file ready to serve: comments and needless white space go (kind=css, js), and names of other static files become the built
# ones. Strings are never touched inside. Plain POSIX awk. usage: awk -v kind=css|js|other -v manifest=FILE -v dir=js -f build.awk FILE… > out
# exits 3 when a file that is named has not been built yet: build.sh comes back to it.

BEGIN {
	while ((getline l < manifest) > 0) {
		split(l, a, "\t")
		built[a[1]] = a[2]
	}
	close(manifest)
	s = ""
	for (n = 1; n < ARGC; n++)
		while ((getline l < ARGV[n]) > 0)
			s = s l "\n"
	if (kind == "css")
		s = css(s)
	else if (kind == "js")
		s = js(s)
	s = names(s)
	if (kind == "js")
		s = imports(s)
	if (missing == "")
		printf "%s", s
	else
		print missing
	exit missing == "" ? 0 : 3
}

# Between strings: white space that no rule needs. A space before ":" or "(" means something and stays.
function css_plain(t)
{
	gsub(/[ \t\r\n]+/, " ", t)
	gsub(/ *[{] */, "{", t)
	gsub(/ *[}] */, "}", t)
	gsub(/ *; */, ";", t)
	gsub(/ *, */, ",", t)
	gsub(/: /, ":", t)
	gsub(/ !/, "!", t)
	gsub(/;[}]/, "}", t)
	return t
}

function css(t,	r, plain, c, q)
{
	r = plain = ""
	while (match(t, /\/[*]|["']/)) {
		plain = plain substr(t, 1, RSTART - 1)
		c = substr(t, RSTART, 1)
		t = substr(t, RSTART + 1)
		if (c == "/") {
			q = index(t, "*/")
			t = substr(t, q + 2)
			plain = plain " "
			continue
		}
		q = quoted(t, c)
		r = r css_plain(plain) c substr(t, 1, q)
		t = substr(t, q + 1)
		plain = ""
	}
	r = r css_plain(plain t)
	sub(/^ /, "", r)
	sub(/ $/, "", r)
	return r "\n"
}

# Length of a string's rest up to and with its closing quote.
function quoted(t, q,	i, c)
{
	for (i = 1; i <= length(t); i++) {
		c = substr(t, i, 1)
		if (c == "\\")
			i++
		else if (c == q)
			return i
	}
	return length(t)
}

# Whole-line comments and indentation; a template literal over several lines stays as it is.
function js(t,	a, n, i, l, r, comment, literal)
{
	n = split(t, a, "\n")
	r = ""
	comment = literal = 0
	for (i = 1; i <= n; i++) {
		l = a[i]
		if (literal) {
			r = r l "\n"
			literal = (literal + gsub(/`/, "`", l)) % 2
			continue
		}
		sub(/^[ \t]+/, "", l)
		sub(/[ \t\r]+$/, "", l)
		if (!comment && l ~ /^\/[*]/ && (l !~ /[*]\// || l ~ /[*]\/$/))
			comment = 1
		if (comment) {
			if (l ~ /[*]\/$/)
				comment = 0
			continue
		}
		if (l == "" || l ~ /^\/\//)
			continue
		r = r l "\n"
		literal = gsub(/`/, "`", l) % 2
	}
	return r
}

function name_of(n)
{
	if (n in built)
		return built[n]
	if (n == "errors.css")	# of nginx's own pages: keeps its name (conf/nginx.conf.in)
		return n
	missing = missing (missing == "" ? "" : " ") n
	return n
}

# /static/NAME in url(), strings and attributes
function names(t,	r, n, c)
{
	r = ""
	while (match(t, /[("'`]\/static\/[A-Za-z0-9_.\/-]*[A-Za-z0-9]/)) {
		n = substr(t, RSTART + 9, RLENGTH - 9)
		c = substr(t, 1, RSTART + 8)
		t = substr(t, RSTART + RLENGTH)
		r = r c (n ~ /^errors\// ? n : name_of(n))
	}
	return r t
}

# import … from "./common.js"
function imports(t,	r, n, full, b)
{
	r = ""
	while (match(t, /(from|import)[ (]*"\.\/[A-Za-z0-9_.-]+"/)) {
		n = substr(t, RSTART, RLENGTH)
		r = r substr(t, 1, RSTART - 1)
		t = substr(t, RSTART + RLENGTH)
		b = index(n, "\"./")
		full = name_of(dir "/" substr(n, b + 3, length(n) - b - 3))
		sub(/^.*\//, "", full)
		r = r substr(n, 1, b + 2) full "\""
	}
	return r t
}
