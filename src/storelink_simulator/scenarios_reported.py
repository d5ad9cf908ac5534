"""Troubles that people have reported of the stores; a client easily makes wrong numbers of them."""

from __future__ import annotations

from storelink_simulator.scenario import Scenario, scenario

REPORTED: tuple[Scenario, ...] = (
    # nothing, where there is something
    scenario("empty_segments", "The instance lists no segment: its files are not there yet."),
    scenario(
        "report_renamed",
        "The catalogue calls the report `report` by the name `becomes`.",
        report="App Downloads Standard",
        becomes="App Downloads Overview",
    ),
    scenario(
        "old_snapshot",
        "A snapshot was asked for so many days before the start; its instances are gone.",
        days=100,
    ),
    scenario(
        "vendor_number_invalid",
        "400 Invalid vendor number specified. Try again. For these report types; empty: all sales.",
        report_types="",
    ),
    scenario(
        "pre_order_vendor_invalid",
        "PRE_ORDER answers 400 Invalid vendor number specified. Try again.; the others work.",
    ),
    scenario(
        "version_flip",
        "Another version than `latest` answers 400 naming it, and `latest` 404, no sales.",
        report_type="SUBSCRIPTION",
        latest="1_4",
    ),
    scenario("html_with_200", "200 with a page of HTML, for whatever was asked."),
    scenario("empty_body_200", "200 without a byte."),
    scenario(
        "unknown_404",
        "404 in words that nobody knows. The style is html, json (error objects) or gateway.",
        style="html",
    ),
    scenario("truncated_json", "The JSON of the answer ends half-way."),
    # something else than was asked for
    scenario(
        "weekly_in_place_of_daily",
        "A daily sales report answers with the week that holds its day, once that week is over.",
    ),
    scenario(
        "app_transferred",
        "The app is no longer the account's (no filter: the second); its sales are still told.",
    ),
    scenario("twin_buckets", "Statistics lie in pubsite_prod_N, money in pubsite_prod_rev_N."),
    # one bad answer
    scenario("unauthorized_once", "One 401 NOT_AUTHORIZED to a token that holds.", count=1),
    scenario(
        "sales_server_error",
        "Sales and finance reports answer UNEXPECTED_ERROR; the rest works.",
        status=500,
    ),
    scenario(
        "reviews_next_repeats",
        "Lists of reviews: next is the page itself, or after the last the first (style first).",
        style="self",
    ),
    scenario(
        "next_repeats",
        "Any list of the official API: next is the page itself, or after the last the first.",
        style="self",
    ),
    scenario(
        "review_null_rating",
        "In each list of reviews the one at this place has null in a field.",
        place=0,
        field="rating",
    ),
    scenario(
        "error_counts_two_months",
        "Error counts are kept for so many days; a query that starts before is a bare 400.",
        days=61,
    ),
    scenario(
        "hour_used_up",
        "Only so many calls are left; then 429 until the minutes have passed.",
        left=0,
        minutes=60,
    ),
    # an answer without an end
    scenario(
        "endless_continue",
        "100 Continue again and again, so many milliseconds apart, and no answer.",
        milliseconds=100,
    ),
    scenario(
        "slow_headers",
        "A header line every so many milliseconds, and never the last.",
        milliseconds=2000,
    ),
    scenario(
        "slow_body",
        "A byte of the body every so many milliseconds, and never the last.",
        milliseconds=2000,
    ),
    # signing in
    scenario(
        "nested_phone_state",
        "The state of the second factor lies four levels deeper, as in the page.",
    ),
    scenario("state_phone_number_only", "The state names a phone as phoneNumber only."),
    scenario(
        "security_questions_only",
        "In place of a second factor the account has security questions.",
    ),
)
