"""The managed llama-server: started on need, survived when it dies, gone when we are."""

import json
import os
import signal

from support.gateway import descendants, is_alive, wait_until

MODEL = "local/smollm2-135m-instruct"
LONG = {"model": MODEL, "messages": [{"role": "user", "content": "Tell me a very long story about a lighthouse."}], "max_tokens": 900, "stream": True}
SHORT = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4}


def engines(gateway):
    """The processes of llama-server below the gateway, the router and the models."""
    found = []
    for pid in descendants(gateway.process.pid):
        try:
            command = open(f"/proc/{pid}/cmdline").read().split("\0")
        except OSError:
            continue
        if os.path.basename(command[0]) == "llama-server":
            found.append(pid)
    return found


def test_nothing_runs_before_it_is_needed(own_local_gateway):
    with own_local_gateway.client() as client:
        listed = client.get("/v1/models").json()["data"]
        assert [model["id"] for model in listed] == [MODEL]
        assert listed[0]["patchbay"]["state"] == "unloaded"
    assert not engines(own_local_gateway)


def test_killed_in_mid_stream(own_local_gateway):
    gateway = own_local_gateway
    with gateway.client() as client:
        with client.stream("POST", "/v1/chat/completions", json=LONG) as response:
            assert response.status_code == 200
            lines = (line for line in response.iter_lines() if line.startswith("data: "))
            for _ in range(3):
                next(lines)
            for pid in engines(gateway):
                os.kill(pid, signal.SIGKILL)
            rest = [line.removeprefix("data: ") for line in lines]
        assert "[DONE]" not in rest
        assert json.loads(rest[-1])["error"]["code"] in ("truncated", "provider_unreachable")
        again = client.post("/v1/chat/completions", json=SHORT)
        assert again.status_code == 200, again.text


def test_interrupted_leaves_nothing(own_local_gateway):
    gateway = own_local_gateway
    with gateway.client() as client:
        assert client.post("/v1/chat/completions", json=SHORT).status_code == 200
    pids = descendants(gateway.process.pid)
    assert engines(gateway)
    assert gateway.stop() == 0
    assert not [pid for pid in pids if is_alive(pid)]


def test_killed_leaves_nothing_within_five_seconds(own_local_gateway):
    gateway = own_local_gateway
    with gateway.client() as client:
        assert client.post("/v1/chat/completions", json=SHORT).status_code == 200
    pids = descendants(gateway.process.pid)
    assert engines(gateway)
    gateway.process.kill()
    gateway.process.wait()
    wait_until(lambda: not [pid for pid in pids if is_alive(pid)], 5, "the end of every process below")


def test_the_terminal(local_gateway):
    told = local_gateway.command("chat", "-m", MODEL, "--max-tokens", 32, "Say hi", timeout=120)
    assert told.returncode == 0 and told.stdout.strip(), told.stderr
    piped = local_gateway.command("chat", "--json", "--max-tokens", 3, stdin="Count to a hundred", timeout=120)
    answer = json.loads(piped.stdout)
    assert answer["text"] and answer["finish_reason"] == "length" and answer["usage"]["completion_tokens"] == 3
    wrong = local_gateway.command("chat", "-m", "nobody/nothing", "hi")
    assert wrong.returncode == 1 and "nobody/nothing" in wrong.stderr


def test_chat_without_a_server(engine_files, tmp_path):
    from conftest import local_home
    from support.gateway import run_command

    home = local_home(tmp_path / "alone", engine_files)
    told = run_command("chat", "--home", home, "--max-tokens", 32, "Say hi", timeout=120)
    assert told.returncode == 0 and told.stdout.strip(), told.stderr
    listed = run_command("models", "list", "--home", home, "--json")
    assert json.loads(listed.stdout)["data"][0]["id"] == MODEL


def test_doctor_finds_the_engine(local_gateway):
    told = local_gateway.command("doctor", "--json")
    findings = {each["subject"]: each for each in json.loads(told.stdout)["findings"]}
    assert told.returncode == 0
    assert findings["llama-server"]["health"] == "ok"
    assert "smollm2-135m-instruct" in findings["local models"]["text"]
