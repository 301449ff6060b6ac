"""The two C++ tools as Python objects: the mock upstream with its controls, and runs of the load generator."""
import http.client
import json
import select
import subprocess
from pathlib import Path

import processes
from processes import BenchError

SPARE_SECONDS = 60  # beyond a run's own duration


class Mock:
    def __init__(self, directory: Path, cpu: int):
        self.process = processes.start_on(cpu, [str(directory / "bench_mock_upstream"), "0"], stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["port"]

    @property
    def pid(self) -> int:
        return self.process.pid

    def control(self, what: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"/control/{what}")
            return connection.getresponse().read()
        finally:
            connection.close()

    def stop(self) -> None:
        processes.stop(self.process)


class LoadGenerator:
    def __init__(self, directory: Path, cpu: int):
        self.program = str(directory / "bench_load_generator")
        self.cpu = cpu

    def run(self, port: int, body: Path, connections: int, seconds: float, events: int | None = None, rate: float = 0) -> dict:
        command = [self.program, "--port", str(port), "--body", str(body), "--connections", str(connections), "--seconds", str(seconds)]
        command += ["--events", str(events)] if events is not None else []
        command += ["--rate", str(rate)] if rate else []
        process = processes.start_on(self.cpu, command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            output, complaints = process.communicate(timeout=seconds + SPARE_SECONDS)
        except subprocess.TimeoutExpired:
            raise BenchError("the load generator did not end in time") from None
        finally:
            processes.stop(process)
        report = json.loads(output) if output.strip() else {"errors": 1, "completed": 0}
        if report["errors"] or not report["completed"]:
            raise BenchError(f"{report['errors']} errors in {report['completed']} requests: {complaints.strip()}")
        return report


class HeldStreams:
    """A load generator that keeps streams open; use as a context manager."""

    def __init__(self, generator: LoadGenerator, port: int, body: Path):
        command = [generator.program, "--port", str(port), "--body", str(body), "--hold"]
        self.process = processes.start_on(generator.cpu, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def grow_to(self, streams: int) -> None:
        """Returns when that many streams are open and each has had two events."""
        self.process.stdin.write(f"{streams}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], SPARE_SECONDS)
        report = json.loads(self.process.stdout.readline() or "{}") if ready else {}
        if report.get("held") != streams or report.get("errors"):
            raise BenchError(f"{streams} streams could not be held open: {report}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()  # tells it to end
        try:
            self.process.wait(processes.STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass  # it hangs in a connect; stop() ends it
        processes.stop(self.process)
        self.process.stdout.close()
