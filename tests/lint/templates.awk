# Reads page templates as a browser and ctemplate would, tag by tag, and names what performance.md found to be unsafe or what rots: see templates.sh.
# usage: awk -v root=templates -v words=FILE -v known=" MARKER … " -f templates.awk FILE…

BEGIN {
	while ((getline l < words) > 0)
		if (l !~ /^#/ && l != "")
			allowed_word[l] = 1
	url_attribute = " href src action cite data manifest background "
	not_escaped = " formaction xlink:href srcdoc ping "
	shown_attribute = " alt title placeholder aria-label aria-description aria-roledescription label data-done data-confirm data-label "
	for (n = 1; n < ARGC; n++)
		one_file(ARGV[n])
	exit bad
}

function fault(s)
{
	print file ":" line ": " s
	bad = 1
}

function newlines(s)
{
	return gsub(/\n/, "", s)
}

# Cuts n characters off the front of rest, counting lines.
function eat(n,	s)
{
	s = substr(rest, 1, n)
	line += newlines(s)
	rest = substr(rest, n + 1)
	return s
}

# What stands first: {{!TEXT}}, or the pragma without which nothing is escaped.
function kind_of(rel, s,	html, xml, kind)
{
	html = "{{%AUTOESCAPE context=\"HTML\"}}"
	xml = "{{%AUTOESCAPE context=\"XML\"}}"
	if (index(s, "{{!TEXT}}") == 1) {
		if (rel !~ /^mail\//)
			fault("{{!TEXT}} is for the texts of mails")
		first = "{{!TEXT}}"
		return "text"
	}
	kind = index(s, xml) == 1 ? "xml" : "html"
	first = kind == "xml" ? xml : html
	if (index(s, first) != 1) {
		fault("line one must begin with " html " (nothing is escaped without it)")
		first = ""
	}
	return kind
}

function one_file(f,	l, rel, kind, s)
{
	file = f
	rel = substr(f, length(root) + 2)
	s = ""
	while ((getline l < f) > 0)
		s = s l "\n"
	close(f)
	line = 1
	kind = kind_of(rel, s)
	s = substr(s, length(first) + 1)
	if (rel !~ /^[a-z0-9_\/]+\.tpl$/)
		fault("a template's name has small letters, digits and _ only")
	mail = rel ~ /^mail\//
	markers(s, kind)
	line = 1
	rest = wordless(s)
	in_form = 0
	if (kind == "text")
		text(rest, "")
	else
		tags(kind)
	if (in_form)
		fault("a form is not closed here")
}

# ---- markers ----

function markers(s, kind,	m, i, name)
{
	line = 1
	while ((i = index(s, "{{"))) {
		line += newlines(substr(s, 1, i))
		s = substr(s, i + 2)
		if (!(i = index(s, "}}"))) {
			fault("{{ without }}")
			return
		}
		m = substr(s, 1, i - 1)
		line += newlines(m)
		s = substr(s, i + 2)
		if (m ~ /^!/)
			continue
		if (m ~ /^%/)
			fault("a pragma after line one")
		else if (m ~ /^>/)
			include(substr(m, 2))
		else if (m !~ /^[#\/]?[A-Z][A-Z0-9_]*$/) {
			name = m
			sub(/:.*/, "", name)
			if (m ~ /:none/) {
				if (name !~ /^(JSON_LD|JSON_DATA|CARDS|SIDE|SORTS|TOP|FOOT|HELP|NAV|TILES)$/)
					fault(":none is for data blocks and for pieces of pages alone: {{" m "}}")
			} else if (m !~ /^[A-Z][A-Z0-9_]*:(url_query_escape|json_escape|pre_escape)$/)
				fault("a marker is {{NAME}}, {{NAME:url_query_escape}}, {{#NAME}}, {{/NAME}} or {{>NAME}}, not {{" m "}}")
		}
	}
}

function include(name)
{
	if (name !~ /^[A-Z][A-Z0-9_]*$/ || !index(known, " " name " "))
		fault("{{>" name "}}: no include/" tolower(name) ".tpl, and no view_part() in src/ fills it")
}

# ---- text ----

# Takes the words out of every [[…]]; its tags, markers and line breaks stay to be looked at.
function wordless(s,	r, i, inner)
{
	r = ""
	while ((i = index(s, "[["))) {
		r = r substr(s, 1, i + 1)
		s = substr(s, i + 2)
		if (!(i = index(s, "]]")))
			break
		inner = substr(s, 1, i - 1)
		s = substr(s, i)
		while (match(inner, /<\/?[a-z][^<>]*>|[{][{][^}]*[}][}]|\n/)) {
			r = r substr(inner, RSTART, RLENGTH)
			inner = substr(inner, RSTART + RLENGTH)
		}
	}
	return r s
}

# Letters that stood in no [[…]] are words that stay English on an Indonesian page.
function text(s, where,	t)
{
	gsub(/[{][{][^}]*[}][}]/, " ", s)
	gsub(/&#?[A-Za-z0-9]+;/, " ", s)
	gsub(/https?:\/\/[^ \n<"]*/, " ", s)
	while (match(s, /[A-Za-z][A-Za-z]+/)) {
		t = substr(s, RSTART, RLENGTH)
		if (RLENGTH >= 3 && !(t in allowed_word)) {
			fault("text outside [[ ]]" where ": " t)
			return
		}
		s = substr(s, RSTART + RLENGTH)
	}
}

# ---- tags ----

function tags(kind,	i, before)
{
	while ((i = match(rest, /<[A-Za-z\/!?]|[{][{]!/))) {
		before = eat(i - 1)
		if (kind == "html")
			text(before, "")
		if (substr(rest, 1, 3) == "{{!")
			skip_to("}}")
		else if (substr(rest, 1, 4) == "<!--")
			skip_to("-->")
		else if (rest ~ /^<[!?]/)
			skip_to(">")
		else if (rest ~ /^<\//)
			end_tag(tolower(skip_to(">")))
		else
			tag(kind)
	}
	if (kind == "html")
		text(rest, "")
}

function skip_to(end,	i)
{
	i = index(rest, end)
	if (!i) {
		fault("no " end " after this")
		i = length(rest)
	}
	return eat(i + length(end) - 1)
}

function end_tag(t)
{
	if (t ~ /^<\/form/) {
		if (in_form == 2 && !has_csrf)
			fault("a form that posts needs {{>CSRF}}")
		in_form = 0
	}
}

function tag(kind,	name, i, at, start, body)
{
	start = line
	match(rest, /^<[A-Za-z][A-Za-z0-9:-]*/)
	name = tolower(substr(eat(RLENGTH), 2))
	split("", attr)
	split("", has)
	while (rest != "" && rest !~ /^\/?>/)
		attribute(name, kind)
	eat(rest ~ /^\// ? 2 : 1)
	at = line
	line = start
	element(name, kind)
	line = at
	if (kind == "html" && (name == "script" || name == "style")) {
		i = index(rest, "</" name)
		body = eat((i ? i : length(rest)) - 1)
		if (name == "script")
			script(body)
	}
}

function attribute(element_name, kind,	name, q, i, value)
{
	if (match(rest, /^[ \t\r\n]+/)) {
		eat(RLENGTH)
		return
	}
	if (rest ~ /^[{][{]/) {	# {{#ON}}checked{{/ON}}
		skip_to("}}")
		return
	}
	if (!match(rest, /^[A-Za-z@:_][A-Za-z0-9@:._-]*/)) {
		eat(1)
		return
	}
	name = tolower(eat(RLENGTH))
	has[name] = 1
	if (rest !~ /^=/)
		return
	eat(1)
	q = substr(rest, 1, 1)
	if (q != "\"" && q != "'") {
		match(rest, /^[^ \t\r\n>]*/)
		value = eat(RLENGTH)
		if (value ~ /[{][{]/)
			fault(name "= with a marker needs quotes")
	} else {
		eat(1)
		i = index(rest, q)
		value = substr(rest, 1, i - 1)
		if (q == "'" && value ~ /[{][{]|\[\[/)
			fault(name "= with a marker or text needs double quotes")
		one_attribute(element_name, name, value, kind)
		eat(i)
	}
	attr[name] = value
}

function one_attribute(element_name, name, value, kind,	t)
{
	if (kind != "html")
		return
	if (value ~ /\[\[[^]]*[<>]/)
		fault(name "= : a text in an attribute holds no tags")
	if (name ~ /^on[a-z]+$/)
		fault(name "= : scripts live in static/js")
	if (name == "style" && !mail)
		fault("style= is refused by the Content-Security-Policy: a class, or an SVG attribute")
	if (index(not_escaped, " " name " ") && value ~ /[{][{]/)
		fault(name "= is not checked as an address by ctemplate: no marker there")
	if ((name == "srcset" || name == "imagesrcset" || name == "poster") && value ~ /[{][{]/) {
		t = value
		gsub(/[{][{][#\/]?[A-Z0-9_]*_SRC(_[0-9]X)?[}][}]/, "", t)
		if (t ~ /[{][{]/)
			fault(name "= holds only markers named …_SRC or …_SRC_2X, which url_media() makes")
	}
	if (index(url_attribute, " " name " ") && element_name != "meta")
		address(name, value)
	if (index(shown_attribute, " " name " ") || (element_name == "input" && name == "value" && tolower(attr["type"]) ~ /submit|button/))
		text(value, " in " name "=")
}

# Sections are assumed shown, so an address is one marker at its start, or fixed text first; in the query each value is escaped.
function address(name, value,	t)
{
	if (value ~ /[{][{][#\/]/)
		fault(name "= : no section inside an address, let code make the whole of it")
	t = value
	if (t ~ /^[{][{]/) {
		sub(/^[{][{][^}]*[}][}]/, "", t)
		gsub(/[{][{][A-Z0-9_]*:url_query_escape[}][}]/, "", t)
		if (t ~ /[{][{]/)
			fault(name "= : an address is one marker at its start, or fixed text first")
	} else if (index(t, "?")) {
		t = substr(t, index(t, "?"))
		gsub(/[{][{][A-Z0-9_]*:url_query_escape[}][}]/, "", t)
		if (t ~ /[{][{]/)
			fault(name "= : a value after the ? needs :url_query_escape")
	}
}

function element(name, kind)
{
	if (kind != "html")
		return
	if (name == "style" && !mail)
		fault("<style> is refused by the Content-Security-Policy")
	if (name == "img" && !(("width" in has) && ("height" in has) && ("alt" in has)))
		fault("<img> needs width, height and alt")
	if (name == "form") {
		in_form = tolower(attr["method"]) == "post" ? 2 : 1
		has_csrf = csrf_before_end()
	}
}

function csrf_before_end(	i, t)
{
	i = index(rest, "</form")
	t = i ? substr(rest, 1, i) : rest
	return t ~ /[{][{]>?CSRF[}][}]/
}

function script(body,	t, type)
{
	type = attr["type"]
	t = body
	gsub(/[ \t\r\n]/, "", t)
	if ("src" in has) {
		if (t != "")
			fault("a script with src= has no text of its own")
	} else if (type == "application/ld+json" || type == "application/json") {
		if (t != "{{JSON_LD:none}}" && t != "{{JSON_DATA:none}}")
			fault("a data block holds {{JSON_LD:none}} or {{JSON_DATA:none}} and nothing else")
		else
			json_blocks++
	} else
		fault("inline script: put it in static/js")
}
