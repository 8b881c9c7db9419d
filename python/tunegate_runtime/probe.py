"""Adapter probe: loads, reloads, trains three steps, unloads, merges and asks the adapter of a pull request. Talks JSON files only.

    python -m tunegate_runtime.probe --request request.json --out result.json

The request: {schema: tunegate/probe-request@1, base, adapter, scratch, prompts: [[{role, content}]], max_new_tokens}; folders are absolute.
The result: {schema: tunegate/probe-result@1, checks: [{id, state, note, value, limit}], answers: [{text, chunks, tokens, finish}],
tokenizer_sha256}, or {schema, failure: {kind: change | environment, message}}. Messages never hold text of prompts or answers.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import adapter_checks as checks
from . import adapter_model as am

SCHEMA = "tunegate/probe-result@1"


def probe(request: dict[str, Any]) -> dict[str, Any]:
    """All checks in an order in which each finds the model as it needs it; one load of the base model."""
    base, adapter, scratch = Path(request["base"]), Path(request["adapter"]), Path(request["scratch"])
    limit = request["max_new_tokens"]
    loaded = am.load_base(base, adapter)
    found, tokenizer_digest = checks.check_tokenizer(loaded, scratch)
    prompts = [am.encode(loaded, messages) for messages in request["prompts"]]
    names = checks.shapes(loaded.torch, loaded.model)
    plain = am.logits(loaded, loaded.model, prompts)

    model = am.put_on(loaded.model, adapter)
    found.append(checks.check_loaded(model, adapter))
    adapted = am.logits(loaded, model, prompts)
    effect = checks.difference(adapted, plain)
    found.append(checks.verdict("effect", effect > 1e-6, "largest difference of the logits from the base model", effect, 1e-6))
    tokens = am.greedy(loaded, model, prompts, limit)
    answers = [am.stream(loaded, model, ids, limit) for ids in prompts]
    found.append(check_stream(loaded, tokens, answers))
    found.append(checks.check_reload(loaded, model, prompts, adapted, scratch))
    found.extend(checks.check_training(loaded, model, prompts, tokens))
    found.extend(take_off(loaded, model, adapter, prompts, plain, adapted, tokens, names))
    return {
        "schema": SCHEMA,
        "checks": [check.document() for check in found],
        "answers": [asdict(answer) for answer in answers],
        "tokenizer_sha256": tokenizer_digest,
    }


def check_stream(loaded: am.Loaded, tokens: list[list[int]], answers: list[am.Answer]) -> checks.Check:
    whole = [loaded.tokenizer.decode(row, skip_special_tokens=True) for row in tokens]
    equal = [answer.text for answer in answers] == whole
    return checks.verdict("stream", equal, "streamed answers are the greedy answers")


def take_off(
    loaded: am.Loaded,
    model: Any,
    adapter: Path,
    prompts: list[Any],
    plain: list[Any],
    adapted: list[Any],
    tokens: list[list[int]],
    names: dict[str, list[int]],
) -> list[checks.Check]:
    """Unload, then load again and merge."""
    config = model.peft_config["default"]
    if config.is_prompt_learning:
        note = "adapters of prompt tokens are not merged"
        return [checks.Check("unload", "skipped", note), checks.Check("merge", "skipped", note)]
    unload, bare = checks.check_unload(loaded, model, prompts, plain)
    again = am.put_on(bare, adapter)
    kind = str(getattr(config.peft_type, "value", config.peft_type))
    limit = 1e-2 if kind in checks.LOOSE_TYPES else 1e-4
    return [unload, *checks.check_merge(loaded, again, prompts, adapted, tokens, names, limit)]


def without_nan(value: Any) -> Any:
    """The same document with null for numbers that JSON cannot hold."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))) else value


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--request", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args(arguments)
    request = json.loads(Path(options.request).read_text(encoding="utf-8"))
    if request.get("schema") != "tunegate/probe-request@1":
        raise SystemExit("the request is no tunegate/probe-request@1 document")
    try:
        result = probe(request)
    except am.Unusable as error:
        result = {"schema": SCHEMA, "failure": {"kind": "change", "message": str(error)}}
    except (ImportError, MemoryError) as error:
        result = {"schema": SCHEMA, "failure": {"kind": "environment", "message": am.first_line(error)}}
    except Exception as error:  # noqa: BLE001 - whatever the model does is a finding about it
        # The class alone: a chat template's error quotes the conversation.
        kind = "environment" if "OutOfMemory" in type(error).__name__ else "change"
        message = f"the model with the adapter cannot be run ({type(error).__name__})"
        result = {"schema": SCHEMA, "failure": {"kind": kind, "message": message}}
    Path(options.out).write_text(json.dumps(without_nan(result), allow_nan=False), encoding="utf-8")
    return 1 if "failure" in result else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
