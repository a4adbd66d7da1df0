"""Every notebook runs from top to bottom, offline."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "python" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(path, tmp_path, monkeypatch, request):
    notebook = nbformat.read(path, as_version=4)
    if any("LANTIAN_DATA" in cell["source"] for cell in notebook.cells):
        monkeypatch.setenv("LANTIAN_DATA", str(request.getfixturevalue("shared_data")))
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()


def test_there_is_a_notebook():
    assert NOTEBOOKS
