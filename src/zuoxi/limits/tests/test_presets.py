"""The shipped sets against the tables of the domain, written out by hand.

Columns: grades, types, regions, then dispatch, accept, contact, arrive, finish, reply, callback.
``wd`` are working days, ``d`` days by the Civil Code, ``cd`` plain ones, ``wh`` working hours.
``@`` names the event where it is not the usual one. The last column is the key figure's evidence.
"""

import pytest

from zuoxi.calendars.counting import PRESETS
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.matching import USUALLY_FROM, Evidence, Since
from zuoxi.limits.presets import NAMES, PLAIN_DAYS, SAME_DAY, preset
from zuoxi.workorders.reference import GRADES, REGION_CLASSES

UNITS = {
    PRESETS["round_the_clock_minutes"]: "min",
    PRESETS["civil_hours"]: "h",
    PRESETS["business_hours"]: "wh",
    PRESETS["working_days"]: "wd",
    PRESETS["civil_days"]: "d",
    PLAIN_DAYS: "cd",
    SAME_DAY: "today",
}
TAGS = {
    Evidence.LAW: "P",
    Evidence.SECONDARY: "S",
    Evidence.GENERAL: "G",
    Evidence.DEFAULT: "D",
}

POWER = """
FR-1 | critical | fault_repair | - | 2min | 3min | - | 30min | 3h@arrived | 0min@finished | 24h | S
FR-1 | urgent | fault_repair | - | 2min | 3min | - | 30min | 3h@arrived | 0min@finished | 24h | S
FR-2 | - | fault_repair | urban | 2min | 3min | - | 45min | 3h@arrived | 0min@finished | 24h | S
FR-3 | - | fault_repair | rural | 2min | 3min | - | 90min | 4h@arrived | 0min@finished | 24h | S
FR-4 | - | fault_repair | remote | 2min | 3min | - | 2h | 8h@arrived | 0min@finished | 24h | S
TS-1 | special | service_complaint | - | 10min | 30min | 2h | - | 2wd | 3wd | 1wd | D
TS-2 | major | service_complaint | - | 20min | 1h | 4h | - | 3wd | 4wd | 1wd | D
TS-3 | important | service_complaint | - | 20min | 2h | 24h | - | 4wd | 5wd | 1wd | S
TS-4 | normal | service_complaint | - | 20min | 2h | 24h | - | 4wd | 5wd | 1wd | S
JB | - | report | - | 20min | 2h | 1wd | - | 8wd | 9wd | - | G
YJ | - | opinion | - | 20min | 2h | - | - | 8wd | 9wd | - | G
ZX | - | consultation | - | 20min | 2h | - | - | 4wd | 5wd | - | S
SQ-1 | - | reconnection | - | 20min | 2h | - | - | 24h | 1wd@finished | - | S
SQ-2 | - | appliance_damage | - | 20min | 2h | - | 24h | - | 1wd@arrived | - | S
SQ-3 | - | meter_fault | - | 20min | 2h | - | - | 4wd | 4wd | - | S
SQ-4 | - | reading_fault | - | 20min | 2h | - | - | 5wd | 6wd | - | S
SQ-9 | - | business_acceptance | - | 20min | 2h | - | - | 5wd | 5wd | - | S
BY | - | praise | - | 1wd | 1wd | - | - | 5wd | - | - | D
"""
GOVERNMENT = """
G1 | critical | - | - | 1h | 15min | 30min | - | - | 2h | 1cd | S
G1 | urgent | - | - | 1h | 15min | 30min | - | - | 2h | 1cd | S
G2 | - | utilities | - | 2h | 30min | 2h | - | 24h | 24h | 1cd | S
G3 | - | consultation | - | 24h | 2wh | 1wd | - | 1wd | 1wd | - | S
G4 | - | help_request | - | 24h | 2wh | 1wd | - | 5wd | 5wd | - | P
G5 | - | service_complaint | - | 24h | 2wh | 1wd | - | 5wd | 5wd | - | P
G5 | - | report | - | 24h | 2wh | 1wd | - | 5wd | 5wd | - | P
G6 | - | opinion | - | 24h | 4wh | - | - | 5wd | 5wd | - | P
G7 | complex | - | - | 24h | 2wh | 1wd | - | 15d | 15d | - | S
G8 | - | praise | - | 1wd | 1wd | - | - | 5wd | 5wd | - | D
"""
CATV = """
K1 | - | network_outage | urban | 5min | 10min | - | 1h | 48h | - | - | P
K1 | - | network_outage | rural | 5min | 10min | - | 1h | 72h | - | - | P
K1 | - | network_outage | remote | 5min | 10min | - | 1h | 72h | - | - | P
K2 | - | fault_repair | urban | 15min | 30min | 2h | 12h | 24h | - | 24h@finished | S
K3 | - | fault_repair | rural | 15min | 1h | 4h | 24h | 48h | - | 24h@finished | P
K3 | - | fault_repair | remote | 15min | 1h | 4h | 24h | 48h | - | 24h@finished | P
K4 | - | installation | urban | 1wd | 1wd | 1wd | - | 10d | - | 3cd@finished | S
K4 | - | installation | rural | 1wd | 1wd | 1wd | - | 15d | - | 3cd@finished | S
K4 | - | installation | remote | 1wd | 1wd | 1wd | - | 15d | - | 3cd@finished | S
K5 | - | reconnection | - | 30min | 2h | - | - | 48h | - | - | P
K6 | - | service_complaint | - | 20min | 2h | 24h | - | 5wd | - | - | D
K6 | critical | service_complaint | - | 20min | 2h | 24h | - | 3wd | - | - | D
K6 | urgent | service_complaint | - | 20min | 2h | 24h | - | 3wd | - | - | D
K7 | - | consultation | - | - | - | - | - | 1wd | - | - | D
"""
TRAVEL = """
T1 | - | tour_emergency | - | - | - | 15min | - | - | 2h | 1cd | D
T2 | - | tour_complaint | - | - | - | 30min | - | 1today | 4h | - | D
T3 | - | after_tour_complaint | - | - | - | 4h | - | 5wd | 2wd | - | S
T3 | complex | after_tour_complaint | - | - | - | 4h | - | 10wd | 2wd | - | S
T4 | - | authority_transfer | - | - | - | 4h | - | 60d | 10d | - | S
T5 | - | refund | - | - | - | 2h | - | - | 1wd | - | D
T6 | - | consultation | - | - | - | - | - | - | 1h | - | D
"""
GENERIC = """
P1 | critical | - | - | - | - | 15min | - | 4h | - | - | D
P2 | urgent | - | - | - | - | 1h | - | 1wd | - | - | D
P3 | normal | - | - | - | - | 4h | - | 3wd | - | - | D
P4 | low | - | - | - | - | 1wd | - | 5wd | - | - | D
"""
TABLES = {
    "power": POWER,
    "government": GOVERNMENT,
    "catv": CATV,
    "travel": TRAVEL,
    "generic": GENERIC,
}
# Figures whose evidence is not that of the row's key figure.
OTHER_EVIDENCE = {
    ("power", "FR-1"): {"dispatch": "G", "accept": "G", "reply": "D", "callback": "G"},
    ("power", "FR-4"): {
        "dispatch": "G",
        "accept": "G",
        "finish": "D",
        "reply": "D",
        "callback": "G",
    },
    ("power", "TS-3"): {"accept": "D", "finish": "G", "callback": "G"},
    ("power", "TS-1"): {},
    ("government", "G4"): {"dispatch": "S", "accept": "D", "contact": "D"},
    ("catv", "K2"): {
        "dispatch": "D",
        "accept": "D",
        "contact": "D",
        "arrive": "D",
        "callback": "D",
    },
    ("travel", "T4"): {"contact": "D"},
}


def written(rule):
    cells = [rule.note.split()[0], rule.grade or "-", rule.request_type or "-", rule.region or "-"]
    for milestone in Milestone:
        limit = rule.limits.get(milestone)
        if limit is None:
            cells.append("-")
            continue
        one = next(term for term in UNITS if same_way(term, limit.term))
        since = "" if limit.since is USUALLY_FROM[milestone] else f"@{limit.since.value}"
        cells.append(f"{limit.term.amount}{UNITS[one]}{since}")
    return " | ".join([*cells, TAGS[rule.evidence]])


def same_way(one, other):
    names = ("unit", "clock", "start", "end", "roll")
    return all(getattr(one, name) is getattr(other, name) for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_set_says_what_the_table_says(name):
    assert [written(each) for each in preset(name).rules] == TABLES[name].strip().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_evidence_and_a_source(name):
    for rule in preset(name).rules:
        assert rule.source
        assert all(each.source for each in rule.limits.values() if each.evidence)
        assert len({each.key for each in preset(name).rules}) == len(preset(name).rules)


@pytest.mark.parametrize(("where", "other"), OTHER_EVIDENCE.items())
def test_a_figure_that_rests_on_something_else_says_so(where, other):
    name, code = where
    rule = next(each for each in preset(name).rules if each.note.split()[0] == code)
    found = {
        milestone.value: TAGS[limit.evidence]
        for milestone, limit in rule.limits.items()
        if limit.evidence
    }

    assert found == other


@pytest.mark.parametrize("name", NAMES)
def test_a_set_brings_the_codes_that_it_names(name):
    found = preset(name)
    grades = {each.code for each in (*GRADES, *found.grades)}
    types = {each.code for each in found.types}

    assert {each.grade for each in found.rules} - {None} <= grades
    assert {each.request_type for each in found.rules} - {None} == types
    assert {each.region for each in found.rules} - {None} <= {e.code for e in REGION_CLASSES}


def test_a_first_reply_of_a_journey_comes_before_the_end():
    rules = [each for each in preset("travel").rules if Milestone.FINISH in each.limits]

    assert all(each.is_interim for each in rules)
    assert preset("travel").rules[0].limits[Milestone.CALLBACK].since is Since.REPLIED
