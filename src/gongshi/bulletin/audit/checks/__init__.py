"""The checks of an audit: one file per kind of contradiction; file name = kind."""
