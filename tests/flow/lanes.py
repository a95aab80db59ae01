"""A lane of the worker that has nothing to do ends, and is there again as soon as there is something: nothing is lost or done twice on that seam, and a lane that is killed is started again whatever
it rests from."""
import os
import random
import signal
import time
import unittest

import _smtp
import _ways as w
from harness import FlowTest

KEPT = {"schedule", "watch", "visit"}


class LanesTest(FlowTest):
    work = True

    @classmethod
    def setUpClass(cls):
        cls.mail = _smtp.Server()
        cls.env = dict(_smtp.env_for(cls.mail), ETALASE_LANE_IDLE="1")
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.mail.close()

    def running(self):
        """{lane: pid} of the worker's children, by what each said when it began."""
        with open("/proc/%d/task/%d/children" % ((self.shop.procs[1].pid,) * 2)) as f:
            alive = {int(x) for x in f.read().split()}
        return {x["lane"]: x["pid"] for x in self.shop.log_lines() if x["event"] == "worker_start" and "lane" in x and x["pid"] in alive}

    def at_rest(self):
        self.until(lambda: set(self.running()) == KEPT, 180, "lanes without work did not end: %r" % self.running())

    def order(self, i):
        to = "ibu%d@contoh.example" % i
        w.order(self.shop.client(), email=to)
        return to

    def arrived(self, to):
        return sum(to in m.to for m in self.mail.mails)

    def test_rest_and_work(self):
        self.at_rest()
        to = self.order(1)
        self.until(lambda: self.arrived(to), 20, "no mail after a rest")
        self.at_rest()
        self.assertEqual(self.arrived(to), 1)

    def test_a_due_row_that_nobody_announced(self):
        """No datagram: the watch looks by itself."""
        self.at_rest()
        to = self.order(2)
        self.until(lambda: self.arrived(to), 20, "no mail")
        self.at_rest()
        self.shop.sql("INSERT INTO outbox (lane, kind, payload, due_at, created_at) VALUES ('mail', 'mail.nobody', '{}', 0, 0)")
        self.until(lambda: int(self.shop.one("SELECT MAX(attempts) FROM outbox WHERE kind='mail.nobody'")) > 0, 20, "nobody came for it")
        self.shop.sql("DELETE FROM outbox WHERE kind='mail.nobody'")

    def test_on_the_seam(self):
        """Orders that come just when the lane may be ending."""
        due = []
        for i in range(12):
            due.append(self.order(100 + i))
            time.sleep(random.uniform(0.7, 1.9))
        self.until(lambda: all(self.arrived(to) for to in due), 30, "mails that never came: %r" % [to for to in due if not self.arrived(to)])
        self.assertEqual([self.arrived(to) for to in due], [1] * len(due))

    def test_killed(self):
        """One that is killed has not ended for want of work, and the watch and the schedule come back, too."""
        self.at_rest()
        before = self.running()
        for lane in ("watch", "schedule"):
            os.kill(before[lane], signal.SIGKILL)
        self.until(lambda: all(self.running().get(x, before[x]) != before[x] for x in ("watch", "schedule")), 20, "not started again")
        to = self.order(3)
        self.until(lambda: self.arrived(to), 20, "no mail")
        pid = self.running().get("mail")
        if pid:
            os.kill(pid, signal.SIGKILL)
            self.until(lambda: self.running().get("mail", pid) != pid, 20, "the lane was not started again after a kill")


if __name__ == "__main__":
    unittest.main()
