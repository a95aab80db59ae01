"""Meta's servers, simulated: the Graph API, the login dialog and a page that shows what was posted, on one port of this machine. `python3 tests/meta/meta.py --port N` runs it alone (conf/run.sh does with
SOCIAL=simulator); tests import Server. Any call can be made to go wrong by a rule, before or after its effect; a journal keeps method, path and parameters without secrets.

A rule is an object: {"method": "POST", "path": "/feed$", "when": "before" or "after", "skip": 0, "times": 1} and one of
  "error": {"http": 500, "code": 2, "subcode": 0, "message": ""}    "close": true    "silence": seconds    "html": 502    "truncate": true    "redirect": address    "lag": seconds    "container": "ERROR"
POST /_sim/rules takes a list of them; /_sim/set a few of the graph's settings; GET /_sim/journal and /_sim/state tell what happened."""
import argparse
import html
import http.server
import json
import os
import re
import socket
import sys
import threading
import time
import urllib.parse
from email import policy
from email.parser import BytesParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graph import SCOPES, Graph, Refused  # noqa: E402

SECRET_NAMES = {"access_token", "client_secret", "code", "fb_exchange_token", "input_token", "appsecret_proof", "appsecret_time"}
IN_FORM = {"access_token", "client_secret", "code", "fb_exchange_token"}     # what may stand in no address
KEPT = ("codes", "tokens", "posts", "photos", "containers", "media", "visible", "serial", "offset")
SETTABLE = {"polls", "lag", "quota", "container_limit", "need_proof", "usage", "usage_step", "regain", "offset", "odd", "limit_code", "sparse", "strange_state"}
OPTIONAL = {"permalink_url", "permalink", "shortcode", "updated_time", "username", "status", "is_published", "media_product_type", "like_count", "error_user_title", "error_user_msg", "is_transient", "fbtrace_id",
            "category", "period", "title", "description"}


def indexed(value, odd, sparse=False):
    """Keys that nobody asked for in every object, ids as numbers now and then, and now and then nothing that may be missing."""
    if isinstance(value, dict):
        out = {}
        for k, v in value.items():
            if k == "id" and odd and isinstance(v, str) and v.isdigit():
                out[k] = int(v)
            elif not sparse or k not in OPTIONAL:
                out[k] = indexed(v, odd, sparse)
        out["sim_extra"] = {"nobody": ["asked", None, 1.5]}
        return out
    if isinstance(value, list):
        return [indexed(v, odd, sparse) for v in value]
    return value


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port=0, clock_file=None, store=None):
        http.server.ThreadingHTTPServer.__init__(self, ("127.0.0.1", port), Handler)
        self.graph = Graph(clock_file)
        self.rules, self.journal, self.lock, self.store = [], [], threading.Lock(), store
        self.seen = 0
        if store and os.path.exists(store):
            with open(store) as f:
                for k, v in json.load(f).items():
                    setattr(self.graph, k, v)

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.server_address[1]

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def save(self):
        if self.store:
            with open(self.store + ".new", "w") as f:
                os.chmod(self.store + ".new", 0o600)
                json.dump({k: getattr(self.graph, k) for k in KEPT}, f)
            os.replace(self.store + ".new", self.store)

    def rule(self, **rule):
        with self.lock:
            self.rules.append(rule)

    def take(self, method, path):
        """The rules that this call meets; each counts down."""
        met = []
        for r in list(self.rules):
            if r.get("method", method) != method or not re.search(r.get("path", ""), path):
                continue
            if r.get("skip", 0) > 0:
                r["skip"] -= 1
                continue
            r["times"] = r.get("times", 1) - 1
            if r["times"] <= 0:
                self.rules.remove(r)
            met.append(r)
        return met

    def published(self, text=None):
        return [v for v in self.graph.visible if text is None or v["text"] == text]

    def handle_error(self, request, client_address):
        pass        # whoever hung up


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.handle_any("GET")

    def do_POST(self):
        self.handle_any("POST")

    def do_DELETE(self):
        self.handle_any("DELETE")

    # --- reading ---

    def parameters(self):
        at = urllib.parse.urlsplit(self.path)
        p, files = dict(urllib.parse.parse_qsl(at.query, keep_blank_values=True)), {}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type") or ""
        if kind.startswith("multipart/form-data"):
            whole = BytesParser(policy=policy.HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            for part in whole.iter_parts():
                name = part.get_param("name", header="content-disposition")
                if part.get_filename():
                    files[name] = part.get_payload(decode=True)
                else:
                    p[name] = part.get_payload(decode=True).decode()
        elif kind.startswith("application/json"):
            p.update({k: v if isinstance(v, str) else json.dumps(v) for k, v in json.loads(body or b"{}").items()})
        else:
            p.update(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return at.path, p, files

    def handle_any(self, method):
        path, p, files = self.parameters()
        if path.startswith("/_sim/"):
            return self.control(method, path, p)
        if path == "/" and method == "GET":
            return self.answer(200, self.wall(), "text/html; charset=utf-8")
        if path == "/favicon.ico":
            return self.answer(204, "", "image/x-icon")
        version, bare = re.fullmatch(r"(?:/(v\d+\.\d+)(?=/))?(.*)", path, re.S).groups()
        if bare == "/dialog/oauth":
            return self.dialog(p)
        if path.startswith("/picture/"):
            return self.picture(path[9:])
        self.graph_call(method, bare, p, files, version)

    # --- the Graph API ---

    def graph_call(self, method, path, p, files, version):
        s, g = self.server, self.server.graph
        token = p.pop("access_token", None) or ""
        head = self.headers.get("Authorization") or ""
        if head.startswith(("Bearer ", "OAuth ")):
            token = head.split(" ", 1)[1]
        with s.lock:
            met = s.take(method, path)
            before = next((r for r in met if r.get("when", "before") == "before"), None)
            entry = {"n": len(s.journal), "at": g.now(), "method": method, "path": path, "params": {k: v for k, v in p.items() if k not in SECRET_NAMES}, "in_url": bool(IN_FORM & set(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))),
                     "rules": [{k: v for k, v in r.items() if k not in ("times", "skip")} for r in met], "effect": ""}
            s.journal.append(entry)
            seen = len(g.visible)
            status, body, headers = 200, None, {}
            if before is None:
                lag, g.lag = g.lag, next((r["lag"] for r in met if "lag" in r), g.lag)
                try:
                    body = g.call(method, path, p, token, files, version)
                except Refused as e:
                    status, body, headers = e.http, {"error": e.error}, e.headers
                g.lag = lag
                for r in met:
                    if r.get("container") and body and body.get("id") in g.containers:
                        g.containers[body["id"]]["status"] = r["container"]
                if len(g.visible) > seen:
                    entry["effect"] = "visible %s" % g.visible[-1]["id"]
                s.save()
            headers = dict(g.headers(), **headers)
            entry["status"] = status
        fault = before or next((r for r in met if r.get("when") == "after"), None)
        if fault is None:
            return self.send_graph(status, body, headers)
        entry["status"] = "fault"
        self.fail(fault, status, body, headers)

    def fail(self, r, status, body, headers):
        if "silence" in r:
            time.sleep(r["silence"])
        if r.get("close") or "silence" in r:
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            return
        if "html" in r:
            return self.answer(r["html"], "<!DOCTYPE html><html><title>Error</title><body>Sorry, something went wrong.</body></html>", "text/html")
        if "error" in r:
            e = dict(r["error"])
            error = {"message": e.get("message") or "An unexpected error has occurred. Please retry your request later.", "type": "OAuthException", "code": e["code"], "fbtrace_id": e.get("trace") or "AinjecteD"}
            if e.get("subcode"):
                error["error_subcode"] = e["subcode"]
            if e.get("user"):
                error["error_user_msg"] = e["user"]
            return self.send_graph(e.get("http", 400), {"error": error}, headers)
        if "redirect" in r:
            return self.answer(302, "", "text/plain", {"Location": r["redirect"]})
        if r.get("truncate"):
            text = json.dumps(body)
            return self.answer(status, text[:len(text) // 2], "application/json", headers)
        self.send_graph(status, body, headers)

    def send_graph(self, status, body, headers):
        s = self.server
        s.seen += 1
        body = indexed(body, s.graph.odd and s.seen % s.graph.odd == 0, s.graph.sparse and s.seen % s.graph.sparse == 0)
        # As Meta writes it: slashes and everything beyond ASCII escaped.
        text = json.dumps(body).replace("/", "\\/")
        self.answer(status, text, "application/json; charset=UTF-8", dict(headers, **{"facebook-api-version": "v25.0", "x-fb-trace-id": "T" + str(s.seen)}))

    def answer(self, status, text, kind, headers=None):
        data = text if isinstance(text, bytes) else text.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for k, v in (headers or {}).items():
                self.send_header(k, v)
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    # --- control ---

    def control(self, method, path, p):
        s, g = self.server, self.server.graph
        with s.lock:
            if path == "/_sim/journal":
                out = s.journal
            elif path == "/_sim/state":
                out = {"visible": g.visible, "posts": len(g.posts), "media": len(g.media), "rules": s.rules}
            elif path == "/_sim/rules" and method == "POST":
                s.rules += json.loads(p.get("rules") or "[]")
                out = {"rules": s.rules}
            elif path == "/_sim/set" and method == "POST":
                for k, v in p.items():
                    if k in SETTABLE:
                        setattr(g, k, type(getattr(g, k))(float(v)))
                out = {"ok": True}
            elif path == "/_sim/token" and method == "POST":    # as Meta's own tool gives one to copy
                out = {"token": g.token("USER", list(SCOPES), ["111"], 0)}
            elif path == "/_sim/revoke" and method == "POST":
                for t in g.tokens.values():
                    t["revoked"] = int(p.get("subcode") or 460)
                out = {"ok": True}
            elif path == "/_sim/dialog" and method == "POST":
                return self.dialog_done(p)
            else:
                return self.answer(404, "{}", "application/json")
            s.save()
        self.answer(200, json.dumps(out), "application/json")

    # --- what a person sees ---

    PAGE = ("<!DOCTYPE html><html lang=\"id\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>%s</title><style>"
            "body{font:16px/1.5 sans-serif;margin:0 auto;max-width:640px;padding:16px;background:#f0f2f5;color:#1c1e21}section{background:#fff;border-radius:8px;padding:16px;margin:16px 0}"
            "label{display:flex;gap:12px;min-height:44px;align-items:center}button{min-height:48px;font:inherit;font-weight:600;border:0;border-radius:8px;padding:0 20px;background:#1877f2;color:#fff}"
            "button.q{background:#e4e6eb;color:inherit}img{max-width:100%%;border-radius:8px;display:block;margin:8px 0}pre{white-space:pre-wrap;font:inherit;overflow-wrap:anywhere}small{color:#65676b}</style>"
            "</head><body>%s</body></html>")

    def dialog(self, p):
        g = self.server.graph
        bad = None
        redirect = p.get("redirect_uri", "")
        at = urllib.parse.urlsplit(redirect)
        if p.get("client_id") != g.APP:
            bad = "Invalid App ID: the provided app ID does not look like a valid app ID."
        elif g.redirects and redirect not in g.redirects:
            bad = "URL blocked: this redirect failed because the redirect URI is not on the app's list."
        elif at.scheme != "https" and at.hostname not in ("localhost", "127.0.0.1") and not (at.hostname or "").endswith((".test", ".local")) and not re.match(r"(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.", at.hostname or ""):
            bad = "Insecure login blocked: you can't use this app from an insecure page."
        if bad:
            return self.answer(400, self.PAGE % ("Error", "<section><h1>Sorry, something went wrong</h1><p>%s</p></section>" % html.escape(bad)), "text/html; charset=utf-8")
        hidden = "".join('<input type="hidden" name="%s" value="%s">' % (k, html.escape(p.get(k, ""), True)) for k in ("redirect_uri", "state", "client_id"))
        asked = [s for s in p.get("scope", "").split(",") if s]
        boxes = "".join('<label><input type="checkbox" name="s_%s" value="1" checked> %s</label>' % (html.escape(s, True), html.escape(s)) for s in asked if s in SCOPES)
        pages = "".join('<label><input type="checkbox" name="p_%s" value="1" checked> %s</label>' % (x["id"], html.escape(x["name"])) for x in g.pages.values())
        text = ("<section><h1>Masuk sebagai %s</h1><p>Aplikasi <b>Etalase</b> minta izin. (Ini peniru Meta di komputer ini, bukan Facebook.)</p><form method=\"post\" action=\"/_sim/dialog\">%s<h2>Halaman</h2>%s"
                "<h2>Izin</h2>%s<p><button name=\"do\" value=\"yes\">Lanjutkan</button> <button class=\"q\" name=\"do\" value=\"no\">Batal</button></p></form></section>")
        self.answer(200, self.PAGE % ("Masuk", text % (html.escape(g.user["name"]), hidden, pages, boxes)), "text/html; charset=utf-8")

    def dialog_done(self, p):
        g = self.server.graph
        back = p.get("redirect_uri", "")
        q = {"state": p.get("state", "") + ("x" if g.strange_state else "")}
        if p.get("do") == "yes":
            q["code"] = g.grant([k[2:] for k in p if k.startswith("s_")], [k[2:] for k in p if k.startswith("p_")], back, p.get("client_id"))
            self.server.save()
        else:
            q.update(error="access_denied", error_reason="user_denied", error_description="Permissions error")
        self.answer(302, "", "text/plain", {"Location": back + ("&" if "?" in back else "?") + urllib.parse.urlencode(q) + "#_=_"})

    def picture(self, name):
        x = self.server.graph.photos.get(name)
        if x is None:
            return self.answer(404, "", "text/plain")
        self.answer(200, bytes.fromhex(x["data"]), "image/jpeg")

    @staticmethod
    def tappable(text):
        """Facebook makes links of addresses in words; Instagram does not."""
        return re.sub(r"https?://[^\s<>\"]+", lambda m: '<a href="%s">%s</a>' % (m.group(), m.group()), html.escape(text))

    def wall(self):
        g = self.server.graph
        with self.server.lock:
            g.ripen()
        parts = []
        for x in sorted(list(g.posts.values()) + list(g.media.values()), key=lambda v: -v["at"]):
            fb = "page" in x
            pictures = ["/picture/" + v for v in x["photos"]] if fb else x["urls"]
            parts.append("<section><small>%s · %s</small><pre>%s</pre>%s%s</section>" % (
                "Facebook: " + html.escape(g.pages[x["page"]]["name"]) if fb else "Instagram: @" + html.escape(g.igs[x["ig"]]["username"]), g.iso(x["at"]), self.tappable(x["text"]) if fb else html.escape(x["text"]),
                "<p><a href=\"%s\">%s</a></p>" % (html.escape(x["link"], True), html.escape(x["link"])) if x.get("link") else "",
                "".join('<img src="%s" alt="">' % html.escape(v, True) for v in pictures)))
        return self.PAGE % ("Peniru Meta", "<h1>Yang sudah terbit</h1><p>Peniru Facebook dan Instagram di komputer ini.</p>" + ("".join(parts) or "<section><p>Belum ada kiriman.</p></section>"))


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    a.add_argument("--port", type=int, default=0)
    a.add_argument("--clock", help="file with an offset in seconds, as the shop's ETALASE_CLOCK_FILE")
    a.add_argument("--store", help="file that keeps what was posted over a restart")
    a.add_argument("--rules", help="file with a list of rules")
    o = a.parse_args()
    s = Server(o.port, o.clock, o.store)
    if o.rules:
        with open(o.rules) as f:
            s.rules = json.load(f)
    print("Meta is simulated at %s/ (app id %s, app secret %s)" % (s.url, Graph.APP, Graph.SECRET), flush=True)
    s.serve_forever()


if __name__ == "__main__":
    main()
