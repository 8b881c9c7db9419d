"""What happens around each optimizer step: force the learning rate, measure, record, cut."""

import os

from .digests import checksum, integers_digest, tensors_digest
from .environment import describe_environment, read_flags
from .session import Stop

LISTED = 10  # names listed per finding; counts stay exact


def before_step(session, optimizer, _args, _kwargs):
    """Pre-hook of every optimizer: first sight of the team's values, gradient norm, forced learning rate."""
    if session.primary is None:
        _first_step(session, optimizer)
    if session.capped:
        _past_the_cap(session, optimizer)
        return
    own = _force_lr(session, optimizer)
    if optimizer is session.primary:
        session.user_lr = own
        session.own_norm, session.zero_gradients = _gradients(session, optimizer)


def _first_step(session, optimizer):
    torch = session.torch
    session.primary = optimizer
    pairs = session.trainable(optimizer)
    session.before = {name: parameter.detach().to("cpu", copy=True) for name, parameter in pairs}
    session.training_loaders.update(id(loader) for loader in session.live_loaders)
    evidence = session.evidence
    evidence.data["adapter"]["before_sha256"] = tensors_digest(torch, session.before.items())
    trained = {id(parameter) for _, parameter in pairs}
    root = session.root
    others = [(n, p) for n, p in root.named_parameters() if id(p) not in trained] if root is not None else []
    session.frozen = {name: checksum(torch, parameter) for name, parameter in others}
    evidence.data["parameters"] = {
        "trainable_tensors": len(pairs),
        "trainable": sum(parameter.numel() for _, parameter in pairs),
        "frozen_tensors": len(others),
    }
    evidence.effective(_optimizer_values(optimizer))
    evidence.effective(_model_values(root))
    evidence.data["environment"] = describe_environment(session, torch, root)
    evidence.data["flags"] = read_flags(torch)


def _optimizer_values(optimizer):
    """The team's own optimizer, as it stands before the first step."""
    groups = optimizer.param_groups
    kind = type(getattr(optimizer, "optimizer", optimizer)).__name__
    values = {"optimizer": kind, "optimizer.groups": len(groups)}
    for key in ("betas", "eps", "weight_decay", "momentum", "nesterov", "amsgrad"):
        seen = sorted({repr(group[key]) for group in groups if key in group})
        if seen:
            values[f"optimizer.{key}"] = seen[0] if len(seen) == 1 else " | ".join(seen)
    rates = [group.get("initial_lr", group["lr"]) for group in groups]
    values["optimizer.lr"] = " | ".join(repr(float(rate)) for rate in sorted(set(map(float, rates))))
    return values


def _model_values(root):
    """Dropout probabilities that are in the model, by count: what the configuration turned into."""
    if root is None:
        return {}
    seen = {}
    for module in root.modules():
        if type(module).__name__.startswith("Dropout") and hasattr(module, "p"):
            seen[module.p] = seen.get(module.p, 0) + 1
    return {"model.dropout": ", ".join(f"{p!r} x {seen[p]}" for p in sorted(seen)) or "none"}


def _force_lr(session, optimizer):
    """Set the smoke learning rate on every group, keeping the ratios between groups (LoRA+); give the team's own rate."""
    groups = optimizer.param_groups
    own = max(float(group["lr"]) for group in groups)
    if session.settings.lr is None:
        return own
    base = [float(group.get("initial_lr", group["lr"])) for group in groups]
    top = max(base)
    for group, rate in zip(groups, base):
        forced = session.settings.lr * (rate / top if top > 0 else 1.0)
        if hasattr(group["lr"], "fill_"):
            group["lr"].fill_(forced)
        else:
            group["lr"] = forced
    return own


def _gradients(session, optimizer):
    """Norm of all gradients in float64 and the number of trainable tensors without any."""
    total, zero = 0.0, 0
    for name, parameter in session.trainable(optimizer):
        if parameter.grad is None:
            zero += 1
            continue
        grad = parameter.grad.detach()
        square = float(grad.to(session.torch.float64).pow(2).sum().item())
        total += square
        if square == 0.0:
            zero += 1
        else:
            session.ever_gradient.add(name)
    return total**0.5, zero


def after_step(session, optimizer, _args, _kwargs):
    """Post-hook of every optimizer: write down the step that was just taken."""
    if optimizer is not session.primary or session.capped:
        return
    torch = session.torch
    session.steps_done += 1
    session.training_loaders.update(id(loader) for loader in session.live_loaders)
    losses = session.micro_losses
    session.evidence.data["steps"].append(
        {
            "step": session.steps_done,
            "loss": _number(sum(losses) if losses else None),
            "micro_batches": len(losses),
            "grad_norm": _number(session.own_norm if session.clip_norm is None else session.clip_norm),
            "grad_norm_applied": _number(session.own_norm),
            "lr": max(float(group["lr"]) for group in optimizer.param_groups),
            "lr_team": session.user_lr,
            "zero_gradients": session.zero_gradients,
            "tokens": sum(batch.numel() for batch in session.batches),
            "tokens_sha256": integers_digest(torch, session.batches) if session.batches else None,
            "labels_sha256": integers_digest(torch, session.labels) if session.labels else None,
            "label_tokens": session.label_tokens if session.labels else None,
            "logged": None,
        }
    )
    session.micro_losses, session.batches, session.labels = [], [], []
    session.label_tokens, session.clip_norm = 0, None
    if session.capped:
        finish(session)
    session.evidence.flush()


def _number(value):
    from .evidence import plain

    return plain(value)


def finish(session):
    """Digests and movements after the last step, and our own copy of the trained tensors (the team's save code may not run)."""
    torch, evidence = session.torch, session.evidence
    if session.primary is None or evidence.data["adapter"]["after_sha256"] is not None:
        return
    pairs = session.trainable(session.primary)
    evidence.data["adapter"]["after_sha256"] = tensors_digest(torch, pairs)
    unmoved = sorted(n for n, p in pairs if n in session.before and torch.equal(p.detach().cpu(), session.before[n]))
    silent = sorted(name for name, _ in pairs if name not in session.ever_gradient)
    now = dict(session.root.named_parameters()) if session.root is not None else {}
    changed = sorted(n for n, old in session.frozen.items() if n in now and checksum(torch, now[n]) != old)
    evidence.data["parameters"].update(
        {
            "unmoved": len(unmoved), "unmoved_names": unmoved[:LISTED],
            "without_gradient": len(silent), "without_gradient_names": silent[:LISTED],
            "frozen_changed": len(changed), "frozen_changed_names": changed[:LISTED],
        }
    )  # fmt: skip
    evidence.data["stopped"] = "cap"
    evidence.data["adapter"]["dump"] = _dump(session, pairs)
    _write_step_log(session)


def _dump(session, pairs):
    """Write the trained tensors as safetensors; the file's name, or None where the package is missing."""
    try:
        from safetensors.torch import save_file
    except ImportError:
        return None
    path = os.path.join(session.settings.out, "shim_adapter.safetensors")
    save_file({name: p.detach().to("cpu").contiguous().clone() for name, p in pairs}, path)
    return os.path.basename(path)


def _write_step_log(session):
    """`step_3.log`: the loss of the last step with all its digits, for teams whose process asks for that file."""
    last = session.evidence.data["steps"][-1]
    path = os.path.join(session.settings.out, f"step_{last['step']}.log")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{last['loss']}\n")


def _past_the_cap(session, optimizer):
    """Beyond the last step nothing may move; after the grace the training is ended."""
    session.beyond += 1
    for group in optimizer.param_groups:
        if hasattr(group["lr"], "fill_"):
            group["lr"].fill_(0.0)
        else:
            group["lr"] = 0.0
    if session.beyond <= session.settings.grace:
        return
    session.evidence.data["stopped"] = "hard"
    session.evidence.flush()
    if session.beyond > 2 * session.settings.grace + 8:
        os._exit(0)
    raise Stop()
