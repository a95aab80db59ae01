/*
 * The gate: the one way of every request. Route, body, origin, session, CSRF token, right, rate; then the handler in the transaction that its route
 * names (begun at its first statement, run again when the database was busy), the commit, the page rendered after it, the reply, one log line. No page repeats
 * any of these checks.
 */
#include "serve/gate.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "http/fcgi.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "serve/counter.h"
#include "serve/gate_http.h"
#include "serve/gate_proof.h"
#include "serve/gate_tidy.h"
#include "serve/page_cache.h"
#include "serve/serve.h"
#include "shop/memo.h"
#include "shop/outbox.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/totp.h"
#include "view/lite.h"

#define TRIES 5
#define TRIES_MS 3000

static void
clear_reply(struct request *r)
{
	r->status = 0;
	r->type = NULL;
	r->n_headers = 0;
	r->page = NULL;
	r->again = AGAIN_NO;
	r->again_show = NULL;
	r->not_modified = false;
	r->tag = NULL;
	r->tag_of = 0;
	r->packed = false;
	r->lite = false;
	r->cache_control = NULL;
	r->flash = NULL;
	r->n_errors = 0;
	r->field_errors = NULL;
	r->form_note = NULL;
	buf_init(&r->etag, r->c->arena, 4000);
	buf_init(&r->body, r->c->arena, (size_t)r->c->conf->reply_max);
}

/* The page of an error status, in the shop's look when the database still answers, else alone. */
static void
show_error(struct request *r, int status)
{
	struct view *v = NULL;

	clear_reply(r);
	r->status = status;
	db_rollback(r->c);
	if (r->route && r->route->gate == GATE_MACHINE) {
		reply_text(r, status, "text/plain; charset=utf-8", "error\n");
		return;
	}
	if (status < 500 && !err_is_set(r->c)) {
		db_arm(r->c, DB_READ);
		v = shell_error(r, status);
		if (!db_commit(r->c) || err_is_set(r->c)) {
			db_rollback(r->c);
			err_clear(r->c);
			v = NULL;
		}
	}
	if (!v)
		v = shell_error_alone(r, status);
	r->type = "text/html; charset=utf-8";
	if (!view_render(v, &r->body)) {
		buf_clear(&r->body);
		buf_printf(&r->body, "%d", status);
		r->type = "text/plain; charset=utf-8";
	}
}

/* The first failure of this request, logged once; a shopper sees only the id. */
static void
fail(struct request *r)
{
	const struct err *e = &r->c->err;
	int status = e->kind == ERR_BUSY || e->kind == ERR_DISK || e->kind == ERR_AWAY ? 503 : 500;

	LOG(EV_FAILURE, KV("id", r->c->request_id), KV("kind", err_name(e->kind)), KV("where", e->where),
	    KV("what", e->text), KV("route", r->route ? r->route->pattern : ""));
	db_rollback(r->c);
	show_error(r, status);
	if (status == 503)
		reply_header(r, "Retry-After", "5");
	err_clear(r->c);
}

static void
render(struct request *r)
{
	if (!r->page || r->not_modified)
		return;
	/* A handler that only filled its page means 200. */
	r->status = r->status ? r->status : 200;
	r->type = r->type ? r->type : "text/html; charset=utf-8";
	if (!view_render(r->page, &r->body)) {
		fail(r);
		return;
	}
	if (r->lite)
		view_lite(&r->body);
}

/* A step that only reads, in a transaction of its own: again while the database is busy. False when it failed. */
static bool
reading(struct request *r, void (*step)(struct request *))
{
	int64_t start = clock_ms();
	int try;

	for (try = 1;; try++) {
		db_arm(r->c, DB_READ);
		step(r);
		if (!err_is_set(r->c) && db_commit(r->c))
			return true;
		db_rollback(r->c);
		if (r->c->err.kind != ERR_BUSY || try >= TRIES || clock_ms() - start > TRIES_MS)
			return false;
		err_clear(r->c);
		db_backoff(try);
	}
}

static void
again_step(struct request *r)
{
	void (*show)(struct request *) = r->again_show;

	r->status = 0;
	r->page = NULL;
	show(r);
	r->again_show = show;	/* replying clears it */
}

static void
before_step(struct request *r)
{
	clear_reply(r);
	r->route->before(r);
}

/* The same page once more with fields marked, read in a transaction of its own. */
static void
show_again(struct request *r)
{
	r->again = AGAIN_NO;
	if (!reading(r, again_step)) {
		fail(r);
		return;
	}
	if (r->status == 200 || r->status == 0)
		r->status = 422;
}

/* One try of the handler, with the session that was there before it. True when there is an answer, false to try again. */
static bool
attempt(struct request *r, struct session *session, bool last)
{
	clear_reply(r);
	r->session = session;
	db_arm(r->c, (enum db_mode)r->route->how);
	if (r->route->how != DO_READ)
		memo_write(r->c);
	r->route->handle(r);
	if (!err_is_set(r->c)) {
		if (r->again == AGAIN_UNDO)
			db_rollback(r->c);
		else if (!db_commit(r->c))
			db_rollback(r->c);
	}
	if (!err_is_set(r->c))
		return true;
	db_rollback(r->c);
	if (r->c->err.kind == ERR_BUSY && !last) {
		err_clear(r->c);
		return false;
	}
	return true;
}

static void
run_handler(struct request *r)
{
	struct session *session = r->session;
	int64_t start = clock_ms();
	int try;

	if (r->route->before) {
		if (!reading(r, before_step)) {
			fail(r);
			return;
		}
		if (r->status) {	/* it has answered already: not a picture, one more step of a form */
			render(r);
			return;
		}
	}
	for (try = 1; !attempt(r, session, try >= TRIES || clock_ms() - start > TRIES_MS); try++)
		db_backoff(try);
	if (err_is_set(r->c)) {
		fail(r);
		return;
	}
	/* Soft writes (carts, sessions) leave nothing for the worker. */
	if (r->route->how == DO_WRITE)
		outbox_wake(r->c);
	if (r->again != AGAIN_NO)
		show_again(r);
	if (r->status >= 400 && !r->page && r->body.len == 0)
		show_error(r, r->status);
	render(r);
}

static void
find_staff(struct request *r)
{
	const char *token = request_cookie(r, reply_cookie_name(r, COOKIE_STAFF));

	if (!token || strlen(token) > 100)
		return;
	r->staff_session = session_find(r->c, token, true);
	if (!r->staff_session)
		return;
	r->staff = staff_get(r->c, r->staff_session->staff);
	if (!r->staff || !r->staff->active) {
		r->staff_session = NULL;
		r->staff = NULL;
		return;
	}
	r->c->actor_kind = ACTOR_STAFF;
	r->c->actor = r->staff->id;
	r->c->lang = r->staff->lang;
}

static void
find_sessions(struct request *r)
{
	bool admin = r->route->gate == GATE_STAFF || r->route->gate == GATE_LOGIN;
	const char *token;

	if (r->route->gate == GATE_MACHINE)
		return;
	if (admin) {
		find_staff(r);
		return;
	}
	token = request_cookie(r, reply_cookie_name(r, COOKIE_SHOP));
	if (!token || strlen(token) > 100)
		return;
	r->session = session_find(r->c, token, false);
	if (r->session) {
		r->c->actor_kind = ACTOR_VISITOR;
		r->c->actor = r->session->customer;
		r->c->buyer_group = r->session->buyer_group;
	}
}

/* Without a session the origin alone admits a POST; with one its token must come along, too. */
static bool
csrf_ok(struct request *r)
{
	const struct session *s = r->staff_session ? r->staff_session : r->session;
	const char *token = request_form(r, "csrf");

	if (!gate_origin_ok(r))
		return false;
	if (!s)
		return true;
	return token && crypt_equal(token, s->csrf);
}

/* Whoever may change the shop and has no second step yet, though the shop asks for it: nothing but turning it on is open to them. */
static bool
must_enrol(struct request *r)
{
	const char *at = r->route->pattern;

	if (r->staff->role > ROLE_ADMIN || !shop_get(r->c)->totp_on || str_starts(at, "/admin/me/totp") || str_eq(at, "/admin/me/lang") ||
	    str_eq(at, "/admin/logout"))
		return false;
	return !totp_is_on(r->c, r->staff->id);
}

static void
find_who(struct request *r)
{
	r->session = r->staff_session = NULL;
	r->staff = NULL;
	r->c->buyer_group = 0;
	find_sessions(r);
	r->must_enrol = r->staff && r->route->gate == GATE_STAFF && must_enrol(r);
}

static bool
staff_admitted(struct request *r)
{
	if (r->route->gate != GATE_STAFF)
		return true;
	if (!r->staff) {
		reply_see_other(r, url_admin(r->c, "/login"));
		return false;
	}
	if (!role_may(r->staff->role, (enum right)r->route->right)) {
		LOG(EV_DENIED, KV("id", r->c->request_id), KV("route", r->route->pattern), KI("staff", r->staff->id));
		show_error(r, 403);
		return false;
	}
	if (r->must_enrol) {
		flash(r, "flash.no.totp.first");
		reply_see_other(r, url_admin(r->c, "/me/totp"));
		return false;
	}
	return true;
}

/* True when the body is read and may be used; otherwise the reply is made. */
static bool
take_body(struct request *r)
{
	const struct conf *conf = r->c->conf;
	int64_t max = r->route->flags & ROUTE_UPLOAD ? conf->upload_max : conf->request_max;
	enum body_read got;

	if (r->method != HTTP_POST)
		return true;
	got = body_read(r, max, arena_printf(r->c->arena, "%s/incoming", conf->data));
	if (err_is_set(r->c)) {		/* our disk failed, not the sender */
		fail(r);
		return false;
	}
	switch (got) {
	case BODY_OK:
		return true;
	case BODY_TOO_LARGE:
		show_error(r, 413);
		return false;
	case BODY_BAD:
	case BODY_GONE:
		show_error(r, 400);
		return false;
	}
	return false;
}

/* Address in the log and for ETag comes from the pattern; everything that is not a page of ours is 404 or 405. */
static bool
find_route(struct request *r)
{
	const char *allow = NULL;

	switch (route_find(r, &allow)) {
	case ROUTE_FOUND:
		return !gate_tidy(r, true);
	case ROUTE_METHOD:
		show_error(r, 405);
		reply_header(r, "Allow", allow);
		return false;
	case ROUTE_NONE:
		if (gate_tidy(r, false))
			return false;
		/* Staff who mistyped an address stay in their own rooms. */
		if (str_starts(r->path, "/admin")) {
			db_arm(r->c, DB_READ);
			find_staff(r);
		}
		show_error(r, 404);
		return false;
	}
	return false;
}

/* A dangerous act: false when the page that asks for the password is the answer. */
static bool
proof_given(struct request *r)
{
	bool given = gate_proof(r);

	if (err_is_set(r->c)) {
		db_rollback(r->c);
		fail(r);
		return false;
	}
	if (given)
		return true;
	r->again_show = gate_proof_page;
	show_again(r);
	render(r);
	return false;
}

static void
pass(struct request *r)
{
	if (r->method == HTTP_OTHER) {
		show_error(r, 405);
		reply_header(r, "Allow", "GET, HEAD, POST");
		return;
	}
	if (str_empty(r->path)) {
		show_error(r, 400);
		return;
	}
	if (!find_route(r))
		return;
	/* Before the body is read: a flood of uploads must not reach the disk. */
	if ((r->route->flags & ROUTE_SLOW) && r->method == HTTP_POST && !gate_rate_ok(r)) {
		show_error(r, 429);
		reply_header(r, "Retry-After", "60");
		return;
	}
	/* A transaction of its own: no snapshot is held while the body comes in. */
	if (!reading(r, find_who)) {
		fail(r);
		return;
	}
	if (!staff_admitted(r) || !take_body(r))
		return;
	if (r->method == HTTP_POST && r->route->gate != GATE_MACHINE && !csrf_ok(r)) {
		LOG(EV_DENIED, KV("id", r->c->request_id), KV("route", r->route->pattern), KV("why", "csrf"));
		show_error(r, 403);
		return;
	}
	if (!proof_given(r))
		return;
	if (!page_cache_begin(r))
		run_handler(r);
}

/* Last seen is the one thing that a GET may change; it is written after the answer is out, and a failure here costs nothing. */
static void
touch(struct request *r)
{
	const struct session *s = r->staff_session ? r->staff_session : r->session;

	if (!s || clock_now() - s->seen_at < 300 || err_is_set(r->c))
		return;
	if (db_begin(r->c, DB_SOFT)) {
		session_touch(r->c, s);
		if (!db_commit(r->c))
			db_rollback(r->c);
	}
	err_clear(r->c);
}

void
gate_run(struct request *r)
{
	int64_t start = clock_us();

	fault_request();
	memo_begin();
	clear_reply(r);
	pass(r);
	if (r->not_modified)
		buf_clear(&r->body);
	gate_headers(r, page_cache_end(r));
	counter_request(r, clock_us() - start);	/* before the answer is out: who asks next sees it counted */
	fcgi_send(r);
	gate_log(r, (clock_us() - start) / 1000);
	touch(r);
	db_tidy(r->c->db);
	fault_request_end();
}

struct session *
gate_session(struct request *r)
{
	const char *token = NULL;

	if (r->session)
		return r->session;
	r->session = session_open_shop(r->c, &token);
	if (!r->session)
		return NULL;
	reply_cookie(r, COOKIE_SHOP, token, SESSION_SHOP_S, false);
	return r->session;
}

void
gate_staff_in(struct request *r, const char *token)
{
	if (r->staff_session)
		session_close(r->c, r->staff_session->id);
	reply_cookie(r, COOKIE_STAFF, token, SESSION_STAFF_S, true);
}

void
gate_staff_out(struct request *r)
{
	if (r->staff_session)
		session_close(r->c, r->staff_session->id);
	reply_cookie(r, COOKIE_STAFF, "", 0, true);
}
