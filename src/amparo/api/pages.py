"""What the documentation page shows: a worked example, the scopes, and each operation as the schema describes it.

Descriptions come from the schema and stay in English, as it does; everything around them is translated.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.accounts.scopes import NEEDED, Scope
from amparo.api import worked
from amparo.kernel.ui.parts import Cell, Column, Link, Table

Json = Mapping[str, Any]
REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation. `scope` is empty where everybody is answered, or any token is."""

    ident: str
    method: str
    path: str
    summary: str
    description: Sequence[SafeString]
    scope: str
    public: bool
    arguments: Table | None
    body: Table | None
    answers: Sequence[Link]
    gives: Link | None


@dataclass(frozen=True, slots=True)
class TypeShown:
    """One type of the schema: its name, what it says, and its members."""

    ident: str
    name: str
    description: Sequence[SafeString]
    members: Table


@dataclass(frozen=True, slots=True)
class DocumentationPage:
    """The whole page. `tokens_url` is empty for visitors, who have none."""

    schema_url: str
    tokens_url: str
    examples: Sequence[worked.Example]
    scopes: Table
    contents: Sequence[Link]
    operations: Sequence[OperationShown]
    types: Sequence[TypeShown]


def documentation_page(acting: Person | None, schema: Json) -> DocumentationPage:
    """Lay out the schema. The example names the reader's own agency, where there is one."""
    held = sorted(acting.current_roles, key=str) if acting is not None else []
    shown = list(_operations(schema))
    return DocumentationPage(
        schema_url=reverse("api:openapi-json"),
        tokens_url=reverse("accounts:token-list") if acting is not None else "",
        examples=worked.examples(settings.ORIGIN, str(held[0][0]) if held else ""),
        scopes=_scopes(),
        contents=[Link(f"{one.method} {one.path}", f"#{one.ident}") for one in shown],
        operations=shown,
        types=list(_types(schema)),
    )


def _scopes() -> Table:
    columns = (Column(_("Scope")), Column(_("What it may be used for")), Column(_("Roles that may have it")))
    rows = [
        (Cell(scope.value, code=True), scope.label, ", ".join(sorted(str(role.label) for role in NEEDED[scope])))
        for scope in Scope
    ]
    return Table(_("Scopes of a token"), columns, rows, fold=True)


def _operations(schema: Json) -> Iterator[OperationShown]:
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            yield _operation(path, method.upper(), said)


def _operation(path: str, method: str, said: Json) -> OperationShown:
    scopes = [scope for one in said["security"] for scope in one.get("token", [])]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    good = next(answer for status, answer in said["responses"].items() if int(status) < 300)
    return OperationShown(
        ident=said["operationId"],
        method=method,
        path=path,
        summary=said["summary"],
        description=_paragraphs(said.get("description", "")),
        scope="".join(scopes),
        public={} in said["security"],
        arguments=_arguments(said.get("parameters", [])),
        body=_body(body),
        answers=[Link(str(status)) for status in sorted(said["responses"], key=int)],
        gives=_gives(good["content"]["application/json"]["schema"]),
    )


def _paragraphs(text: str) -> Sequence[SafeString]:
    return [_with_code(part.replace("\n", " ")) for part in text.strip().split("\n\n") if part]


def _with_code(text: str) -> SafeString:
    """Return a text in which what stands between backticks is set apart."""
    parts = [format_html("<code>{}</code>" if odd else "{}", part) for odd, part in _alternating(text.split("`"))]
    return format_html("{}" * len(parts), *parts)


def _alternating(parts: Sequence[str]) -> Iterator[tuple[bool, str]]:
    return ((bool(number % 2), part) for number, part in enumerate(parts))


def _arguments(parameters: Sequence[Json]) -> Table | None:
    if not parameters:
        return None
    columns = (Column(_("Argument")), Column(_("Where")), Column(_("Type")), Column(_("Meaning")))
    rows = [
        (
            Cell(one["name"], code=True, note=_("required") if one["required"] else ""),
            one["in"],
            Cell(_type(one["schema"]), code=True),
            _with_code(one.get("description", "–")),
        )
        for one in parameters
    ]
    return Table(_("Arguments"), columns, rows, fold=True)


def _body(schema: Json | None) -> Table | None:
    if schema is None:
        return None
    name = schema["$ref"].removeprefix(REF)
    rows = [(Cell(name, href=f"#type-{name}"), "application/json")]
    return Table(_("Body of the request"), (Column(_("Type")), Column(_("Format"))), rows, fold=True)


def _gives(schema: Json) -> Link | None:
    inner = schema.get("items", schema)
    name = inner.get("$ref", "").removeprefix(REF)
    return Link(f"{name} […]" if "items" in schema else name, f"#type-{name}") if name else None


def _types(schema: Json) -> Iterator[TypeShown]:
    for name, said in sorted(schema["components"]["schemas"].items()):
        members = _members(name, said) if "properties" in said else _values(name, said)
        yield TypeShown(f"type-{name}", name, _paragraphs(said.get("description", "")), members)


def _members(name: str, said: Json) -> Table:
    required = set(said.get("required", []))
    columns = (Column(_("Member")), Column(_("Type")), Column(_("Meaning")))
    rows = [_member(member, of, member in required) for member, of in said["properties"].items()]
    return Table(name, columns, rows, fold=True, caption_hidden=True)


def _values(name: str, said: Json) -> Table:
    """Return the values of a type that is one of several words."""
    rows = [(Cell(str(value), code=True),) for value in said.get("enum", [])]
    return Table(name, (Column(_("One of")),), rows, fold=True, caption_hidden=True)


def _member(name: str, said: Json, required: bool) -> Sequence[Cell | str]:
    ref = _reference(said)
    kind = Cell(_type(said), href=f"#type-{ref}" if ref else "", code=True)
    meaning = [said.get("description", "")]
    if said.get("examples"):
        meaning.append(_("for example %(value)s") % {"value": json.dumps(said["examples"][0], ensure_ascii=False)})
    return (
        Cell(name, code=True, note="" if required else _("optional")),
        kind,
        _with_code(" – ".join(part for part in meaning if part) or "–"),
    )


def _reference(said: Json) -> str:
    """Return the name of the type that a member holds, alone or in a list."""
    for one in (said, said.get("items", {}), *said.get("anyOf", [])):
        if "$ref" in one:
            return str(one["$ref"]).removeprefix(REF)
    return ""


def _type(said: Json) -> str:
    """Return a type in a few words: `string (date)`, `[Fault]`, `integer 1–100`, `a | b`, `string | null`."""
    if "$ref" in said:
        return str(said["$ref"]).removeprefix(REF)
    if "anyOf" in said:
        return " | ".join(_type(one) for one in said["anyOf"])
    if "const" in said:
        return str(said["const"])
    if "enum" in said:
        return " | ".join(str(value) for value in said["enum"])
    if said.get("type") == "array":
        return f"[{_type(said.get('items', {}))}]"
    return _plain(said)


def _plain(said: Json) -> str:
    name = str(said.get("type", "object"))
    if "format" in said:
        return f"{name} ({said['format']})"
    if "minimum" in said and "maximum" in said:
        return f"{name} {said['minimum']}–{said['maximum']}"
    return name
