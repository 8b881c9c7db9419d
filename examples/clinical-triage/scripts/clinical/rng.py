"""A seeded source of choices whose results do not depend on the Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Rng:
    """Choices from `random.Random(seed).random()` alone: the only method whose stream Python promises to keep."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def unit(self) -> float:
        return self._random.random()

    def chance(self, p: float) -> bool:
        return self.unit() < p

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.unit() * len(items))]

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        point = self.unit() * sum(weight for _, weight in items)
        for item, weight in items:
            point -= weight
            if point < 0:
                return item
        return items[-1][0]

    def some(self, items: Sequence[T], n: int) -> list[T]:
        """n different items in random order (all of them when there are fewer)."""
        return self.shuffled(items)[:n]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        out = list(items)
        for i in range(len(out) - 1, 0, -1):
            j = int(self.unit() * (i + 1))
            out[i], out[j] = out[j], out[i]
        return out
