"""The complaints a message can be about: read from `complaints/*.yml`, one file a triage level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

LEVELS = ("emergency", "urgent", "routine", "self-care")


@dataclass(frozen=True)
class Complaint:
    """One reason to seek help, its triage level, and how people word it."""

    reason: str
    level: str
    system: str
    ages: tuple[int, int]
    age_unit: str
    sex: str
    onset: str
    speaker: str
    has: frozenset[str]
    stories: bool
    say: tuple[str, ...]
    say_new: tuple[str, ...]
    note: tuple[str, ...]
    note_new: tuple[str, ...]

    def wordings(self, style: str, new: bool) -> tuple[str, ...]:
        """The phrases for a style of writing; `new` ones never enter a training file."""
        if style == "note":
            return self.note_new if new else self.note
        return self.say_new if new else self.say


def _read(entry: dict, level: str) -> Complaint:
    low, high = entry["ages"]
    return Complaint(
        reason=entry["reason"],
        level=level,
        system=entry["system"],
        ages=(low, high),
        age_unit=entry.get("unit", "years"),
        sex=entry.get("sex", "any"),
        onset=entry["onset"],
        speaker=entry.get("speaker", "any"),
        has=frozenset(entry["has"]),
        stories=entry.get("stories", False),
        say=tuple(entry["say"]),
        say_new=tuple(entry["say_new"]),
        note=tuple(entry["note"]),
        note_new=tuple(entry["note_new"]),
    )


@cache
def complaints() -> tuple[Complaint, ...]:
    """All complaints, most urgent level first, in file order."""
    folder = Path(__file__).parent / "complaints"
    return tuple(
        _read(entry, level)
        for level in LEVELS
        for entry in yaml.safe_load((folder / f"{level}.yml").read_text(encoding="utf-8"))
    )


def of_level(level: str) -> tuple[Complaint, ...]:
    return tuple(c for c in complaints() if c.level == level)
