"""The page of sweeps: complete, offline, readable without eyes, every number from the runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from sim.errors import UserError
from sim.experiments.explore.crossed import regret
from sim.experiments.explore.drivers import tornado
from sim.experiments.explore.holding import saving_that_holds, wage_flip
from sim.experiments.explore.map import next_points
from sim.experiments.sweep.run import Sweep, SweepResults, run_sweep
from sim.report.story_looks import COLOURS
from sim.report.sweeps.drivers import driver_figures
from sim.report.sweeps.page import compose_sweeps, write_sweep_page
from sim.report.sweeps.terminal import print_failures, print_rows, print_status, select_rows

RATIO = {"key": "compute.gpu_worker_ratio", "distribution": "loguniform", "low": 0.5, "high": 50.0}
SHARE = {"key": "compute.substitution_share", "distribution": "uniform", "low": 0.0, "high": 1.0}
SPEED = {"key": "compute.assist_speedup", "distribution": "uniform", "low": 1.0, "high": 2.5}
STORY = {"key": "scenario", "values": ["neutral", "optimistic"], "label": "story"}
LIST = {"key": "compute.gpu_worker_ratio", "values": [1, 3, 10, 30], "scale": "log", "label": "<ratio>"}
FASTER = {
    "key": "options",
    "name": "policy",
    "option": [{"name": "none"}, {"name": "faster", "set": {"compute": {"assist_speedup": 2.4}}}],
}
PAIR = {"key": "compute.gpu_worker_ratio", "values": [1, 10]}
SWEEPS: dict[str, dict[str, object]] = {
    "map": {"design": "grid", "factor": [{**RATIO, "levels": 4}, {**SHARE, "levels": 4}]},
    "wages": {
        "design": "grid",
        "factor": [{**RATIO, "levels": 4}, {**SHARE, "levels": 4}],
        "outputs": ["real_mean_wage", "gpu_work_cost"],
        "flip": [
            {"name": "net job loss", "output": "employment_effect", "below": 0},
            {"name": "pay falls", "output": "real_mean_wage_effect", "below": 0},
            {"name": "never", "output": "unemployment_rate", "below": -1e6},
        ],
    },
    "few": {"design": "grid", "factor": [PAIR, {**SHARE, "levels": 2}]},
    "curves": {"design": "grid", "factor": [LIST, STORY], "outputs": ["macro.inflation", "debt_gdp"]},
    "sampled": {"design": "latin_hypercube", "points": 60, "factor": [RATIO, SHARE, SPEED]},
    "crossed": {
        "design": "latin_hypercube",
        "points": 24,
        "cross": "policy",
        "factor": [RATIO, SHARE, FASTER],
    },
    "screening": {"design": "morris", "points": 12, "factor": [RATIO, SHARE, SPEED]},
    "small screening": {"design": "morris", "points": 3, "factor": [RATIO, SHARE, SPEED]},
    "small sample": {"design": "latin_hypercube", "points": 12, "factor": [RATIO, SHARE, SPEED]},
    "indices": {"design": "sobol_indices", "points": 16, "factor": [RATIO, SHARE, SPEED]},
}


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory) -> dict[str, SweepResults]:
    with pytest.MonkeyPatch.context() as patch:
        folder = str(Path(__file__).parents[2] / "experiments")
        patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", folder)
        from invented_runs import invent

        return {
            name: run_sweep(
                Sweep.from_tables(
                    {
                        "name": name,
                        "title": f"Sweep {name}",
                        "people": 2000,
                        "months": 36,
                        "replicates": 2,
                        **tables,
                    }
                ),
                out=tmp_path_factory.mktemp(name),
                simulate=invent,
                more_points=next_points,
                processes=1,
                progress=False,
            )
            for name, tables in SWEEPS.items()
        }


@pytest.fixture(scope="module")
def page_of(sweeps) -> Callable[[str], str]:
    """Return a function that gives the page of a sweep, composed once, charts held against their schema."""
    return cache(lambda name: compose_sweeps.__wrapped__([sweeps[name]]))


class Reader(HTMLParser):
    """Checks nesting and collects what the tests ask for."""

    VOID = frozenset({"meta", "br", "path", "rect", "line", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.names: list[str] = []
        self.drawings = 0

    def handle_starttag(self, tag, attributes):
        """Note a tag that opens."""
        given = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [given[key] for key in ("href", "src") if given.get(key)]
        if given.get("id"):
            self.names.append(given["id"])
        self.drawings += tag == "svg" and given.get("role") == "img"

    def handle_endtag(self, tag):
        """Check a tag that closes."""
        if tag not in self.VOID:
            assert self.open.pop() == tag


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_a_crossed_sweep_shows_effects_over_every_factor_a_map_and_the_ranking(sweeps):
    page = compose_sweeps([sweeps["crossed"]])
    read(page)
    assert "What each policy changes, against “none” on the same point and seed" in page
    for words in ("over GPU worker ratio", "over substitution share", "Employment against no AI: faster"):
        assert words in page
    assert "Ranked by regret: employment against no AI" in page
    ranked = regret(sweeps["crossed"], "employment_effect")
    # the rule of the made-up runs: 2 million jobs for each unit of the speed-up, so faster is best everywhere
    assert ranked["policy"].to_list() == ["faster", "none"]
    assert ranked["largest"][0] < 1.0 < ranked["largest"][1]
    assert "the policy that stays closest to the best is “faster”" in page


def test_the_charts_of_drivers_have_factors_that_are_no_numbers(sweeps):
    (bar,) = tornado(sweeps["crossed"], "employment_effect").filter(factor="policy").iter_rows(named=True)
    assert (bar["low_name"], bar["high_name"]) == ("none", "faster")
    assert bar["low"] < 0.0 < bar["high"]
    first = next(one for one in driver_figures(sweeps["crossed"]) if "employment" in one.title)
    assert "<td>none</td><td>faster</td>" in first.table.replace("\n", "")


def test_the_question_of_several_sweeps_names_their_common_factor(sweeps):
    assert "How large must the GPU worker ratio be" in compose_sweeps([sweeps["map"], sweeps["sampled"]])


@pytest.mark.parametrize(
    ("name", "drawings"), [("map", 9), ("curves", 9), ("sampled", 8), ("screening", 8), ("indices", 8)]
)
def test_every_design_has_its_figures(page_of, name, drawings):
    page = page_of(name)
    reader = read(page)
    assert reader.drawings >= drawings
    assert page.count("<desc ") == reader.drawings
    assert len(reader.names) == len(set(reader.names))
    assert all(link.startswith("#") for link in reader.links)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.names)
    assert not re.search(r"https?://|<script[^>]|@import|url\((?!#)", page)
    assert page.count("<script") == 1  # its own


def test_a_small_screening_is_shown_and_a_small_sample_says_what_it_lacks(page_of):
    assert "What drives unemployment" in page_of("small screening")
    small = page_of("small sample")
    assert "What drives the outcomes is told from 40 points on; here are 12." in small
    assert "What drives unemployment" not in small


def test_the_map_says_how_large_the_ratio_must_be(page_of):
    page = page_of("map")
    answer = re.search(r'class="answer">(.*?)</p>', page, re.S)[1]
    assert "Net job loss: where substitution share is 0, nowhere up to 50 (GPU worker ratio); " in answer
    found = re.search(r"share is 1, from ([\d.]+) on \(GPU worker ratio; 95", answer)
    assert float(found[1]) == pytest.approx(3.0, rel=0.3)  # the rule of the made-up runs
    assert "All of these hold together on" in answer


def test_the_saving_that_holds_pay_is_what_the_machine_saves_where_pay_turns(sweeps):
    """In made-up runs pay turns at ratio times share = 3, where all else is 50 and the noise of seeds."""
    results = sweeps["wages"]
    flip = wage_flip(results)
    assert flip is not None
    found = saving_that_holds(results, flip)
    known = found.drop_nulls()
    assert known.height >= 3
    # where the boundary runs along the edge of the map one point lies anywhere; the middle one does not
    assert (known["x"] * known["y"]).median() == pytest.approx(3.0, rel=0.35)
    noise = results.points(["gpu_work_cost"])["gpu_work_cost_values"][0].to_list()
    assert known["saving"].to_list() == pytest.approx(
        [50.0] * known.height, abs=3.0 * max(1.0, *map(_off, noise))
    )
    assert wage_flip(sweeps["map"]) is None


def test_all_frontiers_stand_in_one_drawing(page_of):
    page = page_of("wages")
    drawn = re.search(r"<h3>Frontiers</h3>.*?</figure>", page, re.S)
    assert drawn is not None
    assert "saving that holds the average wage" in drawn[0]
    assert "never (nowhere)" in drawn[0]
    assert "Saving on a task".lower() in drawn[0].lower()
    answer = re.search(r'class="answer">(.*?)</p>', page, re.S)[1]
    assert re.search(r"Saving that holds the average wage: \d+\s%", answer)


def _off(value: float) -> float:
    return abs(value - 50.0) / 10.0


def test_curves_say_from_which_ratio_on(page_of):
    page = page_of("curves")
    answer = re.search(r'class="answer">(.*?)</p>', page, re.S)[1]
    # the rule of the made-up runs flips at ratio times share = 3, and the share is 0.5
    found = re.search(
        r"Net job loss: in neutral from ([\d.]+) on \(&lt;ratio&gt;\); in optimistic from ", answer
    )
    assert float(found[1]) == pytest.approx(6.0, rel=0.3)


def test_the_conditions_are_said_in_words(page_of):
    page = page_of("sampled")
    assert re.search(r"It takes .*GPU worker ratio at least", page)
    assert "Conditions that lead there" in page
    assert "For net job loss these matter most: " in page


def test_outputs_of_the_sweep_itself_are_drawn_filtered_and_printed(sweeps, page_of):
    results = sweeps["curves"]
    page = page_of("curves")
    assert "Lines over &lt;ratio&gt;, % a year, for neutral, optimistic." in page
    assert "Government debt, % of GDP" in page
    months = page.split("Over the years, by story")[1]
    first, second = re.findall(r'<path[^>]*stroke="(#[0-9A-Fa-f]{6})"[^>]*stroke-width="2"', months)[:2]
    assert [first.lower(), second.lower()] == [
        colour.lower() for colour in COLOURS[:2]
    ]  # those of the curves
    assert {"inflation", "inflation_start", "inflation_effect", "inflation_change"} <= set(results.outputs)
    assert results.filter("inflation_effect > 0").height < results.runs.height
    assert "inflation" in shown(print_rows, results)
    assert "inflation" not in shown(print_rows, sweeps["map"])


def test_a_grid_too_small_for_a_map_has_curves(page_of):
    page = page_of("few")
    assert "Over GPU worker ratio" in page
    assert "Where the story flips" not in page
    assert "for substitution share 0, substitution share 1." in page


def test_words_are_escaped(page_of):
    page = page_of("curves")
    assert "&lt;ratio&gt;" in page
    assert "<ratio>" not in page


def test_several_sweeps_on_one_page(sweeps, tmp_path):
    write_sweep_page(list(sweeps.values()), tmp_path / "new" / "page.html")
    page = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    reader = read(page)
    for place, name in enumerate(SWEEPS, start=1):
        assert f"sweep-{place}" in reader.names
        assert f"Sweep {name}" in page
    assert len(reader.names) == len(set(reader.names))


def test_nothing_to_show(sweeps, tmp_path):
    empty = SweepResults(sweeps["map"].folder)
    empty.__dict__["runs"] = sweeps["map"].runs.head(0)
    with pytest.raises(UserError, match="no run is finished, so there is nothing to show"):
        compose_sweeps([empty])
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        write_sweep_page(sweeps["curves"], tmp_path / "file" / "page.html")


def shown(function, *arguments, **options) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    function(*arguments, console=console, **options)
    console.file.close()
    return console.export_text()


def test_runs_in_the_terminal(sweeps):
    results = sweeps["curves"]
    text = shown(print_rows, results, where="scenario = 'optimistic' and gpu_worker_ratio >= 10")
    assert "4 runs" in text
    assert "neutral" not in text
    text = shown(print_rows, results, points=True, columns=["gpus"])
    assert "8 points" in text
    assert "±" in text
    assert "employment" not in text
    assert "80 of 80 runs finished." not in text
    assert "18 of 18 runs (2 of the counterfactual) finished." in shown(print_status, results)
    assert "0 failed runs" in shown(print_failures, results)
    many = shown(print_rows, sweeps["sampled"])
    assert "and 80 more; --export FILE writes all of them" in many


def test_points_are_chosen_by_their_runs(sweeps):
    rows = select_rows(sweeps["curves"], where="gpu_worker_ratio = 3", points=True)
    assert rows["gpu_worker_ratio"].to_list() == [3, 3]
    assert isinstance(rows, pl.DataFrame)
    with pytest.raises(UserError, match='there is no output "gpsu"; the nearest is gpus'):
        print_rows(sweeps["curves"], columns=["gpsu"])
