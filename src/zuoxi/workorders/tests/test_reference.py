"""Code values that every installation starts with."""

from datetime import UTC, datetime

import pytest

from zuoxi.kernel.actors import SYSTEM
from zuoxi.workorders import actions
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.reference import CODES

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_loads_every_value_once():
    CodeItem.objects.all().delete()
    assert len(actions.load_reference_codes(actor=SYSTEM, now=NOW)) == len(CODES)
    assert actions.load_reference_codes(actor=SYSTEM, now=NOW) == []
    assert CodeItem.objects.filter(list="return_reason").count() == 9


def test_leaves_a_changed_value_alone():
    CodeItem.objects.all().delete()
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    CodeItem.objects.filter(code="R09").update(label_zh_hans="别的原因", is_active=False)
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    item = CodeItem.objects.get(code="R09")
    assert (item.label_zh_hans, item.is_active) == ("别的原因", False)
