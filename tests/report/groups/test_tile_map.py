"""The map of the states: each has one square, near its neighbours, in a colour that says better or worse."""

import re
from collections import Counter

import polars as pl
import pytest

from sim import country
from sim.country import read_table
from sim.report.groups.tile_map import EMPTY, place_states, shade, tile_map

from ...base_year.small_country import write_small_country

NAMES = read_table("states.csv").texts("name")
SHORT = read_table("states.csv").texts("abbreviation")


def squares(values: dict[str, float | None]) -> pl.DataFrame:
    """Return the states with these values, all others with none."""
    rows = [(*tile, values.get(tile.abbreviation), False) for tile in place_states(NAMES).values()]
    schema = {"abbreviation": pl.String, "column": pl.Int64, "row": pl.Int64, "value": pl.Float64}
    return pl.DataFrame(rows, {**schema, "framed": pl.Boolean}, orient="row")


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


def test_every_state_has_one_square_of_its_own() -> None:
    tiles = place_states(NAMES)
    assert sorted(tile.abbreviation for tile in tiles.values()) == sorted(SHORT)
    assert max(Counter((tile.column, tile.row) for tile in tiles.values()).values()) == 1
    assert place_states(SHORT).keys() == set(SHORT)
    assert [place_states(["0"])["0"].abbreviation, place_states([NAMES[0]])[NAMES[0]].abbreviation] == [
        "AL"
    ] * 2


@pytest.mark.parametrize(
    ("west", "east"), [("CA", "NV"), ("WA", "ND"), ("TX", "FL"), ("OH", "NJ"), ("HI", "TX"), ("IL", "MA")]
)
def test_the_west_is_on_the_left(west: str, east: str) -> None:
    tiles = place_states(SHORT)
    assert tiles[west].column < tiles[east].column


@pytest.mark.parametrize(("north", "south"), [("WA", "CA"), ("ND", "TX"), ("ME", "FL"), ("MI", "GA")])
def test_the_north_is_above(north: str, south: str) -> None:
    tiles = place_states(SHORT)
    assert tiles[north].row < tiles[south].row


def test_a_country_without_squares_has_no_map(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(country, "DATA", write_small_country(tmp_path / "small"))
    assert place_states(NAMES) == {}
    assert place_states(["0", "1"]) == {}


def test_a_state_without_a_square_leaves_out_the_map() -> None:
    assert place_states([*NAMES, "Elsewhere"]) == {}


def test_colours_say_better_or_worse_and_how_much() -> None:
    assert shade(0.0, 10.0) == "#ffffff"
    red, _, blue = channels(shade(-5.0, 10.0))
    assert red > blue
    red, _, blue = channels(shade(5.0, 10.0))
    assert blue > red
    assert shade(5.0, 10.0, better=-1) == shade(-5.0, 10.0)
    lightness = [sum(channels(shade(value, 10.0))) for value in (0.0, 2.0, 5.0, 10.0)]
    assert lightness == sorted(lightness, reverse=True)
    assert shade(20.0, 10.0) == shade(10.0, 10.0)


def test_the_map_names_every_state_once_and_few_people_have_no_number() -> None:
    svg = tile_map(squares({"CA": -12.4, "TX": 3.0}), strongest=20.0, digits=0, unit="%")
    written = Counter(texts(svg))
    assert all(written[short] == 1 for short in SHORT)
    assert written["\N{MINUS SIGN}12"] == written["+3"] == 1
    assert {"\N{MINUS SIGN}20 %", "+20 %"} <= written.keys()
    assert svg.count(EMPTY) == len(SHORT) - 2


def test_squares_lie_inside_the_drawing_and_apart_from_the_legend() -> None:
    svg = tile_map(squares({"CA": -12.4}), strongest=20.0, digits=0, unit="%")
    _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())  # type: ignore[index]
    tiles = place_states(NAMES).values()
    side = 32
    assert side * (1 + max(tile.column for tile in tiles)) <= width
    assert side * (1 + max(tile.row for tile in tiles)) <= height
    beside_the_legend = {tile.column for tile in tiles if tile.row == 0}
    assert beside_the_legend <= {0, 1, 10, 11}
