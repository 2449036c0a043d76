"""The commands that say what there is to run and to set."""

import json


def test_scenarios_are_listed(tenfold):
    status, out, _ = tenfold("scenarios")
    assert status == 0
    assert "\npessimistic " in out


def test_parameters_of_one_section(tenfold):
    status, out, _ = tenfold("parameters", "bank")
    assert status == 0
    assert out.startswith("[bank]")


def test_sources(tenfold):
    status, out, _ = tenfold("sources", "neutral", "--set", "compute.oversight=0.3")
    assert status == 0
    assert "Taylor 1993\n    bank.inflation_response" in out


def test_schema_is_json(tenfold):
    status, out, _ = tenfold("schema")
    assert status == 0
    assert json.loads(out)["title"] == "tenfold scenario"
