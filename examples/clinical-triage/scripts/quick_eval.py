"""Answers the triage cases with the base model or the adapter and prints how well it did.

    python scripts/quick_eval.py [--adapter out/adapter] [--cases eval/triage.jsonl] [--json]

A look for the engineer at the desk; what counts is the gate.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from clinical.files import read_jsonl
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

BATCH, NEW_TOKENS = 60, 40


def load(base: Path, adapter: Path | None) -> tuple[torch.nn.Module, PreTrainedTokenizerBase]:
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager")
    if adapter is not None:
        model = PeftModel.from_pretrained(model, adapter)
    return model.eval(), AutoTokenizer.from_pretrained(base)


@torch.inference_mode()
def answer(model: torch.nn.Module, tokenizer: PreTrainedTokenizerBase, inputs: list[str]) -> list[str]:
    """Greedy answers, in the order of the inputs."""
    prompts = [
        tokenizer.apply_chat_template([{"role": "user", "content": text}], tokenize=False, add_generation_prompt=True)
        for text in inputs
    ]
    order = sorted(range(len(prompts)), key=lambda i: (len(prompts[i]), i))
    answers = [""] * len(prompts)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        batch = tokenizer([prompts[i] for i in chosen], return_tensors="pt", padding=True, add_special_tokens=False)
        out = model.generate(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], do_sample=False, max_new_tokens=NEW_TOKENS
        )
        for i, tokens in zip(chosen, out[:, batch["input_ids"].shape[1] :], strict=True):
            answers[i] = tokenizer.decode(tokens, skip_special_tokens=True)
    return answers


def level_of(output: str) -> str | None:
    try:
        parsed = json.loads(output)
    except json.JSONDecodeError:
        return None
    return parsed.get("triage") if isinstance(parsed, dict) else None


def score(cases: list[dict], outputs: list[str]) -> dict:
    """Rates over the cases; an answer that is no JSON is wrong. `missed` lists the emergencies not called one."""
    levels = [level_of(output) for output in outputs]
    pairs = list(zip(cases, levels, strict=True))
    emergencies = [(case, level) for case, level in pairs if case["gold"] == "emergency"]
    others = [(case, level) for case, level in pairs if case["gold"] != "emergency"]
    new = [(case, level) for case, level in pairs if case["groups"]["wording"] == "new"]
    return {
        "cases": len(pairs),
        "emergencies": len(emergencies),
        "emergency_recall": sum(level == "emergency" for _, level in emergencies) / len(emergencies),
        "emergency_specificity": sum(level not in ("emergency", None) for _, level in others) / len(others),
        "accuracy": sum(case["gold"] == level for case, level in pairs) / len(pairs),
        "accuracy_new_wording": sum(case["gold"] == level for case, level in new) / len(new),
        "valid_json": sum(level is not None for level in levels) / len(levels),
        "missed": [case["id"] for case, level in emergencies if level != "emergency"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, default=Path("models/base"))
    parser.add_argument("--adapter", type=Path, help="adapter folder; without it the base model answers")
    parser.add_argument("--cases", type=Path, default=Path("eval/triage.jsonl"))
    parser.add_argument("--show", type=int, default=0, help="print this many wrong answers")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cases = read_jsonl(args.cases)
    outputs = answer(*load(args.base, args.adapter), [case["input"] for case in cases])
    wrong = [(case, output) for case, output in zip(cases, outputs, strict=True) if level_of(output) != case["gold"]]
    for case, output in wrong[: args.show]:
        print(case["id"], case["gold"], output, "|", case["input"])
    print(json.dumps(score(cases, outputs), indent=2))


if __name__ == "__main__":
    main()
