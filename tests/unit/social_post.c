/* Posts: words filled and counted against limits, drafts with versions, sending, taking back, copies, the product of the day with the shop's clock. */
#include "trade.h"

#include "base/i18n.h"
#include "base/str.h"
#include "shop/campaign.h"
#include "shop/link.h"
#include "shop/poster.h"
#include "shop/social_daily.h"
#include "shop/social_post.h"
#include "shop/staff.h"

/* A network with a small limit, so that tests need no long texts. */
static const struct social_channel narrow = { .name = "narrow", .order = 1, .limits = { .text = 40, .hashtags = 2, .mentions = 1, .pictures_most = 2, .ratio_least = 900, .link = true } };
SOCIAL_CHANNEL(narrow);
static const struct social_channel broad = { .name = "broad", .order = 2, .limits = { .text = 2000, .pictures_most = 10, .side_most = 1440, .link = true, .edit = true, .remove = true } };
SOCIAL_CHANNEL(broad);

static const struct db_stmt s[] = {
	SQL("t.media", "INSERT INTO media (id, hash, state, width, height, alpha, bytes, created_at) VALUES ($1, $2, 'ready', 1200, 900, 0, 1, 1)"),
	SQL("t.link", "INSERT INTO media_link (media, product, position, alt) VALUES ($1, $2, $3, '')"),
	SQL("t.pubs", "SELECT COUNT(*) FROM publication WHERE post = $1 AND state = $2"),
	SQL("t.text", "SELECT text FROM publication WHERE post = $1 AND account = $2 ORDER BY id DESC LIMIT 1"),
	SQL("t.state", "UPDATE publication SET state = $2, next_at = 0 WHERE id = $1"),
	SQL("t.drawn", "UPDATE poster SET state = 'ready', pages = 1, ending = 'jpg'"),
	SQL("t.sale", "UPDATE variant SET compare_at = 20000 WHERE id = 1"),
	SQL("t.jobs", "SELECT COUNT(*) FROM outbox WHERE kind = $1"),
	SQL("t.focal", "UPDATE media SET focal_x = $1, focal_y = $2"),
	SQL("t.request", "SELECT request FROM poster WHERE id = $1"),
	SQL("t.all", "SELECT (SELECT COUNT(*) FROM publication) + (SELECT COUNT(*) FROM publication_picture) + (SELECT COUNT(*) FROM social_post) + (SELECT COUNT(*) FROM social_post_picture)"
	    " + (SELECT COUNT(*) FROM social_post_goods) + (SELECT COUNT(*) FROM social_post_account)"),
};

static void
open_shop(struct fixture *f)
{
	const char *why = "";

	if (!i18n_load(f->conf.templates, &why))
		fail_msg("%s", why);
	f->conf.key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	f->conf.origins = "https://keripik.example";
	f->c.actor_kind = ACTOR_STAFF;
	if (staff_add(&f->c, "ibu", "Ibu", ROLE_OWNER, "x", &f->c.actor) != STAFF_PUT_OK)
		fail_msg("no staff");
	trade_open(&f->c);
}

static int64_t
account(struct fixture *f, const char *channel, const char *remote)
{
	return social_account_put(&f->c, &(struct social_account_new){ .channel = channel, .remote = remote, .page = remote, .name = "Mande Rani", .username = "", .token = "T", .scopes = "" });
}

static struct card
goods(const char *name, int64_t now, int64_t was, bool from)
{
	return (struct card){ .id = 1, .slug = "x", .name = name, .price = { .now = now, .was = was }, .from = from };
}

static void
test_caption__fill(void **state)
{
	struct fixture *f = *state;
	struct card one = goods("Keripik {harga}", 12000, 15000, false), two = goods("Pisang", 9000, 0, false), *both[] = { &one, &two };
	struct caption_facts a = { both, 1, "https://x/s/1", "K12" }, b = { both, 2, "https://x/s/1", "" }, none = { both, 0, "https://x/", "" };
	const char *word;

	open_shop(f);
	/* Braces in a name stay text; a line whose words say nothing is left out. */
	assert_string_equal(caption_text(&f->c, "{nama}\nTadinya {harga_lama}, hemat {hemat}\nkode {kode}", "#a", &a), "Keripik {harga}\nTadinya Rp\u00a015.000, hemat Rp\u00a03.000\nkode K12\n\n#a");
	assert_string_equal(caption_text(&f->c, "{nama}\nTadinya {harga_lama}\nkode {kode}\n{harga}", "", &b), "Keripik {harga}, Pisang\nmulai Rp\u00a09.000");
	assert_string_equal(caption_text(&f->c, "{daftar}", "", &b), "• Keripik {harga}: Rp\u00a012.000\n• Pisang: Rp\u00a09.000");
	assert_string_equal(caption_text(&f->c, "Buka! {nama} {link}", "", &none), "Buka!  https://x/");
	assert_string_equal(caption_text(&f->c, "{nama}", "#a #b", &none), "#a #b");
	assert_null(caption_fault(&f->c, "{nama} {harga}", &word));
	assert_string_equal(caption_fault(&f->c, "{naam}", &word), "message.bad.unknown");
	assert_string_equal(word, "{naam}");
	assert_string_equal(caption_fault(&f->c, "a } b", &word), "message.bad.brace");
	assert_string_equal(caption_hashtags(&f->c, " #sanjai, Minang #Sanjai\n##oleh"), "#sanjai #Minang #oleh");
}

static void
test_caption__templates(void **state)
{
	struct fixture *f = *state;
	int64_t id = 0;
	size_t n;

	open_shop(f);
	(void)caption_list(&f->c, &n);
	assert_int_equal(n, 1);
	assert_int_equal(caption_put(&f->c, &id, 0, "Promo", "{nama}!", "promo"), CAPTION_OK);
	assert_int_equal(caption_put(&f->c, &id, 9, "Promo", "x", ""), CAPTION_CONFLICT);
	assert_string_equal(caption_get(&f->c, id)->hashtags, "#promo");
	assert_int_equal(caption_drop(&f->c, id), CAPTION_OK);
	assert_int_equal(caption_drop(&f->c, id), CAPTION_GONE);
	assert_int_equal(caption_put(&f->c, &id, 1, "Promo", "x", ""), CAPTION_GONE);
}

/* A draft about the chips, with one photo. */
static int64_t
draft(struct fixture *f)
{
	int64_t chips = CHIPS;

	db_exec(&f->c, &s[0], DB_I(7), DB_T("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	db_exec(&f->c, &s[0], DB_I(8), DB_T("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
	db_exec(&f->c, &s[0], DB_I(9), DB_T("cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"));
	db_exec(&f->c, &s[1], DB_I(7), DB_I(CHIPS), DB_I(0));
	db_exec(&f->c, &s[1], DB_I(8), DB_I(BANANA), DB_I(0));
	return social_post_new(&f->c, &chips, 1, 0);
}

static struct social_post_edit
edit_of(const struct social_post *p)
{
	return (struct social_post_edit){ .body = p->body, .hashtags = p->hashtags, .shape = p->shape, .fit = p->fit, .sticker = p->sticker, .frame = p->frame, .due_at = p->due_at,
	    .pictures = p->pictures, .n_pictures = p->n_pictures, .accounts = p->accounts, .n_accounts = p->n_accounts };
}

static void
test_social_post__draft(void **state)
{
	struct fixture *f = *state;
	int64_t id, both[] = { CHIPS, BANANA }, other = BANANA;
	struct social_post *p;
	struct social_post_edit e;

	open_shop(f);
	account(f, "broad", "1");
	id = draft(f);
	p = social_post_get(&f->c, id);
	assert_string_equal(p->state, "draft");
	assert_non_null(strstr(p->body, "{nama}"));
	assert_int_equal(p->n_goods, 1);
	assert_int_equal(p->n_pictures, 1);
	assert_int_equal(p->pictures[0].product, CHIPS);
	assert_string_equal(p->pictures[0].alt, "Keripik Balado");
	assert_int_equal(p->n_accounts, 1);
	/* A picture of goods that the post is not about is nobody's to take; an upload is. */
	e = edit_of(p);
	e.body = "Halo";
	e.campaign = 5;
	e.pictures = (struct social_picture[]){ { .media = 9, .product = 0, .chosen = true, .alt = "u" }, { .media = 8, .product = -1, .chosen = true, .alt = "" }, { .media = 7, .product = -1, .alt = "" } };
	e.n_pictures = 3;
	assert_int_equal(social_post_put(&f->c, id, p->version, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_put(&f->c, id, p->version, &e), SOCIAL_POST_CONFLICT);
	assert_int_equal(social_post_put(&f->c, 99, 1, &e), SOCIAL_POST_GONE);
	p = social_post_get(&f->c, id);
	assert_int_equal(p->campaign, 5);
	assert_int_equal(p->n_pictures, 1);
	assert_int_equal(p->pictures[0].media, 9);
	/* More goods bring their photo; fewer take it along. */
	assert_int_equal(social_post_goods(&f->c, id, both, 2), SOCIAL_POST_OK);
	p = social_post_get(&f->c, id);
	assert_int_equal(p->n_pictures, 2);
	assert_int_equal(p->pictures[1].media, 8);
	assert_int_equal(social_post_goods(&f->c, id, &other, 1), SOCIAL_POST_OK);
	assert_int_equal(social_post_goods(&f->c, id, NULL, 0), SOCIAL_POST_OK);
	p = social_post_get(&f->c, id);
	assert_int_equal(p->n_pictures, 1);
	assert_string_equal(p->body, "Halo");
	assert_int_equal(social_post_drop(&f->c, id), SOCIAL_POST_OK);
	assert_null(social_post_get(&f->c, id));
}

static void
test_social_post__limits(void **state)
{
	struct fixture *f = *state;
	int64_t a, id;
	struct social_post *p;
	struct social_post_edit e;
	const struct social_said *said;
	size_t n;

	open_shop(f);
	id = draft(f);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_NO_ACCOUNT);
	a = account(f, "narrow", "1");
	p = social_post_get(&f->c, id);
	e = edit_of(p);
	e.accounts = &a;
	e.n_accounts = 1;
	e.body = "1234567890123456789012345678901234567890";
	e.hashtags = "";
	assert_int_equal(social_post_put(&f->c, id, p->version, &e), SOCIAL_POST_OK);
	said = social_post_said(&f->c, social_post_get(&f->c, id), &n);
	assert_int_equal(said[0].characters, 40);
	assert_null(said[0].fault);
	e.body = "12345678901234567890123456789012345678901";
	assert_int_equal(social_post_put(&f->c, id, p->version + 1, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_FAULT);
	e.body = "hai @a @b";
	assert_int_equal(social_post_put(&f->c, id, p->version + 2, &e), SOCIAL_POST_OK);
	assert_string_equal(social_post_said(&f->c, social_post_get(&f->c, id), &n)[0].fault, "social.bad.mentions");
	e.body = "hai";
	e.hashtags = "a b c";
	assert_int_equal(social_post_put(&f->c, id, p->version + 3, &e), SOCIAL_POST_OK);
	assert_string_equal(social_post_said(&f->c, social_post_get(&f->c, id), &n)[0].fault, "social.bad.hashtags");
	e.hashtags = "";
	e.shape = "portrait";
	assert_int_equal(social_post_put(&f->c, id, p->version + 4, &e), SOCIAL_POST_OK);
	assert_string_equal(social_post_said(&f->c, social_post_get(&f->c, id), &n)[0].fault, "post.bad.shape");
	e.shape = "square";
	e.body = "{naam}";
	assert_int_equal(social_post_put(&f->c, id, p->version + 5, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_WORDS);
	e.body = "hai";
	e.due_at = FIXTURE_NOW - 1;
	assert_int_equal(social_post_put(&f->c, id, p->version + 6, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_PAST);
	e.due_at = FIXTURE_NOW + SOCIAL_POST_AHEAD_S + 1;
	assert_int_equal(social_post_put(&f->c, id, p->version + 7, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_FAR);
}

static void
test_social_post__send(void **state)
{
	struct fixture *f = *state;
	int64_t a, b, id, copy;
	struct social_post *p;
	struct publication *list;
	size_t n;

	open_shop(f);
	a = account(f, "broad", "1");
	b = account(f, "facebook", "2");
	id = draft(f);
	db_exec(&f->c, &s[6]);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_NOT);
	p = social_post_get(&f->c, id);
	assert_string_equal(p->state, "making");
	assert_true(p->pictures[0].poster > 0);
	assert_int_equal(db_one_int(&f->c, 0, &s[7], DB_T("post.draw")), 1);
	assert_int_equal(social_post_drawn(&f->c, id, p->version), SOCIAL_DRAWN_WAITS);
	assert_int_equal(social_post_drawn(&f->c, id, p->version - 1), SOCIAL_DRAWN_VOID);
	/* Taken back while it is drawn: the worker's row finds nothing to do. */
	assert_int_equal(social_post_back(&f->c, id), SOCIAL_POST_OK);
	assert_int_equal(social_post_drawn(&f->c, id, p->version), SOCIAL_DRAWN_VOID);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_OK);
	p = social_post_get(&f->c, id);
	social_post_hold(&f->c);
	assert_string_equal(social_post_get(&f->c, id)->reason, "post.why.held");
	assert_int_equal(social_post_drawn(&f->c, id, p->version), SOCIAL_DRAWN_VOID);
	copy = social_post_copy(&f->c, id);
	assert_true(copy > id);
	assert_int_equal(social_post_get(&f->c, copy)->n_accounts, 2);
	assert_int_equal(social_post_get(&f->c, copy)->pictures[0].media, 7);
	/* Words alone need no drawing: publications at once, each network with a link of its own. */
	{
		struct social_post_edit e = edit_of(social_post_get(&f->c, copy));

		e.n_pictures = 0;
		e.body = "{nama} {harga_lama} {link} {kode}";
		assert_int_equal(social_post_put(&f->c, copy, social_post_get(&f->c, copy)->version, &e), SOCIAL_POST_OK);
	}
	assert_int_equal(social_post_send(&f->c, copy), SOCIAL_SEND_OK);
	assert_string_equal(social_post_get(&f->c, copy)->state, "out");
	assert_int_equal(db_one_int(&f->c, 0, &s[2], DB_I(copy), DB_T("queued")), 2);
	assert_non_null(strstr(db_one_text(&f->c, &s[3], DB_I(copy), DB_I(a)), "https://keripik.example/s/"));
	assert_string_not_equal(db_one_text(&f->c, &s[3], DB_I(copy), DB_I(a)), db_one_text(&f->c, &s[3], DB_I(copy), DB_I(b)));
	list = publication_of_post(&f->c, copy, &n);
	assert_int_equal(n, 2);
	/* One is out, the other failed: it cannot be taken back, and a copy goes where it failed. */
	db_exec(&f->c, &s[4], DB_I(list[0].id), DB_T("published"));
	db_exec(&f->c, &s[4], DB_I(list[1].id), DB_T("failed"));
	assert_int_equal(social_post_back(&f->c, copy), SOCIAL_POST_NOT);
	id = social_post_copy(&f->c, copy);
	assert_int_equal(social_post_get(&f->c, id)->n_accounts, 1);
	assert_int_equal(social_post_get(&f->c, id)->accounts[0], list[1].account);
	assert_int_equal(social_post_count(&f->c, SOCIAL_TAB_TROUBLE), 2);
	(void)social_post_list(&f->c, SOCIAL_TAB_OUT, 1, &n);
	assert_int_equal(n, 2);
}

/* A cut is made around the picture's focal point. */
static void
test_social_post__focus(void **state)
{
	static const struct { int64_t x, y; const char *at; } points[] = { { 50, 50, "\"focus_x\":0,\"focus_y\":0" }, { 0, 100, "\"focus_x\":-500,\"focus_y\":500" },
		{ 61, 120, "\"focus_x\":110,\"focus_y\":0" } };
	struct fixture *f = *state;
	int64_t id;

	open_shop(f);
	(void)account(f, "broad", "1");
	id = draft(f);
	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		db_exec(&f->c, &s[8], DB_I(points[i].x), DB_I(points[i].y));
		assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_OK);
		assert_non_null(strstr(db_one_text(&f->c, &s[9], DB_I(social_post_get(&f->c, id)->pictures[0].poster)), points[i].at));
		assert_int_equal(social_post_back(&f->c, id), SOCIAL_POST_OK);
	}
}

/* Two years after it went out a post is forgotten whole, once it has ended everywhere; one that waits stays, however old. */
static void
test_social_post__forget(void **state)
{
	struct fixture *f = *state;
	struct publication_picture picture = { .file = "media/poster/a.jpg", .path = "/media/poster/a.jpg" };
	int64_t a, old, waits, before = FIXTURE_NOW + 1;
	struct publication *list;
	size_t n;

	open_shop(f);
	a = account(f, "broad", "1");
	(void)account(f, "facebook", "2");
	old = draft(f);
	waits = social_post_copy(&f->c, old);
	for (int i = 0; i < 2; i++) {
		int64_t post = i ? waits : old;
		struct social_post_edit e = edit_of(social_post_get(&f->c, post));

		e.n_pictures = 0;
		assert_int_equal(social_post_put(&f->c, post, social_post_get(&f->c, post)->version, &e), SOCIAL_POST_OK);
		assert_int_equal(social_post_send(&f->c, post), SOCIAL_SEND_OK);
	}
	assert_true(publication_put(&f->c, &(struct publication_new){ .post = old, .account = a, .text = "x", .pictures = &picture, .n = 1 }) > 0);
	list = publication_of_post(&f->c, old, &n);
	assert_int_equal(n, 3);
	assert_int_equal(publication_prune(&f->c, before), 0);
	db_exec(&f->c, &s[4], DB_I(list[0].id), DB_T("published"));
	db_exec(&f->c, &s[4], DB_I(list[1].id), DB_T("failed"));
	assert_int_equal(publication_prune(&f->c, FIXTURE_NOW), 0);
	assert_int_equal(publication_prune(&f->c, before), 2);
	assert_int_equal(social_post_forget(&f->c, before), 0);
	db_exec(&f->c, &s[4], DB_I(list[2].id), DB_T("unknown"));
	assert_int_equal(publication_prune(&f->c, before), 0);
	db_exec(&f->c, &s[4], DB_I(list[2].id), DB_T("removed"));
	assert_int_equal(publication_prune(&f->c, before), 1);
	assert_int_equal(social_post_forget(&f->c, FIXTURE_NOW), 0);
	assert_int_equal(social_post_forget(&f->c, before), 1);
	assert_null(social_post_get(&f->c, old));
	assert_string_equal(social_post_get(&f->c, waits)->state, "out");
	(void)publication_of_post(&f->c, waits, &n);
	assert_int_equal(n, 2);
	/* Left: that one with its goods, two accounts and two publications. */
	assert_int_equal(db_one_int(&f->c, 0, &s[10]), 1 + (int64_t)social_post_get(&f->c, waits)->n_goods + 2 + 2);
}

static void
test_social_daily__pick(void **state)
{
	struct fixture *f = *state;
	struct social_daily d = { .on = true, .minute = 11 * 60, .days = 127, .rest_days = 2 };
	struct social_daily *stored;
	int64_t a, id;

	open_shop(f);	/* Monday 10:00 */
	a = account(f, "broad", "1");
	id = draft(f);
	d.accounts = &a;
	d.n_accounts = 1;
	assert_true(social_daily_put(&f->c, &d));
	assert_false(social_daily_put(&f->c, &d));
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 3599));
	assert_true(social_daily_run(&f->c, FIXTURE_NOW + 3600));
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 3700));
	stored = social_daily_get(&f->c);
	assert_string_equal(stored->result, "daily.posted");
	assert_true(stored->result_post > id);
	assert_true(social_post_get(&f->c, stored->result_post)->daily);
	/* Tuesday: the other one; Wednesday not a second before the hour. */
	id = social_post_get(&f->c, stored->result_post)->goods[0];
	clock_set(FIXTURE_NOW + 86400 + 3600);
	assert_true(social_daily_run(&f->c, clock_now()));
	assert_int_not_equal(social_post_get(&f->c, social_daily_get(&f->c)->result_post)->goods[0], id);
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 86400 + 3600 + 86399));
	/* More than four hours late: not in the evening. */
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 3 * 86400 + 3600 + SOCIAL_DAILY_LATE_S));
	assert_string_equal(social_daily_get(&f->c)->result, "daily.late");
	/* A day that is not marked. */
	d = *social_daily_get(&f->c);
	d.days = 127 & ~(1 << 4);
	clock_set(FIXTURE_NOW + 4 * 86400);
	assert_true(social_daily_put(&f->c, &d));
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 4 * 86400 + 3600));
	assert_true(social_daily_run(&f->c, FIXTURE_NOW + 5 * 86400 + 3600));
	/* Everything sold out. */
	assert_int_equal(stock_adjust(&f->c, CHIPS_S, -10, "count", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_adjust(&f->c, CHIPS_L, -10, "count", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_adjust(&f->c, BANANA_S, -10, "count", ""), STOCK_CHANGE_OK);
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 6 * 86400 + 3600));
	assert_string_equal(social_daily_get(&f->c)->result, "daily.none");
	/* After a database was read back, today is over. */
	social_daily_hold(&f->c, FIXTURE_NOW + 7 * 86400);
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 7 * 86400 + 3600));
	/* Turned on after its hour: from tomorrow on. */
	d = *social_daily_get(&f->c);
	d.minute = 0;
	clock_set(FIXTURE_NOW + 8 * 86400);
	assert_true(social_daily_put(&f->c, &d));
	assert_false(social_daily_run(&f->c, FIXTURE_NOW + 8 * 86400 + 60));
}

/* The links count for the post's campaign; so do those of a copy, until the campaign is put away. */
static void
test_social_post__campaign(void **state)
{
	struct fixture *f = *state;
	int64_t id, k = 0;
	struct social_post_edit e;

	open_shop(f);
	account(f, "facebook", "1");
	id = social_post_new(&f->c, NULL, 0, 0);
	assert_int_equal(campaign_put(&f->c, &k, 0, "Lebaran", 0, 0), CAMPAIGN_OK);
	e = edit_of(social_post_get(&f->c, id));
	e.body = "Halo {link}";
	e.campaign = k;
	assert_int_equal(social_post_put(&f->c, id, 1, &e), SOCIAL_POST_OK);
	assert_int_equal(social_post_send(&f->c, id), SOCIAL_SEND_OK);
	assert_int_equal(link_of(&f->c, "post", id, "facebook", k)->campaign, k);
	assert_null(link_of(&f->c, "post", id, "facebook", 0));
	assert_int_equal(social_post_get(&f->c, social_post_copy(&f->c, id))->campaign, k);
	assert_int_equal(campaign_away(&f->c, k, true), CAMPAIGN_OK);
	assert_int_equal(social_post_get(&f->c, social_post_copy(&f->c, id))->campaign, 0);
}

static const struct CMUnitTest tests[] = {
	CASE(test_caption__fill), CASE(test_caption__templates), CASE(test_social_post__draft), CASE(test_social_post__limits), CASE(test_social_post__send), CASE(test_social_post__campaign), CASE(test_social_post__focus), CASE(test_social_post__forget),
	CASE(test_social_daily__pick),
};
FIXTURE_MAIN(tests)
