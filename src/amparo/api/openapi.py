"""The OpenAPI 3.1 document: what the library makes of the types, completed by scopes, errors and examples."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from amparo.api.access import Everybody, Needs
from amparo.kernel import errors
from amparo.kernel.problem import MEDIA_TYPE

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the API. The scope that an operation needs stands beside it.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Somebody signed in on the pages. What changes anything also needs the header X-CSRFToken.",
    },
}
# Errors of every operation, of those that ask who calls, and of those that save something.
OF_ALL: tuple[type[errors.AmparoError], ...] = (
    errors.Unauthenticated,
    errors.NotFound,
    errors.Invalid,
    errors.TooMany,
    errors.Unavailable,
)
OF_SAVING: tuple[type[errors.AmparoError], ...] = (errors.Unreadable, errors.Conflict, errors.TooLarge)


def declared(operation: Operation) -> Needs | Everybody | None:
    """Return what an operation declares of who may call it; None where it declares nothing."""
    said = [one for one in operation.auth_callbacks if isinstance(one, Needs | Everybody)]
    return said[0] if len(said) == 1 == len(operation.auth_callbacks) else None


def operations(api: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    """Yield the path and operation of everything that the API offers."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def complete(api: NinjaAPI, schema: OpenAPISchema) -> OpenAPISchema:
    """Add to the schema who may call each operation, which errors it answers, and what marks a reading."""
    by_id = {operation.operation_id or api.get_openapi_operation_id(operation): operation
             for _path, operation in operations(api)}  # fmt: skip
    for methods in schema["paths"].values():
        for method, described in methods.items():
            _complete_operation(described, method, declared(by_id[described["operationId"]]))
    components = schema["components"]
    components["securitySchemes"] = SCHEMES
    components["responses"] = {kind.__name__: _error(kind) for kind in (*OF_ALL, errors.NotAllowed, *OF_SAVING)}
    components["schemas"].update(_problem_schemas())
    return schema


def _complete_operation(described: dict[str, Any], method: str, rule: Needs | Everybody | None) -> None:
    kinds = [*OF_ALL, *(OF_SAVING if method != "get" else ())]
    if isinstance(rule, Needs):
        described["security"] = [{"token": [rule.scope.value] if rule.scope else []}, {"session": []}]
        kinds.append(errors.NotAllowed)
    else:
        described["security"] = [{}, {"token": []}]
    answers = described["responses"]
    if method == "get":
        answers[304] = {"description": "What If-None-Match named still holds; there is no body."}
        answers[200]["headers"] = {
            "ETag": {"description": "Marks this answer, for If-None-Match.", "schema": {"type": "string"}}
        }
    for kind in kinds:
        answers[kind.status] = {"$ref": f"#/components/responses/{kind.__name__}"}
    for parameter in described.get("parameters", []):
        parameter["schema"] = _given_or_left_out(parameter["schema"])
        parameter.pop("examples", None)  # the library writes a list where OpenAPI wants names; the schema has them
        if words := parameter["schema"].pop("description", ""):
            parameter["description"] = words


def _given_or_left_out(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an argument without null: an address leaves an argument out, it cannot write null."""
    kept = {name: value for name, value in schema.items() if name not in ("title", "anyOf")}
    others = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(others) == 1:
        return {**others[0], **kept}
    return {**kept, "anyOf": others} if others else kept


def _error(kind: type[errors.AmparoError]) -> dict[str, Any]:
    return {
        "description": str(kind.title),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {
                    "type": errors.PROBLEM_TYPE + kind.slug,
                    "title": str(kind.title),
                    "status": kind.status,
                    "detail": str(kind.usual_detail),
                    "advice": str(kind.usual_advice),
                },
            }
        },
    }


def _problem_schemas() -> dict[str, Any]:
    from amparo.api.schemas.common import Problem

    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**problem.pop("$defs"), "Problem": problem}
