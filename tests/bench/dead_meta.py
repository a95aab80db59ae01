"""A shop of its own beside a Meta that is dead: what the pages and the mails of `make bench` cost while posts are due and nobody answers. The shop is connected to the simulated Meta first; then something else stands
on its port, which takes connections and says nothing (hang), or nothing stands there at all (refuse). In each round the same pages are asked in turn without a post that is due, and with twenty under either;
meanwhile a few mails are sent, from the owner's tap to the mail server. Numbers are those of this little shop and compare with one another alone."""
import os
import socket
import statistics
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "flow"))
import _smtp        # noqa: E402
import _social as s     # noqa: E402

POSTS = 20
MAILS = 3
MODES = ("rest", "hang", "refuse")
ROW = "product_guest_meta_"
MAIL = "mail_meta_"
MARK = 0.9          # of what the same shop answers when Meta is at rest
MAIL_MS = 1000      # that a mail may take longer


class Dead:
    """On Meta's port, once the simulated one has gone: takes connections and says nothing, or is not there."""

    def __init__(self, port):
        self.port, self.sock, self.held = port, None, []

    def hang(self):
        self.sock = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self.take, args=(self.sock,), daemon=True).start()

    def take(self, sock):
        try:
            while True:
                self.held.append(sock.accept()[0])
        except OSError:
            pass

    def gone(self):
        """Who waits is told at once, so that the next round begins like this one."""
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)
            self.sock.close()
        for one in self.held:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()
        self.sock, self.held = None, []


class DeadMeta:
    def __init__(self, make_site):
        """make_site(env): a Site with its worker running."""
        self.mails, sim = _smtp.Server(), s.meta.Server(0).start()
        self.dead, host = Dead(sim.server_address[1]), "127.0.0.1:%d" % sim.server_address[1]
        self.site = make_site(dict(_smtp.env_for(self.mails), ETALASE_GRAPH_URL=sim.url, ETALASE_GRAPH_DIALOG_URL=sim.url, ETALASE_FETCH_ALLOW=host))
        self.shop = self.site.shop
        self.shop.meta, self.shop.moved = sim, 0
        self.owner = self.shop.owner()
        assert s.set_app(self.owner).status == 303
        assert s.connect(self.shop, self.owner).status == 303
        self.account = s.account(self.shop, "facebook")
        self.form = self.owner.get("/admin/messages").page.form("/messages/test")
        sim.shutdown()
        sim.server_close()
        self.delays = {m: [] for m in MODES}

    def stop(self):
        self.dead.gone()
        self.mails.close()
        self.shop.stop()

    def wake(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.sendto(b"w", os.path.join(self.shop.dir, "run", "work.sock"))

    def clear(self):
        self.dead.gone()
        for table in ("publication", "outbox"):
            self.shop.sql("DELETE FROM " + table + (" WHERE lane='social'" if table == "outbox" else ""))
        self.shop.sql("UPDATE social_account SET slow_until=0, lease_until=0 WHERE id=%d" % self.account)

    def begin(self, mode):
        """Twenty posts are due and the worker has met what became of Meta."""
        self.clear()
        if mode == "rest":
            return
        if mode == "hang":
            self.dead.hang()
        for i in range(POSTS):
            s.put(self.shop, self.account, "Kiriman %d" % i)
        end, met = time.time() + 20, False
        while not met and time.time() < end:
            self.wake()
            time.sleep(0.05)
            met = bool(self.dead.held) if mode == "hang" else int(self.shop.one("SELECT slow_until FROM social_account WHERE id=%d" % self.account)) > time.time()
        assert met, "the worker did not turn to Meta (%s): %s" % (mode, self.shop.sql("SELECT state, reason, COUNT(*) FROM publication GROUP BY state, reason"))

    def mail(self, mode):
        """Milliseconds from the tap to the mail server, while the pages are asked."""
        for i in range(MAILS):
            before, start = len(self.mails.mails), time.time()
            assert self.owner.submit(self.form, address="uji%d@contoh.example" % i).status == 303
            while len(self.mails.mails) == before:
                assert time.time() < start + 30, "a mail was not sent within half a minute (%s)" % mode
                time.sleep(0.002)
            self.delays[mode].append((time.time() - start) * 1000)
            # One is tried at a time, and so many on a day.
            while self.shop.one("SELECT COUNT(*) FROM message WHERE way='test' AND state='waiting'") != "0":
                time.sleep(0.01)
            self.shop.sql("UPDATE message SET at=1 WHERE way='test'")

    def asked(self, mode, ask):
        """ask() asks the pages; its result."""
        self.begin(mode)
        sender = threading.Thread(target=self.mail, args=(mode,))
        sender.start()
        result = ask()
        sender.join()
        if len(self.delays[mode]) % MAILS:
            raise SystemExit("a mail did not arrive while Meta was at: " + mode)
        if mode == "hang":
            assert self.dead.held, "Meta did not hang to the end"
        self.clear()
        return result

    def rows(self):
        """The mails' rows: the median, against that at rest."""
        out = []
        rest = statistics.median(self.delays["rest"] or [0])
        for mode in MODES:
            if self.delays[mode]:
                ms = statistics.median(self.delays[mode])
                row = {"name": MAIL + mode, "ms": round(ms, 1), "most_ms": round(max(self.delays[mode]), 1)}
                if mode != "rest":
                    row.update(mark="%d ms more than at rest" % MAIL_MS, reached=ms <= rest + MAIL_MS)
                out.append(row)
        return out
