"""Post-import hooks: run a function right after a module's code ran, before anybody can take names from it."""

import importlib.util
import sys


class PostImportFinder:
    """A meta-path finder at index 0 that wraps `exec_module` of the modules in `hooks` (module name -> function of the module)."""

    def __init__(self, hooks):
        self._hooks = dict(hooks)
        self._busy = set()

    def find_spec(self, name, path=None, target=None):
        """The ordinary spec of a hooked module with its loader wrapped; None for all others."""
        if name not in self._hooks or name in self._busy:
            return None
        self._busy.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy.discard(name)
        if spec is None or spec.loader is None:
            return spec
        self._wrap(spec.loader, self._hooks[name])
        return spec

    @staticmethod
    def _wrap(loader, hook):
        original = loader.exec_module

        def exec_module(module):
            original(module)
            hook(module)

        loader.exec_module = exec_module


def hook_imports(hooks):
    """Install the hooks; give the names of modules that were imported before us and so escaped them."""
    missed = sorted(name for name in hooks if name in sys.modules)
    sys.meta_path.insert(0, PostImportFinder(hooks))
    return missed
