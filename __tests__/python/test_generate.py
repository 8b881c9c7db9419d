"""tunegate_runtime.generate on a tiny model that is made here: real torch, transformers, peft and safetensors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

RUNTIME = Path(__file__).resolve().parents[2] / "python"
sys.path.insert(0, str(RUNTIME))
from tunegate_runtime import generate  # noqa: E402

WORDS = ["<pad>", "<end>", "<unk>", "hot", "cold", "pain", "cough", "yes", "no", "now", "later"]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `base` (random Llama, word tokenizer, chat template) and `adapter` (LoRA with weights that change answers)."""
    from peft import LoraConfig, get_peft_model
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    root = tmp_path_factory.mktemp("model")
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", unk_token="<unk>")
    fast.chat_template = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
    fast.save_pretrained(root / "base")
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(WORDS), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=4,
        max_position_embeddings=128, pad_token_id=0, eos_token_id=1, bos_token_id=None, initializer_range=0.6,
    )  # fmt: skip
    base = LlamaForCausalLM(config)
    base.save_pretrained(root / "base")
    adapted = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM"))
    with torch.no_grad():
        for name, weights in adapted.named_parameters():
            if "lora_B" in name:
                weights.normal_(0, 0.5)
    adapted.save_pretrained(root / "adapter")
    return root


PROMPTS = [
    {"key": "a", "messages": [{"role": "user", "content": "hot pain"}], "base": True},
    {"key": "b", "messages": [{"role": "user", "content": "cold cough now later pain yes no"}], "base": True},
    {"key": "c", "messages": [{"role": "user", "content": "cough"}], "base": False},
]


def write_request(folder: Path, root: Path, prompts: list[dict] | None = None, **changes: object) -> list[str]:
    """Writes request and prompts; gives the module's arguments."""
    folder.mkdir(exist_ok=True)
    (folder / "prompts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in prompts or PROMPTS))
    request = {
        "schema": "tunegate/generate-request@1", "base": str(root / "base"), "adapter": str(root / "adapter"),
        "prompts": str(folder / "prompts.jsonl"), "batch": 2, "max_new_tokens": 8, **changes,
    }  # fmt: skip
    (folder / "req.json").write_text(json.dumps(request))
    return ["--request", str(folder / "req.json"), "--out", str(folder / "answers.jsonl")]


def read_rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "answers.jsonl").read_text().splitlines()]


def ask(folder: Path, root: Path, prompts: list[dict] | None = None, **changes: object) -> tuple[int, list[dict]]:
    """Runs the module in this process (a child would load torch anew each time); gives exit code and rows."""
    code = generate.main(write_request(folder, root, prompts, **changes))
    return code, read_rows(folder)


def copy(root: Path, target: Path) -> Path:
    return Path(shutil.copytree(root, target))


def test_answers_both_arms_and_sums_up(model: Path, tmp_path: Path) -> None:
    code, rows = ask(tmp_path, model)
    assert code == 0
    assert [(row["arm"], row["key"]) for row in rows[:-1]] == [
        ("base", "a"), ("base", "b"), ("adapter", "a"), ("adapter", "b"), ("adapter", "c"),
    ]  # fmt: skip
    assert rows[-1]["answers"] == 5
    assert rows[-1]["decoding"]["strategy"] == "greedy"
    assert all(row["finish"] in ("stop", "length") for row in rows[:-1])
    by_arm = {(row["arm"], row["key"]): row["output"] for row in rows[:-1]}
    assert any(by_arm["base", key] != by_arm["adapter", key] for key in "ab"), "the adapter changes nothing"


def test_equal_bytes_in_a_child_and_in_other_batches(model: Path, tmp_path: Path) -> None:
    arguments = write_request(tmp_path / "one", model)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(RUNTIME), "PYTHONHASHSEED": "0", "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, "-m", "tunegate_runtime.generate", *arguments], env=environment, check=True, timeout=300)
    ask(tmp_path / "two", model)
    assert (tmp_path / "one/answers.jsonl").read_bytes() == (tmp_path / "two/answers.jsonl").read_bytes()
    _, alone = ask(tmp_path / "three", model, batch=1)
    _, together = ask(tmp_path / "four", model, batch=3)
    assert alone == together


def test_agrees_with_plain_greedy_decoding(model: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    _, rows = ask(tmp_path, model)
    tokenizer = AutoTokenizer.from_pretrained(model / "base")
    base = AutoModelForCausalLM.from_pretrained(model / "base", attn_implementation="eager")
    ids = tokenizer("hot pain ", return_tensors="pt")["input_ids"]
    for _ in range(8):
        token = base(ids).logits[0, -1].argmax()
        if token.item() == 1:
            break
        ids = torch.cat([ids, token.view(1, 1)], dim=1)
    assert rows[0]["output"] == tokenizer.decode(ids[0, 2:], skip_special_tokens=True)


def test_the_team_sets_the_length(model: Path, tmp_path: Path) -> None:
    root = copy(model, tmp_path / "model")
    path = root / "base/generation_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "max_new_tokens": 3, "do_sample": True, "temperature": 2.0}))
    code, rows = ask(tmp_path / "run", root)
    assert code == 0
    assert rows[-1]["decoding"]["max_new_tokens"] == 3
    assert all(len(row["output"].split()) <= 3 for row in rows[:-1])
    assert rows[:-1] == ask(tmp_path / "again", root)[1][:-1]


def test_a_prompt_beyond_the_context_is_an_error_and_the_others_are_answered(model: Path, tmp_path: Path) -> None:
    long = {"key": "z", "messages": [{"role": "user", "content": "pain " * 125}], "base": False}
    code, rows = ask(tmp_path, model, [*PROMPTS, long])
    assert code == 0
    finishes = {(row["arm"], row["key"]): row["finish"] for row in rows[:-1]}
    assert finishes["adapter", "z"] == "error"
    assert "error" not in [finish for (_, key), finish in finishes.items() if key != "z"]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("base/config.json", "no config.json"),
        ("base/model.safetensors", "no safetensors weights"),
        ("adapter/adapter_config.json", "no adapter_config.json"),
        ("adapter/adapter_model.safetensors", "no adapter_model.safetensors"),
    ],
)
def test_a_missing_file_is_the_changes_fault(model: Path, tmp_path: Path, broken: str, sentence: str) -> None:
    root = copy(model, tmp_path / "model")
    (root / broken).unlink()
    code, rows = ask(tmp_path / "run", root)
    assert code == 3
    assert rows[-1]["failure"]["kind"] == "change"
    assert sentence in rows[-1]["failure"]["message"]


def test_refuses_code_and_pickles_of_the_change(model: Path, tmp_path: Path) -> None:
    root = copy(model, tmp_path / "model")
    config = json.loads((root / "base/config.json").read_text())
    (root / "base/config.json").write_text(json.dumps({**config, "auto_map": {"AutoModelForCausalLM": "evil.Model"}}))
    (root / "base/evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    _, rows = ask(tmp_path / "run", root)
    assert "auto_map" in rows[-1]["failure"]["message"]
    assert not (tmp_path / "ran").exists()


def test_weights_that_do_not_fit_are_the_changes_fault(model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    root = copy(model, tmp_path / "model")
    path = root / "adapter/adapter_model.safetensors"
    tensors = load_file(path)
    save_file(dict(list(tensors.items())[2:]), path)
    code, rows = ask(tmp_path / "fewer", root)
    assert (code, rows[-1]["failure"]["kind"]) == (3, "change")
    save_file({name: weights[:, :-1].contiguous() for name, weights in tensors.items()}, path)
    code, rows = ask(tmp_path / "narrow", root)
    assert (code, rows[-1]["failure"]["kind"]) == (3, "change")


def test_tells_nothing_of_prompts_when_it_fails(model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bad = [{"key": "a", "messages": [{"role": "user", "content": "zebra"}], "base": True, "extra": "zebra"}]
    code, rows = ask(tmp_path, model, bad)
    printed = "".join(capfd.readouterr())
    assert code == 3
    assert rows[-1]["failure"]["kind"] == "environment"
    assert "zebra" not in json.dumps(rows) + printed
