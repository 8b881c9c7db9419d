"""Fine-tunes the triage assistant: LoRA on a small Llama, loss on the assistant's words only.

    python train.py --config configs/lora.yml
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
import yaml
from peft import LoraConfig, TaskType, get_peft_model
from torch.utils.data import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase, Trainer, TrainingArguments, set_seed

IGNORED = -100


class Conversations(Dataset):
    """Chat records as token ids, with labels on the assistant's turns only."""

    def __init__(self, paths: list[str], tokenizer: PreTrainedTokenizerBase, max_tokens: int) -> None:
        self.rows = [
            encode(json.loads(line)["messages"], tokenizer, max_tokens)
            for path in paths
            for line in Path(path).read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]
        if not self.rows:
            raise SystemExit(f"no training records in {', '.join(paths)}")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        return self.rows[index]


def encode(messages: list[dict[str, str]], tokenizer: PreTrainedTokenizerBase, max_tokens: int) -> dict[str, list[int]]:
    """Token ids of a conversation; whatever the assistant did not say is ignored by the loss."""
    ids: list[int] = []
    labels: list[int] = []
    done = ""
    for turn, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        prompt = tokenizer.apply_chat_template(messages[:turn], tokenize=False, add_generation_prompt=True)
        full = tokenizer.apply_chat_template(messages[: turn + 1], tokenize=False).rstrip()
        context = tokenizer(prompt[len(done) :], add_special_tokens=False)["input_ids"]
        answer = tokenizer(full[len(prompt) :], add_special_tokens=False)["input_ids"]
        ids += context + answer
        labels += [IGNORED] * len(context) + answer
        done = full
    return {"input_ids": ids[:max_tokens], "labels": labels[:max_tokens]}


def collate(rows: list[dict[str, list[int]]], pad: int) -> dict[str, torch.Tensor]:
    """Pads a batch on the right."""
    width = max(len(row["input_ids"]) for row in rows)

    def padded(key: str, filler: int) -> torch.Tensor:
        return torch.tensor([row[key] + [filler] * (width - len(row[key])) for row in rows])

    mask = torch.tensor([[1] * len(row["input_ids"]) + [0] * (width - len(row["input_ids"])) for row in rows])
    return {"input_ids": padded("input_ids", pad), "labels": padded("labels", IGNORED), "attention_mask": mask}


def build_model(config: dict[str, Any]) -> torch.nn.Module:
    base = AutoModelForCausalLM.from_pretrained(config["base_model"], dtype=torch.float32, attn_implementation="eager")
    lora = config["lora"]
    return get_peft_model(
        base,
        LoraConfig(
            task_type=TaskType.CAUSAL_LM,
            r=lora["r"],
            lora_alpha=lora["alpha"],
            lora_dropout=lora["dropout"],
            target_modules=lora["target_modules"],
            bias="none",
        ),
    )


def training_arguments(config: dict[str, Any]) -> TrainingArguments:
    training = config["training"]
    return TrainingArguments(
        output_dir=config["output_dir"],
        num_train_epochs=training["epochs"],
        per_device_train_batch_size=training["batch_size"],
        learning_rate=training["learning_rate"],
        weight_decay=training["weight_decay"],
        warmup_steps=training["warmup_steps"],
        lr_scheduler_type=training["lr_scheduler"],
        max_grad_norm=training["max_grad_norm"],
        seed=config["seed"],
        data_seed=config["seed"],
        logging_steps=10,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_num_workers=0,
        dataloader_pin_memory=False,
    )


def save(model: torch.nn.Module, folder: Path) -> None:
    """Writes the adapter: weights and configuration, nothing else."""
    lora = model.peft_config["default"]
    lora.target_modules = sorted(lora.target_modules)  # PEFT keeps a set: unsorted, its order changes from run to run
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # PEFT's blank model card; ours is the repository's README


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True, help="YAML file, see configs/lora.yml")
    config = yaml.safe_load(Path(parser.parse_args().config).read_text(encoding="utf-8"))

    torch.set_num_threads(config["threads"])
    set_seed(config["seed"])  # before the adapter is made: its first weights are random
    tokenizer = AutoTokenizer.from_pretrained(config["base_model"])
    model = build_model(config)
    dataset = Conversations(config["data"], tokenizer, config["max_tokens"])
    trainer = Trainer(
        model=model,
        args=training_arguments(config),
        train_dataset=dataset,
        data_collator=lambda rows: collate(rows, tokenizer.pad_token_id),
    )
    trainer.train()
    save(model, Path(config["output_dir"]))
    print(f"trained on {len(dataset)} records, adapter in {config['output_dir']}")


if __name__ == "__main__":
    main()
