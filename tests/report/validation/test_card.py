"""The validation card: every target once, the worst first, strips and charts in agreement with figures."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from sim.experiments.figures.statistics import t_quantile
from sim.experiments.validation.published import SERIES, published_series, source_of
from sim.experiments.validation.validate import DRIFT, INSIDE, WITHOUT_AI, Validation, read_targets
from sim.report.validation.charts import Axis, curve
from sim.report.validation.facts import Held, held, misses, rest
from sim.report.validation.labour_market import BEVERIDGE_PERIODS, OKUN_PERIODS
from sim.report.validation.page import compose, write_card
from sim.report.validation.strip import BAND, WIDTH, place, strip

from .conftest import SEEDS, invented_targets

NO_NUMBER = re.compile(r"\bnan\b|\bNaN\b|\binf\b|\bNone\b|undefined")


class Read(HTMLParser):
    """Elements with their attributes; the text of headings and of heads of rows."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.labels: list[str] = []
        self.inside = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("h3", "th"):
            self.labels.append("")
            self.inside = tag
        elif tag == "small":
            self.inside = ""

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Add text to the heading that is open."""
        if self.inside:
            self.labels[-1] += data


@pytest.fixture(scope="module")
def read(card: str) -> Read:
    return Read(card)


@pytest.fixture(scope="module")
def bare(invented: Validation) -> Validation:
    """Return the targets alone, which are drawn in a moment: three seeds, no runs, no curves."""
    return Validation(invented.targets, invented.drift, [], {"seeds": SEEDS})


def a_target(value: float, *, spread: float = 0.0) -> Held:
    """Return a target with the band 10 to 20 and an interval around the value."""
    verdict = "below" if value < 10 else "above" if value > 20 else INSIDE
    return Held(
        "some", "labour", "Some", "%", 16.0, (10.0, 20.0), value, (value - spread, value + spread), verdict,
        1, "2025", "somebody", "", "",
    )  # fmt: skip


def test_every_target_appears_once(read: Read) -> None:
    for target in read_targets()["target"]:
        assert read.labels.count(target["label"]) == 1, target["id"]


def test_the_worst_comes_first_and_every_miss_has_its_reason(invented: Validation, card: str) -> None:
    targets = held(invented)
    assert all(first.distance >= second.distance for first, second in pairwise(targets))
    outside = misses(targets)
    assert {one.id for one in outside} == set(
        invented.targets.filter(pl.col("verdict").is_in(["below", "above"]))["id"]
    )
    places = [card.index(f'id="target-{one.id}"') for one in outside]
    assert places == sorted(places)
    assert all(f"because of {one.id}" in card for one in outside)
    assert not any(f"because of {one.id}<" in card for one in rest(targets))


def test_a_miss_without_a_reason_says_so(bare: Validation) -> None:
    unexplained = dataclasses.replace(bare, targets=bare.targets.with_columns(reason=pl.lit("")))
    assert compose(unexplained).count("No reason has been found yet.") == len(misses(held(unexplained)))


def test_a_reason_says_how_it_is_known() -> None:
    reasons = [one["reason"] for tables in read_targets().values() for one in tables if "reason" in one]
    assert len(reasons) > 30
    for reason in reasons:
        assert reason.startswith(("Found", "Likely", "By construction")), reason
        assert reason.endswith(".")


def test_drift_has_its_reason(bare: Validation) -> None:
    words = pl.lit("because it grows").alias("reason")
    drifting = bare.drift.with_columns(pl.lit(DRIFT).alias("verdict"), words)
    assert compose(dataclasses.replace(bare, drift=drifting)).count("because it grows") == drifting.height
    assert "because it grows" not in compose(dataclasses.replace(bare, drift=bare.drift.with_columns(words)))


def test_intervals_are_students(invented: Validation) -> None:
    one = next(one for one in held(invented) if one.band)
    row = invented.targets.row(by_predicate=pl.col("id") == one.id, named=True)
    assert one.interval is not None
    half = t_quantile(len(SEEDS) - 1) * row["standard_error"]
    assert one.interval[1] - one.value == pytest.approx(half)
    assert one.value - one.interval[0] == pytest.approx(half)
    single = dataclasses.replace(
        invented,
        runs=invented.runs[:1],
        targets=invented.targets.with_columns(standard_error=pl.lit(None, pl.Float64)),
    )
    assert all(one.interval is None for one in held(single))
    assert not NO_NUMBER.search(compose(single))


@pytest.mark.parametrize(("value", "distance"), [(15.0, -1.0), (20.0, 0.0), (25.0, 1.0), (5.0, 1.0)])
def test_distance_is_in_half_bands(value: float, distance: float) -> None:
    assert a_target(value).distance == pytest.approx(distance)


def test_a_miss_may_be_chance_if_its_interval_reaches_the_band() -> None:
    assert a_target(21.0, spread=2.0).may_be_chance
    assert not a_target(21.0, spread=0.5).may_be_chance
    assert not a_target(15.0, spread=2.0).may_be_chance


@pytest.mark.parametrize("value", [10.0, 12.0, 20.0, 9.9, 20.1, 24.0])
def test_the_dot_lies_in_the_band_if_the_mean_does(value: float) -> None:
    (at,) = re.findall(r'<circle cx="([\d.]+)"', strip(a_target(value)))
    within = BAND[0] <= float(at) <= BAND[1]
    assert within == (10.0 <= value <= 20.0)
    assert float(at) == pytest.approx(place(value, (10.0, 20.0)), abs=0.06)  # a tenth of a pixel is written


def test_far_out_an_arrow_points_away() -> None:
    for value, edge in ((-100.0, 0.0), (500.0, float(WIDTH))):
        drawing = strip(a_target(value))
        assert "<circle" not in drawing
        (points,) = re.findall(r'points="([^"]+)"', drawing)
        assert abs(float(points.split(",")[0]) - edge) < 1.0
    assert strip(a_target(float("nan"))) == ""


def test_the_page_refers_to_nothing_outside_itself(card: str, read: Read) -> None:
    assert [attributes for tag, attributes in read.elements if tag == "script"] == [{}]  # its own
    assert "http:" not in card
    assert "https:" not in card
    assert "@import" not in card
    assert re.findall(r"url\((?!#)", card) == []
    for tag, attributes in read.elements:
        assert tag not in {"link", "img", "iframe", "object", "base"}
        for name in ("src", "href", "xlink:href", "data"):
            assert attributes.get(name, "#").startswith("#")


def test_identifiers_are_unique_and_every_reference_finds_one(card: str, read: Read) -> None:
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    wanted = {attributes["href"][1:] for tag, attributes in read.elements if tag == "a"}
    for _, attributes in read.elements:
        wanted |= set(attributes.get("aria-labelledby", "").split())
    assert wanted <= set(names)


def test_all_charts_are_there_with_figures_in_words(card: str) -> None:
    titles = re.findall(r'<title id="chart-[^"]+">([^<]+)</title>', card)
    assert titles == [
        "Beveridge curve", "Growth and unemployment (Okun)", "Unemployment by duration",
        "Time in the job by age", "Pay by age", "Work by age", "Pay by occupation",
        "The young by occupation", "The old by occupation", "Lorenz curve of income",
        "Lorenz curve of wealth",
        "Sizes of firms", "Use of AI month by month",
        "Use of AI by size of the firm",
    ]  # fmt: skip
    for words in re.findall(r'<desc id="chart-[^"]+">([^<]+)</desc>', card):
        assert re.search(r"\d", words)
        assert "nan" not in words
    assert not NO_NUMBER.search(card)


def test_figures_of_a_chart_are_the_means_over_seeds(invented: Validation, card: str) -> None:
    curve_of = invented.sections.filter(
        (pl.col("runs") == WITHOUT_AI) & (pl.col("chart") == "durations") & (pl.col("x") == 27.0)
    )
    mean = 100.0 * float(curve_of["value"].to_numpy().mean())
    assert f"at least 27 weeks: 21.4 % published, {mean:.1f} % in the model" in card


def test_without_runs_or_curves_the_targets_are_still_shown(bare: Validation) -> None:
    page = compose(bare)
    assert page.count('id="target-') == len(misses(held(bare)))
    assert "Beveridge curve<" not in page


def test_if_all_are_inside_there_is_no_list_of_misses(bare: Validation) -> None:
    page = compose(dataclasses.replace(bare, targets=invented_targets((0.5,))))
    assert 'id="misses"' not in page
    assert "Furthest outside" not in page


def test_names_are_shown_as_they_are_written(bare: Validation) -> None:
    loud = bare.targets.with_columns(reason=pl.lit("<b>because</b> & so"))
    page = compose(dataclasses.replace(bare, targets=loud))
    assert "<b>because" not in page
    assert "&lt;b&gt;because&lt;/b&gt; &amp; so" in page


def test_it_is_written_as_a_file(bare: Validation, tmp_path: Path) -> None:
    write_card(bare, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == compose(bare)


def test_every_published_quarter_belongs_to_a_period() -> None:
    for name, periods in (("beveridge", BEVERIDGE_PERIODS), ("okun", OKUN_PERIODS)):
        for quarter in published_series(name)["quarter"]:
            assert sum(first <= quarter <= last for first, last, _ in periods.values()) == 1, quarter


def test_published_points_stand_where_their_figures_say() -> None:
    """The middle of both axes is the middle of the drawing."""
    model = pl.DataFrame({"x": [0.0, 100.0], "mean": [0.0, 100.0], "low": [0.0, 100.0], "high": [0.0, 100.0]})
    nothing = pl.Series([None], dtype=pl.Float64)
    point = pl.DataFrame({"x": [50.0], "y": [50.0], "of": ["one"], "least": nothing, "most": nothing})
    axis = Axis("some", 0.0, 100.0)
    drawing = curve(model, point, axis, axis)
    ((x, y),) = re.findall(
        r'<path transform="translate\(([\d.]+),([\d.]+)\)" d="[^"]+" fill="#1a1a1a"', drawing
    )
    assert float(x) == pytest.approx(332 / 2, abs=0.1)
    assert float(y) == pytest.approx(250 / 2, abs=0.1)


def test_every_series_says_its_source() -> None:
    for name in SERIES:
        assert len(source_of(name)) > 10, name
        assert published_series(name).height > 1
