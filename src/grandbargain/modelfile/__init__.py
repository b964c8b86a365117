"""The readable file: from text to a :class:`~grandbargain.dispute.Dispute`, and its problems."""

from .codes import CODES, Code
from .read import check_file, check_text, parse_dispute, read_dispute
from .schema import schema
from .starter import starter

__all__ = [
    "CODES",
    "Code",
    "check_file",
    "check_text",
    "parse_dispute",
    "read_dispute",
    "schema",
    "starter",
]
