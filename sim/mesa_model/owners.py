"""Owners of GPUs and of models as Mesa agents: the real companies, at real size."""

from __future__ import annotations

from sim.mesa_model.agents import Column, View, plain

__all__ = ["GPUProvider", "ModelOwner"]


class GPUProvider(View):
    """A company that owns GPUs, trains models and rents out inference."""

    table = "providers"

    name = Column("name", lambda economy, rows: economy.names.providers[rows])
    gpus = Column(
        "GPUs in service", lambda economy, rows: economy.state.providers.fleet[rows] * economy.weight
    )
    share = Column(
        "of all GPUs in service",
        lambda economy, rows: economy.state.providers.fleet[rows] / economy.state.providers.fleet.sum(),
    )
    capability = Column("1: what exposure studies call exposed today", plain("providers", "capability"))
    revenue = Column(
        "dollars a month",
        lambda economy, rows: economy.state.providers.revenue[rows] * economy.weight / 100.0,
    )
    deposits = Column(
        "dollars", lambda economy, rows: economy.state.providers.deposits[rows] * economy.weight / 100.0
    )


class ModelOwner(View):
    """An owner of models: rents GPUs to train, and users of its models pay it a royalty."""

    table = "model_owners"

    name = Column("name", lambda economy, rows: economy.names.model_owners[rows])
    capability = Column("1: what exposure studies call exposed today", plain("model_owners", "capability"))
    gpus = Column("GPUs rented", lambda economy, rows: economy.state.model_owners.gpus[rows] * economy.weight)
    royalties = Column(
        "dollars a month",
        lambda economy, rows: economy.state.model_owners.revenue[rows] * economy.weight / 100.0,
    )
    spending = Column(
        "dollars a month",
        lambda economy, rows: economy.state.model_owners.spending[rows] * economy.weight / 100.0,
    )
    deposits = Column(
        "dollars", lambda economy, rows: economy.state.model_owners.deposits[rows] * economy.weight / 100.0
    )
