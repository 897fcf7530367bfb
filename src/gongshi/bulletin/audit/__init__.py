"""The audit of bulletins that somebody else wrote."""

from gongshi.bulletin.audit.auditing import audit
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.registers import NameRegister
from gongshi.bulletin.audit.writing import Writing

__all__ = ["Contradiction", "NameRegister", "Writing", "audit"]
