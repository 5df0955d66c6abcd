"""What only the operator may do cannot be reached from a page or the API."""

import ast
from pathlib import Path

import amparo

SOURCE = Path(amparo.__file__).parent


def imports(path: Path) -> set[str]:
    """Return every module and name that a file imports, as dotted names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def test_no_page_and_no_address_imports_the_operators_acts() -> None:
    users = {path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if "amparo.accounts.operation" in imports(path)}
    assert {path for path in users if path.parts[0] != "cli" and "demo" not in path.parts} == set()
    assert Path("cli/people.py") in users, "the check looks at the right name"
