"""What the gate asks of the shim, read once from TUNEGATE_* variables."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One smoke run. `lr` None leaves the team's learning rate; `steps` None means one epoch over the slice."""

    out: str
    seed: int
    steps: int | None
    lr: float | None
    rows: int
    threads: int
    grace: int
    device: str
    force_seed: bool


def read_settings(env=os.environ):
    """Settings from the environment. Raises KeyError or ValueError when the gate set something that is no number."""
    epochs = env.get("TUNEGATE_EPOCHS")
    lr = env.get("TUNEGATE_LR")
    return Settings(
        out=env["TUNEGATE_OUT"],
        seed=int(env.get("TUNEGATE_SEED", "42")),
        steps=None if epochs else int(env.get("TUNEGATE_MAX_STEPS", "3")),
        lr=float(lr) if lr else None,
        rows=int(env.get("TUNEGATE_ROWS", "50")),
        threads=int(env.get("TUNEGATE_THREADS", "1")),
        grace=int(env.get("TUNEGATE_GRACE", "4")),
        device=env.get("TUNEGATE_DEVICE", "auto"),
        force_seed=env.get("TUNEGATE_SEED_MODE", "force") == "force",
    )
