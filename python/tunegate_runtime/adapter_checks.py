"""Points 8 to 12 of the adapter checklist (handbook training.md §4.5): each check says what it measured against which limit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import adapter_model as am

STEPS = 3
LEARNING_RATE = 1e-3
# PEFT's own tests: merged layers 1e-4, AdaLoRA and OFT 1e-2 (handbook §4.1).
LOOSE_TYPES = {"ADALORA", "OFT", "BOFT"}
PROBE_TEXTS = (
    "Chest pain since 3 hours, radiating to the left arm.",
    "0 1 12 123 1234 3.14 1,000 1/2 50%",
    "5 µg/mL ≥ 38.5 °C ± 0.2",
    "naïve café Ärztin señora 患者 🩺",
    "  two  spaces\tand\n\nbreaks ",
    "",
)
CONVERSATION = [
    {"role": "user", "content": "How much?"},
    {"role": "assistant", "content": "5 mg"},
    {"role": "user", "content": "How often?"},
]


@dataclass(frozen=True)
class Check:
    """`state` is ok, failed or skipped; `value` is compared with `limit` where the check measures something."""

    id: str
    state: str
    note: str
    value: float | None = None
    limit: float | None = None

    def document(self) -> dict[str, Any]:
        return asdict(self)


def verdict(identifier: str, good: bool, note: str, value: float | None = None, limit: float | None = None) -> Check:
    if value is not None and value != value:
        return Check(identifier, "failed", f"{note}: not a number", None, limit)
    return Check(identifier, "ok" if good else "failed", note, value, limit)


def difference(left: list[Any], right: list[Any]) -> float:
    """Largest absolute difference of two lists of tensors; NaN when a value is not finite."""
    worst = 0.0
    for a, b in zip(left, right, strict=True):
        delta = (a - b).abs().max().item()
        if delta != delta:
            return float("nan")
        worst = max(worst, delta)
    return worst


def excess(left: list[Any], right: list[Any], rtol: float) -> float:
    """max(|a-b| - rtol |b|): at most atol exactly when torch.allclose(a, b, rtol, atol) holds."""
    worst = 0.0
    for a, b in zip(left, right, strict=True):
        value = ((a - b).abs() - rtol * b.abs()).max().item()
        if value != value:
            return float("nan")
        worst = max(worst, value)
    return worst


def check_loaded(model: Any, adapter: Path) -> Check:
    """Every tensor of the file is in the model with its value, and every tensor of the adapter came from the file."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import load_file

    stored = load_file(adapter / "adapter_model.safetensors")
    state = get_peft_model_state_dict(model, save_embedding_layers=has_embeddings(stored))
    unused = sorted(set(stored) - set(state))
    missing = sorted(set(state) - set(stored))
    if unused or missing:
        return Check("load", "failed", f"{len(unused)} tensors of the file are not used, {len(missing)} of the model are not in the file")
    different = sum(1 for name in stored if not same(stored[name], state[name]))
    return verdict("load", different == 0, "tensors whose value is not the file's after loading", float(different), 0.0)


def same(stored: Any, loaded: Any) -> bool:
    return stored.shape == loaded.shape and bool((stored.to(loaded.dtype).to(loaded.device) == loaded).all())


def has_embeddings(stored: dict[str, Any]) -> bool:
    return any(name.endswith(("embed_tokens.weight", "lm_head.weight", "wte.weight")) for name in stored)


def check_reload(loaded: am.Loaded, model: Any, prompts: list[Any], expected: list[Any], scratch: Path) -> Check:
    """Saved again and loaded again it answers the same."""
    from peft import get_peft_model_state_dict

    folder = scratch / "saved-adapter"
    embeddings = has_embeddings(get_peft_model_state_dict(model, save_embedding_layers=True))
    model.save_pretrained(str(folder), save_embedding_layers=embeddings)
    model.load_adapter(str(folder), adapter_name="saved", local_files_only=True)
    model.set_adapter("saved")
    again = am.logits(loaded, model, prompts)
    model.set_adapter("default")
    model.delete_adapter("saved")
    value = excess(again, expected, 1e-4)
    return verdict("reload", value <= 1e-4, "largest difference of the logits after saving and loading again", value, 1e-4)


def check_training(loaded: am.Loaded, model: Any, prompts: list[Any], answers: list[list[int]]) -> list[Check]:
    """Three optimizer steps without weight decay: gradients reach every adapter tensor, all of them move, nothing else does."""
    torch = loaded.torch
    if model.peft_config["default"].is_prompt_learning:
        return [Check("gradients", "skipped", "PEFT does not train prompt tokens that were loaded")]
    trainable = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    frozen = {name: parameter for name, parameter in model.named_parameters() if not parameter.requires_grad}
    if not trainable:
        return [Check("gradients", "failed", "no parameter of the adapter can be trained")]
    before = {name: parameter.detach().clone() for name, parameter in trainable.items()}
    sums = checksums(torch, frozen)
    reached: set[str] = set()
    optimizer = torch.optim.AdamW(trainable.values(), lr=LEARNING_RATE, weight_decay=0.0)
    for _ in range(STEPS):
        optimizer.zero_grad()
        for ids, answer in zip(prompts, answers, strict=True):
            row, labels = training_row(torch, ids, answer)
            model(input_ids=row, labels=labels).loss.backward()
        reached |= {name for name, parameter in trainable.items() if parameter.grad is not None and bool(parameter.grad.abs().max() > 0)}
        optimizer.step()
    moved = {name for name, parameter in trainable.items() if bool((parameter.detach() - before[name]).abs().max() > 0)}
    unchanged = checksums(torch, frozen) == sums
    with torch.no_grad():
        for name, parameter in trainable.items():
            parameter.copy_(before[name])
            parameter.grad = None
    total = float(len(trainable))
    return [
        verdict("gradients", len(reached) == len(trainable), "adapter tensors that a gradient reached in three steps", float(len(reached)), total),
        verdict("moved", len(moved) == len(trainable), "adapter tensors that moved in three steps", float(len(moved)), total),
        verdict("frozen", unchanged, "parameters of the base model stay as they are while the adapter trains"),
    ]


def training_row(torch: Any, ids: Any, answer: list[int]) -> tuple[Any, Any]:
    """Prompt and answer in one row; only the answer is learned. An empty answer learns the prompt's last token."""
    reply = torch.tensor([answer], device=ids.device, dtype=ids.dtype)
    row = torch.cat([ids, reply], dim=1)
    labels = row.clone()
    labels[:, : min(ids.shape[1], row.shape[1] - 1)] = -100
    return row, labels


def checksums(torch: Any, parameters: dict[str, Any]) -> dict[str, int]:
    """Sum of the bits of each tensor, exact: any single changed value changes it."""
    widths = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
    bits = {name: parameter.detach().contiguous().view(-1).view(widths[parameter.element_size()]) for name, parameter in parameters.items()}
    return {name: int(value.sum(dtype=torch.int64).item()) for name, value in bits.items()}


def shapes(torch: Any, model: Any) -> dict[str, list[int]]:
    return {name: list(parameter.shape) for name, parameter in model.named_parameters()}


def check_unload(loaded: am.Loaded, model: Any, prompts: list[Any], base: list[Any]) -> tuple[Check, Any]:
    """Without the adapter the base model is what it was. Gives the base model back; PEFT leaves whole saved modules in it."""
    kept = getattr(model.peft_config["default"], "modules_to_save", None)
    bare = model.unload()
    if kept:
        return Check("unload", "skipped", "whole saved modules stay in the model when the adapter is taken off"), bare
    value = difference(am.logits(loaded, bare, prompts), base)
    return verdict("unload", value <= 1e-6, "largest difference of the logits from the base model after unloading", value, 1e-6), bare


def check_merge(
    loaded: am.Loaded, model: Any, prompts: list[Any], expected: list[Any], tokens: list[list[int]], names: dict[str, list[int]], limit: float
) -> list[Check]:
    """Merged into the base model it answers the same, with the base model's parameters and no NaN."""
    kept = getattr(model.peft_config["default"], "modules_to_save", None)
    try:
        merged = model.merge_and_unload(safe_merge=True)
    except ValueError as error:
        return [Check("merge", "failed", f"the adapter cannot be merged ({am.first_line(error)})")]
    value = excess(am.logits(loaded, merged, prompts), expected, limit)
    equal = am.greedy(loaded, merged, prompts, max(1, max(map(len, tokens)))) == tokens
    return [
        verdict("merge", value <= limit, "largest difference of the logits after merging", value, limit),
        verdict("merge-names", bool(kept) or shapes(loaded.torch, merged) == names, "merged parameters have the base model's names and shapes"),
        verdict("merge-greedy", equal, "greedy tokens of the merged model are the adapter's"),
    ]


def check_tokenizer(loaded: am.Loaded, scratch: Path) -> tuple[list[Check], str]:
    """Saved and loaded again it cuts the same tokens; all of them have a row in the embedding. Gives the digest of its behaviour too."""
    from transformers import AutoTokenizer

    folder = scratch / "saved-tokenizer"
    loaded.tokenizer.save_pretrained(str(folder))
    again = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    behaviour = tokenizer_behaviour(loaded.tokenizer)
    rows = loaded.model.get_input_embeddings().weight.shape[0]
    checks = [
        verdict("tokenizer", tokenizer_behaviour(again) == behaviour, "probe texts, special tokens and chat template after saving and loading"),
        verdict("tokenizer-rows", len(loaded.tokenizer) <= rows, "tokens have a row in the embedding", float(len(loaded.tokenizer)), float(rows)),
    ]
    return checks, hashlib.sha256(json.dumps(behaviour, sort_keys=True).encode()).hexdigest()


def tokenizer_behaviour(tokenizer: Any) -> dict[str, Any]:
    """What a tokenizer does, without file names and formats (handbook §4.6)."""
    specials = tokenizer.special_tokens_map
    texts = [*PROBE_TEXTS, *sorted(value for value in specials.values() if isinstance(value, str))]
    template = tokenizer.apply_chat_template(CONVERSATION, tokenize=False, add_generation_prompt=True) if tokenizer.chat_template else None
    return {
        "ids": [list(tokenizer(text).input_ids) for text in texts],
        "size": len(tokenizer),
        "specials": {key: str(value) for key, value in sorted(specials.items())},
        "added": sorted(tokenizer.get_added_vocab().items()),
        "template": template,
    }
