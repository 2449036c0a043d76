"""Policy packages from lines and files: all combinations, names, labels, errors of one sentence."""

import pytest

from sim.errors import UserError
from sim.experiments.lab.packages import NONE, package, parse_packages, with_policies
from sim.experiments.lab.study import load_study
from sim.scenario import Scenario, built_in_names


def test_every_combination_is_a_package():
    found = parse_packages(["ubi:amount=0/500,financed_by=gpu_tax/deficit"])
    assert [one.name for one in found] == [
        "ubi:amount=0,financed_by=gpu_tax",
        "ubi:amount=0,financed_by=deficit",
        "ubi:amount=500,financed_by=gpu_tax",
        "ubi:amount=500,financed_by=deficit",
    ]
    assert [one.is_null for one in found] == [True, True, False, False]
    assert found[2].label == "UBI $500 paid by GPU rent"
    assert [one.payer for one in found[2:]] == ["GPU rent", "the deficit"]
    assert [one.unpaid_label for one in found[2:]] == ["UBI $500", "UBI $500"]
    assert found[2].unpaid == found[3].unpaid != found[0].unpaid
    assert found[2].tables[0]["amount"] == 500.0
    assert found[2].tables[0]["treated_share"] == 1.0  # every parameter is there


def test_a_name_makes_the_same_package_again():
    for line in (
        "nit:guarantee=800,taper=0.4+wealth_tax:tax_rate=0.03",
        "job_guarantee",
        "gpu_tax:tax_rate=0.5",
    ):
        (found,) = parse_packages([line])
        (again,) = parse_packages([found.name])
        assert again == found


def test_policies_are_joined():
    (both,) = parse_packages(["negative_income_tax:taper=0.4+wealth_tax"])
    assert [table["kind"] for table in both.tables] == ["negative_income_tax", "wealth_tax"]
    assert both.label == "Negative income tax (taper 40 %) and Wealth tax"
    assert parse_packages([NONE, ""]) == []


def test_a_package_is_added_to_a_story():
    (found,) = parse_packages(["gpu_tax:tax_rate=0.5"])
    story = found.apply(Scenario.load("pessimistic"))
    assert story.policy[0].tax_rate == 0.5
    assert package([]).is_null


def test_a_study_takes_points_of_the_grid(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('stories = ["brisk/open", "brisk/closed"]\npolicies = ["gpu_tax"]\n', encoding="utf-8")
    study = load_study(file)
    assert [story.name for story in study.stories] == ["brisk-open", "brisk-closed"]
    kept = [story.firms.saving_kept for story in study.stories]
    assert kept[0] < kept[1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ubbi : amount = 5", '--policies ubbi : amount = 5: there is no policy "ubbi"; the nearest is ubi.'),
        ("ubi:amount", '--policies ubi:amount: "amount" is not of the form key=value or key=value/value.'),
        (
            "ubi:amont=5",
            '--policies ubi:amont=5: policy.universal_basic_income has no key "amont"; the nearest',
        ),
        (
            "ubi:amount=-5",
            "--policies ubi:amount=-5: policy.universal_basic_income.amount is -5; it must be a number",
        ),
        ("retraining+retraining", "--policies retraining+retraining: policy: there are 2 of kind retraining"),
        ("ubi:amount=5,amount=6", "--policies ubi:amount=5,amount=6: amount is there twice"),
        ("ubi:" + "/".join(["amount=1"] * 300), "--policies ubi:amount=1/amount"),
        (
            "ubi:amount=" + "/".join(map(str, range(60))) + "+gpu_tax:tax_rate=0.1/0.2/0.3/0.4",
            "--policies ubi",
        ),
    ],
)
def test_a_mistake_is_one_sentence(line, sentence):
    with pytest.raises(UserError) as caught:
        parse_packages([line])
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= 500


def test_packages_are_added_to_the_policies_of_a_story():
    story = Scenario.load("pessimistic_ubi")
    more = with_policies(
        story, ["ubi:amount=500,financed_by=gpu_tax", "gpu_tax+retraining", NONE], "--policy"
    )
    assert [policy.kind for policy in more.policy] == [
        "universal_basic_income", "universal_basic_income", "gpu_tax", "retraining",
    ]  # fmt: skip
    assert more.policy[1].amount == 500.0
    assert with_policies(story, [], "--policy") == story
    for line, sentence in (
        ("ubi:amount=1/2", "--policy ubi:amount=1/2: these are 2 packages; one story takes one."),
        ("ubbi", '--policy ubbi: there is no policy "ubbi"; the nearest is ubi.'),
        (
            "retraining+retraining",
            "--policy retraining+retraining: policy: there are 2 of kind retraining; there can be only one.",
        ),
    ):
        with pytest.raises(UserError) as caught:
            with_policies(story, [line], "--policy")
        assert str(caught.value) == sentence


def test_the_same_package_twice_is_refused():
    with pytest.raises(UserError, match="comes twice"):
        parse_packages(["ubi:amount=5", "ubi:amount=5"])


def test_packages_from_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[package]]\nname = "both"\nlabel = "Both"\n'
        '[[package.policy]]\nkind = "gpu_tax"\n[[package.policy]]\nkind = "job_guarantee"\n',
        encoding="utf-8",
    )
    (found,) = parse_packages([str(path)])
    assert (found.name, found.label, len(found.tables)) == ("both", "Both", 2)
    path.write_text('[[package]]\nnome = "x"\n', encoding="utf-8")
    with pytest.raises(UserError, match=r'package 1 has no key "nome"; the nearest is name\.'):
        parse_packages([str(path)])
    path.write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=r"mine.toml: there is no \[\[package\]\]"):
        parse_packages([str(path)])


@pytest.mark.parametrize("name", built_in_names("study"))
def test_every_built_in_study_is_valid(name):
    study = load_study(name)
    assert study.title
    assert study.question.endswith("?")
    names = [story.name for story in study.stories]
    assert len(names) == len(set(names)) > 0
    assert any(not one.is_null for one in study.packages)


def test_the_open_disputes_are_there():
    assert {"rent_abroad", "over_automation", "basic_income"} <= set(built_in_names("study"))
    abroad = load_study("rent_abroad")
    assert [story.compute.foreign_ownership for story in abroad.stories] == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("stories = []\n", "stories: it is empty; it must be a list of at least one scenario."),
        ('stories = "neutral"\n', 'stories: it is "neutral"; it must be a list of names.'),
        ('stories = ["neutral"]\n', "there is neither policies nor [[package]]"),
        ('about = ["povety"]\n', 'about: it has "povety"; the nearest is poverty.'),
        ("about = 1\n", "about: it is 1; it must be a list of names."),
        ('stories = ["neutral", " neutral "]\n', 'stories: "neutral" is there twice.'),
        ("package = [1]\n", "package 1 is 1; it must be a table under [[package]]."),
        ("package = [" + "{}," * 100_000 + "]\n", "these are 100,000 packages; 200 is the most."),
        ('stories = ["neutral"]\npolicies = ["ubi", "ubi"]\n', 'policies: "ubi" is there twice.'),
        (
            'stories = ["neutral"]\n[[package]]\npolicy = [{kind = "retraining"}, {kind = "retraining"}]\n',
            "package 1: policy: there are 2 of kind retraining; there can be only one.",
        ),
        ('storys = ["neutral"]\n', 'there is no key "storys"; the nearest is stories.'),
        (
            'stories = ["neutral"]\npolicies = ["ubi"]\n[vary]\nkey = "x"\n',
            "vary.values: it is empty; it must be a list of at least one value.",
        ),
    ],
)
def test_a_wrong_study_is_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_study(path)
    assert str(caught.value).startswith(f"{path}: {sentence}")


def test_an_unknown_study_offers_the_nearest():
    with pytest.raises(
        UserError,
        match="no such study or file; the nearest built-in study is rent_abroad",
    ):
        load_study("rent_abrod")
