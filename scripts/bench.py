"""Run every measurement in bench/ and print its figures under the machine's shape. Nothing here can fail a build."""

import subprocess
import sys
from pathlib import Path

from machine import shape

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run each script of bench/ (or those named on the command line) in a process of its own."""
    wanted = set(sys.argv[1:])
    print(shape(), flush=True)
    failed = []
    for script in sorted((ROOT / "bench").glob("[a-z]*.py")):
        if wanted and script.stem not in wanted:
            continue
        print(f"\n== {script.stem}", flush=True)
        if subprocess.run([sys.executable, str(script)], cwd=ROOT, check=False).returncode:
            failed.append(script.stem)
    if failed:
        print(f"\nDid not finish: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
