import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.app_store_connect.apple_id.codes import code_in

MESSAGE = (
    "Your Apple Account code is: 012345. Don’t share it with anyone.\n@apple.com #012345 %apple.com"
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("394821", "394821"),
        (" 394 821 ", "394821"),
        ("394-821", "394821"),
        ("3 9 4 8 2 1", "394821"),
        ("394\u00a0821", "394821"),
        ("٣٩٤٨٢١", "394821"),
        ("３９４８２１", "394821"),
        ("000000", "000000"),
        (MESSAGE, "012345"),
        ("Code 394821. Call 0800 123 4567 if it wasn’t you.", "394821"),
        ("old 111111, new 222222 @apple.com #222222 %apple.com", "222222"),
        ("111111 111111", "111111"),
    ],
)
def test_the_code_is_found(typed, code):
    assert code_in(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "39482", "3948210", "abcdef", "111111 or 222222", "12345678", "x" * 10_000]
)
def test_nothing_is_guessed(typed):
    assert code_in(typed) == ""


def test_another_length_is_found_where_apple_says_so():
    assert code_in("12345678", 8) == "12345678"
    assert code_in("394821", 4) == ""


@given(st.text(max_size=300), st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_code_behind_a_hash_is_found_in_any_message(around, code):
    message = around.replace("#", "").translate(dict.fromkeys(range(48, 58)))
    message = "".join(c for c in message if not c.isdecimal())
    assert code_in(f"{message} #{code} {message}") == code


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_six_digits_or_nothing(typed):
    code = code_in(typed)
    assert code == "" or (len(code) == 6 and code.isascii() and code.isdecimal())
