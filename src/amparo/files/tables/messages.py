"""The words for what the limited process says in codes."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from amparo.files.tables.problems import TableError, TableProblem


def refusal(code: str, values: Mapping[str, str | int]) -> TableError:
    """Return the refusal of a workbook for a code of `prescan` and its values."""
    message, advice = _WORDS.get(code, _died)()
    return TableError(TableProblem(message % values, advice % values))


def _resave() -> str:
    return _("Open it in a spreadsheet program, and save the sheet as “CSV UTF-8”.")


def _broken() -> tuple[str, str]:
    return _("The workbook is damaged and cannot be read (%(said)s)."), _resave()


def _died() -> tuple[str, str]:
    return (
        _("The workbook could not be read within the limits of memory and time that protect the system."),
        _resave(),
    )


def _encrypted() -> tuple[str, str]:
    return (
        _("The workbook is protected by a password."),
        _("Remove the password in the spreadsheet program and save it again, or save the sheet as “CSV UTF-8”."),
    )


def _entries() -> tuple[str, str]:
    return _("The workbook has %(count)d parts; at most %(most)d are read."), _resave()


def _bomb() -> tuple[str, str]:
    return (
        _("The workbook would unpack from %(packed)d kB to %(size)d MB, as files made to do harm do."),
        _("If it is honest, save the sheet as “CSV UTF-8”."),
    )


def _macros() -> tuple[str, str]:
    return _("The workbook holds macros, which are programs."), _("Save it as a workbook without macros (.xlsx).")


def _links() -> tuple[str, str]:
    return (
        _("The workbook takes values from other workbooks or data connections."),
        _("Break the links in the spreadsheet program, or paste the sheet as values into a new workbook."),
    )


def _no_workbook() -> tuple[str, str]:
    return _("The file is a zip archive, but no XLSX workbook."), _("Save the table as XLSX or as “CSV UTF-8”.")


def _no_sheet() -> tuple[str, str]:
    return _("The workbook has no sheet."), _resave()


def _unknown_sheet() -> tuple[str, str]:
    return (
        _("The workbook has no sheet called “%(name)s”. It has: %(names)s."),
        _("Correct the name of the sheet in the mapping."),
    )


def _cells() -> tuple[str, str]:
    return (
        _("The sheet has more than %(most)d cells, which is too much for a workbook."),
        _("Save the sheet as “CSV UTF-8”: there is no such limit for CSV."),
    )


def _far() -> tuple[str, str]:
    return (
        _("Cell %(cell)s lies so far from the others that the sheet would take up %(most)d cells and more."),
        _("Delete the stray cell, or save the sheet as “CSV UTF-8”."),
    )


def _strings() -> tuple[str, str]:
    return _("The workbook holds more than %(most)d million characters of text."), _resave()


def _entities() -> tuple[str, str]:
    return (
        _("The workbook declares XML entities (%(part)s), as files made to do harm do."),
        _resave(),
    )


_WORDS: dict[str, Callable[[], tuple[str, str]]] = {
    "broken": _broken,
    "died": _died,
    "encrypted": _encrypted,
    "entries": _entries,
    "bomb": _bomb,
    "macros": _macros,
    "links": _links,
    "no_workbook": _no_workbook,
    "no_sheet": _no_sheet,
    "unknown_sheet": _unknown_sheet,
    "cells": _cells,
    "far": _far,
    "strings": _strings,
    "entities": _entities,
}
