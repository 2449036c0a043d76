"""A labour market in plain Mesa, written as Mesa's own examples are: agents are objects with a step each.

A yardstick of speed for ``tenfold benchmark``: a worker and a firm go through about what a person and a firm
of tenfold go through in a month, with simpler rules.

    python scripts/peers/mesa_labour_market.py --people 100000 --steps 24
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import mesa

WORKERS_PER_FIRM = 50
OCCUPATIONS = 22
TAX_BRACKETS = ((0.0, 0.10), (1_000.0, 0.12), (4_000.0, 0.22), (9_000.0, 0.24), (17_000.0, 0.32))
REPLACEMENT_RATE, BENEFIT_MONTHS = 0.45, 6


class Worker(mesa.Agent):
    """A person who works, looks for work or stays at home, and spends."""

    def __init__(self, model: LabourMarket) -> None:
        super().__init__(model)
        self.firm: Firm | None = None
        self.in_labour_force = self.random.random() < model.participation_rate
        self.occupation = self.random.randrange(OCCUPATIONS)
        self.skill = self.random.lognormvariate(0.0, 0.4)
        self.wage = 4_000.0 * self.skill
        self.deposits = self.random.paretovariate(1.5) * self.wage
        self.months_without_job = 0

    def work_or_search(self) -> None:
        """Leave, quit, or look around with a job; enter, leave or apply without one."""
        chance = self.random.random()
        if self.firm is not None:
            if chance < 0.02:
                self.firm.dismiss(self)
                self.in_labour_force = chance < 0.01
            elif chance < 0.10:
                self.apply(at_least=1.02 * self.wage)
            elif chance < 0.18:
                self.review_wage()
        elif not self.in_labour_force:
            self.in_labour_force = chance < 0.04
        else:
            self.months_without_job += 1
            self.skill *= 0.998
            if chance < 0.05:
                self.in_labour_force = False
            else:
                self.apply(at_least=0.9 * self.wage * 0.97**self.months_without_job)

    def apply(self, at_least: float) -> None:
        """Apply to a random vacancy of the occupation, if it pays enough."""
        vacancies = self.model.vacancies[self.occupation]
        if vacancies:
            firm = self.random.choice(vacancies)
            if firm.wage_offer * self.skill >= at_least:
                firm.applicants.append(self)

    def review_wage(self) -> None:
        """Close half of the gap to the firm's wage."""
        self.skill *= 1.01
        self.wage += 0.5 * max(0.0, self.firm.wage_offer * self.skill - self.wage)

    def receive_and_spend(self) -> None:
        """Receive wage or benefit and dividends, pay taxes, and buy where it is cheaper of two firms."""
        if self.firm is not None:
            income = self.wage
        elif self.in_labour_force and self.months_without_job <= BENEFIT_MONTHS:
            income = REPLACEMENT_RATE * self.wage
        else:
            income = 1_300.0
        income += self.model.dividend
        tax = 0.0
        for (floor, rate), (_, lower) in zip(TAX_BRACKETS, ((0.0, 0.0), *TAX_BRACKETS[:-1]), strict=True):
            tax += (rate - lower) * max(0.0, income - floor)
        self.model.tax_revenue += tax
        disposable = income - tax
        consumption = min(self.deposits + disposable, 0.9 * disposable + 0.02 * self.deposits)
        self.deposits += disposable - consumption
        one, other = self.random.choice(self.model.firms), self.random.choice(self.model.firms)
        seller = one if one.price <= other.price else other
        seller.orders += consumption / seller.price


class Firm(mesa.Agent):
    """A firm that hires for the demand that it expects."""

    def __init__(self, model: LabourMarket) -> None:
        super().__init__(model)
        self.occupation = self.random.randrange(OCCUPATIONS)
        self.employees: set[Worker] = set()
        self.applicants: list[Worker] = []
        self.vacancies = 0
        self.wage_offer = 4_000.0 * self.random.uniform(0.9, 1.1)
        self.productivity = 5_000.0 * self.random.uniform(0.9, 1.1)
        self.expected_orders = 0.6 * self.productivity * WORKERS_PER_FIRM
        self.price = 1.0
        self.profit = 0.0
        self.orders = 0.0

    def plan(self) -> None:
        """Turn expected orders into jobs: lay off or post vacancies."""
        if self.orders > 0.0:
            self.expected_orders += 0.25 * (self.orders - self.expected_orders)
        wanted = round(self.expected_orders / self.productivity)
        self.vacancies = max(0, wanted - len(self.employees))
        for _ in range((len(self.employees) - wanted) // 3):
            self.dismiss(next(iter(self.employees)))
        self.applicants.clear()
        self.orders = 0.0

    def hire(self) -> None:
        """Fill vacancies from the applicants, in random order."""
        self.random.shuffle(self.applicants)
        for worker in self.applicants[: self.vacancies]:
            if worker.firm is not None:
                worker.firm.dismiss(worker)
            worker.firm = self
            worker.months_without_job = 0
            worker.wage = self.wage_offer * worker.skill
            self.employees.add(worker)
        self.vacancies = max(0, self.vacancies - len(self.applicants))

    def settle(self) -> None:
        """Sell, pay wages, move the price, and raise the wage offer while vacancies stay open."""
        wages = sum(worker.wage for worker in self.employees)
        output = self.productivity * sum(worker.skill for worker in self.employees)
        self.profit = self.price * min(self.orders, output) - wages
        if output > 0.0:
            self.price += 0.12 * (1.25 * wages / output - self.price)
        if self.vacancies:
            self.wage_offer *= 1.002

    def dismiss(self, worker: Worker) -> None:
        """Let a worker go."""
        self.employees.remove(worker)
        worker.firm = None


class LabourMarket(mesa.Model):
    """Workers and firms that meet once a month."""

    def __init__(
        self, people: int = 1_000, participation_rate: float = 0.62, seed: int | None = None
    ) -> None:
        super().__init__(seed=seed)
        self.participation_rate = participation_rate
        self.dividend = 0.0
        self.tax_revenue = 0.0
        self.workers = list(Worker.create_agents(self, people))
        self.firms = list(Firm.create_agents(self, max(OCCUPATIONS, people // WORKERS_PER_FIRM)))
        self.vacancies: list[list[Firm]] = [[] for _ in range(OCCUPATIONS)]
        for worker in self.workers:
            if worker.in_labour_force and self.random.random() < 0.95:
                worker.firm = self.random.choice(self.firms)
                worker.firm.employees.add(worker)
        self.datacollector = mesa.DataCollector(
            model_reporters={"unemployment_rate": unemployment_rate, "mean_wage": mean_wage}
        )

    def step(self) -> None:
        """Move the market by one month."""
        firms, workers = self.agents_by_type[Firm], self.agents_by_type[Worker]
        firms.do("plan")
        self.vacancies = [[] for _ in range(OCCUPATIONS)]
        for firm in self.firms:
            self.vacancies[firm.occupation] += [firm] * firm.vacancies
        workers.shuffle_do("work_or_search")
        firms.shuffle_do("hire")
        self.tax_revenue = 0.0
        workers.shuffle_do("receive_and_spend")
        self.spend_taxes()
        firms.do("settle")
        self.dividend = max(0.0, sum(firm.profit for firm in self.firms)) / len(self.workers)
        self.datacollector.collect(self)

    def spend_taxes(self) -> None:
        """Let the government buy from all firms alike."""
        for firm in self.firms:
            firm.orders += self.tax_revenue / len(self.firms) / firm.price


def unemployment_rate(model: LabourMarket) -> float:
    """Return the share of the labour force that has no firm."""
    employed = sum(worker.firm is not None for worker in model.workers)
    unemployed = sum(worker.firm is None and worker.in_labour_force for worker in model.workers)
    return unemployed / max(1, employed + unemployed)


def mean_wage(model: LabourMarket) -> float:
    """Return the mean wage of those who work."""
    wages = [worker.wage for worker in model.workers if worker.firm is not None]
    return sum(wages) / max(1, len(wages))


def measure(people: int, steps: int, at_most_seconds: float) -> dict[str, Any]:
    """Time ``steps`` months after a first one, or as many as fit into the time."""
    model = LabourMarket(people, seed=1)
    model.step()
    start = time.perf_counter()
    done = 0
    while done < steps and time.perf_counter() - start < at_most_seconds:
        model.step()
        done += 1
    seconds = time.perf_counter() - start
    agents = len(model.workers) + len(model.firms)
    return {
        "program": f"Mesa {mesa.__version__}, plain Python",
        "agents": agents,
        "steps": done,
        "seconds": seconds,
        "threads": 1,
        "check": f"unemployment rate {unemployment_rate(model):.3f}",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--at-most-seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.people, arguments.steps, arguments.at_most_seconds)))
