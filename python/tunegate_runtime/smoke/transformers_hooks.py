"""transformers.Trainer and everything built on it (TRL, LLaMA-Factory, axolotl, unsloth, the team's own subclasses)."""

import enum
import functools
import math

from .datasets_hooks import cut

# What the team chose; paths and names of runs are not in it. Keys absent from a version are left out.
EFFECTIVE = (
    "learning_rate", "weight_decay", "adam_beta1", "adam_beta2", "adam_epsilon", "optim", "optim_args", "max_grad_norm",
    "lr_scheduler_type", "lr_scheduler_kwargs", "warmup_steps", "warmup_ratio", "seed", "data_seed", "bf16", "fp16", "tf32",
    "per_device_train_batch_size", "gradient_accumulation_steps", "gradient_checkpointing", "num_train_epochs", "max_steps",
    "label_smoothing_factor", "neftune_noise_alpha", "group_by_length", "train_sampling_strategy", "dataloader_drop_last",
    "average_tokens_across_devices", "use_liger_kernel",
    "beta", "loss_type", "label_smoothing", "max_length", "max_prompt_length", "max_completion_length", "truncation_mode",
    "packing", "padding_free", "completion_only_loss", "assistant_only_loss", "num_generations", "temperature", "epsilon",
    "desirable_weight", "undesirable_weight", "reference_free", "sync_ref_model", "scale_rewards", "num_iterations",
)  # fmt: skip

_METHODS = {
    "SFTTrainer": "sft", "DPOTrainer": "dpo", "KTOTrainer": "kto", "GRPOTrainer": "grpo", "RLOOTrainer": "rloo",
    "RewardTrainer": "reward", "ORPOTrainer": "orpo", "CPOTrainer": "cpo", "PPOTrainer": "ppo",
    "Trainer": "causal-lm",
}  # fmt: skip


def hook_arguments(session, module):
    """Note the team's arguments before anything is replaced, then replace what a smoke run needs."""
    original = module.TrainingArguments.__post_init__

    @functools.wraps(original)
    def __post_init__(self):
        note_effective(session, self)
        _override(session, self, before_init=True)
        original(self)

    module.TrainingArguments.__post_init__ = __post_init__
    session.evidence.data["hooked"].append("transformers.arguments")


def note_effective(session, args):
    """The team's own training values; None where the team left the default to the library."""
    values = {}
    for key in EFFECTIVE:
        if hasattr(args, key):
            value = getattr(args, key)
            values[f"args.{key}"] = value.value if isinstance(value, enum.Enum) else value
    session.evidence.effective(values)


def _overrides(session):
    settings = session.settings
    values = {
        "logging_steps": 1, "logging_strategy": "steps", "logging_nan_inf_filter": False, "eval_strategy": "no",
        "load_best_model_at_end": False, "report_to": "none", "push_to_hub": False, "bf16": False, "fp16": False,
        "tf32": False, "torch_compile": False, "dataloader_num_workers": 0, "dataloader_persistent_workers": False,
        "dataloader_prefetch_factor": None,
        "disable_tqdm": True, "auto_find_batch_size": False,
    }  # fmt: skip
    if settings.steps is None:
        values.update(max_steps=-1, num_train_epochs=1)
    else:
        values["max_steps"] = settings.steps
    if settings.device == "cpu":
        values["use_cpu"] = True
    return values


def _override(session, args, before_init):
    """Replace fields; after __init__ a field that holds an Enum gets that Enum (strings there crash some frameworks)."""
    for field, value in _overrides(session).items():
        if not hasattr(args, field):
            continue
        before = getattr(args, field)
        if not before_init:
            if field == "report_to":
                value = []
            elif isinstance(before, enum.Enum):
                value = type(before)(value)
            if field in ("use_cpu", "tf32", "torch_compile"):
                continue
        if before != value:
            session.evidence.override(f"args.{field}", before, value)
            _set(args, field, value)
    _override_saving(session, args, before_init)


def _override_saving(session, args, before_init):
    """A team that saves gets its checkpoint after the last step; one that does not is left alone."""
    strategy = getattr(args, "save_strategy", "no")
    if str(getattr(strategy, "value", strategy)) == "no" or session.settings.steps is None:
        return
    wanted = type(strategy)("steps") if isinstance(strategy, enum.Enum) and not before_init else "steps"
    if strategy != wanted:
        session.evidence.override("args.save_strategy", strategy, "steps")
        _set(args, "save_strategy", wanted)
    if args.save_steps != session.settings.steps:
        session.evidence.override("args.save_steps", args.save_steps, session.settings.steps)
        _set(args, "save_steps", session.settings.steps)


def _set(args, field, value):
    object.__setattr__(args, field, value)


def hook_trainer(session, module):
    """Wrap Trainer and every subclass: cut the data in the outermost __init__, re-apply the arguments at train()."""
    trainer = module.Trainer
    _wrap_init(session, trainer)
    original = trainer.__dict__.get("__init_subclass__")

    def __init_subclass__(cls, **kwargs):
        if original is not None:
            original.__func__(cls, **kwargs)
        else:
            super(trainer, cls).__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            _wrap_init(session, cls)

    trainer.__init_subclass__ = classmethod(__init_subclass__)
    _wrap_train(session, trainer)
    _wrap_log(session, trainer)
    session.evidence.data["hooked"].append("transformers.trainer")


def _wrap_init(session, kind):
    original = kind.__init__

    @functools.wraps(original)
    def __init__(self, *args, **kwargs):
        if getattr(self, "_tunegate_inside", False):
            return original(self, *args, **kwargs)
        self._tunegate_inside = True
        _note_trainer(session, type(self))
        for name in ("train_dataset", "eval_dataset"):
            if kwargs.get(name) is not None:
                kwargs[name] = _cut_rows(session, kwargs[name], name)
        try:
            return original(self, *args, **kwargs)
        finally:
            del self._tunegate_inside

    kind.__init__ = __init__


def _note_trainer(session, kind):
    lineage = [base.__name__ for base in kind.__mro__]
    session.evidence.data["trainer"] = kind.__name__
    session.evidence.data["method"] = next((_METHODS[name] for name in lineage if name in _METHODS), None)


def _cut_rows(session, data, name):
    """Datasets are cut by `select`; a torch map-style dataset by Subset; others are left alone but counted."""
    if hasattr(data, "select") or hasattr(data, "take") or isinstance(data, dict):
        return cut(session, data, name)
    if not hasattr(data, "__len__") or not hasattr(data, "__getitem__"):
        return data
    limit = session.settings.rows
    session.evidence.data["rows"][name] = len(data)
    if len(data) <= limit:
        return data
    return data[:limit] if isinstance(data, list) else session.torch.utils.data.Subset(data, range(limit))


def _wrap_train(session, trainer):
    original = trainer.train

    @functools.wraps(original)
    def train(self, *args, **kwargs):
        note_effective(session, self.args)
        _override(session, self.args, before_init=False)
        if args and args[0] is not None or kwargs.get("resume_from_checkpoint"):
            session.evidence.override("train.resume_from_checkpoint", True, None)
        kwargs.pop("resume_from_checkpoint", None)
        return original(self, None, *args[1:], **kwargs)

    trainer.train = train


def _wrap_log(session, trainer):
    original = trainer.log

    @functools.wraps(original)
    def log(self, logs, *args, **kwargs):
        _note_log(session, logs)
        return original(self, logs, *args, **kwargs)

    trainer.log = log


def _note_log(session, logs):
    """Keep the numbers that the trainer itself reports for the step that was just taken."""
    steps = session.evidence.data["steps"]
    if "loss" not in logs or not steps or steps[-1]["logged"] is not None:
        return
    from .evidence import plain

    numbers = {key: value for key, value in logs.items() if isinstance(value, (int, float)) and not isinstance(value, bool)}
    steps[-1]["logged"] = plain(numbers)
    if any(isinstance(value, float) and not math.isfinite(value) for value in numbers.values()):
        session.evidence.data["nonfinite"].append({"step": steps[-1]["step"], "micro_batch": None, "what": "logged"})
    session.evidence.flush()
