"""Puts the hooks in. Called once per process by sitecustomize or by `tunegate_runtime.launch`."""

import atexit
import functools
import sys

from .evidence import Evidence
from .imports import hook_imports
from .session import Session
from .settings import read_settings

_installed = False


def install(chained=None):
    """Hook the imports of this process and start its record. A second call does nothing."""
    global _installed
    if _installed:
        return
    _installed = True
    settings = read_settings()
    evidence = Evidence(settings.out, chained)
    session = Session(settings, evidence)
    evidence.data["imported_before"] = hook_imports(_hooks(session))
    _watch_errors(session)
    atexit.register(_at_exit, session)
    evidence.flush()


def _lazy(module_name, function_name, session):
    """A hook whose module is only loaded when it is needed: helpers that never train pay nothing."""

    def hook(module):
        from importlib import import_module

        getattr(import_module(f".{module_name}", __package__), function_name)(session, module)

    return hook


def _hooks(session):
    table = {
        "torch": ("torch_hooks", "hook_torch"),
        "peft.tuners.tuners_utils": ("peft_hooks", "hook_tuners"),
        "transformers.training_args": ("transformers_hooks", "hook_arguments"),
        "transformers.trainer": ("transformers_hooks", "hook_trainer"),
        "datasets.load": ("datasets_hooks", "hook_load"),
        "torchtune.training.metric_logging": ("torchtune_hooks", "hook_metric_logging"),
    }
    return {name: _lazy(module, function, session) for name, (module, function) in table.items()}


def _watch_errors(session):
    """Note the type of an uncaught exception, never its text: that may hold data."""
    original = sys.excepthook

    @functools.wraps(original)
    def excepthook(kind, error, trace):
        session.evidence.data["error"] = {
            "type": kind.__name__,
            "after_cap": session.capped,
            "loader_cut": session.cut_loader,
            "out_of_memory": kind.__name__ in ("MemoryError", "OutOfMemoryError") or "out of memory" in str(error).lower(),
            "no_space": isinstance(error, OSError) and error.errno == 28,
        }
        session.evidence.flush()
        original(kind, error, trace)

    sys.excepthook = excepthook


def _at_exit(session):
    if session.settings.steps is None and session.steps_done:
        from . import steps

        steps.finish(session)
    session.evidence.flush()
