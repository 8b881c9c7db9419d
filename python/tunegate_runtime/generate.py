"""Answers of a base model alone and of base model plus adapter: greedy, batched, one thread, offline. Talks JSON files only.

    python -m tunegate_runtime.generate --request req.json --out answers.jsonl

The request: {schema: tunegate/generate-request@1, base, adapter (or null), prompts, batch, max_new_tokens}; `prompts` is a JSONL file of
{key, messages, base}, where `base` asks for the base model's own answer too. The answer file: {key, arm, output, finish} a line (finish is
stop, length, or error for a prompt that does not fit into the model's context), then one line that sums up: {schema:
tunegate/generate-summary@1, answers, decoding}, or {failure: {kind, message}} when nothing can be generated. Messages never hold text of
prompts or answers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "tokenizer_config.json")


class Unusable(Exception):
    """The model of the pull request cannot be used; the message is for a person and holds no data."""


@dataclass(frozen=True)
class Prompt:
    key: str
    messages: list[dict[str, str]]
    base: bool


@dataclass(frozen=True)
class Request:
    base: Path
    adapter: Path | None
    prompts: list[Prompt]
    batch: int
    max_new_tokens: int

    @staticmethod
    def read(path: Path) -> Request:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("schema") != "tunegate/generate-request@1":
            raise ValueError("the request is no tunegate/generate-request@1 document")
        with open(raw["prompts"], encoding="utf-8") as lines:
            prompts = [Prompt(**json.loads(line)) for line in lines]
        adapter = Path(raw["adapter"]) if raw["adapter"] else None
        return Request(Path(raw["base"]), adapter, prompts, raw["batch"], raw["max_new_tokens"])


def check_folders(request: Request) -> None:
    """Refuses what would need code or pickles of the pull request to load."""
    if not (request.base / "config.json").is_file():
        raise Unusable("the base model folder holds no config.json")
    if not any(request.base.glob("*.safetensors")):
        raise Unusable("the base model folder holds no safetensors weights; pickled weights are not loaded")
    config = json.loads((request.base / "config.json").read_text(encoding="utf-8"))
    if "auto_map" in config:
        raise Unusable("the base model's config.json names code of its own (auto_map), which is not run")
    if request.adapter is None:
        return
    if not (request.adapter / "adapter_config.json").is_file():
        raise Unusable("the adapter folder holds no adapter_config.json")
    if not (request.adapter / "adapter_model.safetensors").is_file():
        raise Unusable("the adapter folder holds no adapter_model.safetensors; pickled weights are not loaded")


def set_up_torch() -> Any:
    """Torch with one thread and deterministic kernels; the GPU when there is one."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return torch


def load_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise Unusable(f"the tokenizer in the {folder.name} folder does not load ({type(error).__name__})") from error
    tokenizer.padding_side = "left"
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_base(torch: Any, folder: Path, device: str) -> Any:
    from transformers import AutoModelForCausalLM

    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype="auto", local_files_only=True, trust_remote_code=False, use_safetensors=True, attn_implementation="eager"
        )
    except Exception as error:
        raise Unusable(f"the base model does not load ({type(error).__name__})") from error
    return model.to(device).eval()


def add_adapter(model: Any, folder: Path) -> Any:
    """The base model with the adapter on it. PEFT warns about missing or unexpected tensors instead of failing: both fail here."""
    import warnings

    from peft import PeftModel

    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            adapted = PeftModel.from_pretrained(model, folder, is_trainable=False)
    except Exception as error:
        raise Unusable(f"the adapter does not load on the base model ({type(error).__name__})") from error
    if any("missing adapter keys" in str(warning.message) for warning in caught):
        raise Unusable("the adapter's weights do not fit its configuration: adapter tensors are missing")
    return adapted.eval()


def render(tokenizer: Any, prompt: Prompt) -> str:
    """The model's own chat template; without one the contents, a line each."""
    if tokenizer.chat_template:
        return tokenizer.apply_chat_template(prompt.messages, tokenize=False, add_generation_prompt=True)
    return "\n".join(message["content"] for message in prompt.messages) + "\n"


def stop_tokens(model: Any, tokenizer: Any) -> set[int]:
    configured = model.generation_config.eos_token_id
    tokens = configured if isinstance(configured, list) else [configured]
    return {token for token in (*tokens, tokenizer.eos_token_id) if token is not None}


def answers(torch: Any, model: Any, tokenizer: Any, prompts: list[Prompt], arm: str, limits: tuple[int, int]) -> Iterator[dict[str, str]]:
    """Greedy answers in the order of the prompts; batches hold prompts of similar length."""
    batch_size, new_tokens = limits
    texts = [render(tokenizer, prompt) for prompt in prompts]
    context = getattr(model.config, "max_position_embeddings", None)
    lengths = [len(encode(tokenizer, [text])["input_ids"][0]) for text in texts]
    order = [i for i in range(len(prompts)) if context is None or lengths[i] + new_tokens <= context]
    order.sort(key=lambda i: (lengths[i], prompts[i].key))
    done = {i: ("", "error") for i in range(len(prompts))}
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        done.update(zip(chosen, answer_batch(torch, model, tokenizer, [texts[i] for i in chosen], new_tokens), strict=True))
    for i, prompt in enumerate(prompts):
        yield {"key": prompt.key, "arm": arm, "output": done[i][0], "finish": done[i][1]}


def encode(tokenizer: Any, texts: list[str]) -> Any:
    """Token ids, padded left; a chat template has its own special tokens."""
    return tokenizer(texts, return_tensors="pt", padding=True, add_special_tokens=not tokenizer.chat_template)


def answer_batch(torch: Any, model: Any, tokenizer: Any, texts: list[str], new_tokens: int) -> list[tuple[str, str]]:
    """Answer and finish of each text."""
    stops = stop_tokens(model, tokenizer)
    batch = encode(tokenizer, texts)
    ids, mask = batch["input_ids"].to(model.device), batch["attention_mask"].to(model.device)
    with torch.inference_mode():
        out = model.generate(
            input_ids=ids, attention_mask=mask, do_sample=False, num_beams=1, temperature=None, top_p=None, top_k=None,
            repetition_penalty=1.0, max_new_tokens=new_tokens, eos_token_id=sorted(stops) or None, pad_token_id=tokenizer.pad_token_id,
        )  # fmt: skip
    finished = []
    for tokens in out[:, ids.shape[1] :].tolist():
        end = next((place for place, token in enumerate(tokens) if token in stops), None)
        finish = "length" if end is None and len(tokens) >= new_tokens else "stop"
        finished.append((tokenizer.decode(tokens[:end], skip_special_tokens=True), finish))
    return finished


def tokenizer_folder(request: Request) -> Path:
    """Where the adapter's tokenizer lies: training may have saved its own beside the adapter."""
    adapter = request.adapter
    return adapter if adapter is not None and any((adapter / name).is_file() for name in TOKENIZER_FILES) else request.base


def decoding(model: Any, tokenizer: Any, new_tokens: int, device: str) -> dict[str, Any]:
    """How answers were decoded: what two answer sets must share to be compared."""
    template = tokenizer.chat_template or ""
    return {
        "strategy": "greedy",
        "max_new_tokens": new_tokens,
        "chat_template_sha256": hashlib.sha256(str(template).encode("utf-8")).hexdigest(),
        "dtype": str(model.dtype).removeprefix("torch."),
        "device": device,
    }


def generate(request: Request) -> Iterator[dict[str, Any]]:
    """Answer rows of both arms, then the summary."""
    check_folders(request)
    torch = set_up_torch()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = load_base(torch, request.base, device)
    tokenizer = load_tokenizer(request.base)
    new_tokens = model.generation_config.max_new_tokens or request.max_new_tokens
    limits = (request.batch, new_tokens)
    count = 0
    for row in answers(torch, model, tokenizer, [prompt for prompt in request.prompts if prompt.base], "base", limits):
        count += 1
        yield row
    if request.adapter is not None:
        model = add_adapter(model, request.adapter)
        tokenizer = load_tokenizer(tokenizer_folder(request))
        for row in answers(torch, model, tokenizer, request.prompts, "adapter", limits):
            count += 1
            yield row
    yield {"schema": "tunegate/generate-summary@1", "answers": count, "decoding": decoding(model, tokenizer, new_tokens, device)}


def failure(error: BaseException) -> dict[str, Any]:
    """A sentence without data: an exception's own text may quote a prompt, so only its type and place are told."""
    if isinstance(error, Unusable):
        return {"failure": {"kind": "change", "message": str(error)}}
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}"
    if isinstance(error, ImportError):
        message = f"the Python environment has no {error.name or 'module that is needed'}; torch, transformers and peft are needed"
    else:
        message = f"generating answers failed with {type(error).__name__} at {where}"
    return {"failure": {"kind": "environment", "message": message}}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--request", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    with args.out.open("w", encoding="utf-8", newline="\n") as out:

        def write(row: dict[str, Any]) -> None:
            out.write(json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n")

        try:
            for row in generate(Request.read(args.request)):
                write(row)
        except Exception as error:
            write(failure(error))
            return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
