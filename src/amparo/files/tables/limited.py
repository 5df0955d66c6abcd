"""Starts the limited process that reads a hostile file, and reads its answers without ever waiting for long."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

# Longest silence of the process while it is asked for rows, in seconds.
PATIENCE = 90.0
READER = "amparo.files.tables.child"
MAX_ANSWER = 64 * 1024 * 1024


class ReaderDiedError(Exception):
    """The process ended without an answer, or had to be ended."""


@contextmanager
def answers(
    order: dict[str, Any], *, patience: float = PATIENCE, reader: str = ""
) -> Iterator[Iterator[dict[str, Any]]]:
    """Run a reader on `order` and yield its answers, one dict each. The process never outlives the block.

    `reader` is the module that the process runs; the one of workbooks where none is named.

    Raises ReaderDiedError (while iterating) when the process is silent for `patience` seconds, answers too much at
    once, or dies.
    """
    command = [sys.executable, "-I", "-X", "utf8", "-m", reader or READER, json.dumps(order)]
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and module; the path is an argument, not a shell word)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        yield _lines(process, patience)
    finally:
        _end(process)


def _lines(process: "subprocess.Popen[bytes]", patience: float) -> Iterator[dict[str, Any]]:
    if process.stdout is None:
        raise ReaderDiedError
    held = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        until = time.monotonic() + patience
        while selector.select(timeout=max(0.0, until - time.monotonic())):
            piece = os.read(process.stdout.fileno(), 1 << 18)
            if not piece:
                raise ReaderDiedError
            held += piece
            *lines, rest = held.split(b"\n")
            held = bytearray(rest)
            for line in lines:
                yield json.loads(line)
            if len(held) > MAX_ANSWER:
                raise ReaderDiedError
            if lines:
                # The time that the caller took over the rows is not the process's silence.
                until = time.monotonic() + patience
    raise ReaderDiedError


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdout is not None:
        process.stdout.close()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
