"""Job guarantee: the state employs every unemployed person who wants a job at a fixed wage (Minsky 1965)."""

from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION, CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.rules import budget
from sim.state.levers import Levers, Purchase


class JobGuarantee(Policy):
    """Offer a public job to the unemployed.

    Who takes it is one whose reservation wage is below; they go on looking for a better one, leave the labour
    force no sooner than others with a job, and count as employed. Wages rise as if those of them were at hand
    for firms whose last pay is at least that of the guaranteed job.
    """

    size = "wage"
    null_sizes = ({"wage": 0.0}, {"offered": 0.0})
    reaches = "the unemployed"
    the_state = "pays wages and overhead, and saves their benefits"
    gives_jobs = True
    moves = (
        Direction("unemployment_rate", -1),
        Direction("employment_rate", 1),
        Direction("poverty_rate", -1),
    )
    slider = Slider(
        "jobs",
        "Job guarantee: pay of a public job",
        "dollars a month",
        largest=5000,
        step=100,
        place=8,
        payable=True,
        more=True,
    )

    wage: float = parameter(
        2_600.0,
        "Pay of the guaranteed job at full-time hours, in base-year prices; less for those who work less",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source="15 dollars an hour, full time (Wray et al. 2018, Levy Economics Institute)",
    )
    offered: float = parameter(
        1.0,
        "Part of the unemployed who are offered one, drawn by lot for good",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    overhead: float = parameter(
        0.25,
        "Materials and supervision, bought from firms",
        unit="share of the full-time pay",
        at_least=0.0,
        at_most=2.0,
        source=ASSUMPTION,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Offer the job and buy what it needs."""
        wage = now.cents(self.wage)
        if wage == 0 or self.offered == 0.0:
            return levers
        needs = Purchase(now.row, int(self.overhead * wage * now.reached))
        return levers._replace(
            job_guarantee_wage=wage,
            job_guarantee_share=strength * self.offered,
            purchases=(*levers.purchases, needs),
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return pay and overhead."""
        sums = flows.household.sums
        return Account(
            int(sums[budget.GUARANTEE_WAGES]) + flows.purchases(), 0, int(sums[budget.GUARANTEE_COUNT])
        )
