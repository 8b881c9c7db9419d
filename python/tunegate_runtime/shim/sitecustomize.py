"""Loaded by Python at start when this folder is on PYTHONPATH; hooks the smoke shim in, then runs the environment's own sitecustomize.

Dormant unless TUNEGATE_SMOKE=1, so that helpers of the trainer which inherit PYTHONPATH are not changed.
"""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_CHAINED = None


def _run_other_sitecustomize():
    """Run the sitecustomize that ours shadows (distributions ship one); say which, or None."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    spec = PathFinder.find_spec("sitecustomize", path)
    if spec is None or spec.loader is None:
        return None
    spec.loader.exec_module(module_from_spec(spec))
    return "sitecustomize"


try:
    _CHAINED = _run_other_sitecustomize()
except Exception as error:  # Python itself only reports a broken sitecustomize; so do we.
    sys.stderr.write(f"tunegate: the environment's own sitecustomize failed: {type(error).__name__}\n")

if os.environ.get("TUNEGATE_SMOKE") == "1":
    sys.path.append(os.path.dirname(os.path.dirname(_HERE)))
    from tunegate_runtime.smoke import install

    install(chained=_CHAINED)
