from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE, Batch, Damage
from gongshi.intake.reading import read
from gongshi.intake.scanning import Scan, scan

__all__ = [
    "RETURN_NOTES",
    "RETURN_REFERENCE",
    "Batch",
    "Damage",
    "Scan",
    "read",
    "scan",
]
