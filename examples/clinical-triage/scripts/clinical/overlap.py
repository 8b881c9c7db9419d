"""How much of a text's word 13-grams also stand in other texts: the test for evaluation cases copied from training."""

from __future__ import annotations

import re
from collections.abc import Iterable

N = 13


def grams(text: str) -> set[tuple[str, ...]]:
    """Word 13-grams; a shorter text is one gram of all its words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    if len(words) <= N:
        return {tuple(words)}
    return {tuple(words[i : i + N]) for i in range(len(words) - N + 1)}


def grams_of_all(texts: Iterable[str]) -> set[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    for text in texts:
        seen |= grams(text)
    return seen


def overlap(text: str, seen: set[tuple[str, ...]]) -> float:
    """Share of the text's 13-grams that are in `seen`, 0 to 1."""
    own = grams(text)
    return len(own & seen) / len(own)
