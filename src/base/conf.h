/*
 * Configuration: one table of rows (name, type, range, default, secret, sentence) gives the parser, `etalase config`, the
 * error messages and conf/etalase.conf. What the shopkeeper changes daily is data in the database (shop/setting.h).
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/arena.h"

/* Every setting: INT(name, min, max, default, sentence), TEXT(name, longest, default, sentence), SECRET likewise. */
#define CONF_ROWS(INT, TEXT, SECRET) \
	TEXT(db, 300, "sqlite:data/etalase.db", "Database: sqlite:FILE or pg:CONNINFO (libpq keywords).") \
	TEXT(data, 300, "data", "Folder for uploads, keys and files that the program makes.") \
	TEXT(socket, 100, "data/run/web.sock", "Unix socket on which `etalase serve` answers FastCGI.") \
	TEXT(wake_socket, 100, "data/run/work.sock", "Unix datagram socket on which the worker is woken.") \
	TEXT(visit_socket, 100, "data/run/visit.sock", "Unix datagram socket on which nginx tells the worker of visits; empty: none are counted.") \
	TEXT(origins, 1000, "http://127.0.0.1:8080", "Addresses under which the shop is reached, first one canonical, space between.") \
	TEXT(templates, 300, "build/templates", "Folder with one set of templates per language.") \
	TEXT(sql, 300, "sql", "Folder with migrations, regions and the demo shop.") \
	TEXT(static_dir, 300, "build/static", "Folder with the built static files and their manifest.") \
	TEXT(media_program, 300, "build/etalase-media", "Program that reads pictures, in its sandbox.") \
	INT(walls, 0, 1, 1, "Walls around workers (Landlock, seccomp): 1 as far as the kernel has them, 0 none, to find out what they refuse.") \
	INT(workers, 1, 64, 4, "Worker processes that answer pages.") \
	INT(page_cache, 0, 1048576, 512, "Kilobytes of finished pages that each worker keeps for visitors without a cart; 0: none.") \
	INT(lane_idle, 0, 86400, 10, "Seconds without work after which a lane of the background worker gives its memory back, until there is some; 0: never.") \
	INT(backlog, 16, 65535, 1024, "Connections that may wait on the socket.") \
	INT(request_max, 1000, 100000000, 2000000, "Largest request body in bytes, uploads apart.") \
	INT(upload_max, 100000, 100000000, 12000000, "Largest upload in bytes.") \
	INT(reply_max, 100000, 100000000, 4000000, "Largest page in bytes; a page above it is a bug.") \
	INT(argon_mib, 8, 1024, 64, "Memory of one password hash in MiB (below 19 only in tests).") \
	INT(argon_ops, 1, 10, 2, "Passes of one password hash.") \
	INT(login_tries, 1, 1000, 5, "Failed logins for one account within 15 minutes before it waits.") \
	TEXT(fetch_allow, 300, "", "Endpoints that the worker may fetch from though they are not public, IP:PORT with space between; for tests.") \
	TEXT(smtp_url, 300, "", "Mail server, smtp://HOST:PORT or smtps://HOST:PORT; empty: the shop sends no mail.") \
	TEXT(smtp_tls, 10, "always", "STARTTLS of an smtp:// server: always, try, never. With a password only always, but for a server on this machine.") \
	TEXT(smtp_ca, 300, "", "File of certificates that the mail server's is checked against; empty: the system's.") \
	TEXT(smtp_user, 200, "", "Name for the mail server; empty: no login.") \
	SECRET(smtp_password, 200, "", "Password for the mail server.") \
	TEXT(graph_url, 200, "https://graph.facebook.com", "Meta's Graph API.") \
	TEXT(graph_dialog_url, 200, "https://www.facebook.com", "Where the login dialog of Meta is.") \
	TEXT(graph_version, 10, "v25.0", "Version of the Graph API.") \
	TEXT(graph_app_id, 40, "", "Id of the shop's app at Meta; empty: entered in the admin panel.") \
	TEXT(graph_proof, 10, "plain", "appsecret_proof of calls: plain, timed (five minutes, the clock must be right) or off.") \
	SECRET(graph_app_secret, 100, "", "Secret of the shop's app at Meta.") \
	TEXT(mail_from, 254, "", "Address that the shop's mail comes from; the name beside it is the shop's.") \
	SECRET(key, 200, "", "Server key, 64 hex digits, that seals secrets at rest; empty: made in DATA/keys.") \
	SECRET(backup_passphrase, 200, "", "Phrase that seals backups; empty: a key is made in DATA/keys/backup. Keep either somewhere else, too.")

enum conf_id {
#define CONF_ID_INT(name, min, max, def, help) CONF_##name,
#define CONF_ID_TEXT(name, max, def, help) CONF_##name,
	CONF_ROWS(CONF_ID_INT, CONF_ID_TEXT, CONF_ID_TEXT)
	CONF_COUNT
};

struct conf {
#define CONF_FIELD_INT(name, min, max, def, help) int64_t name;
#define CONF_FIELD_TEXT(name, max, def, help) const char *name;
	CONF_ROWS(CONF_FIELD_INT, CONF_FIELD_TEXT, CONF_FIELD_TEXT)
	const char *source[CONF_COUNT];	/* where each value came from: "default", a file name, "environment" */
};

/*
 * Reads defaults, then `file` (NULL: none), then the environment (ETALASE_DB, ETALASE_WORKERS, …), each over the last. A value
 * "file:/run/key" is read from that file. Strings live in the arena. False: *why says which setting, what it was, what is
 * allowed.
 */
MUST_USE bool conf_load(struct arena *, struct conf *, const char *file, const char **why);
/* Every setting in the table's order, ready to be shown: a secret is only "(set)" or "(not set)", of a PostgreSQL conninfo only the words that say where it is. */
struct conf_shown { const char *name, *value, *source, *help; };
const struct conf_shown *conf_shown(struct arena *, const struct conf *);	/* CONF_COUNT of them */
/* One "name = value" line per setting with its source; secrets show only that they are set. For `etalase config`. */
const char *conf_show(struct arena *, const struct conf *);
/* The commented example file, conf/etalase.conf. */
const char *conf_example(struct arena *);

#endif
