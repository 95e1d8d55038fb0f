"""Injections per second on ResNet-20: PyTorchFI (float, random bits of random neurons) beside `redoubt bench --faults`.

Both run in turns on the same threads, so that a busy machine meets both. PyTorchFI flips one bit of one neuron per
image, at batch 1 and at batch 64; its best batch counts. Needs `pip install torch onnx` and
`pip install --no-deps pytorchfi==0.6.0`; says so and ends with 0 where they, or the test data, are missing.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

from peers import redoubt, script

IMAGE_BYTES = 1 + 3 * 32 * 32
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--model", type=pathlib.Path, help="int8 ResNet-20; made with `redoubt quantize` if not given")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of measurements (default 5)")
    parser.add_argument("--seconds", type=float, default=3, help="PyTorchFI's time per batch size and round (default 3)")
    parser.add_argument("--count", type=int, default=20_000, help="redoubt's injections per target (default 20000)")
    parser.add_argument("--threads", type=int, default=2, help="threads of both (default 2)")
    return parser.parse_args()


def resnet20(torch, onnx, path):
    """The network of the ONNX file as a module: convolutions with folded normalisation, shortcuts that subsample."""
    model = onnx.load(path)
    constants = {tensor.name: torch.tensor(onnx.numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}

    def convolution(node):
        weights, bias = (constants[name] for name in node.input[1:3])
        stride = next(attribute.ints[0] for attribute in node.attribute if attribute.name == "strides")
        layer = torch.nn.Conv2d(weights.shape[1], weights.shape[0], 3, stride=stride, padding=1)
        layer.weight.data, layer.bias.data = weights, bias
        return layer

    class ResNet20(torch.nn.Module):
        def __init__(self):
            super().__init__()
            layers = [convolution(node) for node in model.graph.node if node.op_type == "Conv"]
            self.layers = torch.nn.ModuleList(layers)
            last = next(node for node in model.graph.node if node.op_type == "Gemm")
            self.linear = torch.nn.Linear(*reversed(constants[last.input[1]].shape))
            self.linear.weight.data, self.linear.bias.data = (constants[name] for name in last.input[1:3])

        def forward(self, images):
            values = torch.relu(self.layers[0](images))
            for first, second in zip(self.layers[1::2], self.layers[2::2]):
                shortcut = values
                if first.stride[0] == 2:
                    added = (second.out_channels - values.shape[1]) // 2
                    shortcut = torch.nn.functional.pad(values[:, :, ::2, ::2], (0, 0, 0, 0, added, added))
                values = torch.relu(second(torch.relu(first(values))) + shortcut)
            return self.linear(values.mean(dim=(2, 3)))

    return ResNet20().eval()


def images(torch, path, count):
    """The first images of a CIFAR-10 file, normalised, and their labels."""
    data = torch.frombuffer(bytearray(path.read_bytes()[: count * IMAGE_BYTES]), dtype=torch.uint8)
    data = data.reshape(-1, IMAGE_BYTES)
    pixels = data[:, 1:].reshape(-1, 3, 32, 32).float() / 255
    mean, deviation = (torch.tensor(values).reshape(1, 3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels - mean) / deviation, data[:, 0]


class PyTorchFI:
    """Random single bit flips in neurons, one per image of a batch."""

    def __init__(self, torch, network, batch, inputs):
        from pytorchfi import neuron_error_models

        self._torch, self._models = torch, neuron_error_models
        self._batches = inputs.split(batch)
        self._batch = batch
        self._injector = neuron_error_models.single_bit_flip_func(
            network, batch, input_shape=[3, 32, 32], layer_types=[torch.nn.Conv2d], use_cuda=False
        )
        self._ranges = self._largest_outputs(network, inputs)

    def _largest_outputs(self, network, inputs):
        """Per convolution the largest magnitude of its outputs: PyTorchFI flips bits of int8 values scaled by it."""
        largest = []
        hooks = [
            layer.register_forward_hook(lambda _layer, _inputs, output: largest.append(output.abs().max().item() * 1.01))
            for layer in network.layers
        ]
        with self._torch.inference_mode():
            network(inputs)
        for hook in hooks:
            hook.remove()
        return largest

    def rate(self, seconds):
        """Injections per second."""
        done, begin = 0, time.perf_counter()
        with self._torch.inference_mode():
            while time.perf_counter() - begin < seconds:
                faulty = self._models.random_neuron_single_bit_inj_batched(self._injector, self._ranges)
                faulty(self._batches[done // self._batch % len(self._batches)])
                done += self._batch
        return done / (time.perf_counter() - begin)


def redoubt_rates(options, model, dataset):
    """Injections per second by target: by differences, and by whole inferences."""
    command = [options.redoubt, "bench", model, "--faults", "--dataset", dataset, "--json"]
    command += ["--count", str(options.count), "--jobs", str(options.threads)]
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"redoubt bench ends with status {done.returncode}: {done.stderr.strip()}")
    rows = json.loads(done.stdout)["targets"]
    if any(row["mismatches"] for row in rows):
        raise RuntimeError("redoubt's two engines disagree")
    return {row["name"]: (row["injectionsPerSecond"], row["plainPerSecond"]) for row in rows}


def quantized(options, data, dataset):
    """An int8 ResNet-20, made beside the executable where none was given."""
    if options.model:
        return options.model
    path = options.redoubt.parent / "resnet20-int8.tflite"
    calibration = f"cifar10:{data}/datasets/cifar10-raw-train-4660.bin,stride=9,limit=512,{dataset}"
    command = [options.redoubt, "quantize", data / "models/resnet20.onnx", "--calibration", calibration]
    subprocess.run([*command, "--output", path], check=True, stdout=subprocess.DEVNULL)
    return path


def main():
    options = arguments()
    data = script.require_test_data()
    try:
        import onnx
        import pytorchfi
        import torch
    except ImportError as error:
        print(f"skipped: {error.name} is missing; pip install torch onnx, pip install --no-deps pytorchfi==0.6.0")
        return 0
    script.require_executable(options)
    torch.set_num_threads(options.threads)
    network = resnet20(torch, onnx, data / "models/resnet20.onnx")
    test = data / "datasets/cifar10-raw-test-846.bin"
    inputs, labels = images(torch, test, 128)
    with torch.inference_mode():
        right = (network(inputs).argmax(dim=1) == labels).sum().item()
    print(f"torch {torch.__version__}, pytorchfi 0.6.0; the network is right on {right} of {len(labels)} images")
    keys = ",".join(f"{name}={'/'.join(map(str, values))}" for name, values in (("mean", MEAN), ("std", DEVIATION)))
    model = quantized(options, data, keys)
    injectors = {batch: PyTorchFI(torch, network, batch, inputs) for batch in (1, 64)}
    theirs = {batch: [] for batch in injectors}
    ours = {}
    for _ in range(options.rounds):
        for batch, injector in injectors.items():
            theirs[batch].append(injector.rate(options.seconds))
        for target, rates in redoubt_rates(options, model, f"cifar10:{test},limit=100,{keys}").items():
            ours.setdefault(target, []).append(rates)
    print(f"injections per second, {options.threads} threads, medians of {options.rounds} rounds")
    for batch, rates in theirs.items():
        print(f"  PyTorchFI, batch {batch:2}: {statistics.median(rates):9.0f} (best {max(rates):.0f})")
    best = max(statistics.median(rates) for rates in theirs.values())
    for target, rates in ours.items():
        differences, plain = (statistics.median(column) for column in zip(*rates))
        print(f"  redoubt, {target:11}: {differences:9.0f}, whole inferences {plain:.0f};", end=" ")
        print(f"{differences / best:.1f} times PyTorchFI's best, {differences / plain:.1f} times whole inferences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
