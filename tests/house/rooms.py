"""The order of the rooms, as the import contract in pyproject.toml states it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, int]:
    """Return room -> floor: the higher the number, the higher the room; rooms side by side share a number."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c for c in contracts if c["type"] == "layers")["layers"]
    return {name.strip(" ()"): len(layers) - depth for depth, layer in enumerate(layers) for name in layer.split("|")}
