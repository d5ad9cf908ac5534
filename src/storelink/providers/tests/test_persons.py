"""What stores tell of single people is known column by column, and is no way to look at figures."""

import re

import pytest

from storelink.providers.registry import providers

TELLS = re.compile(
    r"subscriber_id$|customer_id|order_(number|id)|order_charged_timestamp|transaction_(time|id)"
    r"|city|postal|post_?code|zip|e_?mail|phone|address|birth|gender|^age$|ip_|user_id|person"
    r"|first_name|last_name|author|response"
)
"""Names that a column of one buyer, subscriber or user would have."""


@pytest.mark.parametrize("provider", providers(), ids=lambda one: one.key)
def test_every_column_of_one_person_is_known_as_such(provider):
    reports = (*provider.reports, *provider.also_read)
    told = {column.name for report in reports for column in report.columns}
    assert {name for name in told if TELLS.search(name)} == provider.private


@pytest.mark.parametrize("provider", providers(), ids=lambda one: one.key)
def test_none_of_them_is_a_figure_or_a_way_to_split_one(provider):
    used = {measure.column for measure in provider.measures}
    used |= {column for measure in provider.measures for column in measure.where}
    assert provider.private.isdisjoint(used | set(provider.dimensions))
