"""The small language a template may speak, as an allow-list over Jinja's syntax tree.

Only placeholders, `for` over them, `if`, comparisons and a few filters. No calls, arithmetic, macros or includes,
and an inner loop goes through something of the outer loop's item: the printed size is bounded by document and template.
"""

from __future__ import annotations

from typing import Any, Final

from jinja2 import nodes

from .placeholders import Placeholder

FILTERS: Final = frozenset(
    {"upper", "lower", "capitalize", "title", "trim", "length", "count", "default", "join", "first", "last"}
)
TESTS: Final = frozenset({"defined", "none", "odd", "even"})
_LOOP_FIELDS: Final = ("first", "last", "index", "index0", "revindex", "length")
_LOOP: Final = Placeholder("loop", "", fields=tuple(Placeholder(name, "") for name in _LOOP_FIELDS))
_PLAIN: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
)

type Problem = tuple[str, nodes.Node, dict[str, Any]]
type Known = tuple[Placeholder, tuple[str, ...]]


class TemplateReader:
    """Walks a template: `used` gathers the paths of placeholders, `problems` (code, node, details)."""

    def __init__(self, root: Placeholder) -> None:
        self.root = root
        self.used: set[tuple[str, ...]] = set()
        self.problems: list[Problem] = []
        self._scopes: list[dict[str, Known]] = []

    def read(self, node: nodes.Node) -> None:
        match node:
            case nodes.Name() | nodes.Getattr():
                self._resolve(node)
            case nodes.For():
                self._read_loop(node)
            case nodes.Output():
                self._read_output(node)
            case nodes.Filter():
                self._read_children(node, allowed=node.name in FILTERS, what=node.name)
            case nodes.Test():
                self._read_children(node, allowed=node.name in TESTS, what=node.name)
            case _:
                self._read_children(node, allowed=isinstance(node, _PLAIN), what=type(node).__name__.lower())

    def _read_children(self, node: nodes.Node, *, allowed: bool, what: str) -> None:
        if not allowed:
            self.problems.append(("not-allowed", node, {"what": f"“{what}”"}))
            return
        for child in node.iter_child_nodes():
            self.read(child)

    def _read_output(self, node: nodes.Output) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.Name | nodes.Getattr):
                found = self._resolve(child)
                if found and (found[0].many or found[0].fields):
                    self.problems.append(("wrong-use", child, {"name": found[0].name}))
            else:
                self.read(child)

    def _read_loop(self, node: nodes.For) -> None:
        if node.test or node.recursive or not isinstance(node.target, nodes.Name):
            self.problems.append(("not-allowed", node, {"what": "“for … if”"}))
            return
        if not isinstance(node.iter, nodes.Name | nodes.Getattr):
            self.problems.append(("not-allowed", node, {"what": "“for”"}))
            return
        found = self._resolve(node.iter)
        if found is None:
            return
        if not found[0].many:
            self.problems.append(("wrong-use", node.iter, {"name": found[0].name}))
            return
        if self._scopes and not self._goes_through_loop(node.iter):
            self.problems.append(("not-allowed", node, {"what": f"“for … in {found[0].name}”"}))
            return
        item = Placeholder(node.target.name, found[0].meaning, fields=found[0].fields)
        self._scopes.append({node.target.name: (item, found[1]), "loop": (_LOOP, ("loop",))})
        for child in (*node.body, *node.else_):
            self.read(child)
        self._scopes.pop()

    def _goes_through_loop(self, node: nodes.Expr) -> bool:
        while isinstance(node, nodes.Getattr):
            node = node.node
        return isinstance(node, nodes.Name) and node.name in self._scopes[-1]

    def _resolve(self, node: nodes.Node) -> Known | None:
        """The placeholder a name or dotted name stands for; None (and a problem) when there is none."""
        if isinstance(node, nodes.Name):
            known = self._names()
            return self._note(node, node.name, known)
        if not isinstance(node, nodes.Getattr):
            self.problems.append(("not-allowed", node, {"what": f"“{type(node).__name__.lower()}.…”"}))
            return None
        parent = self._resolve(node.node)
        if parent is None:
            return None
        owner, path = parent
        if owner.many:
            self.problems.append(("wrong-use", node, {"name": owner.name}))
            return None
        return self._note(node, node.attr, {field.name: (field, (*path, field.name)) for field in owner.fields})

    def _names(self) -> dict[str, Known]:
        known: dict[str, Known] = {field.name: (field, (field.name,)) for field in self.root.fields}
        for scope in self._scopes:
            known |= scope
        return known

    def _note(self, node: nodes.Node, name: str, known: dict[str, Known]) -> Known | None:
        if name not in known:
            self.problems.append(("unknown-placeholder", node, {"name": name, "known": list(known)}))
            return None
        self.used.add(known[name][1])
        return known[name]
