"""Grounded-note cases: evidence snippets from which a short note has to be written."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from .rng import Rng

PARTS = ("history", "vitals", "exam", "tests", "medicines", "plan")
REQUESTS = (
    "Write a short handover note from the evidence.",
    "Summarise the evidence for the next shift.",
    "Write the key facts for the discharge letter.",
    "Give a brief note for the family practice.",
)
VALUE = re.compile(r"\b\d+(?:\.\d+)? (?:mg|microgram|mL|C|g/dL|mmol/mol|mmol/L|mg/L|micromol/L|kg|percent|litres)\b")


def _number(rng: Rng, low: str, high: str) -> str:
    places = len(low.split(".")[1]) if "." in low else 0
    scale = 10**places
    value = rng.integer(round(float(low) * scale), round(float(high) * scale))
    return f"{value / scale:.{places}f}"


def _fill(rng: Rng, template: str, fields: dict[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        body = match.group(1)
        if body in fields:
            return fields[body]
        span = re.fullmatch(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", body)
        return _number(rng, *span.groups()) if span else rng.pick(body.split("|"))

    return re.sub(r"\{([^}]*)\}", one, template)


def note_cases(rng: Rng, n: int) -> list[dict]:
    """n cases with evidence e1…e6; `required` holds two values that a note must not leave out."""
    stories = yaml.safe_load((Path(__file__).parent / "notes.yml").read_text(encoding="utf-8"))
    rows = []
    for i in range(n):
        story = stories[i % len(stories)]
        sex = rng.pick(("female", "male"))
        age = rng.integer(*story["ages"])
        noun = {"female": "Girl" if age < 18 else "Woman", "male": "Boy" if age < 18 else "Man"}[sex]
        fields = {"Noun": noun, "age": str(age)}
        evidence = [
            {"id": f"e{j + 1}", "text": _fill(rng, story[part], fields)} for j, part in enumerate(rng.shuffled(PARTS))
        ]
        rows.append(
            {
                "id": f"n-{i + 1:03d}",
                "cluster": f"n-{i + 1:03d}",
                "groups": {
                    "age_band": "child" if age < 18 else "adult" if age < 65 else "older",
                    "sex": sex,
                    "topic": story["topic"],
                },
                "input": rng.pick(REQUESTS),
                "gold": None,
                "evidence": evidence,
                "required": _required(story, evidence),
            }
        )
    return rows


def _required(story: dict, evidence: list[dict]) -> list[str]:
    """The first value of the plan (or else of the tests) and the first of the vital signs."""
    found = []
    for marks in (("plan", "tests"), ("vitals",)):
        for part in marks:
            text = next(e["text"] for e in evidence if _made_from(story[part], e["text"]))
            value = VALUE.search(text)
            if value:
                found.append(value.group())
                break
    return found


def _made_from(template: str, text: str) -> bool:
    fixed = re.split(r"\{[^}]*\}", template)
    return all(piece in text for piece in fixed) and text.endswith(fixed[-1])
