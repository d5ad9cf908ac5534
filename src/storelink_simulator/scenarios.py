"""The named troubles that can be switched on. What each does is told here; others play it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from storelink_simulator.scenario import Scenario, scenario
from storelink_simulator.scenarios_reported import REPORTED

ALL: tuple[Scenario, ...] = (
    # who may come in
    scenario("key_revoked", "The key was revoked: 401 NOT_AUTHORIZED."),
    scenario("wrong_issuer", "The issuer id is not the key's: 401 NOT_AUTHORIZED."),
    scenario(
        "clock_ahead",
        "The client's clock runs ahead by so many seconds: its tokens come from the future, 401.",
        seconds=300,
    ),
    scenario("strict_tokens", "A token that does not say when it was issued, iat, is refused."),
    scenario(
        "role_too_small",
        "The key has only this role: 403 FORBIDDEN_ERROR where the role does not reach.",
        role="DEVELOPER",
    ),
    scenario("app_list_forbidden", "Reports work, but the list of apps answers 403."),
    scenario(
        "agreement_missing",
        "The Account Holder has to accept an agreement: 403 to everything until then.",
    ),
    # signing in with an Apple ID
    scenario("account_locked", "The Apple ID is locked: 403 -20209, whatever the password."),
    scenario("init_refused", "200 without a salt: the sign-in cannot be served.", code="-22421"),
    scenario("federated_account", "The Apple ID signs in with a company: no password is right."),
    scenario("no_app_store_connect", "The Apple ID has no App Store Connect: 403 and itctx."),
    scenario("two_factor_not_configured", "The Apple ID has no two-factor: 412, authType sa."),
    scenario(
        "terms_to_accept",
        "Right, but terms have to be accepted first: 412 at the step password or code.",
        step="password",
    ),
    scenario("two_step_account", "The Apple ID still has the old two steps: 409, authType hsa."),
    scenario("security_key", "Security keys are required: no six-digit code will do."),
    scenario("single_phone", "No device and one phone: the text comes by itself, 201."),
    scenario("number_unusable", "No codes can be sent to the number: 500 -28248."),
    scenario("too_many_codes_sent", "Codes are paused for an hour: 423.", count=1),
    scenario("code_expired", "The right code has expired: 400 -21669.", count=1),
    scenario("too_many_wrong_codes", "Entering codes is paused for an hour: 423 -22982.", count=1),
    scenario("right_code_conflict", "A right code is answered with 409 and valid: true."),
    scenario("push_by_itself", "Devices show a code without being asked, as before 2026."),
    scenario("trust_forgotten", "Clients trusted before this are asked for a code again: 409."),
    scenario("unquoted_trust_refused", "A trust cookie holds only in double quotes."),
    scenario(
        "status_in_header",
        "The sign-in answers 200; the real status is in X-Apple-I-Rscd.",
        status="401",
    ),
    scenario("no_hashcash", "No challenge is given and no work is wanted."),
    scenario("second_proof_checked", "A wrong m2 is a wrong password; else the log notes it only."),
    scenario("both_error_spellings", "Errors are told as serviceErrors and service_errors both."),
    scenario("json_labelled_html", "JSON is labelled text/html."),
    scenario("html_instead_of_json", "200 with a page of HTML where JSON is expected."),
    scenario("content_type_refused", "A sign-in call with a Content-Type and no body answers 415."),
    scenario("state_wrapped", "The state of the second factor is one level deeper than usual."),
    scenario("state_without_list", "The state names the first phone only, and has no list."),
    scenario("widget_key_rotated", "The widget key is another one; the old one is refused."),
    scenario("old_widget_key_document", "The JSON document with the widget key is back: 200."),
    # what a web session does
    scenario("web_session_over", "Web sessions that began before this are over: 401."),
    scenario("web_session_short", "Web sessions are over after so many hours.", hours=0.5),
    scenario("web_session_redirects", "Where a session is over, 302 to the sign-in page."),
    scenario("csrf_wanted", "A team is switched by number only with the newest csrf: 403."),
    scenario("analytics_without_results", "Analytics answers 200 without results."),
    scenario("analytics_forbidden", "The role has no analytics: 403, and no app is enabled."),
    scenario("team_switch_ignored", "providerSwitchRequests answers 201 and changes nothing."),
    # how the answer comes
    scenario(
        "rate_limited",
        "429 RATE_LIMIT_EXCEEDED; with retry_after > 0 the header Retry-After is sent.",
        retry_after=0,
    ),
    scenario("server_error_json", "A temporary error as JSON.", status=500),
    scenario("server_error_html", "A temporary error as an HTML page.", status=503),
    scenario("bad_gateway_once", "One 502; the next try succeeds.", count=1),
    scenario("hanging", "The answer does not come for so many seconds.", seconds=60),
    scenario("connection_reset", "The connection is reset before any answer."),
    scenario("slow", "Every answer takes so many milliseconds longer.", milliseconds=500),
    # what a sales or finance report answers
    scenario("no_sales", "404: there were no sales for the date specified."),
    scenario(
        "late_report",
        "What would be the newest files are not available yet: 404 for sales, no instance.",
        days=1,
    ),
    scenario(
        "version_drift",
        "400 for the report version asked for; the text ends with the version to use instead.",
        latest="1_9",
    ),
    scenario("invalid_vendor_number", "400: invalid vendor number specified."),
    # what the analytics chain does
    scenario(
        "stopped_due_to_inactivity",
        "ONGOING requests stopped when this was switched on; an Admin has to make new ones.",
    ),
    scenario(
        "first_files_delayed",
        "As if the requests had been made when this was switched on, and first files took so long.",
        hours=48,
    ),
    scenario("instance_gone", "The instance is no longer kept: 404."),
    scenario("report_catalogue_empty", "The request lists no reports yet."),
    scenario("request_race", "Another client made the same request first: POST answers 409."),
    # what a file is like
    scenario("truncated_gzip", "The file ends half-way (Google: any object).", count=1),
    scenario("wrong_checksum", "The checksum in the list is not the file's.", count=1),
    scenario("expired_url", "The address of the file has expired when it arrives.", count=1),
    scenario("segments_reordered", "The segments of an instance are listed backwards."),
    scenario("columns_reordered", "The columns stand in another order."),
    scenario("columns_added", "Columns that nobody knows stand between the others."),
    scenario("garbage", "The file holds bytes that are no report.", count=1),
    scenario("empty_report", "The file holds its header and no row."),
    scenario("thousands_separators", "Counts are written as 1,234."),
    scenario("comma_separated", "The file is comma separated, with quotes where needed."),
    scenario("byte_order_mark", "The file starts with a byte-order mark and uses CRLF."),
    # who may come in at Google
    scenario("google_key_deleted", "The key was deleted: invalid_grant, Invalid JWT Signature."),
    scenario("google_account_deleted", "The service account is gone: invalid_grant, not found."),
    scenario("google_token_expired", "The access token is refused: 401, renew it.", count=1),
    scenario("google_consent_revoked", "The person took the consent back: invalid_grant, 401."),
    scenario("google_oauth_client_deleted", "The OAuth client is gone: 401 deleted_client."),
    scenario(
        "google_api_off",
        "The API (its host; empty: each) is not enabled in the cloud project: 403.",
        api="",
    ),
    scenario("google_not_invited", "Play Console does not know the account: no permission."),
    scenario(
        "google_invited_an_hour_ago",
        "Invited an hour before this was switched on; works so many hours after the invitation.",
        hours=24,
    ),
    scenario(
        "google_financial_permission_missing",
        "No financial data. What is refused: a prefix, only objects, or the whole bucket.",
        style="prefix",
    ),
    scenario(
        "google_app_level_only",
        "The permissions were given for one app: no bucket, and the API for that app alone.",
        package="example.brightside.tidewater",
    ),
    scenario("google_bucket_of_another_account", "The bucket belongs to somebody else: 403."),
    scenario("google_quota_used_up", "429 RESOURCE_EXHAUSTED."),
    scenario("google_reply_refused", "Replies to reviews answer 403, as for some authors."),
    # what a bucket does
    scenario("google_short_pages", "Listings have pages of this size, whatever is asked.", size=7),
    scenario(
        "google_rewritten_while_read",
        "The month is written anew just before its bytes are sent; counts change by the factor.",
        count=1,
        factor=1.1,
    ),
    # what the numbers do
    scenario(
        "restated",
        "The days from `days_from` to `days_to` ago change by `factor` in the next daily files.",
        days_from=2,
        days_to=12,
        factor=1.25,
        count=1,
    ),
    *REPORTED,
)
BY_NAME: Mapping[str, Scenario] = MappingProxyType({one.name: one for one in ALL})
