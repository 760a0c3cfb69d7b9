"""The dated options: who sets which, from when on, and that the past stays."""

from datetime import timedelta

import pytest
import time_machine

from zuoxi.accounts.choices import IDLE_MINUTES, Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.attachments.choices import SPARE_MEGABYTES
from zuoxi.callbacks.choices import MOST_ATTEMPTS
from zuoxi.customers.choices import REVEAL_MINUTES, REVEALS_PER_HOUR
from zuoxi.desk import actions, queries
from zuoxi.desk.tests.factories import NOW, actor, person
from zuoxi.dispatching.choices import MOST_ORDERS
from zuoxi.fieldwork.choices import MAP_SERVICE, OFFLINE_HOURS
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event, OptionValue
from zuoxi.org.models import Assignment, Unit
from zuoxi.savedviews.choices import MOST_VIEWS
from zuoxi.sheets.choices import MOST_UNPACKED
from zuoxi.workorders.choices import REVIEWER_DIFFERS

pytestmark = pytest.mark.django_db


def set_idle(value, *, by=None, valid_from=None, source="安全会议决定", now=NOW):
    return actions.set_option(
        actor=by or actor(Role.ADMINISTRATOR),
        key=IDLE_MINUTES.key,
        value=value,
        valid_from=valid_from,
        source=source,
        now=now,
    )


class TestSetting:
    def test_a_value_counts_from_its_date_and_never_before(self):
        set_idle("15", valid_from=NOW + timedelta(days=1))

        assert IDLE_MINUTES.at(NOW) == 30
        assert IDLE_MINUTES.at(NOW + timedelta(days=1)) == 15
        set_idle("20")
        assert IDLE_MINUTES.at(NOW - timedelta(seconds=1)) == 30
        assert IDLE_MINUTES.at(NOW) == 20

    def test_leaves_an_event_and_a_source(self):
        row = set_idle("15")

        event = Event.objects.get()
        assert event.data == {"key": IDLE_MINUTES.key, "value": 15, "source": "安全会议决定"}
        assert row.set_by_id == event.actor_id

    def test_an_empty_moment_means_now_and_a_form_may_be_slow(self):
        assert set_idle("15", valid_from=NOW - timedelta(minutes=1)).valid_from == NOW

    @pytest.mark.parametrize(
        ("fields", "at"),
        [
            ({"value": "0"}, "value"),
            ({"value": "viele"}, "value"),
            ({"value": "1441"}, "value"),
            ({"source": " "}, "source"),
            ({"source": "x" * 201}, "source"),
            ({"valid_from": NOW - timedelta(days=1)}, "valid_from"),
        ],
    )
    def test_unusable_input_is_refused_at_its_field(self, fields, at):
        with pytest.raises(InvalidInput) as refused:
            set_idle(**{"value": "15"} | fields)

        assert list(refused.value.fields) == [at]
        assert not OptionValue.objects.exists()

    def test_a_supervisor_sets_those_of_the_business_only(self):
        sup = actor(Role.SUPERVISOR)

        actions.set_option(
            actor=sup,
            key=MOST_ATTEMPTS.key,
            value="2",
            valid_from=None,
            source="主管决定",
            now=NOW,
        )

        assert MOST_ATTEMPTS.at(NOW) == 2
        with pytest.raises(NotFound):
            set_idle("15", by=sup)
        keys = {each.option.key for each in queries.option_states(sup, now=NOW)}
        assert MOST_ATTEMPTS.key in keys
        assert not keys & {
            each.key for each in (REVEALS_PER_HOUR, REVEAL_MINUTES, REVIEWER_DIFFERS)
        }
        assert not any(key.startswith("accounts.") for key in keys)

    @pytest.mark.parametrize(
        "option",
        [
            REVEALS_PER_HOUR,
            REVEAL_MINUTES,
            REVIEWER_DIFFERS,
            MAP_SERVICE,
            OFFLINE_HOURS,
            MOST_UNPACKED,
            SPARE_MEGABYTES,
            MOST_ORDERS,
            MOST_VIEWS,
        ],
    )
    def test_a_supervisor_lifts_no_limit_of_the_own_rights_or_of_the_installation(self, option):
        with pytest.raises(NotFound):
            actions.set_option(
                actor=actor(Role.SUPERVISOR),
                key=option.key,
                value="1",
                valid_from=None,
                source="主管决定",
                now=NOW,
            )

    def test_nobody_else_sets_any(self):
        with pytest.raises(Forbidden):
            set_idle("15", by=actor(Role.AUDITOR))


class TestStates:
    def test_tell_current_planned_and_past(self):
        boss = actor(Role.ADMINISTRATOR)
        shipped = queries.option_state(boss, IDLE_MINUTES.key, now=NOW)
        assert (shipped.current, shipped.is_shipped) == (30, True)

        set_idle("20")
        set_idle("10", valid_from=NOW + timedelta(days=3))
        state = queries.option_state(boss, IDLE_MINUTES.key, now=NOW + timedelta(days=1))

        assert (state.current, state.since, state.is_shipped) == (20, NOW, False)
        assert [row.value for row in state.planned] == [10]
        assert [row.value for row in state.history] == [20]

    def test_cost_one_query_for_all(self, django_assert_num_queries):
        boss = actor(Role.ADMINISTRATOR)

        with django_assert_num_queries(1):
            assert len(queries.option_states(boss, now=NOW)) > 10

    def test_an_unknown_option_is_not_found(self):
        with pytest.raises(NotFound):
            queries.option_state(actor(Role.ADMINISTRATOR), "no.such", now=NOW)


class TestPages:
    @pytest.fixture
    def boss(self):
        company = Unit.objects.create(kind="company", code="co", name="Co", path="/1/")
        user = person("boss")
        Assignment.objects.create(user=user, role=Role.ADMINISTRATOR, unit=company)
        client = signed_in(user, language="en")
        with time_machine.travel(NOW, tick=False):
            yield client

    def test_every_option_is_listed_with_value_and_source(self, boss):
        page = boss.get("/settings/options").content.decode()

        assert page.count("/settings/options/") >= 10
        assert "GB/T 22239-2019" in page

    def test_a_number_is_required_and_a_text_may_be_emptied(self, boss):
        def star(key):
            page = boss.get(f"/settings/options/{key}").content.decode()
            return 'class="required"' in page.split('for="id_value"')[1].split("</label>")[0]

        assert star(IDLE_MINUTES.key)
        assert not star(MAP_SERVICE.key)

    def test_a_new_value_is_set(self, boss):
        path = f"/settings/options/{IDLE_MINUTES.key}"

        answer = boss.post(path, {"value": "15", "valid_from": "", "source": "Audit 7"})

        assert answer.status_code == 303
        assert IDLE_MINUTES.at(NOW) == 15
        assert "Audit 7" in boss.get(path).content.decode()

    def test_a_refused_value_is_kept_with_its_message(self, boss):
        path = f"/settings/options/{IDLE_MINUTES.key}"

        answer = boss.post(path, {"value": "5000", "valid_from": "", "source": "Audit 7"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Enter a whole number from 1 to 1440." in page
        assert "Audit 7" in page

    def test_a_switch_is_chosen_and_not_typed(self, boss):
        path = f"/settings/options/{REVIEWER_DIFFERS.key}"

        assert 'type="radio"' in boss.get(path).content.decode()
        boss.post(path, {"value": "false", "source": "x"})

        assert REVIEWER_DIFFERS.at(NOW) is False
