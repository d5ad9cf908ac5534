"""What Google Play knows of the publisher: the world behind all of its doors."""

from __future__ import annotations

from dataclasses import dataclass

from storelink_simulator.google.play.editions import Schedule
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.orders import Orders
from storelink_simulator.google.play.replies import Replies
from storelink_simulator.google.play.reviews import PlayReviews


@dataclass(frozen=True)
class Play:
    """Figures, orders, reviews, and the schedule by which files tell them."""

    figures: Figures
    orders: Orders
    reviews: PlayReviews
    replies: Replies
    schedule: Schedule
