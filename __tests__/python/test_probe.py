"""The adapter probe on the example's base model: a sound adapter passes every check, each planted defect is named by its check."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
peft = pytest.importorskip("peft")
pytest.importorskip("transformers")
from safetensors.torch import load_file, save_file  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/clinical-triage"
BASE = EXAMPLE / "models/base"
ADAPTER = EXAMPLE / "out/adapter"
sys.path.insert(0, str(ROOT / "python"))

from tunegate_runtime import adapter_model, envkey, probe  # noqa: E402

PROMPTS = [[{"role": "user", "content": "I have chest pain since this morning"}], [{"role": "user", "content": "A small cut on my finger"}]]


def request(tmp_path, base=BASE, adapter=ADAPTER):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return {
        "schema": "tunegate/probe-request@1",
        "base": str(base),
        "adapter": str(adapter),
        "scratch": str(scratch),
        "prompts": PROMPTS,
        "max_new_tokens": 32,
    }


def run(tmp_path, **folders):
    result = probe.probe(request(tmp_path, **folders))
    return {check["id"]: check["state"] for check in result["checks"]}, result


def failed(states):
    return sorted(name for name, state in states.items() if state == "failed")


@pytest.fixture
def copy(tmp_path):
    """A copy of the example's adapter; `change` edits its tensors."""
    folder = tmp_path / "adapter"
    shutil.copytree(ADAPTER, folder)

    def change(edit=None, config=None):
        if edit:
            path = folder / "adapter_model.safetensors"
            save_file(edit(load_file(path)), path, metadata={"format": "pt"})
        if config:
            path = folder / "adapter_config.json"
            path.write_text(json.dumps({**json.loads(path.read_text()), **config}))
        return folder

    return change


def trained(config, tmp_path):
    """An adapter of another kind on the example's base, with every parameter moved off its start."""
    from transformers import AutoModelForCausalLM

    torch.manual_seed(1)
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32), config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.05)
    folder = tmp_path / "made"
    model.save_pretrained(str(folder), save_embedding_layers=False)
    return folder


def test_a_sound_adapter_passes_every_check(tmp_path):
    states, result = run(tmp_path)
    assert set(states.values()) == {"ok"}
    assert set(states) == {
        "tokenizer", "tokenizer-rows", "load", "effect", "stream", "reload", "gradients", "moved", "frozen", "unload", "merge",
        "merge-names", "merge-greedy",
    }  # fmt: skip
    values = {check["id"]: check["value"] for check in result["checks"]}
    assert values["merge"] <= 1e-4
    assert values["unload"] == 0.0
    assert values["gradients"] == len(load_file(ADAPTER / "adapter_model.safetensors"))
    assert all("triage" in json.loads(answer["text"]) for answer in result["answers"])
    assert all(answer["finish"] == "stop" and answer["chunks"] > 0 for answer in result["answers"])


def test_it_gives_the_same_result_twice(tmp_path):
    assert run(tmp_path)[1] == run(tmp_path)[1]


def test_an_adapter_that_changes_nothing(tmp_path, copy):
    folder = copy(lambda tensors: {name: tensor * (1e-12 if "lora_B" in name else 1) for name, tensor in tensors.items()})
    assert "effect" in failed(run(tmp_path, adapter=folder)[0])


def test_a_pair_that_is_missing_or_belongs_nowhere(tmp_path, copy):
    def without_layer(tensors):
        return {name: tensor for name, tensor in tensors.items() if ".layers.1." not in name}

    def with_stranger(_tensors):
        whole = load_file(ADAPTER / "adapter_model.safetensors")
        extra = {name.replace(".layers.1.", ".layers.99."): tensor.clone() for name, tensor in whole.items() if ".layers.1." in name}
        return {**whole, **extra}

    assert "load" in failed(run(tmp_path, adapter=copy(without_layer))[0])
    assert failed(run(tmp_path, adapter=copy(with_stranger))[0]) == ["load"]


def test_nan_is_a_failure_and_never_a_number(tmp_path, copy):
    def spoil(tensors):
        name = next(iter(tensors))
        tensors[name][0, 0] = float("nan")
        return tensors

    folder = copy(spoil)
    out = tmp_path / "out.json"
    (tmp_path / "request.json").write_text(json.dumps(request(tmp_path, adapter=folder)))
    probe.main(["--request", str(tmp_path / "request.json"), "--out", str(out)])

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    states = {check["id"]: check["state"] for check in json.loads(out.read_text(), parse_constant=refuse)["checks"]}
    assert {"effect", "merge", "reload"} <= set(failed(states))


def test_another_scale_is_another_answer_but_still_sound(tmp_path, copy):
    states, result = run(tmp_path, adapter=copy(config={"lora_alpha": 1}))
    assert failed(states) == []
    assert result["answers"] != run(tmp_path)[1]["answers"]


def test_a_rank_that_does_not_fit(tmp_path, copy):
    with pytest.raises(adapter_model.Unusable, match="adapter does not load"):
        run(tmp_path, adapter=copy(config={"r": 3}))


def test_a_tokenizer_with_more_tokens_than_rows(tmp_path, copy):
    from transformers import AutoTokenizer

    folder = copy()
    tokenizer = AutoTokenizer.from_pretrained(BASE)
    tokenizer.add_tokens(["<<new>>"])
    tokenizer.save_pretrained(str(folder))
    assert failed(run(tmp_path, adapter=folder)[0]) == ["tokenizer-rows"]


def test_a_base_model_with_code_of_its_own_or_pickled_weights(tmp_path):
    with_code, pickled = tmp_path / "with-code", tmp_path / "pickled"
    shutil.copytree(BASE, with_code)
    config = json.loads((with_code / "config.json").read_text())
    (with_code / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModelForCausalLM": "evil.Model"}}))
    with pytest.raises(adapter_model.Unusable, match="code of its own"):
        run(tmp_path, base=with_code)
    shutil.copytree(BASE, pickled)
    torch.save(load_file(pickled / "model.safetensors"), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()
    with pytest.raises(adapter_model.Unusable, match="base model does not load"):
        run(tmp_path, base=pickled)


@pytest.mark.parametrize(
    "config",
    [
        peft.LoraConfig(task_type="CAUSAL_LM", r=4, target_modules=["q_proj", "v_proj"], use_dora=True),
        peft.LoraConfig(task_type="CAUSAL_LM", r=4, target_modules="all-linear", use_rslora=True),
        peft.LoraConfig(task_type="CAUSAL_LM", r=4, target_modules=["q_proj"], modules_to_save=["norm"]),
        peft.IA3Config(task_type="CAUSAL_LM", target_modules=["k_proj", "down_proj"], feedforward_modules=["down_proj"]),
    ],
    ids=["dora", "rslora", "modules-to-save", "ia3"],
)
def test_other_adapters_that_merge(tmp_path, config):
    assert failed(run(tmp_path, adapter=trained(config, tmp_path))[0]) == []


def test_prompt_tokens_are_not_merged(tmp_path):
    config = peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=4)
    states, _ = run(tmp_path, adapter=trained(config, tmp_path))
    assert failed(states) == []
    assert (states["merge"], states["unload"]) == ("skipped", "skipped")


def test_the_command_writes_failures_as_json(tmp_path):
    (tmp_path / "request.json").write_text(json.dumps(request(tmp_path, base=tmp_path)))
    (tmp_path / "config.json").write_text(json.dumps({"auto_map": {}}))
    out = tmp_path / "out.json"
    assert probe.main(["--request", str(tmp_path / "request.json"), "--out", str(out)]) == 1
    assert json.loads(out.read_text())["failure"]["kind"] == "change"


def test_an_error_while_running_names_its_class_only(tmp_path, copy):
    folder = copy()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BASE / name, folder / name)
    (folder / "chat_template.jinja").write_text("{{ raise_exception(messages[0]['content']) }}")
    (tmp_path / "request.json").write_text(json.dumps(request(tmp_path, adapter=folder)))
    out = tmp_path / "out.json"
    assert probe.main(["--request", str(tmp_path / "request.json"), "--out", str(out)]) == 1
    assert json.loads(out.read_text())["failure"]["kind"] == "change"
    assert "chest pain" not in out.read_text() and "How much" not in out.read_text()


def test_environment_key_is_one_line_of_strings():
    command = [sys.executable, "-m", "tunegate_runtime.envkey"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "python")
    key = json.loads(done.stdout)
    assert key["torch"] == torch.__version__.split("+")[0]
    assert all(isinstance(value, str) for value in key.values())
    assert "torch" in envkey.versions()
