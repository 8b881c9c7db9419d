"""The third way in: `python -m tunegate_runtime.launch [--module] TARGET [ARGS]` runs a script, module or notebook under the shim.

For commands whose environment does not reach the trainer: `accelerate launch -m tunegate_runtime.launch -- train.py`. Around
`accelerate launch` or `torchrun` it does nothing useful, because the trainer is their child.
"""

import json
import os
import runpy
import sys


def notebook_source(path):
    """The code cells of a notebook as one script; lines for IPython alone (`!`, `%`) are left out."""
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    lines = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"]).splitlines()
        if source and source[0].startswith("%%"):
            continue
        lines.extend(line for line in source if not line.lstrip().startswith(("!", "%")))
    return "\n".join(lines) + "\n"


def run_notebook(path, arguments):
    """Run a notebook's code as `__main__`."""
    sys.argv = [path, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    exec(compile(notebook_source(path), path, "exec"), {"__name__": "__main__", "__file__": path})


def main(argv):
    """Install the shim, then run the target as Python itself would."""
    if os.environ.get("TUNEGATE_SMOKE") == "1":
        from tunegate_runtime.smoke import install

        install()
    arguments = list(argv)
    module = bool(arguments) and arguments[0] == "--module"
    if module:
        arguments.pop(0)
    if arguments and arguments[0] == "--":
        arguments.pop(0)
    if not arguments:
        sys.exit("usage: python -m tunegate_runtime.launch [--module] TARGET [ARGS]")
    target, rest = arguments[0], arguments[1:]
    if target.endswith(".ipynb"):
        run_notebook(target, rest)
    elif module:
        sys.argv = [target, *rest]
        runpy.run_module(target, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [target, *rest]
        sys.path.insert(0, os.path.dirname(os.path.abspath(target)))
        runpy.run_path(target, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
