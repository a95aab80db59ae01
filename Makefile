# Etalase. `make run` opens the demo shop, `make test` runs everything, `make help` lists the rest.
# One non-recursive makefile; objects live in build/<mode>/ so that sanitised and release objects never mix.

MODE ?= release
# V=1 shows whole commands.
Q := $(if $(V),,@)
B := build/$(MODE)
PORT ?= 8080
DATA ?= data
CC := gcc
CXX := g++

PKGS := libcurl jansson libsodium sqlite3 libpq libqrencode libcrypto libseccomp zlib
DEPS_CFLAGS = $(shell pkg-config --cflags $(PKGS) libctemplate 2>/dev/null)
# libcurl and libpq are loaded by who needs them (src/base/late.h).
DEPS_LIBS = $(shell pkg-config --libs $(filter-out libcurl libpq,$(PKGS)) 2>/dev/null) -lfcgi -lctemplate -lstemmer -lstdc++ -lpthread -lm
MEDIA_CFLAGS = $(shell pkg-config --cflags vips pangocairo pangoft2 fontconfig freetype2 2>/dev/null)
MEDIA_LIBS = $(shell pkg-config --libs vips pangocairo pangoft2 fontconfig freetype2 libqrencode 2>/dev/null) -lseccomp

WARN_ANY := -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wno-format-nonliteral -Wbidi-chars=any -Wtrampolines -Werror=format-security
WARN := $(WARN_ANY) -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-missing-field-initializers -Wno-gnu-zero-variadic-macro-arguments -Werror=implicit-function-declaration
WARN_CXX := $(WARN_ANY)
# DEV=1: a warning is a failure. So it is always for what is tested; not for who only builds, with a compiler that may be newer than ours (DEV= turns it off).
ifneq ($(MODE),release)
DEV ?= 1
endif
ifneq ($(DEV),)
WARN += -Werror
WARN_CXX += -Werror
endif
# Warnings are gcc's to give; clang, which only fuzzes, has others.
ifeq ($(MODE),fuzz)
WARN := -w
WARN_CXX := -w
endif
HARDEN := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing -fPIE
ifeq ($(MODE),release)
OPT := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 $(HARDEN) -fzero-call-used-regs=used-gpr
LDOPT := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
else ifeq ($(MODE),torture)
# What fails on purpose, without the sanitizers: a piece of memory that is refused ends the worker there and then, and thousands of them are to be refused one after the other.
OPT := -O1 -g -DARENA_MALLOC -DETALASE_TEST -DFAULT_MALLOC
else
OPT := -O1 -g1 $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer-no-link) -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined -DARENA_MALLOC -DETALASE_TEST
# A hundred programs of tests are linked: with lines and no more for who debugs, by the quicker linker (binutils has both).
LDOPT := -fsanitize=address,undefined $(if $(filter fuzz,$(MODE)),,-fuse-ld=gold)
endif
BUILD_ID := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unversioned)
CFLAGS_ALL = -std=gnu11 $(OPT) $(WARN) -Isrc $(DEPS_CFLAGS) -D_GNU_SOURCE
CXXFLAGS_ALL = -std=gnu++17 $(OPT) $(WARN_CXX) -Isrc $(DEPS_CFLAGS) -D_GNU_SOURCE

SRC := $(filter-out %/skeleton.c,$(wildcard src/*.c src/base/*.c src/db/*.c src/net/*.c src/view/*.c src/http/*.c src/shop/*.c src/present/*.c src/serve/*.c \
	src/payment/*.c src/courier/*.c src/channel/*.c src/storefront/*.c src/admin/*.c src/api/*.c src/jobs/*.c))
OBJ := $(SRC:%.c=$(B)/%.o) $(B)/src/view/view_ctemplate.o
LIBOBJ := $(filter-out $(B)/src/main.o,$(OBJ))
MEDIA_SRC := $(wildcard src/media/*.c)
MEDIA_OBJ := $(MEDIA_SRC:%.c=$(B)/%.o) $(patsubst %.c,$(B)/%.o,$(filter-out src/base/stem.c,$(wildcard src/base/*.c)))

.DEFAULT_GOAL := build
.PHONY: build deps run test check lint unit flow browser clean help test-deps generated audit bench soak valgrind

build: $(B)/etalase $(B)/etalase-media build/templates/.done build/static/.done   ## build the programs, the template sets and the static files
	@ln -sf $(MODE)/etalase build/etalase; ln -sf $(MODE)/etalase-media build/etalase-media

$(B)/etalase: $(OBJ)
	@echo "  LD $@"
	$(Q)$(CXX) $(LDOPT) -o $@ $(OBJ) $(DEPS_LIBS)

$(B)/etalase-media: $(MEDIA_OBJ)
	@echo "  LD $@"
	$(Q)$(CC) $(LDOPT) -o $@ $(MEDIA_OBJ) $(shell pkg-config --libs jansson libsodium) $(MEDIA_LIBS) -lm

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/src/base/%.o: CFLAGS_ALL += -DBASE_MAY_USE_LIBC
$(B)/src/media/%.o: CFLAGS_ALL += $(MEDIA_CFLAGS) -DBASE_MAY_USE_LIBC
$(B)/src/main.o $(B)/src/admin/debug.o $(B)/src/http/%.o $(B)/src/serve/%.o $(B)/src/api/%.o: CFLAGS_ALL += -DETALASE_BUILD='"$(BUILD_ID)"'

$(B)/%.o: %.cc
	@mkdir -p $(@D)
	@echo "  CXX $<"
	$(Q)$(CXX) $(CXXFLAGS_ALL) -MMD -MP -c -o $@ $<

-include $(OBJ:.o=.d) $(MEDIA_OBJ:.o=.d)

TEMPLATES := $(shell find templates -type f)
build/templates/.done: $(TEMPLATES) build/static/.done
	@sh templates/build.sh build/templates
	@touch $@

STATIC := $(shell find static -type f)
build/static/.done: $(STATIC) Makefile
	@sh static/build.sh build/static
	@touch $@

deps:   ## install the Debian packages that building and running need
	@sh conf/deps.sh run
test-deps:
	@sh conf/deps.sh test

run: deps   ## open the shop on PORT (8080) with its files in DATA (data)
	@$(MAKE) --no-print-directory -j$$(nproc) build
	@exec sh conf/run.sh $(PORT) $(DATA)

include tests/tests.mk
include conf/install.mk

generated: build   ## rewrite the settings file and the route list
	@sh conf/generate.sh

clean:   ## remove what was built; data stays
	rm -rf build

help:   ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | sort
