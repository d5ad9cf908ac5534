"""Why there is no sales or finance file, in the words that clients have seen."""

from __future__ import annotations

from storelink_simulator.apple.errors import Problem


def nothing_sold() -> Problem:
    """404: an empty period, or one that is not assembled yet."""
    return Problem(
        404,
        "NOT_FOUND",
        "The request expected results but none were found",
        "There were no sales for the date specified.",
    )


def not_available_yet(day: str) -> Problem:
    """404: too early."""
    return Problem(
        404,
        "NOT_FOUND",
        "The request expected results but none were found",
        f"Report is not available yet. Daily reports for the Americas are available by 5 am "
        f"Pacific Time; the report for {day} has not been published.",
    )


def no_longer_kept(status: int) -> Problem:
    """The file is older than Apple keeps it. Which answer that is, is not written down."""
    if status == 404:
        return nothing_sold()
    return Problem(
        410,
        "GONE_ERROR",
        "The requested resource is no longer available",
        "Report is no longer available for the date specified.",
    )


def invalid_combination(detail: str) -> Problem:
    """400: each parameter is fine, together they are not."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID.INVALID_COMBINATION",
        "A parameter has an invalid value",
        detail,
        parameter="filter[reportDate]",
    )


def version_invalid(version: str, latest: str) -> Problem:
    """400: not this version; the text ends with the one to use."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        f"The version parameter '{version}' you have specified is invalid. "
        f"The latest version for this report is {latest}",
        parameter="filter[version]",
    )


def vendor_invalid(more: str = "") -> Problem:
    """400: not this publisher's vendor number; for subscription types at times just no data."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        f"Invalid vendor number specified{'.' if more else ''}{more}",
        parameter="filter[vendorNumber]",
    )
