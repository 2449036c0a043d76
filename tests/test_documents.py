"""What the documents say of the tree is true: links, paths, sections, keys, tables."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

import sim
from sim.parameters import SECTIONS, declarations
from sim.state import columns
from sim.state.accounts import ACCOUNT_NAMES

ROOT = Path(sim.__file__).parents[1]
DOCUMENTS = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), ROOT / "results/reference/README.md"])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
FOLDERS = "sim|docs|tests|scripts|scenarios|examples|results|.ci"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def headings(name: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", without_code(text_of(name)), re.MULTILINE)


def anchor(heading: str) -> str:
    """Return the name under which a heading can be linked to, as hosts of repositories make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(name))):
        if "://" in target:
            continue
        file, _, part = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), target
        if part:
            assert part in map(anchor, headings(path.relative_to(ROOT).as_posix())), target


@pytest.mark.parametrize("name", [name for name in NAMES if name != "CHANGELOG.md"])
def test_files_that_are_named_exist(name: str) -> None:
    missing = [
        path
        for path in re.findall(rf"`((?:{FOLDERS})/[\w./*-]+)`", without_code(text_of(name)))
        if not path.startswith(("results/", "docs/pictures/")) and not list(ROOT.glob(path.rstrip("/")))
    ]
    assert missing == []


SECTION = re.compile(r"docs/model\.md, sections? ((?:\d+(?:\.\d+)?)(?:(?:,| and|,\s+and)\s+\d+(?:\.\d+)?)*)")


def test_sections_of_the_model_that_the_sources_cite_exist() -> None:
    numbers = {heading.split(" ")[0] for heading in headings("docs/model.md")}
    cited = {}
    for path in sorted((ROOT / "sim").rglob("*.py")):
        text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        for found in SECTION.findall(text):
            for number in re.findall(r"[\d.]+", found):
                cited[f"{path.relative_to(ROOT)}: {number}"] = number.rstrip(".")
        assert "(MODEL" not in text, path
    assert len(cited) >= 12
    assert {place: number for place, number in cited.items() if number not in numbers} == {}


def known_names() -> set[str]:
    """Return every key of a scenario and every column of the state."""
    keys = {f"{section}.{name}" for section, kind in SECTIONS.items() for name in declarations(kind)}
    tables = {
        "workers": columns.Workers,
        "teams": columns.Teams,
        "firms": columns.Firms,
        "providers": columns.Providers,
        "macro": columns.Macro,
    }
    found = {f"{table}.{name}" for table, kind in tables.items() for name in kind._fields}
    return keys | found | {f"accounts.{name}" for name in ACCOUNT_NAMES}


@pytest.mark.parametrize("name", ["docs/model.md", "docs/data.md", "docs/decisions.md"])
def test_keys_and_columns_that_are_named_exist(name: str) -> None:
    known = known_names()
    sections = {key.split(".")[0] for key in known}
    named = {
        found
        for found in re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", without_code(text_of(name)))
        if found.split(".")[0] in sections and not found.endswith((".csv", ".py", ".toml", ".md"))
    }
    assert named
    assert sorted(named - known) == []


def test_the_architecture_has_a_sentence_for_every_room() -> None:
    text = text_of("docs/architecture.md")
    rooms = [f"sim/{path.name}/" for path in (ROOT / "sim").iterdir() if (path / "__init__.py").is_file()]
    assert len(rooms) > 10
    assert [room for room in rooms if f"`{room}`" not in text] == []
    modules = [f"sim/{path.name}" for path in (ROOT / "sim").glob("*.py") if not path.name.startswith("__")]
    assert [module for module in modules if f"`{module}`" not in text] == []


def test_the_architecture_has_the_order_of_the_rooms_that_is_checked() -> None:
    contract, *_ = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    order = " > ".join(re.sub(r" [|:] ", ", ", layer) for layer in contract["layers"])
    assert f" {order} " in " ".join(text_of("docs/architecture.md").split())


def test_the_glossary_is_in_order() -> None:
    words = [
        found.lower()
        for found in re.findall(r"^\*\*(.+?)[,.]?\*\*", text_of("docs/glossary.md"), re.MULTILINE)
    ]
    assert len(words) > 40
    assert words == sorted(words)


def test_every_table_of_the_base_year_is_described_and_says_its_source() -> None:
    text = text_of("docs/data.md")
    for path in sorted((ROOT / "sim" / "data").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        head = "\n".join(line for line in lines if line.startswith("#"))
        rows = list(csv.reader(line for line in lines if not line.startswith("#")))
        assert "Licence:" in head, path.name
        assert "Source:" in head or "source" in rows[0], path.name
        (size,) = re.findall(rf"^\| `{re.escape(path.name)}` \| (\d+)", text, re.MULTILINE)
        assert int(size) == len(rows) - 1, path.name
