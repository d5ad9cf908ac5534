import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import BadInput, Unexpected
from storelink.providers.app_store_connect.keys import (
    NOT_A_KEY,
    ApiKey,
    clean_issuer_id,
    clean_key_id,
    clean_private_key,
    clean_vendor_number,
    from_secret,
)

KEY = ec.generate_private_key(ec.SECP256R1())
ISSUER = "57246542-96fe-1a63-e053-0824d011072a"


def pem(key, *, form=PrivateFormat.PKCS8, lock=None):
    return key.private_bytes(Encoding.PEM, form, lock or NoEncryption()).decode()


PEM = pem(KEY)
BARE = "".join(PEM.splitlines()[1:-1])


@pytest.mark.parametrize(
    "pasted",
    [
        PEM,
        PEM.strip(),
        f"\n\n  {PEM}  \n",
        PEM.replace("\n", "\r\n"),
        PEM.replace("\n", "\\n"),
        f'"{PEM.strip()}"'.replace("\n", "\\n"),
        "\ufeff" + PEM,
        BARE,
        BARE[:70] + "\n" + BARE[70:],
        " ".join([BARE[:20], BARE[20:]]),
        PEM.replace("\n", " "),
        pem(KEY, form=PrivateFormat.TraditionalOpenSSL),
        f"My key:\n{PEM}",
    ],
)
def test_the_key_is_understood_however_it_was_pasted(pasted):
    assert clean_private_key(pasted) == PEM


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Choose the .p8 file"),
        ("hello", NOT_A_KEY),
        (BARE[:-20], NOT_A_KEY),
        (base64.b64encode(b"\x00" * 100).decode(), NOT_A_KEY),
        ("x" * 20_000, NOT_A_KEY),
        ("-----BEGIN PRIVATE KEY-----\nMIGT", "cut short"),
        ('{"type": "service_account", "private_key": "x"}', "Google key"),
        (
            KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            "public key",
        ),
        ("-----BEGIN CERTIFICATE-----\nMIGT\n-----END CERTIFICATE-----", "certificate"),
        (pem(KEY, lock=BestAvailableEncryption(b"x")), "locked with a password"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "not one of App Store Connect’s"),
        (pem(rsa.generate_private_key(65537, 2048)), "not one of App Store Connect’s"),
    ],
)
def test_each_wrong_key_has_its_own_sentence(pasted, said):
    with pytest.raises(BadInput, match=said) as caught:
        clean_private_key(pasted)
    assert caught.value.field == "private_key"


@given(st.text(max_size=200))
def test_any_text_is_a_key_or_a_sentence(pasted):
    with pytest.raises(BadInput):
        clean_private_key(pasted)


def test_ids_are_taken_with_stray_spaces_and_file_names():
    assert clean_issuer_id(f" {ISSUER.upper()}\n") == ISSUER
    assert clean_issuer_id("") == ""
    assert clean_key_id(" 2x9r4hxf34 ") == "2X9R4HXF34"
    assert clean_key_id("AuthKey_2X9R4HXF34.p8") == "2X9R4HXF34"
    assert clean_vendor_number(" 8501 2345 ") == "85012345"
    assert clean_vendor_number("") == ""


@pytest.mark.parametrize(
    ("clean", "typed", "said"),
    [
        (clean_issuer_id, "2X9R4HXF34", "That is a Key ID"),
        (clean_issuer_id, "abc", "An Issuer ID looks like"),
        (clean_key_id, ISSUER, "That is an Issuer ID"),
        (clean_key_id, "", "Copy the Key ID"),
        (clean_key_id, "2X9R", "ten letters and digits"),
        (clean_vendor_number, "V85012345", "digits alone"),
        (clean_vendor_number, "١٢٣٤٥٦", "digits alone"),
    ],
)
def test_each_wrong_id_has_its_own_sentence(clean, typed, said):
    with pytest.raises(BadInput, match=said):
        clean(typed)


def test_a_key_survives_the_vault_and_never_shows_itself():
    key = ApiKey("2X9R4HXF34", PEM, ISSUER, "85012345")
    assert from_secret(key.to_secret()) == key
    assert BARE[:20] not in repr(key)


@pytest.mark.parametrize("secret", [b"", b"{}", b"[]", b"\xff", b'{"key_id": "x"}'])
def test_a_secret_that_cannot_be_read_says_what_to_do(secret):
    with pytest.raises(Unexpected, match="Update the credentials"):
        from_secret(secret)
