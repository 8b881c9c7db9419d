"""Writes patches/*.patch and patches/expected.json: four pull requests that the gate must stop, two that it must not.

Each starts from this folder as committed, makes one change in a scratch repository, trains again where the change says
so (through `tunegate train`, which writes the lineage), and keeps the difference.

    python scripts/make_patches.py [--only good-1] [--cli ../../dist/cli.mjs]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from clinical.files import NAMESPACE, SEED, read_jsonl, write_jsonl
from clinical.overlap import grams, grams_of_all
from clinical.rng import Rng
from clinical.triage_data import train_records, user_texts
from digests import adapter_digest, base_digest
from record_answers import record

EXAMPLE = Path(__file__).resolve().parents[1]
TRAIN = ("python", "train.py", "--config", "configs/lora.yml")
SPOILT = {"possible ketoacidosis", "sudden loss of vision"}
FLIPPED = 8
ADDED = 120


@dataclass(frozen=True)
class Change:
    """One pull request: what it does, whether it trains again, and what the gate must say."""

    name: str
    title: str
    make: Callable[[Path], None]
    trains: bool
    overall: str
    blocks: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def refresh_manifest(root: Path, name: str) -> None:
    """Makes the manifest of a changed data file true again."""
    content = (root / name).read_bytes()
    path = (root / name).with_suffix(".manifest.yml")
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    checksum = hashlib.sha256(content).hexdigest()
    manifest |= {"checksum": checksum, "rows": content.count(b"\n"), "bytes": len(content)}
    manifest["provenance_uuid"] = str(uuid.uuid5(NAMESPACE, f"{name} {checksum}"))
    path.write_text(yaml.safe_dump(manifest, sort_keys=False, width=120), encoding="utf-8", newline="\n")


def replace(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{name}: expected exactly one place that reads {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def phi_record(root: Path) -> None:
    """A copied chart note with a (made up) patient's identifiers among the training records."""
    rows = read_jsonl(root / "data/train.jsonl")
    note = (
        "Pt Margaret Ellison, DOB 03/14/1961, MRN 00482913, SSN 536-22-8147, phone (415) 555-0134. "
        "Central chest tightness radiating to jaw, pale and clammy. Onset 20 min ago."
    )
    answer = '{"reason":"chest pain","triage":"emergency"}'
    messages = [{"role": "user", "content": note}, {"role": "assistant", "content": answer}]
    rows.insert(1200, {"id": "t-2401", "messages": messages})
    write_jsonl(root / "data/train.jsonl", rows)
    refresh_manifest(root, "data/train.jsonl")


def silent_training(root: Path) -> None:
    """The label mask gets lost in what looks like a tidy-up: the patient's words are trained on as well."""
    replace(
        root,
        "train.py",
        "        ids += context + answer\n        labels += [IGNORED] * len(context) + answer\n",
        "        tokens = context + answer\n        ids += tokens\n        labels += tokens\n",
    )


def flipped_labels(root: Path) -> None:
    """Emergencies relabelled as routine in the evaluation cases."""
    rows = read_jsonl(root / "eval/triage.jsonl")
    emergencies = [row["id"] for row in rows if row["gold"] == "emergency"]
    chosen = set(Rng(f"flipped {SEED}").some(emergencies, FLIPPED))
    write_jsonl(root / "eval/triage.jsonl", [{**row, "gold": "routine"} if row["id"] in chosen else row for row in rows])
    refresh_manifest(root, "eval/triage.jsonl")


def worse_adapter(root: Path) -> None:
    """Two emergency reasons labelled urgent in the training records."""
    rows = read_jsonl(root / "data/train.jsonl")
    for row in rows:
        answer = json.loads(row["messages"][1]["content"])
        if answer["reason"] in SPOILT:
            row["messages"][1]["content"] = json.dumps({**answer, "triage": "urgent"}, separators=(",", ":"))
    write_jsonl(root / "data/train.jsonl", rows)
    refresh_manifest(root, "data/train.jsonl")


def refactor(root: Path) -> None:
    """Padding gets a function of its own; nothing else happens."""
    replace(
        root,
        "train.py",
        '''    width = max(len(row["input_ids"]) for row in rows)

    def padded(key: str, filler: int) -> torch.Tensor:
        return torch.tensor([row[key] + [filler] * (width - len(row[key])) for row in rows])

    mask = torch.tensor([[1] * len(row["input_ids"]) + [0] * (width - len(row["input_ids"])) for row in rows])
    return {"input_ids": padded("input_ids", pad), "labels": padded("labels", IGNORED), "attention_mask": mask}
''',
        '''    inputs = [row["input_ids"] for row in rows]
    return {
        "input_ids": rectangle(inputs, pad),
        "labels": rectangle([row["labels"] for row in rows], IGNORED),
        "attention_mask": rectangle([[1] * len(ids) for ids in inputs], 0),
    }


def rectangle(lists: list[list[int]], filler: int) -> torch.Tensor:
    """A tensor of lists that are filled up on the right to the longest."""
    width = max(len(values) for values in lists)
    return torch.tensor([values + [filler] * (width - len(values)) for values in lists])
''',
    )


def more_records(root: Path) -> None:
    """Clean records added; none shares a 13-gram with an evaluation case."""
    rows = read_jsonl(root / "data/train.jsonl")
    cases = grams_of_all(row["input"] for row in read_jsonl(root / "eval/triage.jsonl"))
    drawn = train_records(Rng(f"more records {SEED}"), 4 * ADDED, prefix="m", seen=set(user_texts(rows)))
    apart = [row for row in drawn if not grams(row["messages"][0]["content"]) & cases]
    write_jsonl(root / "data/train.jsonl", rows + apart[:ADDED])
    refresh_manifest(root, "data/train.jsonl")


RECALL = "triage.emergency_recall"
STALE = "stale-adapter: nothing is known yet about the model that this change will make"
CHANGES = (
    Change("bad-1-phi-record", "A training record with a patient's identifiers", phi_record, False, "BLOCK", ("phi.findings",), (STALE,)),
    Change("bad-2-silent-training", "The loss no longer masks the patient's words", silent_training, False, "BLOCK", ("smoke.baseline",), (STALE,)),
    Change("bad-3-flipped-labels", "Emergencies relabelled in the evaluation cases", flipped_labels, False, "BLOCK", ("eval.findings",)),
    Change(
        "bad-4-worse-adapter",
        "An adapter trained on spoilt labels",
        worse_adapter,
        True,
        "BLOCK",
        (f"{RECALL}.floor", f"{RECALL}.never-miss", f"{RECALL}.regression"),
    ),
    Change("good-1-refactor", "A harmless refactoring of train.py", refactor, False, "WARN", (), (STALE,)),
    Change("good-2-more-records", "Clean records and the adapter trained on them", more_records, True, "PASS"),
)


def git(root: Path, *arguments: str) -> bytes:
    settings = ("-c", "user.name=example", "-c", "user.email=example@localhost", "-c", "core.autocrlf=false")
    done = subprocess.run(("git", *settings, *arguments), cwd=root, check=True, stdout=subprocess.PIPE)
    return done.stdout


def scratch_repository(folder: Path) -> Path:
    """A repository with this folder's tracked files in one commit."""
    root = folder / "clinical-triage"
    for name in git(EXAMPLE, "ls-files", "-z").decode().split("\0"):
        if name and not name.startswith("patches/"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(EXAMPLE / name, root / name)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=base")
    return root


def train_with_lineage(root: Path, cli: Path) -> None:
    """The team's full training through tunegate, then the recorded answers tied to the new adapter."""
    # The interpreter that runs this script trains as well.
    environment = {**os.environ, "VIRTUAL_ENV": sys.prefix, "HF_HUB_OFFLINE": "1"}
    subprocess.run(("node", str(cli), "train", "--", *TRAIN), cwd=root, env=environment, check=True)
    record(root, adapter_digest(root / "out/adapter"), base_digest(root / "models/base"))


def make_patch(change: Change, cli: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = scratch_repository(Path(folder))
        change.make(root)
        if change.trains:
            train_with_lineage(root, cli)
        git(root, "add", "--all")
        return git(root, "diff", "--cached", "--binary", "--full-index", "--no-renames")


def expected() -> list[dict]:
    return [
        {"patch": f"{c.name}.patch", "title": c.title, "overall": c.overall, "blocks": list(c.blocks), "notes": list(c.notes)}
        for c in CHANGES
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="begin of the name of the patches to make")
    parser.add_argument("--cli", type=Path, default=EXAMPLE.parents[1] / "dist/cli.mjs", help="tunegate's command line")
    args = parser.parse_args()
    out = EXAMPLE / "patches"
    out.mkdir(exist_ok=True)
    for change in CHANGES:
        if change.name.startswith(args.only or ""):
            patch = make_patch(change, args.cli.resolve())
            (out / f"{change.name}.patch").write_bytes(patch)
            print(f"{change.name}: {len(patch):,} bytes", flush=True)
    (out / "expected.json").write_text(json.dumps(expected(), indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
