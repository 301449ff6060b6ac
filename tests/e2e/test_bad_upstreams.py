"""Providers that refuse, hang, drip, reset, cut, lie and babble: the client gets the truth, once, and the gateway lives."""

import json
import socket
import threading
import time

import httpx
import pytest
from support.gateway import wait_until
from support.upstream import USAGE, answer, chunk, event

BODY = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
STREAM = {**BODY, "stream": True}


def post(gateway, body=BODY, **headers):
    with gateway.client() as client:
        return client.post("/v1/chat/completions", json=body, headers=headers)


def stream_lines(gateway, body=STREAM, **headers):
    """Status, and the data of each event of the answer."""
    with gateway.client() as client, client.stream("POST", "/v1/chat/completions", json=body, headers=headers) as response:
        if response.status_code != 200:
            response.read()
            return response, []
        return response, [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]


def error_of(response):
    return response.json()["error"]["code"], response.status_code


def texts(lines):
    events = [json.loads(line) for line in lines if line != "[DONE]"]
    return "".join(choice["delta"].get("content") or "" for each in events for choice in each.get("choices", []))


def alive(gateway):
    with gateway.client() as client:
        return client.get("/healthz").status_code == 200


def begin_stream(connection, *deltas):
    connection.head("200 OK", "text/event-stream")
    for delta in deltas:
        connection.chunk(event(chunk(delta)))


def test_a_good_answer(proxied):
    gateway, provider = proxied(lambda connection, request: connection.whole(answer(), "200 OK", "application/json", "x-request-id: up-1") or True)
    response = post(gateway, **{"x-request-id": "mine-1"})
    assert response.json()["choices"][0]["message"]["content"] == "hello"
    assert response.json()["model"] == "real-model"
    assert response.headers["x-request-id"] == "mine-1"
    assert response.headers["x-patchbay-provider"] == "mock"
    assert response.headers["x-patchbay-model"] == "m"
    assert response.headers["x-patchbay-attempts"] == "1"
    assert response.headers["x-patchbay-upstream-request-id"] == "up-1"
    assert "parse;dur=" in response.headers["server-timing"]
    sent = provider.chats()[0]
    assert sent.headers["accept-encoding"] == "identity"
    assert sent.json()["model"] == "m"


def test_refused_connection(gateway):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    running = gateway(f'[server]\ndetect = false\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "http://127.0.0.1:{port}/v1"\nmodels = ["m"]\n')
    response = post(running)
    assert error_of(response) == ("provider_unreachable", 502)
    assert response.headers["x-should-retry"] == "true"
    assert response.headers["x-patchbay-attempts"] == "2"


def test_reset_before_the_head(proxied):
    gateway, provider = proxied(lambda connection, request: connection.reset())
    assert error_of(post(gateway)) == ("provider_unreachable", 502)
    assert len(provider.chats()) == 2
    assert alive(gateway)


def test_hangs_before_the_head(proxied):
    gateway, provider = proxied(lambda connection, request: connection.wait_for_peer() and None, 'timeouts = { first_token = "400ms" }')
    begin = time.monotonic()
    assert error_of(post(gateway)) == ("timeout", 504)
    assert time.monotonic() - begin < 5
    assert len(provider.chats()) == 1, "a silent provider is not asked twice"


def test_hangs_before_the_head_of_a_stream(proxied):
    gateway, _ = proxied(lambda connection, request: connection.wait_for_peer() and None, 'timeouts = { first_token = "400ms" }')
    response, _ = stream_lines(gateway)
    assert error_of(response) == ("timeout", 504)


def test_hangs_after_the_head(proxied):
    def behaviour(connection, request):
        begin_stream(connection)
        connection.wait_for_peer()

    gateway, _ = proxied(behaviour, 'timeouts = { idle = "400ms" }')
    response, _ = stream_lines(gateway)
    assert error_of(response) == ("stalled", 502)


def test_stalls_in_mid_stream(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "one"}, {"content": " two"})
        connection.wait_for_peer()

    gateway, _ = proxied(behaviour, 'timeouts = { idle = "400ms" }')
    _, lines = stream_lines(gateway)
    assert texts(lines[:-1]) == "one two"
    assert json.loads(lines[-1])["error"]["code"] == "stalled"
    assert "[DONE]" not in lines


def test_client_deadline(proxied):
    gateway, _ = proxied(lambda connection, request: connection.wait_for_peer() and None)
    begin = time.monotonic()
    assert error_of(post(gateway, **{"x-patchbay-timeout": "300ms"})) == ("timeout", 504)
    assert time.monotonic() - begin < 5


def test_bad_wishes(proxied):
    gateway, provider = proxied(lambda connection, request: connection.whole(answer()) or True)
    response = post(gateway, **{"x-patchbay-timeout": "soon"})
    assert response.status_code == 400 and response.json()["error"]["param"] == "x-patchbay-timeout"
    assert post(gateway, **{"x-patchbay-on-loss": "maybe"}).status_code == 400
    assert not provider.chats()


def test_ends_without_a_finish(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "half an "}, {"content": "ans"})
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert texts(lines[:-1]) == "half an ans"
    assert json.loads(lines[-1])["error"]["code"] == "truncated"
    assert "[DONE]" not in lines


def test_ends_without_a_finish_before_any_token(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant"})
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    response, _ = stream_lines(gateway)
    assert error_of(response) == ("truncated", 502)


def test_resets_in_mid_stream(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "one"})
        time.sleep(0.2)  # lets the bytes arrive before the reset discards them
        connection.reset()

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert "error" in json.loads(lines[-1]) and "[DONE]" not in lines
    assert alive(gateway)


def test_no_terminator_after_the_finish(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "whole"})
        connection.chunk(event(chunk({}, "stop")))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert texts(lines) == "whole" and lines[-1] == "[DONE]"


def test_finish_and_then_silence(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "whole"})
        connection.chunk(event(chunk({}, "stop")))
        connection.wait_for_peer()

    gateway, _ = proxied(behaviour)
    begin = time.monotonic()
    _, lines = stream_lines(gateway)
    assert lines[-1] == "[DONE]"
    assert time.monotonic() - begin < 8, "reading goes on for a second after the finish, not for the idle limit"


def test_usage_is_asked_for_and_kept_from_who_did_not_ask(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "x"})
        connection.chunk(event(chunk({}, "stop")) + event(USAGE) + event("[DONE]"))
        connection.last_chunk()
        return True

    gateway, provider = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert provider.chats()[0].json()["stream_options"]["include_usage"] is True
    assert not any(json.loads(line).get("usage") for line in lines if line != "[DONE]")
    _, lines = stream_lines(gateway, {**STREAM, "stream_options": {"include_usage": True}})
    assert json.loads(lines[-2])["usage"]["total_tokens"] == 5
    with gateway.client() as client:
        metrics = client.get("/metrics").text
    assert 'patchbay_tokens_total{meter="output",provider="mock",model="real-model"} 4' in metrics


def test_one_bad_event_is_left_out_and_said(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "one"})
        connection.chunk("data: {not json\n\n")
        connection.chunk(event(chunk({"content": " two"})) + event(chunk({}, "stop")) + event("[DONE]"))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    with gateway.client() as client:
        response = client.post("/v1/chat/completions", json=STREAM)
    text = response.text
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert texts(lines) == "one two" and lines[-1] == "[DONE]"
    # What is known before the head stands in the head, the rest in a last comment.
    comments = [json.loads(line.removeprefix(": patchbay "))["warnings"] for line in text.splitlines() if line.startswith(": patchbay ")]
    warnings = json.loads(response.headers.get("x-patchbay-warnings", "[]")) + sum(comments, [])
    assert [warning["kind"] for warning in warnings] == ["skipped"]


def test_a_bad_event_inside_a_tool_call_is_truncation(proxied):
    def behaviour(connection, request):
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a'}}
        begin_stream(connection, {"role": "assistant", "tool_calls": [call]})
        connection.chunk("data: {not json\n\n")
        connection.chunk(event(chunk({}, "tool_calls")) + event("[DONE]"))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert json.loads(lines[-1])["error"]["code"] == "truncated"


def test_an_error_event_after_content(proxied):
    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "one"})
        connection.chunk(event({"error": {"message": "the GPU is on fire", "type": "server_error", "code": 500}}))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    error = json.loads(lines[-1])["error"]
    assert error["code"] == "provider_error" and "on fire" in error["message"]


def test_an_error_with_status_200(proxied):
    gateway, _ = proxied(lambda connection, request: connection.whole('{"error":{"message":"no","code":"context_length_exceeded"}}') or True)
    assert error_of(post(gateway)) == ("context_length_exceeded", 400)
    response, _ = stream_lines(gateway)
    assert error_of(response) == ("context_length_exceeded", 400)


def test_garbage_instead_of_http(proxied):
    def behaviour(connection, request):
        connection.send(b"\x00\x01SSH-2.0-nope\r\n\r\n")

    gateway, _ = proxied(behaviour)
    assert error_of(post(gateway))[1] == 502
    assert alive(gateway)


def test_garbage_instead_of_json(proxied):
    gateway, _ = proxied(lambda connection, request: connection.whole("<html>it works</html>", "200 OK", "text/html") or True)
    assert error_of(post(gateway)) == ("bad_provider_response", 502)


def test_500_with_html(proxied):
    gateway, provider = proxied(lambda connection, request: connection.whole("<h1>oops</h1>", "500 Internal Server Error", "text/html") or True)
    response = post(gateway)
    assert error_of(response) == ("provider_error", 502)
    assert "oops" in response.json()["error"]["message"]
    assert len(provider.chats()) == 2


def test_500_once(proxied):
    states = iter([False])

    def behaviour(connection, request):
        if next(states, True):
            connection.whole(answer())
        else:
            connection.whole('{"error":{"message":"x"}}', "500 Internal Server Error")
        return True

    gateway, _ = proxied(behaviour)
    response = post(gateway)
    assert response.status_code == 200 and response.headers["x-patchbay-attempts"] == "2"


def test_429_with_a_long_retry_after(proxied):
    reply = '{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}'
    gateway, provider = proxied(lambda connection, request: connection.whole(reply, "429 Too Many Requests", "application/json", "retry-after: 20") or True)
    response = post(gateway)
    assert error_of(response) == ("rate_limited", 429)
    assert response.headers["retry-after"] == "20"
    assert len(provider.chats()) == 1


def test_429_with_a_short_retry_after(proxied):
    states = iter([False])

    def behaviour(connection, request):
        if next(states, True):
            connection.whole(answer())
        else:
            connection.whole('{"error":{"message":"x"}}', "429 Too Many Requests", "application/json", "retry-after: 1")
        return True

    gateway, provider = proxied(behaviour)
    begin = time.monotonic()
    assert post(gateway).status_code == 200
    assert time.monotonic() - begin >= 1 and len(provider.chats()) == 2


@pytest.mark.parametrize("status,code,expected", [
    ("401 Unauthorized", "invalid_api_key", ("provider_authentication", 502)),
    ("403 Forbidden", "no", ("provider_permission", 502)),
    ("404 Not Found", "model_not_found", ("model_not_found", 404)),
    ("400 Bad Request", "context_length_exceeded", ("context_length_exceeded", 400)),
    ("400 Bad Request", "content_policy_violation", ("content_filtered", 400)),
    ("429 Too Many Requests", "insufficient_quota", ("quota_exhausted", 502)),
    ("422 Unprocessable Entity", "x", ("invalid_request", 400)),
])
def test_refusals_keep_their_meaning(proxied, status, code, expected):
    reply = json.dumps({"error": {"message": "because", "type": "t", "code": code, "param": "messages[0].content"}})
    gateway, provider = proxied(lambda connection, request: connection.whole(reply, status) or True)
    response = post(gateway)
    assert error_of(response) == expected
    assert response.json()["error"]["message"] == "because" and response.json()["error"]["param"] == "messages[0].content"
    assert len(provider.chats()) == 1


def test_content_length_that_lies(proxied):
    def behaviour(connection, request):
        connection.head(length=1000)
        connection.send('{"half":')

    gateway, _ = proxied(behaviour)
    assert error_of(post(gateway)) == ("truncated", 502)


def test_a_huge_line_is_refused_in_bounded_memory(proxied):
    def behaviour(connection, request):
        connection.head("200 OK", "text/event-stream")
        connection.chunk("data: ")
        for _ in range(100):
            connection.chunk(b"x" * (1 << 20))

    gateway, _ = proxied(behaviour)
    response, _ = stream_lines(gateway)
    assert error_of(response)[1] == 502
    with open(f"/proc/{gateway.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 200_000, "one frame may hold 16 MB"


def test_one_byte_at_a_time(proxied):
    payload = (event(chunk({"role": "assistant", "content": "caf\u00e9 \U0001f600"})) + event(chunk({}, "stop")) + event("[DONE]")).encode()

    def behaviour(connection, request):
        connection.head("200 OK", "text/event-stream")
        for byte in payload:
            connection.chunk(bytes([byte]))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    _, lines = stream_lines(gateway)
    assert texts(lines) == "caf\u00e9 \U0001f600" and lines[-1] == "[DONE]"


@pytest.mark.parametrize("body", [BODY, STREAM], ids=["whole", "stream"])
def test_a_client_that_leaves_cancels_the_provider(proxied, body):
    asked = threading.Event()
    left = threading.Event()

    def behaviour(connection, request):
        if request.json().get("stream"):
            begin_stream(connection, {"role": "assistant", "content": "x"})
        asked.set()
        if connection.wait_for_peer():
            left.set()

    gateway, _ = proxied(behaviour)
    with socket.create_connection(("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))) as client:
        data = json.dumps(body).encode()
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(data), data))
        assert asked.wait(10)
    assert left.wait(5), "the provider's connection stayed open"
    wait_until(lambda: "status=499" in gateway.log_text(), what="the log line of a client that left")


def test_a_slow_client_does_not_fill_memory(proxied):
    sent = threading.Event()

    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "x"})
        filler = event(chunk({"content": "y" * 60000}))
        connection.socket.settimeout(5)
        try:
            for _ in range(3000):
                connection.chunk(filler)
        except TimeoutError:
            sent.set()  # back-pressure has reached the provider
        connection.wait_for_peer()

    gateway, _ = proxied(behaviour)
    data = json.dumps(STREAM).encode()
    with socket.create_connection(("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))) as client:
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(data), data))
        assert sent.wait(30), "the gateway took everything from the provider"
        with open(f"/proc/{gateway.process.pid}/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 100_000


def test_many_at_once(proxied):
    gateway, _ = proxied(lambda connection, request: connection.whole(answer()) or True)
    limits = httpx.Limits(max_connections=50)
    results = []
    with httpx.Client(base_url=gateway.url, timeout=30, limits=limits) as client:
        threads = [threading.Thread(target=lambda: results.append(client.post("/v1/chat/completions", json=BODY).status_code)) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [200] * 50


def test_running_streams_finish_at_shutdown(proxied):
    go_on = threading.Event()

    def behaviour(connection, request):
        begin_stream(connection, {"role": "assistant", "content": "before"})
        go_on.wait(10)
        connection.chunk(event(chunk({"content": " after"})) + event(chunk({}, "stop")) + event("[DONE]"))
        connection.last_chunk()
        return True

    gateway, _ = proxied(behaviour)
    with gateway.client() as client, client.stream("POST", "/v1/chat/completions", json=STREAM) as response:
        lines = response.iter_lines()
        first = next(lines)
        gateway.process.terminate()
        wait_until(lambda: "stopping" in gateway.log_text(), what="the word of the shutdown")
        go_on.set()
        rest = [first, *lines]
    data = [line.removeprefix("data: ") for line in rest if line.startswith("data: ")]
    assert texts(data) == "before after" and data[-1] == "[DONE]"
    assert gateway.process.wait(10) == 0
