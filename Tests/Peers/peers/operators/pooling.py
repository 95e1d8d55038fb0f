"""AVERAGE_POOL_2D, MAX_POOL_2D, and reductions over axes: MEAN, REDUCE_MAX, ARG_MAX."""

from ai_edge_litert import schema_py_generated as schema

from peers.operators.activation import fused_activation
from peers.registry import generator


def pool(draw, model, name):
    padding = draw.choice(["SAME", "VALID"])
    model.trait(padding)
    axes = []
    for _ in range(2):
        kernel, stride = draw.choice([1, 2, 3, 4, 5, 8]), draw.choice([1, 2, 3])
        size = draw.integer(kernel if padding == "VALID" else 1, kernel + draw.integer(0, 7))
        output = (size - kernel) // stride + 1 if padding == "VALID" else (size + stride - 1) // stride
        axes.append((kernel, stride, size, output))
    h, w = axes
    batch, channels = draw.choice([1, 1, 2]), draw.channels()
    scale, zero_point = draw.power(-8, -3), draw.zero_point()
    x = model.input([batch, h[2], w[2], channels], scale, zero_point)
    if model.trait("unequal quantisation", draw.chance(0.1)):
        scale, zero_point = draw.power(-8, -3), draw.zero_point()
    y = model.output([batch, h[3], w[3], channels], scale, zero_point)
    model.operator(
        name, [x], [y], "Pool2DOptions", 2, padding=getattr(schema.Padding, padding),
        filterHeight=h[0], filterWidth=w[0], strideH=h[1], strideW=w[1],
        fusedActivationFunction=fused_activation(draw, model),
    )  # fmt: skip


@generator("AVERAGE_POOL_2D", share=2)
def average_pool(draw, model):
    pool(draw, model, "AVERAGE_POOL_2D")


@generator("MAX_POOL_2D", share=1.5)
def max_pool(draw, model):
    pool(draw, model, "MAX_POOL_2D")


def reduction(draw, model, name, equal_share, version):
    """A reduction over a random set of axes, some of them counted from the end."""
    shape = draw.shape(1, 4)
    rank = len(shape)
    model.trait(f"rank {rank}")
    if rank == 4 and draw.chance(0.35):
        axes = draw.choice([[1, 2], [2, 1]])
        model.trait("axes 1 and 2 of rank 4")
    else:
        axes = draw.axes(rank)
    keep = model.trait("keep_dims", draw.chance(0.5))
    output = [1 if a in axes else n for a, n in enumerate(shape)]
    if not keep:
        output = [n for a, n in enumerate(shape) if a not in axes]
    model.trait("scalar result", not output)
    negative = model.trait("negative axis", draw.chance(0.3))
    written = [a - rank if negative and draw.chance(0.7) else a for a in axes]
    scale, zero_point = draw.scale(), draw.zero_point()
    x = model.input(shape, scale, zero_point)
    if model.trait("unequal quantisation", not draw.chance(equal_share)):
        scale, zero_point = scale * draw.ratio(-3, 3), draw.zero_point()
    y = model.output(output, scale, zero_point)
    axis = model.indices(written[0] if len(written) == 1 and draw.chance(0.3) else written)
    model.operator(name, [x, axis], [y], "ReducerOptions", version, keepDims=keep)


@generator("MEAN", share=2.5)
def mean(draw, model):
    reduction(draw, model, "MEAN", 0.4, 2)


@generator("REDUCE_MAX", same_in_both=True)
def reduce_max(draw, model):
    reduction(draw, model, "REDUCE_MAX", 0.9, 2)


@generator("ARG_MAX", same_in_both=True)
def arg_max(draw, model):
    shape = draw.shape(1, 4)
    axis = draw.integer(0, len(shape) - 1)
    if draw.chance(0.4):
        axis = len(shape) - 1
    model.trait("last axis", axis == len(shape) - 1)
    output = shape[:axis] + shape[axis + 1 :]
    negative = model.trait("negative axis", draw.chance(0.4))
    scalar = draw.chance(0.5)
    written = axis - len(shape) if negative else axis
    x = model.input(shape, draw.scale(), draw.zero_point())
    y = model.output(output, dtype="int32")
    model.operator(
        "ARG_MAX", [x, model.indices(written if scalar else [written])], [y], "ArgMaxOptions", 2,
        outputType=schema.TensorType.INT32,
    )  # fmt: skip
