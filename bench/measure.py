"""What is measured, and how: workloads in interleaved rounds, latency at a low rate, memory of held streams, cold starts."""
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import processes
from processes import BenchError
from servers import Fidelity, Running, Server
from tools import HeldStreams, LoadGenerator, Mock
import verify

UPSTREAM_EVENTS = 66  # of one stream: 64 chunks, the usage chunk, [DONE]
WARM_UP_SECONDS = 0.2
SLICES = 3  # of each measurement
HELD = (1, 100, 1000)
COLD_STARTS = 20
LATENCY_RATE = 500  # requests a second


@dataclass(frozen=True)
class Workload:
    key: str
    title: str
    body: str
    connections: int
    pace_ms: int = 0
    streaming: bool = False

    @property
    def unit(self) -> str:
        return "event" if self.pace_ms else "request"


WORKLOADS = [
    Workload("A", "1 KB", "A", 8),
    Workload("C", "60 KB", "C", 8),
    Workload("D", "1.5 MB", "D", 4),
    Workload("B", "1 KB, stream", "B", 8, streaming=True),
    Workload("CS", "60 KB, stream", "CS", 8, streaming=True),
    Workload("DS", "1.5 MB, stream", "DS", 4, streaming=True),
    Workload("P", "paced event", "B", 200, pace_ms=10, streaming=True),
]


@dataclass
class Slice:
    """CPU and work of one or several stretches of load."""
    spent_ns: int = 0
    count: int = 0
    seconds: float = 0
    failed: bool = False

    def add(self, other: "Slice") -> None:
        self.spent_ns += other.spent_ns
        self.count += other.count
        self.seconds += other.seconds


@dataclass
class Figures:
    """All raw figures of a run, by server name."""
    cpu_us: dict[str, dict[str, list[float | None]]] = field(default_factory=dict)  # workload, server, one a round
    rate: dict[str, dict[str, list[float | None]]] = field(default_factory=dict)    # requests or events a second
    latency_us: dict[str, list[float | None]] = field(default_factory=dict)
    memory_kb: dict[str, dict[int, int]] = field(default_factory=dict)              # streams open; 0: idle
    cold_start_ms: dict[str, list[float]] = field(default_factory=dict)
    others_share: list[float] = field(default_factory=list)                         # of the server's CPU, used by other processes or stolen
    problems: list[str] = field(default_factory=list)


@dataclass
class Bench:
    directory: Path
    servers: list[Server]
    mock: Mock
    generator: LoadGenerator
    body_files: dict[str, Path]
    bodies: dict[str, bytes]
    server_cpu: int
    duration: float
    progress: callable
    figures: Figures = field(default_factory=Figures)
    client_events: dict[str, int] = field(default_factory=dict)
    started: int = 0

    def start(self, server: Server) -> Running:
        self.started += 1
        return server.start(self.directory / f"{server.name}-{self.started}", self.mock.port, self.server_cpu)

    def verify_all(self) -> None:
        """Servers that do not relay truly are left out of the run, and the run says so."""
        for server in list(self.servers):
            running = None
            try:
                running = self.start(server)
                self.client_events[server.name] = verify.check(running, self.mock, self.bodies)
                how = "unchanged" if server.fidelity is Fidelity.BYTES else "with their meaning"
                self.progress(f"{server.title}: requests and streams pass {how}")
            except (BenchError, OSError, HTTPException) as error:
                self.note(f"{server.title} is left out: {error}")
                self.servers.remove(server)
            finally:
                if running:
                    running.stop()

    def note(self, problem: str) -> None:
        self.figures.problems.append(problem)
        self.progress(problem)

    def round(self, number: int, keys: set[str]) -> None:
        """Every server started anew, every workload on each, in an order that turns with the rounds."""
        running = [None] + [self.start(server) for server in self.servers]  # None: direct
        turn = number % len(running)
        order = running[turn:] + running[:turn]
        try:
            for workload in WORKLOADS:
                if workload.key in keys:
                    self.measure(workload, order)
            if "latency" in keys:
                for one in order:
                    self.measure_latency(one)
        finally:
            for one in running[1:]:
                one.stop()

    def measure(self, workload: Workload, order: list[Running | None]) -> None:
        """Short slices that alternate between the servers, so that a passing disturbance touches all of them."""
        sums = {_name(running): Slice() for running in order}
        self.mock.control(f"pace/{workload.pace_ms}")
        for number in range(SLICES):
            for running in order:
                total = sums[_name(running)]
                try:
                    if not total.failed:
                        total.add(self.run_slice(workload, running, warm_up=number == 0))
                except BenchError as error:
                    total.failed = True
                    self.note(f"{workload.title} on {_name(running)} failed: {error}")
        for running in order:
            self.keep(workload, _name(running), sums[_name(running)])

    def keep(self, workload: Workload, name: str, total: "Slice") -> None:
        cpu_us = None if total.failed else total.spent_ns / 1000 / total.count
        rate = None if total.failed else total.count / total.seconds
        self.figures.cpu_us.setdefault(workload.key, {}).setdefault(name, []).append(cpu_us)
        self.figures.rate.setdefault(workload.key, {}).setdefault(name, []).append(rate)
        if not total.failed:
            self.progress(f"  {workload.title:15} {name:14} {cpu_us:9.2f} us per {workload.unit}, {rate:9.0f} a second")

    def run_slice(self, workload: Workload, running: Running | None, warm_up: bool) -> "Slice":
        port, pid = self.place(running)
        events = self.client_events.get(_name(running), UPSTREAM_EVENTS) if workload.streaming else None
        arguments = (port, self.body_files[workload.body], workload.connections)
        if warm_up:
            self.generator.run(*arguments, WARM_UP_SECONDS, events)
        # A paced stream lasts two thirds of a second: at least two follow each other.
        seconds = max(self.duration / SLICES, 0.9 if workload.pace_ms else 0)
        clock, busy, before = time.monotonic(), processes.cpu_busy_seconds(self.server_cpu), processes.cpu_times(pid)
        report = self.generator.run(*arguments, seconds, events)
        spent = processes.cpu_spent(before, processes.cpu_times(pid))
        busy, clock = processes.cpu_busy_seconds(self.server_cpu) - busy, time.monotonic() - clock
        if running:
            self.figures.others_share.append(max(0.0, busy - spent / 1e9) / clock)
        return Slice(spent, report["completed"] * (UPSTREAM_EVENTS if workload.pace_ms else 1), report["seconds"])

    def measure_latency(self, running: Running | None) -> None:
        name, median = _name(running), None
        self.mock.control("pace/0")
        try:
            report = self.generator.run(self.place(running)[0], self.body_files["A"], 32, 2 * self.duration, rate=LATENCY_RATE)
            median = report["latency_us"]["p50"]
            self.progress(f"  {'latency':15} {name:14} {median:9.1f} us median at {LATENCY_RATE} requests a second")
        except BenchError as error:
            self.note(f"latency on {name} failed: {error}")
        self.figures.latency_us.setdefault(name, []).append(median)

    def place(self, running: Running | None) -> tuple[int, int]:
        return (running.port, running.pid) if running else (self.mock.port, self.mock.pid)

    def measure_memory(self, server: Server) -> None:
        """A fresh server, streams that get one event a second, read when all have had two and a second has passed."""
        self.mock.control("hold/1000")
        running = self.start(server)
        try:
            kilobytes = {0: processes.resident_kb(running.pid)}
            with HeldStreams(self.generator, running.port, self.body_files["B"]) as held:
                for streams in HELD:
                    held.grow_to(streams)
                    time.sleep(1)
                    kilobytes[streams] = processes.resident_kb(running.pid)
            self.figures.memory_kb[server.name] = kilobytes
            self.progress(f"  {'memory':15} {server.name:14} {per_stream_kb(kilobytes):9.1f} KB a stream")
        except BenchError as error:
            self.note(f"memory of {server.name} failed: {error}")
        finally:
            running.stop()
            self.mock.control("pace/0")

    def measure_cold_starts(self, server: Server) -> None:
        times = []
        try:
            for _ in range(COLD_STARTS):
                running = self.start(server)
                times.append(running.cold_start_ms)
                running.stop()
        except BenchError as error:
            return self.note(f"cold start of {server.name} failed: {error}")
        self.figures.cold_start_ms[server.name] = times
        self.progress(f"  {'cold start':15} {server.name:14} {sorted(times)[len(times) // 2]:9.1f} ms")


def per_stream_kb(kilobytes: dict[int, int]) -> float:
    return (kilobytes[HELD[-1]] - kilobytes[HELD[0]]) / (HELD[-1] - HELD[0])


def _name(running: Running | None) -> str:
    return running.server.name if running else "direct"
