"""Which rule answers, and what two versions say differently."""

import itertools
import random

import pytest

from zuoxi.calendars.counting import PRESETS, preset
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.matching import (
    DIMENSIONS,
    Case,
    Limit,
    Rule,
    Since,
    binding,
    choose,
    differences,
    ordered,
)


def rule(**named):
    return Rule(**named, limits={Milestone.FINISH: Limit(PRESETS["civil_hours"], Since.RECEIVED)})


CASE = Case(1, "urgent", "fault", 7, "urban")


def test_a_rule_matches_what_it_names_and_nothing_else():
    assert rule().matches(CASE)
    assert rule(grade="urgent", unit_id=7).matches(CASE)
    assert not rule(grade="low").matches(CASE)
    assert not rule(region="urban").matches(Case(1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"grade": "urgent"}, {"request_type": "fault", "unit_id": 7, "region": "urban"}),
        ({"request_type": "fault"}, {"unit_id": 7, "region": "urban"}),
        ({"unit_id": 7}, {"region": "urban"}),
        ({"region": "urban"}, {}),
        ({"grade": "urgent", "region": "urban"}, {"grade": "urgent"}),
    ],
)
def test_dimensions_are_compared_in_their_order(first, second):
    choice = choose([rule(**second), rule(**first)], CASE)

    assert choice.rule == rule(**first)
    assert choice.beaten == (rule(**second),)
    assert choice.rule.named == tuple(each for each in DIMENSIONS if each in first)


def test_without_a_matching_rule_there_is_no_answer():
    assert choose([rule(grade="low")], CASE) is None


def test_the_answer_never_depends_on_the_order_of_the_rules():
    values = {"grade": "urgent", "request_type": "fault", "unit_id": 7, "region": "urban"}
    rules = [
        rule(**{name: values[name] for name in names})
        for count in range(5)
        for names in itertools.combinations(DIMENSIONS, count)
    ]
    chosen = set()
    for seed in range(20):
        random.Random(seed).shuffle(rules)
        chosen.add(choose(rules, CASE).rule.key)

    assert chosen == {("urgent", "fault", 7, "urban")}
    assert [len(each.named) for each in (ordered(rules)[0], ordered(rules)[-1])] == [4, 0]


def test_rules_of_other_units_do_not_bind_a_unit():
    found = binding([rule(), rule(unit_id=7), rule(unit_id=8)], 7)

    assert {each.unit_id for each in found.values()} == {None, 7}


def test_differences_name_the_milestones():
    old = [rule(grade="low"), rule(grade="urgent")]
    longer = {Milestone.FINISH: Limit(preset("civil_hours", 4), Since.RECEIVED)}
    new = [Rule(grade="urgent", limits=longer), rule(region="rural")]

    found = {(bool(each.old), bool(each.new)): each for each in differences(old, new)}
    assert found[True, True].milestones == (Milestone.FINISH,)
    assert found[True, False].old.grade == "low"
    assert found[False, True].new.region == "rural"
    assert differences(old, old) == []
