"""Results say where they come from."""

import json
import re

import sim
from sim.records.provenance import Stopwatch, manifest, peak_memory, sources_hash, versions


def test_the_manifest_is_complete_and_plain() -> None:
    written = manifest({"a": "text"}, (1, 2), Stopwatch.start(), kind="comparison")
    assert json.loads(json.dumps(written)) == written
    assert written["kind"] == "comparison"
    assert written["scenarios"] == {"a": "text"}
    assert written["seeds"] == [1, 2]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", written["started"])


def test_versions_name_what_shapes_results() -> None:
    found = versions()
    assert found["tenfold"] == sim.__version__
    assert all(re.match(r"\d", found[name]) for name in ("python", "numpy", "numba", "polars", "mesa"))


def test_the_hash_of_the_sources_is_stable() -> None:
    assert sources_hash() == sources_hash()
    assert re.fullmatch(r"[0-9a-f]{64}", sources_hash())


def test_peak_memory_is_in_bytes() -> None:
    peak = peak_memory()
    assert peak is None or 2**24 < peak < 2**40
