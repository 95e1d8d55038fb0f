"""Activations as operators of their own, and the ones that are fused into others."""

from ai_edge_litert import schema_py_generated as schema

from peers.registry import generator


def fused_activation(draw, model):
    """One of the fused activations that have an int8 form."""
    name = draw.choice(["NONE", "NONE", "NONE", "NONE", "RELU", "RELU_N1_TO_1", "RELU6"])
    model.trait(f"fused {name}", name != "NONE")
    return getattr(schema.ActivationFunctionType, name)


def clamp(draw, model, name):
    shape = draw.shape(1, 4)
    scale, zero_point = draw.ratio(-7, -3), draw.zero_point()
    x = model.input(shape, scale, zero_point)
    if model.trait("unequal quantisation", draw.chance(0.4)):
        scale, zero_point = scale * draw.ratio(-3, 3), draw.zero_point()
    y = model.output(shape, scale, zero_point)
    model.operator(name, [x], [y], version=2)


@generator("RELU")
def relu(draw, model):
    clamp(draw, model, "RELU")


@generator("RELU6")
def relu6(draw, model):
    clamp(draw, model, "RELU6")


@generator("LOGISTIC")
def logistic(draw, model):
    shape = draw.shape(1, 5, 800)
    x = model.input(shape, draw.ratio(-8, 3), draw.zero_point())
    y = model.output(shape, 1 / 256, -128)
    model.operator("LOGISTIC", [x], [y], version=2)


@generator("TANH")
def tanh(draw, model):
    shape = draw.shape(1, 5, 800)
    x = model.input(shape, draw.ratio(-8, 3), draw.zero_point())
    y = model.output(shape, 1 / 128, 0)
    model.operator("TANH", [x], [y], version=2)


@generator("HARD_SWISH")
def hard_swish(draw, model):
    shape = draw.shape(1, 4, 800)
    scale = draw.ratio(-8, 0)
    x = model.input(shape, scale, draw.zero_point())
    y = model.output(shape, scale * draw.ratio(-2, 2), draw.zero_point())
    model.operator("HARD_SWISH", [x], [y], "HardSwishOptions", 1)


@generator("LEAKY_RELU")
def leaky_relu(draw, model):
    shape = draw.shape(1, 4)
    scale = draw.scale()
    ratio = 1.0 if model.trait("equal scales", draw.chance(0.3)) else draw.ratio(-3, 3)
    alpha = draw.choice([0.0, 0.01, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, -0.5])
    model.trait("alpha < 0", alpha < 0)
    model.trait("alpha 0", alpha == 0)
    model.trait("alpha > 1", alpha > 1)
    x = model.input(shape, scale, draw.zero_point())
    y = model.output(shape, scale * ratio, draw.zero_point())
    model.operator("LEAKY_RELU", [x], [y], "LeakyReluOptions", 2, alpha=alpha)


@generator("PRELU")
def prelu(draw, model):
    shape = draw.shape(2, 4)
    kind = draw.choice(["channel", "full", "scalar", "input"])
    model.trait(f"alpha {kind}")
    if kind == "channel":
        alpha_shape = [1] * (len(shape) - 2) + [shape[-1]]
    elif kind == "scalar":
        alpha_shape = [1]
    else:
        alpha_shape = shape
    scale, alpha_scale = draw.scale(), draw.ratio(-9, -5)
    alpha_zero = draw.zero_point()
    x = model.input(shape, scale, draw.zero_point())
    if kind == "input":
        alpha = model.input(alpha_shape, alpha_scale, alpha_zero)
    else:
        alpha = model.constant(draw.int8(alpha_shape), alpha_scale, alpha_zero)
    ratio = 1.0 if model.trait("equal scales", draw.chance(0.3)) else draw.ratio(-2, 2)
    y = model.output(shape, scale * ratio, draw.zero_point())
    model.operator("PRELU", [x, alpha], [y])


@generator("SOFTMAX", share=1.5)
def softmax(draw, model):
    shape = draw.shape(1, 4, 800)
    if draw.chance(0.4):
        shape[-1] = draw.choice([2, 10, 33, 100, 300])
        shape[:-1] = [min(n, 3) for n in shape[:-1]]
    model.trait(f"rank {len(shape)}")
    beta = draw.choice([1.0, 1.0, 0.5, 2.0, 0.1, 10.0])
    model.trait("beta", beta != 1.0)
    x = model.input(shape, draw.ratio(-9, 2), draw.zero_point())
    y = model.output(shape, 1 / 256, -128)
    model.operator("SOFTMAX", [x], [y], "SoftmaxOptions", 2, beta=beta)
