"""What one process saw, written as JSON after every step (an exit hook alone loses it when the process is killed)."""

import json
import math
import os
import sys


def plain(value):
    """A JSON value: finite numbers as they are, NaN and infinities as words, everything unknown as its type's name."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return type(value).__name__


class Evidence:
    """The record of one process. `data` is what is written; keys are documented in src/core/smoke.ts (ShimRecord)."""

    def __init__(self, out, chained):
        self.path = os.path.join(out, f"shim.{os.getpid()}.json")
        self.pid = os.getpid()
        self.data = {
            "schema": "tunegate/shim@1",
            "pid": os.getpid(),
            "python": ".".join(str(part) for part in sys.version_info[:3]),
            "chained_sitecustomize": chained,
            "hooked": [],
            "imported_before": [],
            "environment": {},
            "flags": {},
            "trainer": None,
            "method": None,
            "seeding": {"team_seeds_before_adapter": None, "team_seeds_before_step": 0, "seeds": []},
            "effective": {},
            "overrides": [],
            "rows": {},
            "steps": [],
            "adapter": {"fresh_sha256": None, "before_sha256": None, "after_sha256": None, "dump": None},
            "parameters": {},
            "nonfinite": [],
            "stopped": None,
            "error": None,
        }

    def override(self, field, before, after):
        """Note that a value of the team was replaced for the smoke run."""
        entry = {"field": field, "from": plain(before), "to": plain(after)}
        if entry["from"] != entry["to"] and entry not in self.data["overrides"]:
            self.data["overrides"].append(entry)

    def effective(self, values):
        """Note the team's own values, first sight wins: what is seen later may already be ours."""
        for key, value in values.items():
            self.data["effective"].setdefault(key, plain(value))

    def flush(self):
        """Write the record whole or not at all. A forked child never writes over its parent's record."""
        if os.getpid() != self.pid:
            return
        temporary = f"{self.path}.tmp"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(self.data, file, allow_nan=False, sort_keys=True)
        os.replace(temporary, self.path)
