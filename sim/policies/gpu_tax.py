"""GPU tax: a tax on the rent of GPUs, paid by the firms that rent them."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Levy, Slider


class GpuTax(Levy):
    """Tax the rent of GPUs."""

    raises = "gpu_tax"
    reaches = "firms that rent GPUs"
    moves = (
        Direction("gpu_rent", -1, {"tax_rate": 1.0}),
        Direction("displaced_jobs", -1, {"tax_rate": 1.0}),
    )
    slider = Slider(
        "gputax", "Tax on the rent of GPUs", "% of the rent", largest=300, step=5, place=2, scale=100.0
    )

    tax_rate: float = parameter(
        0.25, "Tax on the rent", unit="share of the rent", at_least=0.0, at_most=10.0, source=CHOICE
    )
