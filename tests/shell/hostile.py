"""What hostile.sh sends: PORT LOG. Strangers ask from 127.0.0.2 and so on; the good shopper, who must not notice, from 127.0.0.1."""
import re
import resource
import socket
import sys
import time
import unittest

PORT, LOG = int(sys.argv[1]), sys.argv[2]
PAGE = "/products"
PATIENCE = 5        # seconds in which the good shopper has half of the pages, on a machine that does other things besides; and each of them in
MOST = 30


def connect(who):
    s = socket.socket()
    s.settimeout(30)
    s.bind((who, 0))
    s.connect(("127.0.0.1", PORT))
    return s


def all_of(s):
    """Everything until the other side closes."""
    out = b""
    try:
        while True:
            chunk = s.recv(65536)
            if not chunk:
                return out
            out += chunk
    except (ConnectionResetError, socket.timeout):
        return out
    finally:
        s.close()


def status_of(out):
    """0: no answer, or one without a head, as HTTP 0.9 has it."""
    return int(out[9:12]) if out.startswith(b"HTTP/1") else 0


def ask(at=PAGE, who="127.0.0.1", head=b"", method=b"GET", body=b""):
    """(status, whole answer) of one request on a connection of its own."""
    s = connect(who)
    raw = method + b" " + at.encode() + b" HTTP/1.1\r\nHost: toko.test\r\nConnection: close\r\n" + head
    if method == b"POST":
        raw += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
    try:
        s.sendall(raw + b"\r\n" + body)
    except (BrokenPipeError, ConnectionResetError):
        pass
    out = all_of(s)
    return status_of(out), out


class Hostile(unittest.TestCase):
    def setUp(self):
        self.held, self.took = [], []

    def tearDown(self):
        for s in self.held:
            s.close()

    def hold(self, who, n, raw):
        for i in range(n):
            s = connect(who)
            s.sendall(raw)
            self.held.append(s)

    def served(self, times=5):
        for _ in range(times):
            t = time.monotonic()
            status, out = ask()
            self.assertEqual(status, 200)
            self.took.append(time.monotonic() - t)
            self.assertLess(self.took[-1], MOST)
            time.sleep(0.1)
        if len(self.took) > 3:
            self.assertLess(sorted(self.took)[len(self.took) // 2], PATIENCE, self.took)

    def cut(self, seconds):
        """Every held connection is ended by the other side within so many seconds."""
        end = time.monotonic() + seconds
        for s in self.held:
            s.settimeout(max(0.1, end - time.monotonic()))
            try:
                while s.recv(65536):
                    pass
            except ConnectionResetError:
                pass
            except socket.timeout:
                self.fail("a connection is still held open")

    def drip(self, seconds, raw):
        """A byte each second on every held connection."""
        for i in range(seconds):
            for s in list(self.held):
                try:
                    s.send(raw)
                except OSError:
                    pass
            self.served(1)
            time.sleep(0.8)

    def test_57_slow_headers(self):
        self.hold("127.0.0.2", 90, b"GET / HTTP/1.1\r\nX-A: ")
        self.drip(8, b"a")
        self.cut(20)

    def test_57_slow_bodies(self):
        """More than one address may hold at once: the rest of that address's are refused, others are served."""
        self.hold("127.0.0.3", 150, b"POST /cart/add HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nvariant=")
        self.drip(4, b"1")
        refused = 0
        for s in self.held:
            s.setblocking(False)
            try:
                refused += b" 429 " in s.recv(20)
            except OSError:
                pass
            s.setblocking(True)
        self.assertGreaterEqual(refused, 40)
        self.cut(20)

    def test_57_thousands_that_say_nothing(self):
        """As many as this machine lets one process open, up to ten thousand. More than nginx has room for push each other out; the shop is back as soon as their ten seconds are over."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        most = min(10000, (hard if hard != resource.RLIM_INFINITY else 20000) - 200)
        for i in range(most):
            s = socket.socket()
            s.setblocking(False)
            s.bind(("127.0.1.%d" % (i % 200 + 1), 0))
            s.connect_ex(("127.0.0.1", PORT))
            self.held.append(s)
            if i % 500 == 0:
                time.sleep(0.05)
        self.assertGreater(len(self.held), 900)
        end, good = time.monotonic() + 40, 0
        while good < 5 and time.monotonic() < end:
            try:
                good = good + 1 if ask()[0] == 200 else 0
            except OSError:
                good = 0
        self.assertEqual(good, 5, "the shop doesn't come back")
        self.served()

    def test_57_without_measure(self):
        many = b"".join(b"X-%d: " % i + b"a" * 8000 + b"\r\n" for i in range(100))
        self.assertIn(ask(who="127.0.0.5", head=many)[0], (0, 400))
        self.assertIn(ask(who="127.0.0.5", head=b"".join(b"X-%d: a\r\n" % i for i in range(30000)))[0], (0, 400))
        self.assertIn(ask("/" + "a" * 1000000, "127.0.0.5")[0], (0, 414))
        self.assertIn(ask("/search?" + "&".join("a%d=%d" % (i, i) for i in range(900)), "127.0.0.5")[0], (200, 400, 414))
        self.assertEqual(ask(who="127.0.0.5", head=b"Cookie: a=" + b"a" * 30000 + b"\r\n")[0], 400)
        self.assertIn(ask(who="127.0.0.5", head=b"Cookie: " + b"; ".join(b"c%d=%d" % (i, i) for i in range(700)) + b"\r\n")[0], (200, 400))
        self.assertIn(ask("/cart/add", "127.0.0.5", b"Sec-Fetch-Site: same-origin\r\n", b"POST", b"&".join(b"f%d=1" % i for i in range(10000)))[0], (400, 413, 422))
        self.served()

    def alone(self, raw):
        """What a raw request is answered, and by how many answers."""
        s = connect("127.0.0.6")
        s.settimeout(12)
        s.sendall(raw)
        out = all_of(s)
        return status_of(out), len(re.findall(rb"HTTP/1\.1 [1-5][0-9][0-9] ", out)), out

    def test_58_one_request_is_one(self):
        """A second request never hides in the first: whatever the length is said to be, there is one answer, or the connection ends."""
        hidden = b"GET /admin/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        post = b"POST /cart/add HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        for name, head in (("both", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"), ("both, the other way", b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
                           ("two lengths", b"Content-Length: 4\r\nContent-Length: 0\r\n"), ("a list of lengths", b"Content-Length: 4, 0\r\n"), ("a sign", b"Content-Length: +4\r\n"),
                           ("hexadecimal", b"Content-Length: 0x4\r\n"), ("a space before the colon", b"Content-Length : 4\r\n"), ("two codings", b"Transfer-Encoding: chunked, identity\r\n"),
                           ("a tab", b"Transfer-Encoding:\tchunked\x0b\r\n"), ("twice chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")):
            status, answers, out = self.alone(post + head + b"\r\n0\r\n\r\n" + hidden)
            self.assertIn(status, (0, 400, 403, 405, 411, 501), name)
            self.assertLessEqual(answers, 1, name)
        # A folded line (RFC 9112 5.2) belongs to no header: what it says is not heard.
        whole = b"0\r\n\r\n" + hidden
        status, answers, out = self.alone(post + b"Content-Length: %d\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" % len(whole) + whole)
        self.assertEqual(answers, 1, "a folded line was a header")
        self.assertNotIn(b" 200 ", out[:20])

    def test_58_names_of_others(self):
        for raw in (b"GET http://jahat.test/ HTTP/1.1\r\nHost: jahat.test\r\nConnection: close\r\n\r\n", b"GET http://jahat.test/nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                    b"GET //jahat.test/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"GET /admin HTTP/1.1\r\nHost: jahat.test\r\nX-Forwarded-Host: jahat.test\r\nConnection: close\r\n\r\n",
                    b"GET /?next=//jahat.test HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: jahat.test\r\n\r\n", b"GET /static HTTP/1.1\r\nHost: jahat.test\r\nConnection: close\r\n\r\n",
                    b"GET /static/../admin HTTP/1.1\r\nHost: jahat.test\r\nConnection: close\r\n\r\n"):
            status, answers, out = self.alone(raw)
            head = out.partition(b"\r\n\r\n")[0]
            self.assertEqual(answers, 1, raw)
            self.assertNotIn(b"jahat.test", head, raw)
            self.assertNotIn(b"http://jahat.test", out, raw)
        for raw in (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX-\x00: b\r\n\r\n", b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", b"GET /\r\nHost: a\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
                    b"G\xc3\x89T / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a/b?c\r\n\r\n"):
            self.assertIn(self.alone(raw)[0], (0, 400, 405, 505), raw)

    def many(self, who, n, *args):
        got = {}
        for _ in range(n):
            status, out = ask(args[0], who, *args[1:])
            got.setdefault(status, []).append(out)
        return got

    def test_12_asking_without_end(self):
        """What one address may ask is bounded: delivery prices and places read out by a program, tries at the login. Others don't notice, and after a while it may ask again."""
        open_ = [connect("127.0.0.7") for _ in range(60)]
        got, end = {}, time.monotonic() + 30
        for i in range(12):      # over kept connections, all at once: no machine is too slow to be too fast
            for s in open_:
                s.sendall(b"GET /regions?q=ko%d HTTP/1.1\r\nHost: a\r\n\r\n" % i)
        for s in open_:
            s.settimeout(1)
            data = b""
            try:
                while data.count(b"HTTP/1.1 ") < 12 and time.monotonic() < end:
                    chunk = s.recv(65536)
                    if not chunk:
                        break
                    data += chunk
            except OSError:
                pass
            s.close()
            for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", data):
                got[status] = got.get(status, 0) + 1
            if b" 429 " in data:
                self.assertIn(b"Retry-After: ", data)
        self.assertGreater(got.get(b"429", 0), 100, got)
        self.assertGreater(got.get(b"200", 0), 100, got)
        self.served()
        time.sleep(5)
        self.assertEqual(ask("/regions?q=koto", "127.0.0.7")[0], 200)
        login = b"login=owner&password=tebakan"
        got = self.many("127.0.0.8", 40, "/admin/login", b"Sec-Fetch-Site: same-origin\r\n", b"POST", login)
        self.assertGreater(len(got.get(429, [])), 10, {k: len(v) for k, v in got.items()})
        self.assertLess(len([x for k in got if k != 429 for x in got[k]]), 30)
        self.assertNotEqual(ask("/admin/login", "127.0.0.9", b"Sec-Fetch-Site: same-origin\r\n", b"POST", login)[0], 429)
        self.assertEqual(ask("/admin/login", "127.0.0.8")[0], 200, "who tried too often may still look at the page")

    @classmethod
    def tearDownClass(cls):
        with open(LOG, errors="replace") as f:
            for line in f:
                if re.search(r'"event":"(failure|bug)"', line):
                    raise AssertionError("the shop failed meanwhile: " + line)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q"])
