"""Combine the coverage data of all runs and hold each room to its floor of branch coverage."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    "src/amparo/kernel/": 95.0,
    "src/amparo/accounts/": 95.0,
    "src/amparo/audit/": 95.0,
    "src/amparo/monitor/": 95.0,
    "estimation/src/amparo_estimation/": 95.0,
}
POLICIES = "policies.py"


def covered(files: dict[str, dict[str, dict[str, int]]]) -> float:
    """Return the share (in per cent) of lines and branches that ran, over some files of a coverage report."""
    ran = sum(f["summary"]["covered_lines"] + f["summary"]["covered_branches"] for f in files.values())
    there = sum(f["summary"]["num_statements"] + f["summary"]["num_branches"] for f in files.values())
    return 100.0 * ran / there if there else 100.0


def main() -> int:
    """Print a line for each floor; return 1 where one is not reached."""
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, check=True)
    subprocess.run([*coverage, "json", "-q", "-o", ".coverage.json"], cwd=ROOT, check=True)
    files = json.loads((ROOT / ".coverage.json").read_text(encoding="utf-8"))["files"]
    missed = False
    for prefix, floor in FLOORS.items():
        share = covered({name: f for name, f in files.items() if name.startswith(prefix)})
        missed |= share < floor
        print(f"{'ok ' if share >= floor else 'LOW'} {share:6.2f} % of {floor:.0f} %  {prefix}")
    for name, file in files.items():
        if name.endswith(POLICIES):
            share = covered({name: file})
            missed |= share < 100
            print(f"{'ok ' if share >= 100 else 'LOW'} {share:6.2f} % of 100 %  {name}")
    print(f"    {covered(files):6.2f} %  everything")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
