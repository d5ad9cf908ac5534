"""App Store Connect: Apple's console, by API key or by signing in with an Apple ID."""

from storelink.domain.report import Family
from storelink.providers.app_store_connect.apple_id.asks import APPLE_ID
from storelink.providers.app_store_connect.apps_in import apps_in
from storelink.providers.app_store_connect.connect import API_KEY, connect, update, verify
from storelink.providers.app_store_connect.lookalikes import LOOKALIKES
from storelink.providers.app_store_connect.metrics.analytics import ANALYTICS_METRICS
from storelink.providers.app_store_connect.metrics.measures import (
    DIMENSIONS,
    KEY_METRICS,
    MEASURES,
    RATIOS,
)
from storelink.providers.app_store_connect.metrics.sales import (
    SALES_METRICS,
    SUBSCRIPTION_METRICS,
)
from storelink.providers.app_store_connect.parse import parse
from storelink.providers.app_store_connect.preparation import PREPARATION
from storelink.providers.app_store_connect.read import read
from storelink.providers.app_store_connect.recognise import recognise
from storelink.providers.app_store_connect.reports.catalogue import FETCHED, READ_ONLY
from storelink.providers.app_store_connect.reports.columns import PROVIDER
from storelink.providers.app_store_connect.reports.subscriptions import PRIVATE
from storelink.providers.app_store_connect.reviews import reviews
from storelink.providers.app_store_connect.session import open_session
from storelink.providers.app_store_connect.ways_out import WAYS_OUT
from storelink.providers.contract import Provider

provider = Provider(
    key=PROVIDER,
    name="App Store Connect",
    tile="AS",
    private=PRIVATE,
    endpoints={
        "api": "https://api.appstoreconnect.apple.com",
        "identity": "https://idmsa.apple.com",
        "web": "https://appstoreconnect.apple.com",
    },
    download_hosts=(".amazonaws.com", ".apple.com", ".mzstatic.com"),
    credential_kinds=(API_KEY, APPLE_ID),
    connect=connect,
    open=open_session,
    reports=FETCHED,
    also_read=READ_ONLY,
    lookalikes=LOOKALIKES,
    recognise=recognise,
    read=read,
    parse=parse,
    metrics=(*ANALYTICS_METRICS, *SALES_METRICS, *SUBSCRIPTION_METRICS),
    measures=MEASURES,
    ratios=RATIOS,
    key_metrics=KEY_METRICS,
    account_figure="developer_proceeds",
    dimensions=DIMENSIONS,
    verify=verify,
    update=update,
    preparation=PREPARATION,
    # Asked for only where somebody gave a vendor number. Finance and reviews take other roles.
    needed=frozenset({Family.SALES}),
    ways_out=WAYS_OUT,
    apps_in=apps_in,
    reviews=reviews,
    time_zone_note="Analytics days are UTC; days of the sales files are Pacific Time.",
)
