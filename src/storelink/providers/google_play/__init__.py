"""Google Play Console: Google's console, by service account or by consent."""

from storelink.domain.report import Family
from storelink.providers.contract import Provider
from storelink.providers.google_play.apps_in import apps_in
from storelink.providers.google_play.connect import connect, update, verify
from storelink.providers.google_play.kinds import OAUTH, SERVICE_ACCOUNT
from storelink.providers.google_play.lookalikes import LOOKALIKES
from storelink.providers.google_play.metrics.measures import (
    DIMENSIONS,
    KEY_METRICS,
    MEASURES,
    RATIOS,
)
from storelink.providers.google_play.metrics.money import MONEY_METRICS
from storelink.providers.google_play.metrics.statistics import (
    INSTALL_METRICS,
    RATING_METRICS,
    STORE_METRICS,
    VITALS_METRICS,
)
from storelink.providers.google_play.parse import parse
from storelink.providers.google_play.read import read
from storelink.providers.google_play.recognise import recognise
from storelink.providers.google_play.reports.catalogue import FETCHED, READ_ONLY
from storelink.providers.google_play.reports.columns import PROVIDER
from storelink.providers.google_play.reports.money import PRIVATE
from storelink.providers.google_play.reviews import reviews, reviews_in
from storelink.providers.google_play.session import open_session
from storelink.providers.google_play.together import parse_together
from storelink.providers.google_play.ways_out import WAYS_OUT

provider = Provider(
    key=PROVIDER,
    name="Google Play Console",
    tile="GP",
    private=PRIVATE,
    endpoints={
        "token": "https://oauth2.googleapis.com",
        "storage": "https://storage.googleapis.com",
        "publisher": "https://androidpublisher.googleapis.com",
        "reporting": "https://playdeveloperreporting.googleapis.com",
        "consent": "https://accounts.google.com",
    },
    download_hosts=(),
    credential_kinds=(SERVICE_ACCOUNT, OAUTH),
    connect=connect,
    verify=verify,
    update=update,
    open=open_session,
    reports=FETCHED,
    also_read=READ_ONLY,
    lookalikes=LOOKALIKES,
    recognise=recognise,
    read=read,
    parse=parse,
    parse_together=parse_together,
    apps_in=apps_in,
    reviews=reviews,
    reviews_in=reviews_in,
    metrics=(
        *STORE_METRICS,
        *INSTALL_METRICS,
        *RATING_METRICS,
        *VITALS_METRICS,
        *MONEY_METRICS,
    ),
    measures=MEASURES,
    ratios=RATIOS,
    key_metrics=KEY_METRICS,
    account_figure="earnings_amount",
    dimensions=DIMENSIONS,
    # The account gives these together; without money it is told as what it is, a missing right.
    needed=frozenset({Family.ANALYTICS, Family.SEARCH_TERMS, Family.FINANCE}),
    ways_out=WAYS_OUT,
    time_zone_note=(
        "Google does not say whose days the statistics are. Sales are UTC, earnings and vitals "
        "Pacific Time."
    ),
    hour_limit=360_000,
)
