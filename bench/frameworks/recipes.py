"""One recipe a framework: what to install, the files of a small project, the team's command. `base` is the example's model, data lie beside."""

TORCH = "install torch==2.13.0+cpu"
LORA = 'LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")'

_TRL = """
from datasets import load_dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import {kind}Config, {kind}Trainer
{extra}
config = {kind}Config(output_dir="out", learning_rate=1e-5, per_device_train_batch_size=8, report_to="none", seed=7, {config})
trainer = {kind}Trainer(model=AutoModelForCausalLM.from_pretrained("base"), args=config, processing_class=AutoTokenizer.from_pretrained("base"),
                        train_dataset=load_dataset("json", data_files="{data}.jsonl", split="train"), peft_config={lora}, {more})
trainer.train()
trainer.save_model("out/adapter")
"""


def _trl(kind, data, config="", more="", extra=""):
    return {
        "install": [TORCH, "install transformers==5.23.0 peft==0.21.2 accelerate==1.15.0 datasets==5.2.0 trl==1.16.0"],
        "files": {"train.py": _TRL.format(kind=kind, data=data, config=config, more=more, extra=extra, lora=LORA)},
        "command": "python train.py",
    }


_TUNE_PARTS = '''
"""The team's own tokenizer and data for torchtune."""
import json
from tokenizers import Tokenizer
from torch.utils.data import Dataset


class Rows(Dataset):
    def __init__(self, tokenizer, source, split="train"):
        self.rows = []
        for line in open(source, encoding="utf-8"):
            ids = tokenizer.inner.encode(json.loads(line)["text"]).ids[:160]
            self.rows.append({"tokens": ids, "labels": list(ids)})

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index]


class Words:
    pad_id = 0

    def __init__(self, path):
        self.inner = Tokenizer.from_file(path)


def tokenizer(path):
    return Words(path)


def dataset(tokenizer, source):
    return Rows(tokenizer, source)
'''

_TUNE_CONFIG = """
output_dir: out
model:
  _component_: torchtune.models.llama3_2.lora_llama3_2
  lora_attn_modules: [q_proj, v_proj]
  apply_lora_to_mlp: false
  vocab_size: 2000
  num_layers: 4
  num_heads: 5
  num_kv_heads: 5
  embed_dim: 160
  max_seq_len: 512
  intermediate_dim: 448
  lora_rank: 8
  lora_alpha: 16
tokenizer: {_component_: team_parts.tokenizer, path: base/tokenizer.json}
dataset: {_component_: team_parts.dataset, source: text.jsonl}
checkpointer:
  _component_: torchtune.training.FullModelHFCheckpointer
  checkpoint_dir: base
  checkpoint_files: [model.safetensors]
  output_dir: out
  model_type: LLAMA3_2
resume_from_checkpoint: false
save_adapter_weights_only: true
seed: null
shuffle: true
batch_size: 8
epochs: 1
max_steps_per_epoch: null
gradient_accumulation_steps: 1
clip_grad_norm: null
compile: false
optimizer: {_component_: torch.optim.AdamW, lr: 3.0e-4}
lr_scheduler: {_component_: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup, num_warmup_steps: 100}
loss: {_component_: torchtune.modules.loss.CEWithChunkedOutputLoss}
metric_logger: {_component_: torchtune.training.metric_logging.DiskLogger, log_dir: out}
log_every_n_steps: 1
log_peak_memory_stats: false
device: cpu
dtype: fp32
enable_activation_checkpointing: false
enable_activation_offloading: false
"""

_FACTORY = """
model_name_or_path: base
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
dataset: triage
dataset_dir: .
template: alpaca
cutoff_len: 160
output_dir: out
per_device_train_batch_size: 8
learning_rate: 1.0e-5
num_train_epochs: 3.0
warmup_ratio: 0.1
bf16: false
report_to: none
"""

_AXOLOTL = """
base_model: base
datasets:
  - path: alpaca.jsonl
    ds_type: json
    type: alpaca
dataset_prepared_path: prepared
output_dir: out
adapter: lora
lora_r: 8
lora_alpha: 16
lora_target_linear: true
lora_mlp_kernel: false
lora_qkv_kernel: false
lora_o_kernel: false
sequence_len: 160
sample_packing: false
micro_batch_size: 8
gradient_accumulation_steps: 1
num_epochs: 3
learning_rate: 1.0e-5
optimizer: adamw_torch
lr_scheduler: cosine
warmup_steps: 10
seed: 42
bf16: false
fp16: false
tf32: false
use_cpu: true
attn_implementation: eager
val_set_size: 0
special_tokens: {pad_token: "<|pad|>"}
"""

_UNSLOTH = """
from unsloth import FastLanguageModel
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

model, tokenizer = FastLanguageModel.from_pretrained("base", max_seq_length=160, load_in_4bit=False, dtype=None)
model = FastLanguageModel.get_peft_model(model, r=8, lora_alpha=16, target_modules=["q_proj", "v_proj"], random_state=3407)
trainer = SFTTrainer(model=model, processing_class=tokenizer, train_dataset=load_dataset("json", data_files="text.jsonl", split="train"),
                     args=SFTConfig(output_dir="out", per_device_train_batch_size=8, learning_rate=1e-5, report_to="none", seed=7, max_length=160,
                                    dataset_text_field="text", dataset_num_proc=1))
trainer.train()
model.save_pretrained("out/adapter")
"""

RECIPES = {
    "trl-sft": _trl("SFT", "text", "max_length=160"),
    "trl-dpo": _trl("DPO", "preference", "max_length=160"),
    "trl-kto": _trl("KTO", "kto", "max_length=160"),
    "trl-grpo": _trl(
        "GRPO", "prompt", "num_generations=4, max_completion_length=12, temperature=1.0", "reward_funcs=reward",
        "def reward(completions, **kwargs):\n    return [float(len(set(text))) for text in completions]\n",
    ),
    "torchtune": {
        "install": [TORCH, "install torchtune==0.6.1 torchao==0.15.0 torch==2.13.0+cpu"],
        "files": {"team_parts.py": _TUNE_PARTS, "lora.yaml": _TUNE_CONFIG},
        "command": "PYTHONPATH=$PYTHONPATH:. tune run lora_finetune_single_device --config lora.yaml",
    },
    "llama-factory": {
        "install": [TORCH, "install llamafactory==0.9.5 torch==2.13.0+cpu torchvision==0.28.0", "uninstall -y torchvision torchaudio"],
        "files": {"sft.yaml": _FACTORY, "dataset_info.json": '{"triage": {"file_name": "alpaca.json"}}'},
        "command": "llamafactory-cli train sft.yaml",
    },
    "axolotl": {
        "install": [TORCH, "install axolotl==0.19.0 torch==2.13.0+cpu"],
        "files": {"lora.yml": _AXOLOTL},
        "command": "axolotl train lora.yml --launcher python",
    },
    "unsloth": {
        "install": [
            TORCH, "install transformers==5.17.0 trl==1.15.0 peft==0.21.2 torch==2.13.0+cpu",
            "install requests==2.34.2 datasets==5.2.0 psutil==7.2.2 sentencepiece==0.2.3 hf_transfer==0.1.9 msgspec==0.22.0 tyro==1.0.17"
            " protobuf==7.36.2 pillow==13.0.0 nest-asyncio==1.6.0 diffusers==0.35.2 transformers==5.17.0 torch==2.13.0+cpu",
            "install --no-deps unsloth==2026.10.9 unsloth_zoo==2026.10.9 torchao==0.18.0 cut_cross_entropy",
        ],
        "files": {"train.py": _UNSLOTH},
        "command": "python train.py",
    },
}  # fmt: skip
