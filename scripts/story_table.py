"""Write the table of docs/stories.md from the scenario files: what each story assumes, and why.

``python scripts/story_table.py`` renews the table; a test fails when it is stale.
"""

import re
from pathlib import Path

STORIES = ("neutral", "optimistic", "pessimistic", "mostaque", "bakery")
MARKS = ("<!-- stories: written by scripts/story_table.py -->", "<!-- end of the stories -->")
ROOT = Path(__file__).parents[1]
INSTITUTIONS = ("firms", "supply", "wages", "government", "population", "capital", "monetary")
LINE = re.compile(r'^"?([\w-]+)"? = [^#]*?(?:\s+# (.*))?$')


def reasons(story: str) -> dict[str, str]:
    """Return the reason that the file of a story gives, by key."""
    found, section = {}, ""
    for line in (ROOT / "scenarios" / f"{story}.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif section and (said := LINE.match(line)):
            found[f"{section}.{said[1]}"] = said[2] or ""
    return found


def table(keys: list[str], said: dict[str, dict[str, str]]) -> str:
    """Return the table of some keys."""
    from sim.scenario import Scenario
    from sim.toml import write_value

    stories = {story: Scenario.load(story).resolved() for story in STORIES}
    lines = [f"| key | {' | '.join(STORIES)} | why |", f"| --- |{' --- |' * len(STORIES)} --- |"]
    for key in keys:
        *sections, name = key.split(".")
        values = []
        for resolved in stories.values():
            for section in sections:
                resolved = resolved[section]
            values.append(write_value(resolved[name]) if name in resolved else "")
        why = [f"*{story}*: {words[key]}" for story, words in said.items() if words.get(key)]
        lines.append(f"| `{key}` | {' | '.join(values)} | {'; '.join(why)} |")
    return "\n".join(lines)


def renew(text: str) -> str:
    """Return the document with the tables as they are now."""
    said = {story: reasons(story) for story in STORIES}
    named = dict.fromkeys(key for words in said.values() for key in words)
    keys = [key for key in named if not key.endswith(".enabled")]
    owned = (
        "compute.concentration",
        "compute.demand_elasticity",
        "compute.foreign_ownership",
        "compute.model_spillover",
        "adoption.entry_ai_elasticity",
    )
    institutions = [key for key in keys if key.startswith(INSTITUTIONS) or key in owned]
    technology = [key for key in keys if key not in institutions]
    parts = "\n\n".join(
        f"**{title}**\n\n{table(chosen, said)}"
        for title, chosen in (("Technology and adoption", technology), ("Institutions", institutions))
    )
    before, rest = text.split(MARKS[0])
    return f"{before}{MARKS[0]}\n\n{parts}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


if __name__ == "__main__":
    document = ROOT / "docs" / "stories.md"
    document.write_text(renew(document.read_text(encoding="utf-8")), encoding="utf-8")
