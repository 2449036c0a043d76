"""Words and drawings of the page, made without a browser."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.dashboard.choices import Choices
from sim.dashboard.futures import Futures
from sim.dashboard.panels import PANELS, panel
from sim.dashboard.pictures.card import QUESTION, card
from sim.dashboard.pictures.network import places
from sim.dashboard.pictures.shares import lorenz
from sim.dashboard.pictures.svg import Line, Range, bar_rows, line_chart, picture, ticks
from sim.dashboard.views import Painter, keep_lines
from sim.dashboard.words import Notice, clock, forces
from sim.experiments.figures.decomposition import PARTS
from sim.report.wording import NOTHING, SPACE
from sim.scenario import Scenario

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def futures():
    scenario = Scenario.load("mostaque").with_(
        {"run.people": 2_000, "run.burn_in_months": 3, "run.months": 24}
    )
    return Futures(scenario)


@pytest.fixture(scope="module")
def lived(futures):
    painter = Painter()
    start = painter.paint(futures, Choices(), before={}, turn=0)
    for _ in range(14):
        futures.step()
    return start, painter.paint(futures, Choices(), before={"gdp": []}, turn=1)


def drawings(frame):
    yield from (panel["svg"] for panel in frame["lines"])
    yield from (figure["svg"] for figure in frame["figures"].values())
    yield from (person["svg"] for person in frame["people"])


@pytest.mark.parametrize("moment", [0, 1])
def test_every_drawing_is_well_formed_and_described(lived, moment):
    for svg in drawings(lived[moment]):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert title.text
        assert description is not None
        assert description.text
        assert not re.search(r"\b(nan|inf)\b", svg)
        width, height = (float(part) for part in root.get("viewBox").split()[2:])
        for node in root.iter(f"{SVG}text"):
            assert -60 <= float(node.get("x")) <= width + 1
            assert -10 <= float(node.get("y")) <= height + 1


def test_drawings_keep_their_size(lived):
    start, later = ([re.search('viewBox="([^"]+)"', svg)[1] for svg in drawings(frame)] for frame in lived)
    assert start == later


def test_the_sentences_say_what_the_figures_say(lived, futures):
    start, later = lived
    assert start["answer"][0].startswith("Emad Mostaque says")
    jobs = forces(futures)
    words = " ".join(later["answer"])
    assert f"{abs(jobs.total):,.1f} million" in words
    assert "labour" in words
    assert [tile["label"] for tile in later["tiles"]][:3] == ["The claim", "A GPU by now", "Work taken over"]
    assert [tile["value"] for tile in start["tiles"]] == ["10", NOTHING, NOTHING, NOTHING]
    assert later["clock"] == "1 year, 2 months"


def test_the_answer_says_poverty_prices_and_the_bottom_fifth(lived, futures):
    _, later = lived
    words = later["answer"][2]
    poor = [
        100.0 * futures.recent(economy, "poverty_rate") for economy in (futures.story, futures.without_ai)
    ]
    assert f"{poor[0]:.1f}{SPACE}% of people are poor instead of {poor[1]:.1f}{SPACE}%" in words
    fifth = [futures.recent(economy, "real_p20_income") for economy in (futures.story, futures.without_ai)]
    less = 100.0 * (1.0 - fifth[0] / fifth[1])
    assert f"a fifth of adults stay below {abs(less):.0f}{SPACE}% {'less' if less > 0 else 'more'}" in words
    assert "Prices are " in words
    assert {"poverty_rate", "price_level", "real_p20_income"} <= {line["key"] for line in later["lines"]}


def test_much_work_taken_over_is_explained(futures, lived, monkeypatch):
    """Many millions beside nearly as many jobs as before would be a riddle without the growth of output."""
    monkeypatch.setattr("sim.dashboard.words.MUCH", 0.0)
    monkeypatch.setattr("sim.dashboard.words.MORE", 0.0)
    frame = Painter().paint(futures, Choices(), before={}, turn=0)
    made = futures.recent(futures.story, "real_gdp") / futures.recent(futures.without_ai, "real_gdp")
    assert f"{made:.1f} times as much is made as without AI" in frame["answer"][1]


def test_a_notice_is_true_when_it_is_read():
    notice = Notice("Basic income, from the next month on.", 5, "Basic income, since year 1, month 6.")
    assert notice.told(5) == "Basic income, from the next month on."
    assert notice.told(6) == notice.told(17) == "Basic income, since year 1, month 6."
    assert notice.told(18) == ""


def test_a_picture_to_share_has_question_answer_and_address(lived):
    start, later = lived
    address = "http://127.0.0.1:8765/?story=mostaque&ubi=3:500:deficit&month=14"
    for frame in (start, later):
        svg = card(frame, "The claim, <now>", address)
        root = ElementTree.fromstring(svg)
        words = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
        assert QUESTION in words
        assert address in words
        assert "The claim, <now>" in words
        for sentence in frame["answer"]:
            assert all(word in words for word in sentence.split())
        assert len(root.findall(f"{SVG}svg")) == 3
        assert "data-lines" not in svg
        height = float(root.get("height"))
        assert all(float(node.get("y")) < height for node in root.findall(f"{SVG}text"))


@pytest.mark.parametrize("before", [{}, {"employment": [1.0, 2.0]}])
def test_a_picture_to_share_names_the_grey_line_where_there_is_one(futures, before):
    svg = card(Painter().paint(futures, Choices(), before=before, turn=0), "The claim", "")
    words = [node.text for node in ElementTree.fromstring(svg).findall(f"{SVG}text")]
    assert ("the run before" in words) is bool(before)


def test_the_forces_add_up(futures, lived):
    parts = forces(futures).parts
    assert set(parts) == set(PARTS)
    assert sum(value for part, value in parts.items() if part != "total") == pytest.approx(parts["total"])
    story, base = (
        np.mean(futures.series(economy, "employment")[-12:])
        for economy in (futures.story, futures.without_ai)
    )
    assert parts["total"] == pytest.approx(story - base)


def test_the_other_comparison_needs_a_policy(futures, lived):
    frame = Painter().paint(futures, Choices(against="no_policies"), before={}, turn=0)
    assert "no policy yet" in frame["answer"][0]
    assert frame["against"] == "without policies"


def test_lines_before_a_change_are_kept(futures, lived):
    before = keep_lines(futures, Choices(figures=("inflation",)))
    assert {len(values) for values in before.values()} == {14}
    svg = Painter().paint(futures, Choices(), before=before, turn=0)["lines"][0]["svg"]
    assert svg.count("<path") == 3


def test_a_chart_reads_its_values_out():
    svg = line_chart(
        [Line("no AI", [1.0, 2.0], "#000"), Line("your <future>", [1.0, 4.0], "#d55e00")],
        title="A & B", months=12, ends=(0.0, 5.0), write=lambda value: f"{value:g}",
        tell=lambda value: f"{value:.1f}", marks=[(1, "Basic income: 500")],
    )  # fmt: skip
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}desc").text == "Line chart over 1 years. Now: no AI 2.0; your <future> 4.0."
    assert (
        root.get("data-lines") == '[["no AI","#000",["1.0","2.0"]],["your <future>","#d55e00",["1.0","4.0"]]]'
    )


def test_axes_only_grow():
    axis = Range(0.0, 10.0)
    assert axis.cover([Line("a", [3.0], "#000")]) == (0.0, 10.0)
    low, high = axis.cover([Line("a", [3.0, 12.0], "#000")])
    assert low == 0.0
    assert high > 12.0
    assert axis.cover([Line("a", [1.0], "#000")]) == (low, high)
    assert axis.cover([Line("a", [-1.0], "#000")])[0] < -1.0
    far = Range(40.0, 50.0)
    assert far.cover([Line("a", [2.0], "#000")])[0] == 0.0


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0.0, 10.0), [0, 2.5, 5, 7.5, 10]), ((140.0, 190.0), [140, 160, 180]), ((-3.0, 3.0), [-2, 0, 2])],
)
def test_ticks_are_round(ends, expected):
    assert ticks(*ends) == expected


def test_a_band_is_drawn_below_its_line_and_fits():
    line = Line("a", [3.0, 3.0, 3.0, 3.0, 3.0], "#d55e00", band=[(2.0, 4.0)] * 4 + [(1.0, 9.0)])
    assert Range(2.0, 4.0).cover([line])[1] > 9.0
    svg = line_chart([line], title="A", months=12, ends=(0.0, 10.0), write=str)
    ElementTree.fromstring(svg)
    shape, drawn = re.findall('<path d="([^"]+)"', svg)
    assert shape.endswith("Z")
    assert not drawn.endswith("Z")
    heights = [float(y) for y in re.findall(r",([\d.]+)", shape)]
    assert max(heights) == pytest.approx(150 - 142 * 0.1, abs=0.1)
    assert min(heights) == pytest.approx(150 - 142 * 0.9, abs=0.1)


def test_bars_and_words_are_escaped():
    svg = bar_rows(
        [("a < b", -2.0, "-2", "#000")], title="x", size=(300, 60), left=80, reach=4.0, note="y & z"
    )
    assert ElementTree.fromstring(svg).find(f"{SVG}desc").text == "a < b -2."
    ElementTree.fromstring(picture((1, 1), "<", "&", []))


def test_months_in_words():
    assert [clock(month) for month in (0, 1, 12, 26)] == ["month 0", "1 month", "1 year", "2 years, 2 months"]


def test_the_network_has_room_for_every_group():
    where = places(load())
    assert where.shape == (load().sizes["occupations"], 2)
    assert where.min() >= 0.0
    assert where.max() <= 1.0
    gaps = np.abs(where[:, None] - where[None, :])
    near = np.hypot(gaps[..., 0] / 0.17, gaps[..., 1] / 0.16) + 9.0 * np.eye(len(where))
    assert near.min() > 0.55


def test_the_lorenz_curve_is_one(futures, lived):
    curve = lorenz(futures.story)
    assert curve[0] == 0.0
    assert curve[-1] == pytest.approx(1.0)
    assert (np.diff(curve, 2) >= -1e-9).all()


@pytest.mark.parametrize("name", [*PANELS, "layoffs", "debt_gdp", "real_consumption"])
def test_a_panel_shows_any_figure_as_every_other_summary_does(futures, lived, name):
    chart = panel(name)
    frames = futures.story.frames()
    expected = frames[chart.about.table].select(chart.about.value()).to_series()
    shown = chart.values(futures.story.records)
    assert len(shown) == 14
    assert shown == pytest.approx(expected.to_list(), rel=1e-12)


def test_a_unit_is_not_said_twice():
    assert panel("employment").unit() == "people; axis in millions"
    assert panel("labour_share").unit() == "of GDP"
    assert panel("real_median_wage").unit() == "a month, at prices of year 0"
    assert panel("real_gdp").unit() == "a year, at prices of year 0; axis in billions"
    assert panel("gpu_price").unit() == ""
    assert "more than there are jobs" in panel("displaced_jobs").unit()


def test_a_panel_writes_its_unit():
    assert panel("unemployment_rate").tell(4.26) == f"4.3{SPACE}%"
    assert panel("real_median_wage").tell(4700.2) == "$4,700"
    assert panel("real_gdp").tell(31_000.2) == f"$31.0{SPACE}trillion"
    assert panel("employment").tell(160.04) == f"160.0{SPACE}million"
    assert [panel("real_gdp").write(value) for value in (25_000.0, 27_500.0)] == ["$25,000", "$27,500"]
    assert [panel("income_gini").write(value) for value in (0.0, 0.2, 0.25)] == ["0", "0.2", "0.25"]
    assert [panel("price_level").write(value) for value in (0.8, 1.0, 1.125)] == ["0.8", "1", "1.125"]


def test_what_ai_brings_owners_is_told_as_a_part_of_output(lived, futures):
    _, later = lived
    drawn = later["figures"]["doors"]
    told = re.search(r'data-lines="([^"]*)"', drawn["svg"])[1]
    assert [name in told for name in ("royalties", "rents", "kept")] == [True] * 3
    paid = futures.series(futures.story, "owners_income")[-1]
    abroad = futures.series(futures.story, "foreign_rent")[-1]
    assert 0.0 < abroad < paid
    assert f"{100.0 * abroad / paid:.0f} % of pay-outs go abroad" in drawn["unit"]
    assert "months" in later["figures"]["payback"]["unit"]
