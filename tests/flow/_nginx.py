"""The shop behind the real nginx, with the files that `make run` uses; and a browser that speaks HTTP to it."""
import http.client
import os
import shutil
import subprocess
import time

import harness

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


class Shop(harness.Shop):
    limits = True    # what floods are kept off by; off where one address asks as much as many would

    def start(self):
        super().start()
        self.port = int(subprocess.check_output(["sh", harness.ROOT + "/tests/port.sh"]))
        for d in ("run/nginx", "private/receipt"):
            os.makedirs(os.path.join(self.dir, d), exist_ok=True)
        for source, to in (("conf/nginx.conf.in", "run/nginx.conf"), ("conf/nginx/http.conf.in", "run/nginx/http.conf"), ("conf/nginx/shop.conf.in", "run/nginx/shop.conf")):
            with open(os.path.join(harness.ROOT, source)) as f:
                text = "".join(x for x in f if self.limits or not x.startswith(("limit_req ", "limit_conn ")))
            for k, v in (("PORT", str(self.port)), ("DATA", self.dir), ("ROOT", harness.ROOT), ("STATIC", harness.ROOT + "/build/static"), ("SOCKET", self.socket),
                         ("PAGES", os.path.join(self.dir, "run/nginx-pages")), ("VISITS", os.path.join(self.dir, "run/visit.sock"))):
                text = text.replace("@%s@" % k, v)
            with open(os.path.join(self.dir, to), "w") as f:
                f.write(text)
        self.nginx = None
        self.open_nginx()
        return self

    def open_nginx(self):
        run = os.path.join(self.dir, "run")
        self.nginx = subprocess.Popen([NGINX, "-e", run + "/nginx-error.log", "-p", run, "-c", run + "/nginx.conf"] + (["-g", "user root;"] if os.getuid() == 0 else []),
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def listening(self, seconds=60):
        end = time.time() + seconds
        while True:
            try:
                return self.fetch("/healthz")
            except OSError:
                if time.time() > end:
                    raise
                time.sleep(0.05)

    def fetch(self, path, method="GET", body=None, **headers):
        """One request over HTTP: status, headers (lower case), body as it came."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            r = c.getresponse()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        finally:
            c.close()

    def stop(self):
        if self.nginx:
            self.nginx.terminate()
            self.nginx.wait()
        super().stop()
