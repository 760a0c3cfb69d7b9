"""Every fact has a sentence and has decided on its signal."""

import pytest
from django.utils import translation

from zuoxi.audit.sentences import declared_facts, sentence, sentence_for, worded_kinds
from zuoxi.kernel.events import Fact, announced_types
from zuoxi.kernel.models import Event

PRODUCT = [each for each in declared_facts() if ".tests." not in each.__module__]


@pytest.mark.parametrize("fact", PRODUCT, ids=lambda each: each.KIND)
def test_a_fact_is_worded_and_has_decided_whom_to_tell(fact: type[Fact]):
    assert fact.KIND in worded_kinds(), f"timeline.py has no @sentence for {fact.KIND}"
    assert fact in announced_types(), f"live.py decides nothing for {fact.__name__}"
    assert fact.SUBJECT, f"{fact.__name__} does not say what it is about"


def test_kinds_are_told_apart():
    kinds = [each.KIND for each in PRODUCT]

    assert len(kinds) == len(set(kinds))
    assert len(kinds) > 30


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("kind", sorted(worded_kinds()))
def test_a_sentence_survives_an_event_without_data(kind: str, language: str):
    with translation.override(language):
        assert sentence_for(Event(kind=kind, data={})).strip()


def test_a_kind_of_another_version_is_shown_by_its_name():
    with translation.override("en"):
        assert sentence_for(Event(kind="old.gone")) == "Event “old.gone”."


def test_two_sentences_for_one_kind_are_a_mistake():
    with pytest.raises(ValueError, match="already"):
        sentence("accounts.signed_in")(lambda _event: "x")


def test_why_a_call_was_refused_is_said_in_words():
    with translation.override("zh-hans"):
        words = sentence_for(Event(kind="kernel.refused", data={"code": "forbidden", "what": "x"}))
        old = sentence_for(Event(kind="kernel.refused", data={"code": "gone", "what": "x"}))

    assert words == "操作被拒绝：x（无权限）。"
    assert "gone" in old
