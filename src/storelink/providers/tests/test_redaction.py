import logging

import pytest

from storelink.providers.redaction import bare_address, keep_secrets_out_of_logs, redact


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRETSECRET",
        "bearer SECRETSECRET failed",
        "token eyJhbGciOiJFUzI1NiJ9.SECRETSECRET.SECRETSECRET",
        "https://files.example/a?X-Amz-Signature=SECRETSECRET&X-Amz-Expires=SECRETSECRET",
        '{"access_token": "SECRETSECRET"}',
        "{'client_secret': 'SECRETSECRET'}",
        "-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nSECRETSECRET",
        "password=SECRETSECRET",
        "Cookie: SECRETSECRET",
    ],
)
def test_secrets_are_hidden(text):
    assert "SECRETSECRET" not in redact(text)
    assert "[hidden]" in redact(text)


@pytest.mark.parametrize(
    "text", ["404; NOT_FOUND; There were no sales.", "GET /v1/apps: 403", "a key = value pair"]
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_long_texts_are_cut():
    assert len(redact("x" * 10_000, limit=50)) == 51


def test_a_bare_address_has_neither_query_nor_user():
    assert bare_address("https://u:p@files.example:8443/a/b?sig=1#x") == (
        "https://files.example:8443/a/b"
    )


def test_the_http_librarys_own_log_is_redacted(caplog):
    keep_secrets_out_of_logs()
    with caplog.at_level(logging.DEBUG, "httpx"):
        logging.getLogger("httpx").info("HTTP Request: %s", "https://a.example/?sig=SECRETSECRET")
    assert "SECRETSECRET" not in caplog.text
    assert not logging.getLogger("httpcore.http11").isEnabledFor(logging.DEBUG)
