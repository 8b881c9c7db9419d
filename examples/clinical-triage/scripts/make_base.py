"""Builds models/base: a small Llama with its own tokenizer, pre-trained on generated clinical messages.

It learns the language of the messages, to name the reason and the form of an answer. Triage levels in its corpus are
drawn without looking at the message, so it answers in valid JSON with useless triage: that is left to fine-tuning.
Same machine class, same bytes. About two minutes on two cores.

    python scripts/make_base.py [--out models/base]
"""

from __future__ import annotations

import argparse
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import torch
from clinical.complaint import complaints
from clinical.message import draw_message
from clinical.rng import Rng
from clinical.tasks import PLACE_TASK, SYSTEM_TASK, place_answer, system_answer, triage_answer, turns, uninformed_level
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed

SEED = 20261121
SPECIAL = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>\n{{ message['content'] }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
STEPS, BATCH, PEAK_LR, WARMUP, MAX_TOKENS = 900, 24, 2e-3, 40, 192
ANSWER_WEIGHT = 4.0


def draw_turns(rng: Rng) -> list[dict[str, str]]:
    """One conversation of the pre-training corpus; a third of them use the wordings kept out of fine-tuning."""
    message = draw_message(rng, rng.pick(complaints()), new_wording=rng.chance(1 / 3))
    task = rng.weighted((("triage", 0.6), ("system", 0.2), ("place", 0.2)))
    if task == "triage":
        return turns(message.text, triage_answer(message, uninformed_level(rng)))
    if task == "system":
        return turns(SYSTEM_TASK + message.text, system_answer(message))
    return turns(PLACE_TASK + message.text, place_answer(message, uninformed_level(rng)))


def build_tokenizer(corpus: Iterator[str]) -> PreTrainedTokenizerFast:
    """Byte-level BPE, lower-casing."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<|pad|>",
        eos_token="<|end|>",
        additional_special_tokens=SPECIAL[2:],
        chat_template=CHAT_TEMPLATE,
        padding_side="left",
        model_max_length=512,
    )


def build_model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """Random weights, about 1.6 million parameters."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=160,
            intermediate_size=448,
            num_hidden_layers=4,
            num_attention_heads=5,
            max_position_embeddings=512,
            tie_word_embeddings=True,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    )


def encode(tokenizer: PreTrainedTokenizerFast, conversation: list[dict[str, str]]) -> tuple[list[int], int]:
    """Token ids and the position where the answer starts."""
    prompt = tokenizer.apply_chat_template(conversation[:1], tokenize=False, add_generation_prompt=True)
    start = len(tokenizer(prompt, add_special_tokens=False)["input_ids"])
    ids = tokenizer(prompt + conversation[1]["content"] + "<|end|>", add_special_tokens=False)["input_ids"]
    return ids[:MAX_TOKENS], start


def batches(tokenizer: PreTrainedTokenizerFast) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Batches of like length: ids and loss weights (0 on padding, more on answers)."""
    rng = Rng(f"pre-training {SEED}")
    while True:
        pool = sorted((encode(tokenizer, draw_turns(rng)) for _ in range(BATCH * 8)), key=lambda item: len(item[0]))
        groups = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        for group in rng.shuffled(groups):
            width = max(len(ids) for ids, _ in group)
            ids = torch.full((BATCH, width), tokenizer.pad_token_id)
            weights = torch.zeros(BATCH, width)
            for row, (tokens, start) in enumerate(group):
                ids[row, : len(tokens)] = torch.tensor(tokens)
                weights[row, : len(tokens)] = 1.0
                weights[row, start : len(tokens)] = ANSWER_WEIGHT
            yield ids, weights


def learning_rate(step: int) -> float:
    if step < WARMUP:
        return PEAK_LR * (step + 1) / WARMUP
    done = (step - WARMUP) / (STEPS - WARMUP)
    return PEAK_LR * (0.05 + 0.95 * (1 + math.cos(math.pi * done)) / 2)


def pretrain(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_LR, weight_decay=0.05, betas=(0.9, 0.95))
    model.train()
    stream = batches(tokenizer)
    for step in range(STEPS):
        ids, weights = next(stream)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        logits = model(input_ids=ids, attention_mask=(weights > 0).long()).logits[:, :-1]
        losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
        loss = (losses * weights[:, 1:]).sum() / weights[:, 1:].sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step % 50 == 0 or step == STEPS - 1:
            print(f"step {step} loss {loss.item():.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("models/base"))
    out = parser.parse_args().out
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    set_seed(SEED)
    rng = Rng(f"tokenizer {SEED}")
    tokenizer = build_tokenizer(turn["content"] for _ in range(6000) for turn in draw_turns(rng))
    model = build_model(tokenizer)
    print(f"{model.num_parameters():,} parameters, vocabulary {len(tokenizer):,}", flush=True)
    pretrain(model, tokenizer)
    shutil.rmtree(out, ignore_errors=True)
    # Stored in half precision to stay small; the configuration says float32, so it loads as float32 everywhere.
    model.half().save_pretrained(out)
    model.config.dtype = torch.float32
    model.config.save_pretrained(out)
    tokenizer.save_pretrained(out)


if __name__ == "__main__":
    main()
