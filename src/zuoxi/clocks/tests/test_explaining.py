"""Explanations, pieces of time, and what would be otherwise."""

from datetime import timedelta

from zuoxi.calendars.counting import Rule, preset
from zuoxi.calendars.days import Why
from zuoxi.clocks.explaining import About, explain, what_if
from zuoxi.clocks.facts import Change, Fact, Flag, Kind, Milestone
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import replay
from zuoxi.clocks.segments import SegmentNature, segments
from zuoxi.clocks.tests.histories import ALWAYS
from zuoxi.clocks.tests.test_replay import CHINA, HOUR, START, fact, promise
from zuoxi.clocks.tests.test_table import moment


def on(text: str):
    return moment(text, "Asia/Shanghai")


def test_each_step_names_what_made_it():
    made = promise("working_days", 2, limit_version="L1", calendar_version="C1")
    facts = [
        fact(1, Kind.RECEIVED),
        fact(2, Kind.PAUSED, 23, reason="customer"),
        fact(3, Kind.RESUMED, 30, reason="customer"),
        fact(4, Kind.RESUMED, 30, reason="customer"),
        fact(5, Kind.CHANGED, 31, change=Change(preset("working_days", 3), limit_version="L2")),
    ]
    lines = explain(replay(made, facts, CHINA, START + 400 * HOUR))

    about = [each.about for each in lines if each.about is not About.COUNTED]
    assert about == [
        About.PROMISED,
        *[About.FACT] * 3,
        About.FLAG,
        About.FACT,
        About.STOOD,
        About.DUE,
        About.BREACHED,
    ]
    told = [each for each in lines if each.about is About.FACT]
    assert [each.due_at for each in told] == [
        on("03-13 24:00"),
        on("03-13 24:00"),
        on("03-16 24:00"),
        on("03-17 24:00"),
    ]
    assert (told[0].limit_version, told[-1].limit_version) == ("L1", "L2")
    assert [each.flag for each in lines if each.flag] == [Flag.RESUMED_WITHOUT_PAUSE]
    (stood,) = (each for each in lines if each.about is About.STOOD)
    # Thursday from 9:00 to 16:00, without lunch.
    assert stood.lost == timedelta(minutes=330)
    counted = [each.step.rule for each in lines if each.about is About.COUNTED]
    assert counted[:2] == [Rule.EVENT, Rule.FIRST_DAY_NOT_COUNTED]


def test_the_pieces_of_a_holiday_and_of_a_pause():
    start = on("04-03 16:00")
    facts = [
        Fact(1, Kind.RECEIVED, start),
        Fact(2, Kind.PAUSED, on("04-03 17:00"), reason="customer"),
        Fact(3, Kind.RESUMED, on("04-07 09:00")),
    ]
    pieces = segments(replay(promise("business_hours", 1), facts, CHINA, on("04-07 10:00")))

    assert [(each.nature, each.why, each.name) for each in pieces] == [
        (SegmentNature.RAN, Why.WEEKDAY, ""),
        (SegmentNature.PAUSED, Why.WEEKDAY, ""),
        (SegmentNature.CLOSED, Why.AFTER, ""),
        (SegmentNature.HOLIDAY, Why.HOLIDAY, "清明节"),
        (SegmentNature.CLOSED, Why.BEFORE, ""),
        (SegmentNature.PAUSED, Why.WEEKDAY, ""),
        (SegmentNature.OVER, Why.WEEKDAY, ""),
    ]
    assert [each.made_by.sequence for each in pieces] == [1, 2, 2, 2, 2, 2, 3]
    assert pieces[1].reasons == ("customer",)
    assert (pieces[3].begin, pieces[3].end) == (on("04-04 00:00"), on("04-06 24:00"))


def test_each_run_of_a_clock_that_begins_anew_has_its_pieces():
    made = promise(restarts_on=frozenset({Kind.REDISPATCHED}))
    facts = [fact(1, Kind.RECEIVED), fact(2, Kind.REDISPATCHED, 3)]
    pieces = segments(replay(made, facts, CHINA, START + 5 * HOUR))

    assert [(each.run, each.nature, each.end - each.begin) for each in pieces] == [
        (0, SegmentNature.RAN, 3 * HOUR),
        (1, SegmentNature.RAN, 2 * HOUR),
    ]


class TestWhatIf:
    FACTS = (
        fact(1, Kind.RECEIVED),
        fact(2, Kind.PAUSED, 1, reason="customer"),
        fact(3, Kind.RESUMED, 2),
        fact(4, Kind.CHANGED, 3, change=Change(preset("civil_hours", 12), ALWAYS)),
    )
    STATE = replay(promise(), FACTS, CHINA, START + 4 * HOUR)

    def test_another_term_holds_through_all_changes(self):
        asked = what_if(self.STATE, term=preset("civil_hours", 48))

        assert asked.actual.due_at == START + 13 * HOUR
        assert asked.other.due_at == START + 49 * HOUR
        assert asked.other.elapsed == asked.actual.elapsed == 3 * HOUR

    def test_another_start_or_calendar(self):
        assert what_if(self.STATE, start=START - HOUR).other.due_at == START + 12 * HOUR

        hours = replay(promise("business_hours", 8), self.FACTS[:3], CHINA, START + 4 * HOUR)
        assert what_if(hours, calendar=ALWAYS).other.due_at == START + 9 * HOUR
        assert hours.due_at == on("03-12 11:30")


def test_what_has_not_begun_is_explained_by_its_promise():
    made = Promise(
        milestone=Milestone.CALLBACK, term=preset("civil_hours", 1), counts_from=Milestone.FINISH
    )
    lines = explain(replay(made, [fact(1, Kind.RECEIVED)], CHINA, START))

    assert [each.about for each in lines] == [About.PROMISED]
    assert segments(replay(made, [], CHINA, START)) == ()
