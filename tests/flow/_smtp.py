"""A mail server for tests: real sockets, EHLO, SIZE, AUTH, STARTTLS, and failures on demand. What it takes is kept as bytes.

    server.fail["RCPT"] = "550 5.1.1 no such user"     every RCPT is answered so
    server.hang.add("MAIL")                            says nothing more from there on
    server.drop_after_data = 1                         takes so many mails and breaks the line instead of saying so
"""
import base64
import email
import email.policy
import socket
import ssl
import threading

FROM = "toko@dapur.example"


def env_for(server, **more):
    """The settings of a shop that sends through this server."""
    e = {"ETALASE_SMTP_URL": server.url, "ETALASE_SMTP_TLS": "never", "ETALASE_MAIL_FROM": FROM}
    e.update(more)
    return e


class Mail:
    def __init__(self, sender, to, data, tls, user):
        self.sender, self.to, self.data, self.tls, self.user = sender, to, data, tls, user
        self.parsed = email.message_from_bytes(data, policy=email.policy.default)

    def __getitem__(self, name):
        return self.parsed[name]

    def part(self, kind):
        found = [p for p in self.parsed.walk() if p.get_content_type() == kind]
        assert len(found) == 1, (kind, [p.get_content_type() for p in self.parsed.walk()])
        return found[0].get_content()

    @property
    def text(self):
        return self.part("text/plain")

    @property
    def html(self):
        return self.part("text/html")


class Server:
    def __init__(self, users=None, cert=None, implicit=False, host="127.0.0.1"):
        """users: {name: password}: AUTH is offered and wanted. cert: (file, key): STARTTLS is offered, or spoken from the first byte."""
        self.users, self.cert, self.implicit = users, cert, implicit
        self.mails, self.fail, self.hang, self.drop_after_data, self.greeting = [], {}, set(), 0, "220 mail.test ESMTP"
        self.seen, self.open = [], []
        self.end = threading.Event()
        self.host, self.sock = host, socket.create_server((host, 0), backlog=20)
        self.port = self.sock.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return "%s://%s:%d" % ("smtps" if self.implicit else "smtp", self.host, self.port)

    def reset(self):
        self.fail.clear()
        self.hang.clear()
        self.drop_after_data = 0
        self.greeting = "220 mail.test ESMTP"

    def accept(self):
        while not self.end.is_set():
            try:
                s, _ = self.sock.accept()
            except OSError:
                return
            self.open.append(s)
            threading.Thread(target=self.guarded, args=(s,), daemon=True).start()

    def close(self):
        self.end.set()
        self.sock.close()
        for s in self.open:
            try:
                s.close()
            except OSError:
                pass

    def guarded(self, s):
        try:
            s.settimeout(120)
            self.talk(s)
        except (OSError, EOFError, ssl.SSLError):
            pass
        finally:
            s.close()

    def wrap(self, s):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.cert)
        return context.wrap_socket(s, server_side=True)

    def talk(self, s):
        tls = self.implicit
        if tls:
            s = self.wrap(s)
        f = s.makefile("rwb", 0)

        def say(line):
            f.write(line.encode() + b"\r\n")

        def line():
            data = f.readline()
            if not data:
                raise EOFError
            return data.decode("utf-8").rstrip("\r\n")

        say(self.greeting)
        if not self.greeting.startswith("220"):
            return
        user, sender, to = None, None, []
        while True:
            command = line()
            verb = command.split(" ")[0].upper()
            self.seen.append(verb)
            if verb in self.hang:
                self.end.wait(120)
                return
            if verb in self.fail:
                say(self.fail[verb])
                if self.fail[verb].startswith("421"):
                    return
                continue
            if verb == "EHLO":
                more = ["SIZE 10000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
                if self.cert and not tls:
                    more.append("STARTTLS")
                if self.users and (tls or not self.cert):
                    more.append("AUTH PLAIN LOGIN")
                for x in ["mail.test"] + more[:-1]:
                    say("250-" + x)
                say("250 " + more[-1])
            elif verb == "STARTTLS" and self.cert and not tls:
                say("220 go ahead")
                s, tls = self.wrap(s), True
                f = s.makefile("rwb", 0)
            elif verb == "AUTH":
                user = self.auth(command, say, line)
            elif verb == "MAIL":
                if self.users and not user:
                    say("530 5.7.0 authentication required")
                    continue
                sender, to = command[command.index("<") + 1:command.index(">")], []
                say("250 ok")
            elif verb == "RCPT":
                to.append(command[command.index("<") + 1:command.index(">")])
                say("250 ok")
            elif verb == "DATA":
                say("354 go ahead")
                data = self.body(f)
                self.mails.append(Mail(sender, to, data, tls, user))
                if self.drop_after_data > 0:
                    self.drop_after_data -= 1
                    return
                say(self.fail.get("END") or "250 2.0.0 taken")
                if "END" in self.fail:
                    self.mails.pop()
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def body(self, f):
        out = b""
        while True:
            data = f.readline()
            if not data:
                raise EOFError
            if data == b".\r\n":
                return out
            out += data[1:] if data.startswith(b".") else data

    def auth(self, command, say, line):
        words = command.split(" ")
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                say("334 ")
                words.append(line())
            _, name, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            if len(words) > 2:
                name = base64.b64decode(words[2]).decode()
            else:
                say("334 VXNlcm5hbWU6")
                name = base64.b64decode(line()).decode()
            say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(line()).decode()
        if self.users and self.users.get(name) == password:
            say("235 2.7.0 welcome")
            return name
        say("535 5.7.8 no")
        return None
