/*
 * The worker, `etalase work`: scheduled jobs and the lanes of the outbox, each in a process of its own, so that one that hangs delays
 * no other. Lanes without work for conf->lane_idle seconds are left out until there is some. Woken by a datagram on conf->wake_socket, else by a tick of five seconds. What is shared between its files stands below.
 */
#ifndef JOBS_WORK_H
#define JOBS_WORK_H

#include <signal.h>

#include "base/ctx.h"

struct outbox_row;

/*
 * once: does all that is due, in this process and on its connection, and returns. Else runs until SIGTERM or SIGINT (SIGHUP: serve/reload.h); c->db is closed first
 * and left NULL, since each process opens its own (a connection must not be carried over a fork). Returns the exit status: 0, or 1 when
 * it could not start or something due could not be done.
 */
int work_run(struct ctx *, bool once);

/*
 * A socket for datagrams under this path (0660): bound under a name of its own and renamed, so that one left by a dead worker is replaced at once. The parent holds those of wakes and visits, so that
 * nothing is lost while a child is started again. -1: it could not be made, or path is empty.
 */
int work_socket(struct ctx *, const char *path);

/* Leases and runs every scheduled job that is due; false when one failed. worker: the name in leases of this process alone, which runs one schedule at a time. */
bool schedule_run(struct ctx *, const char *worker);

/* What the walls around a lane's process must leave open: WALLS_… of serve/walls.h. */
unsigned lane_walls(const char *lane);
/* Claims and does one due row of a lane of outbox_lanes[]; false when there was none (or the database failed: then ctx->err is set). */
bool lane_step(struct ctx *, const char *lane, const char *worker);

/* The process that counts visits beside the lanes (shop/visit.h), by its name in the log. */
#define VISIT_LANE "visit"
/* Counts until *stopping is set or the parent ends the pipe `wake`. */
void visit_run(struct ctx *, int sock, int wake, const volatile sig_atomic_t *stopping);

/* How one row of the outbox went: DONE: its handler has committed its outcome together with outbox_done. STOP: no try will be better; a person sees it. */
enum job_result { JOB_DONE, JOB_RETRY, JOB_STOP };
/* "media.product" and "media.proof": has the program conf->media_program make the sizes. *why: for the row's reason. */
enum job_result job_media_product(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_media_proof(struct ctx *, const struct outbox_row *, const char **why);
/* "media.blur": the placeholder of a picture that was made before there were any. */
enum job_result job_media_blur(struct ctx *, const struct outbox_row *, const char **why);
/* "media.drop": takes away the files of a picture that was deleted (shop/media_library.h). */
enum job_result job_media_drop(struct ctx *, const struct outbox_row *, const char **why);
/* "attachment.put" and "attachment.drop": a paper or clip of goods (shop/attachment.h) goes to where it is sent from; its file is deleted. */
enum job_result job_attachment_put(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_attachment_drop(struct ctx *, const struct outbox_row *, const char **why);
/* "picture.fetch": a picture that goods name by its address (shop/media_source.h) is fetched and handed on to "media.product". */
enum job_result job_picture_fetch(struct ctx *, const struct outbox_row *, const char **why);
/* "paper.draw": has it draw a paper that was asked for (shop/printed.h). */
enum job_result job_paper_draw(struct ctx *, const struct outbox_row *, const char **why);
/* "poster.draw": and pictures and leaflets that carry goods outside (shop/poster.h). */
enum job_result job_poster_draw(struct ctx *, const struct outbox_row *, const char **why);
/* "backup.make" and "backup.drill": the shop's own backups (shop/backup_store.h). */
enum job_result job_backup_make(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_backup_drill(struct ctx *, const struct outbox_row *, const char **why);
/* "goods.run": a step of bringing goods in or writing them out (shop/goods_run.h). */
enum job_result job_goods_run(struct ctx *, const struct outbox_row *, const char **why);
/* "preorder.run": a way through the orders of a batch (shop/preorder_run.h). */
enum job_result job_preorder_run(struct ctx *, const struct outbox_row *, const char **why);
/* "post.draw": a post whose pictures are drawn goes out (shop/social_post.h). */
enum job_result job_post_draw(struct ctx *, const struct outbox_row *, const char **why);
#define MAIL_TRIES 20	/* a mail server that is away for two days loses nothing */
#define MAIL_TEST_TRIES 3
/* "mail.order" and "mail.test": one message of shop/message.h by mail. */
enum job_result job_mail(struct ctx *, const struct outbox_row *, const char **why);
/* "social.publish": the next step of a publication; "social.count": its figures; "social.check": is an account's token good; "social.connect": from a code or token to accounts. */
enum job_result job_social_publish(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_social_count(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_social_check(struct ctx *, const struct outbox_row *, const char **why);
enum job_result job_social_connect(struct ctx *, const struct outbox_row *, const char **why);
/* "mail.social": tells the owner of an account that needs a person. */
enum job_result job_social_mail(struct ctx *, const struct outbox_row *, const char **why);
/* "mail.permit": tells the owner which permits end or are over. */
enum job_result job_permit_mail(struct ctx *, const struct outbox_row *, const char **why);
/* What comes due by itself, for the schedule. */
/* search.c: goods whose words are due to be written anew; words that no goods have any more; how many goods differ from what is known of them, all written anew before when `mend` (false: ctx->err). */
int64_t job_search_due(struct ctx *);
int64_t job_search_words(struct ctx *);
MUST_USE bool job_search_check(struct ctx *, bool mend, int64_t *faults);
int64_t job_social_due(struct ctx *);
int64_t job_permits(struct ctx *);

#endif
