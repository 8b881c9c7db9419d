"""The smoke shim: makes an unmodified trainer take three deterministic, recorded optimizer steps.

It detects mistakes, not attacks: it lives in the trainer's own process, and hostile code there could forge what it writes.
"""

from .install import install

__all__ = ["install"]
