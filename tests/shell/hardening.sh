#!/bin/sh
# The programs as they are installed, against the list of hardening flags: what the linker left in the file, what the compiler wrote into every object of ours. The last lines break a small
# program on purpose, one property at a time, so that each look is seen to find something.
set -u
cd "$(dirname "$0")/../.."
for p in readelf nm objdump gcc; do
	command -v $p >/dev/null 2>&1 || { echo "SKIPPED shell/hardening: no $p"; exit 0; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0

# look PROGRAM: prints what is wrong with it, a line each. (-z nodlopen is not among it: on a program ld ignores it, and glibc loads no PIE as a library.)
look() {
	readelf -hW "$1" | grep -q 'Type: *DYN' && readelf -dW "$1" | grep -q 'FLAGS_1.*PIE' || echo "$1: pie: has a fixed address"
	readelf -lW "$1" | grep -q GNU_RELRO || echo "$1: relro: none"
	readelf -dW "$1" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || echo "$1: now: functions are bound late, their table stays writable"
	readelf -lW "$1" | grep -q 'GNU_STACK.*RWE' && echo "$1: nx: the stack is executable"
	readelf -lW "$1" | grep -q GNU_STACK || echo "$1: nx: nothing said about the stack"
	readelf -lW "$1" | grep -qE '^ *LOAD.*(WE|W E) ' && echo "$1: wx: a segment is writable and executable"
	readelf -dW "$1" | grep -qE 'RPATH|RUNPATH' && echo "$1: rpath: looks for libraries in a path of its own"
	readelf -dW "$1" | grep -q TEXTREL && echo "$1: textrel: its code is written at the start"
	nm -D "$1" | grep -q __stack_chk_fail || echo "$1: canary: no stack protector"
	nm -D "$1" | grep -qE '__[a-z]+_chk(@|$)' || echo "$1: fortify: no checked function of libc"
	# -fcf-protection: each function that may be called through a pointer begins with endbr64. The file as a whole is not marked for it (IBT, SHSTK): Debian's own crt1.o is not.
	[ "$(uname -m)" != x86_64 ] || [ "$(objdump -d --disassemble=main "$1" | grep -c endbr64)" -gt 0 ] || echo "$1: cet: no endbr64"
	# -fstack-clash-protection: a frame of some pages is touched page by page.
	[ "$(uname -m)" != x86_64 ] || objdump -d "$1" | grep -qE 'or[ql] +\$0x0,(\(%rsp\)|.*\(%rsp\))' || echo "$1: clash: large frames are not touched page by page"
}

for p in build/release/etalase build/release/etalase-media; do
	[ -x $p ] || { echo "$p is missing: make build"; exit 1; }
	look $p
done >"$dir/out"
[ -s "$dir/out" ] && { cat "$dir/out"; bad=1; }

# Every object of ours was compiled with every flag: gcc writes its command line down on request, make says it without.
make -n -B build/release/src/main.o build/release/src/media/main.o build/release/src/view/view_ctemplate.o V=1 2>/dev/null | grep -E '^(gcc|g\+\+) ' >"$dir/lines"
[ "$(wc -l <"$dir/lines")" = 3 ] || { echo "make does not say how it compiles"; bad=1; }
for f in -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fPIE -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Werror=format-security -Wbidi-chars=any -Wtrampolines; do
	[ "$(grep -c -e " $f " "$dir/lines")" = 3 ] || { echo "not everything is compiled with $f"; bad=1; }
done
grep '^gcc' "$dir/lines" | grep -qv -e '-Werror=implicit-function-declaration' && { echo "not all C is compiled with -Werror=implicit-function-declaration"; bad=1; }
# What is tested is compiled without a warning.
make -n -B MODE=check build/check/src/main.o build/check/src/view/view_ctemplate.o V=1 2>/dev/null | grep -E '^(gcc|g\+\+) ' | grep -qve ' -Werror ' && { echo "make check lets warnings through"; bad=1; }

# The looks themselves.
cat >"$dir/t.c" <<'C'
#ifdef BARE
void _start(void) { for (;;) ; }
#else
#include <stdio.h>
#include <string.h>
int called(const char *, int);
int called(const char *s, int n) { char b[20000]; memset(b, 0, sizeof(b)); strncpy(b, s, (size_t)n); return puts(b); }
int main(int argc, char **argv) { return called(argv[0], argc); }
#endif
C
good="-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE"
link="-pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack"
finds() {
	what=$1
	shift
	gcc -w -o "$dir/t" "$dir/t.c" "$@" || { bad=1; return; }
	look "$dir/t" 2>/dev/null | grep -q ": $what:" || { echo "a program without $what is not found out"; bad=1; }
}
# shellcheck disable=SC2086
{
	gcc -w -o "$dir/t" "$dir/t.c" $good $link
	[ -z "$(look "$dir/t")" ] || { echo "a sound program is complained about: $(look "$dir/t")"; bad=1; }
	finds pie $good -no-pie -fno-pie -Wl,-z,now
	finds relro $good -pie -Wl,-z,norelro
	finds now $good -pie -Wl,-z,lazy
	finds nx $good $link -Wl,-z,execstack
	finds wx -DBARE $good -fno-stack-protector -fno-pie -no-pie -nostdlib -Wl,--omagic,--no-warn-rwx-segments
	finds rpath $good $link -Wl,-rpath,/tmp
	finds canary $good $link -fno-stack-protector
	finds fortify $good $link -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=0
	[ "$(uname -m)" != x86_64 ] || finds cet $good $link -fcf-protection=none
	[ "$(uname -m)" != x86_64 ] || finds clash $good $link -fno-stack-clash-protection
}
exit $bad
