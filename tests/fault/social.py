"""Posts to Facebook and Instagram through everything that Meta and this machine may do to them: twelve kinds of faults, drawn for each call, before and after the visible call has worked, while the worker is
killed -9 at random and sometimes two run at once. In the end each post is to be seen exactly once, or a person is asked about it; none is to be seen twice, none is lost without a word, and no
token stands anywhere in clear. Time is Meta's and the shop's own: hours of waiting pass in moments.

    FAULT_POSTS=16     posts
    FAULT_SEED=1       another draw
"""
import collections
import os
import random
import subprocess
import sys
import time
import unittest

os.environ.setdefault("ETALASE_BIN", "build/release/etalase")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import _social as s     # noqa: E402
import harness          # noqa: E402

POSTS = int(os.environ.get("FAULT_POSTS", "16"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
KILLED = 0.35       # of the worker's runs
TWO = 0.15          # runs beside which a second one is started
ROUNDS = 4000
VISIBLE = ("/feed", "/media_publish")

# What befalls the visible call; most of the time something does.
MODES = {
    "nothing": None, "nothing else": None,
    "500 after": {"when": "after", "error": {"http": 500, "code": 2}},
    "line breaks after": {"when": "after", "close": True},
    "silence after": {"when": "after", "silence": 0.4},
    "html after": {"when": "after", "html": 502},
    "200 with error after": {"when": "after", "error": {"http": 200, "code": 1}},
    "cut off after": {"when": "after", "truncate": True},
    "spam after": {"when": "after", "error": {"http": 403, "code": 4, "subcode": 2207051}},
    "unreadable for minutes": {"when": "after", "close": True, "lag": 200},
    "500 before": {"when": "before", "error": {"http": 500, "code": 2}},
    "line breaks before": {"when": "before", "close": True},
    "limit before": {"when": "before", "error": {"http": 400, "code": 32}},
    "not ready before": {"when": "before", "error": {"http": 400, "code": 9007, "subcode": 2207027}},
}
# What befalls all other calls, seldom.
OTHERS = [{"when": "before", "error": {"http": 500, "code": 2}}, {"when": "before", "close": True}, {"when": "before", "html": 502}, {"when": "after", "truncate": True},
          {"when": "before", "error": {"http": 400, "code": 100, "subcode": 33}}, {"when": "before", "error": {"http": 400, "code": 9004, "subcode": 2207052}}]


class Storm(s.meta.Server):
    """Draws a fault for each call of the Graph API."""
    draw, calm, met = random.Random(SEED), True, collections.Counter()

    def take(self, method, path):
        if self.calm:
            return []
        if method == "POST" and path.endswith(VISIBLE):
            name = self.draw.choice(list(MODES))
            self.met[name] += 1
            return [dict(MODES[name])] if MODES[name] else []
        return [dict(self.draw.choice(OTHERS))] if self.draw.random() < 0.08 else []


class Social(unittest.TestCase):
    def setUp(self):
        self.kept = s.meta.Server
        s.meta.Server = Storm
        self.shop = harness.Shop(False)
        s.start(self.shop, quota=100000, container_limit=100000)
        self.shop.start()
        self.c = self.shop.owner()
        assert s.set_app(self.c).status == 303
        assert s.connect(self.shop, self.c).status == 303
        self.kills = 0

    def tearDown(self):
        s.meta.Server = self.kept
        self.shop.stop()
        s.stop(self.shop)

    def one_run(self, draw):
        """A run of the worker, perhaps with another beside it, perhaps cut off anywhere."""
        with open(self.shop.log, "ab") as log:
            going = [subprocess.Popen([harness.BIN, "work", "--once"], env=self.shop.env(), stdout=log, stderr=subprocess.STDOUT) for _ in range(2 if draw.random() < TWO else 1)]
        for p in going:
            if draw.random() < KILLED:
                try:
                    p.wait(draw.uniform(0.03, 0.5))
                except subprocess.TimeoutExpired:
                    p.kill()
                    self.kills += 1
            p.wait(120)

    def open_ones(self):
        return int(self.shop.one("SELECT COUNT(*) FROM publication WHERE state IN ('queued', 'preparing', 'attempting') OR (state = 'unknown' AND (next_at > 0 OR reason <> 'publication.why.unsure'))"))

    def storm(self, draw):
        for _ in range(ROUNDS):
            self.one_run(draw)
            if self.open_ones() == 0:
                return
            due = self.shop.one("SELECT MIN(CASE WHEN state='leased' THEN lease_until ELSE due_at END) FROM outbox WHERE lane='social' AND state IN ('due', 'leased')")
            self.assertIsNotNone(due, "nobody will go on with what is open: %r" % self.shop.sql("SELECT p.id, p.state, p.next_at, p.reason, a.state, a.reason FROM publication p JOIN social_account a ON a.id=p.account WHERE p.state NOT IN ('published', 'failed')"))
            now = int(time.time()) + self.shop.moved
            if int(due) > now:
                s.move(self.shop, int(due) - now + draw.randrange(3))
        self.fail("%d posts are open after %d runs" % (self.open_ones(), ROUNDS))

    def test_each_once_or_a_person_is_asked(self):
        draw = random.Random(SEED)
        fb, ig = s.account(self.shop, "facebook"), s.account(self.shop, "instagram")
        files = [s.picture(self.shop, "%d.jpg" % i, 1080, 1080) for i in range(3)]
        texts = {}
        for i in range(POSTS):
            account = fb if i % 2 else ig
            n = s.put(self.shop, account, "Kiriman ke-%d #%s" % (i, "enak" * (i % 3)), files[:draw.randrange(0 if account == fb else 1, 4)])
            texts[n] = "Kiriman ke-%d #%s" % (i, "enak" * (i % 3))
        self.shop.meta.calm = False
        self.storm(draw)
        seen = collections.Counter(v["text"] for v in s.visible(self.shop))
        outcomes = collections.Counter()
        for n, text in texts.items():
            row = s.row(self.shop, n)
            outcomes[row["state"]] += 1
            self.assertLessEqual(seen[text], 1, "twice: %s %r\n%s" % (text, row, [j for j in s.journal(self.shop, "POST") if j["effect"]]))
            if row["state"] == "published":
                self.assertEqual(seen[text], 1, row)
            else:
                self.assertIn(row["state"], ("unknown", "failed"), row)
                self.assertTrue(row["reason"], row)
        # Whoever is asked sees all of them on the page.
        self.c.cookies = self.shop.login("owner", self.c.password).cookies
        flagged = len(self.c.get("/admin/channels").page.all("form", class_="wrap"))
        self.assertEqual(min(flagged, 20), min(POSTS - outcomes["published"], 20))
        self.assertGreater(outcomes["published"], POSTS * 0.6, outcomes)
        self.assertEqual(s.leaks(self.shop), [])
        self.assertNotIn('"event":"bug"', self.shop.read_log())
        print("social: %d posts, %s, %d kills, faults %s" % (POSTS, dict(outcomes), self.kills, dict(Storm.met)), file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
