"""The named troubles that can be switched on. What each does is told here; others play it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Option = str | int | float | bool
NONE: Mapping[str, Option] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scenario:
    """One trouble. `options` are its settings with what they are when nobody says otherwise."""

    name: str
    sentence: str
    options: Mapping[str, Option] = field(default_factory=lambda: NONE)
    count: int | None = None
    """How many times it plays when nobody says; None means until it is switched off."""


def _scenario(name: str, sentence: str, count: int | None = None, **options: Option) -> Scenario:
    return Scenario(name, sentence, MappingProxyType(options), count)


ALL: tuple[Scenario, ...] = (
    # who may come in
    _scenario("key_revoked", "The key was revoked: 401 NOT_AUTHORIZED."),
    _scenario("wrong_issuer", "The issuer id is not the key's: 401 NOT_AUTHORIZED."),
    _scenario(
        "clock_ahead",
        "The client's clock runs ahead by so many seconds: its tokens come from the future, 401.",
        seconds=300,
    ),
    _scenario(
        "role_too_small",
        "The key has only this role: 403 FORBIDDEN_ERROR where the role does not reach.",
        role="DEVELOPER",
    ),
    _scenario("app_list_forbidden", "Reports work, but the list of apps answers 403."),
    _scenario(
        "agreement_missing",
        "The Account Holder has to accept an agreement: 403 to everything until then.",
    ),
    # how the answer comes
    _scenario(
        "rate_limited",
        "429 RATE_LIMIT_EXCEEDED; with retry_after > 0 the header Retry-After is sent.",
        retry_after=0,
    ),
    _scenario("server_error_json", "A temporary error as JSON.", status=500),
    _scenario("server_error_html", "A temporary error as an HTML page.", status=503),
    _scenario("bad_gateway_once", "One 502; the next try succeeds.", count=1),
    _scenario("hanging", "The answer does not come for so many seconds.", seconds=60),
    _scenario("connection_reset", "The connection is reset before any answer."),
    _scenario("slow", "Every answer takes so many milliseconds longer.", milliseconds=500),
    # what a sales or finance report answers
    _scenario("no_sales", "404: there were no sales for the date specified."),
    _scenario(
        "late_report",
        "What would be the newest files are not available yet: 404 for sales, no instance.",
        days=1,
    ),
    _scenario(
        "version_drift",
        "400 for the report version asked for; the text ends with the version to use instead.",
        latest="1_9",
    ),
    _scenario("invalid_vendor_number", "400: invalid vendor number specified."),
    # what the analytics chain does
    _scenario(
        "stopped_due_to_inactivity",
        "ONGOING requests stopped when this was switched on; an Admin has to make new ones.",
    ),
    _scenario(
        "first_files_delayed",
        "As if the requests had been made when this was switched on, and first files took so long.",
        hours=48,
    ),
    _scenario("instance_gone", "The instance is no longer kept: 404."),
    _scenario("report_catalogue_empty", "The request lists no reports yet."),
    _scenario("request_race", "Another client made the same request first: POST answers 409."),
    # what a file is like
    _scenario("truncated_gzip", "The file ends half-way.", count=1),
    _scenario("wrong_checksum", "The checksum in the list is not the file's.", count=1),
    _scenario("expired_url", "The address of the file has expired when it arrives.", count=1),
    _scenario("segments_reordered", "The segments of an instance are listed backwards."),
    _scenario("columns_reordered", "The columns stand in another order."),
    _scenario("columns_added", "Columns that nobody knows stand between the others."),
    _scenario("garbage", "The file holds bytes that are no report.", count=1),
    _scenario("empty_report", "The file holds its header and no row."),
    _scenario("thousands_separators", "Counts are written as 1,234."),
    _scenario("comma_separated", "The file is comma separated, with quotes where needed."),
    _scenario("byte_order_mark", "The file starts with a byte-order mark and uses CRLF."),
    # what the numbers do
    _scenario(
        "restated",
        "The days from `days_from` to `days_to` ago change by `factor` in the next daily files.",
        days_from=2,
        days_to=12,
        factor=1.25,
        count=1,
    ),
)
BY_NAME: Mapping[str, Scenario] = MappingProxyType({one.name: one for one in ALL})
