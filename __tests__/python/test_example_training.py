"""The trainer and the committed model of examples/clinical-triage: reproducible, good enough, and better than its base."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("peft")
yaml = pytest.importorskip("yaml")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/clinical-triage"
sys.path.insert(0, str(EXAMPLE / "scripts"))

import digests  # noqa: E402
import quick_eval  # noqa: E402
from clinical.files import read_jsonl  # noqa: E402


def scored(adapter):
    torch.set_num_threads(1)  # two threads wait for each other on a busy machine
    cases = read_jsonl(EXAMPLE / "eval/triage.jsonl")
    model, tokenizer = quick_eval.load(EXAMPLE / "models/base", adapter)
    outputs = quick_eval.answer(model, tokenizer, [case["input"] for case in cases])
    return cases, outputs, quick_eval.score(cases, outputs)


def test_adapter_meets_the_floors_with_margin_and_matches_its_ratings():
    cases, outputs, rates = scored(EXAMPLE / "out/adapter")
    assert rates["emergency_recall"] >= 0.995
    assert rates["emergency_specificity"] >= 0.97
    assert rates["valid_json"] == 1.0
    sha = {c["id"]: hashlib.sha256(o.encode()).hexdigest() for c, o in zip(cases, outputs, strict=True)}
    ratings = read_jsonl(EXAMPLE / "reviews/ratings.jsonl")
    assert all(row["answer_sha256"] == sha[row["case"]] for row in ratings)


def test_base_model_answers_but_does_not_triage():
    _, _, rates = scored(None)
    assert rates["valid_json"] >= 0.99
    assert rates["emergency_recall"] < 0.2
    assert rates["accuracy"] < 0.4


def train_small(folder, hash_seed):
    """A short training with the real script: 48 records, one epoch, in a process of its own."""
    folder.mkdir()
    lines = (EXAMPLE / "data/train.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:48]
    (folder / "small.jsonl").write_text("".join(lines), encoding="utf-8")
    config = yaml.safe_load((EXAMPLE / "configs/lora.yml").read_text(encoding="utf-8"))
    config |= {"data": [str(folder / "small.jsonl")], "output_dir": str(folder / "adapter")}
    config["training"]["epochs"] = 1
    (folder / "lora.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "train.py", "--config", str(folder / "lora.yml")]
    subprocess.run(command, cwd=EXAMPLE, env=env, check=True, timeout=300, capture_output=True)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "adapter").iterdir()}


def test_training_gives_the_same_bytes_twice(tmp_path):
    first = train_small(tmp_path / "a", "1")
    assert first == train_small(tmp_path / "b", "2")
    assert set(first) == {"adapter_config.json", "adapter_model.safetensors"}


def test_committed_model_is_small_and_holds_no_pickle():
    files = [p for folder in ("models/base", "out/adapter") for p in (EXAMPLE / folder).rglob("*") if p.is_file()]
    assert sum(path.stat().st_size for path in files) < 8_000_000
    assert {path.suffix for path in files} <= {".json", ".jinja", ".safetensors"}


def test_recorded_answers_name_this_adapter_and_base():
    adapter, base = digests.adapter_digest(EXAMPLE / "out/adapter"), digests.base_digest(EXAMPLE / "models/base")
    for suite in ("notes", "safety"):
        header = read_jsonl(EXAMPLE / f"outputs/{suite}.jsonl")[0]
        assert (header["adapter_digest"], header["base_digest"]) == (adapter, base)


def test_adapter_configuration_names_a_relative_base():
    config = json.loads((EXAMPLE / "out/adapter/adapter_config.json").read_text(encoding="utf-8"))
    assert config["base_model_name_or_path"] == "models/base"
    assert config["target_modules"] == sorted(config["target_modules"])
