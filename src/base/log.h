/*
 * The log: one JSON object per line on standard error, control characters escaped, times in UTC. Event names are a closed
 * list. Never put personal data in: ids only, no names, phone numbers, addresses, query strings or tokens.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_event {
	EV_START, EV_STOP, EV_WORKER_START, EV_WORKER_END, EV_RELOAD, EV_REQUEST, EV_FAILURE, EV_BUG, EV_DB, EV_MIGRATE,
	EV_JOB, EV_OUTBOX, EV_LOGIN, EV_DENIED, EV_MEDIA, EV_TEMPLATE, EV_IMPORT, EV_CONFIG,
	EV_COUNT
};

struct log_kv {
	const char *key;
	const char *text;	/* NULL: the number counts */
	int64_t number;
};
/* A function, so that v is evaluated once and an array may stand there. NULL becomes "". */
static inline struct log_kv
log_kv_text(const char *key, const char *text)
{
	return (struct log_kv){ key, text ? text : "", 0 };
}
#define KV(k, v) log_kv_text((k), (v))
#define KI(k, v) ((struct log_kv){ (k), NULL, (int64_t)(v) })

/* LOG(EV_JOB, KV("name", n), KI("ms", ms)) */
#define LOG(ev, ...) \
	log_write((ev), (const struct log_kv[]){ __VA_ARGS__ }, \
	    sizeof((const struct log_kv[]){ __VA_ARGS__ }) / sizeof(struct log_kv))
void log_write(enum log_event, const struct log_kv *, size_t n);
/* Where lines go; -1: nowhere (tests). Default: standard error. */
void log_to(int fd);

#endif
