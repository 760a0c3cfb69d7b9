"""The work-order pages: the printed words, what each role is offered, and that nothing is lost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.workorders import lifecycle
from zuoxi.workorders.choices import ACTION_LABELS
from zuoxi.workorders.models import CodeItem, WorkOrder
from zuoxi.workorders.tables import CENTRAL_PAGES
from zuoxi.workorders.tests.factories import BY, Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

LITERAL = "😀 <b>a</b> '; DROP TABLE x; مرحبا"
LONG = "长" * 100_000
TITLES = {
    "dispatch": "中心表单管理-调度",
    "returned": "中心表单管理-反单",
    "redispatch": "中心表单管理-重复派单",
    "completed": "中心表单管理-完成",
    "review": "中心表单管理-审核",
    "archive": "中心表单管理-归档",
    "adjudication": "中心表单管理-裁定",
    "merged": "已合并的表单",
}
CAPTIONS = {
    "dispatch": "调度",
    "returned": "反单",
    "redispatch": "重复派单",
    "completed": "完成",
    "review": "审核",
    "adjudication": "裁定",
}
BLOCKS = {
    "created": ["用户基本信息", "调度信息", "工区信息", "调度备注"],
    "dispatched": ["用户基本信息", "调度信息", "误派说明"],
    "in_progress": ["用户基本信息", "受理信息", "工区信息", "误派说明"],
    "completed": ["用户基本信息", "受理信息", "是否完成"],
    "under_review": ["基本用户信息", "受理信息", "审核备注"],
    "returned": ["用户基本信息", "受理信息", "误派说明"],
    "redispatch_pending": ["用户基本信息", "调度信息", "历次派单", "工区信息", "调度备注"],
}


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def sit(place):
    """Return a browser in which that person is signed in."""

    def client_of(name):
        return signed_in(place.users[name], language="zh-CN")

    return client_of


def text_of(response):
    """Return the page with its blanks collapsed: how a template is wrapped is no matter."""
    return re.sub(r"\s+", " ", response.content.decode()).replace(" >", ">")


def headings(response):
    found = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", text_of(response), re.DOTALL)
    return [re.sub(r"<[^>]+>|\*|必填", "", each).strip() for each in found]


def offered(response):
    """Return what the drop-down 执行动作 offers."""
    select = re.search(r'<select name="action".*?</select>', text_of(response), re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]+)</option>", select[0]) if select else []


def fault_at(response, field):
    found = re.search(rf'data-error-for="{field}".*?</p>', text_of(response), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[0].split(">", 1)[1]).strip() if found else ""


def rows(response):
    return re.findall(r'<tr data-row="([^"]+)"', text_of(response))


def list_url(name):
    return reverse(f"workorders:{name}_list")


def dialog(client, order):
    return client.get(reverse("workorders:dialog", args=[order.number]))


def posted(place, order, action, **changes):
    values = {
        name: {True: "yes", False: "no"}.get(value, value)
        for name, value in inputs_for(place, action).items()
    }
    return (
        {"action": action, "version": order.version, "next": list_url("dispatch")}
        | values
        | changes
    )


def execute(client, order, data, *, htmx=False):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("workorders:act", args=[order.number]), data, headers=headers)


class TestIntake:
    URL = "/intake/fault-reports/"

    def filled(self, **changes):
        appointment = timezone.localtime() + timedelta(days=1)
        return {
            "step": "create",
            "key": "k-1",
            "customer_no": "111",
            "device_type": "digital",
            "request_type": "test",
            "appointment_at": f"{appointment:%Y-%m-%dT%H:%M}",
            "description": "测试",
            "action": "create",
        } | changes

    @pytest.mark.parametrize(
        ("kind", "title"), [("service-requests", "业务受理"), ("fault-reports", "故障申报")]
    )
    def test_titles(self, sit, kind, title):
        assert f"<h1>{title}</h1>" in text_of(sit("intake").get(f"/intake/{kind}/"))

    def test_query_shows_the_customer_masked_and_open_orders_before_past_ones(self, place, sit):
        order = create(place)
        done = order_in(place, "archived")

        page = sit("intake").post(self.URL, {"step": "look_up", "customer_no": " 111 "})

        assert "用户基本信息" in headings(page)
        assert "王**" in text_of(page)
        assert "王小明" not in text_of(page)
        open_ones = text_of(page).split('data-block="contacts"')[0]
        past_ones = text_of(page).split('data-block="past-orders"')[1]
        assert order.number in open_ones
        assert done.number in past_ones
        assert done.number not in open_ones

    def test_an_unknown_number_offers_registration_with_the_number_filled(self, sit):
        page = sit("intake").post(
            self.URL, {"step": "look_up", "customer_no": "999", "description": "还在"}
        )

        assert "data-unknown" in text_of(page)
        assert "customer_no=999" in text_of(page)
        assert "还在" in text_of(page)

    def test_an_empty_number_is_refused_at_its_field(self, sit):
        page = sit("intake").post(self.URL, {"step": "look_up", "customer_no": ""})

        assert fault_at(page, "customer_no") == "请输入用户证号。"

    def test_creates_the_order_and_starts_over_with_its_number(self, place, sit):
        client = sit("intake")
        page = client.get(client.post(self.URL, self.filled())["Location"])

        order = WorkOrder.objects.get()
        assert (order.status, order.received_by) == ("created", place.users["intake"])
        assert "业务操作成功" in text_of(page)
        assert f'data-created="{order.number}"' in text_of(page)
        assert "测试" not in re.findall(r"<textarea.*?</textarea>", text_of(page), re.DOTALL)[0]

    def test_sent_by_a_key_without_a_button_creates_too(self, sit):
        data = self.filled()
        del data["step"]
        sit("intake").post(self.URL, data)

        assert WorkOrder.objects.count() == 1

    def test_submitted_twice_creates_one_order(self, sit):
        client, data = sit("intake"), self.filled()
        first = client.post(self.URL, data)
        second = client.post(self.URL, data)

        assert WorkOrder.objects.count() == 1
        assert first["Location"] == second["Location"]

    def test_a_used_page_with_other_content_says_so_and_keeps_it(self, sit):
        client = sit("intake")
        client.post(self.URL, self.filled())
        page = client.post(self.URL, self.filled(description="另一件事"))

        assert page.status_code == 409
        assert "另一件事" in text_of(page)
        assert 'value="k-1"' not in text_of(page)

    @pytest.mark.parametrize("field", ["customer_no", "request_type", "description"])
    def test_a_missing_input_is_named_and_the_rest_kept(self, sit, field):
        page = sit("intake").post(self.URL, self.filled(**{field: ""}))

        assert page.status_code == 422
        assert fault_at(page, field)
        assert WorkOrder.objects.count() == 0
        assert "测试" in text_of(page) or field == "description"

    def test_a_fault_report_needs_an_appointment(self, sit):
        page = sit("intake").post(self.URL, self.filled(appointment_at=""))

        assert fault_at(page, "appointment_at")

    @pytest.mark.parametrize("value", ["tomorrow", "9999-99-99T00:00", "0001-01-01T00:00"])
    def test_an_unreadable_appointment_is_named(self, sit, value):
        page = sit("intake").post(self.URL, self.filled(appointment_at=value))

        assert fault_at(page, "appointment_at") == "请填写日期和时间。"

    def test_a_past_appointment_is_asked_about_once(self, sit):
        client, data = sit("intake"), self.filled(appointment_at="2020-01-01T10:00")
        warned = client.post(self.URL, data)

        assert 'data-warning="appointment_at"' in text_of(warned)
        assert WorkOrder.objects.count() == 0
        client.post(self.URL, data | {"create_anyway": "on"})
        assert WorkOrder.objects.count() == 1

    def test_any_text_is_kept_literally(self, sit):
        sit("intake").post(self.URL, self.filled(description=LITERAL))
        order = WorkOrder.objects.get()

        assert order.description == LITERAL
        shown = text_of(sit("dispatcher").get(list_url("dispatch")))
        assert "&lt;b&gt;a&lt;/b&gt;" in shown
        assert "<b>a</b>" not in shown

    @pytest.mark.parametrize("value", [LONG, "a\x00b", "a\x1bb"])
    def test_text_that_cannot_be_stored_is_named(self, sit, value):
        page = sit("intake").post(self.URL, self.filled(description=value))

        assert page.status_code == 422
        assert fault_at(page, "description")

    @pytest.mark.parametrize("field", ["request_type", "device_type", "urge", "customer_no", "key"])
    def test_a_code_that_no_text_can_be_is_refused(self, sit, field):
        page = sit("intake").post(self.URL, self.filled() | {field: "a\x00b"})

        assert page.status_code in {404, 422}
        assert WorkOrder.objects.count() == 0

    def test_only_intake_may_open_it(self, sit):
        assert sit("dispatcher").get(self.URL).status_code == 403
        assert sit("intake").get("/intake/else/").status_code == 404


class TestLists:
    @pytest.mark.parametrize("name", list(CENTRAL_PAGES))
    def test_each_page_has_its_printed_title_and_button_and_its_own_rows(self, place, sit, name):
        orders = {
            state: order_in(place, state)
            for state in (
                "created",
                "returned",
                "completed",
                "redispatch_pending",
                "under_review",
                "archived",
                "dispatched",
                "adjudication",
            )
        }
        inputs = {"into": orders["dispatched"].number}
        orders["merged"] = act(place, create(place), "merge", inputs=inputs)
        page = sit("supervisor").get(list_url(name))

        assert f"<h1>{TITLES[name]}</h1>" in text_of(page)
        listed = [each for each in orders.values() if each.state.list_name == name]
        assert rows(page) == [each.number for each in listed]
        assert len(listed) == 1
        button = re.search(r'title="选择表单"> *([^<]+?) *</button>', text_of(page))
        assert (button[1] if button else None) == CAPTIONS.get(name)

    def test_a_work_area_sees_its_own_orders_of_one_form_type(self, place, sit):
        mine = order_in(place, "dispatched")
        service = order_in(place, "dispatched", form_type="service_request")
        other = act(place, create(place), "dispatch", area=1)
        taken = order_in(place, "in_progress")
        client = sit("area1")

        inbox = client.get("/work-area/fault-reports/")
        assert "<h1>工区表单-故障申报</h1>" in text_of(inbox)
        assert rows(inbox) == [mine.number]
        assert rows(client.get("/work-area/service-requests/")) == [service.number]
        assert rows(client.get("/work-area/fault-reports/pending/")) == [taken.number]
        assert rows(sit("area2").get("/work-area/fault-reports/")) == [other.number]
        assert client.get("/work-area/fault-reports/completed/").status_code == 404

    @pytest.mark.parametrize("name", list(CENTRAL_PAGES))
    def test_a_list_costs_the_same_for_one_row_and_for_many(self, place, sit, name):
        state = next(each.name for each in lifecycle.CURRENT.states if each.list_name == name)
        client = sit("supervisor")
        order_in(place, state)
        client.get(list_url(name))  # warms the option cache
        with CaptureQueriesContext(connection) as few:
            client.get(list_url(name))
        for _n in range(4):
            order_in(place, state)
        with CaptureQueriesContext(connection) as many:
            client.get(list_url(name))

        assert len(rows(client.get(list_url(name)))) == 5
        assert len(many) == len(few) <= 10

    def test_a_tampered_cursor_is_refused(self, sit):
        page = sit("dispatcher").get(list_url("dispatch"), {"cursor": "forged"})

        assert page.status_code == 422

    def test_filters_live_in_the_address(self, place, sit):
        order = create(place, description="小区停电了")
        create(place, form_type="service_request", description="开发票")
        client = sit("dispatcher")

        assert rows(client.get(list_url("dispatch"), {"q": "停电"})) == [order.number]
        assert rows(client.get(list_url("dispatch"), {"form_type": "fault_report"})) == [
            order.number
        ]
        assert rows(client.get(list_url("dispatch"), {"q": "没有这样的词"})) == []
        page = client.get(list_url("dispatch"), {"q": "长" * 300})
        assert fault_at(page, "q")

    def test_the_button_without_a_choice_gives_a_message_and_no_dialog(self, place, sit):
        create(place)
        page = sit("dispatcher").get(list_url("dispatch"), {"open": "1"})

        assert "请先选择一张表单。" in text_of(page)
        assert "data-dialog data-number" not in text_of(page)

    def test_the_chosen_row_opens_beside_the_list_without_scripts(self, place, sit):
        order = create(place)
        page = sit("dispatcher").get(list_url("dispatch"), {"open": "1", "order": order.number})

        assert f'data-dialog data-number="{order.number}"' in text_of(page)
        assert offered(page) == ["调度"]

    def test_the_chosen_row_alone_is_marked_and_its_panel_open(self, place, sit):
        chosen, _other = create(place), create(place)
        page = text_of(sit("dispatcher").get(list_url("dispatch"), {"order": chosen.number}))

        assert 'class="work-panel is-open"' in page
        row = page.split(f'data-row="{chosen.number}"')[1].split(">")[0]
        assert 'aria-selected="true"' in row
        assert page.count('aria-selected="true"') == 1
        assert "work-panel is-open" not in text_of(sit("dispatcher").get(list_url("dispatch")))

    def test_a_refresh_answers_with_the_rows_alone(self, place, sit):
        create(place)
        page = sit("dispatcher").get(list_url("dispatch"), headers={"HX-Request": "true"})

        assert "<html" not in text_of(page)
        assert len(rows(page)) == 1

    def test_returned_rows_say_how_often_and_why(self, place, sit):
        order_in(place, "returned")
        page = sit("dispatcher").get(list_url("returned"))

        assert "1 次" in text_of(page)
        assert "不属本工区" in text_of(page)

    def test_petitions_are_for_the_supervisor(self, place, sit):
        plain, loud = order_in(place, "in_progress"), order_in(place, "in_progress")
        act(place, plain, "complete")
        act(place, loud, "complete", inputs=inputs_for(place, "complete") | {"is_petition": True})

        assert rows(sit("supervisor").get("/petitions/")) == [loud.number]
        assert sit("dispatcher").get("/petitions/").status_code == 403


class TestDialog:
    @pytest.mark.parametrize("state", list(BLOCKS))
    def test_shows_the_printed_blocks(self, place, sit, state):
        page = dialog(sit("all"), order_in(place, state))

        assert [each for each in headings(page) if each in BLOCKS[state]][: len(BLOCKS[state])]
        assert set(BLOCKS[state]) <= set(headings(page))

    @pytest.mark.parametrize("state", [each.name for each in lifecycle.CURRENT.states])
    @pytest.mark.parametrize("name", sorted(set(BY.values()) | {"intake", "supervisor", "auditor"}))
    def test_offers_exactly_the_legal_actions_of_state_and_role(self, place, sit, state, name):
        order = order_in(place, state)
        actor = place.actor(name)
        page = dialog(sit(name), order)

        if page.status_code == 404:
            assert name == "area1"
            assert order.work_area_id is None
            return
        legal = [a for a in lifecycle.CURRENT.leaving(state) if a.role in actor.roles]
        assert offered(page) == [str(ACTION_LABELS[each.action]) for each in legal]

    def test_offers_the_technicians_with_the_area_they_belong_to(self, place, sit):
        gone = place.technicians[1]
        gone.is_active = False
        gone.save()
        page = text_of(dialog(sit("dispatcher"), create(place)))

        assert f'value="{place.technicians[0].code}" data-group="{place.areas[0].code}"' in page
        assert f'value="{place.technicians[2].code}" data-group="{place.areas[1].code}"' in page
        assert gone.code not in page

    @pytest.mark.parametrize(
        ("form_type", "label"), [("fault_report", "维修人员"), ("service_request", "受理人员")]
    )
    def test_names_the_handler_by_form_type(self, place, sit, form_type, label):
        page = dialog(sit("area1"), order_in(place, "in_progress", form_type=form_type))
        found = re.search(r'<label[^>]*for="id_handler"[^>]*>([^<]+)', text_of(page))

        assert found[1].strip() == label

    def test_is_masked_until_revealed(self, place, sit):
        page = text_of(dialog(sit("dispatcher"), create(place)))

        assert "王**" in page
        assert "王小明" not in page

    def test_another_areas_order_is_not_there(self, place, sit):
        assert dialog(sit("area2"), order_in(place, "dispatched")).status_code == 404


class TestExecute:
    @pytest.mark.parametrize(
        ("state", "action", "message"),
        [
            ("created", "dispatch", "表单调度成功"),
            ("dispatched", "accept", "业务操作成功"),
            ("dispatched", "return", "业务操作成功"),
            ("in_progress", "complete", "业务操作成功"),
            ("completed", "submit_review", "业务操作成功"),
            ("under_review", "approve", "业务操作成功"),
            ("reviewed", "archive", "业务操作成功"),
            ("returned", "note_misdispatch", "业务操作成功"),
            ("redispatch_pending", "dispatch", "表单修改成功"),
        ],
    )
    @pytest.mark.parametrize("htmx", [True, False])
    def test_gives_the_printed_message(self, place, sit, state, action, message, htmx):
        order = order_in(place, state)
        client = sit(BY[action])
        page = execute(client, order, posted(place, order, action), htmx=htmx)

        if htmx:
            assert "zuoxi:moved" in page["HX-Trigger-After-Settle"]
        else:
            assert page.status_code == 303
            page = client.get("/inquiry/")
        assert message in text_of(page)
        order.refresh_from_db()
        assert order.state.name == lifecycle.CURRENT.find(state, action).target

    @pytest.mark.parametrize(
        ("state", "action", "field"),
        [
            ("created", "dispatch", "work_area"),
            ("created", "dispatch", "technician"),
            ("created", "dispatch", "remark"),
            ("dispatched", "return", "misdispatch_note"),
            ("in_progress", "complete", "handler"),
            ("in_progress", "complete", "resolution_notes"),
            ("under_review", "approve", "review_remark"),
        ],
    )
    def test_a_missing_input_is_named_and_the_rest_kept(self, place, sit, state, action, field):
        order = order_in(place, state)
        page = execute(sit(BY[action]), order, posted(place, order, action, **{field: " "}))
        order.refresh_from_db()

        assert page.status_code == 422
        assert fault_at(page, field)
        assert order.state.name == state
        for name, value in inputs_for(place, action).items():
            if isinstance(value, str) and name != field:
                assert value in text_of(page)

    def test_whoever_was_slower_is_told_and_keeps_the_text(self, place, sit):
        order = create(place)
        data = posted(place, order, "dispatch", remark="我写的备注")
        act(place, order, "dispatch")
        page = execute(sit("dispatcher"), order, data, htmx=True)

        assert page.status_code == 412
        assert "您的操作没有执行" in text_of(page)
        assert "我写的备注" in text_of(page)
        assert "载入最新状态" in text_of(page)
        fresh = sit("dispatcher").post(reverse("workorders:dialog", args=[order.number]), data)
        assert "我写的备注" in text_of(fresh)
        assert offered(fresh) == []

    def test_an_order_that_has_left_the_area_says_who_returned_it(self, place, sit):
        order = order_in(place, "in_progress")
        data = posted(place, order, "complete", resolution_notes="我写的情况")
        act(place, order, "return")
        page = execute(sit("area1"), order, data, htmx=True)

        assert page.status_code == 404
        assert "area1已将表单" in text_of(page)
        assert "我写的情况" in text_of(page)
        assert page["X-Zuoxi-Fragment"] == "1"

    @pytest.mark.parametrize("action", ["archive", "no_such_action", ""])
    def test_a_forged_action_is_refused_and_changes_nothing(self, place, sit, action):
        order = create(place)
        page = execute(sit("all"), order, {"action": action, "version": order.version})
        order.refresh_from_db()

        assert page.status_code == 409
        assert (order.status, order.version) == ("created", 1)

    def test_a_forged_role_is_refused(self, place, sit):
        order = create(place)
        page = execute(sit("intake"), order, posted(place, order, "dispatch"))

        assert page.status_code == 403

    @pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "0"])
    def test_a_page_that_does_not_say_what_it_saw_is_refused(self, place, sit, version):
        order = create(place)
        page = execute(sit("dispatcher"), order, posted(place, order, "dispatch", version=version))

        assert page.status_code == 412

    def test_an_unresolved_matter_is_archived_only_when_confirmed(self, place, sit):
        order = act(
            place,
            order_in(place, "in_progress"),
            "complete",
            inputs=inputs_for(place, "complete") | {"is_resolved": False},
        )
        client = sit("all")
        shown = dialog(client, order)
        data = {"action": "archive", "version": order.version, "next": list_url("completed")}
        refused = execute(client, order, data)

        assert re.search(r'<option value="redispatch" selected>', text_of(shown))
        assert fault_at(refused, "confirm_unresolved")
        execute(client, order, data | {"confirm_unresolved": "on"})
        order.refresh_from_db()
        assert order.status == "archived"

    def test_goes_back_only_to_pages_of_ours(self, place, sit):
        order = create(place)
        data = posted(place, order, "dispatch", next="https://evil.example/")
        page = execute(sit("dispatcher"), order, data)

        assert page["Location"] == reverse("workorders:order", args=[order.number])


class TestOrderPage:
    def test_shows_every_step(self, place, sit):
        order = order_in(place, "archived")
        page = text_of(sit("archiver").get(reverse("workorders:order", args=[order.number])))

        for text in ("请尽快上门", "已更换机顶盒", "归档人", "第 1 次派单", "未经审核归档"):
            assert text in page
        assert "data-unreviewed" in page

    def test_a_reviewed_one_is_not_marked_as_unreviewed(self, place, sit):
        order = act(place, order_in(place, "reviewed"), "archive")
        page = text_of(sit("archiver").get(reverse("workorders:order", args=[order.number])))

        assert "data-unreviewed" not in page

    def test_the_unseen_is_not_there(self, place, sit):
        order = create(place)

        assert sit("area1").get(reverse("workorders:order", args=[order.number])).status_code == 404
        assert sit("admin").get(reverse("workorders:order", args=[order.number])).status_code == 403


class TestOwnPage:
    def test_a_refusal_gives_back_the_form_alone(self, place, sit):
        order = create(place)
        data = {"action": "dispatch", "version": order.version, "place": "page"}
        headers = {"HX-Request": "true"}
        page = sit("dispatcher").post(
            reverse("workorders:act", args=[order.number]), data, headers=headers
        )

        assert page.status_code == 422
        assert 'data-block="customer"' not in text_of(page)
        assert "data-form-faults" in text_of(page)

    def test_after_an_action_the_way_goes_on(self, place, sit):
        order = act(place, create(place), "dispatch")
        url = reverse("workorders:area_list", args=["fault-reports"])
        data = {"action": "accept", "version": order.version, "next": url}
        page = sit("area1").post(
            reverse("workorders:act", args=[order.number]), data, headers={"HX-Request": "true"}
        )

        assert f'href="{reverse("workorders:dialog", args=[order.number])}?next=' in text_of(page)
        assert f'href="{url}"' in text_of(page)


class TestInquiry:
    def test_found_words_are_marked_wherever_they_stand(self, place, sit):
        create(place, description="前" * 200 + "小区停电报修<b>")

        page = text_of(sit("intake").get("/inquiry/?q=停电"))

        assert "小区<mark>停电</mark>报修&lt;b&gt;" in page

    def test_finds_every_order_of_a_customer_with_its_status(self, place, sit):
        orders = [order_in(place, "created"), order_in(place, "archived")]
        page = sit("auditor").get("/inquiry/", {"customer_no": "111"})

        assert set(rows(page)) == {each.number for each in orders}
        assert "<h1>业务查询</h1>" in text_of(page)
        for label in ("生成表单", "归档"):
            assert label in text_of(page)

    def test_an_empty_number_gives_a_hint_and_not_everything(self, place, sit):
        create(place)
        page = sit("auditor").get("/inquiry/", {"customer_no": ""})

        assert rows(page) == []
        assert "data-hint" in text_of(page)

    def test_a_work_area_finds_its_own_orders_only(self, place, sit):
        order = order_in(place, "dispatched")

        assert rows(sit("area1").get("/inquiry/", {"customer_no": "111"})) == [order.number]
        assert rows(sit("area2").get("/inquiry/", {"customer_no": "111"})) == []

    def test_a_period_is_read_in_days(self, place, sit):
        order = create(place)
        day = f"{timezone.localtime(order.received_at):%Y-%m-%d}"
        client = sit("auditor")

        assert rows(client.get("/inquiry/", {"received_from": day, "received_until": day}))
        assert not rows(client.get("/inquiry/", {"received_until": "2020-01-01"}))
        assert fault_at(client.get("/inquiry/", {"received_from": "morgen"}), "received_from")


class TestFlowChart:
    def test_draws_every_state_and_says_every_arrow_in_words(self, sit):
        page = text_of(sit("dispatcher").get("/flow-chart/"))
        arrows = sum(len(each.sources) for each in lifecycle.CURRENT.transitions)

        assert "<h1>业务流程图</h1>" in page
        assert page.count("data-state=") == len(lifecycle.CURRENT.flow())
        assert page.count("<tr") - 1 == arrows + 1  # the head, and creation
        assert "is-current" not in page

    def test_says_of_a_return_that_it_may_go_to_adjudication(self, sit):
        page = text_of(sit("dispatcher").get("/flow-chart/"))

        assert "反单（或待裁定）" in page
        assert "反单达到上限" in page

    def test_marks_where_an_order_stands(self, place, sit):
        order = order_in(place, "returned")
        page = text_of(sit("dispatcher").get(f"/flow-chart/{order.number}/"))

        assert re.search(r'is-current" data-state="returned"', page)
        assert page.count("is-current") == 1


class TestCodeLists:
    URL = "/settings/code-lists/device_type/new/"

    def value(self, **changes):
        return {
            "code": "analog",
            "label_zh_hans": "模拟",
            "position": "20",
            "source": "会议纪要",
            "is_active": "on",
        } | changes

    def test_the_label_is_in_the_language_of_the_page(self, place):
        client = signed_in(place.users["supervisor"], language="en")
        client.post(self.URL, self.value(label_zh_hant="類比", label_en="Analogue"))
        page = client.get("/settings/code-lists/")
        row = text_of(page).split('data-code="analog"')[1].split("</tr>")[0]
        own, others = row.split('col-content">')[1].split('col-other">')

        assert "<bdi>Analogue</bdi>" in own
        assert "<bdi>模拟</bdi>" in others
        assert "Analogue" not in others

    def test_a_new_value_is_offered_at_once(self, sit):
        sit("supervisor").post(self.URL, self.value())

        page = text_of(sit("intake").get("/intake/service-requests/"))
        assert '<option value="analog" data-typed="mn moni">模拟</option>' in page

    def test_a_retired_value_is_offered_no_more(self, sit):
        client = sit("supervisor")
        client.post(self.URL, self.value())
        url = "/settings/code-lists/device_type/items/analog/"
        assert client.get(url).status_code == 200
        client.post(url, {each: v for each, v in self.value().items() if each != "is_active"})

        assert not CodeItem.objects.get(code="analog").is_active
        assert "模拟" not in text_of(sit("intake").get("/intake/service-requests/"))

    @pytest.mark.parametrize(
        ("field", "value"),
        [("code", ""), ("code", "a b"), ("label_zh_hans", ""), ("position", "-1"), ("source", "")],
    )
    def test_a_wrong_value_is_named_and_the_rest_kept(self, sit, field, value):
        page = sit("supervisor").post(self.URL, self.value(**{field: value}))

        assert page.status_code == 422
        assert fault_at(page, field)
        assert "模拟" in text_of(page) or field == "label_zh_hans"
        assert not CodeItem.objects.filter(label_zh_hans="模拟").exists()

    def test_is_for_the_supervisor(self, sit):
        assert sit("dispatcher").get("/settings/code-lists/").status_code == 403
        assert sit("supervisor").get("/settings/code-lists/none/").status_code == 404
