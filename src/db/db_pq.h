/* libpq, which a shop on SQLite never needs, so it is loaded with the first PostgreSQL that is opened (base/late.h). Included in the place of <libpq-fe.h>, whose names mean the loaded functions then. */
#ifndef DB_PQ_H
#define DB_PQ_H

#include <libpq-fe.h>

#include "base/late.h"

#define PQ_FUNCTIONS(X) \
	X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconndefaults) X(PQconnectdbParams) X(PQconninfoFree) X(PQconninfoParse) X(PQconsumeInput) \
	X(PQerrorMessage) X(PQexec) X(PQexecParams) X(PQexecPrepared) X(PQfinish) X(PQftype) X(PQgetisnull) X(PQgetlength) X(PQgetvalue) X(PQnfields) \
	X(PQntuples) X(PQprepare) X(PQresultErrorField) X(PQresultStatus) X(PQsetNoticeReceiver) X(PQstatus)

struct db_pq { PQ_FUNCTIONS(LATE_MEMBER) };
extern struct db_pq db_pq;

/* Before the first of the functions is called. False: this machine has no libpq, *why says what the loader said. */
MUST_USE bool db_pq_load(const char **why);

#define PQclear db_pq.PQclear
#define PQcmdStatus db_pq.PQcmdStatus
#define PQcmdTuples db_pq.PQcmdTuples
#define PQconndefaults db_pq.PQconndefaults
#define PQconnectdbParams db_pq.PQconnectdbParams
#define PQconninfoFree db_pq.PQconninfoFree
#define PQconninfoParse db_pq.PQconninfoParse
#define PQconsumeInput db_pq.PQconsumeInput
#define PQerrorMessage db_pq.PQerrorMessage
#define PQexec db_pq.PQexec
#define PQexecParams db_pq.PQexecParams
#define PQexecPrepared db_pq.PQexecPrepared
#define PQfinish db_pq.PQfinish
#define PQftype db_pq.PQftype
#define PQgetisnull db_pq.PQgetisnull
#define PQgetlength db_pq.PQgetlength
#define PQgetvalue db_pq.PQgetvalue
#define PQnfields db_pq.PQnfields
#define PQntuples db_pq.PQntuples
#define PQprepare db_pq.PQprepare
#define PQresultErrorField db_pq.PQresultErrorField
#define PQresultStatus db_pq.PQresultStatus
#define PQsetNoticeReceiver db_pq.PQsetNoticeReceiver
#define PQstatus db_pq.PQstatus

#endif
