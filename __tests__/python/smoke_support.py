"""Runs small trainers under the shim, in fresh processes, as the gate does."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIM = ROOT / "python/tunegate_runtime/shim"
BASE = ROOT / "examples/clinical-triage/models/base"
DATA = ROOT / "examples/clinical-triage/data/train.jsonl"

# A model small enough for three steps in no time; structured rows, so that training moves the loss.
MODEL = """
import json, torch
from transformers import LlamaConfig, LlamaForCausalLM

def model():
    return LlamaForCausalLM(LlamaConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
                                        vocab_size=100, max_position_embeddings=64))

rows = [[1] + [5 + (i * 7 + k * k) % 90 for k in range(15)] for i in range(24)]
"""

PLAIN = (
    MODEL
    + """
from peft import LoraConfig, get_peft_model

class Rows(torch.utils.data.Dataset):
    def __len__(self): return len(rows)
    def __getitem__(self, i): return torch.tensor(rows[i])

net = get_peft_model(model(), LoraConfig(r=4, target_modules=["q_proj", "v_proj"]))
optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=1e-5)
loader = torch.utils.data.DataLoader(Rows(), batch_size=4, shuffle=True)
for epoch in range(5):
    for batch in loader:
        loss = net(input_ids=batch, labels=batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
net.save_pretrained("out")
print("saved")
"""
)

TRAINER = (
    MODEL
    + """
import sys
from peft import LoraConfig, get_peft_model
from transformers import Trainer, TrainingArguments, set_seed
set_seed(7)
net = get_peft_model(model(), LoraConfig(r=4, target_modules=["q_proj", "v_proj"], lora_dropout=0.1))
args = TrainingArguments(output_dir="out", per_device_train_batch_size=4, gradient_accumulation_steps=2, num_train_epochs=9, learning_rate=2e-4,
                         warmup_steps=50, weight_decay=0.01, report_to="none", save_strategy="epoch", logging_steps=100)
data = [{"input_ids": row, "labels": row} for row in rows * 10]
trainer = Trainer(model=net, args=args, train_dataset=data)
trainer.train()
net.save_pretrained("out/adapter")
print("saved at step", trainer.state.global_step)
"""
)


def shim_environment(out, **more):
    """The variables that the gate sets, for a run whose record goes to `out`."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME", "LD_LIBRARY_PATH")}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept.get('PATH', '')}"
    return {
        **kept, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "PYTHONPATH": str(SHIM), "TUNEGATE_SMOKE": "1", "TUNEGATE_OUT": str(out),
        "TUNEGATE_MAX_STEPS": "3", "TUNEGATE_LR": "0.002", "TUNEGATE_ROWS": "32", "TUNEGATE_DEVICE": "cpu", **more,
    }  # fmt: skip


class Run:
    """One finished child and what the shim wrote about it."""

    def __init__(self, process, out):
        self.code = process.returncode
        self.output = process.stdout + process.stderr
        self.records = [json.loads(path.read_text()) for path in sorted(out.glob("shim.*.json"))]
        self.trained = [record for record in self.records if record["steps"]]
        self.out = out

    @property
    def record(self):
        assert len(self.trained) == 1, self.output[-3000:]
        return self.trained[0]

    @property
    def losses(self):
        return [step["loss"] for step in self.record["steps"]]


def run_smoke(folder, command, **more):
    """Run a command in `folder` under the shim; `command` is a list of arguments, `python` is this Python."""
    number = len(list(folder.glob("evidence*")))
    out = folder / f"evidence{number}"
    out.mkdir()
    words = [sys.executable if word == "python" else word for word in command]
    process = subprocess.run(words, cwd=folder, env=shim_environment(out, **more), capture_output=True, text=True, timeout=300)
    return Run(process, out)
