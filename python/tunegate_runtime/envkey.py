"""Prints the environment key of this Python as one line of JSON: versions (without their local part), interpreter, device. No torch import."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("torch", "transformers", "peft", "accelerate", "trl", "tokenizers", "safetensors")


def versions() -> dict[str, str]:
    """Installed versions by package; a package that is not installed is left out."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name).split("+")[0]
        except PackageNotFoundError:
            continue
    return found


def device() -> dict[str, str]:
    """`cuda` with the model of the first GPU when the driver shows one to this process, else `cpu`."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return {"device": "cpu"}
    for card in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information")):
        for line in card.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "Model":
                return {"device": "cuda", "gpu": value.strip()}
    return {"device": "cpu"}


if __name__ == "__main__":
    print(json.dumps({**versions(), "python": platform.python_version(), **device()}, sort_keys=True))
