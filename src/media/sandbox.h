/* The walls around the decoder: limits first, then file system and system calls. */
#ifndef MEDIA_SANDBOX_H
#define MEDIA_SANDBOX_H

#include "base/base.h"

/* Memory (768 MiB of addresses; none under AddressSanitizer, which reserves terabytes), 10 s of processor, files of at most 32 MiB, no core, 64 descriptors. False when not even so many descriptors may be had. */
MUST_USE bool sandbox_limits(void);
/*
 * From here on: files may be made below `out` only (Landlock, where the kernel has it), what stands under /usr and /lib may be read, no new privileges, and any system call
 * outside a short list ends the process. False when the walls could not be raised: then nothing may be decoded.
 */
MUST_USE bool sandbox_close(const char *out);

#endif
