"""CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED: accumulators, biases and requantisation per output channel."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from peers.operators.activation import fused_activation
from peers.registry import generator


class Requantisation:
    """Weights, bias and scales of one operator, drawn so that outputs use their range.

    The effective scale (inputScale x weightScale / outputScale) is drawn first: near the one that suits full-range
    weights ("narrow"), anywhere from 2^-40 to 2^5 ("wide"), or 2^-k up to the error of float32 scales ("ties"),
    where many accumulators lie on a rounding tie or beside it. Weights and bias are then sized so that the output
    moves.
    """

    def __init__(self, draw, model, weight_shape, channel_axis, terms, input_scale, per_tensor):
        channels = weight_shape[channel_axis]
        natural = 50 / (74.0 * 74.0 * np.sqrt(terms))
        spread = draw.choice(["narrow", "wide", "ties"])
        model.trait(f"{spread} scales")
        count = 1 if per_tensor else channels
        if spread == "wide":
            effective = np.array([draw.power(-40, 5) for _ in range(count)])
        elif spread == "ties":
            effective = np.array([2.0 ** -draw.integer(0, 7) for _ in range(count)])
        else:
            effective = np.array([natural * draw.power(-2, 1) for _ in range(count)])
        self.output_scale = draw.scale()
        scales = np.float32(effective * self.output_scale / input_scale)
        self.weight_scales = scales
        full_range = model.trait("weight -128", draw.chance(0.5))
        weights = draw.weights(weight_shape, full_range).astype(np.int32)
        if full_range:
            weights.reshape(-1)[draw.integer(0, weights.size - 1)] = -128
        shape = [1] * len(weight_shape)
        shape[channel_axis] = count
        # Large effective scales need few and small weights, or every output saturates.
        target = np.minimum(1.0, natural * 2 / effective).reshape(shape)
        if spread != "narrow":
            amplitude = np.maximum(target, 1 / 64)
            weights = np.trunc(weights * amplitude).astype(np.int32)
            keep = draw.random.random(weights.shape) < np.maximum(target / amplitude, 1.5 / terms)
            weights = np.where(keep, weights, 0)
        self.weights = weights.astype(np.int8)
        limit = np.minimum(100 / effective, 2.0**30)
        self.bias = (draw.random.uniform(-1, 1, size=channels) * limit).astype(np.int32)
        self.bias_scales = np.float32(np.float32(input_scale) * scales)


def window(draw, model, output_low=1):
    """Strides, kernel, dilation, padding and sizes of one spatial axis pair; gives dictionaries h and w."""
    padding = draw.choice(["SAME", "VALID"])
    model.trait(padding)
    axes = []
    dilated = draw.chance(0.4)
    for _ in range(2):
        kernel = draw.choice([1, 2, 3, 3, 4, 5])
        stride = draw.choice([1, 1, 2, 3])
        dilation = draw.integer(1, 3) if dilated else 1
        extent = (kernel - 1) * dilation + 1
        size = draw.integer(extent if padding == "VALID" else 1, max(extent, 3) + draw.integer(0, 7))
        if padding == "VALID":
            output = (size - extent) // stride + 1
        else:
            output = (size + stride - 1) // stride
        model.trait("stride", stride > 1)
        model.trait("dilation", dilation > 1)
        model.trait("kernel beyond input", extent > size)
        axes.append(dict(kernel=kernel, stride=stride, dilation=dilation, size=size, output=output))
    return getattr(schema.Padding, padding), axes[0], axes[1]


def bias_input(draw, model, requantisation):
    """A list with the bias tensor's index; without a bias it is empty, or holds -1."""
    if model.trait("no bias", draw.chance(0.2)):
        return [-1] if model.trait("bias index -1", draw.chance(0.3)) else []
    return [model.constant(requantisation.bias, requantisation.bias_scales, dtype="int32")]


@generator("CONV_2D", share=3, same_in_both=True)
def conv2d(draw, model):
    padding, h, w = window(draw, model)
    groups = draw.choice([1, 1, 1, 1, 1, 2, 4])
    model.trait("groups", groups > 1)
    group_channels = draw.channels()
    input_channels = group_channels * groups
    output_channels = draw.channels() * groups
    batch = draw.choice([1, 1, 1, 2, 3])
    model.trait("batch", batch > 1)
    per_tensor = model.trait("per tensor", draw.chance(0.15))
    scale, zero_point = draw.scale(), draw.zero_point()
    weight_shape = [output_channels, h["kernel"], w["kernel"], group_channels]
    terms = h["kernel"] * w["kernel"] * group_channels
    chosen = Requantisation(draw, model, weight_shape, 0, terms, scale, per_tensor)
    activation = fused_activation(draw, model)
    x = model.input([batch, h["size"], w["size"], input_channels], scale, zero_point)
    weights = model.constant(chosen.weights, chosen.weight_scales, axis=0)
    bias = bias_input(draw, model, chosen)
    y = model.output([batch, h["output"], w["output"], output_channels], chosen.output_scale, draw.zero_point())
    model.operator(
        "CONV_2D", [x, weights, *bias], [y], "Conv2DOptions", 5 if groups == 1 else 6,
        padding=padding, strideH=h["stride"], strideW=w["stride"],
        dilationHFactor=h["dilation"], dilationWFactor=w["dilation"], fusedActivationFunction=activation,
    )  # fmt: skip


@generator("DEPTHWISE_CONV_2D", share=3, same_in_both=True)
def depthwise_conv2d(draw, model):
    padding, h, w = window(draw, model)
    channels = draw.channels()
    multiplier = draw.choice([1, 1, 1, 2, 3, 4, 7])
    model.trait("depth multiplier", multiplier > 1)
    batch = draw.choice([1, 1, 1, 2, 3])
    model.trait("batch", batch > 1)
    per_tensor = model.trait("per tensor", draw.chance(0.15))
    scale, zero_point = draw.scale(), draw.zero_point()
    weight_shape = [1, h["kernel"], w["kernel"], channels * multiplier]
    chosen = Requantisation(draw, model, weight_shape, 3, h["kernel"] * w["kernel"], scale, per_tensor)
    activation = fused_activation(draw, model)
    x = model.input([batch, h["size"], w["size"], channels], scale, zero_point)
    weights = model.constant(chosen.weights, chosen.weight_scales, axis=3)
    bias = bias_input(draw, model, chosen)
    shape = [batch, h["output"], w["output"], channels * multiplier]
    y = model.output(shape, chosen.output_scale, draw.zero_point())
    model.operator(
        "DEPTHWISE_CONV_2D", [x, weights, *bias], [y], "DepthwiseConv2DOptions", 3,
        padding=padding, strideH=h["stride"], strideW=w["stride"], depthMultiplier=multiplier,
        dilationHFactor=h["dilation"], dilationWFactor=w["dilation"], fusedActivationFunction=activation,
    )  # fmt: skip


@generator("FULLY_CONNECTED", share=3)
def fully_connected(draw, model):
    keep = model.trait("keep_num_dims", draw.chance(0.3))
    depth = draw.choice([1, 3, 4, 5, 17, 32, 64, 100, 129])
    units = draw.choice([1, 3, 4, 5, 10, 17, 33])
    if keep or draw.chance(0.3):
        leading = [draw.integer(1, 4) for _ in range(draw.integer(1, 3))]
    else:
        leading = [draw.choice([1, 1, 2, 5])]
    batch = int(np.prod(leading))
    model.trait(f"input rank {len(leading) + 1}")
    model.trait("batch", batch > 1)
    per_tensor = not model.trait("per channel", draw.chance(0.5))
    scale, zero_point = draw.scale(), draw.zero_point()
    chosen = Requantisation(draw, model, [units, depth], 0, depth, scale, per_tensor)
    activation = fused_activation(draw, model)
    x = model.input(leading + [depth], scale, zero_point)
    weights = model.constant(chosen.weights, chosen.weight_scales, axis=0)
    bias = bias_input(draw, model, chosen)
    shape = (leading if keep else [batch]) + [units]
    y = model.output(shape, chosen.output_scale, draw.zero_point())
    model.operator(
        "FULLY_CONNECTED", [x, weights, *bias], [y], "FullyConnectedOptions", 4 if per_tensor else 12,
        fusedActivationFunction=activation, keepNumDims=keep,
    )  # fmt: skip
