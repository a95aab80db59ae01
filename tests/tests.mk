# Testing: included by the Makefile. `make check` is the quick tier, `make test` all of it. See tests/README.md.
TB := build/check

UNIT_SRC := $(wildcard tests/unit/*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(TB)/tests/unit/%)
CONTRACT_SRC := $(wildcard tests/contract/*.c)
CONTRACT_BIN := $(CONTRACT_SRC:tests/contract/%.c=$(TB)/tests/contract/%)
FUZZ := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FAULT_SO := $(patsubst tests/fault/%.c,build/check/tests/fault/%.so,$(wildcard tests/fault/*.c))
SKELETON_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard src/*/skeleton.c))

lint:   ## floors, bans, lengths, templates, texts: a few seconds
	@for t in tests/lint/*.sh; do sh $$t || { echo "lint failed: $$t"; exit 1; }; done

test-build:
	@$(MAKE) --no-print-directory -j$$(nproc) MODE=check unit-build build-check
torture-build: $(B)/etalase build/templates/.done build/static/.done
build-check: $(B)/etalase $(B)/etalase-media build/templates/.done build/static/.done
unit-build: $(UNIT_BIN) $(CONTRACT_BIN) $(FUZZ:%=$(TB)/tests/fuzz/%) $(FAULT_SO)

# Preload libraries of the fault tests: they go into release programs, so without the sanitizers.
build/check/tests/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -fPIC -shared -o $@ $< -ldl

$(TB)/tests/unit/%: tests/unit/%.c $(LIBOBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -Itests -DBASE_MAY_USE_LIBC -MMD -MP -o $@ $< $(LIBOBJ) $(LDOPT) -lcmocka -lpq $(DEPS_LIBS)
-include $(UNIT_BIN:=.d)

# Adapters' templates are in no program, but keep the contract like the others.
$(TB)/tests/contract/%: tests/contract/%.c $(LIBOBJ) $(SKELETON_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -Itests -DBASE_MAY_USE_LIBC -MMD -MP -o $@ $< $(LIBOBJ) $(SKELETON_OBJ) $(LDOPT) -lcmocka -lpq $(DEPS_LIBS)
-include $(CONTRACT_BIN:=.d) $(SKELETON_OBJ:.o=.d)
.SECONDARY: $(SKELETON_OBJ)

# Fuzzing. Each tests/fuzz/<name>.c is a harness: replayed over its kept inputs by `make check` with the usual compiler, run by libFuzzer in `make fuzz` (clang) for FUZZ_S seconds each.
FUZZ_S ?= 60
$(TB)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(wildcard tests/fuzz/*.h) $(LIBOBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -DBASE_MAY_USE_LIBC -o $@ $< tests/fuzz/replay.c $(LIBOBJ) $(LDOPT) $(DEPS_LIBS)
build/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h) $(LIBOBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -DBASE_MAY_USE_LIBC -fsanitize=fuzzer -fsanitize-link-c++-runtime -o $@ $< $(LIBOBJ) $(LDOPT) $(DEPS_LIBS)
fuzz-build: $(FUZZ:%=build/fuzz/%)

fuzz:   ## libFuzzer over the parsers, FUZZ_S (60) seconds each; new inputs and findings in build/fuzz
	@sh conf/deps.sh fuzz
	@$(MAKE) --no-print-directory -j$$(nproc) MODE=fuzz CC=clang CXX=clang++ fuzz-build
	@sh tests/fuzz/run.sh $(FUZZ_S) $(FUZZ)

check: test-deps   ## lint, unit tests and the main flows under ASan and UBSan: a minute
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-build
	@sh tests/run.sh check

test: test-deps   ## everything: check, contract, browser, abuse, races
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory -j$$(nproc) DEV=1 build
	@$(MAKE) --no-print-directory test-build
	@sh tests/run.sh test

soak: test-deps   ## races of 100 rounds and faults for hours; ONLY="race_ kill" for some, variables in tests/README.md
	@$(MAKE) --no-print-directory -j$$(nproc) build
	@$(MAKE) --no-print-directory test-build
	@$(MAKE) --no-print-directory -j$$(nproc) MODE=torture torture-build
	@sh tests/soak.sh $(ONLY)

valgrind: build   ## the installed program under valgrind, on both databases, with many more pages than make test has time for
	@sh conf/deps.sh test
	@MEMCHECK=full sh tests/run.sh test fault/memcheck

audit: build   ## Lighthouse, axe, the Nu HTML checker; pictures of every page in build/audit
	@sh conf/deps.sh audit
	@sh tests/audit/run.sh

build/release/bench-floor: tests/bench/floor.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 $(WARN) -o $@ $< -lfcgi -lsqlite3

bench: build build/release/bench-floor   ## speed as ratios to the floors of this machine; N= products, ROUNDS=, SECONDS=, ONLY=
	@sh conf/deps.sh bench
	@sh tests/bench/run.sh
