"""PEFT: every adapter, however it is asked for, passes BaseTuner.inject_adapter."""

import functools

from .digests import tensors_digest

_CONFIG_KEYS = (
    "peft_type", "r", "lora_alpha", "lora_dropout", "target_modules", "exclude_modules", "bias", "use_rslora", "use_dora",
    "init_lora_weights", "rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform",
)  # fmt: skip


def hook_tuners(session, module):
    """Seed before the adapter is made when the team's code has not, digest it fresh, note its configuration."""
    original = module.BaseTuner.inject_adapter

    @functools.wraps(original)
    def inject_adapter(self, model, adapter_name, *args, **kwargs):
        seeding = session.evidence.data["seeding"]
        if seeding["team_seeds_before_adapter"] is None:
            seeding["team_seeds_before_adapter"] = seeding["team_seeds_before_step"]
        if session.settings.force_seed and not seeding["team_seeds_before_adapter"]:
            session.seed_everything(session.torch)
        result = original(self, model, adapter_name, *args, **kwargs)
        fresh = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        session.evidence.data["adapter"]["fresh_sha256"] = tensors_digest(session.torch, fresh)
        config = getattr(self, "peft_config", {}).get(adapter_name)
        if config is not None:
            session.evidence.effective({f"adapter.{key}": _value(config, key) for key in _CONFIG_KEYS if hasattr(config, key)})
        session.evidence.flush()
        return result

    module.BaseTuner.inject_adapter = inject_adapter
    session.evidence.data["hooked"].append("peft")


def _value(config, key):
    value = getattr(config, key)
    if isinstance(value, (set, frozenset, list, tuple)):
        return sorted(str(item) for item in value)
    return getattr(value, "value", value)
