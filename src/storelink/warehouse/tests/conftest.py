from pathlib import Path

import pytest

from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse


@pytest.fixture
def catalog() -> MemoryCatalog:
    return MemoryCatalog()


@pytest.fixture
def files(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "data")


@pytest.fixture
def warehouse(catalog, files):
    made = Warehouse(catalog, files, Limits(threads=1, query_memory="128MB"))
    yield made
    made.close()
