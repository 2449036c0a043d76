"""The folder of the base year comes out of the published files as it is; detailed occupations fit."""

import os
from pathlib import Path

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.country import DATA
from sim.data_folder.build import SOURCES, build
from sim.data_folder.check import check
from sim.data_folder.occupations import scaled
from sim.errors import UserError

PUBLISHED = os.environ.get("TENFOLD_SOURCE_DATA")
needs_sources = pytest.mark.skipif(
    PUBLISHED is None, reason="TENFOLD_SOURCE_DATA does not name the folder of source files"
)


@needs_sources
def test_tables_are_those_that_the_sources_give(tmp_path: Path) -> None:
    build(Path(str(PUBLISHED)), tmp_path / "us")
    built, known = (load(folder).households for folder in (tmp_path / "us", DATA))
    np.testing.assert_array_equal(built.age, known.age)
    # the last digit of a weight may depend on the processor: a step of 50 of 2,285 households
    np.testing.assert_allclose(built.share, known.share, atol=50.0 / 137e6)
    assert (np.abs(built.pay - known.pay) < 0.015).mean() > 0.999
    for table in sorted(DATA.glob("*.csv")):
        assert (tmp_path / "us" / table.name).read_bytes() == table.read_bytes(), table.name


@needs_sources
def test_detailed_occupations_add_up_to_their_groups(tmp_path: Path) -> None:
    build(Path(str(PUBLISHED)), tmp_path / "detailed", 100)
    detailed, groups = check(tmp_path / "detailed").calibration, load()
    assert len(detailed.occupation_codes) == 100
    of_group = np.array([groups.occupation_codes.index(code[:2]) for code in detailed.occupation_codes])
    jobs = np.bincount(of_group, detailed.occupation_jobs)
    np.testing.assert_allclose(jobs, groups.occupation_jobs, rtol=0.02)
    np.testing.assert_allclose(detailed.staffing_jobs.sum(axis=1), groups.sector_jobs, rtol=1e-3)
    bill = np.bincount(of_group, detailed.occupation_jobs * detailed.occupation_wage)
    np.testing.assert_allclose(bill / jobs, groups.occupation_wage, rtol=0.05)


def test_a_missing_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=rf"{SOURCES[0]}: there is no such file"):
        build(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fault_in_a_source_leaves_nothing(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in SOURCES:
        (sources / name).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(
        UserError, match=r"staffing_sector_major\.csv: there is no column employment; its columns are a, b"
    ):
        build(sources, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["sources"]


def test_proportional_fitting_gives_the_margins() -> None:
    cells = np.random.default_rng(1).random((3, 4)) + 0.1
    rows, columns = np.array([1.0, 2.0, 3.0]), np.array([1.5, 1.5, 2.0, 1.0])
    fitted = scaled(cells, rows, columns, 200)
    np.testing.assert_allclose(fitted.sum(axis=1), rows)
    np.testing.assert_allclose(fitted.sum(axis=0), columns)
