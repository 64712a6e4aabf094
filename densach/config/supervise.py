"""Runs web server and worker side by side, each in a fork of a process that has loaded the product.

What was loaded before is in memory once, whoever uses it: pages of memory are copied only where one of them writes.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess

# seconds that a web server with open requests, or a worker in a round, gets to end by itself
PATIENCE = 10


def run_together(parts: Sequence[Callable[[], object]]) -> int:
    """Run each part in a process of its own until one ends or a signal comes, then end the others.

    Returns 0 after a signal, else the exit code of the one that ended first. The caller holds no thread and no open
    connection: a fork inherits neither.
    """
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(0))
    fork = multiprocessing.get_context("fork")
    running: list[ForkProcess] = []
    try:
        for part in parts:
            running.append(fork.Process(target=_alone, args=(part,)))
            running[-1].start()
        while not stopping:
            stopping += [code for process in running if (code := process.exitcode) is not None]
            time.sleep(0.2)
    finally:
        _end(running)
    return stopping[0]


def _alone(part: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    part()


def _end(running: Sequence[ForkProcess]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
