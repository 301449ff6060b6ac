#!/usr/bin/env python3
"""The end-to-end bench: direct, nginx, HAProxy, Patchbay byte-preserving and through the hub, side by side in one run, one core each.

The server under test runs alone on one CPU, the mock upstream and the load generator on another. Rounds are interleaved: each measures
every server once, and ratios are taken inside a round. Progress goes to standard error, the table to standard output and, when the run is
complete, to bench/results.md.
"""
import argparse
import json
import os
import signal
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import bodies
import measure
import processes
import report
import servers
import tools
from processes import BenchError

ROOT = Path(__file__).resolve().parent.parent
PARTS = [workload.key for workload in measure.WORKLOADS] + ["latency", "memory", "cold"]


def main() -> int:
    options = parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(options)
    except BenchError as error:
        progress(f"bench: {error}")
        return 2
    except KeyboardInterrupt:
        return 130


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patchbay", type=Path, default=ROOT / "build/release/patchbay", help="the binary to measure")
    parser.add_argument("--tools", type=Path,
                        help="where bench_mock_upstream is (default: bench/tools beside the binary, or in a build directory)")
    parser.add_argument("--rounds", type=int, help="interleaved rounds (default 5; with --quick 2)")
    parser.add_argument("--duration", type=float, help="seconds of each measurement (default 1.5; with --quick 0.5)")
    parser.add_argument("--quick", action="store_true", help="two short rounds: a look, not a finding")
    parser.add_argument("--only", default="", help=f"comma-separated parts ({', '.join(PARTS)}) and server names")
    parser.add_argument("--server", action="append", default=[], metavar="NAME=COMMAND",
                        help="one more server: {listen}, {upstream} and {dir} in the command are filled in; 200 on /readyz means ready")
    parser.add_argument("--json", type=Path, help="write the figures as JSON, too")
    parser.add_argument("--output", type=Path, help="write the table here, also for a partial run")
    parser.add_argument("--check", action="store_true", help="exit 1 when a mark is missed")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.duration = options.duration or (0.5 if options.quick else 1.5)
    return options


def run(options: argparse.Namespace) -> int:
    begun = time.monotonic()
    wanted, missing = choose_servers(options)
    parts = choose_parts(options, wanted)
    priority = processes.raise_priority()
    server_cpu, tools_cpu = processes.choose_cpus()
    about = describe(options, wanted, server_cpu, tools_cpu, priority)
    with tempfile.TemporaryDirectory(prefix="patchbay-bench-") as directory:
        os.sched_setaffinity(0, {tools_cpu})
        bench = prepare(Path(directory), options, wanted, server_cpu, tools_cpu)
        bench.figures.problems += missing
        bench.verify_all()
        carry_out(bench, options.rounds, parts)
        bench.mock.stop()
    share = 100 * median(bench.figures.others_share)
    about["other load"] = f"{share:.0f} % of the server's CPU went to other processes or to the host (median of the measurements)"
    about["duration"] = f"{options.rounds} rounds of {options.duration:g} s a measurement, {time.monotonic() - begun:.0f} s in all"
    return publish(bench, options, about, missing)


def choose_servers(options: argparse.Namespace) -> tuple[list[servers.Server], list[str]]:
    found, missing = [], []
    for name, make in (("nginx", servers.nginx), ("haproxy", servers.haproxy)):
        binary = servers.find(name)
        if binary:
            found.append(make(binary))
        else:
            missing.append(f"{name} is not installed: its row is missing")
    if options.patchbay.is_file():
        found += servers.patchbay(str(options.patchbay.resolve()))
    else:
        missing.append(f"{options.patchbay} does not exist: Patchbay's rows are missing (./dev build makes it, --patchbay names another)")
    found += [servers.extra(specification) for specification in options.server]
    for message in missing:
        progress(message)
    return found, missing


def choose_parts(options: argparse.Namespace, wanted: list[servers.Server]) -> set[str]:
    """Reduces the servers in place when --only names some; returns the parts."""
    names = {server.name for server in wanted} | {"direct", "nginx", "haproxy", "patchbay", "patchbay-hub"}
    asked = {word for word in options.only.split(",") if word}
    unknown = asked - names - set(PARTS)
    if unknown:
        raise BenchError(f"--only does not know {', '.join(sorted(unknown))}; "
                         f"parts are {', '.join(PARTS)}; servers are {', '.join(sorted(names))}")
    if asked & names:
        wanted[:] = [server for server in wanted if server.name in asked]
    return asked & set(PARTS) or set(PARTS)


def prepare(directory: Path, options: argparse.Namespace, wanted: list[servers.Server], server_cpu: int, tools_cpu: int) -> measure.Bench:
    programs = find_tools(options)
    mock, generator = tools.Mock(programs, tools_cpu), tools.LoadGenerator(programs, tools_cpu)
    return measure.Bench(directory, wanted, mock, generator, bodies.write_bodies(directory), bodies.make_bodies(), server_cpu,
                         options.duration, progress)


def find_tools(options: argparse.Namespace) -> Path:
    beside = options.patchbay.resolve().parent / "bench/tools"
    places = [options.tools] if options.tools else [beside, *sorted(ROOT.glob("build/*/bench/tools"))]
    for place in places:
        if (place / "bench_mock_upstream").is_file() and (place / "bench_load_generator").is_file():
            return place.resolve()
    raise BenchError("the bench tools are not built: configure with -DPATCHBAY_BENCH=ON, "
                     "then build bench_mock_upstream and bench_load_generator")


def carry_out(bench: measure.Bench, rounds: int, parts: set[str]) -> None:
    in_rounds = parts - {"memory", "cold"}
    for number in range(rounds if in_rounds else 0):
        progress(f"round {number + 1} of {rounds}")
        bench.round(number, in_rounds)
    for server in bench.servers:
        if "memory" in parts:
            bench.measure_memory(server)
    for server in bench.servers:
        if "cold" in parts:
            bench.measure_cold_starts(server)


def describe(options: argparse.Namespace, wanted: list[servers.Server], server_cpu: int, tools_cpu: int, priority: str) -> dict:
    about = {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": report.machine(),
        "placement": f"server alone on CPU {server_cpu}, mock upstream and load generator on CPU {tools_cpu}; {priority}",
        "load average at the start": " ".join(f"{value:.2f}" for value in os.getloadavg()),
        "versions": "; ".join(version for version in (server.version() for server in wanted) if version),
        "src tree": report.source_tree(ROOT),
    }
    if options.patchbay.is_file() and report.is_older_than_sources(options.patchbay, ROOT):
        about["src tree"] += "; the binary is older than the newest file of src/"
    for name, value in about.items():
        progress(f"{name}: {value}")
    return about


def publish(bench: measure.Bench, options: argparse.Namespace, about: dict, missing: list[str]) -> int:
    """Exit status 1: a server was left out, a measurement failed, or (--check) a mark was missed."""
    complete = not options.only and not options.quick and not missing
    table = report.as_markdown(bench.figures, bench.servers, about)
    if options.json:
        options.json.write_text(json.dumps(report.as_json(bench.figures, bench.servers, about), indent=2) + "\n")
    output = options.output or (ROOT / "bench/results.md" if complete else None)
    if output:
        output.write_text(table)
        progress(f"written: {output}")
    print(table)
    missed = [mark for mark in report.marks(bench.figures) if mark.verdict == "FAIL"]
    failed = len(bench.figures.problems) > len(missing)
    return 1 if failed or (options.check and missed) else 0


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
