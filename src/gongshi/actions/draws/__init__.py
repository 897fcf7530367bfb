"""Draws (抽查) of units and of document numbers: published, made, repeated, rehearsed."""
