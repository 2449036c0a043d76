"""What the site adds to Sphinx: contents, notebooks, formulae, charts and a gallery, all without a server."""

import base64
import hashlib
import json
import re
import shutil
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import charts
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx

HERE = Path(__file__).parent
GALLERY = HERE.parents[1] / "build" / "gallery"
"""Where ``gallery.py`` has the pages made; the site has a copy."""
SHOWN = "docs/site/gallery"
DRAWING = "vega.js"
OWN = "'self' file:"
"""Where what a page loads may come from: where it is from itself, which is none for a file that is opened."""
WRITTEN = re.compile(r"<script>(.*?)</script>", re.DOTALL)
"""A script that stands in a page."""
CHARSET = '<meta charset="utf-8">'


def setup(app: Sphinx) -> dict[str, Any]:
    """Join what is below to Sphinx."""
    app.connect("env-get-outdated", lambda *_: [SHOWN])  # pages of the gallery may have been made since
    app.connect("source-read", read)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", complete)
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula, None))
    app.add_directive("chart", Chart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def read(app: Sphinx, name: str, source: list[str]) -> None:
    """Add the contents of the site to its first page, and turn a notebook into text."""
    if name == app.config.root_doc:
        source[0] += (HERE / "contents.md").read_text(encoding="utf-8")
    elif name == SHOWN:
        source[0] += gallery()
    elif Path(app.env.doc2path(name)).suffix == ".ipynb":
        cells = json.loads(source[0])["cells"]
        source[0] = "\n\n".join(as_markdown(cell["cell_type"], "".join(cell["source"])) for cell in cells)


def as_markdown(kind: str, text: str) -> str:
    """Return a cell of a notebook as Markdown."""
    return f"```python\n{text}\n```" if kind == "code" else text


def write_formula(writer: Any, node: nodes.Element) -> None:
    """Write a formula as MathML, which browsers draw themselves."""
    formula = latex2mathml.tex2mathml(node.astext(), as_block=isinstance(node, nodes.math_block))
    writer.body.append(f'<span class="formula">{formula}</span>')
    raise nodes.SkipNode


class Chart(Directive):
    """An interactive chart of stored results, by its name in ``charts.CHARTS``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place of the chart with its description in the language of Vega-Lite."""
        chart = json.dumps(charts.CHARTS[self.arguments[0]]().to_dict()).replace("<", "\\u003c")
        html = f'<div class="vega-chart"><script type="application/json">{chart}</script></div>'
        return [nodes.raw("", html, format="html")]


def gallery() -> str:
    """Return what the pages of ``gallery.toml`` show, their commands, and links to those that were made."""
    lines: list[str] = []
    for entry in tomllib.loads((HERE / "gallery.toml").read_text(encoding="utf-8"))["page"]:
        made = (GALLERY / entry["shows"]).is_file()
        link = f'<a href="../../gallery/{entry["shows"]}">Open the page</a>' if made else "Not made here yet:"
        commands = "\n".join(typed(command) for command in entry["commands"])
        lines += [f"## {entry['title']}", f"{entry['about'].strip()} {link}", f"```\n{commands}\n```"]
    return "\n\n".join(lines)


def typed(command: str) -> str:
    """Return a command as it is typed, in lines that a page has room for."""
    whole = f"tenfold {command}"
    lines = textwrap.wrap(whole, 84, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return " \\\n".join(lines)


def add_scripts(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Load what draws charts on the pages that have some."""
    if tree is not None and any("vega-chart" in one.astext() for one in tree.findall(nodes.raw)):
        app.add_js_file(DRAWING)
        app.add_js_file("charts.js")


def complete(app: Sphinx, failure: Exception | None) -> None:
    """Put the first page where servers look for one, and beside it what draws charts, and the gallery."""
    if failure is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for page in out.rglob("*.html"):
        if out / "gallery" not in page.parents:
            guard(page)
    shutil.copyfile(out / f"{app.config.root_doc}.html", out / "index.html")
    (out / "_static" / DRAWING).write_text(charts.drawing_script(), encoding="utf-8")
    if GALLERY.is_dir():
        shutil.copytree(GALLERY, out / "gallery", dirs_exist_ok=True)


def guard(page: Path) -> None:
    """Say in a page what it may do: run the scripts of the site, draw, and load nothing from elsewhere.

    Charts are written in a grammar whose expressions the browser compiles, which needs ``unsafe-eval``: their
    page alone has it. Styles stand in the pages, and saved charts pass through pictures as data.
    """
    text = page.read_text(encoding="utf-8")
    if "Content-Security-Policy" in text:  # written by an earlier build
        return
    digests = (hashlib.sha256(script.encode()).digest() for script in sorted(set(WRITTEN.findall(text))))
    scripts = [OWN, *(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join([*scripts, *(["'unsafe-eval'"] if DRAWING in text else [])]),
        "style-src": f"{OWN} 'unsafe-inline'",
        "img-src": f"{OWN} data: blob:",
        "font-src": OWN,
        "connect-src": OWN,  # what the search shows of a page
        "base-uri": "'none'",
        "form-action": OWN,
    }
    policy = "; ".join(f"{name} {value}" for name, value in rules.items())
    meta = f'{CHARSET}<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.write_text(text.replace(CHARSET, meta, 1), encoding="utf-8")
