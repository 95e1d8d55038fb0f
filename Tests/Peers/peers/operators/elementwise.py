"""Two operands with broadcasts: ADD, SUB, MUL, MAXIMUM, MINIMUM."""

import numpy as np

from peers.operators.activation import fused_activation
from peers.registry import generator


def operand_shapes(draw, model):
    """Shapes of two operands and of the result; which of them broadcasts is a trait."""
    rank = draw.choice([1, 2, 3, 4, 4, 4, 5])
    output = draw.shape(rank, rank, 900)
    model.trait(f"rank {rank}", rank > 4)
    kind = draw.choice(["equal", "equal", "scalar", "channel", "axes", "both", "lower rank"])
    first, second = list(output), list(output)
    if kind == "scalar":
        second = draw.choice([[], [1], [1] * rank])
    elif kind == "channel":
        second = [output[-1]]
    elif kind == "axes":
        second = [1 if draw.chance(0.5) else n for n in output]
    elif kind == "both":
        for axis in range(rank):
            which = draw.choice(["first", "second", "neither"])
            if which == "first":
                first[axis] = 1
            elif which == "second":
                second[axis] = 1
    elif kind == "lower rank":
        second = [1 if draw.chance(0.3) else n for n in output[draw.integer(0, rank - 1) :]]
    output = list(np.broadcast_shapes(tuple(first), tuple(second)))
    if draw.chance(0.5):
        first, second = second, first
    model.trait("broadcast", first != second)
    model.trait("scalar of rank 0", not first or not second)
    return first, second, output


def operands(draw, model, first, second, quantisations):
    """Tensor indices of both operands: two inputs, an input and a constant, or one input twice."""
    if first == second and draw.chance(0.05):
        x = model.input(first, *quantisations[0])
        model.trait("same operand")
        return x, x, True
    kind = draw.choice(["inputs", "inputs", "constant"])
    if kind == "inputs":
        return model.input(first, *quantisations[0]), model.input(second, *quantisations[1]), False
    model.trait("constant operand")
    if np.prod(first) < np.prod(second) or (first == second and draw.chance(0.5)):
        constant = model.constant(draw.int8(first), *quantisations[0])
        return constant, model.input(second, *quantisations[1]), False
    x = model.input(first, *quantisations[0])
    return x, model.constant(draw.int8(second), *quantisations[1]), False


def sum_like(draw, model, name, options):
    first, second, output = operand_shapes(draw, model)
    scale1 = draw.scale()
    wide = model.trait("wide scales", draw.chance(0.25))
    scale2 = scale1 * (draw.ratio(-12, 12) if wide else draw.ratio(-3, 3))
    if model.trait("equal scales", not wide and draw.chance(0.15)):
        scale2 = scale1
    a, b, same = operands(
        draw, model, first, second, [(scale1, draw.zero_point()), (scale2, draw.zero_point())]
    )
    largest = scale1 if same else max(scale1, scale2)
    y = model.output(output, largest * draw.ratio(-3 if wide else -1, 3), draw.zero_point())
    activation = fused_activation(draw, model)
    model.operator(name, [a, b], [y], options, 2, fusedActivationFunction=activation)


@generator("ADD", share=2)
def add(draw, model):
    sum_like(draw, model, "ADD", "AddOptions")


@generator("SUB", share=2)
def sub(draw, model):
    sum_like(draw, model, "SUB", "SubOptions")


@generator("MUL", share=2)
def mul(draw, model):
    first, second, output = operand_shapes(draw, model)
    scale1, scale2 = draw.scale(), draw.scale()
    a, b, same = operands(
        draw, model, first, second, [(scale1, draw.zero_point()), (scale2, draw.zero_point())]
    )
    product = scale1 * (scale1 if same else scale2)
    wide = model.trait("wide scales", draw.chance(0.25))
    y = model.output(output, product * (draw.ratio(-3, 25) if wide else draw.ratio(4, 9)), draw.zero_point())
    activation = fused_activation(draw, model)
    model.operator("MUL", [a, b], [y], "MulOptions", 2, fusedActivationFunction=activation)


def selection(draw, model, name):
    first, second, output = operand_shapes(draw, model)
    quantisation = (draw.scale(), draw.zero_point())
    others = [quantisation, quantisation]
    if model.trait("unequal quantisation", draw.chance(0.1)):
        others = [(draw.scale(), draw.zero_point()), (draw.scale(), draw.zero_point())]
    a, b, _ = operands(draw, model, first, second, others)
    y = model.output(output, *quantisation)
    model.operator(name, [a, b], [y], "MaximumMinimumOptions", 2)


@generator("MAXIMUM", same_in_both=True)
def maximum(draw, model):
    selection(draw, model, "MAXIMUM")


@generator("MINIMUM", same_in_both=True)
def minimum(draw, model):
    selection(draw, model, "MINIMUM")
