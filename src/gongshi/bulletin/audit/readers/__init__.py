"""Readers of bulletins: one file per format, from bytes to a `Writing`."""

from gongshi.bulletin.audit.readers.reading import read

__all__ = ["read"]
