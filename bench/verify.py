"""Before anything is timed: does each server do what it is timed for?

A request must arrive at the upstream byte for byte, except for the model's name (through the hub: with the same meaning), and a stream
must reach the client event for event (through the hub: with the same text, finish reason and usage).
"""
import http.client
import json
import re

from processes import BenchError
from servers import Fidelity, Running
from tools import Mock

MODEL = re.compile(rb'("model":)"[^"]*"')


def check(running: Running, mock: Mock, bodies: dict[str, bytes]) -> int:
    """Checks every body; returns how many events a stream has at the client."""
    mock.control("pace/0")
    events = 0
    for name, body in bodies.items():
        mock.control("record")
        answer = post(running.port, body)
        arrived = mock.control("recorded").partition(b"\r\n\r\n")[2]
        mock_answer = post(mock.port, body)
        where = f"{running.server.name}, body {name}"
        try:
            check_request(where, running.server.fidelity, body, arrived)
            if b'"stream":true' in body:
                events = check_stream(where, running.server.fidelity, mock_answer, answer)
            else:
                check_reply(where, running.server.fidelity, mock_answer, answer)
        except (ValueError, KeyError, IndexError, TypeError) as error:  # not the JSON or not the shape that was sent
            raise BenchError(f"{where}: not understood: {error!r}; the answer begins with {answer[:200]!r}") from error
    return events


def post(port: int, body: bytes) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json", "Authorization": "Bearer sk-bench"})
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise BenchError(f"port {port} answered {response.status}: {text[:300]!r}")
    return text


def check_request(where: str, fidelity: Fidelity, sent: bytes, arrived: bytes) -> None:
    if fidelity is Fidelity.BYTES:
        if without_model(sent) != without_model(arrived):
            raise BenchError(f"{where}: the request did not arrive byte for byte: {first_difference(sent, arrived)}")
    elif {**json.loads(sent), "model": ""} != {**json.loads(arrived), "model": ""}:
        raise BenchError(f"{where}: the request lost meaning: {first_difference(sent, arrived)}")


def check_reply(where: str, fidelity: Fidelity, sent: bytes, arrived: bytes) -> None:
    same = sent == arrived if fidelity is Fidelity.BYTES else reply_meaning(sent) == reply_meaning(arrived)
    if not same:
        raise BenchError(f"{where}: the reply was changed: {first_difference(sent, arrived)}")


def check_stream(where: str, fidelity: Fidelity, sent: bytes, arrived: bytes) -> int:
    sent_events, arrived_events = data_of(sent), data_of(arrived)
    same = sent_events == arrived_events if fidelity is Fidelity.BYTES else stream_meaning(sent_events) == stream_meaning(arrived_events)
    if not same:
        raise BenchError(f"{where}: the stream was changed: {first_difference(b' '.join(sent_events), b' '.join(arrived_events))}")
    return len(arrived_events)


def data_of(stream: bytes) -> list[bytes]:
    return [line[5:].strip() for line in stream.splitlines() if line.startswith(b"data:")]


def reply_meaning(reply: bytes) -> dict:
    value = json.loads(reply)
    choice = value["choices"][0]
    return {"text": choice["message"]["content"], "finish": choice["finish_reason"], "usage": usage_of(value), "model": value["model"]}


def stream_meaning(events: list[bytes]) -> dict:
    if not events or events[-1] != b"[DONE]":
        return {"ending": "missing"}
    chunks = [json.loads(event) for event in events[:-1]]
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    return {
        "text": "".join(choice["delta"].get("content") or "" for choice in choices),
        "finish": [choice["finish_reason"] for choice in choices if choice.get("finish_reason")],
        "usage": [usage_of(chunk) for chunk in chunks if chunk.get("usage")],
    }


def usage_of(value: dict) -> tuple:
    return tuple(value["usage"].get(name) for name in ("prompt_tokens", "completion_tokens", "total_tokens"))


def without_model(body: bytes) -> bytes:
    return MODEL.sub(rb'\1""', body)


def first_difference(left: bytes, right: bytes) -> str:
    at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
    begin = max(0, at - 40)
    return f"{len(left)} and {len(right)} bytes, at {at}: {left[begin:at + 40]!r} against {right[begin:at + 40]!r}"
