"""The site that ``make site`` builds: no warning, links that lead somewhere, nothing of another origin."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import sim

pytest.importorskip("furo", reason='the extra "site" is not installed')
pytest.importorskip("myst_parser", reason='the extra "site" is not installed')

ROOT = Path(sim.__file__).parents[1]
LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("object", "data")}
"""What a browser fetches by itself; so it does what a ``link`` names that is no mere relation of pages."""
RELATIONS = {"index", "search", "next", "prev", "canonical"}


class Page(HTMLParser):
    """Names that can be linked to, links, and what is loaded."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what matters of an element."""
        for name, value in attrs:
            if name == "id" and value:
                self.names.add(value)
            elif (tag, name) in LOADED and value:
                self.loaded.append(value)
            elif name == "href" and value:
                relation = dict(attrs).get("rel")
                (self.loaded if tag == "link" and relation not in RELATIONS else self.links).append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built as strictly as by ``make site``."""
    out = tmp_path_factory.mktemp("site")
    strict = ["-W", "--keep-going", "-q", "-d", str(out / "kept")]
    build = [sys.executable, "-m", "sphinx", "-b", "html", *strict, "-c", "docs/site", ".", str(out / "html")]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Return every page by its file; those of the gallery are the program's own and have tests of theirs."""
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if site / "gallery" not in path.parents}


def test_every_document_and_notebook_is_a_page(site: Path) -> None:
    documents = [*(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.ipynb")]
    places = [(site / path.relative_to(ROOT)).with_suffix(".html") for path in documents]
    assert [place.stem for place in places if not place.is_file()] == []
    assert (site / "index.html").read_bytes() == (site / "README.html").read_bytes()


def test_links_and_anchors_lead_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    astray = []
    for path, page in pages.items():
        for link in page.links:
            file, _, name = unquote(link).partition("#")
            if "://" in file or file.startswith(("mailto:", "javascript:")):
                continue
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            if site.resolve() / "gallery" in target.parents:
                continue  # made by gallery.py, not by every build
            known = pages.get(target) if target.suffix == ".html" else None
            if not target.exists() or (name and known and name not in known.names):
                astray.append(f"{path.relative_to(site)}: {link}")
    assert astray == []


def test_nothing_is_fetched_from_another_origin(site: Path, pages: dict[Path, Page]) -> None:
    foreign = re.compile(r"(?:[a-z]+:)?//")
    loaded = [(path.name, one) for path, page in pages.items() for one in page.loaded]
    assert len(loaded) > 100
    assert [(page, one) for page, one in loaded if foreign.match(one)] == []
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text), style.name


def test_the_reference_has_every_public_name(pages: dict[Path, Page], site: Path) -> None:
    names = pages[site / "docs/site/python.html"].names
    assert [name for name in sim.__all__ if f"sim.{name}" not in names] == ["__version__"]


def test_formulae_and_charts_need_no_server(pages: dict[Path, Page], site: Path) -> None:
    assert pages[site / "docs/model.html"].text.count("<math") > 500
    text = pages[site / "docs/site/charts.html"].text
    charts = re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    assert len(charts) == 3
    for chart in charts:
        assert all(map(len, json.loads(chart)["datasets"].values()))
    assert "window.vegaEmbed" in (site / "_static/vega.js").read_text(encoding="utf-8")


def test_every_page_says_that_it_does_nothing_with_another_origin(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page.text)
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert not re.search(r"\*|https?:", policy), path
        scripts = rules["script-src"].split(" ")
        assert "'unsafe-inline'" not in scripts
        assert ("'unsafe-eval'" in scripts) == (path.name == "charts.html"), path
        for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in scripts, path
        assert page.text.index(policy) < page.text.index("<script")
        assert not re.search(r"<[^>]*\son[a-z]+=", page.text), path
