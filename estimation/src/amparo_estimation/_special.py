"""The few special functions needed, typed, and loaded from scipy at first use: reading a table never pays for them."""

from functools import lru_cache
from importlib import import_module
from types import ModuleType

import numpy as np

from amparo_estimation._grid import Vector


@lru_cache(maxsize=1)
def _scipy() -> ModuleType:
    return import_module("scipy.special")


def gammaln(x: Vector | float) -> Vector:
    """Log of the gamma function, elementwise."""
    value: Vector = _scipy().gammaln(np.asarray(x, dtype=np.float64))
    return value


def xlogy(x: Vector, y: Vector) -> Vector:
    """``x * log(y)``, and zero where x is zero, elementwise."""
    value: Vector = _scipy().xlogy(x, y)
    return value
