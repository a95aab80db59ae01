/*
 * The contract of channels: walks the registry, skeleton included, and puts each one through the same answers of a server that misbehaves. The visible call is unclear unless the answer says plainly that
 * nothing was made; an invisible one never is; looking never finds what an answer did not show, nor what another publication has; nobody is asked twice by one call.
 */
#include "unit/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/str.h"
#include "shop/publication.h"

/* How the server answers; NULL: it hangs up when it has read the request. */
struct says { const char *name, *answer; };
#define HTTP(status, type, body) "HTTP/1.1 " status "\r\nContent-Type: " type "\r\nConnection: close\r\n\r\n" body

struct stage {
	int fd;
	uint16_t port;
	volatile int *asked;	/* shared with the server's process */
};

static struct stage
open_stage(struct fixture *f)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(sa);
	struct stage s = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

	assert_int_equal(bind(s.fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(s.fd, 8), 0);
	assert_int_equal(getsockname(s.fd, (struct sockaddr *)&sa, &len), 0);
	s.port = ntohs(sa.sin_port);
	s.asked = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(s.asked != MAP_FAILED);
	f->conf.graph_url = arena_printf(f->keep, "http://127.0.0.1:%u", s.port);
	f->conf.fetch_allow = arena_printf(f->keep, "127.0.0.1:%u", s.port);
	return s;
}

/* Reads a whole request: what is closed while bytes are unread would be a reset. */
static void
read_request(int fd)
{
	static char block[1 << 16];
	size_t n = 0, want = 0;
	ssize_t got;
	char *end = NULL, *length;

	while (n < sizeof(block) - 1 && (!end || n < want)) {
		got = read(fd, block + n, sizeof(block) - 1 - n);
		if (got <= 0)
			return;
		n += (size_t)got;
		block[n] = '\0';
		if (!end && (end = strstr(block, "\r\n\r\n"))) {
			length = strcasestr(block, "content-length:");
			want = (size_t)(end + 4 - block) + (length && length < end ? (size_t)atol(length + 15) : 0);
		}
	}
}

static pid_t
serve(const struct stage *s, const char *answer)
{
	pid_t pid = fork();

	*s->asked = pid ? *s->asked : 0;
	if (pid)
		return pid;
	for (;;) {
		int fd = accept(s->fd, NULL, NULL);

		read_request(fd);
		++*s->asked;
		if (answer)
			(void)!write(fd, answer, strlen(answer));
		(void)close(fd);
	}
}

static void
end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static const struct publication post = { .id = 7, .account = 1, .channel = "x", .state = "attempting", .text = "Keripik #enak", .link = "", .attempt_at = FIXTURE_NOW, .media = "500", .media_at = FIXTURE_NOW,
	.media_ready = true, .remote = "111_5", .wanted = "edit", .wanted_text = "Baru" };
static const struct social_account account = { .id = 1, .channel = "x", .remote = "111", .page = "111", .name = "Toko", .state = "ok", .scopes = "read_insights" };
static const char *const nobody[] = { NULL };

static struct publication_work
work(void)
{
	return (struct publication_work){ .p = &post, .account = &account, .token = "EAATESTTOKEN", .app = "1", .app_secret = "s", .known = nobody };
}

static void
registry(void **state)
{
	struct fixture *f = *state;
	const struct social_channel *const *m = social_channels();
	const char *all;
	size_t n, size;

	all = file_read(f->arena, "templates/messages.txt", 1 << 20, &size);
	assert_non_null(all);
	for (n = 0; m[n]; n++) {
		const struct social_limits *l = &m[n]->limits;

		assert_int_equal(strspn(m[n]->name, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(m[n]->name));
		assert_ptr_equal(social_channel(m[n]->name), m[n]);
		assert_true(m[n]->ready && m[n]->prepare && m[n]->publish && m[n]->look && m[n]->count && m[n]->check);
		assert_true(l->text > 0 && l->bytes > 0 && l->pictures_least <= l->pictures_most && l->ratio_least <= l->ratio_most && l->side_least <= l->side_most);
		assert_true(l->edit == (m[n]->edit != NULL) && l->remove == (m[n]->remove != NULL));
		if (!str_eq(m[n]->name, "skeleton") && !strstr(all, arena_printf(f->arena, "\nsocial.%s\t", m[n]->name)))
			fail_msg("templates/messages.txt has no social.%s", m[n]->name);
	}
	assert_true(n >= 3);
	assert_null(social_channel(""));
}

/* Answers after which something may be visible: each is unclear for the visible call, and no reason to stop for the others. */
static const struct says unclear[] = {
	{ "hangs up", NULL },
	{ "html", HTTP("502 Bad Gateway", "text/html", "<html>Sorry, something went wrong.</html>") },
	{ "html, 200", HTTP("200 OK", "text/html", "<html></html>") },
	{ "error 2", HTTP("500 Error", "application/json", "{\"error\":{\"message\":\"x\",\"type\":\"OAuthException\",\"code\":2,\"fbtrace_id\":\"A\"}}") },
	{ "200 with an error", HTTP("200 OK", "application/json", "{\"error\":{\"message\":\"x\",\"code\":1}}") },
	{ "cut off", HTTP("200 OK", "application/json", "{\"id\":\"111_") },
	{ "no id", HTTP("200 OK", "application/json", "{\"success\":true}") },
	{ "nothing", HTTP("200 OK", "application/json", "") },
	{ "an unknown error", HTTP("400 Bad", "application/json", "{\"error\":{\"code\":987654}}") },
};

static void
unclear_answers(void **state)
{
	struct fixture *f = *state;
	struct stage s = open_stage(f);
	const struct social_channel *const *m;

	for (size_t i = 0; i < ARRAY_LEN(unclear); i++) {
		pid_t pid = serve(&s, unclear[i].answer);

		for (m = social_channels(); *m; m++) {
			struct publication_work w = work();
			struct publication bare = post;
			struct publication_picture picture = { .file = "none", .path = "/media/a.jpg", .alt = "" };
			struct social_answer a;
			int before = *s.asked;

			(*m)->publish(&f->c, &w, &a);
			/* Instagram asks for its quota first: when not even that is answered, nothing was shown. */
			if (a.class != SOCIAL_UNSURE && !(str_eq((*m)->name, "instagram") && a.class == SOCIAL_WAIT))
				fail_msg("%s, %s: class %d", (*m)->name, unclear[i].name, (int)a.class);
			assert_true(*s.asked - before <= 2);
			(*m)->look(&f->c, &w, &a);
			if ((a.class == SOCIAL_DONE && a.remote) || a.class == SOCIAL_REAUTH || a.class == SOCIAL_FIX)
				fail_msg("%s looks, %s: class %d", (*m)->name, unclear[i].name, (int)a.class);
			bare.media = "";
			bare.media_ready = false;
			w.p = &bare;
			w.pictures = &picture;
			w.n = 1;
			(*m)->prepare(&f->c, &w, &a);
			if (a.class != SOCIAL_WAIT)
				fail_msg("%s prepares, %s: class %d", (*m)->name, unclear[i].name, (int)a.class);
		}
		end(pid);
	}
	assert_int_equal(close(s.fd), 0);
}

static void
plain_refusals(void **state)
{
	struct fixture *f = *state;
	struct stage s = open_stage(f);
	pid_t pid = serve(&s, HTTP("400 Bad", "application/json", "{\"error\":{\"message\":\"x\",\"type\":\"OAuthException\",\"code\":190,\"fbtrace_id\":\"A\"}}"));
	const struct social_channel *const *m;
	struct publication_work w = work();
	struct social_answer a;

	for (m = social_channels(); *m; m++) {
		(*m)->publish(&f->c, &w, &a);
		assert_int_equal(a.class, SOCIAL_REAUTH);
		assert_false(str_empty(a.reason));
		(*m)->look(&f->c, &w, &a);
		assert_int_equal(a.class, SOCIAL_REAUTH);
		(*m)->count(&f->c, &w, &a);
		assert_int_equal(a.class, SOCIAL_REAUTH);
	}
	end(pid);
	/* Nobody there: it cannot have happened, and is simply done later. */
	assert_int_equal(close(s.fd), 0);
	for (m = social_channels(); *m; m++) {
		(*m)->publish(&f->c, &w, &a);
		assert_int_equal(a.class, SOCIAL_WAIT);
		assert_true(a.dead);
	}
}

/* The same words of another publication, or from before the attempt, are not this one. */
static void
looking(void **state)
{
	static const char *const known[] = { "111_5", "5", NULL };
	static const struct { const char *answer; bool found; } cases[] = {
		{ "{\"id\":\"111_6\",\"text\":\"Keripik #enak\",\"message\":\"Keripik #enak\",\"caption\":\"Keripik  #enak \",\"at\":1772420401,\"created_time\":\"2026-03-02T03:00:01+0000\","
		  "\"timestamp\":\"2026-03-02T03:00:01+0000\"}", true },
		{ "{\"id\":\"111_5\",\"text\":\"Keripik #enak\",\"message\":\"Keripik #enak\",\"caption\":\"Keripik #enak\",\"at\":1772420401,\"created_time\":\"2026-03-02T03:00:01+0000\","
		  "\"timestamp\":\"2026-03-02T03:00:01+0000\"}", false },
		{ "{\"id\":\"111_6\",\"text\":\"Keripik\",\"message\":\"Keripik #enak!\",\"caption\":\"keripik #enak\",\"at\":1772420401,\"created_time\":\"2026-03-02T03:00:01+0000\","
		  "\"timestamp\":\"2026-03-02T03:00:01+0000\"}", false },
		{ "{\"id\":\"111_6\",\"text\":\"Keripik #enak\",\"message\":\"Keripik #enak\",\"caption\":\"Keripik #enak\",\"at\":1772410000,\"created_time\":\"2026-03-02T00:00:01+0000\","
		  "\"timestamp\":\"2026-03-02T00:00:01+0000\"}", false },
		{ "{\"id\":\"111_6\"}", false },
		{ "17", false },
	};
	struct fixture *f = *state;
	struct stage s = open_stage(f);
	const struct social_channel *const *m;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		pid_t pid = serve(&s, arena_printf(f->arena, HTTP("200 OK", "application/json", "{\"data\":[%s],\"status_code\":\"FINISHED\"}"), cases[i].answer));

		for (m = social_channels(); *m; m++) {
			struct publication_work w = work();
			struct social_answer a;

			w.known = known;
			(*m)->look(&f->c, &w, &a);
			assert_int_equal(a.class, SOCIAL_DONE);
			if ((a.remote != NULL) != cases[i].found)
				fail_msg("%s, case %zu: %s", (*m)->name, i, a.remote ? a.remote : "not found");
		}
		end(pid);
	}
	assert_int_equal(close(s.fd), 0);
}

static const struct CMUnitTest tests[] = { CASE(registry), CASE(unclear_answers), CASE(plain_refusals), CASE(looking) };
FIXTURE_MAIN(tests)
