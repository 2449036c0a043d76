"""Every error is one sentence that names place, key, value and what is allowed."""

import pytest

from sim.errors import ScenarioError, UserError
from sim.experiments.lab.study import StudyFile
from sim.scenario import Scenario

RATIO = "a number from 0 to 100 (workers' months of work per GPU-month)"
PEOPLE = "a whole number from 1,000 to 300,000,000 (persons)"

OVERRIDES = [
    ("compute.gpu_worker_ratio=-3", f"compute.gpu_worker_ratio is -3; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=101", f"compute.gpu_worker_ratio is 101; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=nan", f"compute.gpu_worker_ratio is nan; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=1e400", f"compute.gpu_worker_ratio is inf; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=true", f"compute.gpu_worker_ratio is true; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=ten", f'compute.gpu_worker_ratio is "ten"; it must be {RATIO}.'),
    ("compute.gpu_worker_ratio=[1, 2]", f"compute.gpu_worker_ratio is a list; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=2026-01-01", f"compute.gpu_worker_ratio is 2026-01-01; it must be {RATIO}."),
    ("compute.gpu_worker_ratio=", f'compute.gpu_worker_ratio is ""; it must be {RATIO}.'),
    ("run.people=999", f"run.people is 999; it must be {PEOPLE}."),
    ("run.people=1e5", f"run.people is 100000.0; it must be {PEOPLE}."),
    ("run.people=true", f"run.people is true; it must be {PEOPLE}."),
    ('run.people="5000"', f'run.people is "5000"; it must be {PEOPLE}.'),
    ("run.people=100000000000000000000", f"run.people is 100000000000000000000; it must be {PEOPLE}."),
    ("compute.enabled=yes", 'compute.enabled is "yes"; it must be true or false.'),
    ("compute.enabled=1", "compute.enabled is 1; it must be true or false."),
    (
        "compute.exposure=beta",
        'compute.exposure is "beta"; it must be one of "gpt4_alpha", "gpt4_beta", "gpt4_gamma", '
        '"human_alpha", "human_beta", "cognitive", "all_tasks".',
    ),
    ("title=3", "title is 3; it must be text of at most 200 characters."),
    (
        "compute.gpu_worker_ration=3",
        'compute has no key "gpu_worker_ration"; the nearest is gpu_worker_ratio.',
    ),
    ("compute.firing_speed=1", 'compute has no key "firing_speed"; the section [labour] has it.'),
    (
        "cycle.zzz=1",
        'cycle has no key "zzz"; valid are demand_sd, demand_persistence, separation_response, cost_sd, '
        "cost_persistence.",
    ),
    ("computes.enabled=true", "there is no section [computes]; the nearest is compute."),
    ("gpu_price=1", 'outside the sections there is no key "gpu_price"; the section [compute] has it.'),
    (
        "government.ubi=500",
        'government.ubi was replaced; write [[policy]] kind = "universal_basic_income", amount = 500 '
        "(or --set policy.universal_basic_income.amount=500).",
    ),
    (
        "firms.productivity_shock_sd=0.1",
        "firms.productivity_shock_sd was removed, since it changed nothing; leave it out.",
    ),
    ("labour.vacancy_slack=0.1", "labour.vacancy_slack was removed, since it changed nothing; leave it out."),
    ("titel=x", 'outside the sections there is no key "titel"; the nearest is title.'),
    ("compute=3", "compute is 3; it must be a table of keys."),
    (
        "compute.enabled.x=3",
        "compute.enabled.x does not exist; enabled is a value, not a table of keys.",
    ),
    (
        "households.human_touch_by_sector.31-32=1",
        'households.human_touch_by_sector has no entry "31-32"; the nearest is 31-33.',
    ),
    (
        "households.human_touch_by_sector.72=-1",
        "households.human_touch_by_sector.72 is -1; it must be a number from 0 to 20.",
    ),
    (
        "households.human_touch_by_sector=1",
        "households.human_touch_by_sector is 1; it must be a table of sector code to number from 0 to 20.",
    ),
    ("policy=3", "policy is 3; it must be a list of tables, each under [[policy]]."),
    ("policy.x=3", "a policy is changed as policy.KIND.KEY=value."),
    ("nonsense", "this is not of the form section.key=value."),
    ("=3", "this is not of the form section.key=value."),
]


@pytest.mark.parametrize(("override", "sentence"), OVERRIDES)
def test_a_wrong_override(override, sentence):
    with pytest.raises(ScenarioError) as caught:
        Scenario.load("neutral", [override])
    assert str(caught.value) == f"--set {override}: {sentence}"


IN_FILES = [
    ("[compute]\ngpu_worker_ratio = -3", f"compute.gpu_worker_ratio is -3; it must be {RATIO}."),
    ("[compute]\ngpu_worker_ratio = nan", f"compute.gpu_worker_ratio is nan; it must be {RATIO}."),
    ("[compute]\ngpu_prize = 3", 'compute has no key "gpu_prize"; the nearest is gpu_price.'),
    ("[[compute]]\nenabled = true", "compute is a list; it must be a table of keys."),
    ("name = 3", "name is 3; it must be text of at most 100 characters."),
    (
        "[government]\ngpu_tax = 0.3",
        'government.gpu_tax was replaced; write [[policy]] kind = "gpu_tax", tax_rate = 0.3 '
        "(or --set policy.gpu_tax.tax_rate=0.3).",
    ),
    (
        "[government]\nwealth_tax = 0.02",
        'government.wealth_tax was replaced; write [[policy]] kind = "wealth_tax", tax_rate = 0.02, '
        "exemption = 0 (or --set policy.wealth_tax.tax_rate=0.02 --set policy.wealth_tax.exemption=0).",
    ),
    ("policy = 'tax'", 'policy is "tax"; it must be a list of tables, each under [[policy]].'),
    ("policy = [3]", "policy is a list; it must be a list of tables, each under [[policy]]."),
    ("[policy]\nkind = 'x'", "policy is a table; it must be a list of tables, each under [[policy]]."),
]


@pytest.mark.parametrize(("text", "sentence"), IN_FILES)
def test_a_wrong_file(tmp_path, text, sentence):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    assert str(caught.value) == f"{path}: {sentence}"


def test_long_values_are_shortened_and_stay_on_one_line():
    with pytest.raises(ScenarioError) as caught:
        Scenario.load("neutral", ["run.seed=" + "9" * 5_000 + "\n\n"])
    text = str(caught.value)
    assert len(text) < 300
    assert "\n" not in text


HUGE = pytest.param(10**5_000, id="huge")


@pytest.mark.parametrize("value", [HUGE, 10**400, float("nan"), -float("inf"), None, object()])
def test_values_from_python_are_checked_too(value):
    with pytest.raises(
        ScenarioError, match=r"^scenario: compute\.gpu_worker_ratio is .*; it must be a number"
    ):
        Scenario.load("neutral").with_({"compute.gpu_worker_ratio": value})


def test_all_are_errors_of_the_user():
    assert issubclass(ScenarioError, UserError)


@pytest.mark.parametrize("odd", ["\x00", "\x07", "\x1b", "\ud83d", "\ufffe"])
def test_text_that_no_page_can_show_is_refused_and_other_text_is_not(odd):
    """A drawing with such a character ends the whole process, in the library that draws."""
    neutral = Scenario.load("neutral")
    sentence = rf"title has the character U\+{ord(odd):04X}, which cannot be shown; leave it out\.$"
    with pytest.raises(ScenarioError, match=sentence):
        neutral.with_({"title": f"a {odd} b"})
    with pytest.raises(ValueError, match=r"about has the character U\+"):
        StudyFile.model_validate({"about": ["fine", f"a {odd} b"]})
    shown = "tab\t, newline\n, <&>, \U0001f680 and \u05d0\u202e"
    assert neutral.with_({"title": shown}).title == shown
