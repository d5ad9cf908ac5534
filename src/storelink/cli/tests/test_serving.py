"""The web server, asked by real sockets: by the half-sent, the slow and those who ask HEAD."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import pytest

from storelink.cli import connections
from storelink.cli.serving import listening

_BODY = b"a body of some length"


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise RuntimeError("as planned")
    if path == "/streamed":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter([_BODY, _BODY])
    if path == "/file":
        start_response("200 OK", [("Content-Length", str(len(_BODY)))])
        return environ.get("wsgi.file_wrapper", lambda file: file)(_File(_BODY))
    if path == "/large":
        start_response("200 OK", [])
        return iter([bytes(1024 * 1024)] * 64)
    status = "404 Not Found" if path == "/nowhere" else "200 OK"
    start_response(status, [("Content-Length", str(len(_BODY)))])
    return [_BODY]


class _File:
    def __init__(self, content):
        self._chunks = [content]

    def read(self, _size=-1):
        return self._chunks.pop() if self._chunks else b""

    def __iter__(self):
        return iter(self.read, b"")

    def close(self):
        self._chunks = []


@contextmanager
def served(app=application):
    server = listening(app, host="127.0.0.1", port=0)[0]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield ("127.0.0.1", int(server.effective_port)), server
    finally:
        server.asyncore.close_all(server._map)
        thread.join(10)


def status_of(address, path="/health/live"):
    connection = HTTPConnection(address[0], address[1], timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def all_of(line):
    """Everything that is sent until the other side closes."""
    found = b""
    while chunk := line.recv(65536):
        found += chunk
    return found


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/nowhere", 404), ("/file", 200), ("/streamed", 200), ("/fails", 500)],
)
def test_head_is_answered_without_a_body(path, status):
    with served() as (address, _), socket.create_connection(address, timeout=10) as line:
        line.sendall(f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        header, end, body = all_of(line).partition(b"\r\n\r\n")
    assert header.startswith(f"HTTP/1.1 {status} ".encode())
    assert (end, body) == (b"\r\n\r\n", b"")


def test_head_tells_the_length_that_get_would_have():
    with served() as (address, _):
        connection = HTTPConnection(address[0], address[1], timeout=10)
        connection.request("HEAD", "/file")
        assert connection.getresponse().getheader("Content-Length") == str(len(_BODY))
        connection.close()


def test_head_refused_by_the_server_itself_has_no_body():
    with served() as (address, _), socket.create_connection(address, timeout=10) as line:
        line.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
        header, _, body = all_of(line).partition(b"\r\n\r\n")
    assert header.startswith(b"HTTP/1.1 413 ")
    assert body == b""


@pytest.mark.parametrize("path", ["/", "/file", "/nowhere"])
def test_a_connection_that_is_kept_stays_in_step_after_head(path):
    with served() as (address, _):
        connection = HTTPConnection(address[0], address[1], timeout=10)
        for verb in ("HEAD", "GET", "HEAD", "HEAD", "GET"):
            connection.request(verb, path)
            answer = connection.getresponse()
            assert answer.read() == (b"" if verb == "HEAD" else _BODY)
            assert connection.sock is not None, "the connection was kept"
        connection.close()


_HALF_SENT = {
    "nothing": b"",
    "a line": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 900,
    "half a chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nxx",
}


@pytest.mark.parametrize("sent", _HALF_SENT.values(), ids=_HALF_SENT)
def test_half_sent_requests_keep_nobody_out(sent, monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 600)
    with served() as (address, server), ExitStack() as lines:
        server.most_connections = 100
        for _ in range(300):
            lines.enter_context(socket.create_connection(address, timeout=10)).sendall(sent)
        assert [status_of(address) for _ in range(20)] == [200] * 20
        assert len(server.active_channels) <= 100


def test_who_opens_hundreds_makes_room_and_the_slow_one_stays(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 600)
    with served() as (address, server), ExitStack() as lines:
        server.most_connections = 50
        names: list[str] = ["192.0.2.1", *["198.51.100.7"] * 200]
        server.fix_addr = lambda addr: (names.pop(0), 0)
        slow = lines.enter_context(socket.create_connection(address, timeout=10))
        slow.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(200):
            line = lines.enter_context(socket.create_connection(address, timeout=10))
            line.sendall(b"GET / HTTP/1.1\r\n")
        until(lambda: not names)
        slow.sendall(b"Host: x\r\nConnection: close\r\n\r\n")
        assert all_of(slow).endswith(_BODY)


def test_where_all_are_being_answered_the_next_one_is_told_at_once():
    ends = threading.Event()

    def waits(_environ, start_response):
        ends.wait(30)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with served(waits) as (address, server), ExitStack() as lines:
        server.most_connections = 3
        for _ in range(3):
            line = lines.enter_context(socket.create_connection(address, timeout=10))
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: sum(not one.may_go for one in [*server.active_channels.values()]) == 3)
        with socket.create_connection(address, timeout=10) as one_more:
            assert all_of(one_more) == b""
        ends.set()
        until(lambda: server.active_channels and status_of(address) == 200)


def until(holds):
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("sent", _HALF_SENT.values(), ids=_HALF_SENT)
def test_a_request_that_never_arrives_whole_is_given_up(sent, monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.5)
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.5)
    with served() as (address, _), socket.create_connection(address, timeout=30) as line:
        line.sendall(sent)
        assert all_of(line) == b""


def test_a_byte_now_and_then_gains_no_time(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 1.0)
    with served() as (address, server), socket.create_connection(address, timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            dribble(line)
        until(lambda: not server.active_channels)


def dribble(line):
    for _ in range(300):
        line.sendall(b"X")
        time.sleep(0.1)


def test_an_answer_that_is_not_read_is_given_up(monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.5)
    with served() as (address, server), socket.create_connection(address, timeout=10) as line:
        line.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: server.active_channels)
        until(lambda: not server.active_channels)
        monkeypatch.undo()
        assert status_of(address) == 200


def test_an_answer_that_takes_long_to_be_made_is_given(monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1.0)

    def slow(_environ, start_response):
        time.sleep(2.5)
        start_response("200 OK", [("Content-Length", str(len(_BODY)))])
        return [_BODY]

    with served(slow) as (address, _):
        assert status_of(address) == 200
