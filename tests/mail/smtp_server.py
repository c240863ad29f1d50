"""A mail server that keeps what it takes, and can be told what to say.

In a thread: `with running(...) as server`. In a process of its own, to be killed:
`python -m tests.mail.smtp_server PORT FILE DIES_AT`: writes each Message-ID to FILE and
dies, without an answer, with its DIES_AT-th message.
"""

import asyncio
import os
import signal
import sys
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Mailbox:
    """Takes every message, unless an answer for its recipient was set."""

    def __init__(self):
        self.messages = []
        self.senders = []
        self.answers = {}  # for a recipient: what RCPT, or "DATA" recipient, is told
        self.connections = set()

    async def handle_RCPT(self, _server, session, envelope, address, _options):  # noqa: N802
        self.connections.add(session.peer)
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        [to] = envelope.rcpt_tos
        if answer := self.answers.get(f"DATA {to}"):
            return answer
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(parsed)
        self.senders.append(envelope.mail_from)
        return "250 taken"

    @property
    def receivers(self):
        return [message["To"].addresses[0].addr_spec for message in self.messages]


@contextmanager
def running(ssl_context=None, **options):
    """Run a server in a thread; yield its mailbox, with its `port` and how to `stop`."""
    box = Mailbox()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    talks = []

    def talk():
        talks.append(SMTP(box, loop=loop, **options))
        return talks[-1]

    async def begin():
        return await loop.create_server(talk, "127.0.0.1", 0, ssl=ssl_context)

    async def end():
        server.close()
        for each in talks:
            if each.transport is not None:
                each.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for _ in range(5):  # the loop itself closes the sockets, in its next rounds
            await asyncio.sleep(0)

    def stop():
        if thread.is_alive():
            asyncio.run_coroutine_threadsafe(end(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    box.port, box.stop = server.sockets[0].getsockname()[1], stop
    try:
        yield box
    finally:
        stop()


class Mortal:
    def __init__(self, file, dies_at):
        self.file, self.left = file, dies_at

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        with self.file.open("a") as kept:
            kept.write(f"{parsed['Message-ID']} {parsed['To']}\n")
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return "250 taken"


async def serve(port, file, dies_at):
    loop = asyncio.get_running_loop()
    handler = Mortal(file, dies_at)
    server = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
