"""What users of models pay their owners: part of what AI saves, as far as nobody else has such a model.

rate = share [d + (1 - d) (lambda x lead over the best open model + (1 - lambda) x lead over the second
owner)], a lead over x = 1 - S(A_x) / S(A), with S(A) the pay for the work that a model of capability A
can do, and lambda how far the owners' conduct is joint: who competes can ask for no more than a buyer
would lose by going to the next best (limit pricing; docs/model.md, section 4.6). It is a part of the
saving, not a price of use: who does what does not change, adoption and prices do.
"""

import numpy as np

from sim.parameters import Parameters
from sim.rules.conduct import joint
from sim.rules.tasks import automatable_shares
from sim.state.columns import Macro, ModelOwners
from sim.state.levers import Levers
from sim.state.structure import Structure


def royalty_rate(
    owners: ModelOwners,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    macro: Macro,
    month: int,
) -> float:
    """Return the part of the saving by AI that its users pay."""
    section = parameters.models
    ranked = np.sort(owners.capability)[::-1]
    best = worth(structure, float(ranked[0]))
    if best <= 0.0:
        return 0.0
    second = worth(structure, float(ranked[1])) if ranked.size > 1 else 0.0
    over_open = 1.0 - min(worth(structure, float(macro.open_capability[0])) / best, 1.0)
    over_second = 1.0 - second / best
    conduct = joint(parameters, levers, month)
    lead = conduct * over_open + (1.0 - conduct) * min(over_second, over_open)
    own = section.differentiation
    return float(section.royalty_share * (own + (1.0 - own) * lead))


def worth(structure: Structure, capability: float) -> float:
    """Return the pay for the work that a model can do, cents a month for a job of the base year."""
    done = automatable_shares(structure.exposure, capability, 0.0, 1.0)
    return float((structure.jobs * structure.base_wage * done).sum())
