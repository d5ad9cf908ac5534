"""Google's services, put together for one simulation."""

from __future__ import annotations

from dataclasses import dataclass

from storelink_simulator.google.archive.shelf import ArchiveShelf
from storelink_simulator.google.bucket.bucket import Bucket
from storelink_simulator.google.bucket.endpoint import CloudStorage
from storelink_simulator.google.bucket.folder_shelf import FolderShelf
from storelink_simulator.google.bucket.money_shelves import EarningsShelf, SalesShelf
from storelink_simulator.google.bucket.shelf import MonthlyShelf
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.files.families import families
from storelink_simulator.google.files.reviews import ReviewFiles
from storelink_simulator.google.oauth.consent_page import ConsentPage
from storelink_simulator.google.oauth.endpoint import TokenEndpoint
from storelink_simulator.google.play.editions import Schedule
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.listing import (
    bucket_name,
    folder_bucket_name,
    strange_bucket_name,
)
from storelink_simulator.google.play.orders import Orders
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.play.replies import Replies
from storelink_simulator.google.play.reviews import PlayReviews
from storelink_simulator.google.publisher.endpoint import AndroidPublisher
from storelink_simulator.google.reporting.endpoint import PlayReporting
from storelink_simulator.service import Service
from storelink_simulator.simulation import Simulation


@dataclass(frozen=True)
class Google:
    """What Google runs, and what its admin side may look into."""

    desk: Desk
    play: Play
    buckets: dict[str, Bucket]
    folder: FolderShelf
    services: tuple[Service, ...]


def build_google(simulation: Simulation) -> Google:
    """Everything of Google's, on a simulation."""
    desk = Desk(simulation)
    figures = Figures(desk.world)
    play = Play(
        figures,
        Orders(desk.world),
        PlayReviews(figures),
        Replies(),
        Schedule(desk.seed, desk.rewrites),
    )
    folder = FolderShelf(simulation.settings.google_folder)
    buckets = {bucket.name: bucket for bucket in _buckets(desk, play, folder)}
    services: tuple[Service, ...] = (
        TokenEndpoint(desk),
        ConsentPage(desk),
        CloudStorage(desk, buckets),
        AndroidPublisher(desk, play),
        PlayReporting(desk, play),
    )
    return Google(desk, play, buckets, folder, services)


def _buckets(desk: Desk, play: Play, folder: FolderShelf) -> tuple[Bucket, ...]:
    files = ReviewFiles(play.reviews, play.replies)
    shelves = [
        MonthlyShelf(play.figures, play.schedule, family) for family in families(desk.world, files)
    ]
    money = (SalesShelf(play.orders, play.schedule), EarningsShelf(play.orders, play.schedule))
    seed = desk.seed
    real = (Bucket(folder_bucket_name(seed), (folder,)),) if folder.told else ()
    return (
        Bucket(bucket_name(seed), (*shelves, *money, ArchiveShelf(seed))),
        Bucket(strange_bucket_name(seed), (), is_ours=False),
        *real,
    )
