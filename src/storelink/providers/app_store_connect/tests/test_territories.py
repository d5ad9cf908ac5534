import pytest

from storelink.providers.app_store_connect import territories
from storelink.providers.app_store_connect.territories import storefront_country, two_letters


@pytest.mark.parametrize(
    ("three", "two"),
    [("USA", "US"), ("deu", "DE"), ("GBR", "GB"), ("CHE", "CH"), ("XKS", "XK"), ("???", "")],
)
def test_three_letters_become_two(three, two):
    assert two_letters(three) == two


@pytest.mark.parametrize(
    ("number", "two"),
    [
        ("143441", "US"),
        ("143443", "DE"),
        ("143462", "JP"),
        ("143465", "CN"),
        ("143503", "BR"),
        ("143624", "XK"),
        ("143441-1,29", "US"),
        ("143625", ""),
        ("x", ""),
    ],
)
def test_a_storefront_is_a_country(number, two):
    assert storefront_country(number) == two


def test_no_country_has_two_storefronts_and_every_one_has_three_letters_too():
    countries = list(territories._BY_STOREFRONT.values())
    assert len(set(countries)) == len(countries)
    assert set(countries) <= set(territories._BY_THREE.values())
