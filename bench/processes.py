"""Processes that the bench starts: where they run, what they cost, how they end.

Costs are read from /proc for the process and its children (nginx's worker, helper threads): CPU nanoseconds on a processor from
/proc/PID/task/*/schedstat, resident kilobytes from /proc/PID/status.
"""
import atexit
import os
import signal
import subprocess
from pathlib import Path

STOP_SECONDS = 10
RAISED_NICENESS = -15


class BenchError(Exception):
    """The bench cannot go on; the text says why."""


def choose_cpus() -> tuple[int, int]:
    """(the server's CPU, the tools' CPU): the same one when the machine has only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[1] if len(allowed) > 1 else allowed[0]


def raise_priority() -> str:
    """Lets the bench run before other work where that is permitted (root), and says whether it was.

    Children inherit it; the session's share is put back at the end.
    """
    try:
        os.setpriority(os.PRIO_PROCESS, 0, RAISED_NICENESS)
    except PermissionError:
        return "normal priority (not permitted to raise it)"
    group = Path("/proc/self/autogroup")  # where it exists, niceness counts only inside one session, and this file weighs the session
    try:
        before = group.read_text().split()[-1]
        group.write_text(str(RAISED_NICENESS))
        atexit.register(lambda: group.write_text(before))
    except OSError:
        return "raised priority, but not the session's share"
    return "raised priority"


def start_on(cpu: int, command: list[str], **options) -> subprocess.Popen:
    """Starts the command pinned to one CPU. A child inherits its parent's affinity, so no code has to run between fork and exec."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        process = subprocess.Popen(command, **options)
    finally:
        os.sched_setaffinity(0, own)
    _running[process.pid] = process
    return process


def stop(process: subprocess.Popen) -> None:
    """SIGTERM, and SIGKILL for it and its children when it does not end in time."""
    family = tree(process.pid) if process.poll() is None else []
    if family:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for pid in family:
                _kill(pid)
            process.wait()
    _running.pop(process.pid, None)


def tree(pid: int) -> list[int]:
    """The process and its descendants."""
    family = [pid]
    for parent in family:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                family += [int(child) for child in task.read_text().split()]
            except FileNotFoundError:
                continue  # the thread ended while we looked
    return family


def cpu_times(pid: int) -> dict[int, int]:
    """Nanoseconds on a CPU so far, by thread."""
    times = {}
    for member in tree(pid):
        for task in Path(f"/proc/{member}/task").glob("*/schedstat"):
            try:
                times[int(task.parent.name)] = int(task.read_text().split()[0])
            except FileNotFoundError:
                continue
    return times


def cpu_spent(before: dict[int, int], after: dict[int, int]) -> int:
    return sum(nanoseconds - before.get(thread, 0) for thread, nanoseconds in after.items())


def resident_kb(pid: int) -> int:
    total = 0
    for member in tree(pid):
        for line in Path(f"/proc/{member}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total


def cpu_busy_seconds(cpu: int) -> float:
    """Seconds that this CPU was not idle since boot, time stolen by the host included."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{cpu} "):
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, line.split()[1:9])
            return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
    raise BenchError(f"/proc/stat has no cpu{cpu}")


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself, which is what we wanted


_running: dict[int, subprocess.Popen] = {}


@atexit.register
def _stop_all() -> None:
    for process in list(_running.values()):
        stop(process)
