"""Runs web server and worker side by side. Imports nothing heavy: it lives as long as they do.

`python -m densach.config.supervise '[["command", "argument"], …]'`
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time


def run_together(commands: list[list[str]]) -> int:
    """Run the commands until one ends or a signal comes, then end the others.

    Returns 0 after a signal, else the exit code of the one that ended first.
    """
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(0))
    running = [subprocess.Popen(command) for command in commands]  # noqa: S603  # our own commands, no shell
    while not stopping:
        stopping += [code for process in running if (code := process.poll()) is not None]
        time.sleep(0.2)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    return stopping[0]


if __name__ == "__main__":
    sys.exit(run_together(json.loads(sys.argv[1])))
