"""Shared by the Python tests: one short run of the Jiyuan example."""

import os
from pathlib import Path

import pytest

import lantian

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared_data():
    """Folder of public data that stays outside the repository: LANTIAN_DATA, else beside the source tree; skips where absent."""
    folder = Path(os.environ.get("LANTIAN_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip("reference data folder not found; set LANTIAN_DATA")
    return folder


@pytest.fixture(scope="session")
def short_run(tmp_path_factory):
    """Results of the first 24 hours of the example."""
    folder = tmp_path_factory.mktemp("jiyuan")
    case = lantian.init(folder / "case").with_(time={"hours": 24})
    results = lantian.run(case, out=folder / "out")
    results.case = case
    return results
