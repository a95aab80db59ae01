"""Runs the ExecStart line of a systemd unit inside the walls that the unit names, as far as a machine without a running systemd can raise them: unit_run.py UNIT-FILE UID:GID.
Drop-ins in UNIT-FILE.d count. Raised: the system call filter, W^X, address families, name spaces, set-id bits, personality and real time (all by libseccomp, as systemd does it); limits;
no new privileges; and for root also the user, a read-only file system but for ReadWritePaths, PrivateNetwork, PrivateIPC, PrivateUsers. What could not be raised is said on standard error.
"""
import ctypes
import glob
import os
import re
import resource
import subprocess
import sys

FILE, WHO = sys.argv[1:3]
LIBC = ctypes.CDLL(None, use_errno=True)
SECCOMP = ctypes.CDLL("libseccomp.so.2")
SECCOMP.seccomp_init.restype = ctypes.c_void_p
SECCOMP.seccomp_init.argtypes = [ctypes.c_uint32]
ALLOW = 0x7FFF0000
EQ, GT, MASKED = 4, 6, 7
NEWNS, NEWIPC, NEWUSER, NEWNET = 0x20000, 0x08000000, 0x10000000, 0x40000000
NAMESPACES = (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}


class Cmp(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def errno_action(n):
    return 0x00050000 | n


def number(name):
    return SECCOMP.seccomp_syscall_resolve_name(name.encode())


class Filter:
    def __init__(self, default):
        self.f = ctypes.c_void_p(SECCOMP.seccomp_init(default))

    def rule(self, action, call, *cmps):
        n = number(call)
        if n < 0:
            return
        rc = SECCOMP.seccomp_rule_add_array(self.f, ctypes.c_uint32(action), n, len(cmps), (Cmp * max(1, len(cmps)))(*[Cmp(*c) for c in cmps]))
        if rc != 0:
            raise SystemExit("seccomp rule %s: %d" % (call, rc))

    def load(self):
        rc = SECCOMP.seccomp_load(self.f)
        if rc != 0:
            raise SystemExit("seccomp load: %d" % rc)


def read_unit(path):
    """name -> list of values, an empty one starts anew."""
    out = {}
    for p in [path] + sorted(glob.glob(path + ".d/*.conf")):
        for line in open(p):
            name, eq, value = line.strip().partition("=")
            if not eq or line.startswith(("#", ";")):
                continue
            if value == "":
                out[name] = []
            else:
                out.setdefault(name, []).append(value)
    return out


def sets():
    """Every set of system calls that systemd knows."""
    found, now = {}, None
    for line in subprocess.run(["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True).stdout.splitlines():
        if line.startswith("@"):
            now = found.setdefault(line.strip(), [])
        elif now is not None and line.startswith("    ") and not line.strip().startswith("#"):
            now.append(line.strip())
    return found


def expand(words, known):
    calls = set()
    for w in words:
        calls |= expand(known.get(w, ()), known) if w.startswith("@") else {w}
    return calls


def allowed(lines):
    known = sets()
    calls = expand(["@default"], known)
    for line in lines:
        words = expand(line.lstrip("~").split(), known)
        calls = calls - words if line.startswith("~") else calls | words
    return calls


def yes(unit, name):
    return unit.get(name, ["no"])[-1] == "yes"


def raise_filters(unit):
    if yes(unit, "MemoryDenyWriteExecute"):
        f = Filter(ALLOW)
        f.rule(errno_action(1), "mmap", (2, MASKED, 6, 6))
        f.rule(errno_action(1), "mprotect", (2, MASKED, 4, 4))
        f.rule(errno_action(1), "pkey_mprotect", (2, MASKED, 4, 4))
        f.rule(errno_action(1), "shmat", (2, MASKED, 0o100000, 0o100000))
        f.load()
    families = {FAMILIES[w] for v in unit.get("RestrictAddressFamilies", []) for w in v.split()}
    f = Filter(ALLOW)
    for n in range(0, 46):
        if n not in families:
            f.rule(errno_action(97), "socket", (0, EQ, n, 0))
    f.rule(errno_action(97), "socket", (0, GT, 45, 0))
    f.load()
    if yes(unit, "RestrictNamespaces"):
        f = Filter(ALLOW)
        for flag in NAMESPACES:
            f.rule(errno_action(1), "unshare", (0, MASKED, flag, flag))
            f.rule(errno_action(1), "clone", (0, MASKED, flag, flag))
        f.rule(errno_action(1), "setns")
        f.rule(errno_action(38), "clone3")
        f.load()
    if yes(unit, "RestrictSUIDSGID"):
        f = Filter(ALLOW)
        for bit in (0o4000, 0o2000):
            for call, arg in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2), ("mknod", 1), ("mknodat", 2), ("creat", 1)):
                f.rule(errno_action(1), call, (arg, MASKED, bit, bit))
            for call, arg in (("open", 1), ("openat", 2)):
                f.rule(errno_action(1), call, (arg, MASKED, 0o100, 0o100), (arg + 1, MASKED, bit, bit))
        f.load()
    f = Filter(ALLOW)
    if yes(unit, "LockPersonality"):
        f.rule(errno_action(1), "personality", (0, GT, 0, 0))
    if yes(unit, "RestrictRealtime"):
        for policy in (1, 2, 6):
            f.rule(errno_action(1), "sched_setscheduler", (1, EQ, policy, 0))
    f.load()
    f = Filter(errno_action(1))     # SystemCallErrorNumber=EPERM; the last one, since it forbids what the others need
    for call in sorted(allowed(unit["SystemCallFilter"])):
        f.rule(ALLOW, call)
    f.load()


def size(text):
    return int(text[:-1]) << {"K": 10, "M": 20, "G": 30}[text[-1]] if text[-1] in "KMG" else int(text)


def mount_setattr(path, recursive, add, clear):
    attr = (ctypes.c_uint64 * 4)(add, clear, 0, 0)
    return LIBC.syscall(442, -100, path.encode(), 0x8000 if recursive else 0, ctypes.byref(attr), 32)


def raise_mounts(unit, missing):
    if LIBC.unshare(NEWNS) != 0 or LIBC.mount(None, b"/", None, 0x44000, None) != 0:    # MS_REC | MS_PRIVATE
        missing.append("ProtectSystem")
        return
    paths = [w for v in unit.get("ReadWritePaths", []) for w in v.split()]
    for p in paths:
        if LIBC.mount(p.encode(), p.encode(), None, 0x1000, None) != 0:
            missing.append("ReadWritePaths " + p)
    if mount_setattr("/", True, 1, 0) != 0:     # MOUNT_ATTR_RDONLY
        missing.append("ProtectSystem")
    for p in paths + ["/dev", "/proc"]:
        mount_setattr(p, False, 0, 1)


def map_users(missing):
    """A user name space that knows root and our own user: a child outside writes its map."""
    uid, gid = (int(x) for x in WHO.split(":"))
    me = os.getpid()
    r, w = os.pipe()
    done_r, done_w = os.pipe()
    if os.fork() == 0:
        os.close(w)
        if os.read(r, 1) != b"x":
            os._exit(1)
        try:
            for name, ident in (("uid_map", uid), ("gid_map", gid)):
                with open("/proc/%d/%s" % (me, name), "w") as f:
                    f.write("0 0 1\n%d %d 1\n" % (ident, ident))
            os.write(done_w, b"y")
        except OSError:
            os.write(done_w, b"n")
        os._exit(0)
    if LIBC.unshare(NEWUSER) != 0:
        missing.append("PrivateUsers")
        os.close(w)
    else:
        os.write(w, b"x")
        if os.read(done_r, 1) != b"y":
            raise SystemExit("the map of users could not be written")
    os.wait()
    for fd in (r, done_r, done_w):
        os.close(fd)


def main():
    unit = read_unit(FILE)
    missing = []
    command = unit["ExecStart"][-1].split()
    if os.getuid() == 0:
        uid, gid = (int(x) for x in WHO.split(":"))
        if yes(unit, "PrivateNetwork") and LIBC.unshare(NEWNET) != 0:
            missing.append("PrivateNetwork")
        if yes(unit, "PrivateIPC") and LIBC.unshare(NEWIPC) != 0:
            missing.append("PrivateIPC")
        raise_mounts(unit, missing)
        if yes(unit, "PrivateUsers"):
            map_users(missing)
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    else:
        missing.append("all that only root can do")
    os.umask(int(unit["UMask"][-1], 8))
    for name, what in (("LimitNOFILE", resource.RLIMIT_NOFILE), ("LimitCORE", resource.RLIMIT_CORE)):
        n = size(unit[name][-1])
        resource.setrlimit(what, (n, n))
    if missing:
        print("not raised here: " + ", ".join(missing), file=sys.stderr, flush=True)
    LIBC.prctl(38, 1, 0, 0, 0)
    os.chdir("/")
    raise_filters(unit)
    os.execve(command[0], command, {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8"})


main()
