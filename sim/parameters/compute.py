"""AI: the ratio under test, the frontier, tasks, and the market for GPUs."""

from __future__ import annotations

from typing import Literal

from sim.parameters.declare import ASSUMPTION, CHOICE, CLAIM, STORY, parameter
from sim.parameters.limits import Limits

Exposure = Literal[
    "gpt4_alpha", "gpt4_beta", "gpt4_gamma", "human_alpha", "human_beta", "cognitive", "all_tasks"
]
"""Measures of the tasks that language models can speed up (Eloundou et al. 2024); all tasks of cognitive
occupations (Korinek et al. 2026), or of all."""


class ComputeParameters(Limits):
    """What a GPU can do, who owns it and what it costs."""

    enabled: bool = parameter(
        False, "Whether AI exists at all after the burn-in", source=CHOICE, late=True, without_ai=False
    )
    gpu_worker_ratio: float = parameter(
        10.0,
        "Workers whose automatable tasks one GPU does (kappa), once the technology has matured",
        unit="workers' months of work per GPU-month",
        at_least=0.0,
        at_most=100.0,
        source=CLAIM,
        late=True,
        without_ai=False,
    )
    gpu_worker_ratio_start: float = parameter(
        0.3,
        "The same ratio in month 0",
        unit="workers' months of work per GPU-month",
        at_least=0.0,
        at_most=100.0,
        source="price test: the rent of an H100 equals the compensation of about 0.2 average workers (2026)",
        late=True,
        without_ai=False,
    )
    ratio_growth: float = parameter(
        3.0,
        "Growth of the ratio until it reaches gpu_worker_ratio",
        unit="times a year",
        at_least=1.0,
        at_most=1_000.0,
        source="algorithmic progress of about 3 times a year",
        late=True,
        without_ai=False,
    )
    oversight: float = parameter(
        0.1,
        "Human time that remains for each worker's tasks done by a GPU",
        unit="share of a worker",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    substitution_share: float = parameter(
        0.5,
        "Share of the exposed tasks that a GPU does alone; a person does the others with a GPU",
        unit="share of exposed tasks",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
    assist_speedup: float = parameter(
        1.5,
        "Speed of a person on an assisted task",
        unit="times",
        at_least=1.0,
        at_most=20.0,
        source="measured: +14 % (Brynjolfsson, Li, Raymond 2025) to +56 % (Peng et al. 2023)",
        late=True,
        without_ai=False,
    )
    assist_gpu_share: float = parameter(
        0.3,
        "GPU time of an assisted task relative to an automated one",
        unit="share",
        at_least=0.0,
        at_most=10.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    exposure: Exposure = parameter(
        "human_beta",
        "Which measure of exposure to language models is used",
        source="Eloundou et al. 2024, occupation file; employment-weighted mean of human_beta 0.31",
        late=True,
        without_ai=False,
    )
    capability_start: float = parameter(
        0.3,
        "Capability of the best model in month 0; 1 means: all that the exposure measure calls exposed",
        unit="capability",
        at_least=0.0,
        at_most=10.0,
        source=ASSUMPTION,
        without_ai=False,
    )
    frontier_per_doubling: float = parameter(
        0.06,
        "Rise of capability with every doubling of a provider's cumulative effective compute",
        unit="capability",
        at_least=0.0,
        at_most=2.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    algorithmic_progress: float = parameter(
        3.0,
        "Growth of effective compute per GPU through better algorithms",
        unit="times a year",
        at_least=1.0,
        at_most=100.0,
        source="about 3 times a year, order of magnitude (Epoch AI)",
        late=True,
        without_ai=False,
    )
    human_essential: float = parameter(
        0.10,
        "Tasks of every occupation that are never automatable",
        unit="share of tasks",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    new_tasks_rate: float = parameter(
        0.0,
        "New human tasks that appear in a year at full adoption",
        unit="share of tasks a year",
        at_least=0.0,
        at_most=0.5,
        source=STORY,
        late=True,
        without_ai=False,
    )
    task_elasticity: float = parameter(
        0.5,
        "Elasticity of substitution between tasks (eta)",
        unit="elasticity",
        at_least=0.05,
        at_most=0.95,
        source="Humlum 2019, used by Acemoglu 2024; swept from 0.1 to 0.9",
        late=True,
        without_ai=False,
    )
    training_share: float = parameter(
        0.4,
        "Part of the fleet that trains models; the rest is rented out for inference",
        unit="share of GPUs",
        at_least=0.0,
        at_most=0.99,
        source="assumption; the share of inference is unknown, often put at 50-70 %",
        without_ai=False,
    )
    model_spillover: float = parameter(
        0.05,
        "Part of the gap to the best model that a laggard closes (open models)",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
    quality_sensitivity: float = parameter(
        2.0,
        "Loss of effective compute with the gap to the best model (psi)",
        unit="log points for a unit of capability",
        at_least=0.0,
        at_most=100.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    gpus_start: float = parameter(
        11e6,
        "GPUs in service in the country in month 0",
        unit="H100-equivalents",
        at_least=1.0,
        at_most=1e10,
        source="Epoch AI: 15 million H100-equivalents in the world (January 2026), about 75 % in the US",
        without_ai=False,
    )
    chip_supply_growth: float = parameter(
        0.05,
        "Growth of what the chip maker can deliver",
        unit="share a month",
        at_least=0.0,
        at_most=0.5,
        source="starting value; 3.3 times a year since 2022 (Epoch AI), which cannot last",
        late=True,
        without_ai=False,
    )
    gpu_price: float = parameter(
        27_000.0,
        "Price of the work of a GPU of today in new chips, with its share of the server",
        unit="dollars",
        at_least=1.0,
        at_most=1e7,
        source="H100: release price 33,600 dollars (Epoch AI hardware file), street price 25,000-40,000",
        late=True,
        without_ai=False,
    )
    gpu_running_cost: float = parameter(
        250.0,
        "Power and operation of a GPU",
        unit="dollars a month",
        at_least=0.0,
        at_most=1e6,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    gpu_life_months: int = parameter(
        60,
        "Life of a GPU",
        unit="months",
        at_least=1,
        at_most=600,
        source="accounting lives of 5 to 6 years (company reports 2025-26)",
        late=True,
        without_ai=False,
    )
    gpu_power: float = parameter(
        1.4,
        "Power of a GPU with server and cooling",
        unit="kilowatts",
        at_least=0.0,
        at_most=100.0,
        source="H100 at 0.7 kW, about 1.3-1.4 kW all in",
        late=True,
        without_ai=False,
    )
    start_rent: float = parameter(
        1_825.0,
        "Rent of a GPU in month 0",
        unit="dollars a month",
        at_least=0.0,
        at_most=1e6,
        source="2.50 dollars an hour, within the 2.0-3.5 of rental price indexes, May 2026",
        without_ai=False,
    )
    demand_elasticity: float = parameter(
        0.5,
        "Elasticity of demand for rented compute: Lerner index = Herfindahl index / elasticity, at most 0.9",
        unit="elasticity",
        at_least=0.05,
        at_most=20.0,
        source="set so that the Herfindahl index of compute (about 0.13) gives a Lerner index of about 0.25",
        late=True,
        without_ai=False,
    )
    concentration: float = parameter(
        0.0,
        "Weight that owners of compute give to each other's profit: common ownership, exclusive contracts",
        unit="share",
        at_least=0.0,
        at_most=0.7,
        source=STORY,
        late=True,
        without_ai=False,
    )
    foreign_ownership: float = parameter(
        0.15,
        "Part of provider equity owned abroad",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
    foreign_recycling: float = parameter(
        0.03,
        "Part of the balance held abroad that is spent on exports",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    chip_margin: float = parameter(
        0.6,
        "Part of the price of a GPU that is the chip maker's margin",
        unit="share",
        at_least=0.0,
        at_most=0.95,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    target_utilisation: float = parameter(
        0.85,
        "Use of the fleet above which rent rises",
        unit="share",
        at_least=0.05,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
