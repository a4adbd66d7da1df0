"""Shared by the Python tests: one short run of the Jiyuan example."""

import pytest

import lantian


@pytest.fixture(scope="session")
def short_run(tmp_path_factory):
    """Results of the first 24 hours of the example."""
    folder = tmp_path_factory.mktemp("jiyuan")
    case = lantian.init(folder / "case").with_(time={"hours": 24})
    results = lantian.run(case, out=folder / "out")
    results.case = case
    return results
