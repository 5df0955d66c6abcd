"""The rules, one module per room. See the docstring of `tests.access`."""

import importlib
import pkgutil

from tests.access.routes import without_converters
from tests.access.rule import Rule


def all_rules() -> dict[str, Rule]:
    """Gather the rules of every room. Two rules for one route are an error."""
    rules: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        written = importlib.import_module(f"{__name__}.{module.name}").RULES
        found = {without_converters(key): rule for key, rule in written.items()}
        if double := rules.keys() & found.keys():
            raise ValueError(f"{module.name} repeats the rules of {', '.join(sorted(double))}.")
        rules.update(found)
    return rules
