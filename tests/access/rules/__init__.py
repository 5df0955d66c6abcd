"""The rules, one module per room. See the docstring of `tests.access`."""

import importlib
import pkgutil

from tests.access.rule import Rule


def all_rules() -> dict[str, Rule]:
    """Gather the rules of every room. Two rules for one route are an error."""
    rules: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        found = importlib.import_module(f"{__name__}.{module.name}").RULES
        if double := rules.keys() & found.keys():
            raise ValueError(f"{module.name} repeats the rules of {', '.join(sorted(double))}.")
        rules.update(found)
    return rules
