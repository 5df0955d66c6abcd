"""The cells of one row, and what is said of one that cannot be understood."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHOLE = re.compile(r"\d{1,9}", re.ASCII)

# The texts of one row, by field.
Cells = Mapping[str, str]


class Wrong(Exception):  # noqa: N818  (not an error of the program: one cell is wrong)
    """One cell cannot be understood."""

    def __init__(self, field: str, message: "StrOrPromise", advice: "StrOrPromise", value: str | None = None) -> None:
        super().__init__(field)
        self.field, self.message, self.advice, self.value = field, message, advice, value
