"""Random choices that every generator makes: shapes, scales, zero points, axes."""

import numpy as np

CHANNELS = [1, 3, 4, 5, 17, 8, 16]


class Draw:
    """A seeded source of parameters. Two draws with the same seed and calls give the same values."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def integer(self, low, high):
        """Both ends are included."""
        return int(self.random.integers(low, high + 1))

    def chance(self, probability):
        return bool(self.random.random() < probability)

    def choice(self, values):
        return values[int(self.random.integers(len(values)))]

    def power(self, low, high):
        """2 to a power drawn evenly from low ... high, as a float32 value."""
        return float(np.float32(2.0 ** self.random.uniform(low, high)))

    def ratio(self, low, high):
        """Like `power`, but often a power of two times a small fraction, so that values fall on rounding ties."""
        if self.chance(0.4):
            return 2.0 ** self.integer(int(low), int(high)) * self.choice([1, 1, 1.5, 1.25, 1 / 1.5, 1 / 1.25])
        return self.power(low, high)

    def zero_point(self):
        return self.choice([-128, 127, 0, self.integer(-128, 127)])

    def scale(self):
        return self.ratio(-9, 1)

    def channels(self):
        return self.choice(CHANNELS)

    def shape(self, low_rank, high_rank, elements=1500):
        """Sizes 1 ... 9 or a channel count at the end, with at most `elements` values."""
        rank = self.integer(low_rank, high_rank)
        sizes = [self.integer(1, 9) for _ in range(rank)]
        if rank and self.chance(0.6):
            sizes[-1] = self.channels()
        if rank > 1 and self.chance(0.5):
            sizes[0] = 1
        while np.prod(sizes) > elements:
            largest = int(np.argmax(sizes))
            sizes[largest] = max(1, sizes[largest] // 2)
        return sizes

    def axes(self, rank, at_least=1):
        """Distinct axes in a random order."""
        count = self.integer(at_least, rank)
        return [int(a) for a in self.random.permutation(rank)[:count]]

    def int8(self, shape, low=-128, high=127):
        return self.random.integers(low, high + 1, size=shape).astype(np.int8)

    def weights(self, shape, full_range):
        return self.int8(shape, -128 if full_range else -127, 127)
