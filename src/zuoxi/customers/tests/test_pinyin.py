"""Names typed in letters: spelling, search, what it must not tell, and the index of older rows."""

import pytest

from zuoxi.customers import actions, pinyin, queries
from zuoxi.customers.drafts import CustomerChanges
from zuoxi.customers.models import Customer, Spelling
from zuoxi.customers.queries import CustomerFilter
from zuoxi.customers.tests.factories import NOW, Centre, contact


@pytest.fixture
def centre():
    return Centre()


class TestSpelling:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("张伟", {"zhangwei", "zw"}),
            ("張偉", {"zhangwei", "zw"}),
            ("欧阳建国", {"ouyangjianguo", "oyjg"}),
            # Surnames that are read otherwise than the word.
            ("曾国藩", {"zengguofan", "zgf"}),
            ("单雄信", {"shanxiongxin", "sxx"}),
            ("解晓东", {"xiexiaodong"}),
            ("仇英", {"qiuying", "qy"}),
            ("区大海", {"oudahai", "odh"}),
            ("朴成浩", {"piaochenghao"}),
            # And the word's own reading, for who does not know better.
            ("单雄信", {"danxiongxin"}),
            ("吕布", {"lvbu", "lubu", "lb"}),
        ],
    )
    def test_a_person_is_spelt_as_people_type(self, name, letters):
        assert letters <= pinyin.of_person(name)

    def test_a_long_name_of_many_readings_has_no_thousand_spellings(self):
        assert len(pinyin.of_person("单" * 60)) <= 64

    @pytest.mark.parametrize("name", ["", "John Smith", "123", "・", "👍"])
    def test_a_name_without_han_has_none(self, name):
        assert pinyin.of_person(name) == set()
        assert pinyin.of_company(name) == set()

    def test_a_company_is_spelt_from_any_of_its_characters_on(self):
        found = pinyin.of_company("南昌新源公司")

        assert {"nanchangxinyuangongsi", "ncxygs", "xinyuangongsi", "xygs"} <= found

    def test_a_word_of_a_list_is_typed_by_its_initials_or_whole(self):
        assert pinyin.of_label("故障报修") == ["gzbx", "guzhangbaoxiu"]
        assert {"yhk", "yxk"} <= set(pinyin.of_label("银行卡"))
        assert pinyin.of_label("Fault") == []

    @pytest.mark.parametrize(
        ("q", "letters"),
        [
            ("zhangwei", "zhangwei"),
            ("Zhang Wei", "zhangwei"),
            ("xi'an", "xian"),
            ("ＺＷ", "zw"),
            ("lübu", "lvbu"),
            ("z", ""),
            ("张w", ""),
            ("138", ""),
            ("a@b", ""),
            ("%_", ""),
        ],
    )
    def test_only_letters_can_be_meant_as_pinyin(self, q, letters):
        assert pinyin.typed(q) == letters


def found(centre, q, *roles):
    return set(queries.narrowed(centre.actor(*roles), CustomerFilter(q=q)))


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize("q", ["zhangwei", "zhang wei", "zhangw", "ZW", "zw", "zhang"])
    def test_a_person_is_found_by_letters_as_far_as_they_are_typed(self, centre, q):
        customer = centre.customer(name="张伟")
        centre.customer(name="李四")

        assert found(centre, q) == {customer}

    def test_contact_persons_and_companies_are_found(self, centre):
        customer = centre.customer(
            kind="enterprise",
            name="",
            company_name="南昌新源公司",
            contact_points=[contact("0791-86665598", contact_name="曾国藩")],
        )

        for q in ("zengguofan", "xinyuan", "ncxy"):
            assert found(centre, q) == {customer}

    def test_letters_do_not_tell_more_than_a_masked_name_does(self, centre):
        person = centre.customer(name="张伟")
        firm = centre.customer(kind="enterprise", name="王五", company_name="张伟公司")

        assert found(centre, "zhangwei") == {person, firm}
        assert found(centre, "zhangwei", "auditor") == {firm}
        assert found(centre, "wangwu", "auditor") == set()

    def test_another_name_is_found_by_its_own_letters_alone(self, centre):
        customer = centre.customer(name="张伟")
        actions.correct_customer(
            actor=centre.actor(),
            customer_no=customer.customer_no,
            changes=CustomerChanges(name="李雷"),
            now=NOW,
        )

        assert found(centre, "lilei") == {customer}
        assert found(centre, "zhangwei") == set()


@pytest.mark.django_db
class TestOlderRows:
    def test_index_names_goes_on_batch_by_batch_until_all_are_found(self, centre):
        people = {centre.customer(name=name) for name in ("张伟", "李雷", "韩梅")}
        Spelling.objects.all().delete()
        Customer.objects.update(pinyin_version=0)
        assert found(centre, "zhangwei") == set()

        assert [actions.index_names(limit=2) for _ in range(3)] == [2, 1, 0]

        assert {each for q in ("zw", "ll", "hm") for each in found(centre, q)} == people
        assert actions.index_names() == 0
