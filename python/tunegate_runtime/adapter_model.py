"""Loads a base model with an adapter and asks it small questions: logits, greedy tokens, a streamed answer. No code of the repository runs."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any


class Unusable(Exception):
    """The model of the pull request cannot be used; the message is for a person and holds no data."""


def first_line(error: BaseException) -> str:
    """Class and first line of an error of a library, short enough for a sentence."""
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:200]}" if text else type(error).__name__


@dataclass
class Loaded:
    """The base model in float32 with its tokenizer. `folder` is the base model's."""

    torch: Any
    model: Any
    tokenizer: Any
    tokenizer_folder: Path
    folder: Path


def set_up_torch() -> Any:
    """Torch with one thread and deterministic kernels."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    torch.backends.cuda.matmul.allow_tf32 = False
    return torch


def load_base(base: Path, adapter: Path) -> Loaded:
    """Base model and tokenizer; the tokenizer beside the adapter goes before the base model's, as a server would load it."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if "auto_map" in json.loads((base / "config.json").read_text(encoding="utf-8")):
        raise Unusable("the base model's config.json names code of its own (auto_map), which is not run")
    torch = set_up_torch()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    beside = (adapter / "tokenizer.json").is_file() or (adapter / "tokenizer.model").is_file()
    folder = adapter if beside else base
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise Unusable(f"the tokenizer does not load ({first_line(error)})") from error
    try:
        model = AutoModelForCausalLM.from_pretrained(
            base,
            dtype=torch.float32,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            attn_implementation="eager",
        )
    except Exception as error:
        raise Unusable(f"the base model does not load ({first_line(error)})") from error
    return Loaded(torch, model.to(device).eval(), tokenizer, folder, base)


def put_on(model: Any, adapter: Path) -> Any:
    """The model with the adapter on it, its parameters trainable (PEFT refuses that for prompt tokens)."""
    from peft import PeftConfig, PeftModel

    try:
        with warnings.catch_warnings():
            # Missing and unexpected tensors are compared by name afterwards: the warning only says so loudly.
            warnings.simplefilter("ignore")
            trainable = not PeftConfig.from_pretrained(str(adapter)).is_prompt_learning
            return PeftModel.from_pretrained(model, str(adapter), is_trainable=trainable).eval()
    except Exception as error:
        raise Unusable(f"the adapter does not load on the base model ({first_line(error)})") from error


def encode(loaded: Loaded, messages: list[dict[str, str]]) -> Any:
    """Token ids of a conversation that waits for an answer, shape [1, n], on the model's device."""
    tokenizer = loaded.tokenizer
    if tokenizer.chat_template:
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False).input_ids
    else:
        ids = tokenizer("\n".join(message["content"] for message in messages)).input_ids
    if not ids:
        raise Unusable("the tokenizer gives no token for a prompt")
    return loaded.torch.tensor([ids], device=loaded.model.device)


def logits(loaded: Loaded, model: Any, prompts: list[Any]) -> list[Any]:
    """Logits of every position of every prompt (not of virtual tokens before it), float32, on the CPU."""
    with loaded.torch.no_grad():
        return [model(input_ids=ids).logits.detach().to("cpu", loaded.torch.float32)[0, -ids.shape[1] :] for ids in prompts]


def greedy(loaded: Loaded, model: Any, prompts: list[Any], max_new_tokens: int) -> list[list[int]]:
    """New token ids of a greedy answer to each prompt."""
    return [generate(loaded, model, ids, max_new_tokens)[0, ids.shape[1] :].tolist() for ids in prompts]


def generate(loaded: Loaded, model: Any, ids: Any, max_new_tokens: int, streamer: Any = None) -> Any:
    tokenizer = loaded.tokenizer
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    mask = loaded.torch.ones_like(ids)
    with loaded.torch.no_grad():
        return model.generate(
            input_ids=ids, attention_mask=mask, do_sample=False, num_beams=1, max_new_tokens=max_new_tokens, pad_token_id=pad, streamer=streamer
        )


@dataclass(frozen=True)
class Answer:
    text: str
    chunks: int
    tokens: int
    finish: str


def stream(loaded: Loaded, model: Any, ids: Any, max_new_tokens: int) -> Answer:
    """One greedy answer as a server would send it: piece by piece from a second thread."""
    from transformers import TextIteratorStreamer

    streamer = TextIteratorStreamer(loaded.tokenizer, skip_prompt=True, timeout=300, skip_special_tokens=True)
    result: list[Any] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            result.append(generate(loaded, model, ids, max_new_tokens, streamer))
        except BaseException as error:  # noqa: BLE001 - handed to the reading thread, which would wait for ever otherwise
            failure.append(error)
            streamer.end()

    worker = Thread(target=work)
    worker.start()
    pieces = [piece for piece in streamer if piece != ""]
    worker.join()
    if failure:
        raise Unusable(f"streaming generation stopped ({first_line(failure[0])})")
    tokens = result[0].shape[1] - ids.shape[1]
    return Answer("".join(pieces), len(pieces), tokens, "length" if tokens >= max_new_tokens else "stop")
