"""How much smoke training moves when nothing but the machine's settings change: `python bench/determinism.py --python VENV/bin/python`.

Runs the example's trainer under the shim, once as the gate does and once a variation, each in a fresh process, and prints the largest
difference of the losses of three steps, of the gradient norms (relative), and whether the trained adapter has the same digest.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples/clinical-triage"
PINNED = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_CBWR": "COMPATIBLE"}

# name -> (variables changed, variables removed, (text, replacement) in the configuration)
VARIATIONS = {
    "repeat": ({}, [], None),
    "two threads": ({"TUNEGATE_THREADS": "2", "OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}, [], None),
    "other hash seed": ({"PYTHONHASHSEED": "1"}, [], None),
    "instruction set not pinned": ({}, list(PINNED), None),
    "no vector instructions": ({"ATEN_CPU_CAPABILITY": "default"}, [], None),
    "seed 43": ({}, [], ("seed: 42", "seed: 43")),
    "control, learning rate 0": ({"TUNEGATE_LR": "0.0"}, [], None),
}


def run(python, changed=(), removed=(), edit=None):
    """The record of one run in a fresh copy of the example with a slice of 32 records."""
    folder = Path(tempfile.mkdtemp(prefix="tunegate-determinism-"))
    try:
        for name in ("configs", "models", "train.py"):
            source = EXAMPLE / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
        (folder / "data").mkdir()
        for name, rows in (("train", 29), ("replay", 3)):
            lines = (EXAMPLE / f"data/{name}.jsonl").read_text(encoding="utf-8").splitlines()[:rows]
            (folder / f"data/{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if edit:
            config = folder / "configs/lora.yml"
            text = config.read_text(encoding="utf-8")
            assert edit[0] in text
            config.write_text(text.replace(*edit), encoding="utf-8")
        (folder / "shim").mkdir()
        env = {
            "PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT / "python/tunegate_runtime/shim"), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
            "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", **PINNED, "TUNEGATE_SMOKE": "1",
            "TUNEGATE_OUT": str(folder / "shim"), "TUNEGATE_LR": "0.002", "TUNEGATE_ROWS": "32", "TUNEGATE_DEVICE": "cpu",
        }  # fmt: skip
        env.update(dict(changed))
        for name in removed:
            env.pop(name)
        subprocess.run([python, "train.py", "--config", "configs/lora.yml"], cwd=folder, env=env, check=True, capture_output=True)
        records = [json.loads(path.read_text()) for path in (folder / "shim").glob("shim.*.json")]
        return next(record for record in records if record["steps"])
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True)
    python = parser.parse_args().python
    reference = run(python)
    print(json.dumps({**reference["environment"]["key"], **reference["environment"]["exact"]}))
    print("losses", [step["loss"] for step in reference["steps"]])
    print(f"{'variation':28} {'max |loss|':>12} {'max norm, rel':>14}  adapter  cpu class")
    for name, (changed, removed, edit) in VARIATIONS.items():
        other = run(python, changed, removed, edit)
        pairs = list(zip(reference["steps"], other["steps"]))
        loss = max(abs(a["loss"] - b["loss"]) for a, b in pairs)
        norm = max(abs(a["grad_norm"] - b["grad_norm"]) / a["grad_norm"] for a, b in pairs)
        same = "equal" if reference["adapter"]["after_sha256"] == other["adapter"]["after_sha256"] else "differs"
        print(f"{name:28} {loss:12.2e} {norm:14.2e}  {same:8} {other['environment']['exact']['cpu']}")


if __name__ == "__main__":
    main()
