"""Apple's services, put together for one simulation."""

from __future__ import annotations

from dataclasses import dataclass

from storelink_simulator.apple.analytics import Analytics
from storelink_simulator.apple.analytics_files import AnalyticsFiles
from storelink_simulator.apple.api import AppStoreConnect
from storelink_simulator.apple.apps import Apps
from storelink_simulator.apple.categories import Categories
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.finance.endpoint import FinanceReports
from storelink_simulator.apple.gzip_answers import FileDesk
from storelink_simulator.apple.identity.icloud import ICloud
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.identity.service import Identity
from storelink_simulator.apple.infos import AppInfos
from storelink_simulator.apple.instances import Instances
from storelink_simulator.apple.reviews import CustomerReviews
from storelink_simulator.apple.sales.endpoint import SalesReports
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.apple.segments import Files
from storelink_simulator.apple.storage import Storage
from storelink_simulator.apple.summaries import Summaries
from storelink_simulator.apple.territories import Territories
from storelink_simulator.apple.users import Users
from storelink_simulator.apple.versions import AppStoreVersions
from storelink_simulator.apple.web.analytics.service import WebAnalytics
from storelink_simulator.apple.web.iris import Iris
from storelink_simulator.apple.web.olympus import Olympus
from storelink_simulator.apple.web.sessions import WebSessions
from storelink_simulator.apple.web.teams import Teams
from storelink_simulator.reviews import Reviews
from storelink_simulator.service import Service
from storelink_simulator.simulation import Simulation


@dataclass(frozen=True)
class Apple:
    """What Apple runs, and what its admin side may look into."""

    desk: Desk
    instances: Instances
    files: Files
    ledger: Ledger
    api: AppStoreConnect
    storage: Storage
    office: Office
    web: tuple[Service, ...]
    """Signing in with an Apple ID, and the web application."""


def build_apple(simulation: Simulation) -> Apple:
    """Everything of Apple's, on a simulation."""
    desk = Desk(simulation)
    instances = Instances(desk)
    files = Files(desk.world.seed, instances)
    ledger = Ledger(desk.world)
    file_desk = FileDesk(desk)
    versions, infos = AppStoreVersions(desk), AppInfos(desk)
    related = {"appStoreVersions": versions.of, "appInfos": infos.of}
    operations = (
        *Apps(desk, related).operations(),
        *versions.operations(),
        *infos.operations(),
        *Categories().operations(),
        *Territories().operations(),
        *Users(desk).operations(),
        *CustomerReviews(desk).operations(),
        *Summaries(desk, Reviews(desk.world)).operations(),
        *Analytics(desk).operations(),
        *AnalyticsFiles(desk, instances, files).operations(),
        *SalesReports(desk, file_desk, ledger).operations(),
        *FinanceReports(desk, file_desk, ledger).operations(),
    )
    api = AppStoreConnect(desk, operations)
    storage = Storage(desk, instances, files)
    office = Office(simulation)
    return Apple(desk, instances, files, ledger, api, storage, office, _web(office, desk))


def _web(office: Office, desk: Desk) -> tuple[Service, ...]:
    sessions = WebSessions(office, Teams(office.simulation, desk))
    web = (Olympus(office, sessions), Iris(office, sessions), WebAnalytics(office, sessions))
    return Identity(office), ICloud(office), *web
