/*
 * Messages: the table of them, their wording, and the log. An order's row in the log is unique for order and message, which is what makes "exactly once" of an event that a retried request
 * or a second click brings twice; the row of the outbox hangs on it. Wording that the owner has not changed is not stored, so that a better built-in text reaches every shop.
 */
#include "shop/message.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/outbox.h"

#define FILLED_MAX 20000
#define LIST_MAX 60
#define TESTS_A_DAY 20
#define DAY_S 86400

enum { Q_TEXT, Q_PUT, Q_QUEUE, Q_TOLD, Q_TEST, Q_TEST_OPEN, Q_TEST_DAY, Q_GET, Q_LIST, Q_TESTS, Q_TROUBLE, Q_LAST, Q_SENT, Q_STOPPED, Q_PRUNE };

#define COLS \
	"SELECT m.id, COALESCE(m.orders, 0), m.at, COALESCE(m.done_at, 0), m.name, m.way, m.lang, m.address, m.state, m.reason, COALESCE(o.number, ''), COALESCE(s.name, '')" \
	" FROM message m LEFT JOIN orders o ON o.id = m.orders LEFT JOIN staff s ON s.id = m.staff"

static const struct db_stmt q[] = {
	[Q_TEXT] = SQL("message.text", "SELECT subject, body, wa, version FROM message_text WHERE name = $1 AND lang = $2"),
	[Q_PUT] = SQL("message.put",
	    "INSERT INTO message_text (name, lang, subject, body, wa, version, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6)"
	    " ON CONFLICT (name, lang) DO UPDATE SET subject = excluded.subject, body = excluded.body, wa = excluded.wa,"
	    " version = message_text.version + 1, updated_at = excluded.updated_at WHERE message_text.version = $7"),
	[Q_QUEUE] = SQL("message.queue",
	    "INSERT INTO message (orders, name, way, lang, state, at) VALUES ($1, $2, 'mail', $3, 'waiting', $4)"
	    " ON CONFLICT (orders, name, way) DO NOTHING RETURNING id"),
	[Q_TOLD] = SQL("message.told",
	    "INSERT INTO message (orders, name, way, lang, state, staff, at, done_at) VALUES ($1, $2, 'wa', $3, 'sent', $4, $5, $5)"
	    " ON CONFLICT (orders, name, way) DO NOTHING"),
	[Q_TEST] = SQL("message.test",
	    "INSERT INTO message (name, way, lang, address, state, staff, at) VALUES ($1, 'test', $2, $3, 'waiting', $4, $5) RETURNING id"),
	[Q_TEST_OPEN] = SQL("message.test_open", "SELECT COUNT(*) FROM message WHERE way = 'test' AND state = 'waiting'"),
	[Q_TEST_DAY] = SQL("message.test_day", "SELECT COUNT(*) FROM message WHERE way = 'test' AND at > $1"),
	[Q_GET] = SQL("message.get", COLS " WHERE m.id = $1"),
	[Q_LIST] = SQL("message.list", COLS " WHERE m.orders = $1 ORDER BY m.id LIMIT $2"),
	[Q_TESTS] = SQL("message.tests", COLS " WHERE m.way = 'test' ORDER BY m.id DESC LIMIT $1"),
	[Q_TROUBLE] = SQL("message.trouble", COLS " WHERE m.state <> 'sent' AND m.reason <> '' ORDER BY m.id DESC LIMIT 1"),
	[Q_LAST] = SQL("message.last", "SELECT COALESCE(MAX(done_at), 0) FROM message WHERE state = 'sent' AND way <> 'wa'"),
	[Q_SENT] = SQL("message.sent", "UPDATE message SET state = 'sent', reason = '', address = '', done_at = $2 WHERE id = $1"),
	[Q_STOPPED] = SQL("message.stopped",
	    "UPDATE message SET state = CASE WHEN $4 = 1 THEN 'failed' ELSE 'waiting' END, reason = $2, done_at = $3 WHERE id = $1 AND state <> 'sent'"),
	[Q_PRUNE] = SQL("message.prune", "DELETE FROM message WHERE way = 'test' AND at < $1"),
};
DB_TABLE(q);

const struct message_kind message_kinds[MESSAGE_COUNT] = {
	[MESSAGE_PLACED] = { "placed", true, true, { "nomor", "", "nomor total tautan" } },
	[MESSAGE_COD] = { "cod", true, true, { "nomor", "", "nomor tautan" } },
	[MESSAGE_PAID] = { "paid", true, true, { "nomor", "", "nomor" } },
	[MESSAGE_READY] = { "ready", true, true, { "nomor", "", "nomor" } },
	[MESSAGE_SHIPPED] = { "shipped", true, true, { "nomor", "", "nomor tautan" } },
	[MESSAGE_EXPIRED] = { "expired", true, true, { "nomor", "", "nomor" } },
	[MESSAGE_CANCELLED] = { "cancelled", true, true, { "nomor", "", "nomor" } },
	[MESSAGE_OWNER] = { "owner", true, false, { "nomor", "", "" } },
	[MESSAGE_CHECK] = { "check", false, true, { "", "", "nomor" } },
	[MESSAGE_PACKING] = { "packing", false, true, { "", "", "nomor" } },
	[MESSAGE_PACKED] = { "packed", false, true, { "", "", "nomor" } },
	[MESSAGE_DONE] = { "done", false, true, { "", "", "nomor" } },
	[MESSAGE_REFUND_DUE] = { "refund_due", false, true, { "", "", "nomor total" } },
	[MESSAGE_REFUNDED] = { "refunded", false, true, { "", "", "nomor total" } },
	[MESSAGE_BATCH] = { "batch", true, true, { "nomor", "kabar", "nomor kabar" } },
};

const char *const message_vars[] = { "nama", "nomor", "total", "barang", "bayar", "batas", "kirim", "kurir", "resi", "alasan", "tautan", "kabar", "toko", NULL };

bool
message_parse(const char *name, enum message *out)
{
	for (int i = 0; i < MESSAGE_COUNT; i++) {
		if (str_eq(message_kinds[i].name, name)) {
			*out = (enum message)i;
			return true;
		}
	}
	return false;
}

const char *
message_part_name(enum message_part p)
{
	static const char *const names[] = { "subject", "body", "wa" };

	return names[p];
}

/* --- wording --- */

static bool
has_part(enum message m, enum message_part p)
{
	return p == PART_WA ? message_kinds[m].wa : message_kinds[m].mail;
}

const char *
message_first(struct ctx *c, enum message m, const char *lang, enum message_part p)
{
	if (!has_part(m, p))
		return "";
	return i18n(c->arena, lang, arena_printf(c->arena, "message.%s.%s", message_kinds[m].name, message_part_name(p)), NULL);
}

struct message_text *
message_text(struct ctx *c, enum message m, const char *lang)
{
	struct message_text *t = arena_new(c->arena, struct message_text);
	struct db_rows r = db_query(c, &q[Q_TEXT], DB_T(message_kinds[m].name), DB_T(lang));
	bool found = db_next(&r);

	for (int p = 0; p < PART_COUNT; p++) {
		const char *own = found ? db_str(&r) : "";

		t->own |= *own != '\0';
		t->part[p] = *own ? own : message_first(c, m, lang, (enum message_part)p);
	}
	t->version = found ? db_int(&r) : 0;
	db_done(&r);
	return t;
}

enum message_put
message_put(struct ctx *c, enum message m, const char *lang, int64_t version, const char *const part[PART_COUNT])
{
	const char *own[PART_COUNT];

	for (int p = 0; p < PART_COUNT; p++) {
		own[p] = part[p] ? part[p] : "";
		if (!has_part(m, (enum message_part)p) || str_eq(own[p], message_first(c, m, lang, (enum message_part)p)))
			own[p] = "";
	}
	if (version == 0 && message_text(c, m, lang)->version != 0)
		return MESSAGE_CONFLICT;
	if (db_exec(c, &q[Q_PUT], DB_T(message_kinds[m].name), DB_T(lang), DB_T(own[PART_SUBJECT]), DB_T(own[PART_BODY]), DB_T(own[PART_WA]), DB_I(clock_now()),
	    DB_I(version)) == 0)
		return MESSAGE_CONFLICT;
	audit(c, "message.save", "message", 0, NULL, arena_printf(c->arena, "{\"message\":\"%s\",\"lang\":\"%s\"}", message_kinds[m].name, lang));
	return MESSAGE_OK;
}

/* --- variables --- */

/* The name between braces at s, which stands on '{'; NULL when it is none. */
static const char *
name_at(struct arena *a, const char *s, size_t *n)
{
	*n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	if (*n == 0 || *n > 20 || s[1 + *n] != '}')
		return NULL;
	return arena_mem(a, s + 1, *n);
}

static bool
is_var(const char *const *vars, const char *name)
{
	for (size_t i = 0; vars[i]; i++)
		if (str_eq(vars[i], name))
			return true;
	return false;
}

const char *
message_fault(struct ctx *c, enum message m, enum message_part part, const char *text, const char **word)
{
	return message_vars_fault(c, message_vars, message_kinds[m].needs[part] ? message_kinds[m].needs[part] : "", text, word);
}

const char *
message_vars_fault(struct ctx *c, const char *const *vars, const char *needed, const char *text, const char **word)
{
	const char **needs = str_split(c->arena, needed, ' ', NULL), *name;
	size_t n;

	for (const char *s = text; *s; s++) {
		*word = arena_mem(c->arena, s, strcspn(s, "} \n"));
		if (*s == '}')
			return "message.bad.brace";
		if (*s != '{')
			continue;
		name = name_at(c->arena, s, &n);
		if (!name)
			return "message.bad.brace";
		*word = arena_printf(c->arena, "{%s}", name);
		if (!is_var(vars, name))
			return "message.bad.unknown";
		s += n + 1;
	}
	for (size_t i = 0; needs[i]; i++) {
		*word = arena_printf(c->arena, "{%s}", needs[i]);
		if (!strstr(text, *word))
			return "message.bad.missing";
	}
	return NULL;
}

struct filling {
	struct ctx *c;
	const char *const *vars;
	bool lines;
	const char *(*value)(void *, const char *);
	void *arg;
};

/* One line without its end. False: it has variables, and none has anything to say. */
static bool
fill_line(const struct filling *f, const char *line, struct buf *out)
{
	bool asked = false, told = false;
	size_t n;

	for (const char *s = line; *s; s++) {
		const char *name = *s == '{' ? name_at(f->c->arena, s, &n) : NULL, *value;

		if (!name || !is_var(f->vars, name)) {
			buf_char(out, *s);
			continue;
		}
		value = utf8_clean(f->c->arena, f->value(f->arg, name), true);
		if (!f->lines)
			value = str_replace(f->c->arena, value, "\n", ", ");
		asked = true;
		told = told || *value != '\0';
		buf_str(out, value);
		s += n + 1;
	}
	return !asked || told;
}

const char *
message_fill(struct ctx *c, const char *text, bool lines, const char *(*value)(void *, const char *), void *arg)
{
	return message_vars_fill(c, message_vars, text, lines, value, arg);
}

const char *
message_vars_fill(struct ctx *c, const char *const *vars, const char *text, bool lines, const char *(*value)(void *, const char *), void *arg)
{
	struct filling f = { c, vars, lines, value, arg };
	struct buf out, line;
	bool first = true;

	buf_init(&out, c->arena, FILLED_MAX);
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");

		buf_init(&line, c->arena, FILLED_MAX);
		if (fill_line(&f, arena_mem(c->arena, s, n), &line)) {
			if (!first)
				buf_char(&out, '\n');
			buf_str(&out, line.s);
			first = false;
		}
		s += n + (s[n] == '\n');
	}
	return lines ? out.s : utf8_clean(c->arena, out.s, false);
}

/* --- the log --- */

static bool
read_row(struct db_rows *r, struct message_row *m)
{
	const char *name, *run;

	m->id = db_int(r);
	m->order = db_int(r);
	m->at = db_int(r);
	m->done_at = db_int(r);
	name = db_str(r);
	m->way = db_str(r);
	m->lang = db_str(r);
	m->address = db_str(r);
	m->state = db_str(r);
	m->reason = db_str(r);
	m->number = db_str(r);
	m->staff = db_str(r);
	run = strchr(name, ':');
	m->run = 0;
	if (run && !str_int(run + 1, 1, INT64_MAX, &m->run))
		return false;
	return message_parse(run ? arena_mem(r->c->arena, name, (size_t)(run - name)) : name, &m->message);
}

static struct message_row *
read_one(struct ctx *c, struct db_rows r)
{
	struct message_row *m = arena_new(c->arena, struct message_row);
	bool found = db_next(&r) && read_row(&r, m);

	db_done(&r);
	return found ? m : NULL;
}

static struct message_row *
read_all(struct ctx *c, struct db_rows r, size_t most, size_t *n)
{
	struct message_row *list = arena_new_n(c->arena, most, struct message_row);

	for (*n = 0; *n < most && db_next(&r);)
		*n += read_row(&r, &list[*n]);
	db_done(&r);
	return list;
}

static void
leave(struct ctx *c, const char *kind, int64_t id)
{
	outbox_put(c, "mail", kind, arena_printf(c->arena, "{\"message\":%lld}", (long long)id), arena_printf(c->arena, "message:%lld", (long long)id), 0);
}

static bool
queue(struct ctx *c, const char *name, int64_t order, const char *lang, const char *address)
{
	int64_t id;

	if (str_empty(c->conf->smtp_url) || str_empty(address))
		return false;
	id = db_one_int(c, 0, &q[Q_QUEUE], DB_I(order), DB_T(name), DB_T(lang), DB_I(clock_now()));
	if (id)
		leave(c, "mail.order", id);
	return true;
}

void
message_queue(struct ctx *c, enum message m, int64_t order, const char *lang, const char *address)
{
	if (message_kinds[m].mail)
		(void)queue(c, message_kinds[m].name, order, lang, address);
}

static const char *
batch_name(struct ctx *c, int64_t run)
{
	return arena_printf(c->arena, "%s:%lld", message_kinds[MESSAGE_BATCH].name, (long long)run);
}

bool
message_queue_batch(struct ctx *c, int64_t run, int64_t order, const char *lang, const char *address)
{
	return queue(c, batch_name(c, run), order, lang, address);
}

bool
message_test(struct ctx *c, enum message m, const char *lang, const char *address)
{
	int64_t now = clock_now(), id;

	if (!message_kinds[m].mail)
		BUG("a test of a message that is never mailed");
	if (db_one_int(c, 0, &q[Q_TEST_OPEN]) > 0 || db_one_int(c, 0, &q[Q_TEST_DAY], DB_I(now - DAY_S)) >= TESTS_A_DAY)
		return false;
	id = db_one_int(c, 0, &q[Q_TEST], DB_T(message_kinds[m].name), DB_T(lang), DB_T(address), DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_I(now));
	if (id)
		leave(c, "mail.test", id);
	audit(c, "message.test", "message", id, NULL, NULL);
	return true;
}

static void
told(struct ctx *c, const char *name, int64_t order, const char *lang)
{
	db_exec(c, &q[Q_TOLD], DB_I(order), DB_T(name), DB_T(lang), DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_I(clock_now()));
}

void
message_told(struct ctx *c, enum message m, int64_t order, const char *lang)
{
	told(c, message_kinds[m].name, order, lang);
}

void
message_told_batch(struct ctx *c, int64_t run, int64_t order, const char *lang)
{
	told(c, batch_name(c, run), order, lang);
}

struct message_row *
message_get(struct ctx *c, int64_t id)
{
	return read_one(c, db_query(c, &q[Q_GET], DB_I(id)));
}

struct message_row *
message_of_job(struct ctx *c, const char *kind, const char *payload)
{
	const char *why = "";

	if (!str_starts(kind, "mail."))
		return NULL;
	return message_get(c, js_get_int(js_parse(c->arena, payload, strlen(payload), &why), "message", 0));
}

struct message_row *
message_list(struct ctx *c, int64_t order, size_t *n)
{
	return read_all(c, db_query(c, &q[Q_LIST], DB_I(order), DB_I(LIST_MAX)), LIST_MAX, n);
}

struct message_row *
message_tests(struct ctx *c, int limit, size_t *n)
{
	return read_all(c, db_query(c, &q[Q_TESTS], DB_I(limit)), (size_t)limit, n);
}

struct message_row *
message_trouble(struct ctx *c, int64_t *last_sent)
{
	*last_sent = db_one_int(c, 0, &q[Q_LAST]);
	return read_one(c, db_query(c, &q[Q_TROUBLE]));
}

void
message_sent(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_SENT], DB_I(id), DB_I(clock_now()));
}

void
message_stopped(struct ctx *c, int64_t id, const char *reason, bool for_good)
{
	db_exec(c, &q[Q_STOPPED], DB_I(id), DB_T(reason), DB_I(clock_now()), DB_I(for_good));
}

int64_t
message_prune(struct ctx *c, int64_t before)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(before));
}
