"""The command line without a model: check-config, doctor, open, version, the lock, reload."""

import json

import pytest
from support.gateway import run_command, wait_until

BROKEN = {
    "syntax": ("[server\n", 1),
    "duplicate key": ("[server]\ndetect = true\ndetect = false\n", 3),
    "unknown key": ("[server]\nlisten_on = \"127.0.0.1:1\"\n", 2),
    "unknown table": ("[sever]\ndetect = true\n", 1),
    "wrong type": ("[server]\ndetect = \"yes\"\n", 2),
    "bad duration": ('[providers.a]\nkind = "openai-compatible"\nbase_url = "http://x/v1"\ntimeouts = { idle = "soon" }\n', 4),
    "bad URL": ('[providers.a]\nkind = "openai-compatible"\nbase_url = "x/v1"\n', 3),
    "unknown kind": ('[providers.a]\nkind = "opnai"\n', 2),
    "missing base_url": ('[providers.a]\nkind = "openai-compatible"\n', 1),
    "plaintext key": ('[providers.a]\nkind = "openai"\napi_key = "sk-abcdefghijklmnop"\n', 3),
    "bad reference": ('[providers.a]\nkind = "openai"\napi_key = "env:"\n', 3),
    "bad listen": ('[server]\nlisten = "nowhere"\n', 2),
    "port out of range": ('[server]\nlisten = "127.0.0.1:70000"\n', 2),
    "open to the network": ('[server]\nlisten = "0.0.0.0:7878"\n', 2),
    "alias to nobody": ('[aliases]\nfast = "nobody/m"\n', 2),
    "negative threads": ("[server]\nthreads = -1\n", 2),
    "managed elsewhere": ('[providers.a]\nkind = "openai"\napi_key = "env:K"\nmanaged = true\n', 4),
    "not yet supported": ('[routes.smart]\ntargets = ["a/b"]\n', 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_configuration(tmp_path, name):
    text, line = BROKEN[name]
    file = tmp_path / "patchbay.toml"
    file.write_text(text)
    told = run_command("check-config", file)
    assert told.returncode == 1
    assert f"{file}:{line}:" in told.stderr, told.stderr
    assert "sk-abcdefghijklmnop" not in told.stderr
    report = json.loads(run_command("check-config", file, "--json").stdout)
    assert not report["valid"] and any(each["line"] == line and (each["cure"] or each["message"]) for each in report["diagnostics"])
    served = run_command("serve", "--config", file, "--home", tmp_path / "home")
    assert served.returncode == 2 and f"{file}:{line}:" in served.stderr


def test_invalid_utf8_and_missing_files(tmp_path):
    file = tmp_path / "patchbay.toml"
    file.write_bytes(b"[server]\n# \xff\n")
    assert run_command("check-config", file).returncode == 1
    missing = run_command("check-config", tmp_path / "nothing.toml")
    assert missing.returncode == 1 and "nothing.toml" in missing.stderr
    assert run_command("check-config", tmp_path).returncode == 1


def test_a_key_file_that_others_can_read(tmp_path):
    key, file = tmp_path / "key", tmp_path / "patchbay.toml"
    key.write_text("sk-abcdefghijklmnop")
    file.write_text(f'[server]\ndetect = false\n[providers.a]\nkind = "openai"\napi_key = "file:{key}"\n')
    key.chmod(0o644)
    told = run_command("check-config", file)
    assert told.returncode == 0 and f"chmod 600 {key}" in told.stderr, told.stderr
    assert "sk-abcdefghijklmnop" not in told.stderr + told.stdout
    key.chmod(0o600)
    assert run_command("check-config", file).stderr == ""


def test_two_definitions_of_one_name(tmp_path):
    provider = '[providers.a]\nkind = "openai"\napi_key = "env:K"\n'
    (tmp_path / "patchbay.toml").write_text(provider)
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d/more.toml").write_text(provider)
    told = run_command("check-config", tmp_path / "patchbay.toml")
    assert told.returncode == 1
    assert "patchbay.toml:1" in told.stderr and "more.toml:1" in told.stderr


def test_a_valid_file(tmp_path):
    file = tmp_path / "patchbay.toml"
    file.write_text('[server]\ndetect = false\n[providers.acme]\nkind = "openai-compatible"\nbase_url = "https://api.acme.example/v1"\napi_key = "env:ACME"\n')
    assert run_command("check-config", file).returncode == 0


def test_usage():
    assert run_command("version").stdout.startswith("patchbay ")
    assert json.loads(run_command("version", "--json").stdout)["version"]
    assert run_command("--help").returncode == 0
    assert run_command("serve", "--nonsense").returncode == 2
    assert run_command().returncode == 2


def test_one_server_a_home(gateway):
    running = gateway()
    second = run_command("serve", "--home", running.home, "--config", running.config_file, "--listen", "127.0.0.1:0")
    assert second.returncode == 1 and "another patchbay" in second.stderr


def test_open_without_a_server(tmp_path):
    told = run_command("open", "--home", tmp_path)
    assert told.returncode == 1 and "patchbay serve" in told.stderr


def test_doctor_says_what_is_missing(tmp_path):
    told = run_command("doctor", "--home", tmp_path, "--json", PATH="/nonexistent")
    findings = {each["subject"]: each for each in json.loads(told.stdout)["findings"]}
    assert told.returncode == 1
    assert findings["llama-server"]["health"] == "PROBLEM"
    assert findings["local models"]["cure"]


def test_reload(gateway, upstream):
    from support.upstream import answer

    provider = upstream(lambda connection, request: connection.whole(answer()) or True)
    running = gateway()
    body = {"model": "later/m", "messages": [{"role": "user", "content": "x"}]}
    with running.client() as client:
        assert client.post("/v1/chat/completions", json=body).status_code == 404
        before = running.config
        running.config_file.write_text(before + f'[providers.later]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\nmodels = ["m"]\n')
        wait_until(lambda: client.post("/v1/chat/completions", json=body).status_code == 200, what="the new provider")
        running.config_file.write_text("[broken")
        wait_until(lambda: "the old one stays" in running.log_text(), what="the report of the broken file")
        assert client.post("/v1/chat/completions", json=body).status_code == 200
        assert 'patchbay_config_reloads_total{result="error"} 1' in client.get("/metrics").text


def test_content_and_keys_stay_out_of_the_log(gateway, upstream):
    from support.upstream import answer

    provider = upstream(lambda connection, request: connection.whole(answer("SECRETANSWER")) or True)
    running = gateway(f'[server]\ndetect = false\n[log]\nlevel = "debug"\n[providers.mock]\nkind = "openai-compatible"\nbase_url = "{provider.base_url}"\n'
                      'models = ["m"]\napi_key = "env:MOCK_KEY"\n', extra_environment={"MOCK_KEY": "sk-verysecretkey123"})
    with running.client() as client:
        client.post("/v1/chat/completions", json={"model": "m", "messages": [{"role": "user", "content": "SECRETPROMPT"}]},
                    headers={"authorization": "Bearer sk-clientsecret456"})
    assert provider.chats()[0].headers["authorization"] == "Bearer sk-verysecretkey123"
    log = wait_until(lambda: (text := running.log_text()) and "dialect=openai_chat" in text and text, what="the log line")
    for secret in ("SECRETPROMPT", "SECRETANSWER", "verysecretkey", "clientsecret"):
        assert secret not in log
