"""A connection to PostgreSQL that is lost at the one moment when nobody can know what became of it: between asking for a COMMIT and its answer. A relay stands between the shop and the server; of one
request after the other it cuts the first COMMIT, then the second, ... once before the server hears of it and once after the server has done it, and each BEGIN. Held: an address of an order is given
only for an order that is there; whoever is answered 503 and presses the button again gets exactly one; a BEGIN on a connection that has gone is simply begun on a new one, which nobody notices."""
import os
import re
import socket
import sys
import tempfile
import threading
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _abuse as a      # noqa: E402
import harness          # noqa: E402

TRIES = 20


class Relay:
    """Passes messages of the protocol on (PostgreSQL's documentation, "Message Formats"), and cuts the nth simple query that begins with `word`: before it is passed on, or before its answer is."""

    def __init__(self, server):
        self.server, self.folder = server, tempfile.mkdtemp(prefix="etalase-relay-")
        self.path = os.path.join(self.folder, ".s.PGSQL.5432")
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(self.path)
        os.chmod(self.path, 0o777)
        self.listening.listen(20)
        self.lock, self.pairs = threading.Lock(), []
        self.word, self.left, self.after, self.cuts = None, 0, False, 0
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, word, nth, after):
        with self.lock:
            self.word, self.left, self.after, self.cuts = word, nth, after, 0

    def disarm(self):
        with self.lock:
            self.word = None
            return self.cuts

    def cut_all(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            self.cut(*pair)

    def close(self):
        self.listening.close()
        self.cut_all()
        os.unlink(self.path)
        os.rmdir(self.folder)

    @staticmethod
    def cut(*sockets):
        for s in sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def accept(self):
        while True:
            try:
                client = self.listening.accept()[0]
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.server)
            mute = threading.Event()    # what the server says from now on doesn't come through
            with self.lock:
                self.pairs.append((client, server))
            threading.Thread(target=self.ask, args=(client, server, mute), daemon=True).start()
            threading.Thread(target=self.answer, args=(client, server, mute), daemon=True).start()

    def meant(self, kind, text):
        """Is this the message to be cut? Once."""
        with self.lock:
            if self.word is None or kind != b"Q" or not text.startswith(self.word):
                return False
            self.left -= 1
            self.cuts += self.left == 0
            return self.left == 0

    def ask(self, client, server, mute):
        with client.makefile("rb") as f:
            try:
                first = True
                while True:
                    kind = b"" if first else f.read(1)
                    size = f.read(4)
                    if len(size) < 4:
                        break
                    text = f.read(int.from_bytes(size, "big") - 4)
                    if not first and self.meant(kind, text):
                        if not self.after:
                            break
                        mute.set()
                    server.sendall(kind + size + text)
                    first = False
            except OSError:
                pass
        self.cut(client, server)

    def answer(self, client, server, mute):
        try:
            while data := server.recv(65536):
                if mute.is_set():   # it has been done, and answered
                    break
                client.sendall(data)
        except OSError:
            pass
        self.cut(client, server)
        client.close()
        server.close()


class Shop(harness.Shop):
    relay = None

    def env(self):
        e = super().env()
        if self.relay:
            e["ETALASE_DB"] = re.sub(r"host=\S+", "host=" + self.relay.folder, e["ETALASE_DB"])
        return e


class Commit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        host = re.search(r"host=(\S+)", harness.PG).group(1)
        port = (re.search(r"port=(\d+)", harness.PG) or [0, "5432"])[1]
        cls.relay = Relay(os.path.join(host, ".s.PGSQL." + port))
        cls.shop = Shop(workers=1)
        cls.shop.relay = cls.relay
        cls.shop.start()
        cls.variant = a.variant(cls.shop)[0]
        a.plenty(cls.shop, cls.variant)
        cls.people = 0

    @classmethod
    def tearDownClass(cls):
        cls.shop.stop()
        cls.relay.close()

    def orders(self):
        return {r[0] for r in self.shop.sql("SELECT ref FROM orders")}

    def form(self):
        Commit.people += 1
        n = Commit.people
        c = harness.Client(self.shop, {"REMOTE_ADDR": "10.7.%d.%d" % (n // 200, n % 200 + 1)})
        self.assertEqual(a.add(c, self.variant).status, 303)
        return c, a.checkout_form(c, phone="0812%08d" % n)

    def place(self, word, nth, after):
        """One order whose nth such statement is cut: what was answered until an order was, and whether anything was cut."""
        c, form = self.form()
        before, seen = self.orders(), []
        self.relay.arm(word, nth, after)
        while len(seen) < TRIES:
            r = a.send(c, form)
            seen.append(r.status)
            self.assertIn(r.status, (303, 502, 503), r.text[:500])
            if r.status == 303:
                break
        cuts = self.relay.disarm()
        at = "%s %d, cut %s: %r" % (word.decode(), nth, "after" if after else "before", seen)
        ref = a.ref_of(r)
        self.assertEqual(self.orders() - before, {ref}, at)
        self.assertEqual(c.get("/order/" + ref).status, 200, at)
        return seen, cuts

    def cut_each(self, word, after):
        """Cuts the first of an order's statements, the second, ... until an order has no more of them."""
        all_seen = []
        for nth in range(1, TRIES):
            seen, cuts = self.place(word, nth, after)
            if not cuts:
                self.assertEqual(seen, [303])
                break
            all_seen.append(seen)
        self.assertGreater(len(all_seen), 0, "nothing was cut")
        self.assertEqual(self.shop.invariants(), [])
        return all_seen

    def test_a_commit_that_the_server_never_heard_of(self):
        self.assertIn([503, 303], self.cut_each(b"COMMIT", False), "no order was lost at its COMMIT")

    def test_a_commit_that_was_done_and_not_answered(self):
        self.assertIn([503, 303], self.cut_each(b"COMMIT", True), "no order was done without an answer")

    def test_a_begin_on_a_lost_connection_is_not_noticed(self):
        self.assertEqual([s for s in self.cut_each(b"BEGIN", False) if s != [303]], [])

    def test_connections_that_went_while_nobody_came_are_not_noticed(self):
        c, form = self.form()
        for path in ("/", "/products", "/cart", "/checkout"):
            self.relay.cut_all()
            self.assertEqual(c.get(path).status, 200, path)
        self.relay.cut_all()
        self.assertEqual(a.send(c, form).status, 303)


if __name__ == "__main__":
    if harness.KIND != "postgres":
        print("SKIPPED fault/commit on SQLite: a file has no connection")
        sys.exit(0)
    unittest.main()
