"""lantian: atmospheric dispersion and source apportionment."""

from lantian import _core

__version__ = _core.version()
