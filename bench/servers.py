"""The servers that stand side by side: how each is configured, started and known to be ready."""
import getpass
import http.client
import os
import shlex
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import processes
from processes import BenchError

CONF = Path(__file__).parent / "conf"
READY_SECONDS = 20
FORCE_HUB = "force_hub = true"  # the configuration switch that sends every request through the canonical form


class Fidelity(Enum):
    BYTES = "bytes"      # the body and the stream pass as they are, but for the model's name
    MEANING = "meaning"  # both are decoded and written anew


@dataclass
class Server:
    """One row of the table. command is filled with {listen}, {upstream} and {dir}."""
    name: str
    title: str
    command: list[str]
    template: Path | None = None
    fidelity: Fidelity = Fidelity.BYTES
    hub: str = ""
    version_command: list[str] | None = None

    def start(self, directory: Path, upstream: int, cpu: int) -> "Running":
        directory.mkdir(parents=True)
        listen = free_port()
        words = {"listen": str(listen), "upstream": str(upstream), "dir": str(directory)}
        if self.template:
            (directory / self.template.name).write_text(self.fill(self.template.read_text(), words))
        begun = time.perf_counter_ns()
        with open(directory / "output.log", "wb") as log:
            process = processes.start_on(cpu, [word.format(**words) for word in self.command], cwd=directory,
                                         stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        running = Running(self, process, listen, directory)
        running.wait_until_ready()
        running.cold_start_ms = (time.perf_counter_ns() - begun) / 1e6
        return running

    def fill(self, template: str, words: dict[str, str]) -> str:
        user = f"user {_user_name()};" if _is_root() else ""
        values = {"@LISTEN@": words["listen"], "@UPSTREAM@": words["upstream"], "@USER@": user, "@HUB@": self.hub}
        for mark, value in values.items():
            template = template.replace(mark, value)
        return template

    def version(self) -> str:
        if not self.version_command:
            return ""
        done = subprocess.run(self.version_command, capture_output=True, text=True, timeout=20)
        lines = (done.stdout + done.stderr).strip().splitlines()
        return lines[0].split(" - ")[0] if lines else ""


@dataclass
class Running:
    server: Server
    process: subprocess.Popen
    port: int
    directory: Path
    cold_start_ms: float = 0

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self.process.poll() is not None:
                raise BenchError(f"{self.server.name} ended with status {self.process.returncode}:\n{self.log_tail()}")
            if time.monotonic() > end:
                raise BenchError(f"{self.server.name} did not answer 200 on /readyz in {READY_SECONDS} s:\n{self.log_tail()}")
            time.sleep(0.0002)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (ConnectionError, http.client.HTTPException, TimeoutError):
            return False  # not listening yet; the caller bounds the wait
        finally:
            connection.close()

    def log_tail(self) -> str:
        logs = [self.directory / name for name in ("output.log", "error.log")]
        return "\n".join(log.read_text(errors="replace")[-600:] for log in logs if log.exists()).strip()

    def stop(self) -> None:
        processes.stop(self.process)


def nginx(binary: str) -> Server:
    return Server("nginx", "nginx", [binary, "-p", "{dir}", "-e", "error.log", "-c", "nginx.conf"], CONF / "nginx.conf",
                  version_command=[binary, "-v"])


def haproxy(binary: str) -> Server:
    return Server("haproxy", "HAProxy", [binary, "-db", "-f", "haproxy.cfg"], CONF / "haproxy.cfg", version_command=[binary, "-v"])


def patchbay(binary: str) -> list[Server]:
    command = [binary, "serve", "--config", "{dir}/patchbay.toml", "--home", "{dir}/home"]
    template = CONF / "patchbay.toml"
    return [
        Server("patchbay", "Patchbay, byte-preserving", command, template, version_command=[binary, "version"]),
        Server("patchbay-hub", "Patchbay, through the hub", command, template, Fidelity.MEANING, FORCE_HUB),
    ]


def extra(specification: str) -> Server:
    """NAME=COMMAND, with {listen}, {upstream} and {dir} in the command."""
    name, separator, command = specification.partition("=")
    if not separator or not command.strip():
        raise BenchError(f"--server {specification}: NAME=COMMAND is wanted, with {{listen}} and {{upstream}} in the command")
    return Server(name, name, shlex.split(command))


def find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_root() -> bool:
    return os.geteuid() == 0


def _user_name() -> str:
    return getpass.getuser()
