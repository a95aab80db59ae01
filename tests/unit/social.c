/* Accounts at social networks, the app, connections in the making, and publications as rows: what people may ask of them and what the outbox gets. */
#include "trade.h"

#include "base/str.h"
#include "shop/outbox.h"
#include "shop/publication.h"
#include "shop/staff.h"

#define TOKEN "EAATESTTOKEN-of-a-page-that-nobody-may-see"

static const struct db_stmt s[] = {
	SQL("t.token", "SELECT token FROM social_account WHERE id = $1"),
	SQL("t.outbox", "SELECT COUNT(*) FROM outbox WHERE lane = 'social' AND kind = $1"),
	SQL("t.due", "SELECT MAX(due_at) FROM outbox WHERE lane = 'social'"),
	SQL("t.swap", "UPDATE social_account SET token = (SELECT token FROM social_account WHERE id = $1) WHERE id = $2"),
	SQL("t.unknown", "UPDATE publication SET state = 'unknown', next_at = 0, reason = 'publication.why.unsure', attempt_at = 5 WHERE id = $1"),
	SQL("t.state", "UPDATE publication SET state = $2, next_at = 0, remote = 'r1' WHERE id = $1"),
	SQL("t.connect", "SELECT state_hash || secret || found FROM social_connect WHERE id = $1"),
};

static void
with_key(struct fixture *f)
{
	f->conf.key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	f->c.actor_kind = ACTOR_STAFF;
	if (staff_add(&f->c, "ibu", "Ibu", ROLE_OWNER, "x", &f->c.actor) != STAFF_PUT_OK)
		fail_msg("no staff");
}

static int64_t
page(struct fixture *f, const char *remote)
{
	return social_account_put(&f->c, &(struct social_account_new){ .channel = "facebook", .remote = remote, .page = remote, .name = "Makrani", .username = "", .token = TOKEN,
	    .scopes = "pages_manage_posts", .expires_at = 0 });
}

static void
test_social_account__token(void **state)
{
	struct fixture *f = *state;
	int64_t a, b;
	size_t n;

	with_key(f);
	a = page(f, "111");
	b = page(f, "222");
	assert_int_equal(page(f, "111"), a);
	assert_null(strstr(db_one_text(&f->c, &s[0], DB_I(a)), "EAA"));
	assert_string_equal(social_account_token(&f->c, a), TOKEN);
	(void)social_accounts(&f->c, &n);
	assert_int_equal(n, 2);
	/* Copied into another row, or read under another key, it opens nothing. */
	db_exec(&f->c, &s[3], DB_I(a), DB_I(b));
	assert_null(social_account_token(&f->c, b));
	f->conf.key = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	assert_null(social_account_token(&f->c, a));
	fixture_ok(f);
	assert_false(social_account_off(&f->c, a, 99));
	assert_true(social_account_off(&f->c, a, social_account_get(&f->c, a)->version));
	assert_string_equal(db_one_text(&f->c, &s[0], DB_I(a)), "");
	assert_null(social_account_token(&f->c, a));
	(void)social_accounts(&f->c, &n);
	assert_int_equal(n, 1);
}

static void
test_social_account__pause(void **state)
{
	struct fixture *f = *state;
	int64_t a;

	with_key(f);
	a = page(f, "111");
	social_account_pause(&f->c, a, "hold", FIXTURE_NOW + 60, "social.why.fast", "Slow down");
	assert_false(social_account_works(social_account_get(&f->c, a), FIXTURE_NOW));
	assert_true(social_account_works(social_account_get(&f->c, a), FIXTURE_NOW + 60));
	social_account_pause(&f->c, a, "reauth", 0, "social.why.token", "");
	social_account_pause(&f->c, a, "hold", FIXTURE_NOW + 60, "social.why.fast", "");
	assert_string_equal(social_account_get(&f->c, a)->state, "reauth");
	assert_false(social_account_resume(&f->c, a));
	assert_int_equal(page(f, "111"), a);
	assert_string_equal(social_account_get(&f->c, a)->state, "ok");
	social_account_pause(&f->c, a, "config", 0, "social.why.scope", "");
	assert_true(social_account_resume(&f->c, a));
	assert_false(social_account_resume(&f->c, a));
}

static void
test_social_account__lease(void **state)
{
	struct fixture *f = *state;
	int64_t a;

	with_key(f);
	a = page(f, "111");
	assert_true(social_account_lease(&f->c, a, "w1", 60));
	assert_true(social_account_lease(&f->c, a, "w1", 60));
	assert_false(social_account_lease(&f->c, a, "w2", 60));
	social_account_release(&f->c, a, "w2");
	assert_false(social_account_lease(&f->c, a, "w2", 60));
	clock_set(FIXTURE_NOW + 60);
	assert_true(social_account_lease(&f->c, a, "w2", 60));
	social_account_release(&f->c, a, "w2");
	clock_set(FIXTURE_NOW - 86400);
	assert_true(social_account_lease(&f->c, a, "w3", 60));
}

static void
test_social_account__app(void **state)
{
	struct fixture *f = *state;
	struct social_app *app;

	with_key(f);
	app = social_app_get(&f->c);
	assert_string_equal(app->id, "");
	assert_null(social_app_secret(&f->c));
	assert_int_equal(social_app_put(&f->c, 0, "4711", ""), SOCIAL_APP_NEEDS);
	assert_int_equal(social_app_put(&f->c, 0, "4711", "0123456789abcdef0123456789abcdef"), SOCIAL_APP_OK);
	assert_int_equal(social_app_put(&f->c, 0, "4711", "x"), SOCIAL_APP_CONFLICT);
	app = social_app_get(&f->c);
	assert_string_equal(app->secret_end, "cdef");
	assert_int_equal(social_app_put(&f->c, app->version, "4712", ""), SOCIAL_APP_NEEDS);
	assert_int_equal(social_app_put(&f->c, app->version, "4711", ""), SOCIAL_APP_OK);
	assert_string_equal(social_app_secret(&f->c), "0123456789abcdef0123456789abcdef");
}

static void
test_social_connect__once(void **state)
{
	struct fixture *f = *state;
	const char *word;
	int64_t id, other;

	with_key(f);
	word = arena_str(f->keep, social_connect_ask(&f->c, 7, "http://x/admin/channels/back"));
	assert_int_equal(social_connect_back(&f->c, 8, word, "CODE-1", &id), SOCIAL_BACK_STRANGE);	/* another session's, and used up by this */
	assert_int_equal(social_connect_back(&f->c, 7, word, "CODE-1", &id), SOCIAL_BACK_STRANGE);
	word = social_connect_ask(&f->c, 7, "http://x/admin/channels/back");
	assert_int_equal(social_connect_back(&f->c, 7, word, "CODE-2", &id), SOCIAL_BACK_OK);
	assert_int_equal(social_connect_back(&f->c, 7, word, "CODE-2", &other), SOCIAL_BACK_STRANGE);
	assert_int_equal(db_one_int(&f->c, 0, &s[1], DB_T("social.connect")), 1);
	assert_string_equal(social_connect_secret(&f->c, id), "CODE-2");
	assert_true(social_connect_taken(&f->c, id));
	assert_false(social_connect_taken(&f->c, id));
	social_connect_found(&f->c, id, "pages_show_list", "[{\"token\":\"EAAX\"}]", 0);
	assert_string_equal(social_connect_get(&f->c, id, 0)->found, "[{\"token\":\"EAAX\"}]");
	assert_null(social_connect_get(&f->c, id, f->c.actor + 1));
	social_connect_done(&f->c, id);
	assert_null(social_connect_get(&f->c, id, f->c.actor)->found);
	word = social_connect_ask(&f->c, 7, "http://x/");
	clock_set(FIXTURE_NOW + SOCIAL_CONNECT_S + 1);
	assert_int_equal(social_connect_back(&f->c, 7, word, "CODE-3", &id), SOCIAL_BACK_STRANGE);
	assert_int_equal(social_connect_prune(&f->c, clock_now()), 3);
}

static int64_t
post(struct fixture *f, int64_t account, int64_t due)
{
	static const struct publication_picture pictures[] = { { .file = "media/a.jpg", .path = "/media/a.jpg", .alt = "Keripik" }, { .file = "media/b.jpg", .path = "/media/b.jpg" } };

	return publication_put(&f->c, &(struct publication_new){ .post = 3, .account = account, .text = "Keripik #enak", .link = "", .pictures = pictures, .n = 2, .due_at = due });
}

static void
test_publication__queue(void **state)
{
	struct fixture *f = *state;
	struct publication_picture *pictures;
	struct publication *p;
	int64_t a, id, later;
	size_t n;

	with_key(f);
	a = page(f, "111");
	id = post(f, a, 0);
	later = post(f, a, FIXTURE_NOW + 3600);
	assert_int_equal(post(f, a + 9, 0), 0);
	p = publication_of_post(&f->c, 3, &n);
	assert_int_equal(n, 2);
	assert_int_equal(p[0].id, id);
	assert_int_equal(p[0].next_at, FIXTURE_NOW);
	assert_int_equal(p[1].next_at, FIXTURE_NOW + 3600);
	pictures = publication_pictures(&f->c, id, &n);
	assert_int_equal(n, 2);
	assert_string_equal(pictures[1].path, "/media/b.jpg");
	assert_int_equal(db_one_int(&f->c, 0, &s[1], DB_T("social.publish")), 2);
	assert_int_equal(db_one_int(&f->c, 0, &s[2]), FIXTURE_NOW + 3600);
	assert_int_equal(publication_cancel(&f->c, later), PUBLICATION_OK);
	assert_int_equal(publication_cancel(&f->c, later), PUBLICATION_NOT);
	assert_int_equal(publication_cancel(&f->c, later + 9), PUBLICATION_GONE);
	assert_int_equal(publication_retry(&f->c, later), PUBLICATION_OK);
	assert_int_equal(publication_retry(&f->c, later), PUBLICATION_NOT);
	(void)publication_waiting(&f->c, 0, 10, &n);
	assert_int_equal(n, 2);
	(void)publication_troubled(&f->c, 10, &n);
	assert_int_equal(n, 0);
	clock_set(FIXTURE_NOW + 7200);
	(void)publication_troubled(&f->c, 10, &n);	/* nobody has done them */
	assert_int_equal(n, 2);
	assert_int_equal(publication_retry(&f->c, id), PUBLICATION_OK);
}

/* A post for next week: its row of the outbox lies hours ahead, never further, and is laid out anew when its time comes. */
static void
test_publication__next_week(void **state)
{
	struct fixture *f = *state;
	struct publication_work w;
	int64_t a, id, due = FIXTURE_NOW + INT64_C(7) * 86400;

	with_key(f);
	a = page(f, "111");
	id = post(f, a, due);
	assert_int_equal(publication_get(&f->c, id)->next_at, due);
	assert_int_equal(db_one_int(&f->c, 0, &s[2]), FIXTURE_NOW + 6 * 3600);
	clock_set(FIXTURE_NOW + 6 * 3600);
	assert_int_equal(publication_begin(&f->c, id, 1, "h", &w), PUBLICATION_IDLE);
	assert_int_equal(publication_get(&f->c, id)->turn, 2);
	assert_int_equal(publication_get(&f->c, id)->next_at, due);
	assert_int_equal(db_one_int(&f->c, 0, &s[2]), FIXTURE_NOW + 12 * 3600);
	assert_int_equal(publication_begin(&f->c, id, 1, "h", &w), PUBLICATION_IDLE);	/* void */
	assert_int_equal(publication_get(&f->c, id)->turn, 2);
	clock_set(due);
	assert_int_equal(publication_begin(&f->c, id, 2, "h", &w), PUBLICATION_PREPARE);
	assert_false(social_account_lease(&f->c, a, "other", 60));
}

static void
test_publication__settle(void **state)
{
	struct fixture *f = *state;
	int64_t a, id;
	size_t n;

	with_key(f);
	a = page(f, "111");
	id = post(f, a, 0);
	assert_int_equal(publication_settle(&f->c, id, true), PUBLICATION_NOT);
	db_exec(&f->c, &s[4], DB_I(id));
	assert_true(publication_asks(publication_get(&f->c, id)));
	assert_int_equal(publication_cancel(&f->c, id), PUBLICATION_NOT);
	assert_int_equal(publication_retry(&f->c, id), PUBLICATION_NOT);
	/* What a person must decide does not go on by itself when the account comes back. */
	publication_account_back(&f->c, a);
	assert_int_equal(publication_get(&f->c, id)->next_at, 0);
	(void)publication_troubled(&f->c, 10, &n);
	assert_int_equal(n, 1);
	/* Nor is it hidden while the account rests, which ends only with the next post. */
	social_account_pause(&f->c, a, "hold", clock_now() + 86400, "social.why.spam", "");
	(void)publication_troubled(&f->c, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(publication_worries(&f->c).troubled, 1);
	assert_true(social_account_resume(&f->c, a));
	assert_int_equal(publication_settle(&f->c, id, false), PUBLICATION_OK);
	assert_string_equal(publication_get(&f->c, id)->state, "queued");
	db_exec(&f->c, &s[4], DB_I(id));
	assert_int_equal(publication_settle(&f->c, id, true), PUBLICATION_OK);
	assert_string_equal(publication_get(&f->c, id)->state, "published");
	assert_int_equal(publication_edit_text(&f->c, id, "Baru"), PUBLICATION_NOT);	/* nobody knows its id there */
	db_exec(&f->c, &s[5], DB_I(id), DB_T("published"));
	assert_int_equal(publication_edit_text(&f->c, id, "Baru"), PUBLICATION_OK);
	assert_int_equal(publication_remove(&f->c, id), PUBLICATION_OK);
	assert_int_equal(publication_edit_text(&f->c, id, "Baru"), PUBLICATION_NOT);
	id = post(f, a, 0);
	publication_account_off(&f->c, a);
	assert_string_equal(publication_get(&f->c, id)->state, "failed");
}

static void
test_social__limits(void **state)
{
	const struct social_channel *fb = social_channel("facebook"), *ig = social_channel("instagram");
	int64_t tags, mentions, limit;
	char many[200] = "";

	(void)state;
	assert_non_null(fb);
	assert_non_null(ig);
	assert_null(social_channel("myspace"));
	assert_ptr_equal(social_channels()[0], fb);
	social_count("#enak #2 # ## a#b #kéripik,#pedas.@toko @ ibu@contoh.example (@makrani)", &tags, &mentions);
	assert_int_equal(tags, 4);
	assert_int_equal(mentions, 2);
	assert_string_equal(social_fault(fb, "", "", 0, &limit), "social.bad.empty");
	assert_null(social_fault(fb, "Halo", "https://x/s/a", 0, &limit));
	assert_string_equal(social_fault(ig, "Halo", "", 0, &limit), "social.bad.few");
	assert_string_equal(social_fault(ig, "Halo", "", 11, &limit), "social.bad.many");
	assert_int_equal(limit, 10);
	for (int i = 0; i < 30; i++)
		strcat(many, "#a ");
	assert_null(social_fault(ig, many, "", 1, &limit));
	strcat(many, "#a");
	assert_string_equal(social_fault(ig, many, "", 1, &limit), "social.bad.hashtags");
	assert_null(social_fault(fb, many, "", 1, &limit));
}

static const struct CMUnitTest tests[] = {
	CASE(test_social_account__token), CASE(test_social_account__pause), CASE(test_social_account__lease), CASE(test_social_account__app), CASE(test_social_connect__once),
	CASE(test_publication__queue), CASE(test_publication__next_week), CASE(test_publication__settle), CASE(test_social__limits),
};
FIXTURE_MAIN(tests)
