"""The smoke shim on real trainers: plain PyTorch loop and transformers' Trainer, in every launch mode."""

import json
import math
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("peft")
sys.path.insert(0, str(Path(__file__).parent))

from smoke_support import MODEL, PLAIN, ROOT, TRAINER, run_smoke  # noqa: E402


@pytest.fixture
def project(tmp_path):
    (tmp_path / "plain.py").write_text(PLAIN)
    (tmp_path / "trainer.py").write_text(TRAINER)
    return tmp_path


LAUNCHES = {
    "script": ["python", "plain.py"],
    "module": ["python", "-m", "plain"],
    "no user site": ["python", "-s", "plain.py"],
    "shell": ["bash", "train.sh"],
    "accelerate": ["accelerate", "launch", "--cpu", "--num_processes", "1", "plain.py"],
    "torchrun": ["torchrun", "--nproc-per-node", "1", "plain.py"],
    "launcher": ["python", "-m", "tunegate_runtime.launch", "plain.py"],
    "launcher, module": ["python", "-m", "tunegate_runtime.launch", "--module", "plain"],
    "notebook": ["python", "-m", "tunegate_runtime.launch", "train.ipynb"],
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    (folder / "plain.py").write_text(PLAIN)
    return run_smoke(folder, ["python", "plain.py"])


@pytest.mark.parametrize("launch", LAUNCHES)
def test_every_launch_mode_gives_the_same_bits(project, reference, launch):
    (project / "train.sh").write_text(f"set -e\n{sys.executable} plain.py\n")
    cells = [{"cell_type": "markdown", "source": ["# Training"]}, {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip list\n", PLAIN]}]
    (project / "train.ipynb").write_text(json.dumps({"cells": cells}))
    more = {"PYTHONPATH": f"{ROOT / 'python'}"} if launch.startswith(("launcher", "notebook")) else {}
    run = run_smoke(project, LAUNCHES[launch], **more)
    assert run.code == 0, run.output
    assert run.losses == reference.losses
    assert run.record["adapter"]["after_sha256"] == reference.record["adapter"]["after_sha256"]
    assert "saved" in run.output


@pytest.mark.parametrize("flag", ["-I", "-E"])
def test_a_bypassed_shim_leaves_no_record(project, flag):
    run = run_smoke(project, ["python", flag, "plain.py"])
    assert run.code == 0
    assert run.records == []


def test_an_empty_environment_leaves_no_record(project):
    run = run_smoke(project, ["env", "-i", sys.executable, "plain.py"])
    assert run.records == []


def test_a_plain_loop_is_cut_after_three_steps_and_saves(project):
    run = run_smoke(project, ["python", "plain.py"])
    assert [step["step"] for step in run.record["steps"]] == [1, 2, 3]
    assert all(step["lr"] == 0.002 for step in run.record["steps"])
    assert run.record["steps"][0]["lr_team"] == 1e-5
    assert run.record["effective"]["optimizer.lr"] == "1e-05"
    assert run.record["seeding"]["team_seeds_before_adapter"] == 0
    assert run.record["parameters"]["unmoved"] == 0
    assert run.record["parameters"]["frozen_changed"] == 0
    assert (project / "out/adapter_model.safetensors").exists()
    assert float((run.out / "step_3.log").read_text()) == run.losses[2]


def test_the_saved_adapter_is_the_one_after_step_three(project):
    from safetensors.numpy import load_file

    run = run_smoke(project, ["python", "plain.py"])
    saved = load_file(project / "out/adapter_model.safetensors")
    dumped = load_file(run.out / "shim_adapter.safetensors")
    short = {name.replace(".default.", "."): value for name, value in dumped.items()}
    assert saved.keys() == short.keys()
    assert all((saved[name] == short[name]).all() for name in saved)


def test_the_trainer_is_overridden_and_its_own_values_are_kept(project):
    run = run_smoke(project, ["python", "trainer.py"])
    assert run.code == 0, run.output
    assert "saved at step 3" in run.output
    record = run.record
    effective = record["effective"]
    assert effective["args.learning_rate"] == 2e-4
    assert effective["args.warmup_steps"] == 50
    assert effective["args.weight_decay"] == 0.01
    assert effective["args.num_train_epochs"] == 9
    assert effective["args.max_steps"] == -1
    assert effective["adapter.lora_dropout"] == 0.1
    assert effective["optimizer.lr"] == "0.0002"
    assert {"args.max_steps", "args.logging_steps", "args.save_strategy"} <= {item["field"] for item in record["overrides"]}
    assert record["rows"]["train_dataset"] == 240
    assert [step["micro_batches"] for step in record["steps"]] == [2, 2, 2]
    for step in record["steps"]:
        assert step["lr"] == 0.002
        assert math.isclose(step["logged"]["loss"], step["loss"], abs_tol=1e-6)
        assert math.isclose(step["logged"]["grad_norm"], step["grad_norm"], rel_tol=1e-6)
    assert (project / "out/checkpoint-3/trainer_state.json").exists()


def test_worker_settings_of_the_team_do_not_stop_the_run(project):
    """Transformers refuses a prefetch factor without workers, and the shim takes the workers away."""
    code = TRAINER.replace("logging_steps=100", "logging_steps=100, dataloader_num_workers=2, dataloader_prefetch_factor=4")
    (project / "trainer.py").write_text(code.replace("dataloader_prefetch_factor=4", "dataloader_prefetch_factor=4, dataloader_persistent_workers=True"))
    run = run_smoke(project, ["python", "trainer.py"])
    assert run.code == 0, run.output
    assert len(run.record["steps"]) == 3


def test_a_learning_rate_of_zero_moves_nothing(project):
    run = run_smoke(project, ["python", "trainer.py"], TUNEGATE_LR="0.0")
    assert run.record["adapter"]["before_sha256"] == run.record["adapter"]["after_sha256"]
    assert run.record["parameters"]["unmoved"] == run.record["parameters"]["trainable_tensors"]


def test_a_hidden_nan_is_seen(project):
    broken = TRAINER.replace(
        "trainer = Trainer(",
        "class Broken(Trainer):\n    seen = 0\n    def compute_loss(self, *a, **k):\n        Broken.seen += 1\n"
        "        loss = super().compute_loss(*a, **k)\n        return loss * float('nan') if Broken.seen == 4 else loss\ntrainer = Broken(",
    )
    (project / "trainer.py").write_text(broken)
    run = run_smoke(project, ["python", "trainer.py"])
    assert {"step": 2, "micro_batch": 2, "what": "loss"} in run.record["nonfinite"]
    assert run.record["steps"][1]["loss"] == "NaN"
    assert run.record["trainer"] == "Broken"


LOOP_WITHOUT_LOADER = (
    MODEL
    + """
net = model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
while True:
    batch = torch.tensor(rows[:4])
    net(input_ids=batch, labels=batch).loss.backward()
    optimizer.step()
    optimizer.zero_grad()
"""
)


def test_an_endless_loop_is_ended_and_its_weights_are_kept(project):
    (project / "loop.py").write_text(LOOP_WITHOUT_LOADER)
    run = run_smoke(project, ["python", "loop.py"])
    assert run.code == 0
    assert run.record["stopped"] == "hard"
    assert len(run.record["steps"]) == 3
    assert (run.out / "shim_adapter.safetensors").exists()


def test_gradient_checkpointing_does_not_change_what_counts_as_a_batch(project):
    plain = run_smoke(project, ["python", "plain.py"])
    code = PLAIN.replace("optimizer = ", "net.enable_input_require_grads(); net.gradient_checkpointing_enable()\nnet.train()\noptimizer = ", 1)
    (project / "plain.py").write_text(code)
    checkpointed = run_smoke(project, ["python", "plain.py"])
    digests = [[step["tokens_sha256"] for step in run.record["steps"]] for run in (plain, checkpointed)]
    assert digests[0] == digests[1]
    assert checkpointed.losses == plain.losses


def test_learning_rates_keep_their_ratio_between_groups(project):
    code = PLAIN.replace(
        "optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=1e-5)",
        "named = [(n, p) for n, p in net.named_parameters() if p.requires_grad]\n"
        "optimizer = torch.optim.AdamW([{'params': [p for n, p in named if 'lora_A' in n], 'lr': 1e-5},"
        " {'params': [p for n, p in named if 'lora_B' in n], 'lr': 16e-5}])\n"
        "import atexit; atexit.register(lambda: print('RATES', [g['lr'] for g in optimizer.param_groups]))\n"
        "optimizer.register_step_post_hook(lambda o, a, k: print('USED', [g['lr'] for g in o.param_groups]))",
    )
    (project / "plain.py").write_text(code)
    run = run_smoke(project, ["python", "plain.py"])
    assert run.code == 0, run.output
    assert "USED [0.000125, 0.002]" in run.output


def test_one_epoch_over_the_slice(project):
    run = run_smoke(project, ["python", "plain.py"], TUNEGATE_EPOCHS="1")
    assert len(run.record["steps"]) == 6
    trainer = run_smoke(project, ["python", "trainer.py"], TUNEGATE_EPOCHS="1", TUNEGATE_ROWS="24")
    assert len(trainer.record["steps"]) == 3


def test_an_environments_own_sitecustomize_still_runs(project):
    (project / "site").mkdir()
    (project / "site/sitecustomize.py").write_text("import os\nos.environ['TEAM_SITE'] = 'ran'\n")
    (project / "plain.py").write_text("import os\nprint('TEAM', os.environ.get('TEAM_SITE'))\n" + PLAIN)
    from smoke_support import SHIM

    run = run_smoke(project, ["python", "plain.py"], PYTHONPATH=f"{SHIM}:{project / 'site'}")
    assert "TEAM ran" in run.output
    assert run.record["chained_sitecustomize"] == "sitecustomize"


def test_the_shim_sleeps_outside_a_smoke_run(project):
    run = run_smoke(project, ["python", "-c", "import sys; print('tunegate_runtime' in sys.modules)"], TUNEGATE_SMOKE="0")
    assert run.records == []
    assert "False" in run.output


def test_an_error_is_noted_by_type_and_never_by_text(project):
    (project / "plain.py").write_text("import torch\nraise ValueError('patient Jane Doe')\n")
    run = run_smoke(project, ["python", "plain.py"])
    assert run.code == 1
    assert run.records[0]["error"]["type"] == "ValueError"
    assert "Jane" not in json.dumps(run.records)
