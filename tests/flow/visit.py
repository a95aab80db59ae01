"""Visits from the socket to the first page of the admin panel: who is in the shop now and from where, told by datagrams as nginx sends them."""
import fcntl
import json
import os
import socket
import termios
import unittest

import _ways as w
from harness import FlowTest, wait_for

PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile"


class Visit(FlowTest):
    def tell(self, who, **more):
        d = dict(e="view", p="/", a="10.9.8.%d" % who, u=PHONE, r="", s="", c="", m="", f="")
        d.update(more)
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.sendto(b"<190>Nov 22 12:00:00 etalase: " + json.dumps(d).encode(), os.path.join(self.shop.dir, "run", "visit.sock"))
        # The sender is charged for what nobody has read yet: afterwards the worker has it in hand.
        self.assertTrue(wait_for(lambda: fcntl.ioctl(s, termios.TIOCOUTQ, b"\0" * 4) == b"\0" * 4))
        s.close()

    def until(self, sql, want):
        wait_for(lambda: self.shop.one(sql) == want)
        self.assertEqual(self.shop.one(sql), want)

    def test_seen_on_the_first_page(self):
        owner = self.shop.owner()
        self.sees_not(self.ok(owner.get("/admin")), w.say("In the shop now"))
        path = os.path.join(self.shop.dir, "run", "visit.sock")
        work = self.shop.spawn("work")
        self.assertTrue(wait_for(lambda: os.path.exists(path)))
        self.tell(1, r="m.facebook.com")
        self.tell(1, p="/cart")
        self.tell(2, s="facebook")
        self.tell(3)
        self.tell(4, u="Googlebot/2.1 (+http://www.google.com/bot.html)")
        raw = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for x in (b"", b"{", b"\xff\xfe{\"e\":1}", b"[" * 8000):
            raw.sendto(x, path)
        raw.close()
        self.until("SELECT COUNT(*) FROM visit", "3")
        self.tell(5, s="google")    # in hand when the worker ends
        work.terminate()
        self.assertEqual(work.wait(30), 0)
        self.assertFalse(os.path.exists(path))
        r = self.ok(owner.get("/admin"))
        self.sees(r, w.say("In the shop now"), "4 pengunjung hari ini", "Facebook 2", "Google 1", "Langsung 1")
        self.sees(self.ok(self.shop.owner("medsos", "social").get("/admin")), w.say("In the shop now"))
        self.sees_not(self.ok(self.shop.owner("gudang", "warehouse").get("/admin")), w.say("In the shop now"))
        self.assertEqual(self.shop.one("SELECT views FROM visit WHERE path='/' AND channel='facebook' ORDER BY views DESC LIMIT 1"), "2")
        self.assertEqual(self.shop.one("SELECT COUNT(*) FROM visit WHERE visitor LIKE '%10.9%' OR path LIKE '%10.9%'"), "0")


if __name__ == "__main__":
    unittest.main()
