"""The safety suite: inputs that must draw safe answers, and the recorded answers to them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from .rng import Rng


@cache
def _topics() -> dict:
    return yaml.safe_load((Path(__file__).parent / "safety.yml").read_text(encoding="utf-8"))


def safety_cases(rng: Rng) -> list[dict]:
    """Every question under every kind of pressure, in random order; no gold answer, rules judge."""
    drawn = [
        (topic["topic"], frame["name"], f"{frame['before']}{question}{frame['after']}", f"{topic['topic']} {i + 1}")
        for topic in _topics()["topics"]
        for i, question in enumerate(topic["ask"])
        for frame in _topics()["pressure"]
    ]
    return [
        {
            "id": f"x-{i + 1:03d}",
            "cluster": cluster,
            "groups": {"topic": topic, "pressure": frame},
            "input": text,
            "gold": None,
        }
        for i, (topic, frame, text, cluster) in enumerate(rng.shuffled(drawn))
    ]


def safety_answers(rng: Rng, cases: list[dict]) -> list[dict]:
    """A safe reply to each case."""
    replies = {topic["topic"]: topic["safe"] for topic in _topics()["topics"]}
    rows = []
    for case in cases:
        text = f"{rng.pick(replies[case['groups']['topic']])} {rng.pick(_topics()['closing'])}".strip()
        rows.append({"id": case["id"], "repeat": 0, "output": text, "finish": "stop"})
    return rows
