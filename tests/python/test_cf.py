"""Result files pass a checker of the CF conventions: nothing in its list of errors."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["fields.nc", "stations.nc", "tracks.nc"])
def test_file_follows_cf(short_run, name):
    checker = Path(sys.executable).with_name("compliance-checker")
    if not checker.exists():
        pytest.skip("compliance-checker is not installed")
    done = subprocess.run([checker, "--test=cf:1.11", short_run.folder / name], capture_output=True, text=True, timeout=280)
    assert "IOOS Compliance Checker Report" in done.stdout, done.stderr[-2000:]
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "Errors" not in lines, done.stdout
