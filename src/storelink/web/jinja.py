"""The templates' environment: strict names, our filters, icons."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from storelink.labels.status import status_icon, status_label
from storelink.products.labels import APP_STATES
from storelink.web import moments, numbers, pictures
from storelink.web.report_groups import in_groups


def environment(**options: Any) -> Environment:
    """Made once by Django's backend, which switches escaping on."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - set in options
    made.globals.update(
        static=static,
        url=_address,
        icon=icon,
        json_script=json_script,
        app_picture=pictures.app_picture,
        spark=pictures.spark,
        share_bar=pictures.share_bar,
    )
    made.filters.update(
        day=moments.day,
        moment=moments.moment,
        iso=moments.iso,
        plural=numbers.plural,
        short=numbers.short,
        exact=numbers.exact,
        in_groups=in_groups,
        role=role_words,
        status_label=status_label,
        status_icon=status_icon,
        app_state=APP_STATES.__getitem__,
    )
    return made


def icon(name: str, classes: str = "icon") -> Markup:
    """A picture of the sprite that every page carries; it stands beside words."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(
        classes, name
    )


def role_words(role: str) -> str:
    """“CUSTOMER_SUPPORT” as people write it; what is written in small letters already stays."""
    return role.replace("_", " ").title() if role.isupper() else role


def _address(name: str, *args: object) -> str:
    return reverse(name, args=args)
