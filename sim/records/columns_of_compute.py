"""The words of the columns of table ``macro`` about AI: GPUs, their rent and use, and what they do."""

from sim.records.words import ZERO_TO_ONE, Column, amount, income, index, millions, share

__all__ = ["COMPUTE"]

COMPUTE = {
    "gpus": millions("GPUs in service", "GPUs in service, in H100 equivalents", relative=True, with_ai=True),
    "gpus_inference": millions("GPUs that serve inference", "GPUs that serve inference", with_ai=True),
    "gpus_used": millions("GPUs rented", "GPUs rented, as many of the best provider's", with_ai=True),
    "gpu_rent": income("GPU rent", "Rent of a GPU for a month", with_ai=True),
    "gpu_utilisation": share(
        "GPUs in use", "GPUs rented over those that serve inference", "of those for inference", with_ai=True
    ),
    "rent_over_pay": index(
        "Price test: rent over pay",
        "Average workers whose compensation pays the rent of a GPU",
        "workers",
        digits=2,
        with_ai=True,
    ),
    "royalty_rate": share(
        "Royalty",
        "Part of what AI saves its users that they pay to owners of models",
        "of the saving",
        with_ai=True,
    ),
    "royalties": amount("Royalties", "Royalties that users of AI pay to owners of models", with_ai=True),
    "compute_investment": amount("Spending on new GPUs", "What providers pay for new GPUs", with_ai=True),
    "chip_margins": amount("Chip margins", "Part of that which is the chip maker's margin", with_ai=True),
    "model_spending": amount(
        "Compute of owners of models", "What owners of models pay for GPUs that train", with_ai=True
    ),
    "gpu_rent_share": share("Spending on GPU rent", "GPU rent over GDP", "of GDP", digits=2, with_ai=True),
    "gpu_worker_ratio": index(
        "Ratio reached",
        "Workers whose automatable tasks one GPU does",
        "workers a GPU",
        digits=2,
        with_ai=True,
    ),
    "capability": index(
        "Capability of the best model", "1: what exposure studies call exposed today", digits=2, with_ai=True
    ),
    "new_task_index": index("New human tasks", "New human tasks, 1 at the start", with_ai=True),
    "compute_hhi": Column(
        "Concentration of GPUs",
        "Herfindahl index of the GPU fleets",
        ZERO_TO_ONE,
        "0 to 10,000",
        1e4,
        0,
        with_ai=True,
    ),
    "gpu_power": index(
        "Power of GPUs", "Electric power of the GPUs in service", "GW", digits=1, with_ai=True
    ),
    "displaced_jobs": millions(
        "Jobs' worth of tasks done by GPUs alone",
        "Jobs' worth of tasks done by GPUs alone, at the output there is",
        with_ai=True,
    ),
    "reinstated_jobs": millions(
        "Jobs' worth of new human tasks",
        "Jobs' worth of new human tasks, at the output there is",
        with_ai=True,
    ),
    "assisted_jobs": millions(
        "Jobs' worth of labour saved",
        "Jobs' worth of labour saved where a GPU assists people, at the output there is",
        with_ai=True,
    ),
    "entrant_jobs": millions("Jobs in new firms", "Jobs in firms founded since month 0"),
    "kept_savings": amount(
        "Savings that adopters keep",
        "What users of AI add to the cost on which they set prices, out of what AI saves, at planned output",
        with_ai=True,
    ),
    "running_costs": amount(
        "Power and operation of GPUs", "What owners of GPUs pay for power and operation", with_ai=True
    ),
    "owners_money": amount(
        "Put into AI by owners",
        "What owners at home and abroad add, for new GPUs and for compute of owners of models",
        with_ai=True,
    ),
    "owners_income": amount(
        "Paid out to owners of AI",
        "Dividends of owners of GPUs and of models, and chip margins, before a levy on what goes abroad",
        with_ai=True,
    ),
    "foreign_rent": amount(
        "Income of AI that goes abroad",
        "Dividends of owners of GPUs and of models, and chip margins, that leave for owners abroad",
        with_ai=True,
    ),
    "gpu_price": Column(
        "Price of a new GPU",
        "What a new GPU with server and network costs its owner",
        "dollars",
        digits=0,
        time="stock",
        relative=True,
        with_ai=True,
    ),
    "gpu_payback": index(
        "Payback of a GPU",
        "Months in which rent less running cost, at the use of the month, pay a new GPU's price; 120 at most",
        "months",
        digits=0,
        with_ai=True,
    ),
    "supply_at_cap": share(
        "Supply of GPUs at its limit",
        "1 in months in which chips cost more than their list price or the grid is full",
        "of months",
        digits=0,
        with_ai=True,
    ),
}
"""Column by name, in the order of the table."""
