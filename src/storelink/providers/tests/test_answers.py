from datetime import timedelta

import pytest

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.providers.answers import Answer, Rule, error_for


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, NeedsVerification), (403, NeedsPermission), (404, NotReady), (410, NotReady),
     (429, Busy), (500, Busy),
     (503, Busy), (400, Unexpected), (409, Unexpected), (418, Unexpected)],
)  # fmt: skip
def test_what_a_status_means_where_a_provider_says_nothing(status, error):
    assert type(error_for(Answer(status))) is error


def test_a_providers_rule_goes_first():
    rule = Rule(NotReady, "later", "Later.", statuses=(403,), code="WAIT", words="not yet")
    answer = Answer(403, ("OTHER", "WAIT.A_LITTLE"), ("Not yet, sorry",))
    assert error_for(answer, [rule]).reason == "later"
    assert isinstance(error_for(Answer(403, ("WAIT",)), [rule]), NeedsPermission)


def test_the_wait_is_handed_on():
    error = error_for(Answer(429, wait=timedelta(seconds=9)))
    assert isinstance(error, Busy)
    assert error.wait == timedelta(seconds=9)


def test_a_permission_says_what_is_missing_and_where():
    rule = Rule(
        NeedsPermission, "role", "No.", statuses=(403,), missing="Admin", where="Users and Access"
    )
    error = error_for(Answer(403), [rule])
    assert isinstance(error, NeedsPermission)
    assert (error.missing, error.where) == ("Admin", "Users and Access")


def test_the_stores_words_are_kept_without_secrets():
    error = error_for(Answer(400, ("BAD",), ("see https://a.example/?sig=SECRETSECRET",)))
    assert "BAD" in error.detail
    assert "SECRETSECRET" not in error.detail
