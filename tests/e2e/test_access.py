"""Who may call: foreign pages, forged hosts and proxies are refused on every path; the page's session comes from the printed link only."""

import httpx
import pytest
from support.gateway import wait_until

PATHS = ["/", "/healthz", "/readyz", "/metrics", "/v1/models", "/v1/chat/completions", "/admin/v1/status", "/login", "/nothing"]
FOREIGN = {
    "foreign origin": {"origin": "https://evil.example"},
    "null origin": {"origin": "null"},
    "cross-site": {"sec-fetch-site": "cross-site"},
    "forged host": {"host": "evil.example"},
    "x-forwarded-for": {"x-forwarded-for": "1.2.3.4"},
    "forwarded": {"forwarded": "for=1.2.3.4"},
    "via": {"via": "1.1 proxy"},
}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    from support.gateway import Gateway

    gateway = Gateway(tmp_path_factory.mktemp("access"), "[server]\ndetect = false\nallowed_origins = [\"https://friend.example\"]\n").start()
    yield gateway
    gateway.stop()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("what", FOREIGN)
def test_refused_everywhere(running, what, path):
    with running.client() as client:
        for method in ("GET", "POST"):
            response = client.request(method, path, headers=FOREIGN[what])
            assert response.status_code == 403, (method, response.text)
            assert response.json()["error"]["code"] == "permission"


def test_an_allowed_origin_may_use_the_model_paths_only(running):
    friend = {"origin": "https://friend.example", "sec-fetch-site": "cross-site"}
    with running.client() as client:
        assert client.get("/v1/models", headers=friend).status_code == 200
        assert client.get("/admin/v1/status", headers=friend).status_code == 403
        assert client.get("/", headers=friend).status_code == 403
        preflight = client.options("/v1/chat/completions", headers={**friend, "access-control-request-method": "POST"})
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == "https://friend.example"


def test_answers_to_an_allowed_origin_can_be_read(running):
    with running.client() as client:
        response = client.get("/v1/models", headers={"origin": "https://friend.example"})
    assert response.headers["access-control-allow-origin"] == "https://friend.example"


def test_refusals_to_an_allowed_origin_can_be_read(running):
    friend = {"origin": "https://friend.example"}
    with running.client() as client:
        refused = {
            404: client.get("/v1/nothing", headers=friend),
            405: client.delete("/v1/models", headers=friend),
            403: client.get("/v1/models", headers={**friend, "via": "1.1 proxy"}),
        }
        for status, response in refused.items():
            assert response.status_code == status, response.text
            assert response.headers["access-control-allow-origin"] == "https://friend.example", status
            assert response.headers["x-request-id"]
        foreign = client.get("/v1/models", headers=FOREIGN["foreign origin"])
        assert foreign.status_code == 403
        assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [("GET", "/v1/models", FOREIGN["foreign origin"], 403), ("GET", "/v1/nothing?key=sk-secret", {}, 404), ("PUT", "/v1/models", {}, 405)],
)
def test_refusals_are_logged(running, method, path, headers, status):
    name = f"refused-{status}"
    with running.client() as client:
        assert client.request(method, path, headers={**headers, "x-request-id": name}).status_code == status
    wait_until(lambda: name in running.log_text(), what="the line of the refusal")
    line = next(line for line in running.log_text().splitlines() if name in line)
    assert f"method={method} path={path.partition('?')[0]} status={status}" in line
    assert "sk-secret" not in line


def test_the_session_comes_from_the_link_only(running):
    with running.client() as client:
        assert client.get("/admin/v1/status").status_code == 401
        assert client.get("/login?code=" + "0" * 64).status_code in (400, 401, 403)
        assert client.get("/admin/v1/status").status_code == 401
        arrived = client.get(running.link)
        assert arrived.status_code == 303
        assert "HttpOnly" in arrived.headers["set-cookie"] and "SameSite=Strict" in arrived.headers["set-cookie"]
        assert client.get("/admin/v1/status").status_code == 200
    with running.client() as other:
        assert other.get(running.link).status_code != 303, "the link works once"
        fresh = running.command("open").stdout.strip()
        assert other.get(fresh).status_code == 303
        assert other.get("/admin/v1/status").status_code == 200


def test_a_browser_must_send_json(running):
    with running.client() as client:
        response = client.post("/v1/chat/completions", content="{}", headers={"origin": running.url, "content-type": "text/plain"})
    assert response.status_code in (403, 415)


def test_the_page_is_strict(running):
    with running.client() as client:
        response = client.get("/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in response.headers


def test_the_socket_needs_no_session(running):
    transport = httpx.HTTPTransport(uds=str(running.home / "patchbay.sock"))
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        assert client.get("/admin/v1/status").status_code == 200
    assert (running.home / "patchbay.sock").stat().st_mode & 0o777 == 0o600
