"""QUANTIZE and DEQUANTIZE: the network's float edges, and requantisation from int8 to int8."""

from peers.registry import generator


@generator("QUANTIZE", share=1.5)
def quantize(draw, model):
    shape = draw.shape(1, 5)
    scale, zero_point = draw.scale(), draw.zero_point()
    if model.trait("from float32", draw.chance(0.5)):
        x = model.input(shape, dtype="float32")
        # The records need the range that matters, which the float tensor does not carry.
        model.input_tensors[0].scale, model.input_tensors[0].zero_point = scale, zero_point
    else:
        model.trait("from int8")
        ratio = 1.0 if model.trait("equal scales", draw.chance(0.2)) else draw.ratio(-6, 6)
        x = model.input(shape, scale * ratio, draw.zero_point())
    y = model.output(shape, scale, zero_point)
    model.operator("QUANTIZE", [x], [y], "QuantizeOptions", 2)


@generator("DEQUANTIZE")
def dequantize(draw, model):
    shape = draw.shape(1, 5)
    x = model.input(shape, draw.scale(), draw.zero_point())
    y = model.output(shape, dtype="float32")
    model.operator("DEQUANTIZE", [x], [y], "DequantizeOptions", 2)
