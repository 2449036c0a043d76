"""Keys of the technology: at their defaults they are not there, and each moves the economy its way."""

import numpy as np
import pytest

MONTHS = 24
OFF = {
    "compute__success_start": 1.0, "compute__feasible_share": 1.0, "compute__capability_bound": float("inf"),
    "compute__physical_delay": 0.0, "adoption__cost_median": 0.0, "adoption__adjustment": 0.0,
}  # fmt: skip
WHILE_OFF = OFF | {"compute__failure_halving": 5.0, "adoption__cost_spread": 3.0}
"""All of them off, and what only means something with them on at another value."""
ON = {
    "compute__success_start": 0.5, "compute__feasible_share": 0.5, "compute__capability_bound": 0.5,
    "compute__physical_delay": 10.0, "adoption__cost_median": 0.2, "adoption__adjustment": 1.0,
}  # fmt: skip
QUICK = {
    "compute__gpu_worker_ratio": 10.0, "compute__gpu_worker_ratio_start": 5.0, "compute__new_tasks_rate": 0.0,
    "adoption__peer_hazard": 0.2, "people": 5_000,
}  # fmt: skip


def run(build, story, **changes):
    model = build(story, burn_in=3, **changes)
    model.run(MONTHS)
    return model


@pytest.mark.parametrize("story", ["neutral", "pessimistic"])
def test_keys_that_are_off_change_no_bit(build, columns, story):
    plain, off = run(build, story, **OFF), run(build, story, **WHILE_OFF)
    theirs = columns(off.state)
    for name, column in columns(plain.state).items():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name)
    frames = off.records.frames()
    for table, frame in plain.records.frames().items():
        assert frame.equals(frames[table], null_equal=True), table


@pytest.fixture(scope="module")
def plain(build):
    return run(build, "neutral", **QUICK, **OFF)


@pytest.mark.parametrize("key", ON)
def test_each_key_lets_gpus_do_less_of_the_work(build, plain, key):
    slower = run(build, "neutral", **QUICK, **(OFF | {key: ON[key]}))

    def work(model):
        return model.state.firms.automated.sum()

    if key == "adoption__adjustment":  # who changes work over is given back to people, machines do their part
        given = [one.records.frames()["macro"]["reinstated_jobs"].sum() for one in (plain, slower)]
        assert given[0] == pytest.approx(0.0, abs=1e-6)
        assert given[1] > 0.0
    else:
        assert 0.0 < work(slower) < work(plain)
