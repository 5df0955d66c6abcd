"""Every operation of the API asked everything that its schema allows, and much that it does not.

The schema is the one that the running API gives out, and the questions go through the whole stack as a server's would.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from amparo.config.wsgi import application


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection, whose transaction the test takes back: a server would close it between two requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@one_connection()
def explore(headers: Mapping[str, str], *, examples: int) -> tuple[int, set[int]]:
    """Ask each operation `examples` times; return how many questions were asked and which statuses came.

    Raises where an answer is a fault of the program, has a status or content type that the schema does not name, or a
    body or headers that it does not describe, and where something that it forbids is accepted.
    """
    # Here and not at the head: to load it takes a second, which no other test should wait for.
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as of_openapi

    checks = [
        not_a_server_error,
        of_openapi.status_code_conformance,
        of_openapi.content_type_conformance,
        of_openapi.response_headers_conformance,
        of_openapi.response_schema_conformance,
        of_openapi.negative_data_rejection,
    ]
    bounded = settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seen: list[int] = []
    sent = {**headers, "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            operation = found.ok()

            def ask(case: Any) -> None:
                answer = case.call(headers=sent)
                case.validate_response(answer, checks=checks, headers=sent)
                seen.append(answer.status_code)

            try:
                bounded(given(case=operation.as_strategy(generation_mode=mode))(ask))()
            except Exception as error:
                if "Unsatisfiable" not in type(error).__name__:  # nothing wrong can be said to this operation
                    raise
    return len(seen), set(seen)
