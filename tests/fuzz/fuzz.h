/*
 * What the fuzz harnesses share. Each tests/fuzz/<name>.c is one function over any bytes: libFuzzer calls it (make fuzz), or replay.c with the kept inputs (make check). A crash, a sanitizer's
 * report or a broken HOLDS() is a fault.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What must be so whatever came in. */
#define HOLDS(x) \
	do { \
		if (!(x)) { \
			(void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x); \
			abort(); \
		} \
	} while (0)

#endif
