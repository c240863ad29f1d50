"""A receiver of messages that keeps what it takes, and can be told what to say.

In a thread: `with running() as receiver`. What it was sent is checked as the standard's
own libraries do it: see `signed_by`.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    def __init__(self):
        self.taken = []  # headers and body of each request
        self.paths = []
        self.status = 200
        self.headers = {}
        self.body = b"ok"
        self.answers = []  # statuses to say first, in order
        self.takes = 0.0  # seconds to answer
        self.times = []  # of requests
        self.hold = None  # an event to wait for before answering
        self.asked = threading.Event()

    @property
    def messages(self):
        return [json.loads(body) for _, body in self.taken]

    @property
    def kinds(self):
        return [message["type"] for message in self.messages]

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _ in self.taken]


def signed_by(secret, headers, body):
    """Tell whether a message was signed with a secret.

    Source: the specification of Standard Webhooks, "Verifying".
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(f"v1,{wanted}", one) for one in given)


@contextmanager
def running(wrap=None):
    """Run a receiver; yield it, with its `port` and `url`."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # the library calls it so
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append((self.headers, body))
            receiver.paths.append(self.path)
            receiver.times.append(time.monotonic())
            receiver.asked.set()
            time.sleep(receiver.takes)
            if receiver.hold:
                receiver.hold.wait(30)
            status = receiver.answers.pop(0) if receiver.answers else receiver.status
            try:
                self.send_response(status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)
            except OSError:
                pass  # who asked has gone

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_args: None
    if wrap:
        server.socket = wrap(server.socket)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    receiver.port = server.server_port
    receiver.url = f"http://127.0.0.1:{receiver.port}/hook?a=1"
    try:
        yield receiver
    finally:
        if receiver.hold:
            receiver.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
