"""Tasks in a team: the cost minimum and its duality, weak links, the wage of work that machines can do."""

from __future__ import annotations

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix
from sim.rules.tasks import (
    Needs,
    Technology,
    automatable_shares,
    effective_oversight,
    find_needs,
)

__all__: list[str] = []

WAGE = 500_000.0  # cents a month
USEFUL = Technology(
    active=True, ratio=3.0, rent=90_000.0, oversight=0.1, substitution_share=0.6, assist_speedup=1.5,
    assist_gpu_share=0.3, task_elasticity=0.5, automation_tax=2_000.0,
)  # fmt: skip
"""A machine whose work costs 82,000 cents: cheaper than people, so that it does all that it can."""
ALONE = USEFUL._replace(
    substitution_share=1.0, assist_speedup=1.0, oversight=0.0, automation_tax=0.0, ratio=1.0, rent=0.0
)
"""A free machine that needs nobody."""
AUTOMATABLE = np.array([0.1, 0.3, 0.6, 0.9])
INTENSITY = np.array([1.0, 0.7, 0.4, 0.9])


def needs(
    technology: Technology, wage: float | np.ndarray = WAGE, automatable: np.ndarray = AUTOMATABLE,
    intensity: np.ndarray | float = INTENSITY,
) -> Needs:  # fmt: skip
    """Return what teams need for a unit of effort, by the rule in force."""
    size = np.atleast_1d(automatable).size
    found = Needs(*np.full((len(Needs._fields), size), 0.5))
    found.automatable[:], found.intensity[:], found.wage[:] = automatable, intensity, wage
    find_needs(found, size, technology)
    return found


def parts(technology: Technology) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return shares of tasks done by machines and with their help, and people's time for the others."""
    exposed = AUTOMATABLE * INTENSITY
    machine, helped = exposed * technology.substitution_share, exposed * (1.0 - technology.substitution_share)
    return machine, helped, 1.0 - machine - helped + helped / technology.assist_speedup


@check(
    says="The inputs that a team is planned to use make one unit of its effort.",
    formula="[(1-phi)^(1/eta) h^((eta-1)/eta) + phi^(1/eta) x_g^((eta-1)/eta)]^(eta/(eta-1)) = 1",
    source="Arrow, Chenery, Minhas and Solow 1961; docs/model.md 5.1",
    kind="closed form",
    tolerance="rounding of a chain of powers, 1e-11",
    error="machines do what Cobb-Douglas tasks would ask for: phi c / v",
)
def inputs_make_a_unit(dose: float) -> Measured:
    """Put planned inputs into the production function of tasks."""
    eta, found = USEFUL.task_elasticity, needs(USEFUL)
    machine, _, time = parts(USEFUL)
    automated = mix(dose, found.automated, machine * found.cost / found.machine)
    by_people = (found.people - USEFUL.oversight * found.automated) / time * (1.0 - machine)
    power = (eta - 1.0) / eta
    made = (1.0 - machine) ** (1.0 / eta) * by_people**power + machine ** (1.0 / eta) * automated**power
    return exact(np.ones(4), made ** (1.0 / power))


@check(
    says="A unit of effort costs what its inputs cost: wages, rent and the tax on automated work.",
    formula="c = w l + r G + tau x_g",
    source="accounting identity of the cost minimum; docs/model.md 5.1",
    kind="identity",
    tolerance="rounding of a chain of powers, 1e-11",
    error="the pay of those who oversee machines is left out of cost",
)
def cost_is_what_inputs_cost(dose: float) -> Measured:
    """Add up what the inputs of four teams cost."""
    found = needs(USEFUL)
    paid = WAGE * found.people + USEFUL.rent * found.gpus + USEFUL.automation_tax * found.automated
    unseen = WAGE * USEFUL.oversight * found.automated
    return exact(paid, mix(dose, found.cost, found.cost - unseen))


@check(
    says="The GPUs that a team wants are the slope of its cost in the rent.",
    formula="dc/dr = G",
    source="Shephard 1953",
    kind="closed form",
    tolerance="error of a central difference of 1e-4 of the rent: its square times the curvature, 1e-6",
    error="the GPU time of assisted tasks is not counted",
)
def shephard(dose: float) -> Measured:
    """Compare GPUs wanted with a numerical slope of cost."""
    step = 1e-4 * USEFUL.rent
    up, down = (needs(USEFUL._replace(rent=USEFUL.rent + sign * step)).cost for sign in (1.0, -1.0))
    found = needs(USEFUL)
    return exact((up - down) / (2.0 * step), mix(dose, found.gpus, found.automated / USEFUL.ratio), 1e-6)


@check(
    says="Between complements and substitutes lies Cobb-Douglas: cost is a geometric mean.",
    formula="eta -> 1: c -> u^(1-phi) v^phi",
    source="Arrow, Chenery, Minhas and Solow 1961",
    kind="limit",
    tolerance="mean of eta = 1 - 1e-4 and 1 + 1e-4: the second order, 1e-7",
    error="an arithmetic mean: tasks are perfect substitutes",
)
def cobb_douglas(dose: float) -> Measured:
    """Compare cost at elasticities on both sides of one with a geometric mean."""
    near = [needs(USEFUL._replace(task_elasticity=1.0 + sign * 1e-4)) for sign in (-1.0, 1.0)]
    machine, _, _ = parts(USEFUL)
    by_people, by_machine = near[0].human_cost, near[0].machine
    found = 0.5 * (near[0].cost + near[1].cost)
    expected = by_people ** (1.0 - machine) * by_machine**machine
    return exact(expected, mix(dose, found, (1.0 - machine) * by_people + machine * by_machine), 1e-7)


@check(
    says="Where machines do a share x of the tasks for nothing, output per worker is bounded by the rest.",
    formula="1/l = (1-x)^(-1/(1-eta)); eta 0.5, x 0.2: 1.5625",
    source="Jones and Tonetti 2026; CES; check 10",
    kind="limit",
    tolerance="1e-9, of check 10",
    error="tasks in fixed proportions: output per worker 1/(1-x)",
)
def weak_links(dose: float) -> Measured:
    """Let free machines do shares of the tasks at three elasticities."""
    expected, found, share = [], [], np.array([0.1, 0.2, 0.5, 0.9])
    for eta in (0.2, 0.5, 0.8):
        people = needs(ALONE._replace(task_elasticity=eta), automatable=share, intensity=1.0).people
        found.append(1.0 / mix(dose, people, 1.0 - share))
        expected.append((1.0 - share) ** (-1.0 / (1.0 - eta)))
    return exact(np.concatenate(expected), np.concatenate(found), 1e-9)


@check(
    says="Today's reach automates what is exposed; without limit all but the essential part, over new tasks.",
    formula="Phi(0) = 0, Phi(1) = (1-h) x / N, Phi(inf) = (1-h) / N",
    source="Acemoglu and Restrepo 2018; docs/model.md 4.3",
    kind="limit",
    tolerance="rounding, 1e-11",
    error="new tasks do not dilute the share: N is left out",
)
def automatable_share(dose: float) -> Measured:
    """Find the automatable share at no, today's and boundless capability."""
    exposure, essential, new = np.array([0.1, 0.5, 0.8]), 0.15, 1.3
    found, expected = [], []
    for capability, share in ((0.0, 0.0 * exposure), (1.0, exposure), (1e4, np.ones(3))):
        right = automatable_shares(exposure, capability, essential, new)
        found.append(mix(dose, right, automatable_shares(exposure, capability, essential, 1.0)))
        expected.append((1.0 - essential) * share / new)
    return exact(np.concatenate(expected), np.concatenate(found), absolute=1e-14)


@check(
    says="Work that a machine can do is paid at most what the machine and its overseer cost.",
    formula="w* = (r / kappa + tau) / (1 - omega), kappa workers a GPU",
    source="Restrepo 2025 (w34423); check 12",
    kind="limit",
    tolerance="1e-9: the wage at which the rule turns to machines is found by halving",
    error="the overseer's time is left out of what a machine's work costs",
)
def wage_of_machine_work(dose: float) -> Measured:
    """Find the wage from which on machines are used, by halving."""
    found, expected = [], []
    for ratio, oversight in ((1.0, 0.0), (3.0, 0.1), (10.0, 0.3)):
        tech = USEFUL._replace(ratio=ratio, oversight=oversight * (1.0 - dose), substitution_share=1.0)
        low, high = 1.0, 1e7
        for _ in range(60):
            middle = (low * high) ** 0.5
            used = needs(tech, middle, np.ones(1), 1.0).automated[0] > 0.0
            low, high = (low, middle) if used else (middle, high)
        found.append(high)
        expected.append((USEFUL.rent / ratio + USEFUL.automation_tax) / (1.0 - oversight))
    return exact(expected, found, 1e-9)


@check(
    says="Where machines do all tasks, labour is left with the share of those who oversee them.",
    formula="w l / c = omega w / (r / kappa + omega w + tau), l = omega",
    source="Restrepo 2025 (w34423); check 12",
    kind="limit",
    tolerance="rounding, 1e-11",
    error="people are kept in proportion to the tasks that people once did",
)
def labour_share_of_machine_work(dose: float) -> Measured:
    """Automate all tasks of a team."""
    tech = USEFUL._replace(substitution_share=1.0)
    found = needs(tech, automatable=np.ones(1), intensity=1.0)
    people = mix(dose, found.people, np.ones(1))
    unit = tech.rent / tech.ratio + tech.oversight * WAGE + tech.automation_tax
    expected = [tech.oversight, tech.oversight * WAGE / unit]
    return exact(expected, [people[0], people[0] * WAGE / found.cost[0]])


@check(
    says="A small saving on a small share of tasks lowers cost by their product.",
    formula="-d ln c = x (1 - v/w) as x, 1 - v/w -> 0",
    source="Hulten 1978; Acemoglu 2024 (check 8 in the small)",
    kind="limit",
    tolerance="second order: (eta s / 2 + x) of the product, twice",
    error="oversight is not paid for: the saving is that of the rent alone",
)
def hulten(dose: float) -> Measured:
    """Automate a hundred-thousandth of the tasks at savings of half a per cent and two per cent."""
    share, found, expected, allowed = 1e-5, [], [], []
    for saving in (5e-3, 2e-2):
        oversight = 0.3
        rent = WAGE * (1.0 - saving - oversight)
        tech = ALONE._replace(oversight=oversight * (1.0 - dose), rent=rent)
        cost = needs(tech, automatable=np.array([share]), intensity=1.0).cost[0]
        found.append(-np.log1p(cost / WAGE - 1.0))
        expected.append(share * saving)
        allowed.append(2.0 * share * saving * (tech.task_elasticity * saving + share))
    # the cost of a unit is known to about 1e-15 of itself, which the share of tasks magnifies
    return exact(expected, found, 0.0, np.array(allowed) + 1e-11)


@check(
    says="Of a small share of tasks machines do less by the elasticity between tasks as they get dearer.",
    formula="d ln x_g / d ln v = -eta (1 - s_v), s_v the share of machines in cost",
    source="Hicks 1932, Marshall: laws of derived demand",
    kind="closed form",
    tolerance="error of a central difference of 1e-3: its square, 1e-5",
    error="the demand of Cobb-Douglas tasks, of elasticity one",
)
def derived_demand(dose: float) -> Measured:
    """Compare machines' work at a rent a little higher and a little lower."""
    found, expected, step, share = [], [], 1e-3, np.array([0.05])
    for eta in (0.2, 0.5, 0.8):
        tech = ALONE._replace(task_elasticity=eta, rent=200_000.0)
        logs, spent = [], 0.0
        for sign in (1.0, -1.0):
            one = needs(tech._replace(rent=tech.rent * np.exp(sign * step)), automatable=share, intensity=1.0)
            logs.append(np.log(mix(dose, one.automated, share * one.cost / one.machine)))
            spent += 0.5 * float((one.machine * one.automated / one.cost)[0])
        found.append((logs[0] - logs[1])[0] / (2.0 * step))
        expected.append(-eta * (1.0 - spent))
    return exact(expected, found, 1e-5)


@check(
    says="Failures halve with every so much capability, down to the oversight that always stays.",
    formula="omega(A) = min(1, omega + (1-s0) 2^(-(A-A0)/H)), omega(inf) = omega",
    source="Kwa et al. 2025; docs/model.md 4.5",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="failures fall by the factor e in place of 2",
)
def failures_halve(dose: float) -> Measured:
    """Raise capability by one, two and very many halvings."""
    halving, start, oversight, success = 0.3, 0.5, 0.05, 0.4
    found, expected = [], []
    for halvings in (1.0, 2.0, 5.0, 200.0):
        capability = start + halvings * halving
        right = effective_oversight(oversight, success, halving, capability, start, np.inf)
        wrong = oversight + (1.0 - success) * np.exp(-halvings)
        found.append(float(mix(dose, right, wrong)))
        expected.append(oversight + (1.0 - success) * 0.5**halvings)
    return exact(expected, found)


@check(
    says="If all prices double, a unit costs twice as much and nobody works differently.",
    formula="c(2w, 2r, 2tau) = 2 c, l and G unchanged",
    source="homogeneity of cost functions (Shephard 1953)",
    kind="invariance",
    tolerance="rounding, 1e-11",
    error="the tax on automated work stays as it was in cents: money illusion",
)
def prices_of_inputs_double(dose: float) -> Measured:
    """Double wage, rent and tax."""
    before = needs(USEFUL)
    tax = USEFUL.automation_tax * (2.0 - dose)
    after = needs(USEFUL._replace(rent=2.0 * USEFUL.rent, automation_tax=tax), 2.0 * WAGE)
    expected = [2.0 * before.cost, before.people, before.gpus]
    return exact(np.concatenate(expected), np.concatenate([after.cost, after.people, after.gpus]))


@check(
    says="Where a machine's task costs a given share of people's pay, its cost over pay is the same for all.",
    formula="c(w) / w does not depend on w or on the rent",
    source="Acemoglu 2024; docs/docking.md",
    kind="invariance",
    tolerance="rounding, 1e-11",
    error="all tasks take the same GPU time, whoever is paid",
)
def cost_as_a_share_of_pay(dose: float) -> Measured:
    """Compare cost over pay of four wages, of which one is that of a mean task."""
    shared = USEFUL._replace(pay_share=0.4, rent=0.4 * WAGE * USEFUL.ratio, automation_tax=0.0)
    found = []
    for times in (0.25, 0.5, 1.0, 4.0):
        right, wrong = (
            needs(tech, times * WAGE).cost / (times * WAGE)
            for tech in (shared, shared._replace(pay_share=0.0))
        )
        found.append(mix(dose, right, wrong))
    usual = needs(shared).cost / WAGE
    return exact(np.tile(usual, 4), np.concatenate(found))
