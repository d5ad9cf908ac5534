"""Money in several currencies: one at a time, never added up."""

from __future__ import annotations

from dataclasses import replace

from storelink.web.dimensions import currency_column
from storelink.web.figures import Scope, split
from storelink.web.view import View

_USUAL = "USD"
_MOST = 200


def in_one_currency(scope: Scope, view: View) -> tuple[Scope, View, str]:
    """The same scope and view, narrowed to one currency where the view's metric needs it, and
    that currency. The one that the address names; else dollars where there are any; else the
    first."""
    column = currency_column(scope.provider, view.metric)
    if not column:
        return scope, view, ""
    chosen = view.where.get(column, ())[:1] or (_first(scope, view, column),)
    where = {**view.where, column: chosen}
    params = {**view.params, column: chosen[0]}
    return replace(scope, where=where), replace(view, where=where, params=params), chosen[0]


def _first(scope: Scope, view: View, column: str) -> str:
    found = split(scope, view.metric, column, view.days, limit=_MOST)
    known = [value for value, _ in found if value]
    return _USUAL if _USUAL in known or not known else known[0]
