"""What is wrong with a request is said at once, with the field's path, and no provider hears of it."""

import time

import pytest
from support.upstream import answer

MESSAGE = '{"role":"user","content":"x"}'


def chat(messages=f"[{MESSAGE}]", rest="") -> str:
    return f'{{"model":"m","messages":{messages}{rest}}}'


CASES = {
    "not JSON": ("hello", 400, None),
    "an array": ("[]", 400, None),
    "a string": ('"x"', 400, None),
    "empty": ("", 400, None),
    "cut": ('{"model":"m"', 400, None),
    "trailing text": (chat() + "x", 400, None),
    "messages missing": ('{"model":"m"}', 400, "messages"),
    "messages empty": (chat("[]"), 400, "messages"),
    "messages a string": (chat('"hi"'), 400, "messages"),
    "messages null": (chat("null"), 400, "messages"),
    "message a number": (chat("[1]"), 400, "messages[0]"),
    "role missing": (chat('[{"content":"x"}]'), 400, "messages[0].role"),
    "role unknown": (chat('[{"role":"wizard","content":"x"}]'), 400, "messages[0].role"),
    "role a number": (chat('[{"role":1,"content":"x"}]'), 400, "messages[0].role"),
    "content missing": (chat('[{"role":"user"}]'), 400, "messages[0].content"),
    "content a number": (chat('[{"role":"user","content":1}]'), 400, "messages[0].content"),
    "part without type": (chat('[{"role":"user","content":[{"text":"x"}]}]'), 400, "messages[0].content[0].type"),
    "text part without text": (chat('[{"role":"user","content":[{"type":"text"}]}]'), 400, "messages[0].content[0].text"),
    "image without url": (chat('[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]'), 400, "messages[0].content[0].image_url.url"),
    "tool message without id": (chat(f'[{MESSAGE},{{"role":"tool","content":"x"}}]'), 400, "messages[1].tool_call_id"),
    "call with arguments as object": (chat('[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{}}}]}]'), 400,
                                      "messages[0].tool_calls[0].function.arguments"),
    "model missing": (f'{{"messages":[{MESSAGE}]}}', 400, "model"),
    "model a number": (f'{{"model":1,"messages":[{MESSAGE}]}}', 400, "model"),
    "model empty": (f'{{"model":"","messages":[{MESSAGE}]}}', 400, "model"),
    "model unknown": (f'{{"model":"nobody/has-this","messages":[{MESSAGE}]}}', 404, "model"),
    "temperature hot": (chat(rest=',"temperature":"hot"'), 400, "temperature"),
    "max_tokens a fraction": (chat(rest=',"max_tokens":1.5'), 400, "max_tokens"),
    "stream a string": (chat(rest=',"stream":"yes"'), 400, "stream"),
    "n zero": (chat(rest=',"n":0'), 400, "n"),
    "stop a number": (chat(rest=',"stop":1'), 400, "stop"),
    "stop list of numbers": (chat(rest=',"stop":["a",1]'), 400, "stop[1]"),
    "tools an object": (chat(rest=',"tools":{}'), 400, "tools"),
    "tool without a name": (chat(rest=',"tools":[{"type":"function","function":{}}]'), 400, "tools[0].function.name"),
    "tool without a function": (chat(rest=',"tools":[{"type":"function"}]'), 400, "tools[0].function"),
    "tool parameters a string": (chat(rest=',"tools":[{"type":"function","function":{"name":"f","parameters":"x"}}]'), 400, "tools[0].function.parameters"),
    "schema without a name": (chat(rest=',"response_format":{"type":"json_schema","json_schema":{"schema":{}}}'), 400, "response_format.json_schema.name"),
    "metadata a string": (chat(rest=',"metadata":"x"'), 400, "metadata"),
    "duplicate model": (f'{{"model":"m","model":"other","messages":[{MESSAGE}]}}', 400, "model"),
    "lone surrogate": (chat('[{"role":"user","content":"\\ud800"}]'), 400, "messages[0].content"),
    "invalid UTF-8": (b'{"model":"m","messages":[{"role":"user","content":"\xff"}]}', 400, "messages[0].content"),
    "byte order mark": (b"\xef\xbb\xbf" + chat().encode(), 400, None),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_at_once(proxied_once, name):
    gateway, provider = proxied_once
    body, status, param = CASES[name]
    begin = time.monotonic()
    with gateway.client() as client:
        response = client.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
    assert time.monotonic() - begin < 1
    error = response.json()["error"]
    assert (response.status_code, error["param"]) == (status, param), error
    assert error["message"] and error["code"]
    assert response.headers["x-should-retry"] == "false"
    assert not provider.chats()


def test_ten_thousand_levels(proxied_once):
    gateway, provider = proxied_once
    with gateway.client() as client:
        response = client.post("/v1/chat/completions", content=chat("[" * 10000 + "]" * 10000), headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["error"]["param"].startswith("messages[0]")
    assert not provider.chats()


def test_sixty_five_megabytes(proxied_once):
    gateway, provider = proxied_once
    body = chat(f'[{{"role":"user","content":"{"a" * (65 << 20)}"}}]')
    with gateway.client() as client:
        response = client.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 413
        assert response.json()["error"]["code"] == "request_too_large"
        assert client.get("/healthz").status_code == 200
    assert not provider.chats()


def test_chunked_body_over_the_limit(gateway, upstream):
    provider = upstream(lambda connection, request: connection.whole(answer()) or True)
    running = gateway(f'[server]\ndetect = false\nmax_body_bytes = 1000\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\nmodels = ["m"]\n')

    def pieces():
        for _ in range(20):
            yield b" " * 100

    with running.client() as client:
        response = client.post("/v1/chat/completions", content=pieces(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert not provider.chats()


def test_chunked_body_over_what_may_be_held(gateway, upstream):
    provider = upstream(lambda connection, request: connection.whole(answer()) or True)
    running = gateway(f'[server]\ndetect = false\nmax_buffered_bytes = 300000\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\nmodels = ["m"]\n')

    def pieces(spaces: int):
        yield chat().encode()
        for _ in range(spaces // 10_000):
            yield b" " * 10_000

    with running.client() as client:
        small = client.post("/v1/chat/completions", content=pieces(100_000), headers={"content-type": "application/json"})
        assert small.status_code == 200, small.text
        large = client.post("/v1/chat/completions", content=pieces(600_000), headers={"content-type": "application/json"})
        assert large.status_code == 503 and large.json()["error"]["code"] == "overloaded", large.text
        again = client.post("/v1/chat/completions", content=pieces(100_000), headers={"content-type": "application/json"})
        assert again.status_code == 200, "what was held is given back"
    assert len(provider.chats()) == 2


def test_unknown_fields_pass(proxied):
    gateway, provider = proxied(lambda connection, request: connection.whole(answer()) or True)
    body = chat('[{"role":"user","content":[{"type":"text","text":"x"},{"type":"hologram","hologram":{"a":1}}],"mood":"good"}]',
                ',"brand_new":{"deep":[1,2.50,null]},"tools":[{"type":"telepathy","range":3}]')
    with gateway.client() as client:
        response = client.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200
    sent = provider.chats()[0].json()
    assert sent["brand_new"] == {"deep": [1, 2.5, None]}
    assert sent["messages"][0]["content"][1] == {"type": "hologram", "hologram": {"a": 1}}
    assert sent["messages"][0]["mood"] == "good"
    assert sent["tools"] == [{"type": "telepathy", "range": 3}]


def test_pass_through_keeps_every_other_byte(gateway, upstream):
    provider = upstream(lambda connection, request: connection.whole(answer()) or True)
    running = gateway(f'[server]\ndetect = false\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\nmodels = ["m"]\n')
    body = '{ "messages" : [ {"content":"caf\\u00e9 \\/ \\n","role":"user"} ],\t"temperature":0.70,  "model":"mock/m" ,"x":1e2}'
    with running.client() as client:
        client.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
    assert provider.chats()[0].body.decode() == body.replace('"mock/m"', '"m"')


def test_wrong_method_and_path(proxied_once):
    gateway, _ = proxied_once
    with gateway.client() as client:
        wrong = client.get("/v1/chat/completions")
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
        missing = client.get("/v1/nothing")
        assert missing.status_code == 404
        assert missing.json()["error"]["code"] == "not_found"


@pytest.fixture(scope="module")
def proxied_once(tmp_path_factory):
    from support.gateway import Gateway
    from support.upstream import Upstream

    provider = Upstream(lambda connection, request: connection.whole(answer()) or True)
    config = f'[server]\ndetect = false\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\nmodels = ["m", "other"]\n'
    running = Gateway(tmp_path_factory.mktemp("input"), config).start()
    yield running, provider
    running.stop()
    provider.close()
