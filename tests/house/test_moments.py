"""A moment is said in one zone, that of the installation: by `words.moment`, and its day by `clock.day_of`."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from amparo.kernel import clock
from amparo.kernel.ui import words
from tests.house.rooms import ROOT

SOURCE = ROOT / "src" / "amparo"

# The day of a published file is the one that its issuer writes on it.
ISSUERS = {"generated_at"}


def _is_moment(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and (node.attr == "at" or node.attr.endswith("_at"))


def _breaches(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        told = [one for one in node.args if isinstance(one, ast.Constant) and "TIME_FORMAT" in str(one.value)]
        of_moment = bool(node.args) and _is_moment(node.args[0])
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        day_of_moment = name == "date" and not node.args and owner is not None and _is_moment(owner)
        if (name == "date_format" and (told or of_moment)) or (
            day_of_moment and getattr(owner, "attr", "") not in ISSUERS
        ):
            yield node


def test_no_module_says_a_moment_or_takes_its_day_by_itself() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).as_posix() != "kernel/ui/words.py"
        for node in _breaches(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, f"Say moments by words.moment, and their days by clock.day_of: {found}"


def test_the_rule_can_be_broken() -> None:
    broken = (
        'date_format(row, "DATETIME_FORMAT"); date_format(row.sent_at); row.sent_at.date(); row.generated_at.date()'
    )
    assert len(list(_breaches(ast.parse(broken)))) == 3


def test_a_moment_lies_on_the_day_of_the_installation() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Kabul")):
        assert clock.day_of(late) == date(2026, 3, 5)
        assert words.moment(late).startswith("5 March 2026")
        assert words.moment(late, short=True) != words.moment(late)
    assert clock.day_of(late) == date(2026, 3, 4)
