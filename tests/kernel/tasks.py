"""Tasks for the tests of the worker."""

from django_tasks import task

done: list[str] = []


@task
def note(text: str) -> str:
    """Remember that the task ran."""
    done.append(text)
    return text


@task
def fail() -> None:
    """Fail."""
    raise RuntimeError("broken")
