"""Settings from the environment, with secrets also from files, failing loudly.

A value is looked up in this order: the environment, a file named by `<NAME>_FILE` in the environment,
then `settings.env` in the data folder (lines of `NAME=value`), which is how `make run` remembers that a
data folder belongs to a demonstration.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Typed look-ups over the environment and one `settings.env`."""

    def __init__(self, data_dir: Path) -> None:
        self._file = _read_env_file(data_dir / "settings.env")

    def text(self, name: str, default: str | None = None) -> str:
        """Return the value of `name`; raise ImproperlyConfigured where there is none and no default."""
        if name in os.environ:
            return os.environ[name]
        if path := os.environ.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error}.") from error
        if name in self._file:
            return self._file[name]
        if default is None:
            raise ImproperlyConfigured(
                f"{name} is not set. Set it in the environment, or name a file that holds it in {name}_FILE."
            )
        return default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes/no setting written as 1/0, true/false, yes/no or on/off."""
        value = self.text(name, "1" if default else "0").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off", ""}:
            return False
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from error

    def items(self, name: str, default: str = "") -> list[str]:
        """Return a comma-separated list without empty parts."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, value = text.partition("=")
        if not sign:
            raise ImproperlyConfigured(f"{path}, line {number}: expected NAME=value, found {text!r}.")
        pairs[name.strip()] = value.strip()
    return pairs


def data_directory(base: Path) -> Path:
    """Return the one folder that a running Amparo writes to: `AMPARO_DATA_DIR`, else `var` under `base`."""
    return Path(os.environ.get("AMPARO_DATA_DIR", base / "var")).resolve()
