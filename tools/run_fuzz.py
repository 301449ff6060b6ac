#!/usr/bin/env python3
"""./dev fuzz: the fuzz targets, for as long as you say. What they learn is kept in the cache and is where the next run begins."""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from testing.fuzz_targets import executions, list_targets, run_targets
from testing.process import Deadline, kill_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    targets = list_targets(root)
    named = {name.removeprefix("fuzz_") for name in chosen.targets}
    unknown = named - {target.name for target in targets}
    if unknown or not targets:
        parser.error(f"there is no fuzz target {', '.join(unknown)}; there are: {', '.join(target.name for target in targets) or 'none'}")
    if chosen.list:
        print("\n".join(target.name for target in targets))
        return 0
    wanted = [target for target in targets if not named or target.name in named]
    jobs = os.cpu_count() or 2
    print(f"{len(wanted)} targets, {chosen.seconds} s each, {jobs} at a time", flush=True)
    crashed = 0
    try:
        learnt = Path(os.environ["PATCHBAY_CACHE"]) / "fuzz"
        for target, finished in run_targets(root, wanted, chosen.seconds, learnt, Deadline(None), jobs):
            if finished.status != 0:
                crashed += 1
                print(finished.output[-8000:])
            outcome = finished.verdict() if finished.status else "no finding"
            print(f"{target.name:<28} {executions(finished.output):>10} runs  {outcome}", flush=True)
    finally:
        kill_all()
    print(f"{len(wanted) - crashed} passed, {crashed} failed, 0 skipped")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
