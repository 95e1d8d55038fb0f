"""Input records for a random model: the extremes first, then random bytes."""

import numpy as np


def draw_records(random, input_tensors, count):
    """`count` records, each a list with one array per model input.

    The first three hold -128, 127 and the zero point everywhere; the rest are even over all bytes, or gather near
    the zero point. Float inputs cover the range of their int8 image, with exact ties and values far outside.
    """
    records = []
    for position in range(count):
        records.append([_array(random, tensor, position) for tensor in input_tensors])
    return records


def _array(random, tensor, position):
    zero_point = int(tensor.zero_point)
    if tensor.dtype == np.float32:
        scale = np.float32(tensor.scale or 1.0)
        steps = random.uniform(-140, 140, size=tensor.shape) - zero_point
        if position % 3 == 1:
            steps = np.floor(steps) + 0.5
        elif position % 3 == 2:
            steps = steps * 4
        return (steps * scale).astype(np.float32)
    if position < 3:
        return np.full(tensor.shape, [-128, 127, zero_point][position], dtype=np.int8)
    if position % 4 == 0:
        near = zero_point + np.round(random.normal(0, 8, size=tensor.shape))
        return np.clip(near, -128, 127).astype(np.int8)
    return random.integers(-128, 128, size=tensor.shape).astype(np.int8)


def pack(records):
    """Records as `redoubt run` reads them: all inputs of a record one after the other, no padding."""
    return b"".join(array.tobytes() for record in records for array in record)
