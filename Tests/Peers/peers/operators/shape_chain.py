"""The int32 arithmetic that TensorFlow's converter writes for a dynamic batch, feeding RESHAPE or TILE."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from peers.registry import generator


class ShapeArithmetic:
    """Adds int32 operators to a model and keeps each result's value, which gives the shapes behind it."""

    def __init__(self, model):
        self.model = model
        self.values = {}

    def _result(self, value):
        value = np.asarray(value, dtype=np.int32)
        index = self.model.tensor(value.shape, "int32")
        self.values[index] = value
        return index

    def shape(self, x, sizes):
        y = self._result(sizes)
        self.model.operator("SHAPE", [x], [y], "ShapeOptions", outType=schema.TensorType.INT32)
        return y

    def element(self, vector, position):
        """STRIDED_SLICE of one element, as a scalar."""
        y = self._result(self.values[vector][position])
        bounds = [self.model.indices([n]) for n in (position, position + 1, 1)]
        self.model.operator("STRIDED_SLICE", [vector, *bounds], [y], "StridedSliceOptions", shrinkAxisMask=1)
        return y

    def part(self, vector, first, last):
        """STRIDED_SLICE of a range."""
        y = self._result(self.values[vector][first:last])
        bounds = [self.model.indices([n]) for n in (first, last, 1)]
        self.model.operator("STRIDED_SLICE", [vector, *bounds], [y], "StridedSliceOptions")
        return y

    def gather(self, vector, positions):
        y = self._result(self.values[vector][positions])
        indices = self.model.indices(positions)
        self.model.operator("GATHER", [vector, indices], [y], "GatherOptions")
        return y

    def product(self, vector, keep):
        value = np.prod(self.values[vector])
        y = self._result([value] if keep else value)
        axis = self.model.indices([0])
        self.model.operator("REDUCE_PROD", [vector, axis], [y], "ReducerOptions", keepDims=keep)
        return y

    def scalar(self, value):
        y = self.model.indices(value)
        self.values[y] = np.asarray(value)
        return y

    def vector(self, values):
        y = self.model.indices(values)
        self.values[y] = np.asarray(values)
        return y

    def pack(self, scalars):
        y = self._result([int(self.values[s]) for s in scalars])
        self.model.operator("PACK", scalars, [y], "PackOptions", valuesCount=len(scalars), axis=0)
        return y

    def concatenate(self, vectors):
        y = self._result(np.concatenate([self.values[v] for v in vectors]))
        self.model.operator("CONCATENATION", vectors, [y], "ConcatenationOptions", axis=0)
        return y


@generator("SHAPE_CHAIN", share=2, same_in_both=True)
def shape_chain(draw, model):
    sizes = draw.shape(2, 4, 400)
    sizes[0] = draw.choice([1, 2, 3])
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(sizes, *quantisation)
    chain = ShapeArithmetic(model)
    shape = chain.shape(x, sizes)
    rest = int(np.prod(sizes[1:]))
    kind = draw.choice(["flatten", "split last axis", "product", "gather", "tile", "tile by pack"])
    model.trait(kind)
    if kind == "flatten":
        result = chain.pack([chain.element(shape, 0), chain.scalar(draw.choice([-1, rest]))])
    elif kind == "split last axis":
        parts = [chain.element(shape, a) for a in range(len(sizes) - 1)]
        result = chain.pack(parts + [chain.scalar(sizes[-1]), chain.scalar(1)])
    elif kind == "product":
        # Dense on more than two axes: GATHER the leading sizes, multiply them, join them with the depth.
        leading = chain.gather(shape, list(range(len(sizes) - 1)))
        count = chain.product(leading, keep=False)
        result = chain.pack([count, chain.element(shape, len(sizes) - 1)])
    elif kind == "gather":
        order = [int(a) for a in draw.random.permutation(len(sizes))]
        product = chain.product(chain.part(shape, 1, len(sizes)), keep=True)
        joined = chain.concatenate([chain.gather(shape, order[:1]), product, chain.vector([-1])])
        if sizes[0] * rest % (sizes[order[0]] * rest):
            joined = chain.concatenate([chain.part(shape, 0, 1), product])
        result = joined
    elif kind == "tile":
        first = chain.part(shape, 0, 1)
        result = chain.concatenate([first, chain.vector([draw.integer(1, 2) for _ in sizes[1:]])])
    else:
        repeats = [chain.element(shape, 0)] + [chain.scalar(draw.integer(1, 2)) for _ in sizes[1:]]
        result = chain.pack(repeats)
    value = chain.values[result].astype(int)
    if kind.startswith("tile"):
        y = model.output(np.array(sizes) * value, *quantisation)
        model.operator("TILE", [x, result], [y], "TileOptions", 2)
        return
    known = int(np.prod(value[value > 0]))
    y = model.output([sizes[0] * rest // known if n < 0 else n for n in value], *quantisation)
    model.operator("RESHAPE", [x, result], [y])
