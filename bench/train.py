#!/usr/bin/env python3
"""The workloads of the bench through a Patchbay that counts, byte-preserving and through the hub, for the release build's profile."""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import bodies
import processes
import servers
import tools
from measure import UPSTREAM_EVENTS, WORKLOADS
from processes import BenchError

SECONDS = 2  # of each workload


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patchbay", type=Path, required=True, help="a build of the preset profile")
    parser.add_argument("--counts", type=Path, required=True, help="the directory for the .profraw files")
    options = parser.parse_args()
    os.environ["LLVM_PROFILE_FILE"] = str(options.counts / "%p.profraw")
    server_cpu, tools_cpu = processes.choose_cpus()
    programs = options.patchbay.resolve().parent / "bench/tools"
    try:
        with tempfile.TemporaryDirectory(prefix="patchbay-train-") as directory:
            train(Path(directory), programs, options.patchbay.resolve(), server_cpu, tools_cpu)
    except BenchError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    return 0


def train(directory: Path, programs: Path, patchbay: Path, server_cpu: int, tools_cpu: int) -> None:
    mock, generator = tools.Mock(programs, tools_cpu), tools.LoadGenerator(programs, tools_cpu)
    files = bodies.write_bodies(directory)
    for server in servers.patchbay(str(patchbay)):
        running = server.start(directory / server.name, mock.port, server_cpu)
        for workload in WORKLOADS:
            mock.control(f"pace/{workload.pace_ms}")
            # Through the hub a stream may have other frames: the number of its events is not checked here.
            events = UPSTREAM_EVENTS if workload.streaming and server.fidelity is servers.Fidelity.BYTES else None
            report = generator.run(running.port, files[workload.body], workload.connections, SECONDS, events)
            print(f"  {server.title}: {workload.title}, {report['completed']} requests", file=sys.stderr)
        running.stop()  # the counts are written when it ends
    mock.stop()


if __name__ == "__main__":
    sys.exit(main())
