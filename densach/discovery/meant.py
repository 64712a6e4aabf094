"""What a visitor may have meant: the accents that titles have, the known words nearest to typos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import tantivy

from .asking import is_known
from .text import Word, both_words, exact_words, folded_words

if TYPE_CHECKING:
    from .queries import Hit


def as_in_titles(words: Sequence[Word], hits: Sequence[Hit]) -> str:
    """The accents that the words, side by side, most often have in the titles found; empty where some title has them
    as typed.
    """
    if len(words) < 2 or any(word.accented for word in words):
        return ""
    wanted, typed = [word.folded for word in words], " ".join(word.exact for word in words)
    many = len(words)
    seen: Counter[str] = Counter()
    for text in (text for hit in hits for text in (hit.title, *hit.people)):
        exact, folded = (keys.split() for keys in both_words(text))
        for start in range(len(folded) - many + 1):
            if folded[start : start + many] == wanted:
                seen[" ".join(exact[start : start + many])] += 1
    return "" if not seen or typed in seen else seen.most_common(1)[0][0]


def mended(reader: tantivy.Searcher, words: Sequence[Word], hits: Sequence[Hit]) -> str:
    """The query with each unknown word replaced by the nearest word of the best hit, where there is one near enough."""
    unknown = {word for word in words if not is_known(word, reader)}
    if not unknown or not hits:
        return ""
    offered = {folded_words(word): word for word in exact_words(hits[0].title, *hits[0].people).split()}
    mended = []
    for word in words:
        near = min(offered, key=lambda other: distance(word.folded, other), default="")
        far = distance(word.folded, near)
        if word in unknown and far > (2 if len(word.folded) >= 8 else 1):
            return ""
        mended.append(offered[near] if word in unknown or (far == 0 and not word.accented) else word.exact)
    return " ".join(mended)


def distance(one: str, other: str) -> int:
    """Letters to insert, delete, change or swap with their neighbour to turn one word into the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
