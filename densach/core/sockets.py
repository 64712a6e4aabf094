"""Sockets: a feature gathers by registration, so that a module joins by adding one file, never by a central list."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.module_loading import autodiscover_modules


class Register[T]:
    """A named set of registered things, filled when `module` (e.g. "measures") of every app is first needed."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._things: dict[str, T] = {}
        self._ready = False

    def add(self, key: str, thing: T) -> T:
        """Register `thing` under `key`. Raises ValueError when the key is taken by another thing."""
        if key in self._things and self._things[key] is not thing:
            raise ValueError(f"{self._module}: {key!r} is registered twice")
        self._things[key] = thing
        return thing

    def discover(self) -> None:
        if not self._ready:
            self._ready = True
            autodiscover_modules(self._module)

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
