"""Hooks on torch itself: they serve every trainer, because every trainer ends in an optimizer step."""

import functools
import importlib

from . import steps
from .environment import apply_flags


def hook_torch(session, torch):
    """Called right after torch was imported, before any code of the team."""
    session.torch = torch
    apply_flags(session, torch)
    _count_seeds(session, torch)
    if session.settings.force_seed:
        session.seed_everything(torch)
    _pin_threads(session, torch)
    _watch_backward(session, torch)
    _watch_clip(session, torch)
    _watch_modules(session, torch)
    _watch_loaders(session, torch)
    optimizer = importlib.import_module("torch.optim.optimizer")
    optimizer.register_optimizer_step_pre_hook(functools.partial(steps.before_step, session))
    optimizer.register_optimizer_step_post_hook(functools.partial(steps.after_step, session))
    session.evidence.data["hooked"].append("torch")
    session.evidence.flush()


def _count_seeds(session, torch):
    """Record each seeding by the team's own code."""
    original = torch.manual_seed
    original_random = torch.seed

    @functools.wraps(original)
    def manual_seed(seed):
        if not session.seeding:
            _note_seed(session, int(seed))
        return original(seed)

    @functools.wraps(original_random)
    def seed():
        if not session.seeding:
            _note_seed(session, "random")
        return original_random()

    torch.manual_seed = torch.random.manual_seed = manual_seed
    torch.seed = torch.random.seed = seed


def _note_seed(session, seed):
    record = session.evidence.data["seeding"]
    if session.steps_done == 0:
        record["team_seeds_before_step"] += 1
    if len(record["seeds"]) < 8:
        record["seeds"].append(seed)


def _pin_threads(session, torch):
    """One thread, and it stays one: three threads already change digests."""
    torch.set_num_threads(session.settings.threads)
    original = torch.set_num_threads

    def set_num_threads(count):
        session.evidence.override("torch.num_threads", count, session.settings.threads)
        original(session.settings.threads)

    torch.set_num_threads = set_num_threads


def _watch_backward(session, torch):
    original = torch.Tensor.backward

    @functools.wraps(original)
    def backward(self, *args, **kwargs):
        if self.numel() == 1 and not session.in_backward and session.depth == 0:
            session.note_loss(float(self.detach().item()))
        session.in_backward += 1
        try:
            return original(self, *args, **kwargs)
        finally:
            session.in_backward -= 1

    torch.Tensor.backward = backward


def _watch_clip(session, torch):
    """The norm before clipping is the one that trainers log."""
    original = torch.nn.utils.clip_grad_norm_

    @functools.wraps(original)
    def clip_grad_norm_(*args, **kwargs):
        norm = original(*args, **kwargs)
        session.clip_norm = float(norm)
        return norm

    torch.nn.utils.clip_grad_norm_ = clip_grad_norm_
    torch.nn.utils.clip_grad.clip_grad_norm_ = clip_grad_norm_


def _watch_modules(session, torch):
    """Find the root module and digest what it is fed. Modules re-entered by gradient checkpointing are not roots."""
    original = torch.nn.Module.__call__

    def __call__(self, *args, **kwargs):
        if session.depth == 0 and not session.in_backward and not session.capped and torch.is_grad_enabled():
            _note_batch(session, torch, self, args, kwargs)
        session.depth += 1
        try:
            return original(self, *args, **kwargs)
        finally:
            session.depth -= 1

    torch.nn.Module.__call__ = __call__


def _note_batch(session, torch, module, args, kwargs):
    """Token ids are the integer matrices that enter the root module (`input_ids` by name where there is one)."""

    def is_ids(value):
        return isinstance(value, torch.Tensor) and value.dim() >= 2 and value.dtype in (torch.int64, torch.int32)

    named = {key: value for key, value in kwargs.items() if is_ids(value)}
    ids = [named[key] for key in sorted(named) if key.endswith("input_ids") or key in ("tokens", "input_tokens")]
    if not ids:
        ids = [value for value in args if is_ids(value)][:1]
    if not ids or not any(parameter.requires_grad for parameter in module.parameters()):
        return
    if session.root is None:
        session.root = _unwrapped(module)
    session.batches.extend(value.detach().to("cpu", copy=True) for value in ids)
    labels = named.get("labels")
    if labels is not None:
        session.labels.append(labels.detach().to("cpu", copy=True))
        session.label_tokens += int((labels != -100).sum().item())


def _unwrapped(module):
    """The model inside DistributedDataParallel and its like: names and configuration are the model's own."""
    while type(module).__module__.startswith("torch.nn.parallel") and hasattr(module, "module"):
        module = module.module
    return module


def _watch_loaders(session, torch):
    """After the last step the loader that fed the training gives nothing more, so that outer loops end and the team's save code runs."""
    loader_class = torch.utils.data.DataLoader
    original = loader_class.__iter__

    @functools.wraps(original)
    def __iter__(self):
        return _cut_iterator(session, self, original(self))

    loader_class.__iter__ = __iter__


def _cut_iterator(session, loader, iterator):
    if id(loader) in session.finished_loaders:
        session.cut_loader = True
        return
    session.live_loaders.append(loader)
    try:
        for batch in iterator:
            if session.capped and id(loader) in session.training_loaders:
                session.cut_loader = True
                return
            yield batch
    finally:
        session.live_loaders.remove(loader)
        # In the one-epoch mode a loader that has fed the training once is done.
        if session.settings.steps is None and id(loader) in session.training_loaders:
            session.finished_loaders.add(id(loader))
