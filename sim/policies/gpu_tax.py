"""GPU tax: a tax on the rent of GPUs, paid by the firms that rent them."""

from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework.levy import Levy


class GpuTax(Levy):
    """Tax the rent of GPUs."""

    raises: ClassVar[str] = "gpu_tax"

    tax_rate: float = parameter(
        0.25, "Tax on the rent", unit="share of the rent", at_least=0.0, at_most=10.0, source=CHOICE
    )
