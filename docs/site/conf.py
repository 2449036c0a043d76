"""Sphinx's settings of the site: the whole checkout is its source, so that links hold as they are written.

Documents and notebooks are read where they lie; what the site adds to Sphinx is in ``parts.py``. Nothing on a
page comes from another origin: the theme has its own fonts and scripts, browsers draw the formulae.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import sim  # noqa: E402  the sources beside these documents

project = "tenfold"
author = "tenfold developers"
copyright = author  # noqa: A001  Sphinx's name
release = sim.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "parts"]
root_doc = "README"
source_suffix = {".md": "markdown", ".ipynb": "markdown", ".rst": "restructuredtext"}
include_patterns = [
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md", "docs/site/*.md",
    "docs/site/*.rst", "examples/*.ipynb", "results/reference/README.md",
]  # fmt: skip
exclude_patterns = ["docs/site/contents.md", "build", ".venv*", ".git"]
highlight_language = "text"
html_theme = "furo"
html_title = f"tenfold {release}"
html_static_path = ["site.css", "charts.js"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
myst_enable_extensions = ["dollarmath"]
myst_dmath_allow_digits = False  # dollars are no formula
myst_dmath_allow_space = False
myst_dmath_double_inline = True
myst_heading_anchors = 4
autodoc_typehints = "none"  # the docstrings have the types
autodoc_member_order = "bysource"
napoleon_google_docstring = False
