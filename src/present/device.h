/* What a person calls the browser that a User-Agent speaks of: "HP Android · Chrome". */
#ifndef PRESENT_DEVICE_H
#define PRESENT_DEVICE_H

#include "base/ctx.h"

/* In the visitor's language; what says nothing is "another device". Outside text: never more than our own words come out. */
const char *present_device(struct ctx *, const char *agent);

#endif
