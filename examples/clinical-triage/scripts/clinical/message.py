"""Messages: one complaint told in one of four styles, with details that help, distract or deny."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .complaint import Complaint
from .person import PRONOUNS, Person, draw_person, inflect
from .rng import Rng

STYLES = ("plain", "chat", "caller", "note")
HOURS = {"minutes": (3, 50), "hours": (2, 11), "days": (2, 6), "weeks": (3, 11), "now": (1, 1)}


@dataclass(frozen=True)
class Message:
    """What somebody wrote, and the truth behind it."""

    text: str
    complaint: Complaint
    person: Person
    style: str
    new_wording: bool


@cache
def pieces() -> dict:
    return yaml.safe_load((Path(__file__).parent / "phrases.yml").read_text(encoding="utf-8"))


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _fields(person: Person) -> dict[str, str]:
    young = person.band == "child"
    noun = {"male": "boy" if young else "man", "female": "girl" if young else "woman"}[person.sex]
    age = f"{person.age} week" if person.unit == "weeks" else str(person.age)
    return {
        "age": age,
        "noun": noun,
        "Noun": noun.capitalize(),
        "sex": person.sex,
        "S": person.sex[0].upper(),
        "s": person.sex[0],
        "his": PRONOUNS[person.sex]["my"],
        "rel": person.relative or "relative",
    }


def _intro(rng: Rng, person: Person, patterns: list[str]) -> str:
    text = rng.pick(patterns)
    for key, value in _fields(person).items():
        text = text.replace("{" + key + "}", value)
    text = re.sub(r"\b([Aa]) (?=8|11\b|18\b)", r"\1n ", text)
    if person.unit == "weeks":
        text = re.sub(r"(\d+ week)( years old| year old| years| yo| y)", r"\1 old", text)
        text = re.sub(r"(\d+ week)(?! old)", r"\1s", text)
    return text


def _onset(rng: Rng, complaint: Complaint, kind: str = "onset") -> str:
    text = rng.pick(pieces()[kind][complaint.onset])
    return text.replace("{n}", str(rng.integer(*HOURS[complaint.onset])))


def _denial(rng: Rng, complaint: Complaint, style: str) -> str:
    free = [text for tag, text in pieces()["deny"].items() if tag not in complaint.has]
    a, b = rng.some(free, 2)
    return rng.pick(pieces()["deny_say"][style]).replace("{a}", a).replace("{b}", b)


def _aside(rng: Rng, complaint: Complaint) -> str | None:
    """Words that must not sway the label: soothing ones are likelier in emergencies, alarming ones elsewhere."""
    soothing = 0.75 if complaint.level == "emergency" else 0.35
    if rng.chance(0.45):
        return None
    return rng.pick(pieces()["calm" if rng.chance(soothing) else "worry"])


def _background(rng: Rng, person: Person, subject: str) -> str:
    fact = rng.pick(pieces()["background_child" if person.band == "child" else "background"])
    if subject == "I":
        first = {"takes": "take", "has": "have", "smokes": "smoke", "is": "am", "drinks": "drink"}
        verb, rest = fact.split(" ", 1)
        fact = f"{first.get(verb, verb)} {rest}"
    return f"{subject} {fact}"


def _plain(rng: Rng, complaint: Complaint, person: Person, told: list[str]) -> str:
    subject = PRONOUNS[person.voice]["I"]
    body = [_sentence(text) for text in told]
    body.insert(rng.integer(0, len(body)), _sentence(_onset(rng, complaint)))
    extra = []
    if rng.chance(0.5):
        extra.append(_denial(rng, complaint, "plain"))
    if rng.chance(0.4):
        extra.append(_sentence(_background(rng, person, subject)))
    aside = _aside(rng, complaint)
    if aside:
        extra.append(aside)
    intro = _intro(rng, person, pieces()["intro"]["other" if person.relative else "self"])
    parts = [intro, *body, *rng.shuffled(extra)] if rng.chance(0.75) else [*body, *rng.shuffled(extra), intro]
    if person.relative and parts[0] != intro:
        parts = [intro, *[p for p in parts if p != intro]]
    if rng.chance(0.4):
        parts.append(rng.pick(pieces()["ask"]))
    return " ".join(parts)


def _chat_spelling(rng: Rng, text: str) -> str:
    for word, short in pieces()["chat_words"].items():
        if rng.chance(0.5):
            text = re.sub(rf"\b{word}\b", short, text)
    return re.sub(r"[.,?!](?!\d)", "", text.lower()) if rng.chance(0.7) else text.lower()


def _chat(rng: Rng, complaint: Complaint, person: Person, told: list[str]) -> str:
    intro = _intro(rng, person, pieces()["chat_intro"]["other" if person.relative else "self"])
    parts = [intro, *told, _onset(rng, complaint)] if rng.chance(0.7) else [intro, _onset(rng, complaint), *told]
    if rng.chance(0.4):
        parts.append(_denial(rng, complaint, "chat"))
    aside = _aside(rng, complaint)
    if aside:
        parts.append(aside)
    if rng.chance(0.5):
        parts.insert(0, rng.pick(pieces()["chat_open"]))
    joiner = rng.pick((", ", " ... ", "\n", " "))
    return _chat_spelling(rng, joiner.join(part.strip(".") for part in parts))


def _caller(rng: Rng, complaint: Complaint, person: Person, told: list[str]) -> str:
    parts = [rng.pick(pieces()["caller_says"]).replace("{x}", text) for text in told]
    parts.append(_sentence(_onset(rng, complaint)))
    if rng.chance(0.5):
        parts.append(_denial(rng, complaint, "caller"))
    if rng.chance(0.4):
        parts.append(_sentence(_background(rng, person, PRONOUNS[person.sex]["I"])))
    if rng.chance(0.3):
        aside = _aside(rng, complaint)
        if aside:
            parts.append(f'Adds: "{aside}"')
    return " ".join([_intro(rng, person, pieces()["intro"]["caller"]), *parts])


def _note(rng: Rng, complaint: Complaint, person: Person, told: list[str]) -> str:
    x = told[0]
    parts = [rng.pick(pieces()["note_says"]).replace("{x}", x).replace("{X}", x[:1].upper() + x[1:])]
    parts += [_sentence(text) for text in told[1:]]
    parts.append(_sentence(_onset(rng, complaint, "note_onset")))
    if rng.chance(0.6):
        parts.append(_denial(rng, complaint, "note"))
    if rng.chance(0.5):
        parts.append("Hx: " + _background(rng, person, "").strip() + ".")
    return " ".join([_intro(rng, person, pieces()["intro"]["note"]), *parts])


RENDER = {"plain": _plain, "chat": _chat, "caller": _caller, "note": _note}


def tell(rng: Rng, complaint: Complaint, person: Person, style: str, new_wording: bool) -> Message:
    """One message about a complaint. `new_wording` draws only phrases that no training file holds."""
    if style == "caller" and person.relative is None:
        person = Person(person.age, person.unit, person.sex, "patient")
    voice = person.sex if style in ("caller", "note") else person.voice
    phrases = complaint.wordings(style, new_wording)
    count = 1 if new_wording or complaint.stories or rng.chance(0.45) else 2
    told = [inflect(phrase, voice) for phrase in rng.some(phrases, count)]
    return Message(RENDER[style](rng, complaint, person, told), complaint, person, style, new_wording)


def draw_message(rng: Rng, complaint: Complaint, new_wording: bool = False) -> Message:
    """A message with a random patient and style."""
    style = rng.weighted((("plain", 0.35), ("chat", 0.25), ("caller", 0.2), ("note", 0.2)))
    return tell(rng, complaint, draw_person(rng, complaint), style, new_wording)
