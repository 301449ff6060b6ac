"""The real binary as a child process, with a home of its own, on a port that the system chose."""

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

BINARY = os.environ.get("PATCHBAY_BINARY", str(Path(__file__).resolve().parents[3] / "build/dev/patchbay"))


def environment(extra: dict | None = None) -> dict:
    """Nothing of the caller's that would change what is tested."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": "/nonexistent", **(extra or {})}


@dataclass
class Gateway:
    home: Path
    config: str = ""
    arguments: list = field(default_factory=list)
    extra_environment: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None
    url: str = ""
    link: str = ""

    def start(self) -> "Gateway":
        self.home.mkdir(parents=True, exist_ok=True)
        self.config_file = self.home / "patchbay.toml"
        self.config_file.write_text(self.config)
        self.log = open(self.home / "serve.log", "wb")
        command = [BINARY, "serve", "--config", str(self.config_file), "--home", str(self.home), "--listen", "127.0.0.1:0", *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, env=environment(self.extra_environment), text=True)
        for line in self.process.stdout:
            if found := re.search(r"listening on (http\S+)", line):
                self.url = found[1]
            if found := re.search(r"(http\S+/login\?code=\w+)", line):
                self.link = found[1]
                return self
        raise RuntimeError(f"patchbay did not start: {self.log_text()}")

    def log_text(self) -> str:
        return (self.home / "serve.log").read_text(errors="replace")

    def stop(self) -> int:
        """Ends it as Ctrl-C would and returns its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(20)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.log.close()
        self.process = None
        return code

    def client(self, **options) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=httpx.Timeout(60), **options)

    def command(self, *arguments, stdin: str = "", timeout: float = 60, **extra) -> subprocess.CompletedProcess:
        return run_command(*arguments, stdin=stdin, timeout=timeout, PATCHBAY_HOME=str(self.home), PATCHBAY_CONFIG=str(self.config_file), **extra)


def run_command(*arguments, stdin: str = "", timeout: float = 60, **extra) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=timeout, env=environment(extra))


def wait_until(condition, seconds: float = 10, what: str = "the condition"):
    """Waits for a condition, with a bound; returns what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true within {seconds} s")


def descendants(pid: int) -> list[int]:
    """The living processes below `pid`."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        for child in children.get(todo.pop(), []):
            found.append(child)
            todo.append(child)
    return found


def is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
