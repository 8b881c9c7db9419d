"""Who a message is about, and English that agrees with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .complaint import Complaint
from .rng import Rng

IRREGULAR = {"have": "has", "am": "is", "was": "was", "do": "does", "go": "goes", "would": "would"}
PRONOUNS = {
    "self": {"I": "I", "my": "my", "me": "me", "myself": "myself"},
    "male": {"I": "he", "my": "his", "me": "him", "myself": "himself"},
    "female": {"I": "she", "my": "her", "me": "her", "myself": "herself"},
}
RELATIVES = {
    ("child", "male"): ("son", "nephew", "grandson", "little brother"),
    ("child", "female"): ("daughter", "niece", "granddaughter", "little sister"),
    ("adult", "male"): ("husband", "brother", "partner", "colleague", "flatmate"),
    ("adult", "female"): ("wife", "sister", "partner", "colleague", "flatmate"),
    ("older", "male"): ("father", "grandfather", "uncle", "husband"),
    ("older", "female"): ("mother", "grandmother", "aunt", "wife"),
}


@dataclass(frozen=True)
class Person:
    """The patient of one message. `age` is in `unit`s; `relative` is None when the patient writes."""

    age: int
    unit: str
    sex: str
    relative: str | None

    @property
    def band(self) -> str:
        if self.unit == "weeks" or self.age < 18:
            return "child"
        return "adult" if self.age < 65 else "older"

    @property
    def voice(self) -> str:
        return self.sex if self.relative else "self"


def draw_person(rng: Rng, complaint: Complaint) -> Person:
    """A patient who can have this complaint; children under 14 never write themselves."""
    sex = complaint.sex if complaint.sex != "any" else rng.pick(("male", "female"))
    if complaint.age_unit == "weeks":
        age, unit = rng.integer(2, 11), "weeks"
    else:
        age, unit = rng.integer(*complaint.ages), "years"
    alone = unit == "years" and age >= 14 and complaint.speaker != "other" and rng.chance(0.6)
    someone = Person(age, unit, sex, None)
    if alone:
        return someone
    return Person(age, unit, sex, rng.pick(RELATIVES[(someone.band, sex)]))


def _third(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")


def inflect(phrase: str, voice: str) -> str:
    """Fills `<I> <have> …` for a voice: `self`, `male` or `female`."""
    words = PRONOUNS[voice]

    def fill(match: re.Match[str]) -> str:
        key = match.group(1)
        if key in words:
            return words[key]
        return key if voice == "self" else _third(key)

    return re.sub(r"<(\w+)>", fill, phrase)
