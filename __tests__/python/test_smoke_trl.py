"""The smoke shim on TRL's SFT and DPO trainers, with the example's pre-trained base. Without trl these tests are skipped, aloud."""

import json
import math
import sys
from pathlib import Path

import pytest

pytest.importorskip("datasets", reason="datasets is not installed: TRL trainers are NOT tested here")
pytest.importorskip("trl", reason="trl is not installed: TRL trainers are NOT tested here")
sys.path.insert(0, str(Path(__file__).parent))

from smoke_support import BASE, DATA, run_smoke  # noqa: E402

SFT = f"""
from datasets import load_dataset
from peft import LoraConfig
from trl import SFTConfig, SFTTrainer

data = load_dataset("json", data_files="train.jsonl", split="train")
config = SFTConfig(output_dir="out", learning_rate=2e-4, num_train_epochs=3, per_device_train_batch_size=8, max_length=160, warmup_steps=20,
                   packing=False, report_to="none", seed=7, dataset_num_proc=None)
trainer = SFTTrainer(model="{BASE}", args=config, train_dataset=data.select_columns(["text"]),
                     peft_config=LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM"))
trainer.train()
trainer.save_model("out/adapter")
"""

DPO = f"""
from datasets import load_dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import DPOConfig, DPOTrainer

data = load_dataset("json", data_files="train.jsonl", split="train")
config = DPOConfig(output_dir="out", learning_rate=1e-5, num_train_epochs=3, per_device_train_batch_size=8, max_length=160, beta=0.1,
                   report_to="none", seed=7)
trainer = DPOTrainer(model=AutoModelForCausalLM.from_pretrained("{BASE}"), args=config, processing_class=AutoTokenizer.from_pretrained("{BASE}"),
                     train_dataset=data.select_columns(["prompt", "chosen", "rejected"]),
                     peft_config=LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM"))
trainer.train()
trainer.save_model("out/adapter")
"""


@pytest.fixture
def project(tmp_path):
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()[:48]]
    with (tmp_path / "train.jsonl").open("w", encoding="utf-8") as file:
        for row in rows:
            user, answer = row["messages"][0]["content"], row["messages"][-1]["content"]
            line = {"text": f"{user}\n{answer}", "prompt": f"{user}\n", "chosen": answer, "rejected": "I do not know."}
            file.write(json.dumps(line) + "\n")
    (tmp_path / "sft.py").write_text(SFT)
    (tmp_path / "dpo.py").write_text(DPO)
    return tmp_path


def bits(run):
    steps = [(step["loss"], step["grad_norm"], step["tokens_sha256"]) for step in run.record["steps"]]
    return steps, run.record["adapter"]["fresh_sha256"], run.record["adapter"]["after_sha256"]


@pytest.mark.parametrize("method", ["sft", "dpo"])
def test_two_runs_agree_bit_for_bit_and_have_power(project, method):
    first, second = (run_smoke(project, ["python", f"{method}.py"]) for _ in range(2))
    assert first.code == 0, first.output[-3000:]
    assert bits(first) == bits(second)
    assert first.record["method"] == method
    assert len(first.record["steps"]) == 3
    assert all(step["tokens_sha256"] for step in first.record["steps"])
    assert first.record["rows"]["train_dataset"] <= 48
    assert first.record["effective"]["args.learning_rate"] in (2e-4, 1e-5)
    assert (project / "out/adapter/adapter_model.safetensors").exists()
    for step in first.record["steps"]:
        assert math.isclose(step["logged"]["loss"], step["loss"], rel_tol=1e-5)
    control = run_smoke(project, ["python", f"{method}.py"], TUNEGATE_LR="0.0")
    assert abs(first.losses[2] - control.losses[2]) > 10 * 1e-4
    assert control.record["adapter"]["before_sha256"] == control.record["adapter"]["after_sha256"]


def test_dpo_starts_at_ln_2(project):
    run = run_smoke(project, ["python", "dpo.py"])
    assert math.isclose(run.losses[0], math.log(2), abs_tol=1e-6)
    assert run.record["effective"]["args.beta"] == 0.1


CLI = """
model_name_or_path: {base}
output_dir: out
use_peft: true
lora_r: 8
lora_target_modules: [q_proj, v_proj]
learning_rate: 1.0e-4
max_length: 160
per_device_train_batch_size: 8
report_to: none
datasets:
  - path: json
    data_files: text.jsonl
    split: train
"""


def test_sft_by_the_trl_command_line(project):
    rows = [json.loads(line) for line in (project / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    (project / "text.jsonl").write_text("".join(json.dumps({"text": row["text"]}) + "\n" for row in rows), encoding="utf-8")
    (project / "sft.yml").write_text(CLI.format(base=BASE), encoding="utf-8")
    run = run_smoke(project, [str(Path(sys.executable).parent / "trl"), "sft", "--config", "sft.yml"])
    assert run.code == 0, run.output[-3000:]
    assert len(run.record["steps"]) == 3
    assert run.record["method"] == "sft"
