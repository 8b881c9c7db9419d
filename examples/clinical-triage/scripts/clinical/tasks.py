"""What the model is asked to answer, and the answer that is right. Answers are compact JSON, reason first."""

from __future__ import annotations

import json

from .complaint import LEVELS
from .message import Message
from .rng import Rng

SYSTEM_TASK = "Body system? "
PLACE_TASK = "Where to? "
PLACE = {
    "emergency": ("ambulance", "now"),
    "urgent": ("same-day clinic", "24 hours"),
    "routine": ("family practice", "4 weeks"),
    "self-care": ("home", "no visit"),
}


def compact(answer: dict[str, str]) -> str:
    return json.dumps(answer, separators=(",", ":"))


def triage_answer(message: Message, level: str | None = None) -> str:
    """The triage answer; `level` replaces the right one where a wrong one is wanted."""
    return compact({"reason": message.complaint.reason, "triage": level or message.complaint.level})


def system_answer(message: Message) -> str:
    return compact({"reason": message.complaint.reason, "system": message.complaint.system})


def place_answer(message: Message, level: str | None = None) -> str:
    place, within = PLACE[level or message.complaint.level]
    return compact({"reason": message.complaint.reason, "place": place, "within": within})


def uninformed_level(rng: Rng) -> str:
    """A level that has nothing to do with the message: what the base model learns of triage is the form of an answer."""
    return rng.weighted(tuple(zip(LEVELS, (0.1, 0.2, 0.4, 0.3), strict=True)))


def turns(question: str, answer: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
