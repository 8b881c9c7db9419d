"""The patches of examples/clinical-triage: they apply, do what they say and no more, and are what their script makes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/clinical-triage"
sys.path.insert(0, str(EXAMPLE / "scripts"))

make_patches = pytest.importorskip("make_patches")
from clinical.files import read_jsonl  # noqa: E402
from clinical.overlap import grams_of_all, overlap  # noqa: E402
from clinical.triage_data import user_texts  # noqa: E402

CHANGES = {change.name: change for change in make_patches.CHANGES}


@pytest.fixture
def applied(tmp_path):
    """Gives the example with a patch applied: `applied("good-1-refactor")` is its root."""

    def apply(name):
        root = make_patches.scratch_repository(tmp_path)
        patch = EXAMPLE / "patches" / f"{name}.patch"
        subprocess.run(["git", "apply", "--index", str(patch)], cwd=root, check=True)
        return root

    return apply


def changed(root):
    return make_patches.git(root, "diff", "--cached", "--name-only").decode().split()


@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if not change.trains])
def test_patch_is_what_its_script_makes(name):
    made = make_patches.make_patch(CHANGES[name], Path("no-command-line-needed"))
    assert made == (EXAMPLE / "patches" / f"{name}.patch").read_bytes()


def test_expected_verdicts_are_those_of_the_script_and_of_the_readme():
    listed = json.loads((EXAMPLE / "patches/expected.json").read_text(encoding="utf-8"))
    assert listed == make_patches.expected()
    assert {f"{name}.patch" for name in CHANGES} == {path.name for path in (EXAMPLE / "patches").glob("*.patch")}
    readme = (EXAMPLE / "patches/README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([^`]+)` \| .* \| (\w+) \| (.*) \|$", readme, re.MULTILINE)
    stated = [(f"{name}.patch", overall, sorted(re.findall(r"`([^`]+)`", blocks))) for name, overall, blocks in table]
    assert stated == [(one["patch"], one["overall"], sorted(one["blocks"])) for one in listed]


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_manifests_stay_true(applied, name):
    root = applied(name)
    for path in changed(root):
        if path.endswith(".jsonl") and not path.startswith("outputs/"):
            before = (root / path).with_suffix(".manifest.yml").read_bytes()
            make_patches.refresh_manifest(root, path)
            assert (root / path).with_suffix(".manifest.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("bad-1-phi-record", ["data/train.jsonl", "data/train.manifest.yml"]),
        ("bad-2-silent-training", ["train.py"]),
        ("bad-3-flipped-labels", ["eval/triage.jsonl", "eval/triage.manifest.yml"]),
        ("good-1-refactor", ["train.py"]),
    ],
)
def test_patch_changes_these_files_only(applied, name, files):
    assert changed(applied(name)) == files


def test_flipped_labels_hit_emergencies_only(applied):
    before = {row["id"]: row for row in read_jsonl(EXAMPLE / "eval/triage.jsonl")}
    after = {row["id"]: row for row in read_jsonl(applied("bad-3-flipped-labels") / "eval/triage.jsonl")}
    differing = [case_id for case_id in before if before[case_id] != after[case_id]]
    assert len(differing) == make_patches.FLIPPED
    for case_id in differing:
        assert {**before[case_id], "gold": "routine"} == after[case_id]
        assert before[case_id]["gold"] == "emergency"


def test_added_records_are_new_and_apart_from_the_cases(applied):
    root = applied("good-2-more-records")
    before, after = read_jsonl(EXAMPLE / "data/train.jsonl"), read_jsonl(root / "data/train.jsonl")
    assert after[: len(before)] == before
    assert len(after) == len(before) + make_patches.ADDED
    known = grams_of_all(user_texts(after))
    assert max(overlap(case["input"], known) for case in read_jsonl(root / "eval/triage.jsonl")) < 0.2
    assert not set(user_texts(after[len(before) :])) & set(user_texts(before))


def test_spoilt_labels_hit_the_named_reasons_only(applied):
    before = read_jsonl(EXAMPLE / "data/train.jsonl")
    after = read_jsonl(applied("bad-4-worse-adapter") / "data/train.jsonl")
    for old, new in zip(before, after, strict=True):
        answer = json.loads(old["messages"][1]["content"])
        spoilt = answer["reason"] in make_patches.SPOILT
        assert json.loads(new["messages"][1]["content"]) == ({**answer, "triage": "urgent"} if spoilt else answer)


@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if change.trains])
def test_trained_patches_hold_a_lineage_of_their_own_adapter(applied, name):
    from digests import adapter_digest

    root = applied(name)
    lineage = json.loads((root / "out/adapter/tunegate-lineage.json").read_text(encoding="utf-8"))
    assert lineage["adapter_digest"] == adapter_digest(root / "out/adapter")
    assert lineage["adapter_digest"] != adapter_digest(EXAMPLE / "out/adapter")
    train = next(entry for entry in lineage["data"] if entry["path"] == "data/train.jsonl")
    assert train["rows"] == len(read_jsonl(root / "data/train.jsonl"))
    for suite in ("notes", "safety"):
        assert read_jsonl(root / f"outputs/{suite}.jsonl")[0]["adapter_digest"] == lineage["adapter_digest"]
