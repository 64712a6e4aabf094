"""Sockets: a feature gathers by registration, so that a module joins by adding one file, never by a central list."""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import Any

from django.utils.module_loading import autodiscover_modules


class Register[T]:
    """A named set of registered things, filled when `module` (e.g. "measures") of every app is first needed."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._things: dict[str, T] = {}
        self._ready = self._reading = False
        self._lock = RLock()
        _registers.append(self)

    def add(self, key: str, thing: T) -> T:
        """Register `thing` under `key`. Raises ValueError when the key is taken by another thing."""
        if key in self._things and self._things[key] is not thing:
            raise ValueError(f"{self._module}: {key!r} is registered twice")
        self._things[key] = thing
        return thing

    def discover(self) -> None:
        """Fill the set once. Another thread waits until it is full; a module being read may ask for what is there."""
        if self._ready:
            return
        with self._lock:
            if self._ready or self._reading:
                return
            self._reading = True
            try:
                autodiscover_modules(self._module)
                self._ready = True
            finally:
                self._reading = False

    def get(self, key: str) -> T:
        """Raises KeyError."""
        self.discover()
        return self._things[key]

    def all(self) -> dict[str, T]:
        self.discover()
        return dict(self._things)

    def __iter__(self) -> Iterator[T]:
        return iter(self.all().values())

    def __contains__(self, key: object) -> bool:
        return key in self.all()


_registers: list[Register[Any]] = []


def discover_all() -> None:
    """Fill every set there is, so that no request has to."""
    for register in list(_registers):
        register.discover()
