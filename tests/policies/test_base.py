"""What a policy is and does where it says nothing else."""

import pytest

from sim.errors import ScenarioError
from sim.policies import find, kinds
from sim.policies.framework.base import Policy
from sim.policies.framework.policies_in_force import policy_names


@pytest.mark.parametrize("kind", kinds())
def test_a_policy_that_does_nothing_by_itself_costs_nothing_by_itself(kind):
    policy = find(kind)()
    if type(policy).act is Policy.act:
        assert policy.act(1.0, None) == 0


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_comes_twice_only_if_it_says_so(kind):
    policy = find(kind)()
    if policy.repeatable:
        names = policy_names([policy, policy])
        assert len(set(names)) == 2
    else:
        with pytest.raises(ScenarioError, match=f"there are 2 of kind {kind}; there can be only one"):
            policy_names([policy, policy])


def test_most_kinds_come_once():
    once = [kind for kind in kinds() if not find(kind).repeatable]
    assert {"retraining", "job_guarantee", "citizens_fund"} <= set(once)
