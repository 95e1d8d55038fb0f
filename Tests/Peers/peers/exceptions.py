"""Where redoubt is known to differ from an oracle, or to refuse what an oracle runs. The one place for both.

A mismatch or refusal that no row covers fails the comparison.
"""

from peers.oracles import TFLM


class Known:
    """One row of a table.

    - operator: the generator's name.
    - traits: every one of them must be among the model's traits.
    - oracle: the engine concerned, or None for both.
    - cause: one sentence for the report.
    """

    def __init__(self, operator, traits, oracle, cause):
        self.operator = operator
        self.traits = traits
        self.oracle = oracle
        self.cause = cause

    def covers(self, operator, traits, oracle):
        return (
            self.operator == operator
            and self.oracle in (None, oracle)
            and all(trait in traits for trait in self.traits)
        )


# The oracle's bytes mean nothing here, so that the other oracle's bytes are demanded under both roundings.
UNDEFINED_IN_ORACLE = [
    Known(
        "SPACE_TO_BATCH_ND",
        ["padding"],
        TFLM,
        "TFLM never sets the value that it pads with: the bytes are what the arena held before. LiteRT and redoubt"
        " pad with the zero point.",
    ),
]

DIFFERENT_BYTES = []

_COPIES = "The operator copies bytes, which means another value under another scale; redoubt refuses to."

REFUSED_BY_REDOUBT = [
    Known(operator, ["unequal quantisation"], None, _COPIES)
    for operator in ("MAXIMUM", "MINIMUM", "PAD", "AVERAGE_POOL_2D", "MAX_POOL_2D")
]


def find(table, operator, traits, oracle):
    """The first row that covers the model, or None."""
    for row in table:
        if row.covers(operator, traits, oracle):
            return row
    return None
