"""The ways to sign in to the Play Console, and what each asks for."""

from __future__ import annotations

from typing import Final

from storelink.providers.contract import Action, CredentialKind, Field, FieldKind

_INVITE: Final = (
    "In the Play Console, open Users and permissions and invite {whom}. Under Account permissions "
    "(not for single apps) tick “View app information and download bulk reports (read-only)”; for "
    "revenue also “View financial data, orders, and cancellation survey responses”; for replies "
    "“Reply to reviews”."
)
_COPY: Final = (
    "In the Play Console, open Download reports and one of its pages, and press “Copy Cloud "
    "Storage URI”."
)
_SWITCH_ON: Final = (
    "In Google Cloud, choose or create a project and switch on the Google Play Android Developer "
    "API and the Google Play Developer Reporting API."
)

SERVICE_ACCOUNT: Final = CredentialKind(
    key="service_account",
    name="Service account",
    about="A key that needs no person and does not expire. The way that we recommend.",
    steps=("Key and reports folder", "First sync"),
    may_be_tried_again=True,
    instructions=(
        _SWITCH_ON,
        "Open IAM & Admin, Service accounts, and create one. It needs no role in the project.",
        "Open it, then Keys, Add key, Create new key, JSON. Google gives the file once.",
        _INVITE.format(whom="its e-mail address"),
        _COPY,
        "Google lets a new account in after minutes, sometimes after 48 hours.",
    ),
)
OAUTH: Final = CredentialKind(
    key="oauth",
    name="Google sign-in",
    about="You agree on a page of Google’s. For organisations in which keys are forbidden.",
    steps=("OAuth client", "Sign in with Google", "First sync"),
    may_be_tried_again=True,
    instructions=(
        _SWITCH_ON,
        "Open Credentials and create an OAuth client of the type Web application. As authorised "
        "redirect URI give the address that Storelink shows.",
        "Publish the consent screen, or make it internal: while it is in testing, Google ends the "
        "agreement after seven days.",
        _COPY,
        "Sign in as somebody who has these rights: " + _INVITE.format(whom="them, if need be"),
    ),
)

BUCKETS: Final = Field(
    "buckets",
    "Reports folder (Cloud Storage URI)",
    "As copied from Download reports in the Play Console, several one a line. It may be left with "
    "its folders.",
    example="gs://pubsite_prod_rev_01234567890987654321/",
    kind=FieldKind.MULTILINE,
)
NAME: Final = Field(
    "name",
    "Name",
    "What this account is called here, such as your company’s name.",
    example="Brightside Labs",
    is_required=False,
)
KEY_FIELDS: Final = (
    Field(
        "service_account",
        "Key of the service account",
        "The .json file that Google let you download once, or what is in it. It is kept encrypted "
        "and sent to no one: it only signs.",
        example='{"type": "service_account", …}',
        kind=FieldKind.MULTILINE,
        is_secret=True,
        accepts=".json",
    ),
    BUCKETS,
    NAME,
)
CLIENT_FIELDS: Final = (
    Field(
        "oauth_client",
        "OAuth client",
        "The .json file of your own OAuth client (Web application), or what is in it. It is kept "
        "encrypted.",
        example='{"web": {"client_id": …}}',
        kind=FieldKind.MULTILINE,
        is_secret=True,
        accepts=".json",
    ),
    BUCKETS,
    NAME,
)
CHECK_AGAIN: Final = Action("check", "Check again")
SIGN_IN: Final = Action("sign_in", "Sign in with Google again")
"""For somebody who updates an account: as somebody else, or because Google ended the agreement."""
WAIT: Final = Action("wait", "Connect and wait for Google")
"""For somebody who has just invited the account: nothing more needs to be typed."""
