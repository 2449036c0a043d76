"""Labour supply: who takes part, what people can do, what they lose and learn."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, FITTED, STORY, Section, parameter


class PopulationParameters(Section):
    """Starting shares, monthly flows into and out of the labour force, and skill."""

    outside_share: float = parameter(
        0.382,
        "Share of people outside the labour force at the start",
        unit="share of people",
        at_least=0.0,
        at_most=0.9,
        source="BLS Employment Situation, May 2026: participation rate 61.8 %",
    )
    unemployment_rate: float = parameter(
        0.043,
        "Unemployment rate at the start",
        unit="share of the labour force",
        at_least=0.0,
        at_most=0.9,
        source="BLS Employment Situation, May 2026: 4.3 %",
    )
    employed_exit_rate: float = parameter(
        0.0293,
        "Employed who leave the labour force in a month",
        unit="share of the employed a month",
        at_least=0.0,
        at_most=0.5,
        source="BLS labour force status flows, Aug-Sep 2025: 4,787 of 163,394 thousand",
    )
    unemployed_exit_rate: float = parameter(
        0.32,
        "Unemployed who leave the labour force in a month",
        unit="share of the unemployed a month",
        at_least=0.0,
        at_most=1.0,
        source="BLS labour force status flows, Aug-Sep 2025: 1,712 of 7,384 thousand",
    )
    outside_entry_share: float = parameter(
        1.0,
        "Applicants from outside the labour force who go on looking as unemployed if they are not hired",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="fits BLS labour force status flows, Aug-Sep 2025: 4.72 % a month into jobs, 1.95 % jobless",
    )
    income_effect: float = parameter(
        0.03,
        "Fall of the participation rate for every $1000 a month of unearned income",
        unit="share of participation for $1000 a month",
        at_least=0.0,
        at_most=0.5,
        source=(
            "middle of the evidence: -2.0 or -3.9 points for $1000 a month (Vivalt et al., NBER 32719, "
            "by version), 0 for the Alaska dividend (Jones and Marinescu 2022)"
        ),
    )
    wage_effect: float = parameter(
        0.25,
        "Fall of participation with the gap by which going wages are below what life without a job is worth",
        unit="log points for a log point",
        at_least=0.0,
        at_most=2.0,
        source="Chetty, Guren, Manoli and Weber 2013: extensive elasticity of about 0.25",
    )
    general_skill: float = parameter(
        0.7,
        "Part of the log wage gap between two occupations that a person who changes does not gain or lose",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    alike: float = parameter(
        0.0,
        "Part of people who are of the latent type that the draw of the keeper of the purse gives",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="households with several adults are poor as often as CPS ASEC 2025 finds; " + FITTED,
    )
    pay_spread: float = parameter(
        1.0,
        "Spread of pay within occupations over that of the wage survey",
        unit="of the standard deviation of its log",
        at_least=0.5,
        at_most=2.0,
        source="weekly pay of persons (CPS) is spread more widely than that of jobs (OEWS); " + FITTED,
    )
    top_pay: float = parameter(
        0.0,
        "How much faster pay rises than lognormally, above one standard deviation within an occupation",
        unit="share of the deviation, times the square of what is above",
        at_least=0.0,
        at_most=0.6,
        source="pay of the national accounts over that of the wage survey, which leaves out bonuses; "
        + FITTED,
    )
    skill_growth: float = parameter(
        0.005,
        "Growth of skill through training in the firm while employed",
        unit="share a year",
        at_least=0.0,
        at_most=0.1,
        source=ASSUMPTION,
    )
    skill_decay: float = parameter(
        0.002,
        "Loss of skill while not employed",
        unit="share a month",
        at_least=0.0,
        at_most=0.1,
        source=ASSUMPTION,
    )
    occupation_change_loss: float = parameter(
        0.03,
        "Skill lost when a person changes the occupation group",
        unit="share of skill",
        at_least=0.0,
        at_most=0.9,
        source=ASSUMPTION,
    )
    life_cycle: bool = parameter(
        False,
        "Whether people grow older, die and are replaced as the projection of the population says",
        source="Census Bureau, 2023 national population projections",
    )
    households: bool = parameter(
        False,
        "Whether people live in households that share a purse; if not, everybody lives alone",
        source="households of the Current Population Survey",
    )
    homes: bool = parameter(
        False,
        "Whether households move between renting and owning, as their age and wealth say",
        source="Census HVS 2025 and Survey of Consumer Finances 2022: share of owners by age and wealth",
    )
    entry_cut: float = parameter(
        0.0,
        "Vacancies refused to people under 25 for each unit of the work that AI does or saves",
        unit="share of vacancies for a share of work",
        at_least=0.0,
        at_most=20.0,
        source=STORY,
        late=True,
        policy=True,
    )
    training_cut: float = parameter(
        0.0,
        "Cut of training in the firm when AI intensity is full (firms stop training people)",
        unit="share of skill_growth",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
        policy=True,
    )
