#!/usr/bin/env python3
"""Trains cifar10-densenet.onnx: DenseNet-BC, depth 22, growth 12, compression 0.5 (Huang et al., CVPR 2017).

Usage: train.py --data DIR [--threads 2] [--output FILE.onnx]; data: see ../cifar10_training.py.
"""

import pathlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from cifar10_training import train

DEPTH, GROWTH, CLASSES = 22, 12, 10


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), nn.Conv2d(channels, 4 * GROWTH, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * GROWTH), nn.Conv2d(4 * GROWTH, GROWTH, 3, padding=1, bias=False)

    def forward(self, x):
        y = self.conv1(F.relu(self.norm1(x)))
        return torch.cat([x, self.conv2(F.relu(self.norm2(y)))], 1)


class Transition(nn.Module):
    def __init__(self, channels, outputs):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(channels), nn.Conv2d(channels, outputs, 1, bias=False)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class DenseNetBC(nn.Module):
    def __init__(self):
        super().__init__()
        channels, layers = 2 * GROWTH, []
        self.stem = nn.Conv2d(3, channels, 3, padding=1, bias=False)
        for block in range(3):
            for _ in range((DEPTH - 4) // 6):
                layers.append(Bottleneck(channels))
                channels += GROWTH
            if block < 2:
                layers.append(Transition(channels, channels // 2))
                channels //= 2
        self.body, self.norm = nn.Sequential(*layers), nn.BatchNorm2d(channels)
        self.head = nn.Linear(channels, CLASSES)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x):
        return self.head(F.relu(self.norm(self.body(self.stem(x)))).mean((2, 3)))


if __name__ == "__main__":
    train(DenseNetBC, __doc__, cycles=[(20, 0.2, 1e-4)], smoothing=0.05, groups=4,
          output="cifar10-densenet.onnx")
