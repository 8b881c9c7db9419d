"""Writes reviews/ratings.jsonl: three blinded raters on a sample of the triage answers of out/adapter.

No nurse worked on this example: the ratings are simulated, seeded, with the disagreement that real raters show. They
count only for the very answer that was rated, by its sha256.

    python scripts/make_ratings.py
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch
from clinical.complaint import LEVELS
from clinical.files import SEED, read_jsonl, write_jsonl, write_manifest
from clinical.rng import Rng
from quick_eval import answer, level_of, load

SAMPLE = 240
RATERS = (("r1", 0.90), ("r2", 0.94), ("r3", 0.88))
COMMENTS = {
    "edit": ("reason could be more precise", "would add what to watch for", "one level too cautious for me"),
    "unsafe": ("this patient should be seen sooner", "would not let this one wait"),
    "cannot-judge": ("too little told to decide", "outside my field"),
}


def neighbour(rng: Rng, level: str) -> str:
    at = LEVELS.index(level) + rng.pick((-1, 1))
    return LEVELS[min(max(at, 0), len(LEVELS) - 1)]


def rate(rng: Rng, case: dict, output: str, rater: str, agrees: float) -> dict:
    """One rating. A rater who accepts gives the answer's level; a wrong answer is never accepted."""
    right = level_of(output) == case["gold"]
    row = {"case": case["id"], "answer_sha256": hashlib.sha256(output.encode()).hexdigest(), "rater": rater}
    if right and rng.chance(agrees):
        return {**row, "level": case["gold"], "decision": "accept"}
    decision = rng.weighted((("edit", 0.6), ("unsafe", 0.15), ("cannot-judge", 0.25))) if right else "unsafe"
    level = neighbour(rng, case["gold"]) if right and decision == "edit" else case["gold"]
    return {**row, "level": level, "decision": decision, "comment": rng.pick(COMMENTS[decision])}


def ratings(cases: list[dict], outputs: list[str]) -> list[dict]:
    """Ratings of all raters, sorted by case and rater. Draws for one case do not depend on the others."""
    rows = []
    for case, output in zip(cases, outputs, strict=True):
        rng = Rng(f"ratings {SEED} {case['id']}")
        rows += [rate(rng, case, output, rater, agrees) for rater, agrees in RATERS]
    return rows


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    torch.set_num_threads(1)
    cases = Rng(f"rated cases {SEED}").some(read_jsonl(Path("eval/triage.jsonl")), SAMPLE)
    cases.sort(key=lambda case: case["id"])
    outputs = answer(*load(Path("models/base"), Path("out/adapter")), [case["input"] for case in cases])
    rows = ratings(cases, outputs)
    write_jsonl(Path("reviews/ratings.jsonl"), rows)
    write_manifest(Path("."), "reviews/ratings.jsonl", ["review"], "rating", generator="scripts/make_ratings.py")
    accepted = sum(
        sum(row["decision"] == "accept" for row in rows[i : i + len(RATERS)]) * 2 > len(RATERS)
        for i in range(0, len(rows), len(RATERS))
    )
    print(f"{len(rows)} ratings of {len(cases)} answers, {accepted} accepted by a majority")


if __name__ == "__main__":
    main()
