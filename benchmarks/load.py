"""Asks a server for the same thing again and again, over connections kept open."""

import http.client
import selectors
import socket
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.serving import Served

CONNECTIONS = 16
SLICE = 0.4  # seconds of asking one server before the other has its turn
ROUNDS = 9
HOST = "127.0.0.1"
END = b"\r\n\r\n"
_LENGTH = b"\r\nContent-Length: "


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of which server."""

    server: Served
    path: str
    headers: tuple[tuple[str, str], ...] = (("Accept-Encoding", "gzip"),)
    status: int = 200

    @property
    def request(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {HOST}:{self.server.port}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode()


class Rates(NamedTuple):
    """How many requests a server answers."""

    a_second: float
    a_cpu_second: float  # of its workers; what else the machine does hardly counts


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(target: Target) -> Answer:
    connection = http.client.HTTPConnection(HOST, target.server.port, timeout=120)
    connection.request("GET", target.path, headers=dict(target.headers))
    answer = connection.getresponse()
    found = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def compare(*targets: Target) -> list[Rates]:
    """Ask all in turns, so that what else the machine does meets them alike.

    Raises:
        RuntimeError: one of them does not answer as it should.
    """
    rounds = [[_ask(target) for target in targets] for _ in range(ROUNDS + 1)]
    return [
        Rates(*map(statistics.median, zip(*rates, strict=True)))
        for rates in zip(*rounds[1:], strict=True)
    ]


def _ask(target: Target) -> Rates:
    request, status = target.request, f"HTTP/1.1 {target.status} ".encode()
    waiting = selectors.DefaultSelector()
    sockets = [
        socket.create_connection((HOST, target.server.port)) for _ in range(CONNECTIONS)
    ]
    for each in sockets:
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(each, selectors.EVENT_READ)
    received = dict.fromkeys(sockets, b"")
    cpu = target.server.cpu_seconds
    answered, began = 0, time.perf_counter()
    until = began + SLICE
    for each in sockets:
        each.sendall(request)
    while time.perf_counter() < until:
        for key, _ in waiting.select(1):
            each: socket.socket = key.fileobj  # type: ignore[assignment]  # we registered it
            chunk = each.recv(1 << 20)
            if not chunk:
                raise RuntimeError(f"{target.path}: the connection was closed")
            data = received[each] + chunk
            if not _is_whole(data):
                received[each] = data
                continue
            if not data.startswith(status):
                raise RuntimeError(f"{target.path}: {data[:200]!r}")
            received[each] = b""
            answered += 1
            each.sendall(request)
    took = time.perf_counter() - began
    cpu = target.server.cpu_seconds - cpu
    for each in sockets:
        each.close()
    waiting.close()
    return Rates(answered / took, answered / max(cpu, 0.001))


def _is_whole(data: bytes) -> bool:
    head = data.find(END)
    if head < 0:
        return False
    at = data.find(_LENGTH, 0, head)
    length = 0 if at < 0 else int(data[at + len(_LENGTH) : data.index(b"\r", at + 2)])
    return len(data) >= head + len(END) + length
