# Makes one language's template set: [[Text]] becomes its translation, /static/NAME the built file's name, and white space that nobody sees
# goes. With mode=check it writes nothing and prints what is wrong with the texts instead (tests/lint/texts.sh). Plain POSIX awk: mawk runs it.
# usage: awk -v lang=id -v po=FILE -v root=templates -v out=DIR [-v manifest=FILE] [-v mode=check] -f translate.awk FILE…

BEGIN {
	blocks = " html head body meta link title script style base div section article header footer nav main aside ul ol li dl dt dd p h1 h2" \
	    " h3 h4 h5 h6 table thead tbody tfoot tr td th caption colgroup col form fieldset legend figure figcaption details summary hr br" \
	    " option optgroup template dialog blockquote address symbol path rect circle line polyline polygon g use defs pattern source "
	read_po()
	if (manifest != "")
		read_manifest()
	for (n = 1; n < ARGC; n++)
		one_file(ARGV[n])
	if (mode == "check")
		unused()
	exit bad
}

function fault(s)
{
	print s
	bad = 1
}

# ---- the .po file ----

function po_string(s)
{
	sub(/^[^"]*"/, "", s)
	sub(/"[ \t\r]*$/, "", s)
	gsub(/\\\\/, "\001", s)
	gsub(/\\"/, "\"", s)
	gsub(/\\n/, " ", s)
	gsub(/\001/, "\\", s)
	return s
}

function po_flush(	key)
{
	if (id != "" && !fuzzy) {
		key = ctx SUBSEP tidy(id)
		str = tidy(str)
		if ((key in text) && text[key] != str && mode == "check")
			fault(po ": two different texts for \"" id "\"")
		if (str != "")
			text[key] = str
		if (!(key in po_line))
			po_key[++po_keys] = key
		po_line[key] = at
	}
	ctx = id = str = field = ""
	fuzzy = 0
}

function read_po(	l, line)
{
	while ((getline l < po) > 0) {
		line++
		if (l ~ /^[ \t\r]*$/ || l ~ /^#/) {
			if (field == "str")
				po_flush()
			if (l ~ /^#,.*fuzzy/)
				fuzzy = 1
		} else if (l ~ /^msgctxt /) {
			if (field == "str")
				po_flush()
			field = "ctx"
			ctx = po_string(l)
		} else if (l ~ /^msgid /) {
			if (field == "str")
				po_flush()
			field = "id"
			at = line
			id = po_string(l)
		} else if (l ~ /^msgstr /) {
			field = "str"
			str = po_string(l)
		} else if (l ~ /^"/ && field == "ctx")
			ctx = ctx po_string(l)
		else if (l ~ /^"/ && field == "id")
			id = id po_string(l)
		else if (l ~ /^"/ && field == "str")
			str = str po_string(l)
		else if (mode == "check")
			fault(po ":" line ": not a line of a .po file")
	}
	po_flush()
	close(po)
}

function unused(	i)
{
	for (i = 1; i <= po_keys; i++)
		if (!(po_key[i] in used))
			print "unused: " po ":" po_line[po_key[i]] ": " substr(po_key[i], index(po_key[i], SUBSEP) + 1)
}

# ---- texts ----

function tidy(s)
{
	gsub(/[ \t\r\n]+/, " ", s)
	sub(/^ /, "", s)
	sub(/ $/, "", s)
	return s
}

# The markers and tags of a text, in the order of the alphabet: a translation may move them, never lose or add one.
function markers(s,	a, n, i, j, t, r)
{
	n = 0
	while (match(s, /[{][{][^}]*[}][}]|[{][0-9]+[}]|<\/?[a-z][^<>]*>/)) {
		a[++n] = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
	}
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && a[j] < a[j - 1]; j--) {
			t = a[j]
			a[j] = a[j - 1]
			a[j - 1] = t
		}
	r = ""
	for (i = 1; i <= n; i++)
		r = r a[i] " "
	return r
}

function check_plain(where, s,	t)
{
	if (plain)	# messages and text mails are no HTML
		return
	t = s
	gsub(/[{][{][^}]*[}][}]/, "", t)
	gsub(/<\/?[a-z][^<>]*>/, "", t)
	if (t ~ /[<>"]/)
		fault(where ": outside tags a text may not hold < > or \": " s)
	gsub(/&[a-zA-Z]+;|&#[0-9]+;/, "", t)
	if (t ~ /&/)
		fault(where ": write &amp; in a text: " s)
}

# "{{N}} order||{{N}} orders": two texts for one count. Both hold the same markers, the first of which is the number.
function check_forms(where, s,	a)
{
	if (split(s, a, /[|][|]/) < 2)
		return
	if (a[3] != "" || a[1] == "" || a[2] == "" || markers(a[1]) !~ /^[{]/ || markers(a[1]) != markers(a[2]))
		fault(where ": one||many: two texts with the same markers: " s)
}

# The text for many, by which the translator knows both.
function for_many(s)
{
	sub(/^.*[|][|]/, "", s)
	return s
}

# Both forms as they stand in the built set: sections that view/ shows by the number, or as they are for i18n().
function forms(s,	a, name)
{
	if (split(s, a, /[|][|]/) < 2 || messages)
		return s
	match(a[1], /[{][{][A-Z][A-Z0-9_]*/)
	name = substr(a[1], RSTART + 2, RLENGTH - 2)
	return "{{#" name "_IS_ONE}}" a[1] "{{/" name "_IS_ONE}}{{#" name "_IS_MANY}}" a[2] "{{/" name "_IS_MANY}}"
}

function check_text(where, key, s)
{
	check_plain(where, s)
	if (!(key in text)) {
		if (!(key in missed))
			fault(where ": no Indonesian text for \"" s "\"" (substr(key, 1, 1) == SUBSEP ? "" : " (" substr(key, 1, index(key, SUBSEP) - 1) ")"))
		missed[key] = 1
		return
	}
	check_plain(where " (its translation)", text[key])
	check_forms(where " (its translation)", text[key])
	if (markers(s) != markers(for_many(text[key])))
		fault(where ": the translation has other markers or tags: " s " / " text[key])
}

function translate(s, where,	c, key, both)
{
	s = tidy(s)
	c = ""
	if (match(s, /^[a-z][a-z0-9 _.-]*[|]/)) {
		c = substr(s, 1, RLENGTH - 1)
		s = substr(s, RLENGTH + 1)
	}
	both = s
	if (mode == "check")
		check_forms(where, s)
	s = for_many(s)
	key = c SUBSEP s
	used[key] = 1
	if (mode == "check") {
		check_text(where, key, s)
		return s
	}
	if (lang == "en")
		return forms(both)
	if (key in text)
		return forms(text[key])
	if (!(key in missed))
		print "warning: " where ": no text in " lang " for \"" s "\", English is used" > "/dev/stderr"
	missed[key] = 1
	return forms(both)
}

function translate_all(s, file,	r, i, j, line)
{
	r = ""
	line = 1
	while ((i = index(s, "[["))) {
		line += newlines(substr(s, 1, i))
		r = r substr(s, 1, i - 1)
		s = substr(s, i + 2)
		j = index(s, "]]")
		if (!j) {
			print file ":" line ": [[ without ]]" > "/dev/stderr"
			bad = 1
			return r s
		}
		r = r translate(substr(s, 1, j - 1), file ":" line)
		line += newlines(substr(s, 1, j))
		s = substr(s, j + 2)
	}
	return r s
}

function newlines(s)
{
	return gsub(/\n/, "", s)
}

# ---- names of static files ----

function read_manifest(	l, a)
{
	while ((getline l < manifest) > 0) {
		split(l, a, "\t")
		built[a[1]] = a[2]
	}
	close(manifest)
}

function static_names(s, file,	r, name)
{
	r = ""
	while (match(s, /"\/static\/[A-Za-z0-9_.\/-]+/)) {
		name = substr(s, RSTART + 9, RLENGTH - 9)
		r = r substr(s, 1, RSTART + 8)
		s = substr(s, RSTART + RLENGTH)
		if (!(name in built)) {
			print file ": there is no static file " name > "/dev/stderr"
			bad = 1
			built[name] = name
		}
		r = r built[name]
	}
	return r s
}

# ---- white space ----

function drop_comments(s,	r, i, j)
{
	r = ""
	while ((i = index(s, "<!--"))) {
		r = r substr(s, 1, i - 1)
		s = substr(s, i + 4)
		j = index(s, "-->")
		s = j ? substr(s, j + 3) : ""
	}
	s = r s
	r = ""
	while ((i = index(s, "{{!"))) {
		r = r substr(s, 1, i - 1)
		s = substr(s, i)
		j = index(s, "}}")
		if (substr(s, 1, j + 1) == "{{!TEXT}}")
			r = r "{{!TEXT}}"
		s = substr(s, j + 2)
	}
	return r s
}

function is_block(tag)
{
	sub(/^<\/?/, "", tag)
	sub(/[^a-z0-9].*$/, "", tag)
	return index(blocks, " " tag " ") > 0
}

function lone_marker(l)
{
	return l ~ /^([{][{][#\/!%][^}]*[}][}])+$/
}

# True when the line break between two lines can't be seen: after a line of section markers alone, and beside a block element.
function joins(a, b)
{
	if (lone_marker(a))
		return 1
	if (plain)
		return 0
	if (match(a, /<\/?[a-z][a-z0-9]*[^<>]*>$/) && is_block(substr(a, RSTART)))
		return 1
	return match(b, /^<\/?[a-z][a-z0-9]*/) && is_block(substr(b, 1, RLENGTH))
}

function opens_pre(l,	t)
{
	t = l
	sub(/^.*<(pre|textarea)/, "", t)
	return t != l && t !~ /<\/(pre|textarea)>/
}

function squeeze(s,	a, n, i, r, last, pre, l, some)
{
	n = split(drop_comments(s), a, "\n")
	r = last = ""
	pre = some = 0
	for (i = 1; i <= n; i++) {
		l = a[i]
		if (pre) {
			r = r "\n" l
			if (l ~ /<\/(pre|textarea)>/)
				pre = 0
			last = l
			continue
		}
		sub(/[ \t\r]+$/, "", l)
		if (!plain || lone_marker(l))
			sub(/^[ \t]+/, "", l)
		if (l == "" && (!plain || i == n))
			continue
		r = r (some && !joins(last, l) ? "\n" : "") l
		some = 1
		last = l
		pre = !plain && opens_pre(l)
	}
	return r "\n"
}

# ---- files ----

function one_file(file,	s, l, rel)
{
	s = ""
	while ((getline l < file) > 0)
		s = s l "\n"
	close(file)
	rel = substr(file, length(root) + 2)
	messages = rel == "messages.txt"
	plain = messages || index(s, "{{!TEXT}}") == 1
	s = translate_all(s, file)
	if (mode == "check")
		return
	if (rel != "messages.txt") {
		s = squeeze(s)
		if (manifest != "")
			s = static_names(s, file)
	}
	printf "%s", s > (out "/" rel)
	close(out "/" rel)
}
