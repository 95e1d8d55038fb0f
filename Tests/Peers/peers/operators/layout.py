"""Operators that move bytes: joins, cuts, paddings, permutations, repetitions."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from peers.registry import generator


@generator("CONCATENATION", share=1.5, same_in_both=True)
def concatenation(draw, model):
    rank = draw.choice([1, 2, 3, 4, 4, 5])
    model.trait(f"rank {rank}", rank > 4)
    shape = draw.shape(rank, rank, 500)
    axis = draw.integer(0, rank - 1)
    count = draw.integer(1, 5)
    quantisation = (draw.scale(), draw.zero_point())
    unequal = model.trait("unequal quantisation", draw.chance(0.1))
    inputs, total = [], 0
    for position in range(count):
        part = list(shape)
        part[axis] = draw.integer(1, 6)
        total += part[axis]
        of_part = (draw.scale(), draw.zero_point()) if unequal else quantisation
        if position and draw.chance(0.2):
            model.trait("constant operand")
            inputs.append(model.constant(draw.int8(part), *of_part))
        else:
            inputs.append(model.input(part, *of_part))
    shape[axis] = total
    negative = model.trait("negative axis", draw.chance(0.3))
    y = model.output(shape, *quantisation)
    model.operator(
        "CONCATENATION", inputs, [y], "ConcatenationOptions", 2, axis=axis - rank if negative else axis
    )


@generator("SPLIT", same_in_both=True)
def split(draw, model):
    rank = draw.integer(1, 5)
    shape = draw.shape(rank, rank, 700)
    axis, count, part = draw.integer(0, rank - 1), draw.integer(1, 4), draw.integer(1, 4)
    shape[axis] = count * part
    negative = model.trait("negative axis", draw.chance(0.3))
    quantisation = (draw.scale(), draw.zero_point())
    position = model.indices(axis - rank if negative else axis)
    x = model.input(shape, *quantisation)
    shape[axis] = part
    outputs = [model.output(shape, *quantisation) for _ in range(count)]
    model.operator("SPLIT", [position, x], outputs, "SplitOptions", 2, numSplits=count)


def padding(draw, model, name, options):
    rank = draw.choice([1, 2, 3, 4, 4, 4, 5])
    model.trait(f"rank {rank}", rank > 4)
    shape = draw.shape(rank, rank, 300)
    amounts = np.array([[draw.integer(0, 2), draw.integer(0, 3)] for _ in range(rank)])
    if draw.chance(0.4):
        amounts[draw.integer(0, rank - 1)] = 0
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    kind = draw.choice(["int32", "int32", "int32", "int64"])
    model.trait("int64 paddings", kind == "int64")
    inputs = [x, model.constant(amounts, dtype=kind)]
    if name == "PADV2":
        value = draw.int8([] if draw.chance(0.5) else [1])
        inputs.append(model.constant(value, *quantisation))
    if model.trait("unequal quantisation", draw.chance(0.1)):
        quantisation = (draw.scale(), draw.zero_point())
    y = model.output(np.array(shape) + amounts.sum(axis=1), *quantisation)
    model.operator(name, inputs, [y], options, 2)


@generator("PAD", same_in_both=True)
def pad(draw, model):
    padding(draw, model, "PAD", "PadOptions")


@generator("PADV2", same_in_both=True)
def pad_v2(draw, model):
    padding(draw, model, "PADV2", "PadV2Options")


def factors(draw, total):
    """A random list of sizes with the given product."""
    sizes = []
    while total > 1 and len(sizes) < 4:
        divisors = [d for d in range(2, total + 1) if total % d == 0]
        chosen = draw.choice(divisors)
        sizes.append(chosen)
        total //= chosen
    sizes.append(total)
    if draw.chance(0.4):
        sizes.insert(draw.integer(0, len(sizes)), 1)
    return sizes


@generator("RESHAPE", same_in_both=True)
def reshape(draw, model):
    shape = draw.shape(1, 5)
    output = factors(draw, int(np.prod(shape)))
    written = list(output)
    if model.trait("inferred size", draw.chance(0.4)):
        written[draw.integer(0, len(written) - 1)] = -1
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(output, *quantisation)
    kind = draw.choice(["tensor", "options", "both"])
    model.trait(f"shape in {kind}")
    inputs = [x] if kind == "options" else [x, model.indices(written)]
    if kind == "tensor":
        model.operator("RESHAPE", inputs, [y])
    else:
        new_shape = np.array(written, dtype=np.int32)
        model.operator("RESHAPE", inputs, [y], "ReshapeOptions", newShape=new_shape)


@generator("SQUEEZE", same_in_both=True)
def squeeze(draw, model):
    shape = draw.shape(2, 5, 700)
    ones = [a for a in range(len(shape)) if draw.chance(0.5)] or [0]
    for axis in ones:
        shape[axis] = 1
    every = model.trait("every axis of size 1", draw.chance(0.3))
    if every:
        axes = []
        removed = [a for a, n in enumerate(shape) if n == 1]
    else:
        removed = [a for a in ones if draw.chance(0.7)] or ones[:1]
        negative = model.trait("negative axis", draw.chance(0.3))
        axes = [a - len(shape) if negative else a for a in removed]
    output = [n for a, n in enumerate(shape) if a not in removed]
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(output, *quantisation)
    model.operator(
        "SQUEEZE", [x], [y], "SqueezeOptions", 1, squeezeDims=np.array(axes, dtype=np.int32) if axes else None
    )


@generator("EXPAND_DIMS", same_in_both=True)
def expand_dims(draw, model):
    shape = draw.shape(1, 4)
    axis = draw.integer(0, len(shape))
    negative = model.trait("negative axis", draw.chance(0.4))
    output = shape[:axis] + [1] + shape[axis:]
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(output, *quantisation)
    written = axis - len(shape) - 1 if negative else axis
    position = model.indices(written if draw.chance(0.5) else [written])
    model.operator("EXPAND_DIMS", [x, position], [y], "ExpandDimsOptions")


@generator("TRANSPOSE", same_in_both=True)
def transpose(draw, model):
    rank = draw.integer(1, 6)
    model.trait(f"rank {rank}")
    shape = draw.shape(rank, rank)
    order = draw.random.permutation(rank)
    negative = model.trait("negative axis", draw.chance(0.2))
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output([shape[a] for a in order], *quantisation)
    permutation = model.indices([a - rank if negative else a for a in order])
    model.operator("TRANSPOSE", [x, permutation], [y], "TransposeOptions", 2)


@generator("STRIDED_SLICE", share=2, same_in_both=True)
def strided_slice(draw, model):
    rank = draw.choice([1, 2, 3, 4, 4, 5])
    model.trait(f"rank {rank}")
    shape = [max(2, n) for n in draw.shape(rank, rank, 300)]
    begin, end, strides, selectors = [], [], [], []
    masks = dict(beginMask=0, endMask=0, shrinkAxisMask=0)
    for axis, size in enumerate(shape):
        stride = draw.choice([1, 1, 2, 3, -1, -2])
        first = draw.integer(0, size - 1)
        if draw.chance(0.12):
            model.trait("shrink_axis")
            masks["shrinkAxisMask"] |= 1 << axis
            begin.append(first - size if draw.chance(0.3) else first)
            end.append(first + 1)
            strides.append(1)
            selectors.append(first)
            continue
        if stride > 0:
            last = draw.integer(first + 1, size)
            if last == size and draw.chance(0.5):
                last = size + draw.integer(0, 3)
                model.trait("end beyond size", last > size)
            selector = slice(first, last, stride)
        else:
            model.trait("negative stride")
            last = draw.integer(-1, first - 1)
            selector = slice(first, None if last < 0 else last, stride)
            if last < 0:
                last = -size - 1
        if draw.chance(0.25):
            model.trait("begin_mask")
            masks["beginMask"] |= 1 << axis
            selector = slice(None, selector.stop, stride)
        if draw.chance(0.25):
            model.trait("end_mask")
            masks["endMask"] |= 1 << axis
            selector = slice(selector.start, None, stride)
        if 0 < last < size and draw.chance(0.2):
            model.trait("negative index")
            last -= size
        if draw.chance(0.2):
            model.trait("negative index")
            first -= size
        begin.append(first)
        end.append(last)
        strides.append(stride)
        selectors.append(selector)
    output = np.zeros(shape, dtype=np.int8)[tuple(selectors)].shape
    model.trait("empty result", 0 in output)
    if 0 in output:
        # An empty tensor has nothing to compare: cut nothing instead.
        masks = dict(beginMask=(1 << rank) - 1, endMask=(1 << rank) - 1, shrinkAxisMask=0)
        strides = [abs(s) for s in strides]
        output = np.zeros(shape)[tuple(slice(None, None, s) for s in strides)].shape
        model.traits -= {"empty result", "shrink_axis", "negative stride"}
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(output, *quantisation)
    indices = [model.indices(begin), model.indices(end), model.indices(strides)]
    model.operator("STRIDED_SLICE", [x, *indices], [y], "StridedSliceOptions", 2, **masks)


@generator("SLICE", same_in_both=True)
def slice_(draw, model):
    rank = draw.integer(1, 5)
    model.trait(f"rank {rank}")
    shape = draw.shape(rank, rank)
    begin = [draw.integer(0, n - 1) for n in shape]
    size = [draw.integer(1, n - b) for n, b in zip(shape, begin)]
    written = list(size)
    for axis in range(rank):
        if draw.chance(0.2):
            model.trait("size -1")
            written[axis], size[axis] = -1, shape[axis] - begin[axis]
    kind = draw.choice(["int32", "int32", "int64"])
    model.trait("int64 begin and size", kind == "int64")
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(size, *quantisation)
    operands = [model.constant(begin, dtype=kind), model.constant(written, dtype=kind)]
    model.operator("SLICE", [x, *operands], [y], "SliceOptions", 2)


@generator("RESIZE_NEAREST_NEIGHBOR", share=1.5, same_in_both=True)
def resize_nearest_neighbor(draw, model):
    shape = [draw.choice([1, 2]), draw.integer(1, 9), draw.integer(1, 9), draw.channels()]
    size = [draw.integer(1, 14), draw.integer(1, 14)]
    if draw.chance(0.3):
        size = [shape[1] * 2, shape[2] * 2]
    mode = draw.choice(["plain", "align_corners", "half_pixel_centers"])
    model.trait(mode)
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output([shape[0], *size, shape[3]], *quantisation)
    model.operator(
        "RESIZE_NEAREST_NEIGHBOR", [x, model.indices(size)], [y], "ResizeNearestNeighborOptions", 3,
        alignCorners=mode == "align_corners", halfPixelCenters=mode == "half_pixel_centers",
    )  # fmt: skip


@generator("SPACE_TO_BATCH_ND", same_in_both=True)
def space_to_batch(draw, model):
    spatial = draw.choice([1, 2, 2, 2])
    model.trait(f"{spatial} spatial axes")
    block = [draw.integer(1, 3) for _ in range(spatial)]
    sizes, paddings, cells = [], [], []
    for factor in block:
        cell, before = draw.integer(1, 4), draw.integer(0, 2)
        after = draw.integer(0, 2)
        while cell * factor - before - after < 1:
            cell += 1
        cells.append(cell)
        paddings.append([before, after])
        sizes.append(cell * factor - before - after)
    batch, channels = draw.choice([1, 1, 2]), draw.channels()
    model.trait("padding", np.any(paddings))
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input([batch, *sizes, channels], *quantisation)
    y = model.output([batch * int(np.prod(block)), *cells, channels], *quantisation)
    operands = [model.indices(block), model.indices(paddings)]
    model.operator("SPACE_TO_BATCH_ND", [x, *operands], [y], "SpaceToBatchNDOptions", 2)


@generator("BATCH_TO_SPACE_ND", same_in_both=True)
def batch_to_space(draw, model):
    spatial = draw.choice([1, 2, 2, 2])
    model.trait(f"{spatial} spatial axes")
    block = [draw.integer(1, 3) for _ in range(spatial)]
    sizes = [draw.integer(1, 4) for _ in range(spatial)]
    crops, cells = [], []
    for factor, size in zip(block, sizes):
        before = draw.integer(0, min(2, factor * size - 1))
        after = draw.integer(0, min(2, factor * size - 1 - before))
        crops.append([before, after])
        cells.append(factor * size - before - after)
    batch, channels = draw.choice([1, 1, 2]), draw.channels()
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input([batch * int(np.prod(block)), *sizes, channels], *quantisation)
    y = model.output([batch, *cells, channels], *quantisation)
    operands = [model.indices(block), model.indices(crops)]
    model.operator("BATCH_TO_SPACE_ND", [x, *operands], [y], "BatchToSpaceNDOptions", 2)


@generator("TILE", same_in_both=True)
def tile(draw, model):
    shape = draw.shape(1, 5, 200)
    repeats = [draw.integer(1, 3) for _ in shape]
    model.trait(f"rank {len(shape)}")
    kind = draw.choice(["int32", "int32", "int64"])
    model.trait("int64 multiples", kind == "int64")
    quantisation = (draw.scale(), draw.zero_point())
    x = model.input(shape, *quantisation)
    y = model.output(np.array(shape) * repeats, *quantisation)
    model.operator("TILE", [x, model.constant(repeats, dtype=kind)], [y], "TileOptions", 2)
