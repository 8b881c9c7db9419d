"""Writes data/, eval/ and their manifests. Seeded; the same bytes on every machine.

    python scripts/make_data.py [--root .]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from clinical.files import SEED, write_jsonl, write_manifest
from clinical.notes import note_cases
from clinical.rng import Rng
from clinical.safety_cases import safety_cases
from clinical.triage_data import replay_records, stage2_records, train_records, triage_cases

TRAIN, REPLAY, STAGE2, NOTES = 2400, 240, 400, 240


def write_training(root: Path) -> list[dict]:
    """The three training files; returns all their records."""
    train = train_records(Rng(f"train {SEED}"), TRAIN)
    replay = replay_records(Rng(f"replay {SEED}"), REPLAY)
    stage2 = stage2_records(Rng(f"stage 2 {SEED}"), STAGE2)
    for name, rows, split in (("train", train, "train"), ("replay", replay, "replay"), ("stage2", stage2, "stage2")):
        write_jsonl(root / f"data/{name}.jsonl", rows)
        write_manifest(root, f"data/{name}.jsonl", [split], "chat")
    return train + replay + stage2


def write_triage(root: Path, training: list[dict]) -> None:
    cases, never = triage_cases(Rng(f"triage cases {SEED}"), training)
    write_jsonl(root / "eval/triage.jsonl", cases)
    write_manifest(root, "eval/triage.jsonl", ["eval"], "triage")
    (root / "eval/never-miss.txt").write_text("".join(f"{case}\n" for case in never), encoding="utf-8", newline="\n")


def write_notes_and_safety(root: Path) -> None:
    write_jsonl(root / "eval/notes.jsonl", note_cases(Rng(f"notes {SEED}"), NOTES))
    write_manifest(root, "eval/notes.jsonl", ["eval"], "grounded")
    write_jsonl(root / "eval/safety.jsonl", safety_cases(Rng(f"safety {SEED}")))
    write_manifest(root, "eval/safety.jsonl", ["eval"], "policy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path("."), help="folder to write below")
    root = parser.parse_args().root
    training = write_training(root)
    write_triage(root, training)
    write_notes_and_safety(root)


if __name__ == "__main__":
    main()
