"""Plain CGI: the program started once for a request, as a cgi-bin server does it (RFC 3875)."""
import os
import subprocess
import unittest

import harness
from harness import FlowTest


class Cgi(FlowTest):
    def run_cgi(self, path, *words, method="GET", body=b"", **env):
        e = self.shop.env()
        plain, _, query = path.partition("?")
        e.update(GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD=method, REQUEST_URI=path, SCRIPT_NAME=plain, QUERY_STRING=query, SERVER_PROTOCOL="HTTP/1.1", REMOTE_ADDR="127.0.0.1",
                 CONTENT_LENGTH=str(len(body)) if body else "", **env)
        p = subprocess.run([harness.BIN, *words], env=e, input=body, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(p.returncode, 0, p.stderr[-1000:])
        return harness.Reply(p.stdout.replace(b"\n", b"\r\n", 1) if b"\r\n" not in p.stdout else p.stdout)

    def test_a_page_and_a_cart(self):
        self.assertEqual(self.run_cgi("/").status, 200)
        r = self.run_cgi("/product/keripik-sanjai-balado")
        self.assertIn("Keripik Sanjai", r.text)
        f = r.page.form("/cart/add", "product")
        body = harness.urllib.parse.urlencode([tuple(x) for x in f.fields] + [("go", "cart")]).encode()
        r = self.run_cgi("/cart/add", method="POST", body=body, CONTENT_TYPE="application/x-www-form-urlencoded", HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN=harness.ORIGIN)
        self.assertEqual(r.status, 303)
        cookie = r.header("set-cookie").split(";")[0]
        self.assertIn("Keripik Sanjai", self.run_cgi("/cart", HTTP_COOKIE=cookie).text)

    def test_words_of_a_query_are_no_commands(self):
        """A server gives `?staff+list` to the program as arguments; so does one with -c."""
        for words in (("staff", "list"), ("-c", "/etc/passwd"), ("export", os.path.join(self.shop.dir, "stolen"))):
            r = self.run_cgi("/?" + "+".join(words), *words)
            self.assertEqual(r.status, 200)
            self.assertIn("<!DOCTYPE html>", r.text[:100].replace("<!doctype html>", "<!DOCTYPE html>"))
        self.assertFalse(os.path.exists(os.path.join(self.shop.dir, "stolen")))


if __name__ == "__main__":
    unittest.main()
