"""All that is wrong with an input is told at once."""

import pytest

from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.kernel.faults import Faults


def test_every_fault_is_told_at_once_and_the_rest_is_clean():
    faults = Faults()
    assert not faults
    faults.stop()

    assert faults.text("note", " a\r\nb ", limit=9) == "a\nb"
    assert faults.line("name", " a \n b ", limit=9) == "a b"
    assert faults.text("remark", None, limit=9, required=False) == ""
    assert faults.choice("kind", "person", ["person"]) == "person"
    assert not faults

    assert faults.text("note", "", limit=9) == faults.line("name", "toolong", limit=3) == ""
    faults.choice("kind", "nobody", ["person"])
    with faults.noted():
        raise InvalidInput(fields={"day": ["This day is past."]})
    faults.add("day", "Nor is it a working day.")
    assert faults
    with pytest.raises(InvalidInput) as refused:
        faults.stop()
    assert list(refused.value.fields) == ["note", "name", "kind", "day"]
    assert refused.value.fields["day"] == ["This day is past.", "Nor is it a working day."]


def test_only_wrong_input_is_noted():
    with pytest.raises(Conflict), Faults().noted():
        raise Conflict
