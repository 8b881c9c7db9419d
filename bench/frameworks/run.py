"""Runs one training framework under the smoke shim, each in its own environment: `python run.py NAME --python VENV/bin/python [--work DIR]`.

With --install it first puts the framework's pins into that environment. Runs the unmodified command twice and once with a learning rate
of 0, on 48 records of the example and its base model, and prints one line of JSON. Results stand in docs/frameworks.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recipes import RECIPES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/clinical-triage"
ROWS = 48


def write_data(folder):
    """The shapes that the frameworks ask for, all from the same records."""
    lines = (EXAMPLE / "data/train.jsonl").read_text(encoding="utf-8").splitlines()[:ROWS]
    pairs = [(r["messages"][0]["content"], r["messages"][-1]["content"]) for r in map(json.loads, lines)]
    shapes = {
        "chat": lambda i, q, a: {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]},
        "text": lambda i, q, a: {"text": f"{q}\n{a}"},
        "alpaca": lambda i, q, a: {"instruction": q, "input": "", "output": a},
        "kto": lambda i, q, a: {"prompt": f"{q}\n", "completion": a if i % 2 else "I do not know.", "label": bool(i % 2)},
        "preference": lambda i, q, a: {"prompt": f"{q}\n", "chosen": a, "rejected": "I do not know."},
        "prompt": lambda i, q, a: {"prompt": f"{q}\n"},
    }
    for name, shape in shapes.items():
        rows = [json.dumps(shape(i, q, a)) for i, (q, a) in enumerate(pairs)]
        (folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "alpaca.json").write_text(json.dumps([shapes["alpaca"](0, q, a) for q, a in pairs]), encoding="utf-8")


def environment(python, out, lr):
    """As src/stages/smoke/trial.ts sets it."""
    home = out / "home"
    home.mkdir(parents=True)
    return {
        "PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "python/tunegate_runtime/shim"), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false", "TORCHDYNAMO_DISABLE": "1", "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1",
        "WANDB_MODE": "disabled", "DO_NOT_TRACK": "1", "AXOLOTL_DO_NOT_TRACK": "1", "TQDM_DISABLE": "1", "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8", "TUNEGATE_SMOKE": "1", "TUNEGATE_OUT": str(out), "TUNEGATE_MAX_STEPS": "3",
        "TUNEGATE_LR": str(lr), "TUNEGATE_ROWS": str(ROWS), "TUNEGATE_DEVICE": "cpu",
    }  # fmt: skip


def one_run(recipe, python, work, name, lr):
    """One training in a fresh folder; its records, exit code, seconds and last output."""
    project, out = work / name / "project", work / name / "shim"
    project.mkdir(parents=True)
    out.mkdir()
    write_data(project)
    (project / "base").symlink_to(EXAMPLE / "models/base")
    for path, text in recipe["files"].items():
        (project / path).write_text(text, encoding="utf-8")
    started = time.monotonic()
    done = subprocess.run(recipe["command"], shell=True, cwd=project, env=environment(python, out, lr), capture_output=True, text=True, timeout=900)
    records = [json.loads(path.read_text()) for path in out.glob("shim.*.json")]
    return {
        "code": done.returncode, "seconds": round(time.monotonic() - started, 1), "processes": len(records),
        "trained": [record for record in records if record["steps"]], "tail": (done.stdout + done.stderr)[-3000:],
    }  # fmt: skip


def summary(name, first, second, control):
    """What docs/frameworks.md states."""
    if len(first["trained"]) != 1 or first["code"] != 0:
        return {"framework": name, "ran": False, "code": first["code"], "processes with steps": len(first["trained"]), "tail": first["tail"]}
    a, b = first["trained"][0], second["trained"][0]

    def bits(record):
        steps = [(step["loss"], step["grad_norm"], step["tokens_sha256"]) for step in record["steps"]]
        return steps, record["adapter"]["fresh_sha256"], record["adapter"]["after_sha256"]

    still = control["trained"][0]
    return {
        "framework": name, "ran": True, "steps": len(a["steps"]), "two runs equal": bits(a) == bits(b),
        "losses": [step["loss"] for step in a["steps"]], "lr 0 moves nothing": still["adapter"]["before_sha256"] == still["adapter"]["after_sha256"],
        "control delta": a["steps"][-1]["loss"] - still["steps"][-1]["loss"], "team seeds before adapter": a["seeding"]["team_seeds_before_adapter"],
        "tokens digested": all(step["tokens_sha256"] for step in a["steps"]), "method": a["method"], "trainer": a["trainer"],
        "stopped": a["stopped"], "processes": first["processes"], "seconds": first["seconds"],
        "versions": {key: value for key, value in a["environment"]["key"].items() if value},
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--python", required=True)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--work", help="keep the runs in this folder")
    options = parser.parse_args()
    recipe = RECIPES[options.name]
    if options.install:
        for line in recipe["install"]:
            subprocess.run([options.python, "-m", "pip", *line.split()], check=True)
    work = Path(options.work or tempfile.mkdtemp(prefix="tunegate-frameworks-"))
    first, second = (one_run(recipe, options.python, work, run, 0.002) for run in "ab")
    control = one_run(recipe, options.python, work, "control", 0.0)
    found = summary(options.name, first, second, control)
    print(json.dumps(found))
    return 0 if found.get("two runs equal") else 1


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    sys.exit(main())
