"""CQL, the Contextual Query Language of SRU (1.1, 1.2 and 2.0): a text as a tree.

Our own parser because the one published for Python calls its handling of prefixes unfinished. Grammar: "searchRetrieve
Part 5: CQL" of OASIS, level 2 (booleans of one precedence, from left to right; names regardless of case).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .diagnostics import Diagnostic

MOST_CHARACTERS = 4000
MOST_BOOLEANS = 100
DEEPEST = 40
# prefixes that need no assignment, and every address of the same context set
CONTEXT_SETS: Mapping[str, tuple[str, ...]] = {
    "cql": tuple(f"info:srw/cql-context-set/1/cql-v{number}" for number in ("1.1", "1.2", "2.0")),
    "dc": ("info:srw/cql-context-set/1/dc-v1.1", "http://purl.org/dc/elements/1.1/"),
    "rec": ("info:srw/cql-context-set/2/rec-1.0", "info:srw/cql-context-set/2/rec-1.1"),
    "sort": ("info:srw/cql-context-set/1/sort-v1.0",),
    "bath": ("http://zing.z3950.org/cql/bath/2.0/",),
}
_SET_OF = {address: name for name, addresses in CONTEXT_SETS.items() for address in addresses}
_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>==|>=|<=|<>|[()=<>/])|(?P<plain>[^\s()=<>"/]+)|(?P<rest>.))""",
    re.DOTALL,
)
_SIGNS = frozenset({"=", "==", ">", "<", ">=", "<=", "<>"})
_BOOLEANS = frozenset({"and", "or", "not", "prox"})


@dataclass(frozen=True)
class Modifier:
    """ "/name" or "/name=value"; the name in lower case, without the prefix of the context set "cql"."""

    name: str
    relation: str = ""
    value: str = ""


@dataclass(frozen=True)
class Clause:
    """`index relation term`. `context` is a key of CONTEXT_SETS ("" where none was said), names are in lower case.

    `term` keeps its backslashes, since only they tell a letter "*" from the mask. A term alone has the index
    cql.serverChoice and the relation "scr".
    """

    context: str
    index: str
    relation: str
    term: str
    modifiers: tuple[Modifier, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.context}.{self.index}" if self.context else self.index


@dataclass(frozen=True)
class Boolean:
    operator: str
    left: Node
    right: Node
    modifiers: tuple[Modifier, ...] = ()


type Node = Clause | Boolean


@dataclass(frozen=True)
class SortKey:
    """An index and how it is sorted by."""

    context: str
    index: str
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True)
class Parsed:
    root: Node
    sort: tuple[SortKey, ...] = ()


@dataclass(frozen=True)
class _Token:
    """`kind` is "quoted", "sign", "plain" or "end"."""

    kind: str
    text: str

    def is_word(self, *words: str) -> bool:
        return self.kind == "plain" and self.text.lower() in words


def parse(text: str) -> Parsed:
    """The tree of a query. Raises Diagnostic: 10, 12–15, 27, 38."""
    if len(text) > MOST_CHARACTERS:
        raise Diagnostic(12, str(MOST_CHARACTERS))
    if not text.strip():
        raise Diagnostic(27)
    return _Parser(list(_tokens(text))).whole()


def index_name(text: str) -> tuple[str, str]:
    """Context and name of an index as written in scan clauses and sort keys. Raises Diagnostic 15."""
    return _resolved(text, {})


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text.strip()):
        if match.lastgroup == "rest":
            raise Diagnostic(14 if match["rest"] == '"' else 10, match["rest"])
        yield _Token(match.lastgroup or "", match[match.lastgroup or 0])
    yield _Token("end", "")


def _resolved(name: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    prefix, _dot, rest = name.rpartition(".") if "." in name.strip(".") else ("", "", name)
    prefix, rest = prefix.lower(), rest.lower()
    if prefix in prefixes:
        return prefixes[prefix], rest
    if prefix and prefix not in CONTEXT_SETS:
        raise Diagnostic(15, prefix)
    return prefix, rest


@dataclass
class _Parser:
    tokens: list[_Token]
    at: int = 0
    depth: int = 0
    booleans: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    @property
    def following(self) -> _Token:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self) -> _Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def is_sign(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def whole(self) -> Parsed:
        root = self.query()
        sort = self.sort_keys()
        if self.token.kind != "end":
            raise Diagnostic(13 if self.is_sign(")") else 10, self.token.text)
        return Parsed(root, sort)

    def query(self) -> Node:
        """Prefix assignments and the clauses they hold for."""
        outside = dict(self.prefixes)
        while self.is_sign(">"):
            self.take()
            self.prefix()
        left = self.clause()
        while self.token.is_word(*_BOOLEANS):
            operator = self.take().text.lower()
            self.booleans += 1
            if self.booleans > MOST_BOOLEANS:
                raise Diagnostic(38, str(MOST_BOOLEANS))
            modifiers = self.modifiers()
            left = Boolean(operator, left, self.clause(), modifiers)
        self.prefixes = outside
        return left

    def prefix(self) -> None:
        name = ""
        if self.token.kind == "plain" and self.following.text == "=":
            name = self.take().text.lower()
            self.take()
        address = self.term("context set")
        if address not in _SET_OF:
            raise Diagnostic(15, address)
        self.prefixes[name] = _SET_OF[address]

    def clause(self) -> Node:
        if self.is_sign("("):
            return self.in_parentheses()
        if self.token.kind not in ("plain", "quoted"):
            raise Diagnostic(10, self.token.text)
        first = self.take()
        relation = self.relation() if first.kind == "plain" else ""
        if not relation:
            return Clause("cql", "serverchoice", "scr", _unquoted(first))
        context, index = _resolved(first.text, self.prefixes)
        modifiers = self.modifiers()
        return Clause(context, index, relation, self.term(first.text), modifiers)

    def in_parentheses(self) -> Node:
        self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            raise Diagnostic(13, str(DEEPEST))
        inner = self.query()
        if not self.is_sign(")"):
            raise Diagnostic(13, self.token.text)
        self.take()
        self.depth -= 1
        return inner

    def relation(self) -> str:
        """The relation that follows an index: a sign, or a word that is no boolean; "" where the term stood alone."""
        if self.is_sign(*_SIGNS):
            return self.take().text
        if self.token.kind != "plain" or self.token.is_word(*_BOOLEANS, "sortby"):
            return ""
        return self.cql_name()

    def cql_name(self) -> str:
        """A relation or modifier: of the context set "cql" unless it says another, whatever indexes default to."""
        prefix, name = _resolved(self.take().text, {key: value for key, value in self.prefixes.items() if key})
        return name if prefix in ("", "cql") else f"{prefix}.{name}"

    def modifiers(self) -> tuple[Modifier, ...]:
        found = []
        while self.is_sign("/"):
            self.take()
            if self.token.kind != "plain":
                raise Diagnostic(10, self.token.text or "/")
            name = self.cql_name()
            if self.is_sign(*_SIGNS):
                found.append(Modifier(name, self.take().text, self.term(name)))
            else:
                found.append(Modifier(name))
        return tuple(found)

    def term(self, after: str) -> str:
        if self.token.kind not in ("plain", "quoted"):
            raise Diagnostic(10, self.token.text or after)
        return _unquoted(self.take())

    def sort_keys(self) -> tuple[SortKey, ...]:
        if not self.token.is_word("sortby"):
            return ()
        self.take()
        found = []
        while self.token.kind == "plain":
            context, index = _resolved(self.take().text, self.prefixes)
            found.append(SortKey(context, index, self.modifiers()))
        if not found:
            raise Diagnostic(10, "sortBy")
        return tuple(found)


def _unquoted(token: _Token) -> str:
    return token.text[1:-1] if token.kind == "quoted" else token.text
