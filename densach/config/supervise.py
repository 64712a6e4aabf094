"""Runs web server and worker side by side. Imports nothing heavy: it lives as long as they do.

`python -m densach.config.supervise '[["command", "argument"], …]'`
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

# seconds that a web server with open requests, or a worker in a round, gets to end by itself
PATIENCE = 10


def run_together(commands: list[list[str]]) -> int:
    """Run the commands until one ends or a signal comes, then end the others.

    Returns 0 after a signal, else the exit code of the one that ended first.
    """
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(0))
    running: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            running.append(subprocess.Popen(command))  # noqa: S603  # our own commands, no shell
        while not stopping:
            stopping += [code for process in running if (code := process.poll()) is not None]
            time.sleep(0.2)
    finally:
        _end(running)
    return stopping[0]


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(run_together(json.loads(sys.argv[1])))
