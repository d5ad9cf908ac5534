"""Files of the Play Console's pages, and of reports that have ended, that people bring by hand."""

from __future__ import annotations

from typing import Final

from storelink.providers.lookalikes import Lookalike

_BUCKET: Final = (
    "Storelink reads the bucket’s files instead, the monthly reports in Cloud Storage: connect the "
    "account, or download one in the Play Console under Download reports."
)

LOOKALIKES: Final = (
    Lookalike(
        (("date", "*(*): *"),),
        f"This is a statistics export of the Play Console’s page: figures as the page drew "
        f"them, one column for each line of its chart. {_BUCKET}",
    ),
    Lookalike(
        (("date", "notes"),),
        f"This is a statistics export of the Play Console’s page. {_BUCKET}",
    ),
    Lookalike(
        (("*rewarded*",),),
        "This is a report of rewarded products, which Google ended in April 2020. Its figures are "
        "in no report that Storelink reads. Rewarded ads are AdMob’s since, which tells their "
        "earnings; what the Play Console pays stands in the Earnings reports (Financial, under "
        "Download reports).",
    ),
    Lookalike(
        (("order *", "*status*", "*total*"),),
        "This is an export of the Play Console’s page Order management. Storelink reads the "
        "bucket’s estimated sales reports instead: connect the account, or download one in the "
        "Play Console under Download reports, Financial.",
    ),
)
