"""What the simulated Meta knows and answers: people, tokens, permissions, a Facebook page and an Instagram account, containers under a virtual clock, quotas, figures. No sockets here: meta.py serves it.
Shapes and errors are those of Meta's documentation and of field reports; texts of errors are wire data that nobody should branch on."""
import hashlib
import hmac
import json
import re
import secrets
import struct
import time
import urllib.error
import urllib.request

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_read_user_content", "read_insights", "instagram_basic", "instagram_content_publish",
          "instagram_manage_insights", "business_management")
HOUR, DAY = 3600, 86400
PAGE_METRICS = {"post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_like_total", "post_video_views"}
IG_METRICS = {"reach", "views", "likes", "comments", "saved", "shares", "total_interactions", "follows", "profile_visits", "profile_activity", "reposts"}


class Refused(Exception):
    """An answer with an error object."""

    def __init__(self, code, message, sub=None, http=400, kind="OAuthException", user="", transient=None, headers=None):
        Exception.__init__(self, message)
        self.http, self.headers = http, headers or {}
        self.error = {"message": message, "type": kind, "code": code, "fbtrace_id": "A" + secrets.token_urlsafe(8)}
        if sub:
            self.error["error_subcode"] = sub
        if user:
            self.error["error_user_title"], self.error["error_user_msg"] = "Problem", user
        if transient is not None:
            self.error["is_transient"] = transient


def no_object(name):
    return Refused(100, "Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation." % name, 33,
                   kind="GraphMethodException")


def jpeg_size(data):
    """(width, height) of a JPEG, or None: it is none."""
    at = 2
    if data[:3] != b"\xff\xd8\xff":
        return None
    while at + 9 <= len(data) and data[at] == 0xff:
        mark, n = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if mark in (0xc0, 0xc1, 0xc2):
            high, wide = struct.unpack(">HH", data[at + 5:at + 9])
            return wide, high
        at += 2 + n
    return None


def words(text, mark):
    return len(re.findall(r"(?<![\w])%s[\w]" % mark, text))


class Graph:
    APP, SECRET = "1234567890", "0123456789abcdef0123456789abcdef"

    def __init__(self, clock_file=None):
        self.clock_file, self.offset = clock_file, 0
        self.serial = secrets.randbelow(10 ** 6) * 1000
        self.user = {"id": "5", "name": "Ibu Makrani"}
        self.pages = {
            "111": {"id": "111", "name": "Keripik Makrani", "tasks": ["ANALYZE", "MODERATE", "CREATE_CONTENT", "MANAGE"], "ig": "17841400000000001"},
            "112": {"id": "112", "name": "Warung Sebelah", "tasks": ["ANALYZE"], "ig": None},
        }
        self.igs = {"17841400000000001": {"id": "17841400000000001", "username": "keripikmakrani", "page": "111"}}
        self.codes, self.tokens = {}, {}
        self.given = []             # every code of a login, spent ones too
        self.posts, self.photos, self.containers, self.media = {}, {}, {}, {}
        self.visible = []           # what people have seen appear: {"at", "where", "account", "id", "text"}
        self.polls, self.lag, self.quota, self.container_limit = 2, 0, 50, 400
        self.need_proof = False
        self.usage, self.usage_step, self.regain = 0.0, 0.0, 5
        self.limit_code = 0         # of a call at 100 %: 4, 17, 32, 80001, 80002; 0: as the path has it
        self.versions = ""          # those that are spoken, with blanks between; "": any
        self.sparse = 0             # each n-th answer lacks what Meta calls optional
        self.redirects = []         # allowed; empty: any
        self.odd = 0                # each n-th answer has ids as numbers
        self.strange_state = 0      # the dialog comes back with another state
        self.fetched = []

    def now(self):
        shift = 0
        if self.clock_file:
            try:
                with open(self.clock_file) as f:
                    shift = int((f.read().split() or [0])[0])      # a second number beside it tells of a jump
            except (OSError, ValueError):
                pass
        return int(time.time()) + self.offset + shift

    def iso(self, at):
        return time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(at))

    def new_id(self, base=17900000000000000):
        self.serial += 1
        return str(base + self.serial)

    # --- login ---

    def grant(self, scopes, pages, redirect, app):
        code = "AQ" + secrets.token_urlsafe(30)
        self.given.append(code)
        self.codes[code] = {"scopes": sorted(scopes), "pages": sorted(pages), "redirect": redirect, "app": app, "until": self.now() + 600}
        return code

    def token(self, kind, scopes, pages, expires, page=None, app=None):
        t = "EAA" + ("PAGE" if kind == "PAGE" else "USER") + secrets.token_hex(30)
        self.tokens[t] = {"kind": kind, "scopes": sorted(scopes), "pages": sorted(pages), "expires": expires, "page": page, "revoked": 0, "issued": self.now(), "app": app or self.APP}
        return t

    def app_ok(self, p):
        if p.get("client_id") != self.APP or p.get("client_secret") != self.SECRET:
            raise Refused(1 if p.get("client_id") == self.APP else 101, "Error validating client secret." if p.get("client_id") == self.APP else "Error validating application. Invalid application ID.")

    def oauth(self, p):
        self.app_ok(p)
        if p.get("grant_type") == "fb_exchange_token":
            old = self.known(p.get("fb_exchange_token", ""))
            t = self.token("USER", old["scopes"], old["pages"], self.now() + 60 * DAY)
            return {"access_token": t, "token_type": "bearer", "expires_in": 5183944}
        code = self.codes.pop(p.get("code", ""), None)
        if code is None:
            raise Refused(100, "Error validating verification code. This authorization code has been used.", 36009)
        if code["redirect"] != p.get("redirect_uri"):
            raise Refused(100, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request", 36008)
        if code["until"] < self.now():
            raise Refused(100, "Error validating verification code. This authorization code has expired.", 36007)
        t = self.token("USER", code["scopes"], code["pages"], self.now() + 5100)
        return {"access_token": t, "token_type": "bearer", "expires_in": 5100}

    def known(self, token):
        t = self.tokens.get(token)
        if t is None:
            raise Refused(190, "Invalid OAuth access token - Cannot parse access token", headers={"WWW-Authenticate": 'OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token"'})
        if t["revoked"]:
            raise Refused(190, "Error validating access token: The session has been invalidated because the user changed their password or for security reasons.", t["revoked"])
        if t["expires"] and t["expires"] <= self.now():
            raise Refused(190, "Error validating access token: Session has expired.", 463)
        return t

    def proof(self, token, p):
        given = p.get("appsecret_proof")
        if given is None:
            if self.need_proof:
                raise Refused(100, "API calls from the server require an appsecret_proof argument", kind="GraphMethodException")
            return
        text = token
        if p.get("appsecret_time"):
            if abs(int(p["appsecret_time"]) - self.now()) > 300:
                raise Refused(100, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException")
            text = "%s|%s" % (token, p["appsecret_time"])
        if not hmac.compare_digest(given, hmac.new(self.SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()):
            raise Refused(100, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException")

    def need(self, t, *scopes):
        for s in scopes:
            if s not in t["scopes"]:
                raise Refused(200, "(#200) Requires %s permission to manage the object" % s, http=403)

    def debug(self, p):
        if p.get("access_token") != "%s|%s" % (self.APP, self.SECRET):
            raise Refused(190, "Invalid OAuth access token signature.")
        t = self.tokens.get(p.get("input_token", ""))
        if t is None:
            return {"data": {"is_valid": False, "scopes": [], "error": {"code": 190, "message": "Invalid OAuth access token."}}}
        data = {"app_id": self.APP, "type": t["kind"], "application": "Etalase", "expires_at": t["expires"], "issued_at": t["issued"], "scopes": t["scopes"], "user_id": "5",
                "data_access_expires_at": t["issued"] + 90 * DAY, "is_valid": not t["revoked"] and not (t["expires"] and t["expires"] <= self.now())}
        if t["page"]:
            data["profile_id"] = t["page"]
        if not data["is_valid"]:
            data["error"] = {"code": 190, "message": "Error validating access token: Session has expired.", "subcode": t["revoked"] or 463}
        return {"data": data}

    def page_token(self, t, page):
        """The same token for the same page and person while it holds, as Meta gives it."""
        for text, x in self.tokens.items():
            if x["kind"] == "PAGE" and x["page"] == page and x["scopes"] == t["scopes"] and not x["revoked"] and bool(x["expires"]) == (t["expires"] - t["issued"] < 2 * DAY):
                return text
        # Of a long-lived token it has no end.
        short = t["expires"] and t["expires"] - t["issued"] < 2 * DAY
        return self.token("PAGE", t["scopes"], [page], t["expires"] if short else 0, page)

    def page_row(self, t, page, fields):
        row = {"id": page["id"], "name": page["name"], "category": "Food", "tasks": page["tasks"]}
        if "access_token" in fields:
            row["access_token"] = self.page_token(t, page["id"])
        if "instagram_business_account" in fields and page["ig"] and "instagram_basic" in t["scopes"]:
            row["instagram_business_account"] = {"id": page["ig"], "username": self.igs[page["ig"]]["username"]}
        return row

    # --- the page ---

    def fetch(self, url):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers={"User-Agent": "facebookexternalhit/1.1"}), timeout=10) as r:
                data = r.read(20 << 20)
        except (OSError, ValueError, urllib.error.URLError):
            return None
        self.fetched.append(url)
        return data

    def photo(self, t, page, p, files):
        self.need(t, "pages_manage_posts", "pages_read_engagement")
        self.page_may(t, page)
        data = next(iter(files.values()), None)
        if data is None:
            data = self.fetch(p["url"]) if p.get("url") else None
        if not data or not (jpeg_size(data) or data[:8] == b"\x89PNG\r\n\x1a\n"):
            raise Refused(324, "(#324) Missing or invalid image file", user="Missing or invalid image file")
        if len(data) > 10 << 20:
            raise Refused(100, "Invalid parameter", 1366046, user="Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG or PNG.")
        photo = self.new_id(122000000000000000)
        self.photos[photo] = {"id": photo, "page": page, "at": self.now(), "alt": p.get("alt_text_custom", ""), "data": data.hex() if len(data) < 3 << 20 else "", "used": False}
        if p.get("published", "true") not in ("false", "0"):
            post = self.add_post(page, p.get("caption", ""), "", [photo], app=t.get("app"))
            return {"id": photo, "post_id": post}
        return {"id": photo}

    def page_may(self, t, page):
        if t["kind"] != "PAGE" or t["page"] != page:
            raise Refused(200, "(#200) If posting to a page, requires a page access token of it.", http=403)
        if "CREATE_CONTENT" not in self.pages[page]["tasks"]:
            raise Refused(200, "(#200) The user hasn't the right to publish there", http=403)

    def add_post(self, page, text, link, photos, at=None, app=None):
        number = self.new_id(122000000000000000)
        post = "%s_%s" % (page, number)
        for x in photos:
            self.photos[x]["used"] = True
        self.posts[post] = {"id": post, "page": page, "text": text, "link": link, "photos": photos, "at": self.now(), "published": at is None, "due": at or 0, "see": self.now() + self.lag,
                            "likes": 0, "comments": 0, "shares": 0, "reach": 0, "number": number, "app": app or self.APP}
        if at is None:
            self.visible.append({"at": self.now(), "where": "facebook", "account": page, "id": post, "text": text})
        return post

    def feed(self, t, page, p):
        self.need(t, "pages_manage_posts", "pages_read_engagement")
        self.page_may(t, page)
        text, link = p.get("message", ""), p.get("link", "")
        media = json.loads(p.get("attached_media") or "[]")
        media += [json.loads(v) for k, v in sorted(p.items()) if re.fullmatch(r"attached_media\[\d+\]", k)]
        if not text and not link and not media:
            raise Refused(100, "(#100) Missing message or attachment")
        if len(text) > 63206:
            raise Refused(100, "(#100) Param message must be at most 63206 characters long.")
        if re.search(r"https?://(www\.)?facebook\.com/l\.php", link):
            raise Refused(100, "(#100) Invalid link", 1609008)
        photos = []
        for m in media:
            x = self.photos.get(str(m["media_fbid"]))
            if x is None or x["page"] != page or self.now() - x["at"] > DAY:
                raise Refused(100, "(#100) Invalid parameter: attached_media", user="That photo does not exist.")
            photos.append(x["id"])
        mine = [x for x in self.posts.values() if x["page"] == page and x["published"]]
        if mine and text and mine[-1]["text"] == text and mine[-1]["link"] == link and self.now() - mine[-1]["at"] < DAY:
            raise Refused(506, "(#506) Duplicate status message", 1455006, user="This status update is identical to the last one you posted. Try posting something different, or delete your previous update.")
        due = None
        if p.get("published", "true") in ("false", "0") and p.get("scheduled_publish_time"):
            due = int(p["scheduled_publish_time"])
            if not self.now() + 600 <= due <= self.now() + 30 * DAY:
                raise Refused(100, "(#100) The specified scheduled publish time is invalid.")
        return {"id": self.add_post(page, text, link, photos, due, t.get("app"))}

    def ripen(self):
        """What was planned for a time that has come is to be seen; photos that no post took are gone after a day."""
        for x in self.posts.values():
            if not x["published"] and x["due"] and x["due"] <= self.now():
                x.update(published=True, at=x["due"], see=x["due"] + self.lag)
                self.visible.append({"at": x["due"], "where": "facebook", "account": x["page"], "id": x["id"], "text": x["text"]})
        for name in [k for k, x in self.photos.items() if not x["used"] and self.now() - x["at"] > DAY]:
            del self.photos[name]

    def post_row(self, x):
        row = {"id": x["id"], "message": x["text"], "created_time": self.iso(x["at"]), "updated_time": self.iso(x["at"]), "is_published": x["published"],
               "permalink_url": "https://www.facebook.com/%s/posts/%s" % (x["page"], x["number"])}
        if x["shares"]:
            row["shares"] = {"count": x["shares"]}
        if x["link"]:
            row["attachments"] = {"data": [{"media_type": "link", "url": "https://l.facebook.com/l.php?u=" + x["link"], "unshimmed_url": x["link"]}]}
        return row

    def post_get(self, t, x, fields):
        self.need(t, "pages_read_engagement")
        row = self.post_row(x)
        if "reactions" in fields or "comments" in fields:
            self.need(t, "pages_read_user_content")
            row["reactions"] = {"data": [], "summary": {"total_count": x["likes"]}}
            row["comments"] = {"data": [], "summary": {"order": "ranked", "total_count": x["comments"], "can_comment": True}}
        return row

    def page_list(self, t, page, p, all_too):
        self.need(t, "pages_read_engagement")
        since = int(p.get("since") or 0)
        rows = [self.post_row(x) for x in self.posts.values() if x["page"] == page and (x["published"] or all_too) and x["see"] <= self.now() and x["at"] >= since]
        rows.reverse()
        return self.pages_of(rows, p)

    def pages_of(self, rows, p):
        """One page of a list, cursors as Meta gives them."""
        at, most = int(p.get("after") or 0), min(int(p.get("limit") or 25), 100)
        cut = rows[at:at + most]
        out = {"data": cut}
        if cut:
            out["paging"] = {"cursors": {"before": str(at), "after": str(at + len(cut))}}
            if at + most < len(rows):
                out["paging"]["next"] = "https://graph.facebook.com/next?access_token=leak&after=%d" % (at + most)
        return out

    # --- Instagram ---

    def container(self, t, ig, p):
        self.need(t, "instagram_basic", "instagram_content_publish")
        recent = [x for x in self.containers.values() if x["ig"] == ig and self.now() - x["at"] < DAY]
        if len(recent) >= self.container_limit:
            raise Refused(4, "Application request limit reached", 2207051, http=403)
        caption = p.get("caption", "")
        if len(caption) > 2200 or words(caption, "#") > 30:
            raise Refused(36004, "The caption was too long.", 2207010, user="The caption was too long. Only 2,200 characters and 30 hashtags are allowed.")
        if words(caption, "@") > 20:
            raise Refused(100, "Too many mentions", 2207040, user="Cannot use more than 20 @ tags.")
        x = {"id": self.new_id(), "ig": ig, "at": self.now(), "text": caption, "polls": 0, "status": "IN_PROGRESS", "why": "", "children": [], "item": p.get("is_carousel_item") in ("true", "1"),
             "media": None, "url": p.get("image_url", ""), "alt": p.get("alt_text", "")}
        if p.get("media_type") == "CAROUSEL":
            raw = p.get("children", "")
            x["children"] = [str(v) for v in json.loads(raw)] if raw.startswith("[") else [v for v in raw.split(",") if v]
            if not 2 <= len(x["children"]) <= 10:
                raise Refused(100, "Invalid parameter", 2207028, user="A carousel needs 2 to 10 items.")
            for child in x["children"]:
                y = self.containers.get(child)
                if y is None or y["ig"] != ig or not y["item"]:
                    raise Refused(24, "The requested resource does not exist", 2207006)
                if self.status_of(y) != "FINISHED":
                    raise Refused(9007, "Media ID is not available", 2207027, transient=False, user="The media is not ready to be published. Please wait a moment.")
        elif p.get("media_type"):
            raise Refused(100, "Unknown media type", 2207023)
        else:
            self.look_at(x)
        self.containers[x["id"]] = x
        return {"id": x["id"]}

    def look_at(self, x):
        """Really fetches the picture."""
        data = self.fetch(x["url"]) if x["url"].isascii() else None
        if data is None:
            raise Refused(9004, "Only photo or video can be accepted as media type.", 2207052, user="The media could not be fetched from this URI: %s" % x["url"])
        if len(data) > 8 << 20:
            raise Refused(36000, "The image size is too large.", 2207004, transient=False, user="The image is too large to download. It should be less than 8 MiB.")
        size = jpeg_size(data)
        if not size:
            raise Refused(36001, "The image format is not supported.", 2207005, user="The image format is not supported. It should be in JPEG.")
        if not 0.799 <= size[0] / size[1] <= 1.911:
            raise Refused(36003, "The aspect ratio is not supported.", 2207009, user="The submitted image with aspect ratio ('%d/%d',) cannot be published." % size)

    def status_of(self, x):
        if x["status"] in ("IN_PROGRESS", "FINISHED") and self.now() - x["at"] > DAY:
            x["status"] = "EXPIRED"
        return x["status"]

    def container_row(self, t, x):
        self.need(t, "instagram_basic")
        x["polls"] += 1
        if x["status"] == "IN_PROGRESS" and x["polls"] >= self.polls:
            x["status"] = "FINISHED"
        said = {"IN_PROGRESS": "In Progress: Media is still being processed.", "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
                "PUBLISHED": "Published: Media has been successfully published.", "EXPIRED": "Expired: The container was not published within 24 hours.",
                "ERROR": "Error: Media download has failed. The media URI doesn't meet our requirements."}
        status = self.status_of(x)
        return {"id": x["id"], "status": said[status], "status_code": status}

    def used(self, ig):
        return len([m for m in self.media.values() if m["ig"] == ig and self.now() - m["at"] < DAY])

    def publish(self, t, ig, p):
        self.need(t, "instagram_basic", "instagram_content_publish")
        x = self.containers.get(p.get("creation_id", ""))
        if x is None or x["ig"] != ig:
            raise Refused(24, "The requested resource does not exist", 2207006, user="The media with %s cannot be found." % p.get("creation_id"))
        if self.used(ig) >= self.quota:
            raise Refused(9, "Application request limit reached", 2207042, http=403, user="You reached maximum number of posts that is allowed to be published by Content Publishing API.")
        if self.status_of(x) == "EXPIRED":
            raise Refused(-2, "Media is expired", 2207020)
        if self.status_of(x) != "FINISHED" or x["item"]:
            raise Refused(9007, "Media ID is not available", 2207027, transient=False, user="The media is not ready to be published. Please wait a moment.")
        x["status"] = "PUBLISHED"
        media = self.new_id(18000000000000000)
        code = hashlib.sha256(media.encode()).hexdigest()[:11]
        urls = [self.containers[v]["url"] for v in x["children"]] or [x["url"]]
        self.media[media] = {"id": media, "ig": ig, "text": x["text"], "at": self.now(), "see": self.now() + self.lag, "code": code, "urls": urls, "likes": 0, "comments": 0, "shares": 0, "reach": 0,
                             "kind": "CAROUSEL_ALBUM" if x["children"] else "IMAGE"}
        x["media"] = media
        self.visible.append({"at": self.now(), "where": "instagram", "account": ig, "id": media, "text": x["text"]})
        return {"id": media}

    def media_row(self, m):
        return {"id": m["id"], "caption": m["text"], "media_type": m["kind"], "media_product_type": "FEED", "permalink": "https://www.instagram.com/p/%s/" % m["code"], "shortcode": m["code"],
                "timestamp": self.iso(m["at"]), "username": self.igs[m["ig"]]["username"], "like_count": m["likes"], "comments_count": m["comments"]}

    def media_list(self, t, ig, p):
        self.need(t, "instagram_basic")
        since = int(p.get("since") or 0)
        rows = [self.media_row(m) for m in self.media.values() if m["ig"] == ig and m["see"] <= self.now() and m["at"] >= since]
        rows.reverse()
        return self.pages_of(rows, p)

    def insights(self, t, x, p, valid, values):
        out = []
        for name in (p.get("metric") or "").split(","):
            if name not in valid:
                raise Refused(100, "(#100) The value must be a valid insights metric")
            if name in values:
                out.append({"name": name, "period": "lifetime", "values": [{"value": values[name]}], "title": name, "description": "", "id": "%s/insights/%s/lifetime" % (x["id"], name)})
        return {"data": out}

    # --- one call ---

    def tick(self, part):
        """Calls count; at 100 % they fail."""
        self.usage += self.usage_step
        if self.usage >= 100:
            code = self.limit_code or (80002 if part and part[0] in self.igs else 80001)
            raise Refused(code, "(#%d) There have been too many calls. Wait a bit and try again." % code)

    def headers(self):
        if self.usage <= 0:
            return {}
        share = int(min(self.usage, 100))
        regain = self.regain if self.usage >= 100 else 0
        return {"X-App-Usage": json.dumps({"call_count": share, "total_time": 1, "total_cputime": 1}),
                "X-Business-Use-Case-Usage": json.dumps({"111": [{"type": "pages", "call_count": share, "total_cputime": 1, "total_time": 1, "estimated_time_to_regain_access": regain}]})}

    def call(self, method, path, p, token, files, version=""):
        """path without version; the answer's object, or Refused."""
        if self.versions and version not in self.versions.split():
            raise Refused(2635, "(#2635) You are calling a version of the API that is no longer there.")
        if path == "/oauth/access_token":
            return self.oauth(p)
        if path == "/debug_token":
            return self.debug(dict(p, access_token=token))
        t = self.known(token)
        self.proof(token, p)
        fields = p.get("fields", "")
        part = [x for x in path.split("/") if x]
        self.tick(part)
        self.ripen()
        if not part:
            raise Refused(2500, "Unknown path components: /", http=404)
        if part[0] == "me" and t["kind"] == "PAGE":
            part[0] = t["page"]
        return self.me(part, t, p, fields) if part[0] == "me" else self.node(method, part, t, p, fields, files)

    def me(self, part, t, p, fields):
        if len(part) == 1:
            return dict(self.user)
        if part[1] == "permissions":
            return {"data": [{"permission": s, "status": "granted" if s in t["scopes"] else "declined"} for s in SCOPES]}
        if part[1] == "accounts":
            self.need(t, "pages_show_list")
            return self.pages_of([self.page_row(t, self.pages[x], fields) for x in t["pages"] if x in self.pages], p)
        raise Refused(2500, "Unknown path components: /%s" % part[1], http=404)

    def node(self, method, part, t, p, fields, files):
        name, edge = part[0], part[1] if len(part) > 1 else ""
        if name in self.pages:
            return self.on_page(method, name, edge, t, p, fields, files)
        if name in self.igs:
            return self.on_ig(method, name, edge, t, p)
        for store, seen in ((self.posts, self.on_post), (self.containers, self.on_container), (self.media, self.on_media)):
            x = store.get(name)
            if x is not None and x.get("see", 0) <= self.now():
                return seen(method, x, edge, t, p, fields)
        raise no_object(name)

    def on_page(self, method, page, edge, t, p, fields, files):
        if method == "GET" and not edge:
            return self.page_row(t, self.pages[page], fields)
        if method == "POST" and edge == "feed":
            made = self.feed(t, page, p)
            return dict(self.post_row(self.posts[made["id"]]), **made) if fields else made
        if method == "POST" and edge == "photos":
            return self.photo(t, page, p, files)
        if method == "GET" and edge in ("feed", "posts", "published_posts"):
            return self.page_list(t, page, p, edge == "feed")
        raise Refused(2500, "Unknown path components: /%s" % edge, http=404)

    def on_ig(self, method, ig, edge, t, p):
        if method == "GET" and not edge:
            return dict(self.igs[ig], name="Keripik Makrani")
        if edge == "media":
            return self.container(t, ig, p) if method == "POST" else self.media_list(t, ig, p)
        if method == "POST" and edge == "media_publish":
            return self.publish(t, ig, p)
        if method == "GET" and edge == "content_publishing_limit":
            row = {"quota_usage": self.used(ig)}
            if "config" in p.get("fields", ""):
                row["config"] = {"quota_total": self.quota, "quota_duration": DAY}
            return {"data": [row]}
        raise Refused(2500, "Unknown path components: /%s" % edge, http=404)

    def on_post(self, method, x, edge, t, p, fields):
        if method == "GET" and edge == "insights":
            self.need(t, "read_insights")
            return self.insights(t, x, p, PAGE_METRICS, {"post_total_media_view_unique": x["reach"], "post_media_view": x["reach"] * 2, "post_clicks": 0})
        if method == "GET" and not edge:
            return self.post_get(t, x, fields)
        self.need(t, "pages_manage_posts")
        if x.get("app", self.APP) != t.get("app", self.APP):
            raise Refused(200, "(#200) This post wasn't created by the application", http=403)
        if method == "DELETE":
            del self.posts[x["id"]]
            return {"success": True}
        if method == "POST" and not edge:
            x["text"] = p.get("message", x["text"])
            return {"success": True}
        raise Refused(2500, "Unknown path components: /%s" % edge, http=404)

    def on_container(self, method, x, edge, t, p, fields):
        if method != "GET" or edge:
            raise Refused(100, "Unsupported %s request." % method.lower(), 33, kind="GraphMethodException")
        return self.container_row(t, x)

    def on_media(self, method, x, edge, t, p, fields):
        if method == "GET" and edge == "insights":
            self.need(t, "instagram_manage_insights")
            return self.insights(t, x, p, IG_METRICS, {k: x[k] for k in ("reach", "likes", "comments", "shares")})
        if method == "GET" and not edge:
            return self.media_row(x)
        raise Refused(100, "Unsupported %s request." % method.lower(), 33, kind="GraphMethodException")
