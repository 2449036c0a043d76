"""Write the tables of docs/stories.md from the scenario files: what stories assume, and why.

``python scripts/story_table.py`` renews the tables; a test fails when they are stale.
"""

import re
import tomllib
from pathlib import Path

STORIES = ("neutral", "optimistic", "pessimistic", "mostaque", "bakery")
TECHNOLOGIES = ("slow", "consensus", "brisk", "transformative", "literal")
INSTITUTIONS = ("open", "middle", "closed")
USUAL = ("brisk", "middle")
"""The technology with which institutions are shown, and the institutions with which technologies are."""
MARKS = ("<!-- stories: written by scripts/story_table.py -->", "<!-- end of the stories -->")
SCENARIOS = Path(__file__).parents[1] / "scenarios"
LINE = re.compile(r'^"?([\w-]+)"? = [^#]*?(?:\s+# (.*))?$')


def reasons(file: str) -> dict[str, str]:
    """Return the reason that a file in the folder of scenarios gives, by key."""
    found, section = {}, ""
    for line in (SCENARIOS / f"{file}.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif section and (said := LINE.match(line)):
            found[f"{section}.{said[1]}"] = said[2] or ""
    return found


def point(story: str) -> str:
    """Return the point of the grid on which a story is based."""
    based_on: str = tomllib.loads((SCENARIOS / f"{story}.toml").read_text(encoding="utf-8"))["based_on"]
    return based_on if "/" in based_on else point(based_on)


def table(scenarios: dict[str, str], files: dict[str, str]) -> str:
    """Return what the files of some scenarios say.

    Parameters
    ----------
    scenarios : dict
        What to load, by the head of its column.
    files : dict
        The file that says what is different, likewise.
    """
    from sim.scenario import Scenario
    from sim.toml import write_value

    said = {name: reasons(file) for name, file in files.items()}
    keys = dict.fromkeys(key for words in said.values() for key in words)
    resolved = {name: Scenario.load(scenario).resolved() for name, scenario in scenarios.items()}
    lines = [f"| key | {' | '.join(scenarios)} | why |", f"| --- |{' --- |' * len(scenarios)} --- |"]
    for key in keys:
        *sections, last = key.split(".")
        if last == "enabled":
            continue
        values = []
        for tables in resolved.values():
            for section in sections:
                tables = tables[section]
            values.append(write_value(tables[last]) if last in tables else "")
        by_reason: dict[str, list[str]] = {}
        for name, words in said.items():
            if words.get(key):
                by_reason.setdefault(words[key], []).append(name)
        why = [f"*{', '.join(names)}*: {reason}" for reason, names in by_reason.items()]
        lines.append(f"| `{key}` | {' | '.join(values)} | {'; '.join(why)} |")
    return "\n".join(lines)


def renew(text: str) -> str:
    """Return the document with the tables as they are now."""
    technology, institutions = USUAL
    points = ["| story | technology | institutions | keys of its own |", "| --- | --- | --- | --- |"]
    for story in STORIES:
        own = ", ".join(dict.fromkeys(f"`{'.'.join(key.split('.')[:2])}`" for key in reasons(story)))
        points.append(f"| {story} | {' | '.join(point(story).split('/'))} | {own} |")
    parts = {
        "Stories": "\n".join(points),
        "Technologies": table(
            {name: f"{name}/{institutions}" for name in TECHNOLOGIES},
            {name: f"technologies/{name}" for name in TECHNOLOGIES},
        ),
        "Institutions": table(
            {name: f"{technology}/{name}" for name in INSTITUTIONS},
            {name: f"institutions/{name}" for name in INSTITUTIONS},
        ),
        "What stories add": table({name: name for name in STORIES}, {name: name for name in STORIES}),
    }
    tables = "\n\n".join(f"**{title}**\n\n{rows}" for title, rows in parts.items())
    before, rest = text.split(MARKS[0])
    return f"{before}{MARKS[0]}\n\n{tables}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


if __name__ == "__main__":
    document = SCENARIOS.parent / "docs" / "stories.md"
    document.write_text(renew(document.read_text(encoding="utf-8")), encoding="utf-8")
