"""A site that pictures are fetched from, good and bad, on a port of this machine: it counts who asked for what, and with which headers."""
import http.server
import socket
import ssl
import threading
import zlib


class Site:
    """paths: {path: answer}; an answer is (status, headers, body bytes), or a function that gets the handler and writes what it likes. What is not there is 404."""

    def __init__(self, paths=None, host="127.0.0.1", cert=None):
        self.paths, self.asked, self.headers = dict(paths or {}), [], []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append(self.path)
                site.headers.append({k.lower(): v for k, v in self.headers.items()})
                answer = site.paths.get(self.path.split("?")[0], (404, {}, b"no"))
                self.close_connection = True
                try:
                    if callable(answer):
                        answer(self)
                        return
                    status, headers, body = answer
                    self.send_response(status)
                    for k, v in headers.items():
                        self.send_header(k, v)
                    if "Content-Length" not in headers:
                        self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass

            do_POST = do_CONNECT = do_HEAD = do_GET

            def log_message(self, *a):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

            def get_request(server):
                conn, addr = super().get_request()
                site.connections += 1
                return conn, addr

            def handle_error(server, request, client_address):
                pass

        self.connections = 0
        self.server = Server((host, 0), Handler)
        if cert:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.host = "[%s]" % host if ":" in host else host
        self.endpoint = "%s:%d" % (self.host, self.port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path, scheme="http"):
        return "%s://%s%s" % (scheme, self.endpoint, path)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def picture(data, kind="image/jpeg"):
    return 200, {"Content-Type": kind}, data


def leads(to, status=302, **headers):
    return status, {"Location": to, **headers}, b"x"


def drip(bytes_a_second=1, until=None):
    """Slowly, for two minutes at most or until the event."""
    until = until or threading.Event()

    def answer(h):
        h.send_response(200)
        h.send_header("Content-Length", "200000")
        h.end_headers()
        for _ in range(120):
            h.wfile.write(b"\xff" * bytes_a_second)
            h.wfile.flush()
            if until.wait(1):
                break
    return answer


def endless(head=b"\xff\xd8\xff\xe0", status=200):
    """Never ends by itself; its length is not told."""
    def answer(h):
        h.send_response(status)
        h.end_headers()
        h.wfile.write(head)
        block = b"\0" * 65536
        while True:
            h.wfile.write(block)
    return answer


def endless_headers(h):
    h.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        h.wfile.write(b"X-Again: " + b"a" * 8000 + b"\r\n")


def in_order(*answers):
    """Each time the next one; the last stays."""
    left = list(answers)

    def answer(h):
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        h.send_response(status)
        for k, v in headers.items():
            h.send_header(k, v)
        h.send_header("Content-Length", str(len(body)))
        h.end_headers()
        h.wfile.write(body)
    return answer


def catalogue(path, goods):
    """A WooCommerce file of (code, [addresses])."""
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write("ID,Type,SKU,Name,Published,In stock?,Stock,Weight (kg),Regular price,Images\r\n")
        for sku, urls in goods:
            f.write('%d,simple,%s,Barang %s,1,1,5,0.25,10000,"%s"\r\n' % (zlib.crc32(sku.encode()) % 1000000, sku, sku, ", ".join(u.replace('"', '""') for u in urls)))
    return path
