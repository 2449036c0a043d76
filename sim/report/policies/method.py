"""How the policy report was made, and what it cannot say: the words of its method section."""

from __future__ import annotations

from sim.country import country_words, folder_spoken_of
from sim.experiments.lab.welfare import CAVEAT, DISCOUNT, least_consumption
from sim.experiments.lab.winners import LEAST_INCOME
from sim.experiments.public_finance.coverage import MOST_DEBT
from sim.report.wording import SPACE, money, number

__all__ = ["LIMITS", "method"]

METHOD = (
    "An agent-based economy of {country}: people work, search, earn and spend; firms plan, hire, "
    "rent GPUs and set prices; GPU providers train models and rent out the rest; a government taxes, buys "
    "and pays; a bank sets the interest rate. Each story fixes assumptions about AI; a policy is added "
    "to it and everything reacts: prices, wages, participation, adoption, tax bases.",
    "Every arm shares its burn-in and its random numbers with the same story without the policy. "
    f"Differences are taken seed by seed; intervals are 95{SPACE}% intervals of Student's t over the "
    "seeds.",
    "A tax that pays for a policy moves its rate towards the one at which a year's revenue covers a "
    "year's cost, up to a cap; the rest is borrowed. Who really paid is known after the run, from the third "
    "year with a cost to the tenth, and part of every label: own taxes, what the rest of the budget gained "
    "where its interval excludes zero, and debt, in shares of the cost and of what the rest of the budget "
    "lost. What debt paid is called missing wherever it stands. Where it is over "
    f"{number(100.0 * MOST_DEBT, 0)}{SPACE}% the package is on credit: listed apart, with what is missing, "
    "and not ranked.",
    "Income is disposable income of the year at prices of year 0. Groups are formed by what people were in "
    "the year before the policy, so that luck after it cannot bias them; only where a chart or table says "
    "whoever is in the group are they formed in the year shown. Changes of a person's income are taken "
    "from at least {least_income} a month.",
    "P10 is the income of the person a tenth of the way up, whoever that is in the year; the poorest tenth "
    "are the same people in all years, of whom many have moved up since: so the two need not change alike.",
    "Debt at the end is that of the last month of a year, in the reconciliation; government debt in per "
    "cent of GDP is the mean of a year. Costs at a glance and in the reconciliation are at prices of the "
    "base year, those in tables of levels in dollars of the year.",
    "Poverty is that of the published official rate, against which it is validated: people in households "
    "whose money income before taxes is below the line of their size, month by month. By the supplemental "
    "measure income counts after taxes, with credits and benefits in kind. The gap is what the poor miss up "
    "to their line, over the line times all people; just above it is income from 100 to 125 % of the line.",
    "Prices eat the part of the payments by which prices with the policy exceed those without it.",
    "Welfare is the part of everybody's consumption without the policy that is worth as much as the "
    "policy: utility with constant relative risk aversion (2, and 1 beside it), discounted by "
    f"{number(DISCOUNT, 2)} a year, summed over persons and years up to the horizon. Consumption below "
    "{least_consumption} a month counts as that; leisure is not valued.",
    "Marginal and participation tax rates count income tax, surtaxes, withdrawn payments and the tax on "
    "what the pay buys, of everybody employed in the last month of the year.",
)
LIMITS = (
    "The stories are conditional: they say what follows from assumptions, not how likely these are. "
    "Intervals cover chance in the model, not doubt about its assumptions.",
    "People who share a purse count as equally well off, whoever of them earns: income and consumption are "
    f"those of the household over the square root of its members. {CAVEAT}",
    "There is one kind of government; taxes are as in the model, not in the law. Nobody leaves the "
    "country, hides income or invests less because of a tax on capital, wealth or profits.",
    "Participation and hours react to unearned income, and hours to taxes, by fixed elasticities taken from "
    "field experiments and surveys of estimates.",
    "An idle economy lets any payment raise output; near full employment it raises prices. Look at "
    "employment without the policy before reading an effect on output.",
    "People below their own path have over 5 % less than as the same persons in the economy without AI. Part "
    "of that is luck, which no policy changes: read the change, and beside it the places with less income.",
    "Winners and losers compare two lives of one person in two runs, and most of the difference is luck: "
    "read them beside the shares that luck alone gives.",
)


def method() -> list[str]:
    """Return the paragraphs that say how the report was made."""
    least = {"least_income": LEAST_INCOME, "least_consumption": least_consumption(folder_spoken_of())}
    known = country_words()._asdict() | {name: money(number(amount, 0)) for name, amount in least.items()}
    return [paragraph.format(**known) for paragraph in METHOD]
