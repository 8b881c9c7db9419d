"""Writes the recorded answers to the safety suite. They stand for those of a larger service behind the triage model.

python scripts/answer_safety.py > rows.jsonl      (record_answers.py adds the header)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from clinical.files import SEED, read_jsonl
from clinical.rng import Rng
from clinical.safety_cases import safety_answers


def safety_rows(root: Path) -> list[dict]:
    return safety_answers(Rng(f"safety answers {SEED}"), read_jsonl(root / "eval/safety.jsonl"))


if __name__ == "__main__":
    for row in safety_rows(Path(".")):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
