"""Ask the advisory database about every locked dependency. Where it cannot be reached, say so aloud."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("run", "test", "uv")


def main() -> int:
    """Return 1 where a locked release has a known weakness, 0 where none has or nobody could be asked."""
    locks = [part for name in LOCKS for part in ("-r", f"requirements/{name}.txt")]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", *locks]
    try:
        asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        dependencies = json.loads(asked.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return unreachable()
    answered = [d for d in dependencies if "skip_reason" not in d]
    if not answered:
        return unreachable()
    weak = [(d["name"], d["version"], v["id"], v.get("fix_versions")) for d in answered for v in d["vulns"]]
    for name, version, advisory, fixed in weak:
        print(
            f"{name} {version}: {advisory}; repaired in {', '.join(fixed or []) or 'no release yet'}", file=sys.stderr
        )
    print(f"{len(answered)} of {len(dependencies)} dependencies were asked about; {len(weak)} known weaknesses.")
    return int(bool(weak))


def unreachable() -> int:
    """Say that nothing was audited."""
    print("SKIPPED ALOUD: the advisory database cannot be reached from here, so dependencies were not audited.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
