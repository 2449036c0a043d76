"""A memo as LaTeX: a whole file that pdflatex, xelatex and lualatex take, with tables to copy from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.report.take_away.blocks import Block, Chart, Heading, Items, Paragraph, Table, Words

__all__ = ["escaped", "latex"]

SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "\N{NO-BREAK SPACE}": "~", "\N{MINUS SIGN}": "$-$", "\N{EN DASH}": "--", "\N{EM DASH}": "---",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}", "\N{PLUS-MINUS SIGN}": r"$\pm$",
    "\N{MULTIPLICATION SIGN}": r"$\times$", "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``", "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{LEFT SINGLE QUOTATION MARK}": "`", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
}  # fmt: skip
"""What letters that mean something to LaTeX, or are in none of its usual fonts, are written as."""
HEAD = r"""\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
\fi
\usepackage{textcomp}
\usepackage[margin=22mm]{geometry}
\usepackage{array,booktabs,longtable,graphicx}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\tabcolsep}{4pt}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}
"""
SIZES = ((4, "small"), (7, "footnotesize"), (10, "scriptsize"))
"""Size of the letters of a table by its number of columns; smaller for more."""
FIRST = 0.24
"""Part of the line that the first column takes, where there are several."""


def latex(title: str, subtitle: str, blocks: Sequence[Block], pictures: Collection[str]) -> bytes:
    """Return the memo as a LaTeX file; charts are the PNG files ``NAME.png`` beside it.

    Parameters
    ----------
    title, subtitle : str
        Above everything.
    blocks : sequence of Block
        In their order.
    pictures : collection of str
        Names of the charts that lie beside it.
    """
    lines = [HEAD, rf"\title{{{escaped(title)}}}", rf"\author{{{escaped(subtitle)}}}", r"\date{}"]
    lines += [r"\begin{document}", r"\maketitle", ""]
    for block in blocks:
        match block:
            case Heading():
                lines += [rf"\{'sub' * (block.level - 1)}section*{{{escaped(block.words)}}}", ""]
            case Paragraph():
                size = r"\small " if block.kind in ("note", "conventions") else ""
                lines += [f"{{{size}{escaped(block.words)}\\par}}", ""]
            case Items():
                entries = (rf"  \item {_guarded(escaped(entry))}" for entry in block.entries)
                lines += [r"\begin{itemize}", *entries, r"\end{itemize}", ""]
            case Table():
                lines += _table(block)
            case Chart() if block.name in pictures:
                lines += _chart(block)
    return "\n".join([*lines, r"\end{document}", ""]).encode()


def escaped(words: str) -> str:
    """Return words as LaTeX that prints them."""
    return "".join(SIGNS.get(letter, letter) for letter in words)


def _guarded(words: str) -> str:
    """Keep a bracket at the beginning from being taken for an option of what stands before it."""
    return f"{{}}{words}" if words.startswith(("[", "*")) else words


def _table(block: Table) -> list[str]:
    rows = [row for row in block.rows if row]
    if not rows:
        return []
    width = max(map(len, rows))
    size = next((name for most, name in SIZES if width <= most), "tiny")
    others = (1.0 - FIRST) / max(1, width - 1)
    # two paddings (tabcolsep) a column lie within the line
    side = "L" if block.is_text else "R"
    rest = "".join(rf"{side}{{\dimexpr {others:.3f}\linewidth-2\tabcolsep}}" for _ in range(width - 1))
    first = rf"L{{\dimexpr {FIRST if width > 1 else 1.0}\linewidth-2\tabcolsep}}"
    head, *body = (_row(row, width) for row in rows)
    return [
        rf"{{\{size}",
        rf"\begin{{longtable}}{{{first}{rest}}}",
        rf"\multicolumn{{{width}}}{{L{{0.96\linewidth}}}}{{\textbf{{{escaped(block.caption)}}}}}\\[4pt]",
        rf"\toprule {head}\\ \midrule \endfirsthead",
        rf"\toprule {head}\\ \midrule \endhead",
        r"\bottomrule \endlastfoot",
        *(rf"{row}\\" for row in body),
        r"\end{longtable}}",
        "",
    ]


def _row(row: Sequence[Words], width: int) -> str:
    cells = [_cell(one) for one in row] + [""] * (width - len(row))
    return " & ".join(cells)


def _cell(words: Words) -> str:
    main = _guarded(escaped(words.main))
    main = rf"\textbf{{{main}}}" if words.is_bold else main
    return rf"{main}\newline {{\tiny {escaped(words.small)}}}" if words.small else main


def _chart(block: Chart) -> list[str]:
    return [
        r"\begin{center}",
        rf"\includegraphics[width=0.8\linewidth]{{\detokenize{{{block.name}.png}}}}",
        r"\end{center}",
        "",
    ]
