"""A shopper orders and the owner takes a backup, over https on the installed shop: cookies as browsers keep them for an https origin. PORT, PEM and PASSWORD come from install.sh."""
import http.cookiejar
import os
import re
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PORT = int(os.environ["PORT"])
BASE = "https://shop.test:%d" % PORT
look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **kw: look_up("127.0.0.1" if host == "shop.test" else host, *rest, **kw)


class Person:
    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.set = []
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=os.environ["PEM"])), Watch(self))
        self.opener.addheaders = [("Sec-Fetch-Site", "same-origin"), ("Origin", BASE), ("User-Agent", "test")]

    def open(self, at, fields=None):
        try:
            r = self.opener.open(BASE + at, urllib.parse.urlencode(fields).encode() if fields is not None else None, timeout=60)
        except urllib.error.HTTPError as e:
            r = e
        self.body = r.read()
        self.status, self.url, self.headers = r.status, r.geturl(), r.headers
        return self.body.decode("utf-8", "replace")


class Watch(urllib.request.BaseHandler):
    """Keeps every Set-Cookie, those of redirects too."""
    handler_order = 100

    def __init__(self, person):
        self.person = person

    def https_response(self, request, response):
        self.person.set += response.headers.get_all("Set-Cookie") or []
        return response


def value(page, name):
    m = re.search(r'name="%s" value="([^"]*)"' % name, page)
    return m.group(1) if m else ""


def want(what, ok):
    if not ok:
        print("FAILED: " + what)
        sys.exit(1)


shopper = Person()
product = re.search(r'href="(/product/[^"?#]+)', shopper.open("/products")).group(1)
page = shopper.open(product)
want("looking sets no cookie", shopper.set == [])
shopper.open("/cart/add", [("variant", re.search(r'name="variant" value="(\d+)"', page).group(1)), ("qty", "1")])
want("the shopper's cookie: %r" % shopper.set, len(shopper.set) == 1 and re.match(r"__Host-\w+=", shopper.set[0]))
for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
    want("the shopper's cookie has %s: %s" % (word, shopper.set[0]), word.lower() in shopper.set[0].lower())
want("the cookie has no domain", "domain" not in shopper.set[0].lower())
page = shopper.open("/checkout")
f = dict(csrf=value(page, "csrf"), idem_key=value(page, "idem_key"), name="Uji Pasang", phone="081234567891", address="Jl. Uji", how="send", kec="Koto Balingka", step="show", was="0")
page = shopper.open("/checkout", list(f.items()))
f.update(step="place", cart_hash=value(page, "cart_hash"), quote_hash=value(page, "quote_hash"), was=value(page, "was"), pay="transfer", zone=re.search(r'name="zone" value="(\d+)"[^>]*checked', page).group(1))
shopper.open("/checkout", list(f.items()))
want("an order: %s %s" % (shopper.status, shopper.url), shopper.status == 200 and re.match(BASE + r"/order/[A-Za-z0-9_-]{20,}", shopper.url))
want("canonical addresses are https", "http://" not in re.sub(r"http://www\.w3\.org[^\"]*", "", shopper.open("/robots.txt")))

owner = Person()
owner.open("/admin/login", [("login", "owner"), ("password", os.environ["PASSWORD"])])
want("the owner is in: %s %s" % (owner.status, owner.url), owner.status == 200 and owner.url.startswith(BASE + "/admin") and "login" not in owner.url)
want("the owner's cookie: %r" % owner.set, any(re.match(r"__Host-\w+=.*Secure", c, re.I) and "samesite=strict" in c.lower() for c in owner.set))
page = owner.open("/admin/backup")
owner.open("/admin/backup", [("csrf", value(page, "csrf"))])
until = time.time() + 60
take = None
while time.time() < until and not take:
    page = owner.open("/admin/backup")
    take = re.search(r'action="(/admin/backup/\d+)"', page)
    time.sleep(0.2)
want("a backup is made", take)
page = owner.open(take.group(1), [("csrf", value(page, "csrf"))])
want("the password is asked for before a backup leaves: %s" % owner.status, "password" in page and owner.headers.get_content_type() == "text/html")
owner.open(take.group(1), [("csrf", value(page, "csrf")), ("proof", os.environ["PASSWORD"])])
want("the backup comes: %s %s" % (owner.status, owner.headers.get_content_type()), owner.status == 200 and owner.headers.get_content_type() == "application/octet-stream" and len(owner.body) > 10000)
want("it comes in a sandbox", "sandbox" in owner.headers.get("Content-Security-Policy", "") and owner.headers.get("Strict-Transport-Security"))
