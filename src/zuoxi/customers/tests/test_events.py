"""What others hear of a customer: the sentences of the timeline and the names for open pages."""

import pytest
from django.utils import translation

from zuoxi.audit.sentences import sentence_for
from zuoxi.customers.events import CustomerCorrected, CustomerFact, CustomerRevealed
from zuoxi.kernel.events import announced_types, signal_of
from zuoxi.kernel.models import Event

VALUES = {
    "customer_no": "111",
    "version": 2,
    "purpose": "complaint",
    "label_zh_hans": "学校",
    "changes": {"name": ["欧阳震华", "司马震华"], "contact_points": [[], []]},
}


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("fact_type", CustomerFact.__subclasses__())
def test_a_sentence_names_the_customer_and_never_a_personal_value(fact_type, language):
    with translation.override(language):
        sentence = sentence_for(Event(kind=fact_type.KIND, data=VALUES))

    assert "111" in sentence
    assert "震华" not in sentence


def test_a_correction_names_its_fields():
    event = Event(kind="customers.corrected", data=VALUES)

    with translation.override("en"):
        assert sentence_for(event) == "Corrected customer 111: Name, Contact points."
    with translation.override("zh-hans"):
        assert sentence_for(event) == "更正了客户 111：姓名、联系方式。"


def test_an_event_of_a_later_version_is_still_a_sentence():
    event = Event(kind="customers.revealed", data={"customer_no": "111", "purpose": "new"})

    with translation.override("en"):
        assert "new" in sentence_for(event)


def test_every_fact_says_who_hears_of_it():
    assert set(CustomerFact.__subclasses__()) <= announced_types()


def test_a_change_is_told_to_the_centre_by_names_alone():
    signal = signal_of(CustomerCorrected(subject_id=5, centre_id=3, customer_no="111", data=VALUES))

    assert signal.audience == {"centre:3"}
    assert signal.topics == {"customer:111", "list:customers"}


def test_a_reveal_is_told_to_nobody_but_the_person():
    signal = signal_of(CustomerRevealed(subject_id=5, centre_id=3, customer_no="111", user_id=7))

    assert signal.audience == {"user:7"}
