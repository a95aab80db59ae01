# Testing: included by the Makefile. `make check` is the quick tier, `make test` all of it. See tests/README.md.
TB := build/check

UNIT_SRC := $(wildcard tests/unit/*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(TB)/tests/unit/%)
CONTRACT_SRC := $(wildcard tests/contract/*.c)
CONTRACT_BIN := $(CONTRACT_SRC:tests/contract/%.c=$(TB)/tests/contract/%)
SKELETON_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard src/*/skeleton.c))

lint:   ## floors, bans, lengths, templates, texts: a few seconds
	@for t in tests/lint/*.sh; do sh $$t || { echo "lint failed: $$t"; exit 1; }; done

test-build:
	@$(MAKE) --no-print-directory -j$$(nproc) MODE=check unit-build build-check
build-check: $(B)/etalase $(B)/etalase-media build/templates/.done build/static/.done
unit-build: $(UNIT_BIN) $(CONTRACT_BIN)

$(TB)/tests/unit/%: tests/unit/%.c $(LIBOBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -Itests -DBASE_MAY_USE_LIBC -MMD -MP -o $@ $< $(LIBOBJ) $(LDOPT) -lcmocka $(DEPS_LIBS)
-include $(UNIT_BIN:=.d)

# Adapters' templates are in no program, but keep the contract like the others.
$(TB)/tests/contract/%: tests/contract/%.c $(LIBOBJ) $(SKELETON_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS_ALL) -Itests -DBASE_MAY_USE_LIBC -MMD -MP -o $@ $< $(LIBOBJ) $(SKELETON_OBJ) $(LDOPT) -lcmocka $(DEPS_LIBS)
-include $(CONTRACT_BIN:=.d) $(SKELETON_OBJ:.o=.d)
.SECONDARY: $(SKELETON_OBJ)

check: test-deps   ## lint, unit and flow tests on both databases under ASan and UBSan
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-build
	@sh tests/run.sh check

test: test-deps   ## everything: check, contract, browser, abuse, races
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory -j$$(nproc) build
	@$(MAKE) --no-print-directory test-build
	@sh tests/run.sh test

audit: build   ## Lighthouse, axe, the Nu HTML checker; pictures of every page in build/audit
	@sh conf/deps.sh audit
	@sh tests/audit/run.sh
