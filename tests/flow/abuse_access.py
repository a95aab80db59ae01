"""Abuse cases 32 to 36, 59, 63 and the rules that nothing is changed by a GET (T06) nor without token and origin (T05). The routes come from the program itself, so a new one that has
no entry here fails."""
import re
import unittest

import _abuse as a
import harness
from _abuse import ROLES
from harness import FlowTest

# Who may open what in the admin panel, as the shopkeeper was promised; written down once more, from what the roles are for and not from the program's table.
BOSSES = {"owner", "admin"}
EVERYBODY = set(ROLES)
CASH = BOSSES | {"cashier"}
PACKERS = CASH | {"warehouse"}
SHIPPERS = PACKERS | {"driver"}
ORDER_READERS = SHIPPERS
GOODS_READERS = PACKERS | {"social"}
STAFF = {
    "GET /admin": EVERYBODY, "POST /admin/logout": EVERYBODY, "GET /admin/more": EVERYBODY, "GET /admin/me": EVERYBODY, "POST /admin/me/password": EVERYBODY, "POST /admin/me/lang": EVERYBODY,
    "GET /admin/orders": ORDER_READERS, "GET /admin/orders/{id:int}": ORDER_READERS, "POST /admin/orders/{id:int}/note": ORDER_READERS, "POST /admin/orders/{id:int}/source": ORDER_READERS,
    "POST /admin/orders/{id:int}/pay": CASH, "POST /admin/orders/{id:int}/unpay": CASH, "POST /admin/orders/{id:int}/confirm": CASH, "POST /admin/orders/{id:int}/refund": CASH,
    "POST /admin/orders/{id:int}/cancel": CASH, "GET /admin/proof/{id:int}": CASH, "POST /admin/orders/{id:int}/pack": PACKERS, "POST /admin/orders/{id:int}/ship": SHIPPERS,
    "POST /admin/orders/{id:int}/deliver": SHIPPERS, "GET /admin/customers": BOSSES, "GET /admin/customers/{id:int}": BOSSES,
    "GET /admin/goods": GOODS_READERS, "GET /admin/goods/{id:int}": GOODS_READERS, "GET /admin/goods/new": BOSSES, "POST /admin/goods/new": BOSSES, "POST /admin/goods/{id:int}": BOSSES,
    "POST /admin/goods/{id:int}/status": BOSSES, "GET /admin/goods/{id:int}/stock": GOODS_READERS, "POST /admin/goods/{id:int}/stock": BOSSES | {"warehouse"},
    "POST /admin/goods/{id:int}/quick": BOSSES | {"warehouse"},
    "GET /admin/categories": BOSSES, "GET /admin/categories/new": BOSSES, "POST /admin/categories/new": BOSSES, "GET /admin/categories/{id:int}": BOSSES, "POST /admin/categories/{id:int}": BOSSES,
    "GET /admin/pages": BOSSES, "GET /admin/pages/new": BOSSES, "POST /admin/pages/new": BOSSES, "GET /admin/pages/{id:int}": BOSSES, "POST /admin/pages/{id:int}": BOSSES,
    "GET /admin/feeds": BOSSES, "POST /admin/feeds/{feed}": BOSSES,
    "GET /admin/banks": BOSSES, "GET /admin/banks/new": BOSSES, "POST /admin/banks/new": BOSSES, "GET /admin/banks/{id:int}": BOSSES, "POST /admin/banks/{id:int}": BOSSES,
    "GET /admin/zones": BOSSES, "GET /admin/zones/new": BOSSES, "POST /admin/zones/new": BOSSES, "GET /admin/zones/{id:int}": BOSSES, "POST /admin/zones/{id:int}": BOSSES,
    "GET /admin/print/packing": PACKERS, "GET /admin/print/labels/{tab}/{paper}": PACKERS, "GET /admin/orders/{id:int}/print/{paper}": ORDER_READERS,
    "POST /admin/orders/{id:int}/invoice": CASH,
    "GET /admin/reports": BOSSES | {"leader"}, "GET /admin/reports/cash": BOSSES | {"leader"}, "GET /admin/reports/customers": BOSSES | {"leader"}, "GET /admin/reports/goods": BOSSES | {"leader"},
    "GET /admin/reports/orders": BOSSES | {"leader"}, "GET /admin/reports/stock": BOSSES | {"leader"},
    "GET /admin/settings": BOSSES, "POST /admin/settings": BOSSES, "GET /admin/audit": BOSSES,
    "GET /admin/staff": {"owner"}, "GET /admin/staff/new": {"owner"}, "POST /admin/staff/new": {"owner"}, "GET /admin/staff/{id:int}": {"owner"}, "POST /admin/staff/{id:int}": {"owner"},
    "POST /admin/staff/{id:int}/reset": {"owner"},
    "GET /admin/reports": BOSSES | {"leader"}, "GET /admin/reports/goods": BOSSES | {"leader"}, "GET /admin/reports/customers": BOSSES | {"leader"},
    "GET /admin/reports/stock": BOSSES | {"leader"}, "GET /admin/reports/cash": BOSSES | {"leader"}, "GET /admin/reports/orders": BOSSES | {"leader"},
    "GET /admin/health": BOSSES, "GET /admin/jobs": BOSSES, "POST /admin/jobs/run": BOSSES, "POST /admin/jobs/resend": BOSSES, "GET /admin/backup": BOSSES, "POST /admin/backup": BOSSES,
    "POST /admin/backup/drill": BOSSES, "POST /admin/backup/{id:int}": {"owner"},
}
STAFF.update({
    "GET /admin/me/totp": EVERYBODY, "POST /admin/me/totp/start": EVERYBODY, "POST /admin/me/totp/on": EVERYBODY, "POST /admin/me/totp/codes": EVERYBODY, "POST /admin/me/totp/off": EVERYBODY,
    "POST /admin/staff/{id:int}/totp": {"owner"},
    "GET /admin/me/sessions": EVERYBODY, "POST /admin/me/sessions/end": EVERYBODY, "POST /admin/me/sessions/{id:int}/end": EVERYBODY,
    "GET /admin/orders/{id:int}/print/{paper}": ORDER_READERS, "POST /admin/orders/{id:int}/invoice": CASH, "GET /admin/print/labels/{tab}/{paper}": PACKERS, "GET /admin/print/packing": PACKERS,
})
STAFF.update({
    "GET /admin/goods/export": GOODS_READERS,
    "POST /admin/zones/{id:int}/copy": BOSSES, "POST /admin/zones/{id:int}/drop": BOSSES,
    "GET /admin/zones/try": BOSSES, "GET /admin/zones/export": BOSSES, "GET /admin/zones/file": BOSSES, "POST /admin/zones/file": BOSSES, "GET /admin/zones/file/{id:int}": BOSSES,
    "POST /admin/zones/file/{id:int}": BOSSES, "GET /admin/zones/file/{id:int}/before": BOSSES, "POST /admin/zones/file/{id:int}/undo": BOSSES,
    "GET /admin/goods/export": GOODS_READERS, "GET /admin/import": BOSSES, "POST /admin/import": BOSSES, "POST /admin/import/export": BOSSES, "GET /admin/import/{id:int}": BOSSES,
    "POST /admin/import/{id:int}": BOSSES, "POST /admin/import/{id:int}/undo": BOSSES, "GET /admin/import/{id:int}/refused": BOSSES, "GET /admin/import/{id:int}/file": BOSSES,
})
STAFF.update({
    "GET /admin/pictures": STAFF["GET /admin/goods"], "POST /admin/pictures": STAFF["POST /admin/goods/{id:int}"],
})
# Papers as files: who may see the page.
STAFF.update({x.replace("GET", "POST"): STAFF[x] for x in STAFF if re.fullmatch(r"GET /admin/reports(/[a-z]+)?", x)})
STAFF.update({x: STAFF["GET /admin/reports"] for x in ("GET /admin/reports/paper/{file:int}", "GET /admin/reports/paper/{file:int}/file")})
STAFF.update({"POST /admin/orders/{id:int}/print/{paper}": ORDER_READERS, "GET /admin/orders/{id:int}/paper/{file:int}": ORDER_READERS, "GET /admin/orders/{id:int}/paper/{file:int}/file": ORDER_READERS})
STAFF.update({"POST /admin/print/labels/{tab}/{paper}": PACKERS, "POST /admin/print/packing": PACKERS, "GET /admin/print/paper/{file:int}": PACKERS, "GET /admin/print/paper/{file:int}/file": PACKERS})

STAFF.update({
    "POST /admin/orders/{id:int}/revive": CASH, "POST /admin/orders/{id:int}/late": CASH,
    "GET /admin/debug": {"owner"}, "GET /admin/debug/ui": {"owner"},
})

STAFF.update({
    "GET /admin/messages": BOSSES, "POST /admin/messages/test": BOSSES, "GET /admin/messages/{message}/{lang}": BOSSES, "POST /admin/messages/{message}/{lang}": BOSSES,
    "POST /admin/messages/{message}/{lang}/reset": BOSSES, "POST /admin/orders/{id:int}/told": ORDER_READERS,
})

STAFF.update({
    "GET /admin/channels": BOSSES | {"social"},
    "POST /admin/channels/app": BOSSES, "POST /admin/channels/connect": BOSSES, "GET /admin/channels/back": BOSSES, "POST /admin/channels/back": BOSSES, "POST /admin/channels/paste": BOSSES,
    "GET /admin/channels/connect/{id:int}": BOSSES, "POST /admin/channels/connect/{id:int}": BOSSES, "POST /admin/channels/{id:int}/resume": BOSSES, "POST /admin/channels/{id:int}/off": BOSSES,
})
STAFF.update({"GET /admin/reports/channels": BOSSES | {"leader"}, "POST /admin/reports/channels": BOSSES | {"leader"}})

STAFF.update({x: BOSSES | {"social"} for x in ("GET /admin/goods/{id:int}/share", "POST /admin/goods/{id:int}/share", "GET /admin/prints", "GET /admin/prints/new", "POST /admin/prints/new",
                                              "GET /admin/prints/{id:int}", "POST /admin/prints/{id:int}")})
POSTERS = BOSSES | {"social"}
STAFF.update({
    "GET /admin/posts": POSTERS, "POST /admin/posts/new": POSTERS, "GET /admin/posts/calendar": POSTERS, "GET /admin/posts/{id:int}": POSTERS, "POST /admin/posts/{id:int}": POSTERS,
    "GET /admin/posts/{id:int}/goods": POSTERS, "POST /admin/posts/{id:int}/goods": POSTERS, "POST /admin/posts/{id:int}/drop": POSTERS, "POST /admin/posts/{id:int}/back": POSTERS,
    "POST /admin/posts/{id:int}/copy": POSTERS, "POST /admin/posts/publication/{id:int}": POSTERS, "GET /admin/posts/daily": POSTERS, "POST /admin/posts/daily": POSTERS,
    "GET /admin/posts/captions": POSTERS, "POST /admin/posts/captions": POSTERS, "GET /admin/posts/captions/new": POSTERS, "POST /admin/posts/captions/new": POSTERS,
    "GET /admin/posts/captions/{id:int}": POSTERS, "POST /admin/posts/captions/{id:int}": POSTERS, "POST /admin/posts/captions/{id:int}/drop": POSTERS,
})

STAFF.update({x: BOSSES | {"social"} for x in ("GET /admin/campaigns", "GET /admin/campaigns/new", "POST /admin/campaigns/new", "GET /admin/campaigns/{id:int}", "POST /admin/campaigns/{id:int}",
                                              "POST /admin/campaigns/{id:int}/away", "GET /admin/spend", "GET /admin/spend/new", "POST /admin/spend/new", "GET /admin/spend/{id:int}", "POST /admin/spend/{id:int}",
                                              "POST /admin/spend/{id:int}/drop", "GET /admin/spend/file", "POST /admin/spend/file", "GET /admin/spend/file/{id:int}", "POST /admin/spend/file/{id:int}",
                                              "POST /admin/spend/file/{id:int}/undo")})
# Whoever writes posts sees what they brought; a paper is shown to eyes like its maker's.
STAFF.update({x: BOSSES | {"leader", "social"} for x in ("GET /admin/reports/channels", "POST /admin/reports/channels", "GET /admin/reports/paper/{file:int}", "GET /admin/reports/paper/{file:int}/file")})

STAFF.update({x: BOSSES for x in ("POST /admin/goods/{id:int}/copy",)})
STAFF.update({x: BOSSES for x in ("POST /admin/goods/{id:int}/facts", "GET /admin/types", "GET /admin/types/new", "POST /admin/types/new", "GET /admin/types/{id:int}", "POST /admin/types/{id:int}")})
STAFF.update({x: STAFF["GET /admin/goods"] for x in ("GET /admin/goods/{id:int}/facts", "GET /admin/permits")})
STAFF.update({x: BOSSES for x in ("POST /admin/goods/{id:int}/copy", "POST /admin/goods/{id:int}/variants", "POST /admin/goods/{id:int}/variants/fill", "POST /admin/goods/{id:int}/variants/back",
                                  "GET /admin/goods/{id:int}/options", "POST /admin/goods/{id:int}/options", "POST /admin/goods/{id:int}/options/make")})
STAFF["GET /admin/goods/{id:int}/variants"] = GOODS_READERS

STAFF.update({x: BOSSES for x in ("GET /admin/goods/{id:int}/prices", "POST /admin/goods/{id:int}/prices")})
STAFF.update({x: BOSSES for x in ("GET /admin/groups", "GET /admin/groups/new", "POST /admin/groups/new", "GET /admin/groups/{id:int}", "POST /admin/groups/{id:int}",
                                  "POST /admin/customers/{id:int}/group", "POST /admin/customers/{id:int}/link", "POST /admin/customers/{id:int}/unlink")})

STAFF.update({"%s /admin/search%s" % x: BOSSES for x in (("GET", ""), ("GET", "/redirects"), ("GET", "/redirects/new"), ("POST", "/redirects/new"), ("GET", "/redirects/{id:int}"), ("POST", "/redirects/{id:int}"),
                                                         ("POST", "/redirects/{id:int}/drop"), ("GET", "/synonyms"), ("GET", "/synonyms/new"), ("POST", "/synonyms/new"), ("GET", "/synonyms/{id:int}"),
                                                         ("POST", "/synonyms/{id:int}"), ("POST", "/synonyms/{id:int}/drop"))})
STAFF.update({"GET /admin/goods/{id:int}/bundle": BOSSES, "POST /admin/goods/{id:int}/bundle": BOSSES})
STAFF.update({x: BOSSES for x in ("POST /admin/goods/{id:int}/life", "POST /admin/goods/{id:int}/trash", "GET /admin/goods/{id:int}/merge", "POST /admin/goods/{id:int}/merge")})
STAFF.update({"GET /admin/goods/{id:int}/life": STAFF["GET /admin/goods"]})
STAFF.update({"GET /admin/goods/{id:int}/links": STAFF["GET /admin/goods"], "POST /admin/goods/{id:int}/links": BOSSES})

STAFF.update({x: BOSSES for x in ("GET /admin/categories/{id:int}/goods", "POST /admin/categories/{id:int}/goods")})
STAFF.update({x: BOSSES for x in (
    "GET /admin/goods/{id:int}/groups", "POST /admin/goods/{id:int}/groups", "GET /admin/makers", "GET /admin/makers/new", "POST /admin/makers/new", "GET /admin/makers/{id:int}",
    "POST /admin/makers/{id:int}", "POST /admin/makers/{id:int}/merge", "POST /admin/makers/{id:int}/drop", "GET /admin/tags", "GET /admin/tags/{id:int}", "POST /admin/tags/{id:int}",
    "POST /admin/tags/{id:int}/merge", "POST /admin/tags/{id:int}/drop", "GET /admin/collections", "GET /admin/collections/new", "POST /admin/collections/new", "GET /admin/collections/{id:int}",
    "POST /admin/collections/{id:int}", "POST /admin/collections/{id:int}/drop", "GET /admin/collections/{id:int}/goods", "POST /admin/collections/{id:int}/goods")})

STAFF.update({"GET /admin/goods/{id:int}/ribbon": BOSSES, "POST /admin/goods/{id:int}/ribbon": BOSSES})

STAFF.update({"GET /admin/goods/{id:int}/preorder": BOSSES, "POST /admin/goods/{id:int}/preorder": BOSSES})

STAFF.update({
    "POST /admin/categories/order": BOSSES, "POST /admin/categories/{id:int}/merge": BOSSES, "POST /admin/categories/{id:int}/drop": BOSSES,
})
STAFF.update({x: BOSSES for x in (
    "GET /admin/goods/{id:int}/batch", "POST /admin/goods/{id:int}/batch/tell", "POST /admin/goods/{id:int}/batch/move", "POST /admin/goods/{id:int}/batch/arrive", "POST /admin/goods/{id:int}/batch/cancel",
    "GET /admin/goods/{id:int}/batch/{run:int}", "POST /admin/goods/{id:int}/batch/{run:int}", "POST /admin/goods/{id:int}/batch/{run:int}/told")})
STAFF.update({x: BOSSES for x in ("GET /admin/goods/sheet", "POST /admin/goods/sheet", "POST /admin/goods/sheet/fill", "GET /admin/goods/sheets", "GET /admin/goods/sheets/{id:int}",
                                  "POST /admin/goods/sheets/{id:int}", "POST /admin/goods/sheets/{id:int}/undo")})
STAFF.update({x: BOSSES for x in ("GET /admin/media", "GET /admin/media/{id:int}", "POST /admin/media/{id:int}", "POST /admin/media/{id:int}/drop", "GET /admin/goods/{id:int}/gallery",
                              "POST /admin/goods/{id:int}/gallery", "POST /admin/upload")})
STAFF.update({"GET /admin/goods/{id:int}/inputs": BOSSES, "POST /admin/goods/{id:int}/inputs": BOSSES})
STAFF.update({"POST /admin/goods/{id:int}/undo": BOSSES | {"warehouse"}})

STAFF.update({"GET /admin/goods/{id:int}/files": BOSSES, "POST /admin/goods/{id:int}/files": BOSSES})

# Open to all the world: what a shop is for. An order's address is its key.
OPEN = {
    "GET /", "GET /cart", "GET /checkout", "POST /checkout", "GET /healthz", "POST /product", "GET /products", "GET /regions", "GET /feed/{file}", "GET /robots.txt", "GET /search", "GET /s/{code}", "GET /r/{token}", "POST /r/{token}", "POST /prices/leave", "GET /ship-to",
    "POST /ship-to", "GET /sitemap.xml", "GET /sitemap/{part:int}", "GET /track", "POST /track", "GET /admin/login", "POST /admin/login", "GET /admin/login/code", "POST /admin/login/code", "POST /cart/add", "POST /cart/set", "GET /cart/inputs", "POST /cart/inputs",
    "GET /category/{slug}", "GET /info/{slug}", "GET /order/{ref}", "GET /order/{ref}/nota", "POST /order/{ref}/nota", "GET /order/{ref}/paper/{file:int}", "GET /order/{ref}/paper/{file:int}/file", "GET /product/{slug}", "POST /order/{ref}/again", "POST /order/{ref}/cancel", "GET /order/{ref}/pay",
    "POST /order/{ref}/proof", "POST /order/{ref}/received", "GET /order/{ref}/proof/{id:int}", "GET /media/{path}", "GET /metrics",
    "GET /admin/login/channels",
    "GET /suggest", "GET /cards",
    "GET /admin/login/channels", "GET /products/count", "GET /compare", "GET /maker/{slug}", "GET /maker/{slug}/count", "GET /makers", "GET /collections", "GET /tag/{slug}", "GET /tag/{slug}/count", "GET /collection/{slug}", "GET /collection/{slug}/count", "GET /category/{slug}/count", "GET /search/count",
}


class Matrix(FlowTest):
    """Case 32."""

    def test_32_every_route_has_an_entry(self):
        known = set(STAFF) | OPEN
        for method, pattern, gate in a.routes():
            name = "%s %s" % (method, pattern)
            self.assertIn(name, known, "a new route: who may use it? Write it down in abuse_access.py")
            self.assertEqual(name in STAFF, gate == "staff", name)
            self.assertEqual(pattern.startswith("/admin") and not pattern.startswith("/admin/login"), gate == "staff", name)

    def test_32_matrix(self):
        _, ref, number = a.order(self.shop)
        people = a.staff(self.shop)
        tokens = {role: a.csrf(c, "/admin/more") for role, c in people.items()}
        shopper = self.shop.client()
        a.add(shopper, a.variant(self.shop)[0])
        strangers = {"anonymous": self.shop.client(), "shopper": shopper, "forger": self.shop.client()}
        strangers["forger"].cookies = {"etalase_staff": "A" * 43, "staff": "1", "role": "owner"}
        for method, pattern, gate in a.routes():
            name = "%s %s" % (method, pattern)
            if gate != "staff" or name == "POST /admin/logout":
                continue
            # Changes are asked for what doesn't exist: who may, hears 404 or sees the form again.
            at = a.concrete(pattern, number=number if method == "GET" else 999999)
            for who, c in strangers.items():
                r = c.get(at) if method == "GET" else c.post(at, [("csrf", tokens["owner"])])
                self.assertEqual((r.status, r.header("location")), (303, "/admin/login"), "%s as %s: %d" % (name, who, r.status))
            for role, c in people.items():
                r = c.get(at) if method == "GET" else c.post(at, [("csrf", tokens[role])])
                self.assertNotEqual(r.header("location"), "/admin/login", "%s as %s" % (name, role))
                self.assertEqual(r.status == 403, role not in STAFF[name], "%s as %s: %d" % (name, role, r.status))
                self.assertNotIn(r.status, (500, 503), "%s as %s" % (name, role))
        self.assertEqual(a.failures(self.shop), [])

    def test_32_what_is_not_shown(self):
        """No costs for who may not see them, no figures for who may not; buttons lead only where one may go."""
        _, ref, number = a.order(self.shop)
        people = a.staff(self.shop, "warehouse", "driver", "social", "leader", "cashier")
        product = self.shop.one("SELECT MIN(id) FROM product WHERE status='active'")
        for role, c in people.items():
            for at, r in a.crawl(c, ["/admin", "/admin/orders", "/admin/orders/%d" % number, "/admin/goods", "/admin/goods/" + product], 60).items():
                if not at.startswith("/admin") or "html" not in (r.header("content-type") or ""):
                    continue
                if at not in ("/admin/orders", "/admin/orders/%d" % number, "/admin/goods", "/admin/goods/" + product):
                    self.assertNotEqual(r.status, 403, "a link leads %s to %s" % (role, at))
                if r.status == 200:
                    self.assertEqual([f.action for f in r.page.forms() if not self.may(role, f)], [], "%s at %s" % (role, at))
                    self.assertIsNone(re.search(r'name="[^"]*cost"', r.text), "%s sees costs at %s" % (role, at))

    def may(self, role, form):
        n = form.node.find("fieldset")
        if not form.buttons or (n and "disabled" in n.attrs):
            return True     # shown to be read
        at = re.sub(r"/\d+", "/{id:int}", form.action.split("?")[0] or "/admin")
        return role in STAFF.get("%s %s" % (form.method.upper(), at), EVERYBODY)

    def test_37_the_price_by_who_counts_stock(self):
        c = self.shop.owner("gudang2", "warehouse")
        product = int(self.shop.one("SELECT MIN(id) FROM product WHERE status='active'"))
        before = self.shop.sql("SELECT id, price, sale_price, cost FROM variant ORDER BY id")
        v = self.shop.one("SELECT MIN(id) FROM variant WHERE product=%d AND active=1" % product)
        for fields in ([("variant", v), ("price", "1"), ("stock", "5")], [("variant", v), ("v", v), ("price", "1"), ("was", "1"), ("list_price", "1")]):
            c.post("/admin/goods/%d/quick" % product, [("csrf", a.csrf(c, "/admin/more"))] + fields)
        self.assertEqual(self.shop.sql("SELECT id, price, sale_price, cost FROM variant ORDER BY id"), before)


class Forgery(FlowTest):
    """T05: every POST route without the right token and from a foreign page."""

    def test_05_every_post(self):
        client, ref, number = a.order(self.shop)
        a.add(client, a.variant(self.shop)[0])
        owner, other = self.shop.owner("pemilik"), self.shop.client()
        a.add(other, a.variant(self.shop)[0])
        second = self.shop.owner("kedua")
        product = int(self.shop.one("SELECT MIN(id) FROM product WHERE status='active'"))
        own = {True: (owner, a.csrf(owner, "/admin/more"), a.csrf(second, "/admin/more")), False: (client, a.csrf(client), a.csrf(other))}
        self.assertNotEqual(own[True][1], own[True][2])
        self.assertNotEqual(own[False][1], own[False][2])
        none = dict(HTTP_SEC_FETCH_SITE=None, HTTP_ORIGIN=None)
        before, seen = self.shop.dump(), 0
        for method, pattern, gate in a.routes():
            if method != "POST" or gate == "machine":
                continue
            seen += 1
            at = a.concrete(pattern, ref=ref, number=product if "goods" in pattern else number if "orders" in pattern else 1)
            c, token, foreign = own[gate == "staff"]
            if gate == "login":
                c, token, foreign = self.shop.client(), "", ""
            good = self.body(c, at, token)
            tries = [("foreign origin", [("csrf", token)] + good, dict(HTTP_SEC_FETCH_SITE=None, HTTP_ORIGIN="http://shop.test.evil.test:8080")),
                     ("origin null", [("csrf", token)] + good, dict(HTTP_SEC_FETCH_SITE=None, HTTP_ORIGIN="null")),
                     ("prefix of the origin", [("csrf", token)] + good, dict(HTTP_SEC_FETCH_SITE=None, HTTP_ORIGIN="http://shop.test")),
                     ("no header", [("csrf", token)] + good, none), ("cross-site", [("csrf", token)] + good, dict(HTTP_SEC_FETCH_SITE="cross-site")),
                     ("same-site", [("csrf", token)] + good, dict(HTTP_SEC_FETCH_SITE="same-site"))]
            if gate != "login":
                tries += [("no token", good, {}), ("empty token", [("csrf", "")] + good, {}), ("other's token", [("csrf", foreign)] + good, {}),
                          ("token of the other door", [("csrf", own[gate != "staff"][1])] + good, {}), ("token in the query", good, dict(query=token))]
            for why, fields, headers in tries:
                headers = dict(headers)
                q = headers.pop("query", None)
                r = c.post(at + ("?csrf=" + q if q else ""), fields, **headers)
                self.assertEqual(r.status, 403, "%s %s: %s" % (at, why, r.status))
            if gate != "login":
                body = "csrf=%s" % token
                self.assertEqual(c.request("POST", at, body.encode(), "text/plain").status, 403, at + " as text/plain")
            r = c.get(at + "?" + "csrf=" + token)
            self.assertIn(r.status, (200, 303, 404, 405), at)
        self.assertGreater(seen, 15)
        now = self.shop.dump()
        self.assertEqual({t for t in before if before[t] != now[t]}, set())

    def body(self, client, at, token):
        v = a.variant(self.shop)[0]
        return [("variant", str(v)), ("qty", "1"), ("act", "save"), ("version", "1"), ("name", "Diganti"), ("login", "pemilik"), ("password", "x" * 12), ("step", "place"),
                ("status", "archived"), ("reason", "batal"), ("lang", "en"), ("staff_note", "x")]

    def test_06_get_changes_nothing(self):
        client, ref, number = a.order(self.shop)
        a.add(client, a.variant(self.shop)[0])
        owner = self.shop.owner("pengeklik")
        before = self.shop.dump("session")
        pages = a.crawl(client, ["/", "/en/", "/cart", "/checkout", "/order/" + ref, "/order/%s/pay" % ref, "/track", "/search?q=sanjai", "/sitemap.xml", "/robots.txt"], 300)
        self.assertGreater(len(pages), 30)
        pages2 = a.crawl(owner, ["/admin", "/admin/orders?tab=all", "/admin/goods", "/admin/more", "/admin/orders/%d" % number], 300)
        self.assertGreater(len(pages2), 20)
        for method, pattern, gate in a.routes():        # and what no link leads to
            at = a.concrete(pattern, ref=ref, number=number)
            for c in (client, owner):
                for m in ("GET", "HEAD"):
                    self.assertNotEqual(c.request(m, at).status, 500, at)
        for at, r in list(pages.items()) + list(pages2.items()):
            self.assertLess(r.status, 500, at)
        now = self.shop.dump("session")
        self.assertEqual({t for t in before if before[t] != now[t]}, set())
        self.assertEqual(a.failures(self.shop), [])


class Objects(FlowTest):
    """Cases 33 to 36 and 59."""

    def test_33_an_order_by_anything_but_its_key(self):
        client, ref, number = a.order(self.shop)
        other = self.shop.client()
        name = self.shop.one("SELECT number FROM orders WHERE id=%d" % number)
        for x in (str(number), name, ref.upper() if ref != ref.upper() else ref.lower(), ref.swapcase(), ref[:-1], ref + "A", ref[:-1] + ("A" if ref[-1] != "A" else "B"), "0", "-1", "null", "%00", ref + "%00",
                  "..", "%2e%2e", ref + "%20", "[]", "1e3", "00000000-0000-0000-0000-000000000001", "%27%20OR%201=1--", ref + "/"):
            for tail in ("", "/pay", "/proof/1"):
                r = other.get("/order/" + x + tail)
                self.assertIn(r.status, (400, 404), x + tail)
                self.assertNotIn("Rahmi", r.text)
            for act in ("cancel", "received", "again", "proof"):
                self.assertIn(other.post("/order/%s/%s" % (x, act)).status, (400, 404, 403), x)
        self.assertEqual(self.shop.one("SELECT delivery_state FROM orders WHERE id=%d" % number), "hold")

    def test_33_numbers_in_the_admin(self):
        owner = self.shop.owner("penghitung")
        for what in ("orders", "goods", "customers", "banks", "zones", "pages", "categories"):
            for x in ("0", "-1", "999999999", "9223372036854775807", "9223372036854775808", "18446744073709551617", "1e0", "0x1", "%201", "1%20", "+1", "1.0", "%D9%A1", "1;", "[1]", "1/../2", "new'"):
                r = owner.get("/admin/%s/%s" % (what, x))
                self.assertIn(r.status, (400, 404), "%s %s" % (what, x))
        self.assertEqual(a.failures(self.shop), [])

    def test_34_number_or_phone_alone_is_not_enough(self):
        client, ref, number = a.order(self.shop, phone="081299887766")
        name = self.shop.one("SELECT number FROM orders WHERE id=%d" % number)
        other = self.shop.client()
        form = other.get("/track").page.form("/track")
        fields = [n for n in form.names() if n not in ("csrf",)]
        digits = [n for n in fields if n != "number"][0]
        self.assertIn("number", fields)
        for no, last in ((name, ""), (name, "0000"), (name, "%"), (name, "____"), (name, "66"), ("", "7766"), ("%", "7766"), (name[:-1], "7766"), (name + "'", "7766"), (name, "7766' OR '1'='1")):
            form = other.get("/track").page.form("/track")
            r = other.submit(form, **{"number": no, digits: last})
            self.assertNotIn("/order/", r.header("location") or "", "%s %s" % (no, last))
            self.assertNotIn(ref, r.text)
        r = other.submit(other.get("/track").page.form("/track"), **{"number": name, digits: "7766"})
        self.assertIn(ref, (r.header("location") or "") + r.text)

    def test_24_mail_and_phone_of_somebody_else_open_nothing(self):
        """An order with a known customer's number and mail shows nothing of hers."""
        client, ref, number = a.order(self.shop, phone="081311112222", email="rahmi@example.com", name="Rahmi Rahasia", address="Jl. Rahasia 9")
        client2, ref2, number2 = a.order(self.shop, phone="081311112222", email="rahmi@example.com", name="Orang Lain", address="Jl. Lain 1")
        for at in ("/order/" + ref2, "/order/%s/pay" % ref2, "/cart", "/checkout", "/track"):
            r = client2.get(at)
            self.assertNotIn("Rahasia", r.text, at)
            self.assertNotIn(ref, r.text, at)
        self.assertEqual(self.shop.one("SELECT name FROM orders WHERE id=%d" % number), "Rahmi Rahasia")

    def test_23_identity_by_header(self):
        """No header makes anybody somebody."""
        _, ref, number = a.order(self.shop)
        for k in ("HTTP_X_USER", "HTTP_X_FORWARDED_USER", "HTTP_REMOTE_USER", "REMOTE_USER", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_AUTHORIZATION", "HTTP_X_ROLE", "AUTH_TYPE",
                  "HTTP_X_FORWARDED_FOR", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_FORWARDED", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "SCRIPT_FILENAME"):
            for v in ("owner", "1", "/admin", "admin:admin", "https"):
                r = self.shop.client(**{k: v}).get("/admin/orders/%d" % number)
                self.assertEqual((r.status, r.header("location")), (303, "/admin/login"), k)
        self.assertEqual(self.shop.client(HTTP_X_HTTP_METHOD_OVERRIDE="POST").get("/cart/add?variant=1").status, 405)

    def test_59_pages_of_one_are_not_kept_for_another(self):
        client, ref, number = a.order(self.shop)
        a.add(client, a.variant(self.shop)[0])
        owner = self.shop.owner("penyimpan")
        for c, at in [(client, x) for x in ("/cart", "/checkout", "/order/" + ref, "/order/%s/pay" % ref, "/", "/products", "/track")] + \
                [(owner, x) for x in ("/admin", "/admin/orders", "/admin/goods", "/admin/login", "/admin/orders/%d" % number)]:
            r = c.get(at)
            self.assertIn("no-store", r.header("cache-control"), at)
            self.assertIn("private", r.header("cache-control"), at)
        for at in ("/cart/x.css", "/order/%s/x.css" % ref, "/order/%s.css" % ref, "/admin/orders/x.css", "/checkout/a.js", "/cart;x.css", "/cart%2fx.css", "/order/%s/pay/x.png" % ref):
            self.assertIn(client.get(at).status, (303, 400, 404), at)
        plain = self.shop.client().get("/")
        for k, v in (("HTTP_HOST", "evil.test"), ("HTTP_X_FORWARDED_HOST", "evil.test"), ("HTTP_X_FORWARDED_PROTO", "https"), ("HTTP_ACCEPT_LANGUAGE", "en"), ("HTTP_X_FORWARDED_FOR", "1.2.3.4"),
                     ("HTTP_USER_AGENT", "evil"), ("HTTP_ORIGIN", "http://evil.test"), ("HTTP_X_ORIGINAL_URL", "/admin"), ("SERVER_NAME", "evil.test"), ("SERVER_PORT", "1")):
            r = self.shop.client(**{k: v}).get("/")
            self.assertEqual((r.status, r.body), (plain.status, plain.body), k)
            self.assertFalse([h for h in r.headers if h not in plain.headers], k)

    def test_63_no_way_to_set_up_again(self):
        for at in ("/install", "/setup", "/admin/install", "/admin/setup", "/admin/register", "/admin/first", "/register", "/admin/staff/first", "/admin/migrate", "/admin/demo", "/debug", "/admin/debug",
                   "/phpinfo.php", "/server-status", "/.well-known/security", "/wp-login.php", "/admin/reset"):
            for m in ("GET", "POST"):
                r = self.shop.client().request(m, at, b"login=x&password=y", "application/x-www-form-urlencoded")
                self.assertTrue(r.status in (404, 405) or (r.status == 303 and r.header("location") == "/admin/login"), "%s %s: %d" % (m, at, r.status))


EXTRAS = ["role", "is_admin", "price", "unit_price", "total", "subtotal", "shipping", "discount", "customer_id", "customer", "pay_state", "delivery_state", "verified", "points", "owner", "staff", "id",
          "paid", "created_at", "unique_code", "weight_g", "active_staff", "ref", "csrf2", "cost", "reserved", "on_hand", "admin", "staff_id"]


class Fields(unittest.TestCase):
    """Case 36: the same forms in two equal shops, in one of them with fields that nobody asked for."""

    MONEY = ("SELECT login, role, active FROM staff ORDER BY login", "SELECT subtotal, discount, shipping, total - unique_code, pay_method, pay_state, delivery_state, channel FROM orders ORDER BY id",
             "SELECT orders, variant, unit_price, qty, discount, total FROM order_line ORDER BY id", "SELECT id, product, price, sale_price, compare_at, cost, weight_g, active FROM variant ORDER BY id",
             "SELECT id, status, featured FROM product ORDER BY id", "SELECT variant, on_hand, reserved FROM stock ORDER BY variant", "SELECT name, phone FROM customer ORDER BY id",
             "SELECT id, kind, price_first, free_over, cod, active FROM zone ORDER BY id", "SELECT id, bank, number, holder, active FROM bank_account ORDER BY id", "SELECT state FROM payment ORDER BY id")

    def fill(self, extra):
        with harness.Shop() as shop:
            client, ref, number = a.order(shop)
            a.add(client, a.variant(shop)[0])
            owner = shop.owner("sama")
            sent = 0
            for c, starts in ((client, ["/", "/product/" + a.variant(shop)[3], "/cart", "/order/" + ref, "/order/%s/pay" % ref, "/track", "/ship-to"]),
                              (owner, ["/admin/orders/%d" % number, "/admin/me", "/admin/goods", "/admin/goods/%d" % a.variant(shop)[1], "/admin/goods/%d/stock" % a.variant(shop)[1], "/admin/banks/1",
                                       "/admin/zones/1", "/admin/categories/1", "/admin/settings", "/admin/pages/1"])):
                for at in starts:
                    r = c.get(at)
                    if r.status != 200:
                        continue
                    for i, form in enumerate(r.page.forms()):
                        if form.method != "post" or "logout" in form.action or "password" in form.names():
                            continue
                        # the page's own buttons, one after another, each with a freshly read form
                        for b in [x for x in form.buttons if x[0]][:2] or [None]:
                            again = c.get(at)
                            if again.status != 200 or i >= len(again.page.forms()):
                                continue
                            f = again.page.forms()[i]
                            if extra:
                                f.fields += [[k, "1"] for k in EXTRAS if k not in f.names()]
                            r2 = c.submit(f, button=(b[0], b[1]) if b else None, at=at)
                            self.assertLess(r2.status, 500, at)
                            sent += 1
            # One more order by somebody whose cart holds none of the goods that the owner's buttons took off the shelf.
            client = shop.client()
            a.add(client, a.variant(shop)[0], 2)
            form = a.checkout_form(client)
            if extra:
                form.fields += [[k, "1"] for k in EXTRAS if k not in form.names()]
            a.ref_of(a.send(client, form))
            self.assertEqual(shop.invariants(), [])
            return sent, [shop.sql(q) for q in self.MONEY]

    def test_36_fields_that_nobody_asked_for(self):
        n, plain = self.fill(False)
        m, extra = self.fill(True)
        self.assertEqual(n, m)
        self.assertGreater(n, 12)
        for q, x, y in zip(self.MONEY, plain, extra):
            self.assertEqual(x, y, q)


if __name__ == "__main__":
    unittest.main()
