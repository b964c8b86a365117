"""The noun: a dispute as frozen objects, without files and without arrays."""

from .actor import Actor, Group, Parameter
from .dispute import Dispute
from .dynamics import Delay, Dynamics, Ending, Hazard, Hope, Rents, Stock, Strategy
from .expression import Expression
from .interest import (
    ActorType,
    Disagreement,
    Interests,
    IssueValues,
    Linkage,
    Refusal,
    ValueTable,
)
from .issue import Constraint, Issue, Move, Option
from .package import Package, Pattern
from .robustness import WorldTest
from .uncertain import (
    Choice,
    Computed,
    Correlation,
    Distribution,
    Known,
    Normal,
    Number,
    Pert,
    Uniform,
)

__all__ = [
    "Actor",
    "ActorType",
    "Choice",
    "Computed",
    "Constraint",
    "Correlation",
    "Delay",
    "Disagreement",
    "Dispute",
    "Distribution",
    "Dynamics",
    "Ending",
    "Expression",
    "Group",
    "Hazard",
    "Hope",
    "Interests",
    "Issue",
    "IssueValues",
    "Known",
    "Linkage",
    "Move",
    "Normal",
    "Number",
    "Option",
    "Package",
    "Parameter",
    "Pattern",
    "Pert",
    "Refusal",
    "Rents",
    "Stock",
    "Strategy",
    "Uniform",
    "ValueTable",
    "WorldTest",
]
