"""A process that writes into the warehouse, for the crash tests:
`python -m tests.warehouse_writer load|show|two SEED [FAULT]`. It can die at a named point."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from datetime import timedelta

import django

from storelink.domain.report import Version
from storelink.warehouse.contract import AppRef, Load
from storelink.warehouse.tests.example import ALL_DAYS, D1, MINE, STAND, Row, batch


def instances(count=8):
    """What a store sends, in order: each restates some days of some apps."""
    chance = random.Random(5)
    for number in range(count):
        apps = chance.sample("ABCDE", chance.randint(1, 3))
        days = [D1 + timedelta(number - n) for n in range(chance.randint(1, 4))]
        yield (
            number,
            [
                Row(app, day, chance.randint(1, 99), territory=str(n))
                for app in apps
                for day in days
                for n in range(chance.randint(1, 3))
            ],
        )


def model(numbers):
    """What should stand after these."""
    stands = {}
    for number, rows in instances():
        if number in numbers:
            said = {(row.app, row.day) for row in rows}
            stands = {key: kept for key, kept in stands.items() if key not in said}
            for row in rows:
                stands.setdefault((row.app, row.day), []).append(row.counts)
    return sorted([app, str(day), sorted(counts)] for (app, day), counts in stands.items())


def _die(point, how):
    """At the point, as if the machine had."""
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(9)


def main():  # noqa: C901 - one branch for each thing that it can be told
    django.setup()
    from django.core.management import call_command

    from storelink.integrations.storage import files, warehouse

    what, seed, fault, how = (*sys.argv[1:], "", "", "")[:4]
    store = warehouse()
    if what == "migrate":
        call_command("migrate", verbosity=0)
    if what == "show":
        found = {}
        for part in store.rows(STAND, [AppRef(MINE, app) for app in "ABCDE"], ALL_DAYS):
            for row in part.to_pylist():
                found.setdefault((row["app_id"], row["date"]), []).append(row["counts"])
        print(json.dumps(sorted([a, str(d), sorted(c)] for (a, d), c in found.items())))
    if what == "load":
        put, commit = files().put, store._catalog.commit

        def dying_put(path, source):
            if fault == "before-file":
                _die(fault, how)
            put(path, source)
            if fault == "after-file":
                _die(fault, how)

        def dying_commit(swap, record=None):
            if fault == "before-commit":
                _die(fault, how)
            commit(swap, (lambda: _die(fault, how)) if fault == "in-commit" else record)
            if fault == "after-commit":
                _die(fault, how)

        type(files()).put = lambda self, path, source: dying_put(path, source)
        store._catalog.commit = dying_commit
        wanted = [one for one in instances() if seed == "all" or str(one[0]) == seed]
        _write(store, wanted)
    if what == "shuffled":
        wanted = list(instances())
        random.Random(int(seed)).shuffle(wanted)
        _write(store, wanted)


def _write(store, wanted):
    for number, rows in wanted:
        store.replace(Load(MINE, STAND, Version(number, D1), [batch(rows)]))


if __name__ == "__main__":
    main()
