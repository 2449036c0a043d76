"""Look for what is known to be unsafe: in the sources with bandit, in the pinned versions with pip-audit.

What is accepted stands with its reason in ``.ci/accepted.toml``. Ends with 1 where something else is found,
or where what is accepted is found no longer. Advisories need a network; where their service cannot be
reached, or knows none of the packages, a sentence says so and only the sources are looked at.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOOKED_AT = ("sim", "scripts", "docs/site")
PINNED = "constraints-all.txt"


def unsafe_lines(findings: list[dict[str, Any]], accepted: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each finding of bandit that is not accepted, and for what is accepted in vain."""
    used = set()
    for finding in findings:
        file = Path(finding["filename"]).as_posix()
        code = finding["test_id"]
        matches = [
            (number, code, place)
            for number, entry in enumerate(accepted)
            for place in entry["places"]
            if code in entry["codes"] and (file == place or (place.endswith("/") and file.startswith(place)))
        ]
        used.update(matches)
        if not matches:
            yield f"{file}:{finding['line_number']}: {code} {finding['issue_text'].splitlines()[0]}"
    for number, entry in enumerate(accepted):
        for key, position in (("codes", 1), ("places", 2)):
            for value in entry[key]:
                if value not in {match[position] for match in used if match[0] == number}:
                    yield f".ci/accepted.toml: {value} is accepted ({entry['reason']}) and not found any more"


def weak_versions(dependencies: list[dict[str, Any]], accepted: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each advisory that is not accepted, and for what is accepted in vain."""
    known = {entry["id"] for entry in accepted}
    found = set()
    for dependency in dependencies:
        for advisory in dependency.get("vulns", []):
            names = {advisory["id"], *advisory.get("aliases", [])}
            found |= names & known
            if not names & known:
                better = ", ".join(advisory.get("fix_versions", [])) or "no version yet"
                yield f"{dependency['name']} {dependency['version']}: {advisory['id']}, mended by {better}"
    for name in sorted(known - found):
        yield f".ci/accepted.toml: {name} is accepted and not found any more"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this interpreter in the root of the checkout."""
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)


def main() -> None:
    """Look, print what is found, and end with 1 if that is something."""
    accepted = tomllib.loads((ROOT / ".ci" / "accepted.toml").read_text(encoding="utf-8"))
    done = run("bandit", "--quiet", "--recursive", "--format", "json", *LOOKED_AT)
    if not done.stdout:
        sys.exit(f"bandit did not run: {done.stderr.strip()}")
    found = list(unsafe_lines(json.loads(done.stdout)["results"], accepted.get("bandit", [])))
    print(f"sources: {len(found) or 'nothing'} to look at")
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    done = run("pip_audit", "--requirement", PINNED, *options)
    listed = json.loads(done.stdout)["dependencies"] if done.stdout else []
    asked = [dependency for dependency in listed if "skip_reason" not in dependency]
    if asked:
        found += weak_versions(asked, accepted.get("advisory", []))
        print(f"advisories: asked about {len(asked)} of {len(listed)} pinned versions")
    else:
        print("advisories: skipped, their service cannot be reached from here or knows none of the packages")
    for sentence in found:
        print(sentence)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
