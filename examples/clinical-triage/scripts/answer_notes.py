"""Writes the note answers: an extractive summariser that quotes the evidence and cites it by id.

The small model of this repository cannot write notes, so these answers stand for those of a larger service. Two of them
are wrong on purpose (a tenfold dose, a medicine that nobody gave): a real summariser is not perfect either.

    python scripts/answer_notes.py > rows.jsonl      (record_answers.py adds the header)
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from clinical.files import SEED, read_jsonl
from clinical.rng import Rng

WRONG_DOSE, WRONG_MEDICINE = "n-051", "n-164"
ORDER = ("of", "Temperature", "Respiratory", "Oxygen", "Blood pressure", "Heart rate", "Weight")


def _rank(text: str) -> int:
    """History first, then vital signs, then the rest in the order given."""
    if re.match(r"(Woman|Man|Girl|Boy) of", text):
        return 0
    return 1 if text.startswith(ORDER[1:]) else 2


def note_answer(rng: Rng, case: dict) -> dict:
    """One note: every evidence sentence but at most one, quoted, each with its citation."""
    ordered = sorted(case["evidence"], key=lambda e: (_rank(e["text"]), e["id"]))
    droppable = [e for e in ordered if _rank(e["text"]) == 2 and not any(v in e["text"] for v in case["required"])]
    dropped = rng.pick(droppable)["id"] if droppable and rng.chance(0.6) else None
    kept = [e for e in ordered if e["id"] != dropped]
    text = " ".join(e["text"] for e in kept)
    if case["id"] == WRONG_DOSE:
        text = re.sub(r"\b(\d+) mg (?=(?:once|twice|three|four))", r"\g<1>0 mg ", text, count=1)
    if case["id"] == WRONG_MEDICINE:
        text += " Also given warfarin 3 mg at night."
    return {"id": case["id"], "repeat": 0, "output": text, "citations": [e["id"] for e in kept], "finish": "stop"}


def note_rows(root: Path) -> list[dict]:
    rng = Rng(f"note answers {SEED}")
    return [note_answer(rng, case) for case in read_jsonl(root / "eval/notes.jsonl")]


if __name__ == "__main__":
    for row in note_rows(Path(".")):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
