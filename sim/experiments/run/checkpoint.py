"""Checkpoints: a run that is interrupted goes on from the last one, and ends with the same bits.

A checkpoint holds the columns of the state and of the structure, what has been recorded, and the scenario. It
lies in the folder of results until the results are there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sim
from sim.country import folder_of
from sim.errors import UserError
from sim.paths import is_file
from sim.plugins.plugin import Plugin, as_plugins, read_plugin
from sim.records.files import sync_folder
from sim.records.provenance import model_version
from sim.records.snapshot import (
    CHECKPOINT,
    columns_of,
    pack,
    read_snapshot,
    table_of,
    unpack,
    write_snapshot,
)
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.simulation import Simulation

__all__ = [
    "CHECKPOINT", "Journey", "discard", "load", "refuse_unfinished", "refuse_without_checkpoint", "save",
]  # fmt: skip

REBUILT_POLICIES = ("parameters", "policies", "structure", "added_rates")
"""Attributes of ``Policies`` that scenario, structure and every month give back; the others are kept."""


class Journey(NamedTuple):
    """A run with checkpoints, across interruptions."""

    every: int  # months between two checkpoints
    started: str  # when the run was first started, ISO 8601
    seconds: float = 0.0  # spent so far, without the time lost by interruptions
    resumed_at: tuple[int, ...] = ()  # months at which it was resumed


def save(simulation: Simulation, folder: Path, journey: Journey) -> None:
    """Write a checkpoint to ``folder``; the one before stays in place until the new one is complete.

    Raises
    ------
    UserError
        There is no space, for example.
    """
    columns = columns_of(simulation.state, "state") | columns_of(simulation.structure, "structure")
    kept = {
        "indicators": vars(simulation.indicators),
        "records": vars(simulation.records),
        "policies": {k: v for k, v in vars(simulation.policies).items() if k not in REBUILT_POLICIES},
    }
    facts = {
        "version": sim.__version__,
        "model": model_version(simulation.scenario.run.data),
        "scenario": simulation.scenario.to_toml(),
        "plugins": [plugin.path for plugin in simulation.scenario.plugins],
        "seed": simulation.seed,
        "month": simulation.month,
        "money": simulation.money,
        "journey": {**journey._asdict(), "resumed_at": list(journey.resumed_at)},
        "kept": pack(kept, columns, "kept"),
    }
    write_snapshot(folder / CHECKPOINT, facts, columns)


def load(folder: Path, plugins: Sequence[Any] = ()) -> tuple[Simulation, Journey]:
    """Bring back the simulation of the checkpoint in ``folder``, as it was to the bit.

    Parameters
    ----------
    folder : Path
        Where the checkpoint is.
    plugins : sequence of path or class
        Those of the run, where their files are no longer where they were.

    Raises
    ------
    UserError
        There is no checkpoint, it is damaged, or a program with other rules wrote it.
    """
    from sim.simulation import Simulation
    from sim.state.columns import State
    from sim.state.structure import Structure

    path = folder / CHECKPOINT
    facts, columns = read_snapshot(path)
    if facts["version"] != sim.__version__:
        raise UserError(
            f"{path}: tenfold {facts['version']} wrote this checkpoint; resume it with that version, "
            f"this one is {sim.__version__}."
        )
    tables = tomllib.loads(facts["scenario"])
    data = tables["run"]["data"]
    folder_of(data)
    if facts["model"] != model_version(data):
        raise UserError(
            f"{path}: the sources or the data of tenfold were changed since this checkpoint was written "
            f'(run.data = "{data}"); resume the run with those it was started with.'
        )
    created = table_of(State, columns, "state"), table_of(Structure, columns, "structure")
    if "plugins" in tables:
        tables["plugins"] = _read_again(as_plugins(tables["plugins"]), facts["plugins"], plugins)
    scenario = Scenario.from_tables(tables, str(path))
    simulation = Simulation(scenario, seed=facts["seed"], created=created)
    simulation.month = facts["month"]
    simulation.money = facts["money"]
    kept = unpack(facts["kept"], columns)
    for name, attributes in kept.items():
        vars(getattr(simulation, name)).update(attributes)
    journey: dict[str, Any] = facts["journey"]
    return simulation, Journey(**{**journey, "resumed_at": (*journey["resumed_at"], simulation.month)})


def _read_again(wanted: Sequence[Plugin], paths: Sequence[str], given: Sequence[Any]) -> list[Plugin]:
    """Return the plugins of a run with their texts: a checkpoint holds no programs.

    Raises
    ------
    UserError
        One is not to be found, or not what it was.
    """
    known = {plugin.name: plugin for plugin in as_plugins(given)}
    found = []
    for plugin, path in zip(wanted, paths, strict=True):
        again = known.get(plugin.name)
        if again is None and path and Path(path).is_file():
            again = read_plugin(Path(path), path)
        if again is None:
            raise UserError(f"the run needs the plugin {plugin.name}; say with --plugin where it is.")
        if again.sha256 != plugin.sha256:
            raise UserError(
                f"{again.path or again.name}: the plugin was changed since the run was started; resume it "
                "with the one it was started with."
            )
        found.append(again)
    return found


def discard(folder: Path) -> None:
    """Remove the checkpoint: the results are there."""
    (folder / CHECKPOINT).unlink(missing_ok=True)
    sync_folder(folder)


def refuse_without_checkpoint(folder: Path) -> None:
    """Make sure that there is something to resume.

    Raises
    ------
    UserError
        The folder holds no checkpoint.
    """
    if not is_file(folder / CHECKPOINT):
        raise UserError(
            f"{folder}: holds no unfinished run (no {CHECKPOINT}), so there is nothing to resume."
        )


def refuse_unfinished(folder: Path) -> None:
    """Make sure that no run of somebody is lost.

    Raises
    ------
    UserError
        The folder holds a checkpoint.
    """
    if is_file(folder / CHECKPOINT):
        raise UserError(
            f"{folder}: holds an unfinished run; go on with it by tenfold resume {folder}, "
            f"give another folder, or delete {CHECKPOINT}."
        )
