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
    """Results of the first 24 hours of the example, with two drives in the afternoon."""
    folder = tmp_path_factory.mktemp("jiyuan")
    case = lantian.init(folder / "case")
    tracks = folder / "case" / "tracks.csv"
    tracks.write_text("track,time,lon[deg],lat[deg],height[m]\n"
                      + "".join(f"east,2022-01-06T14:{m:02d}:00+08:00,{112.55 + 0.002 * m:.3f},35.08,3\n" for m in range(0, 60, 5))
                      + "".join(f"north,2022-01-06T15:{m:02d}:00+08:00,112.60,{35.00 + 0.003 * m:.3f},3\n" for m in range(0, 60, 5)))
    case = case.with_(time={"hours": 24}, output={"tracks": str(tracks)})
    results = lantian.run(case, out=folder / "out")
    results.case = case
    return results
