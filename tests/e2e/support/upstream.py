"""A provider that misbehaves as a test tells it to: the bytes of each answer are the test's. It stands in for what no real server does on demand."""

import json
import socket
import struct
import threading
from dataclasses import dataclass, field


@dataclass
class Received:
    method: str
    path: str
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Connection:
    """One accepted connection, as a behaviour sees it."""

    socket: socket.socket
    server: "Upstream"
    closed_by_peer: threading.Event = field(default_factory=threading.Event)

    def send(self, data: bytes | str) -> None:
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def head(self, status: str = "200 OK", kind: str = "application/json", *lines: str, length: int | None = None) -> None:
        framing = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
        self.send("\r\n".join([f"HTTP/1.1 {status}", f"content-type: {kind}", framing, *lines, "", ""]))

    def chunk(self, data: str | bytes) -> None:
        data = data.encode() if isinstance(data, str) else data
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def last_chunk(self) -> None:
        self.send(b"0\r\n\r\n")

    def whole(self, body: str, status: str = "200 OK", kind: str = "application/json", *lines: str) -> None:
        self.head(status, kind, *lines, length=len(body.encode()))
        self.send(body)

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait_for_peer(self, seconds: float = 15) -> bool:
        """True once the gateway has closed its side."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        self.closed_by_peer.set()
        return True


class Upstream:
    """Calls `behaviour(connection, request)` for each request; the connection stays open while that returns True."""

    def __init__(self, behaviour):
        self.behaviour = behaviour
        self.received: list[Received] = []
        self.connections: list[Connection] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def chats(self) -> list[Received]:
        return [each for each in self.received if each.path.endswith("/chat/completions")]

    def close(self) -> None:
        self.listener.close()
        for connection in self.connections:
            connection.socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(client, self)
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        try:
            while (request := self._read(connection.socket)) is not None:
                self.received.append(request)
                if request.path.endswith("/models"):
                    connection.whole('{"object":"list","data":[{"id":"listed","object":"model"}]}')
                elif not self.behaviour(connection, request):
                    break
        except OSError:
            pass  # the gateway has left, which many tests provoke
        finally:
            connection.socket.close()

    @staticmethod
    def _read(client: socket.socket) -> Received | None:
        data = b""
        while b"\r\n\r\n" not in data:
            got = client.recv(65536)
            if not got:
                return None
            data += got
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        while len(body) < int(headers.get("content-length", 0)):
            body += client.recv(1 << 20)
        return Received(method, path, headers, body)


def event(value) -> str:
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n"


def chunk(delta: dict, finish: str | None = None, **extra) -> dict:
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "real-model",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **extra}


def answer(text: str = "hello", **extra) -> str:
    return json.dumps({"id": "c-1", "object": "chat.completion", "created": 1, "model": "real-model",
                       "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
                       "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}, **extra})


USAGE = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "real-model", "choices": [],
         "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}
