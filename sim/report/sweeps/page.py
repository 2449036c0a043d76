"""The page of one or several sweeps: maps, drivers, conditions, series; one file that opens offline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from markupsafe import Markup

from sim.arguments import path_of
from sim.errors import UserError
from sim.experiments.explore.conditions import Discovery, discover
from sim.experiments.explore.drivers import morris, sobol, tornado
from sim.experiments.explore.map import crossings, draw_map, groups, has_map, verdict_shares
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.results import SweepResults
from sim.records.tables import write_file
from sim.report.html import contents, element, joined, origin_blocks, page, section, table
from sim.report.svg import unchecked
from sim.report.sweeps.crossed import crossed_title, effect_figures, ranking_sentences, rankings
from sim.report.sweeps.drivers import driver_figures
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.figures import PARTS, condition_figure
from sim.report.sweeps.frontiers import frontier_figure, saving_sentence
from sim.report.sweeps.glance import crossed_glance
from sim.report.sweeps.maps import curve_figures, map_figures
from sim.report.sweeps.words import capital, crossing_words, flips_of, group_words, labels_of, show_value
from sim.report.wording import SPACE, listing, number

__all__ = ["compose_sweeps", "write_sweep_page"]

STYLE = """
.part { margin: 2rem 0 0; font-size: 1.15rem; }
.origin thead th { text-align: left; }
"""
LEAST_POINTS = 40
"""Points from which drivers and conditions are looked for."""
SAMPLED = ("random", "latin_hypercube", "sobol", "sobol_indices")


def write_sweep_page(sweeps: SweepResults | Sequence[SweepResults], path: Path | str) -> None:
    """Write what sweeps found as one HTML page.

    Parameters
    ----------
    sweeps : SweepResults or sequence of SweepResults
        From ``open_sweep``.
    path : path
        File to write.

    Raises
    ------
    UserError
        If there is nothing to show, or the file cannot be written.
    """
    chosen = [sweeps] if isinstance(sweeps, SweepResults) else list(sweeps)
    page = compose_sweeps(chosen).encode()
    path = path_of("path", path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, page)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error}).") from error


@unchecked
def compose_sweeps(sweeps: Sequence[SweepResults]) -> str:
    """Return the page as text."""
    shown = [results for results in sweeps if results.runs.height]
    if not shown:
        folders = listing([str(results.folder) for results in sweeps])
        raise UserError(f"{folders}: no run is finished, so there is nothing to show.")
    parts = [(f"sweep-{place}", results, *_sweep(results)) for place, results in enumerate(shown, start=1)]
    title = _title(shown[0]) if len(shown) == 1 else _common_question(shown)
    answers = joined(
        element(
            "p",
            *((element("strong", _title(results) + "."), " ") if len(shown) > 1 else ()),
            " ".join(sentences),
            class_="answer",
        )
        for _, results, sentences, _ in parts
        if sentences
    )
    sections = [
        section(key, _title(results), _facts(results), *(_own_names(key, one) for one in content))
        for key, results, _, content in parts
    ]
    origin = section("origin", "How it was made", *(_origin(results) for results in shown))
    answer = section("answer", "The answer", answers) if answers else Markup()
    navigation = contents({key: _title(results) for key, results, *_ in parts})
    return page(
        title,
        shown[0].sweep.question if len(shown) == 1 else "",
        ("Skip to the results", "answer" if answers else "sweep-1"),
        (answer, navigation, *sections, origin),
        shown[0].about["versions"]["tenfold"],
        STYLE,
    )


def _common_question(sweeps: Sequence[SweepResults]) -> str:
    """Return the question of several sweeps: after the numeric factor that all have, if there is one."""
    first = {axis.words: axis.key for axis in sweeps[0].sweep.axes}
    keys = [{axis.key for axis in results.sweep.axes} for results in sweeps]
    shared = [words for words, key in first.items() if all(key in others for others in keys)]
    if not shared:
        return "What matters, and what must hold?"
    return f"How large must the {shared[0]} be, and what else must hold?"


def _sweep(results: SweepResults) -> tuple[list[str], list[str]]:
    """Return the sentences that answer, and the figures of one sweep."""
    sentences: list[str] = []
    content: list[str] = []
    axes, sampled = results.sweep.axes, results.sweep.design in SAMPLED
    maps = len(axes) == 2 and any(has_map(results, results.outputs[0], one) for one in groups(results))
    if maps and not sampled:
        for where in groups(results):
            sentences += filter(None, [*_map_sentences(results, where), saving_sentence(results, where)])
            main, others = map_figures(results, where)
            if frontiers := frontier_figure(results, where):
                main = [frontiers, *main]
            label = group_words(where)
            content.append(
                _grid(f"Where the story flips{label}", main) + _grid(f"Other outcomes{label}", others)
            )
    elif len(axes) == 1 or (len(axes) == 2 and not sampled):
        sentences += _curve_sentences(results) if len(axes) == 1 else []
        content.append(_grid(f"Over {axes[0].words}", curve_figures(results)))
    if results.sweep.cross:
        sentences = ranking_sentences(results) + sentences
        figures = _grid(crossed_title(results), effect_figures(results)) + joined(rankings(results))
        content.insert(0, crossed_glance(results) + figures)
    if axes and (sampled or len(axes) > 2):
        points = results.design["point"].n_unique()
        if points >= LEAST_POINTS or results.sweep.design == "morris":  # whose intervals say what is chance
            sentences += _driver_sentences(results)
            content.append(_grid("What drives the outcomes", driver_figures(results), wide=True))
        else:
            few = f"What drives the outcomes is told from {LEAST_POINTS} points on; here are {points}."
            content.append(element("p", few, class_="conventions"))
    if sampled and len(axes) > 1 and flips_of(results):
        found = _discovery(results)
        if found is not None:
            sentences += found.sentences()
            content.append(_conditions(results, found))
    content += [_grid(part.title(results), part.draw(results), part.note) for part in PARTS]
    return sentences, content


def _map_sentences(results: SweepResults, where: dict[str, Value]) -> list[str]:
    """Say how large the first factor must be for each condition, and where all hold."""
    x, y = results.sweep.axes
    flips = [flip for flip in flips_of(results) if has_map(results, flip.output, where)]
    maps = [(draw_map(results, flip.output, where=where), flip) for flip in flips]
    found = []
    for drawn, flip in maps:
        rows = crossings(drawn, flip).to_dicts()
        if all(row["x"] is None for row in rows):
            told = ["nowhere on the map"]
        elif all(row["share"] == 1.0 for row in rows):
            told = ["everywhere on the map"]
        else:
            told = [crossing_words(x, y, row) for row in (rows[0], rows[len(rows) // 2], rows[-1])]
        found.append(f"{capital(flip.name)}{group_words(where)}: {'; '.join(told)}.")
    if len(maps) > 1:
        share = verdict_shares(maps)["all of them"]
        found.append(
            f"All of these hold together on {100 * share:.0f}{SPACE}% of the map{group_words(where)}."
        )
    return found


def _curve_sentences(results: SweepResults) -> list[str]:
    """Say from which value of the only numeric factor each condition holds, group by group."""
    (factor,) = results.sweep.axes
    found = []
    for flip in flips_of(results):
        points = results.points([flip.output]).drop_nulls(flip.output).sort(factor.column)
        told = []
        for where in groups(results):
            part = points
            for column, value in where.items():
                part = part.filter(pl.col(column) == pl.lit(value))
            beyond = flip.sign * (part[flip.output].to_numpy() - flip.threshold)
            places = [factor.to_unit(value) for value in part[factor.column]]
            name = ", ".join(str(value) for value in where.values())
            told.append(f"{f'in {name} ' if name else ''}{_first(factor, places, beyond.tolist())}")
        if told:
            found.append(f"{capital(flip.name)}: {'; '.join(told)}.")
    return found


def _first(factor: Factor, places: Sequence[float], beyond: Sequence[float]) -> str:
    """Say from which value on a condition holds, by interpolation between the points that were run."""
    low, high = (show_value(end) for end in factor.reach)
    holds = [value > 0.0 for value in beyond]
    if not any(holds):
        return f"nowhere up to {high} ({factor.words})"
    if all(holds):
        return f"anywhere from {low} to {high} ({factor.words})"
    k = holds.index(True)
    if k == 0:
        until = holds.index(False)
        return f"up to {show_value(factor.from_unit(places[until - 1]))} only ({factor.words})"
    part = beyond[k - 1] / (beyond[k - 1] - beyond[k])
    value = factor.from_unit(places[k - 1] + part * (places[k] - places[k - 1]))
    return f"from {show_value(value)} on ({factor.words})"


def _own_names(key: str, content: str) -> Markup:
    """Put ``key`` before the names of the drawings, which other sweeps on the page may have too."""
    return Markup(re.sub(r"\bchart-(?=[a-z0-9-]+-(?:title|description)\b)", f"{key}-chart-", content))


def _driver_sentences(results: SweepResults) -> list[str]:
    flips = flips_of(results)
    if not flips:
        return []
    output = flips[0].output
    match results.sweep.design:
        case "morris":
            ranked = morris(results, output).filter("told")["factor"].to_list()
        case "sobol_indices":
            ranked = sobol(results, output).table["factor"].to_list()
        case _:
            ranked = tornado(results, output)["factor"].to_list()
    labels = labels_of(results, ranked[:4])
    if not labels:
        return []
    said = [f"For {flips[0].name} these matter most: {listing(labels)}."]
    asked = results.sweep.factor[0]
    if asked.column not in ranked:
        said.append(f"What {asked.words} does cannot be told from chance.")
    elif asked.column not in ranked[:4]:
        place = ranked.index(asked.column) + 1
        said.append(f"{capital(asked.words)} is number {place} of {len(results.factors)} factors.")
    return said


def _discovery(results: SweepResults) -> Discovery | None:
    try:
        return discover(results, flips_of(results))
    except UserError:  # too few points
        return None


def _conditions(results: SweepResults, found: Discovery) -> Markup:
    words = joined(element("p", sentence) for sentence in found.sentences())
    rows = [
        [
            str(row["condition"]),
            "under 0.001" if row["chance"] < 0.001 else number(row["chance"], 3),
            f"{100 * (row['repeated'] or 0.0):.0f} %",
        ]
        for row in found.table().iter_rows(named=True)
    ]
    head = ["Condition", "chance that it is none", "found in random halves"]
    listed = table("Conditions that lead there", head, rows) if rows else Markup()
    drawn = condition_figure(results, found)
    return (
        element("h3", "Conditions of the pessimistic end", class_="part")
        + words
        + listed
        + _grid("", [drawn] if drawn else [])
    )


def _grid(title: str, figures: Sequence[Drawn], note: str = "", *, wide: bool = False) -> Markup:
    shown = joined(one.html() for one in figures)
    if not shown:
        return Markup()
    head = element("h3", title, class_="part") if title else Markup()
    words = element("p", note, class_="note") if note else Markup()
    return head + words + element("div", shown, class_="grid wide" if wide else "grid")


def _title(results: SweepResults) -> str:
    return results.sweep.title or results.sweep.name


def _facts(results: SweepResults) -> Markup:
    """Say what was run."""
    sweep, run = results.sweep, results.runs
    points, seeds = run["point"].n_unique(), len(sweep.seeds)
    status = results.status()
    against = f", held against “{sweep.counterfactual}” on the same seeds" if sweep.counterfactual else ""
    words = (
        f"{number(points, 0)} points on {seeds} {'seed' if seeds == 1 else 'seeds'} each{against}; design: "
        f"{sweep.design.replace('_', ' ')}. {status.sentence()} "
        "Figures are means over the last year of a run."
    )
    question = element("p", sweep.question) if sweep.question else Markup()
    return question + element("p", words, class_="conventions")


def _origin(results: SweepResults) -> Markup:
    sweep, about = results.sweep, results.about
    factors = [[element("code", factor.key), factor.words, _range(factor)] for factor in sweep.factor]
    packages = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    runs = results.runs
    rows = [
        [name, value]
        for name, value in (
            ("Version of the model", str(about["model"])),
            ("Begun", str(about["created"]).replace("T", " ")),
            ("Computing time of one run", f"{number(_median(runs, 'seconds'), 1)} seconds"),
            ("Memory of a process", f"{number(_median(runs, 'memory_mb'), 0)} MB"),
            ("Packages", packages),
        )
    ]
    failures = results.failures()
    failed = ""
    if failures.height:
        counts = failures.group_by("kind", "message").len().sort("len", descending=True).head(10)
        cells = [[kind, message, str(count)] for kind, message, count in counts.rows()]
        failed = table("Runs that failed", ["Kind", "Message", "Runs"], cells, class_="origin")
    return (
        element("h3", _title(results), class_="part")
        + table("Factors", ["Key", "Factor", "Values"], factors, class_="origin")
        + table("The runs", ["Item", "Value"], rows, class_="origin")
        + failed
        + element(
            "details",
            element("summary", "The sweep as a file") + element("pre", sweep.to_toml(), tabindex="0"),
        )
        + joined(origin_blocks(results.about.get("origins") or {}, level="h4"))
    )


def _range(factor: Factor) -> str:
    if factor.distribution is None:
        return listing([str(value) for value in factor.grid()])
    low, high = factor.reach
    return f"{factor.distribution}, {show_value(low)} to {show_value(high)}"


def _median(runs: pl.DataFrame, column: str) -> float | None:
    value = runs[column].median()
    return float(value) if isinstance(value, int | float) else None
