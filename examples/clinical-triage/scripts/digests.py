"""The digests by which tunegate names an adapter and a base model, computed with nothing but the standard library.

    python scripts/digests.py [--adapter out/adapter] [--base models/base]

Adapter: sha256 over the canonical JSON of {config, tensors}. Base model: over [path, sha256] of its files. The same as
in tunegate's adapter-hashes.json; a test compares them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import struct
from pathlib import Path

# Where an adapter was made and with which version says nothing about what it computes.
NOT_SEMANTIC = {
    "auto_mapping",
    "base_model_name_or_path",
    "inference_mode",
    "peft_version",
    "revision",
    "runtime_config",
    "tokenizer_name_or_path",
}
DOCUMENTATION = re.compile(r"(^|/)(\.[^/]*|[^/]*\.md|LICENSE[^/]*)$", re.IGNORECASE)


def digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def semantic_config(folder: Path) -> dict:
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    kept = {key: value for key, value in config.items() if key not in NOT_SEMANTIC and value is not None}
    return {key: _plain(sorted(value) if key == "target_modules" else value) for key, value in kept.items()}


def _plain(value: object) -> object:
    """1.0 is written 1 in canonical JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def tensors(path: Path) -> list[dict]:
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    listed = json.loads(content[8 : 8 + size])
    data = content[8 + size :]
    return [
        {
            "name": name,
            "dtype": entry["dtype"],
            "shape": entry["shape"],
            "sha256": hashlib.sha256(data[slice(*entry["data_offsets"])]).hexdigest(),
        }
        for name, entry in sorted(listed.items())
        if name != "__metadata__"
    ]


def adapter_digest(folder: Path) -> str:
    return digest({"config": digest(semantic_config(folder)), "tensors": tensors(folder / "adapter_model.safetensors")})


def base_digest(folder: Path) -> str:
    paths = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    kept = [path for path in paths if not DOCUMENTATION.search(path)]
    return digest([{"path": path, "sha256": hashlib.sha256((folder / path).read_bytes()).hexdigest()} for path in kept])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--adapter", type=Path, default=Path("out/adapter"))
    parser.add_argument("--base", type=Path, default=Path("models/base"))
    args = parser.parse_args()
    print(json.dumps({"adapter": adapter_digest(args.adapter), "base": base_digest(args.base)}, indent=2))


if __name__ == "__main__":
    main()
