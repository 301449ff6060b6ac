import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.gateway import Gateway  # noqa: E402
from support.upstream import Upstream  # noqa: E402


@pytest.fixture
def gateway(tmp_path):
    """Starts a gateway with a configuration; several a test if need be."""
    started = []

    def start(config: str = "[server]\ndetect = false\n", **options) -> Gateway:
        running = Gateway(tmp_path / f"home{len(started)}", config, **options)
        started.append(running)
        return running.start()

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def upstream():
    started = []

    def start(behaviour) -> Upstream:
        server = Upstream(behaviour)
        started.append(server)
        return server

    yield start
    for each in started:
        each.close()


@pytest.fixture(params=["pass_through", "hub"])
def proxied(request, gateway, upstream):
    """A gateway before a scripted provider, both ways: (behaviour, extra provider lines) -> (gateway, upstream)."""

    def start(behaviour, provider_lines: str = "", **options):
        provider = upstream(behaviour)
        config = f"""
[server]
detect = false
force_hub = {"true" if request.param == "hub" else "false"}
[providers.mock]
kind = "openai-compatible"
base_url = "{provider.base_url}"
models = ["m", "other"]
{provider_lines}
"""
        return gateway(config, **options), provider

    return start


@pytest.fixture(scope="session")
def engine_files():
    """The real llama-server and the real model; the tests that need them are skipped where they are not."""
    server, model = os.environ.get("PATCHBAY_TEST_LLAMA_SERVER", ""), os.environ.get("PATCHBAY_TEST_MODEL", "")
    if not (Path(server).is_file() and Path(model).is_file()):
        pytest.skip("PATCHBAY_TEST_LLAMA_SERVER and PATCHBAY_TEST_MODEL name no files")
    return Path(server), Path(model)


def local_home(folder: Path, engine_files) -> Path:
    server, model = engine_files
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "models").mkdir(exist_ok=True)
    os.symlink(server, folder / "bin/llama-server")
    os.symlink(model, folder / "models/smollm2-135m-instruct.gguf")
    # As ./dev run does: the model's own template knows no tools.
    template = Path(__file__).resolve().parents[2] / "tools/starter_model"
    presets = (template / "presets.ini.in").read_text().replace("@FOLDER@", str(template))
    (folder / "models/presets.ini").write_text(presets)
    return folder


@pytest.fixture(scope="session")
def local_gateway(engine_files, tmp_path_factory):
    """One gateway with the real engine for all tests that only ask it something."""
    home = local_home(tmp_path_factory.mktemp("local"), engine_files)
    running = Gateway(home, "").start()
    yield running
    running.stop()


@pytest.fixture
def own_local_gateway(engine_files, tmp_path):
    """A gateway with the real engine for tests that break it."""
    running = Gateway(local_home(tmp_path / "own", engine_files), "").start()
    yield running
    running.stop()
