"""The figures as numbers to judge (medians, ratios inside each round, marks reached or not), as a table, and as JSON."""
import platform
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

from measure import HELD, LATENCY_RATE, UPSTREAM_EVENTS, WORKLOADS, Figures, per_stream_kb
from servers import Server

ANCHOR = "nginx"       # ratios are to this server
JUDGED = "patchbay"    # the row that the marks are for
RATIO_MARKS = [("A", 1.0), ("C", 1.25), ("D", 1.2), ("P", 1.0)]
STREAM_KB_MARK = 16.0
COLD_START_MS_MARK = 50.0


@dataclass
class Spread:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float | None]) -> "Spread | None":
        known = [value for value in values if value is not None]
        return cls(statistics.median(known), min(known), max(known)) if known else None

    def as_json(self) -> dict:
        return {"median": round(self.median, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


def ratios(by_server: dict[str, list[float | None]], name: str, anchor: str = ANCHOR) -> list[float | None]:
    """One a round: this server's figure over the anchor's of the same round."""
    pairs = zip(by_server.get(name, []), by_server.get(anchor, []))
    return [own / other if own is not None and other else None for own, other in pairs]


def added_latency(figures: Figures, name: str) -> list[float | None]:
    pairs = zip(figures.latency_us.get(name, []), figures.latency_us.get("direct", []))
    return [own - direct if own is not None and direct is not None else None for own, direct in pairs]


@dataclass
class Mark:
    name: str
    value: float | None
    limit: float
    unit: str
    strict: bool = False  # below the limit, not at it

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        return "PASS" if self.value < self.limit or (self.value == self.limit and not self.strict) else "FAIL"


def marks(figures: Figures) -> list[Mark]:
    titles = {workload.key: workload.title for workload in WORKLOADS}
    result = []
    for key, limit in RATIO_MARKS:
        spread = Spread.of(ratios(figures.cpu_us.get(key, {}), JUDGED))
        result.append(Mark(f"{titles[key]}, CPU against nginx", spread and spread.median, limit, "x"))
    memory = figures.memory_kb.get(JUDGED)
    result.append(Mark("resident memory of an idle stream", per_stream_kb(memory) if memory else None, STREAM_KB_MARK, "KB"))
    cold = Spread.of(figures.cold_start_ms.get(JUDGED, []))
    result.append(Mark("cold start", cold and cold.median, COLD_START_MS_MARK, "ms", strict=True))
    return result


def as_json(figures: Figures, servers: list[Server], about: dict) -> dict:
    names = ["direct"] + [server.name for server in servers]
    workloads = {}
    for workload in WORKLOADS:
        if workload.key in figures.cpu_us:
            rows = figures.cpu_us[workload.key]
            workloads[workload.key] = {"title": workload.title, "unit": workload.unit,
                                       "servers": {name: _workload_json(figures, workload.key, name) for name in names if name in rows}}
    return {
        "about": about,
        "workloads": workloads,
        "added_latency_us": {name: _spread_json(added_latency(figures, name)) for name in names if name in figures.latency_us},
        "latency_us": {name: _spread_json(values) for name, values in figures.latency_us.items()},
        "memory_kb": {name: {**{str(streams): value for streams, value in row.items()}, "per_stream": round(per_stream_kb(row), 2)}
                      for name, row in figures.memory_kb.items()},
        "cold_start_ms": {name: _spread_json(values) for name, values in figures.cold_start_ms.items()},
        "marks": [{"name": mark.name, "value": mark.value and round(mark.value, 3), "limit": mark.limit, "unit": mark.unit,
                   "verdict": mark.verdict} for mark in marks(figures)],
        "problems": figures.problems,
    }


def _spread_json(values: list[float | None]) -> dict | None:
    spread = Spread.of(values)
    return spread and spread.as_json()


def _workload_json(figures: Figures, key: str, name: str) -> dict:
    rows = figures.cpu_us[key]
    return {"cpu_us": _spread_json(rows[name]), "cpu_us_rounds": [value and round(value, 3) for value in rows[name]],
            "against_nginx": _spread_json(ratios(rows, name)), "against_haproxy": _spread_json(ratios(rows, name, "haproxy")),
            "per_second": _spread_json(figures.rate[key][name])}


def as_markdown(figures: Figures, servers: list[Server], about: dict) -> str:
    names = [("direct", "direct (the mock itself)")] + [(server.name, server.title) for server in servers]
    lines = ["# Bench results", "", "Made by `./dev bench`; how to read it: [docs/benchmarks.md](../docs/benchmarks.md).", ""]
    lines += [f"- {name}: {value}" for name, value in about.items()]
    lines += ["", "## Marks", "", "| mark | reached | limit | |", "|---|---|---|---|"]
    lines += [_mark_row(mark) for mark in marks(figures)]
    lines += ["", "## CPU of the server, microseconds", ""]
    lines += ["Median of the rounds; in brackets the ratio to nginx: median of the ratios inside each round (lowest to highest).", ""]
    plain = [workload for workload in WORKLOADS if not workload.streaming]
    streams = [workload for workload in WORKLOADS if workload.streaming and not workload.pace_ms]
    paced = [workload for workload in WORKLOADS if workload.pace_ms]
    lines += _cpu_table(figures, names, plain, "per request")
    lines += _cpu_table(figures, names, streams, f"per stream of {UPSTREAM_EVENTS} events sent back to back")
    lines += _cpu_table(figures, names, streams, "per event of those streams", UPSTREAM_EVENTS)
    lines += _cpu_table(figures, names, paced, "200 streams, an event every 10 ms")
    if figures.latency_us or figures.memory_kb or figures.cold_start_ms:
        lines += _other_table(figures, names)
    if figures.problems:
        lines += ["## Not measured, and why", ""] + [f"- {_one_line(problem)}" for problem in figures.problems]
    return "\n".join(lines).rstrip() + "\n"


def _mark_row(mark: Mark) -> str:
    reached = f"{_number(mark.value)} {mark.unit}" if mark.value is not None else "–"
    return f"| {mark.name} | {reached} | {'<' if mark.strict else '<='} {mark.limit:g} {mark.unit} | {mark.verdict} |"


def _cpu_table(figures: Figures, names: list[tuple[str, str]], workloads: list, title: str, divisor: int = 1) -> list[str]:
    workloads = [workload for workload in workloads if workload.key in figures.cpu_us]
    if not workloads:
        return []
    lines = [f"| {title} | " + " | ".join(workload.title for workload in workloads) + " |", "|---" * (len(workloads) + 1) + "|"]
    for name, heading in names:
        cells = [_cpu_cell(figures.cpu_us[workload.key], name, divisor) for workload in workloads]
        lines.append(f"| {heading} | " + " | ".join(cells) + " |")
    return lines + [""]


def _cpu_cell(rows: dict, name: str, divisor: int) -> str:
    spread, ratio = Spread.of(rows.get(name, [])), Spread.of(ratios(rows, name))
    if spread is None:
        return "–"
    text = _number(spread.median / divisor)
    return text if ratio is None or name == ANCHOR else f"{text} ({ratio.median:.2f}x, {ratio.low:.2f} to {ratio.high:.2f})"


def _other_table(figures: Figures, names: list[tuple[str, str]]) -> list[str]:
    head = ["added median latency, us", "idle, MB"] + [f"{streams} {'stream' if streams == 1 else 'streams'}, MB" for streams in HELD]
    head += ["KB a stream", "cold start, ms"]
    lines = ["## Latency, memory, cold start", "",
             f"Latency: open loop of {LATENCY_RATE} requests of 1 KB a second, from the intended send time, less direct's of the round.",
             "Memory: resident, all its processes; streams get an event a second. Cold start: exec to the first 200, median of 20.",
             "", "| | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    return lines + [f"| {heading} | " + " | ".join(_other_cells(figures, name)) + " |" for name, heading in names[1:]] + [""]


def _other_cells(figures: Figures, name: str) -> list[str]:
    latency, cold = Spread.of(added_latency(figures, name)), Spread.of(figures.cold_start_ms.get(name, []))
    cells = [f"{latency.median:.0f} ({latency.low:.0f} to {latency.high:.0f})" if latency else "–"]
    memory = figures.memory_kb.get(name)
    if memory:
        cells += [f"{memory[streams] / 1024:.1f}" for streams in (0, *HELD)] + [f"{per_stream_kb(memory):.1f}"]
    else:
        cells += ["–"] * (len(HELD) + 2)
    return cells + [f"{cold.median:.1f} ({cold.low:.1f} to {cold.high:.1f})" if cold else "–"]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 200 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def machine() -> str:
    model = "unknown CPU"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.lower().startswith(("model name", "cpu model")):
            model = line.split(":", 1)[1].strip()
            break
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    return f"{model}, {cores} cores, {platform.system()} {platform.release()} {platform.machine()}, Python {platform.python_version()}"


def source_tree(root: Path) -> str:
    """The hash of the tree of src/ that is checked out, and whether files differ from it."""
    tree = _git(root, "rev-parse", "HEAD:src")
    if not tree:
        return "unknown (not a git checkout)"
    return tree + (" with uncommitted changes" if _git(root, "status", "--porcelain", "--", "src") else "")


def is_older_than_sources(binary: Path, root: Path) -> bool:
    newest = max((file.stat().st_mtime for file in (root / "src").rglob("*") if file.is_file()), default=0)
    return binary.stat().st_mtime < newest


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=20)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
