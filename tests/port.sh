#!/bin/sh
# Prints a TCP port that is free now: port.sh. It lies below the range from which the kernel gives ports to outgoing connections, so that none of these takes it before it is used.
exec python3 - <<'PY'
import errno, random, socket


def free(port):
    for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as s:
                s.bind((host, port))
        except OSError as e:
            if e.errno == errno.EADDRINUSE:
                return False
    return True


first = int(open("/proc/sys/net/ipv4/ip_local_port_range").read().split()[0])
while True:
    port = random.randrange(10000, max(first, 20000))
    if free(port):
        print(port)
        break
PY
