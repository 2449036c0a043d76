"""The folder of a sweep: what counts as finished, what an interruption leaves, who may write."""

import shutil

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.run.task import Failure
from sim.experiments.sweep.plan import SweepJob
from sim.experiments.sweep.store import Store, prepare_folder
from sim.experiments.sweep.task import Record

ABOUT = {"name": "s", "sweep": "", "model": "m", "versions": {}}


def record(number):
    series = {"macro": pl.DataFrame({"month": [0, 1], "gdp": [float(number), number + 1.0]})}
    return Record(f"run {number}", 1, "m", {"employment": float(number)}, series, 1.5, 10**8)


def fail(store, number, kind="RuntimeError"):
    store.fail(SweepJob(f"run {number}", {}, 1, "m", (), ()), Failure(kind, "trouble", "traceback"))


@pytest.fixture
def store(tmp_path):
    store = Store(prepare_folder(tmp_path / "sweep"))
    store.begin(ABOUT)
    return store


def finished(store):
    return store.summaries()["run"].to_list()


def test_finished_runs_and_their_series(store):
    for number in range(3):
        store.add(record(number))
    assert finished(store) == ["run 0", "run 1", "run 2"]
    assert store.summaries()["employment"].to_list() == [0.0, 1.0, 2.0]
    assert store.series("macro").filter(pl.col("run") == "run 1").collect()["gdp"].to_list() == [1.0, 2.0]
    with pytest.raises(UserError, match=r"there are no series of 'sectors'; kept are macro"):
        store.series("sectors")


def test_series_without_a_summary_are_forgotten_when_the_sweep_goes_on(store):
    store.add(record(0))
    store.add(record(1))
    for path in (store.folder / "summaries").glob("00000001-*"):
        path.unlink()  # killed between the two writes
    again = Store(store.folder)
    again.begin(ABOUT)
    again.add(record(1))
    assert finished(again) == ["run 0", "run 1"]
    assert again.series("macro").collect()["run"].to_list() == ["run 0"] * 2 + ["run 1"] * 2


@pytest.mark.parametrize("table", ["summaries", "series/macro"])
@pytest.mark.parametrize("merged", [False, True])
def test_a_damaged_file_costs_its_own_runs_only(store, table, merged):
    for number in range(3):
        store.add(record(number))
    if merged:
        store.tidy()
        store.add(record(3))
    path = sorted((store.folder / table).iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    again = Store(store.folder)
    assert again.begin(ABOUT) == [f"{path}: is damaged and set aside; its runs are repeated."]
    left = ["run 3"] if merged else ["run 1", "run 2"]
    assert finished(again) == left
    assert again.series("macro").collect()["run"].unique(maintain_order=True).to_list() == left
    again.add(record(0))
    assert finished(again) == [*left, "run 0"]
    assert again.series("macro").collect().height == 2 * (len(left) + 1)
    assert again.begin(ABOUT) == []


def test_the_last_failure_of_a_run_counts_until_it_is_finished(store):
    fail(store, 0)
    fail(store, 1)
    fail(store, 0, "MemoryError")
    assert dict(store.failures().select("run", "kind").iter_rows()) == {
        "run 0": "MemoryError",
        "run 1": "RuntimeError",
    }
    store.add(record(0))
    assert store.failures()["run"].to_list() == ["run 1"]


def test_an_empty_store(store):
    assert store.summaries().is_empty()
    assert store.failures().is_empty()
    assert store.tables == []
    with pytest.raises(UserError, match=r"design\.parquet: is not there; run the sweep again"):
        store.design()


def test_what_is_no_sweep_is_refused(tmp_path):
    with pytest.raises(UserError, match="holds no sweep of tenfold"):
        Store(tmp_path).about()
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match=r"holds results, but not of a sweep; tenfold export .* writes them"):
        Store(tmp_path).about()
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UserError, match="is not empty and holds no sweep of tenfold"):
        prepare_folder(tmp_path)
    with pytest.raises(UserError, match="is a file; the output must be a folder"):
        prepare_folder(tmp_path / "mine.txt")
    with pytest.raises(UserError, match="results cannot be written there"):
        prepare_folder(tmp_path / "mine.txt" / "below")


def test_other_commands_do_not_write_into_a_sweep(store):
    from sim.records.tables import check_folder

    with pytest.raises(UserError, match="is not empty and holds no earlier results"):
        check_folder(store.folder)


def test_a_damaged_design_or_description_is_named_and_written_anew(store):
    store.add(record(0))
    store.write_design(pl.DataFrame({"point": [0], "run": ["run 0"]}))
    for name, read in (("sweep.json", store.about), ("design.parquet", store.design)):
        path = store.folder / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 4
        path.write_bytes(content)
        with pytest.raises(UserError, match=rf"{name}: is damaged.* run the sweep again"):
            read()
    again = Store(prepare_folder(store.folder))
    assert again.begin(ABOUT) == [f"{store.folder / 'sweep.json'}: is damaged, and written anew."]
    assert again.about()["name"] == "s"
    assert finished(again) == ["run 0"]


def test_damaged_series_are_not_read(store):
    store.add(record(0))
    (path,) = (store.folder / "series" / "macro").iterdir()
    path.write_bytes(path.read_bytes()[:-9] + b"x" + path.read_bytes()[-8:])
    with pytest.raises(UserError, match=rf"{path.name}: is damaged; run the sweep again"):
        store.series("macro")


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("table", ["summaries", "series/macro", "series/sectors", "failures"])
def test_a_deleted_file_is_named_by_whoever_reads_it(store, table, ended):
    """In the middle of a sweep the last file may never have been there; once it has ended all are known."""
    for number in range(3):
        fail(store, number)
        kept = record(number)
        store.add(kept._replace(series={**kept.series, "sectors": kept.series["macro"]}))
    if ended:
        store.tidy()
        store.add(record(3)._replace(series=kept.series))
    path = sorted((store.folder / table).iterdir())[0]
    path.unlink()
    read = {
        "summaries": store.summaries,
        "failures": store.failures,
        "series/macro": lambda: store.series("macro"),
        "series/sectors": lambda: store.series("sectors"),
    }[table]
    missing = f"{path.name[:17]}-*.parquet"
    with pytest.raises(UserError, match=f"{table}/{missing[:17]}.*is missing; run the sweep again"):
        read()
    again = Store(store.folder)
    assert again.begin(ABOUT) == [f"{path.parent / missing}: is missing; its runs are repeated."]
    left = ["run 0", "run 1", "run 2"] if table == "failures" else ["run 1", "run 2"]
    if ended:
        left = [*left, "run 3"] if table == "failures" else ["run 3"]
    assert finished(again) == left
    assert again.series("macro").collect()["run"].unique(maintain_order=True).to_list() == left
    again.failures()
    again.add(record(0))
    assert finished(again) == [*left, "run 0"]
    assert again.begin(ABOUT) == []


def test_deleted_folders_of_a_sweep_are_named(store):
    for number in range(2):
        store.add(record(number))
    store.tidy()
    shutil.rmtree(store.folder / "series")
    assert store.tables == ["macro"]
    with pytest.raises(UserError, match=r"series/macro/00000000-00000001-\*\.parquet: is missing"):
        store.series("macro")
    shutil.rmtree(store.folder / "summaries")
    with pytest.raises(UserError, match=r"summaries/00000000-00000001-\*\.parquet: is missing"):
        store.summaries()


def test_a_deleted_description_of_a_sweep_is_named_and_written_anew(store):
    store.add(record(0))
    store.write_design(pl.DataFrame({"point": [0], "run": ["run 0"]}))
    (store.folder / "sweep.json").unlink()
    with pytest.raises(UserError, match=r"sweep\.json: is not there; run the sweep again there"):
        store.about()
    again = Store(prepare_folder(store.folder))
    assert again.begin(ABOUT) == []
    assert finished(again) == ["run 0"]


def test_series_that_earlier_runs_did_not_keep_are_not_missed(store):
    store.add(record(0)._replace(series={}))
    store.add(record(1))
    store.tidy()
    assert store.series("macro").collect()["run"].unique().to_list() == ["run 1"]
    assert Store(store.folder).begin(ABOUT) == []
