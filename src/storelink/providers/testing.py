# ruff: noqa: S101 - asserting is what it is for
"""The contract suite that each provider inherits.

A provider's `tests/test_contract.py` is one line, `TestContract = contract(STAGE)`: its stage
tells how to connect and which of the simulator's scenarios brings about which error. The
simulator is started as a process (`tests/simulator.py`).
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pytest

from storelink.domain.errors import Busy, ErrorKind, NoLongerKept, NotReady, StoreError, Unexpected
from storelink.domain.report import Grain, Partition, Period, Report
from storelink.providers.contract import (
    Ask,
    ChecksApps,
    Fetched,
    FieldKind,
    Light,
    Provider,
    Session,
    StoreApp,
)
from storelink.providers.delimited.cells import TYPES
from storelink.providers.registry import provider as provider_of
from storelink.providers.tests.bent import BENDS, BentTransport
from storelink.providers.tests.play import Play, Stage
from storelink.providers.tests.simulator import TODAY, Simulator, simulator_process

_PLACED = ("app_id", "date")
_RESERVED = {"version", "processed_on"}


def contract(stage: Stage) -> type[ProviderContract]:
    """The suite for one provider."""
    return type("TestContract", (ProviderContract,), {"stage": stage})


class ProviderContract:
    """What is true of every provider. Inherited through `contract`."""

    stage: Stage

    @pytest.fixture(scope="class")
    @classmethod
    def simulator(cls) -> Iterator[Simulator]:
        with simulator_process() as simulator:
            yield simulator

    @pytest.fixture
    def play(self, simulator: Simulator) -> Iterator[Play]:
        simulator.begin_anew()
        play = Play(self.stage, simulator)
        yield play
        play.end()

    @pytest.fixture
    def provider(self) -> Provider:
        return provider_of(self.stage.provider)

    # --- what it declares

    def test_it_says_who_it_is(self, provider: Provider) -> None:
        assert provider.key == self.stage.provider
        assert provider.name and len(provider.tile) == 2  # noqa: PT018
        assert provider.time_zone_note.endswith(".")

    def test_it_is_reached_over_https_alone(self, provider: Provider) -> None:
        for address in provider.endpoints.values():
            assert urlsplit(address).scheme == "https"
        assert all(host.startswith(".") or "." in host for host in provider.download_hosts)

    def test_each_way_to_connect_is_explained(self, provider: Provider) -> None:
        for kind in provider.credential_kinds:
            assert kind.about.endswith(".")
            assert kind.steps
            assert kind.instructions

    def test_each_field_has_a_label_help_and_an_example(self, play: Play) -> None:
        for kind in play.provider.credential_kinds:
            step = play.provider.connect(kind.key, None, {}, play.http)
            assert isinstance(step, Ask)
            assert step.errors == {}
            for asked in step.fields:
                assert asked.label
                assert asked.help.endswith(".")
                assert asked.example or asked.kind in {FieldKind.CHOICE, FieldKind.TICK}
        assert play.calls == []

    def test_secret_fields_are_marked(self, play: Play) -> None:
        step = play.provider.connect(self.stage.kind, None, {}, play.http)
        assert isinstance(step, Ask)
        secret = {f.name for f in step.fields if f.is_secret}
        assert secret
        telling = re.compile(r"password|secret|private|token|service_account")
        assert {f.name for f in step.fields if telling.search(f.name)} <= secret

    def test_reports_declare_themselves(self, provider: Provider) -> None:
        reports = (*provider.reports, *provider.also_read)
        assert len({report.key for report in reports}) == len(reports)
        for report in reports:
            assert report.provider == provider.key
            assert urlsplit(report.source).scheme == "https"
            assert min(report.lag_days, report.settles_after_days) >= 0
        for report in provider.reports:
            assert report.history_days is not None or report.history_from is not None

    def test_columns_have_names_that_tables_can_have(self, provider: Provider) -> None:
        for report in (*provider.reports, *provider.also_read):
            names = [column.name for column in report.columns]
            assert len(set(names)) == len(names)
            assert not _RESERVED & set(names)
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
            assert any(column.required for column in report.columns)

    def test_every_metric_is_defined_and_can_be_had(self, provider: Provider) -> None:
        keys = [metric.key for metric in provider.metrics]
        assert len(set(keys)) == len(keys)
        yielded = {m.metric for m in provider.measures} | {r.metric for r in provider.ratios}
        assert yielded == set(keys)
        assert set(provider.key_metrics) <= set(keys)
        for metric in provider.metrics:
            assert metric.definition.endswith(".")
            assert urlsplit(metric.source).scheme == "https"

    def test_measures_name_columns_that_exist(self, provider: Provider) -> None:
        for measure in provider.measures:
            report = provider.report(measure.report)
            for name in (measure.column, *filter(None, [measure.times]), *measure.where):
                report.column(name)
            assert set(measure.where) <= report.dimensions
        for ratio in provider.ratios:
            assert {*ratio.above, ratio.below} <= {m.metric for m in provider.measures}

    def test_roll_ups_have_the_columns_of_what_they_sum_up(self, provider: Provider) -> None:
        known = {report.key: report for report in provider.reports}
        for report in provider.reports:
            if not report.rollup_of:
                continue
            finer = known[report.rollup_of]
            assert (report.columns, report.grain) == (finer.columns, finer.grain)
            assert report.period in {Period.MONTH, Period.YEAR}
            assert report.absence_is_zero
            assert report.key not in {measure.report for measure in provider.measures}

    def test_dimensions_are_text_of_some_report(self, provider: Provider) -> None:
        known = {name for report in provider.reports for name in report.dimensions}
        assert set(provider.dimensions) <= known

    # --- reading

    def test_each_report_is_told_by_its_header(self, provider: Provider) -> None:
        for report in (*provider.reports, *provider.also_read):
            for columns in (report.columns, report.columns[::-1]):
                head = "\t".join(column.source for column in columns).encode() + b"\r\n"
                assert provider.recognise(head, report.key) == report  # its key names twins

    def test_something_else_is_told_apart(self, provider: Provider) -> None:
        for content in (b"", b"\n", b"hello", b"a,b\n1,2\n", b"\x00\x01\x02", b"{}", b"PK\x03\x04"):
            assert provider.recognise(content, "file") is None

    def test_an_empty_report_is_read_as_one(self, provider: Provider) -> None:
        for report in (*provider.reports, *provider.also_read):
            found = provider.read(report, _blank_file(report), "file")
            assert found.report == report
            assert found.table.num_rows == 0
            assert [c.name for c in found.columns] == [c.name for c in report.columns]
            assert [c.source for c in found.columns] == [c.source for c in report.columns]

    def test_batches_have_the_declared_columns(self, play: Play, tmp_path: Path) -> None:
        session = play.session()
        apps = session.apps()
        for report in play.provider.reports:
            fetched = _some_partition(session, report, apps, tmp_path)
            for batch in play.provider.parse(report, fetched, apps) if fetched else ():
                assert batch.schema == _schema_of(report)
                assert batch.column("date").null_count == 0
                assert batch.column("app_id").null_count == 0

    # --- connecting

    def test_it_connects_from_its_declared_fields(self, play: Play) -> None:
        answers = self.stage.answers(play.simulator)
        first = play.provider.connect(self.stage.kind, None, {}, play.http)
        assert isinstance(first, Ask)
        assert set(answers) <= {f.name for f in first.fields}
        connected = play.connect()
        assert connected.account_id
        assert connected.public_id
        assert json.loads(json.dumps(dict(connected.facts))) == dict(connected.facts)

    def test_the_same_account_is_the_same_always(self, play: Play) -> None:
        assert play.connect().account_id == play.connect().account_id

    def test_it_asks_the_store_before_it_says_connected(self, play: Play) -> None:
        spoilt = self.stage.spoil(self.stage.answers(play.simulator))
        step = play.provider.connect(self.stage.kind, {}, spoilt, play.http)
        assert isinstance(step, Ask)
        assert step.errors
        assert play.calls

    def test_nothing_given_is_a_sentence_and_no_call(self, play: Play) -> None:
        step = play.provider.connect(self.stage.kind, {}, {"name": "x"}, play.http)
        assert isinstance(step, Ask)
        assert step.errors
        assert play.calls == []

    # --- a session

    def test_a_check_tells_each_family_once(self, play: Play) -> None:
        check = play.session().check()
        families = [capability.family for capability in check.capabilities]
        assert len(set(families)) == len(families)
        assert {report.family for report in play.provider.reports} <= set(families)
        for capability in check.capabilities:
            assert capability.light is Light.GREEN or capability.sentence.endswith(".")

    def test_a_look_at_an_app_is_a_few_calls_that_change_nothing(self, play: Play) -> None:
        session = play.session()
        if not isinstance(session, ChecksApps):
            pytest.skip("this store gives no rights app by app")
        app = session.apps()[0]
        before = len(play.calls)
        found = session.check_app(app)
        asked = [call for call in play.calls[before:] if "token" not in call.path]
        assert {call.method for call in asked} == {"GET"}
        assert len(asked) <= 6
        assert found
        assert len({capability.family for capability in found}) == len(found)
        for capability in found:
            assert capability.light is Light.GREEN or capability.sentence.endswith(".")

    def test_what_is_offered_can_be_fetched(self, play: Play, tmp_path: Path) -> None:
        session = play.session()
        apps = session.apps()
        found = [_some_partition(session, r, apps, tmp_path) for r in play.provider.reports]
        assert any(found)
        for fetched in filter(None, found):
            assert len({part.name for part in fetched.parts}) == len(fetched.parts)
            for part in fetched.parts:
                assert part.path.is_relative_to(tmp_path)
                assert re.fullmatch(r"[A-Za-z0-9._-]+", part.name)

    def test_fetching_twice_gives_the_same(self, play: Play, tmp_path: Path) -> None:
        apps = play.session().apps()
        report = play.provider.reports[0]
        contents = []
        for name in ("once", "again"):
            folder = tmp_path / name
            folder.mkdir()
            fetched = _some_partition(play.session(), report, apps, folder)
            assert fetched is not None
            contents.append((fetched.version, [p.path.read_bytes() for p in fetched.parts]))
        assert contents[0] == contents[1]

    # --- nothing is never taken for zero

    @pytest.mark.parametrize("only_files", [False, True], ids=["every answer", "files alone"])
    def test_what_is_no_answer_is_no_zero_of_any_report(
        self, play: Play, tmp_path: Path, *, only_files: bool
    ) -> None:
        transport = BentTransport(only_files=only_files)
        session = play.session(transport=transport)
        apps = session.apps()
        for report in play.provider.reports:
            partition = _offered(session, report, apps)
            for number, bend in enumerate(BENDS.values() if partition else ()):
                assert partition is not None
                (folder := tmp_path / f"{report.key}-{number}").mkdir()
                transport.bend, transport.bent = bend, 0
                try:
                    fetched = session.fetch(report, partition, folder)
                except StoreError as error:
                    _says_nothing(error)
                else:
                    _is_no_zero(play.provider, fetched, apps, is_bent=transport.bent > 0)
                finally:
                    transport.bend = None

    def test_what_is_loaded_brings_its_proof(self, play: Play, tmp_path: Path) -> None:
        session = play.session()
        apps = session.apps()
        for report in play.provider.reports:
            fetched = _some_partition(session, report, apps, tmp_path)
            assert fetched is None or fetched.parts or fetched.nothing

    # --- trouble

    def test_all_five_errors_can_come(self) -> None:
        kinds = {trouble.error.kind for trouble in self.stage.troubles}
        assert kinds >= set(ErrorKind) - {ErrorKind.INCOMPLETE}

    def test_each_trouble_is_its_error_with_a_sentence(self, play: Play, tmp_path: Path) -> None:
        for number, trouble in enumerate(self.stage.troubles):
            play.simulator.begin_anew()
            session = play.session(read_timeout_seconds=2.0)
            trouble.begin(play.simulator)
            folder = tmp_path / str(number)
            folder.mkdir()
            with pytest.raises(trouble.error) as caught:
                trouble.meet(session, folder)
            assert caught.value.sentence.endswith((".", "?"))
            assert caught.value.reason
            assert list(folder.rglob("*")) == [], "half a file was left"

    def test_no_secret_is_in_errors_ledger_or_what_things_show(
        self, play: Play, tmp_path: Path
    ) -> None:
        session = play.session(read_timeout_seconds=2.0)
        shown = [repr(session), repr(play.connect()), repr(play.http)]
        for number, trouble in enumerate(self.stage.troubles):
            play.simulator.begin_anew()
            trouble.begin(play.simulator)
            (folder := tmp_path / str(number)).mkdir()
            try:
                trouble.meet(session, folder)
            except StoreError as error:
                shown += [error.detail, *traceback.format_exception(error)]
        shown += map(repr, play.calls)
        text = "\n".join(shown)
        assert not [secret for secret in play.secrets() if secret in text]
        assert not re.search(r"eyJ[\w-]{10,}\.|-----BEGIN|Signature=(?!\[hidden\])", text)


def _offered(session: Session, report: Report, apps: Sequence[StoreApp]) -> Partition | None:
    """One of the partitions that are offered; None where none is."""
    app = apps[0].id if report.grain is Grain.APP else ""
    session.prepare(report, app)
    offers = sorted(session.available(report, app, TODAY), key=lambda o: o.partition.period)
    return offers[len(offers) // 2].partition if offers else None


def _says_nothing(error: StoreError) -> None:
    """It is asked for again, or was not understood; nobody is told to change a credential."""
    assert isinstance(error, NotReady | Busy | Unexpected), error
    assert error.sentence.endswith((".", "?"))
    assert error.reason


def _is_no_zero(
    provider: Provider, fetched: Fetched, apps: Sequence[StoreApp], *, is_bent: bool
) -> None:
    """What came as a file all the same is refused when it is read."""
    if is_bent:  # else the store's own answer came, which may be that there was nothing
        assert fetched.nothing is None
        with pytest.raises(Unexpected):
            list(provider.parse(provider.report(fetched.partition.report), fetched, apps))


def _some_partition(
    session: Session, report: Report, apps: Sequence[StoreApp], folder: Path
) -> Fetched | None:
    """One partition with rows, or None where nothing of the report is offered."""
    app = apps[0].id if report.grain is Grain.APP else ""
    session.prepare(report, app)
    offers = sorted(session.available(report, app, TODAY), key=lambda o: o.partition.period)
    if not offers:
        return None
    offer = offers[len(offers) // 2]
    (inside := folder / report.key).mkdir(exist_ok=True)
    try:
        fetched = session.fetch(report, offer.partition, inside)
    except NoLongerKept:
        offer = offers[-1]
        fetched = session.fetch(report, offer.partition, inside)
    assert fetched.partition == offer.partition
    assert not offer.fingerprint or fetched.fingerprint == offer.fingerprint
    return fetched


def _schema_of(report: Report) -> pa.Schema:
    own = [(c.name, TYPES[c.kind]) for c in report.columns if c.name not in _PLACED]
    text = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([("app_id", text), ("date", pa.date32()), *own])


def _blank_file(report: Report) -> bytes:
    """A file of a report with its header and no row."""
    return ("\t".join(column.source for column in report.columns) + "\n").encode()
