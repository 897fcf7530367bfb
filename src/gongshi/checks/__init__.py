"""Checks rows against the rulebook: findings, suggestions, one outcome per row."""

from gongshi.checks.checking import Checked, check
from gongshi.checks.findings import Finding, findings
from gongshi.checks.outcomes import OUTCOMES

__all__ = ["OUTCOMES", "Checked", "Finding", "check", "findings"]
