"""Writes outputs/notes.jsonl and outputs/safety.jsonl: a header that ties the answers to cases and adapter, then the answers.

    python scripts/record_answers.py --adapter-digest HEX --base-digest HEX

The digests are those that `tunegate` prints for out/adapter and models/base (scripts/digests.py computes them too).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from answer_notes import note_rows
from answer_safety import safety_rows
from clinical.files import read_jsonl, write_jsonl


def canonical(value: object) -> bytes:
    """Canonical JSON; enough here because the cases hold no numbers beyond ASCII text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def suite_digest(path: Path) -> str:
    """sha256 over the canonical list of [case id, sha256 of the case], sorted by id."""
    cases = sorted((row["id"], hashlib.sha256(canonical(row)).hexdigest()) for row in read_jsonl(path))
    return hashlib.sha256(canonical([list(case) for case in cases])).hexdigest()


def header(cases: Path, adapter: str, base: str, producer: str) -> dict:
    return {
        "schema": "tunegate/answers@1",
        "suite_sha256": suite_digest(cases),
        "adapter_digest": adapter,
        "base_digest": base,
        "decoding": {"method": "extractive" if "notes" in producer else "chosen reply", "repeats": 1},
        "producer": producer,
    }


def record(root: Path, adapter: str, base: str) -> None:
    notes = header(root / "eval/notes.jsonl", adapter, base, "scripts/answer_notes.py")
    safety = header(root / "eval/safety.jsonl", adapter, base, "scripts/answer_safety.py")
    write_jsonl(root / "outputs/notes.jsonl", [notes, *note_rows(root)])
    write_jsonl(root / "outputs/safety.jsonl", [safety, *safety_rows(root)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--adapter-digest", required=True)
    parser.add_argument("--base-digest", required=True)
    args = parser.parse_args()
    record(Path("."), args.adapter_digest, args.base_digest)


if __name__ == "__main__":
    main()
