"""The process that reads a workbook: little memory, little time, no files, one JSON line after another.

Started by `limited` as `python -I -m amparo.files.tables.child`. Whatever a hostile file does to the parser, it
does here; when this process dies, the file is refused. Nothing of Django is imported.
"""

import datetime
import json
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 1 << 30
CPU_SECONDS = 120
ROWS_PER_LINE = 200


def limit_myself() -> None:
    """Give up what a reader of one file needs not. Linux and macOS; a limit that the system lacks is passed over."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def main(argument: str) -> int:
    """Read the workbook that `argument` (JSON: path, sheet, accept_cached_values) names; answer on stdout."""
    limit_myself()
    order = json.loads(argument)
    from amparo.files.tables.prescan import RefusedError, scan

    try:
        found = scan(order["path"], order["sheet"], accept_cached_values=order["accept_cached_values"])
        _say(
            {
                "sheet": found.sheets[found.index].name,
                "hidden": [sheet.name for sheet in found.sheets if sheet.hidden],
                "sheets": [sheet.name for sheet in found.sheets],
                "bad": found.bad,
                "bad_total": found.bad_total,
            }
        )
        for rows in _rows(order["path"], found.index):
            _say({"rows": rows})
        _say({"end": True})
    except RefusedError as refused:
        _say({"refused": refused.code, "values": refused.values})
    return 0


def _rows(path: str, index: int) -> Iterator[list[tuple[int, list[str]]]]:
    """Give [(row number, cells as text)], some rows at a time, without empty rows."""
    import python_calamine

    from amparo.files.tables.prescan import RefusedError

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(index)
            # Empty rows above the table are given, empty columns before it are not.
            before = [""] * (sheet.start[1] if sheet.start else 0)
            rows: list[tuple[int, list[str]]] = []
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                texts = [text_of(cell) for cell in cells]
                if any(texts):
                    rows.append((number, before + texts))
                if len(rows) >= ROWS_PER_LINE:
                    yield rows
                    rows = []
            yield rows
    except python_calamine.PasswordError as error:
        raise RefusedError("encrypted") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise RefusedError("broken", said=str(error)[:200]) from error


def text_of(cell: Any) -> str:
    """Return a cell as text: ISO dates, the shortest number, TRUE and FALSE."""
    if isinstance(cell, str):
        return cell.replace("\0", "_x0000_")  # as XML writes it; a NUL character is no text to a database
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
