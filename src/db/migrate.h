/*
 * Migrations: sql/NNN_name.sql, each applied once, in order, in one transaction with the row in schema_version that says so. Dialect
 * words: @ID @INT @BYTES @STRICT (sql/README.md). The program refuses to run on a database that is newer than itself.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

enum migrate { MIGRATE_DONE, MIGRATE_CURRENT, MIGRATE_NEWER, MIGRATE_FAILED };
/* Applies what is missing from DIR; *why says what failed. A PostgreSQL database whose collation is not C is refused (FAILED). */
MUST_USE enum migrate db_migrate(struct ctx *, const char *dir, const char **why);
/* The same, but nothing that comes after migration number `last`: what an older backup is loaded into. DONE or CURRENT: it stands there now. */
MUST_USE enum migrate db_migrate_to(struct ctx *, const char *dir, int64_t last, const char **why);
/* Without changing anything: CURRENT, DONE (something is missing), NEWER or FAILED. */
MUST_USE enum migrate db_migrate_state(struct ctx *, const char *dir, const char **why);

#endif
