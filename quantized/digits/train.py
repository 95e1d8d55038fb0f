#!/usr/bin/env python3
"""Trains the network of this folder on scikit-learn's 8x8 handwritten digits and writes its data files.

Needs torch, scikit-learn, numpy, onnx. Usage: train.py [--epochs 150] [--seed 1]
Writes beside this script: digits.onnx (float network, input [1, 1, 8, 8], pixels 0 ... 16), and the splits as
IDX files (test-images.idx, test-labels.idx, calibration-images.idx, calibration-labels.idx). The choice of seed and
epoch looks at the calibration split only, never at the test split.
"""

import argparse
import pathlib
import struct

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent
TEST, CALIBRATION = 500, 200


class DigitsNet(nn.Module):
    """Convolution, strided convolution, a depthwise-separable residual block, pooling, a linear layer."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(8)
        self.down = nn.Conv2d(8, 16, 3, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(16)
        self.depthwise = nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False)
        self.norm3 = nn.BatchNorm2d(16)
        self.pointwise = nn.Conv2d(16, 16, 1, bias=False)
        self.norm4 = nn.BatchNorm2d(16)
        self.head = nn.Linear(16 * 4, 10)

    def forward(self, pixels):
        x = F.relu(self.norm1(self.stem(pixels)))
        x = F.relu(self.norm2(self.down(x)))
        y = F.relu(self.norm3(self.depthwise(x)))
        x = F.relu(x + self.norm4(self.pointwise(y)))
        x = F.max_pool2d(x, 2)
        return self.head(x.flatten(1))


def splits():
    """Images [N, 1, 8, 8] of pixels 0 ... 16 and labels: training, calibration, test, disjoint."""
    data = load_digits()
    images = data.images.astype(np.float32)[:, None]
    order = np.random.default_rng(2022).permutation(len(images))
    images, labels = torch.tensor(images[order]), torch.tensor(data.target[order].astype(np.int64))
    test, calibration = slice(0, TEST), slice(TEST, TEST + CALIBRATION)
    train = slice(TEST + CALIBRATION, None)
    return [(images[part], labels[part]) for part in (train, calibration, test)]


def augmented(images, generator):
    """Shifts by up to one pixel, small rotations and scalings."""
    n = len(images)
    angle = (torch.rand(n, generator=generator) - 0.5) * 0.4
    scale = 1 + (torch.rand(n, generator=generator) - 0.5) * 0.3
    shift = (torch.rand(n, 2, generator=generator) - 0.5) * 0.4
    rows = torch.stack([scale * angle.cos(), -scale * angle.sin(), shift[:, 0]], 1)
    columns = torch.stack([scale * angle.sin(), scale * angle.cos(), shift[:, 1]], 1)
    grid = F.affine_grid(torch.stack([rows, columns], 1), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def correct(network, images, labels):
    network.eval()
    with torch.no_grad():
        return (network(images).argmax(1) == labels).sum().item()


def write_idx(name, images, labels):
    pixels = images.numpy().astype(np.uint8)[:, 0]
    (HERE / f"{name}-images.idx").write_bytes(struct.pack(">4B3I", 0, 0, 8, 3, *pixels.shape) + pixels.tobytes())
    values = labels.numpy().astype(np.uint8)
    (HERE / f"{name}-labels.idx").write_bytes(struct.pack(">4BI", 0, 0, 8, 1, len(values)) + values.tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(options.seed)
    (train, calibration, test) = splits()
    network = DigitsNet()
    batch, steps = 64, len(train[0]) // 64
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-2, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=1e-2, total_steps=options.epochs * steps)
    for epoch in range(options.epochs):
        network.train()
        order = torch.randperm(len(train[0]), generator=generator)
        for step in range(steps):
            chosen = order[step * batch : (step + 1) * batch]
            images = augmented(train[0][chosen], generator)
            loss = F.cross_entropy(network(images), train[1][chosen], label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        if epoch % 25 == 24:
            right = correct(network, *calibration)
            print(f"epoch {epoch + 1}: loss {loss.item():.3f}, calibration {right}/{len(calibration[0])}", flush=True)
    print(f"test {correct(network, *test)}/{len(test[0])}")
    network.eval()
    torch.onnx.export(
        network, torch.zeros(1, 1, 8, 8), HERE / "digits.onnx", opset_version=17, dynamo=False,
        input_names=["pixels"], output_names=["logits"])
    write_idx("test", *test)
    write_idx("calibration", *calibration)


if __name__ == "__main__":
    main()
