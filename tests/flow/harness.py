"""Flow tests drive the real `etalase serve` over its FastCGI socket, as nginx would: this module starts a shop on a fresh database of either kind, speaks FastCGI, keeps
cookies, reads pages with a real HTML parser and fills forms as a person does. Only Python's standard library is used.

    ETALASE_TEST_KIND=sqlite|postgres   which database (postgres needs ETALASE_TEST_PG, a libpq conninfo of a throw-away server)
    ETALASE_BIN=build/check/etalase     which program
    ETALASE_TEST_AT=                    when: seconds added to the shop's clock from its start, or a moment of the shop's own day, "2028-02-29 23:58"
"""
import datetime
import functools
import html.parser
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, os.environ.get("ETALASE_BIN", "build/check/etalase"))
CHECKED = os.path.relpath(BIN, ROOT) == "build/check/etalase"    # has the sanitizers and obeys the limits that only test builds know (told by its place in the checkout: the checkout itself may be in a folder "check")
MEDIA = os.path.join(ROOT, os.environ.get("ETALASE_MEDIA", "build/release/etalase-media"))
KIND = os.environ.get("ETALASE_TEST_KIND", "sqlite")
PG = os.environ.get("ETALASE_TEST_PG", "")
ORIGIN = "http://shop.test:8080"
WIB = datetime.timezone(datetime.timedelta(hours=7))    # Asia/Jakarta, what a new shop's clock shows


def seconds_ahead(at):
    """What ETALASE_TEST_AT says, as seconds against the real clock: a test must hold at every hour of every day, and this is how to try one."""
    if re.fullmatch(r"-?[0-9]*", at):
        return int(at or 0)
    return int(datetime.datetime.fromisoformat(at).replace(tzinfo=WIB).timestamp() - time.time())


AHEAD = seconds_ahead(os.environ.get("ETALASE_TEST_AT", ""))


def now():
    """The shop's now while no test has moved its clock."""
    return time.time() + AHEAD


class Reply:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        self.headers = []
        self.status = 200 if raw else 502    # nginx's answer when a worker ends without one
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "status":
                self.status = int(value.split()[0])
            elif name:
                self.headers.append((name.lower(), value.strip()))

    def header(self, name):
        for n, v in self.headers:
            if n == name.lower():
                return v
        return None

    def all(self, name):
        return [v for n, v in self.headers if n == name.lower()]

    @functools.cached_property
    def text(self):
        return self.body.decode("utf-8")

    @functools.cached_property
    def page(self):
        return Page(self.text)


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children, self.data = tag, dict(attrs), parent, [], []

    def text(self):
        out = []
        for c in self.children:
            out.append(c if isinstance(c, str) else c.text())
        return re.sub(r"\s+", " ", "".join(out).replace("\u00a0", " ")).strip()

    def find(self, tag=None, **attrs):
        for n in self.walk():
            if n.matches(tag, attrs):
                return n
        return None

    def all(self, tag=None, **attrs):
        return [n for n in self.walk() if n.matches(tag, attrs)]

    def matches(self, tag, attrs):
        if tag and self.tag != tag:
            return False
        for k, v in attrs.items():
            k = k.rstrip("_").replace("_", "-")
            if k == "class":
                if v not in (self.attrs.get("class") or "").split():
                    return False
            elif self.attrs.get(k) != v:
                return False
        return True

    def walk(self):
        todo = self.children[::-1]
        while todo:
            c = todo.pop()
            if isinstance(c, Node):
                yield c
                todo += c.children[::-1]


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
        "use", "path", "rect", "circle", "line", "polyline"}


class Page(html.parser.HTMLParser, Node):
    """A parsed page; looks things up and makes forms."""

    def __init__(self, text):
        html.parser.HTMLParser.__init__(self, convert_charrefs=True)
        Node.__init__(self, "#document", {}, None)
        self.at = self
        self.source = text
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Node(tag, attrs, self.at))

    def handle_endtag(self, tag):
        n = self.at
        while n is not None and n.tag != tag:
            n = n.parent
        if n is not None and n.parent is not None:
            self.at = n.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def forms(self):
        return [Form(f) for f in self.all("form")]

    def form(self, action_part=None, has=None):
        """The first form whose action holds `action_part` and that has a field `has`."""
        for f in self.forms():
            if (action_part is None or action_part in f.action) and (has is None or has in f.names()):
                return f
        raise AssertionError("no form %r with field %r among %r" % (action_part, has, [f.action for f in self.forms()]))

    def links(self):
        return [a.attrs["href"] for a in self.all("a") if "href" in a.attrs]

    def link(self, part):
        for h in self.links():
            if part in h:
                return h
        raise AssertionError("no link with %r among %r" % (part, self.links()))

    def flash(self):
        f = self.find("p", class_="flash") or self.find("div", class_="flash")
        if f and f.tag == "div":
            f = f.find("p")	# beside the sentence stands a link
        return f.text() if f else None


class Form:
    def __init__(self, node):
        self.node = node
        self.action = node.attrs.get("action") or ""
        self.method = (node.attrs.get("method") or "get").lower()
        self.multipart = node.attrs.get("enctype") == "multipart/form-data"
        self.fields = []
        self.buttons = []
        for n in self.live(node):
            self._take(n)
        root = node
        while root.parent is not None:
            root = root.parent
        for n in root.all("button", form=node.attrs.get("id", "")) + root.all("input", form=node.attrs.get("id", "")):    # one that stands elsewhere on the page
            self._take(n)

    def live(self, node):
        """What a browser sends: nothing inside a template or a disabled fieldset."""
        for c in node.children:
            if isinstance(c, Node) and c.tag != "template" and not (c.tag == "fieldset" and "disabled" in c.attrs):
                yield c
                yield from self.live(c)

    def _take(self, n):
        name = n.attrs.get("name")
        if n.tag == "button" and n.attrs.get("type", "submit") == "submit":
            self.buttons.append((name, n.attrs.get("value", ""), n.text()))
        if not name or "disabled" in n.attrs:
            return
        if n.tag == "input":
            kind = n.attrs.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in n.attrs:
                    self.fields.append([name, n.attrs.get("value", "on")])
            elif kind == "submit":
                self.buttons.append((name, n.attrs.get("value", ""), n.attrs.get("value", "")))
            elif kind != "file":
                self.fields.append([name, n.attrs.get("value") or ""])
        elif n.tag == "textarea":
            self.fields.append([name, "".join(c for c in n.children if isinstance(c, str))])
        elif n.tag == "select":
            options = n.all("option")
            chosen = [o for o in options if "selected" in o.attrs] or options[:1]
            for o in chosen:
                self.fields.append([name, o.attrs.get("value", o.text())])

    def names(self):
        return {n.attrs.get("name") for n in self.live(self.node) if n.attrs.get("name")}

    def get(self, name):
        for n, v in self.fields:
            if n == name:
                return v
        return None

    def set(self, name, value):
        if name not in self.names() and self.get(name) is None:
            raise AssertionError("form %s has no field %r, only %r" % (self.action, name, sorted(self.names())))
        self.fields = [f for f in self.fields if f[0] != name]
        values = value if isinstance(value, list) else [value]
        for v in values:
            if v is not None:
                self.fields.append([name, str(v)])
        return self

    def choices(self, name):
        out = []
        for n in self.node.walk():
            if n.attrs.get("name") == name and n.tag == "select":
                out += [o.attrs.get("value", "") for o in n.all("option")]
            elif n.attrs.get("name") == name and n.tag == "input":
                out.append(n.attrs.get("value", "on"))
        return out


def fcgi_record(kind, data):
    out = b""
    while True:
        chunk, data = data[:65535], data[65535:]
        out += struct.pack("!BBHHBB", 1, kind, 1, len(chunk), 0, 0) + chunk
        if not data:
            return out


def fcgi_length(n):
    return struct.pack("!B", n) if n < 128 else struct.pack("!I", n | 0x80000000)


def fcgi_send(path, params, body=b"", timeout=60):
    """Sends a request as nginx does, without waiting for a place in the queue: a full one refuses (BlockingIOError, nginx's 502). The open socket."""
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(timeout)
    try:
        s.connect(path)
    except OSError:
        s.close()
        raise
    pairs = b"".join(fcgi_length(len(k)) + fcgi_length(len(v)) + k + v for k, v in
                     ((k.encode(), v if isinstance(v, bytes) else str(v).encode("utf-8", "surrogateescape")) for k, v in params.items()))
    out = struct.pack("!BBHHBB", 1, 1, 1, 8, 0, 0) + struct.pack("!HB5x", 1, 0)
    out += fcgi_record(4, pairs) + (fcgi_record(4, b"") if pairs else b"")
    out += (fcgi_record(5, body) if body else b"") + fcgi_record(5, b"")
    try:
        s.sendall(out)
    except BrokenPipeError:
        pass    # the program may answer before it has read a body that is too large
    return s


def fcgi_take(s):
    """The answer to what fcgi_send() has sent."""
    stdout, data = b"", b""
    while True:
        try:
            chunk = s.recv(65536)
        except ConnectionResetError:
            break
        if not chunk:
            break
        data += chunk
    s.close()
    while len(data) >= 8:
        _, kind, _, length, padding, _ = struct.unpack("!BBHHBB", data[:8])
        if kind == 6:
            stdout += data[8:8 + length]
        data = data[8 + length + padding:]
    return Reply(stdout)


def fcgi_call(path, params, body=b"", timeout=60):
    return fcgi_take(fcgi_send(path, params, body, timeout))


class Client:
    """A browser without scripts: cookies, redirects, forms."""

    def __init__(self, shop, headers=None):
        self.shop, self.cookies, self.headers = shop, {}, headers or {}
        self.last, self.last_id = None, None

    def request(self, method, path, body=b"", ctype="", **params):
        uri = path
        if uri.startswith(ORIGIN):
            uri = uri[len(ORIGIN):]
        uri = uri.partition("#")[0]
        plain, _, query = uri.partition("?")
        p = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "QUERY_STRING": query, "SCRIPT_NAME": plain, "CONTENT_TYPE": ctype,
             "CONTENT_LENGTH": str(len(body)) if body or method == "POST" else "", "REMOTE_ADDR": "127.0.0.1",
             "SERVER_PROTOCOL": "HTTP/1.1", "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_ID": secrets.token_hex(16),
             "HTTP_USER_AGENT": "flow"}
        if self.cookies:
            p["HTTP_COOKIE"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        if method == "POST":
            p["HTTP_SEC_FETCH_SITE"] = "same-origin"
            p["HTTP_ORIGIN"] = ORIGIN
        p.update(self.headers)
        p.update(params)
        p = {k: v for k, v in p.items() if v is not None}
        self.last_id = p.get("REQUEST_ID")
        if self.shop.unread is None:
            return self.took(fcgi_call(self.shop.socket, p, body))
        self.shop.unread.append((self, fcgi_send(self.shop.socket, p, body)))
        return None

    def took(self, r):
        """What a browser does with an answer: keeps its cookies."""
        for c in r.all("set-cookie"):
            name, _, rest = c.partition("=")
            value = rest.split(";")[0]
            if re.search(r"max-age=0", c, re.I):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        self.last = r
        return r

    def get(self, path, **params):
        return self.request("GET", path, **params)

    def post(self, path, fields=(), **params):
        if isinstance(fields, dict):
            fields = list(fields.items())
        body = urllib.parse.urlencode([(k, v) for k, v in fields], errors="surrogateescape").encode()
        return self.request("POST", path, body, "application/x-www-form-urlencoded", **params)

    def post_multipart(self, path, fields, files, **params):
        """files: [(field, filename, type, bytes)]"""
        mark = "----etalase" + secrets.token_hex(8)
        out = []
        for k, v in fields:
            out.append(("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n" % (mark, k)).encode() + v.encode() + b"\r\n")
        for field, name, kind, data in files:
            out.append(("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                        % (mark, field, name, kind)).encode("utf-8", "surrogateescape") + data + b"\r\n")
        out.append(("--%s--\r\n" % mark).encode())
        return self.request("POST", path, b"".join(out), "multipart/form-data; boundary=" + mark, **params)

    def submit(self, form, button=None, files=None, at=None, **values):
        """Fills and sends a form. button: (name, value) of the button that is pressed."""
        for k, v in values.items():
            form.set(k, v)
        fields = [tuple(f) for f in form.fields]
        if button:
            fields.append(button)
        action = form.action or at
        if form.method == "get":
            return self.get(action.partition("?")[0] + "?" + urllib.parse.urlencode(fields))
        if form.multipart or files:
            return self.post_multipart(action, fields, files or [])
        return self.post(action, fields)

    def follow(self, reply):
        """Follows redirects, as a browser does."""
        n = 0
        while reply.status in (301, 302, 303) and n < 10:
            reply = self.get(reply.header("location"))
            n += 1
        return reply


class Shop:
    """A running shop on a fresh database. Use as a context manager or start/stop."""

    def __init__(self, demo=True, workers=2, env=None, work=False):
        self.dir = tempfile.mkdtemp(prefix="etalase-flow-")
        os.chmod(self.dir, 0o711)
        self.demo, self.workers, self.extra, self.with_work = demo, workers, env or {}, work
        self.socket = os.path.join(self.dir, "run", "web.sock")
        self.procs = []
        self.log = os.path.join(self.dir, "log")
        self.dbname = None
        self.lock, self.asking = threading.Lock(), None
        self.unread = None      # while at_once() sends: [(client, socket)]
        if AHEAD:
            self.clock(0)

    def env(self):
        e = dict(os.environ)
        e.update(ETALASE_DATA=self.dir, ETALASE_SOCKET=self.socket, ETALASE_WAKE_SOCKET=os.path.join(self.dir, "run", "work.sock"), ETALASE_VISIT_SOCKET=os.path.join(self.dir, "run", "visit.sock"),
                 ETALASE_DB=self.db, ETALASE_ORIGINS=ORIGIN, ETALASE_TEMPLATES=os.path.join(ROOT, "build/templates"),
                 ETALASE_SQL=os.path.join(ROOT, "sql"), ETALASE_STATIC_DIR=os.path.join(ROOT, "build/static"),
                 ETALASE_MEDIA_PROGRAM=MEDIA, ETALASE_WORKERS=str(self.workers), ETALASE_ARGON_MIB="8", ETALASE_ARGON_OPS="1",
                 ETALASE_RATE="off", ETALASE_CLOCK_FILE=os.path.join(self.dir, "clock"), ASAN_OPTIONS="detect_leaks=0")
        e.update(self.extra)
        return e

    def command(self, *args, check=True, **env):
        e = self.env()
        e.update(env)
        p = subprocess.run([BIN, *args], env=e, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
        if '"where":"walls"' in p.stderr and self.extra.get("ETALASE_WALLS") != "0":
            raise AssertionError("something that is needed was refused:\n" + p.stderr[-2000:])
        if check and p.returncode != 0:
            raise AssertionError("etalase %s: %d\n%s%s" % (" ".join(args), p.returncode, p.stdout[-2000:], p.stderr[-2000:]))
        return p

    def make_database(self):
        """A shop that is filled once is copied for every test that follows."""
        kept = os.environ.get("ETALASE_TEST_TEMPLATES", "")
        name = "demo" if self.demo else "empty"
        if KIND == "postgres":
            self.dbname = "flow_" + secrets.token_hex(6)
            source = os.environ.get("ETALASE_TEST_PG_" + name.upper())
            self.admin_sql("CREATE DATABASE %s%s" % (self.dbname, " TEMPLATE %s STRATEGY FILE_COPY" % source if source else " TEMPLATE template0"))
            self.db = "pg:" + re.sub(r"dbname=\S+", "", PG) + " dbname=" + self.dbname
            if source:
                return
        else:
            self.db = "sqlite:" + os.path.join(self.dir, "etalase.db")
            if kept and os.path.exists(os.path.join(kept, name + ".db")):
                shutil.copy(os.path.join(kept, name + ".db"), os.path.join(self.dir, "etalase.db"))
                return
        self.command("migrate")
        if self.demo:
            self.command("demo")

    @staticmethod
    def admin_sql(text):
        subprocess.run(["psql", "-qAt", re.sub(r"dbname=\S+", "", PG) + " dbname=postgres", "-c", text], check=True,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def start(self):
        for d in ("run", "incoming", "media", "private", "private/proof"):
            os.makedirs(os.path.join(self.dir, d), exist_ok=True)
        self.make_database()
        self.spawn("serve")
        if self.with_work:
            self.spawn("work")
        end = time.time() + 60
        while time.time() < end:
            try:
                if fcgi_call(self.socket, {"REQUEST_METHOD": "GET", "REQUEST_URI": "/healthz", "QUERY_STRING": ""}, timeout=5).status == 200:
                    return self
            except OSError:
                pass
            if self.procs[0].poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError("the shop did not open:\n" + self.read_log()[-3000:])

    def spawn(self, *args):
        with open(self.log, "ab") as log:
            p = subprocess.Popen([BIN, *args], env=self.env(), stdout=log, stderr=subprocess.STDOUT)
        self.procs.append(p)
        return p

    def workers_of(self):
        """Process ids of those that answer."""
        with open("/proc/%d/task/%d/children" % (self.procs[0].pid, self.procs[0].pid)) as f:
            return [int(x) for x in f.read().split()]

    def at_once(self, calls):
        """Each call sends one request of a client; all of them wait on the socket before the first worker takes one, then the workers are let go together. The replies in order."""
        pids, self.unread = self.workers_of(), []
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            for f in calls:
                f()
            sent = self.unread
        finally:
            self.unread = None
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        return [client.took(fcgi_take(s)) for client, s in sent]

    def work(self):
        """Does all due background work once."""
        return self.command("work", "--once")

    def stop(self):
        for p in self.procs:
            p.send_signal(signal.SIGTERM)
        for p in self.procs:
            try:
                p.wait(20)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        if self.asking:
            self.asking.communicate()
        if self.dbname:
            self.admin_sql("DROP DATABASE IF EXISTS %s WITH (FORCE)" % self.dbname)
        if not os.environ.get("ETALASE_TEST_KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    __enter__ = start

    def __exit__(self, *a):
        self.stop()

    def read_log(self):
        try:
            with open(self.log, errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def log_lines(self):
        out = []
        for line in self.read_log().splitlines():
            try:
                out.append(json.loads(line))
            except ValueError:
                pass
        return out

    def sql(self, text):
        """Rows of a query straight from the database, as tuples of strings (None for NULL). What changes something that pages show moves its counter, as the program's own writes do."""
        touched = re.match(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)", text, re.I)
        rows = self.ask(text)
        if touched and re.match("setting|page|bank|zone", touched.group(1)):
            self.ask("UPDATE counter SET value=value+1 WHERE name='shop'")
        if touched and re.match("product|variant|option|category|media|slug|stock", touched.group(1)):
            self.ask("UPDATE counter SET value=value+1 WHERE name='catalog'")
        return rows

    def ask(self, text):
        if KIND == "postgres":
            return self.psql(text)
        con = sqlite3.connect(os.path.join(self.dir, "etalase.db"), timeout=10)
        try:
            rows = con.execute(text).fetchall()
            con.commit()
            return [tuple(None if v is None else str(v) for v in r) for r in rows]
        finally:
            con.close()

    def psql(self, text):
        """One psql stays open: starting it anew costs more than most flows."""
        with self.lock:
            if self.asking is None:
                self.asking = subprocess.Popen(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-F", "\x1f", "-R", "\x1d", "-P", "null=\x1e", self.db[3:]],
                                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.asking.stdin.write(text + "\n;\n\\echo \x04\n")
            self.asking.stdin.flush()
            out = ""
            while not out.endswith("\x04\n"):
                line = self.asking.stdout.readline()
                if not line:
                    self.asking = None
                    raise AssertionError("psql refused: " + text)
                out += line
        out = out[:-2]
        return [tuple(None if v == "\x1e" else v for v in line.split("\x1f")) for line in out[:-1].split("\x1d")] if out else []

    def one(self, text):
        rows = self.sql(text)
        return rows[0][0] if rows else None

    def dump(self, *skip):
        """Every row of every table but the named ones, for "nothing changed"."""
        tables = self.one_list("SELECT table_name FROM information_schema.tables WHERE table_schema='public' ORDER BY 1" if KIND == "postgres"
                               else "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
        return {t: sorted(map(str, self.sql("SELECT * FROM %s" % t))) for t in tables if t not in skip and t not in ("region",) and not (t == "audit_head" and "audit" in skip)}

    def one_list(self, text):
        return [r[0] for r in self.sql(text)]

    def clock(self, seconds, jump=0):
        """Moves the shop's clock by so many seconds against now(); 0 is where it began. That time has passed, but for `jump` seconds of it: there somebody has set the clock."""
        path = os.path.join(self.dir, "clock")
        with open(path + ".new", "w") as f:
            f.write("%d %d" % (int(seconds) + AHEAD, jump))
        os.replace(path + ".new", path)

    def client(self, **headers):
        return Client(self, headers)

    def owner(self, login="owner", role="owner"):
        """A client that is logged in as a new staff member."""
        out = self.command("staff", "add", login, role, login.title()).stdout
        password = re.search(r"password: (\S+)", out).group(1)
        return self.login(login, password)

    def login(self, login, password):
        c = self.client()
        page = c.get("/admin/login").page
        r = c.submit(page.form("/admin/login"), login=login, password=password)
        if r.status != 303:
            raise AssertionError("login of %s: %d\n%s" % (login, r.status, r.text[:1500]))
        c.password = password
        return c

    def hampers(self):
        """Puts right what hampers have after a test has changed the stock of a part behind the shop's back."""
        self.sql("UPDATE stock SET on_hand=(SELECT MIN((k.on_hand-k.reserved)/x.qty) FROM bundle_part x JOIN stock k ON k.variant=x.part WHERE x.bundle=stock.variant) WHERE bundle=1")

    def invariants(self):
        """What must hold after anything: ledger sums to stock, reserved is what open orders hold, totals add up, paid orders have their payment."""
        bad = []
        q = self.sql
        bad += [("stock", r) for r in q("SELECT s.variant, s.on_hand, s.reserved, CAST(COALESCE(SUM(m.on_hand),0) AS BIGINT), CAST(COALESCE(SUM(m.reserved),0) AS BIGINT)"
                " FROM stock s LEFT JOIN stock_move m ON m.variant=s.variant AND m.place=s.place WHERE s.bundle=0 GROUP BY s.variant, s.place, s.on_hand, s.reserved"
                " HAVING s.on_hand<>COALESCE(SUM(m.on_hand),0) OR s.reserved<>COALESCE(SUM(m.reserved),0)")]
        # A hamper holds what is inside, as it was when it was ordered.
        bad += [("held", r) for r in q("SELECT s.variant, s.reserved, CAST(COALESCE(SUM(CASE WHEN o.delivery_state IN ('hold','to_pack','packed') THEN l.qty ELSE 0 END),0) AS BIGINT) FROM stock s"
                " LEFT JOIN (SELECT y.orders, COALESCE(x.variant, y.variant) AS variant, y.qty * COALESCE(x.qty, 1) AS qty FROM order_line y LEFT JOIN order_part x ON x.line=y.id) l"
                " ON l.variant=s.variant LEFT JOIN orders o ON o.id=l.orders GROUP BY s.variant, s.reserved"
                " HAVING s.reserved<>COALESCE(SUM(CASE WHEN o.delivery_state IN ('hold','to_pack','packed') THEN l.qty ELSE 0 END),0)")]
        bad += [("hamper", r) for r in q("SELECT s.variant, s.on_hand, MIN(CASE WHEN v.active=0 OR p.status='archived' OR COALESCE(k.on_hand-k.reserved,0)<0 THEN 0"
                " ELSE COALESCE(k.on_hand-k.reserved,0)/x.qty END) FROM stock s JOIN bundle_part x ON x.bundle=s.variant JOIN variant v ON v.id=x.part JOIN product p ON p.id=v.product"
                " LEFT JOIN stock k ON k.variant=x.part GROUP BY s.variant, s.on_hand HAVING s.on_hand<>MIN(CASE WHEN v.active=0 OR p.status='archived'"
                " OR COALESCE(k.on_hand-k.reserved,0)<0 THEN 0 ELSE COALESCE(k.on_hand-k.reserved,0)/x.qty END)")]
        bad += [("total", r) for r in q("SELECT o.id FROM orders o WHERE o.subtotal<>(SELECT COALESCE(SUM(l.total),0)+0 FROM order_line l WHERE l.orders=o.id)")]
        bad += [("paid", r) for r in q("SELECT o.id FROM orders o WHERE o.pay_state='paid' AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.orders=o.id AND p.state='received')")]
        bad += [("negative", r) for r in q("SELECT variant FROM stock WHERE on_hand<0 OR reserved<0 OR (reserved>on_hand AND make IS NULL)")]
        return bad


def wait_for(what, seconds=60):
    """Until what() is true; told false after these seconds, a minute at least: a busy machine may need it."""
    end = time.monotonic() + max(seconds, 60)
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class FlowTest(unittest.TestCase):
    """One shop per class; `demo = False` for an empty one."""
    demo = True
    workers = 2
    work = False
    env = {}

    @classmethod
    def setUpClass(cls):
        cls.shop = Shop(cls.demo, cls.workers, cls.env, cls.work).start()

    @classmethod
    def tearDownClass(cls):
        log = cls.shop.read_log()
        cls.shop.stop()
        for sign in ("AddressSanitizer", "runtime error:", '"event":"bug"', '"ev":"bug"', '"where":"walls"'):
            if sign in log:
                i = log.index(sign)
                raise AssertionError("the program misbehaved:\n" + log[max(0, i - 300):i + 3000])

    def until(self, what, seconds, text):
        if not wait_for(what, seconds):
            self.fail("%s: %r\n%s" % (text, self.shop.sql("SELECT id, lane, kind, state, attempts, reason FROM outbox WHERE state<>'done'"), self.shop.read_log()[-2000:]))

    def ok(self, reply, status=200):
        if reply.status != status:
            raise AssertionError("status %d instead of %d\n%s" % (reply.status, status, reply.text[:2500]))
        return reply

    def whole(self):
        """The books agree, and the program's own check finds nothing."""
        self.assertEqual(self.shop.invariants(), [])
        self.assertEqual(self.shop.command("check").stdout, "ok\n")

    def sees(self, reply, *texts):
        t = reply.page.text()
        for x in texts:
            if x not in t:
                raise AssertionError("%r is not on the page: %s" % (x, t[:3000]))

    def sees_not(self, reply, *texts):
        t = reply.page.text()
        for x in texts:
            if x in t:
                raise AssertionError("%r is on the page" % x)


if __name__ == "__main__":
    unittest.main()
