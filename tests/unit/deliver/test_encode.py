from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipeline.deliver.encode import encode


def test_elements_keep_their_order_and_a_line_break_ends_the_line() -> None:
    assert (
        encode({"resourceType": "Bundle", "id": "a", "entry": []}) == b'{"resourceType":"Bundle","id":"a","entry":[]}\n'
    )


def test_indented_by_two_spaces_on_request() -> None:
    assert encode({"id": "a"}, indent=True) == b'{\n  "id": "a"\n}\n'


@pytest.mark.parametrize("digits", ["0.50", "1000", "0.0000001", "2.5"])
def test_decimals_keep_their_digits(digits: str) -> None:
    assert encode({"value": Decimal(digits)}) == f'{{"value":{digits}}}\n'.encode()


def test_a_decimal_with_an_exponent_is_still_json() -> None:
    assert json.loads(encode({"value": Decimal("1E+3")})) == {"value": 1000}


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError):
        encode({"value": object()})
