"""The official OpenAI SDK for JavaScript against the real engine; the scenarios stand in node/scenarios.mjs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def results(local_gateway):
    node = os.environ.get("PATCHBAY_NODE") or shutil.which("node")
    if node is None or not (FOLDER / "node_modules/openai").is_dir():
        pytest.skip("node, or the openai package in tests/e2e/node, is not installed")
    finished = subprocess.run([node, str(FOLDER / "scenarios.mjs"), f"{local_gateway.url}/v1"], capture_output=True, text=True, timeout=300)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.mark.parametrize("scenario", ["models", "chat", "streaming_with_usage", "forced_tool_call", "json_schema", "wrong_model", "oversized_prompt", "abort"])
def test_scenario(results, scenario):
    assert results[scenario] == "ok"
