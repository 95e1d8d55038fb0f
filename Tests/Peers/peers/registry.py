"""The list of generators. A generator draws one random model of one operator."""

import importlib
import pkgutil
import zlib

from peers.draw import Draw
from peers.model_file import ModelFile

GENERATORS = {}


class Generator:
    """- name: the operator, as reports print it.
    - share: how many models it gets, relative to the others.
    - same_in_both: the oracles compute the same bytes whenever both answer, so that where one of them refuses the
      other one's bytes hold under both roundings."""

    def __init__(self, name, function, share, same_in_both):
        self.name = name
        self.function = function
        self.share = share
        self.same_in_both = same_in_both

    def model(self, seed, index):
        """The model `index` of this operator: a pure function of its arguments."""
        model = ModelFile()
        self.function(Draw([seed, zlib.crc32(self.name.encode()), index]), model)
        return model


def generator(name, share=1.0, same_in_both=False):
    """Registers the decorated function(draw, model) under the operator's name."""

    def register(function):
        GENERATORS[name] = Generator(name, function, share, same_in_both)
        return function

    return register


def load():
    """Imports every module of `peers/operators`; gives the generators by name."""
    import peers.operators as folder

    for module in sorted(m.name for m in pkgutil.iter_modules(folder.__path__)):
        importlib.import_module(f"peers.operators.{module}")
    return GENERATORS
