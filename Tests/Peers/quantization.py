"""Quantises float networks with redoubt, and judges what comes out.

- Accuracy: three trained networks against their own float results on test records that calibration never saw; the
  best peer's numbers are the bars.
- Equal bytes: ten small ONNX networks run in float (within 1e-4 of ONNX Runtime's outputs), are quantised, and the
  int8 files give the same bytes here, in TensorFlow Lite Micro and in LiteRT's reference kernels.
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import flatbuffers
import numpy as np

from peers import oracles, redoubt, script
from peers.comparison import ROUNDING, differing
from peers.oracles import LITERT, TFLM, Oracle

SOFTMAX = 25
TRAINING = "cifar10:{data}/datasets/cifar10-raw-train-4660.bin,stride=9,limit=512"
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
KWS_SCALE, KWS_ZERO_POINT, KWS_CALIBRATION = 0.5847029089927673, 83, 200


def images(data):
    """Test images as float32 [N, H, W, C], pixel values, and their labels."""
    records = np.fromfile(data / "datasets/cifar10-raw-test-846.bin", dtype=np.uint8).reshape(-1, 3073)
    pixels = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).astype(np.float32)
    return pixels, records[:, 0]


def normalised_images(data):
    pixels, labels = images(data)
    return (pixels / np.float32(255) - np.float32(MEAN)) / np.float32(STD), labels


def spoken_words(data):
    records = np.fromfile(data / "datasets/kws01-1000.bin", dtype=np.int8).reshape(-1, 49, 10, 1)
    with open(data / "datasets/kws01-1000-labels.csv", newline="") as file:
        labels = np.array([int(row["label"]) for row in csv.DictReader(file)])
    real = (records.astype(np.float32) - KWS_ZERO_POINT) * np.float32(KWS_SCALE)
    return real[KWS_CALIBRATION:], labels[KWS_CALIBRATION:]


class Network:
    """- bar: the best peer's mean squared error of logits; least: correct records that there must be.
    - is_planar: whether the float file takes channels first."""

    def __init__(self, file, records, calibration, bar, least, is_planar=False):
        self.file = file
        self.records = records
        self.calibration = calibration
        self.bar = bar
        self.least = least
        self.is_planar = is_planar


ACCURACY = [
    Network(
        "resnet20.onnx",
        normalised_images,
        TRAINING + ",mean=" + "/".join(map(str, MEAN)) + ",std=" + "/".join(map(str, STD)),
        bar=0.0682,
        least=775,
        is_planar=True,
    ),
    Network("pretrainedResnet.tflite", images, TRAINING, bar=0.163, least=737),
    Network(
        "kws_savedmodel_float.tflite",
        spoken_words,
        f"raw:{{data}}/datasets/kws01-1000.bin,limit={KWS_CALIBRATION},scale={KWS_SCALE},zeroPoint={KWS_ZERO_POINT}",
        bar=0.0591,
        least=724,
    ),
]


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--method", default="auto", help="range method (default auto)")
    parser.add_argument("--only", choices=["accuracy", "bytes"], help="one of the two parts")
    return parser.parse_args()


def quantise(executable, network, calibration, output, method):
    """`redoubt quantize`; gives its JSON object."""
    command = [executable, "quantize", network, "--calibration", calibration, "--output", output]
    done = subprocess.run(
        [str(word) for word in command] + ["--method", method, "--json"], capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def without_softmax(model):
    """The model up to its logits, and quantisation of input and output."""
    from ai_edge_litert import schema_py_generated as schema

    tree = schema.ModelT.InitFromPackedBuf(model, 0)
    graph = tree.subgraphs[0]
    last = graph.operators[-1]
    if tree.operatorCodes[last.opcodeIndex].builtinCode == SOFTMAX:
        graph.operators.pop()
        graph.outputs = [last.inputs[0]]
    builder = flatbuffers.Builder(len(model))
    builder.Finish(tree.Pack(builder), b"TFL3")
    ends = [graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]]
    return bytes(builder.Output()), [end.quantization for end in ends]


def run(executable, model, records, rounding=None):
    result = redoubt.run(executable, model, records.tobytes(), rounding)
    if result.code != 0:
        raise RuntimeError(result.message)
    return result.output


def mcnemar(right_before, right_after):
    """Two-sided exact p of as many or more disagreements in one direction."""
    lost = int(np.count_nonzero(right_before & ~right_after))
    won = int(np.count_nonzero(~right_before & right_after))
    tail = sum(math.comb(lost + won, k) for k in range(min(lost, won) + 1)) / 2 ** (lost + won)
    return lost, won, min(1.0, 2 * tail)


def rounded(values):
    return np.sign(values) * np.floor(np.abs(values) + 0.5)


def judge(options, data, network, folder):
    """Problems of one network; prints a line."""
    source = data / "models" / network.file
    output = folder / "int8.tflite"
    summary = quantise(
        options.redoubt, source, network.calibration.format(data=data), output, options.method
    )
    records, labels = network.records(data)
    float_model = source.read_bytes()
    if network.file.endswith(".tflite"):
        float_model, _ = without_softmax(float_model)
    float_records = records.transpose(0, 3, 1, 2) if network.is_planar else records
    expected = np.frombuffer(run(options.redoubt, float_model, np.ascontiguousarray(float_records)), np.float32)
    expected = expected.reshape(len(records), -1)
    model, (into, out) = without_softmax(output.read_bytes())
    steps = rounded(records / np.float32(into.scale[0])) + into.zeroPoint[0]
    found = run(options.redoubt, model, np.clip(steps, -128, 127).astype(np.int8))
    found = np.frombuffer(found, np.int8).reshape(len(records), -1)
    real = (found.astype(np.float32) - out.zeroPoint[0]) * np.float32(out.scale[0])
    error = float(np.mean((real - expected) ** 2))
    before, after = expected.argmax(1) == labels, found.argmax(1) == labels
    lost, won, p = mcnemar(before, after)
    problems = []
    if error > network.bar:
        problems.append(f"the mean squared error is above {network.bar}")
    if after.sum() < network.least:
        problems.append(f"fewer than {network.least} are right")
    if p < 0.05 and lost > won:
        problems.append("significantly below float")
    print(
        f"{network.file:28} logit MSE {error:.4f} (peer {network.bar}), right {after.sum()} of {len(labels)}"
        f" (float {before.sum()}, McNemar {lost}:{won}, p = {p:.2f}), same decision"
        f" {np.mean(expected.argmax(1) == found.argmax(1)):.2%}; {summary['method']};"
        f" {'; '.join(problems) or 'passed'}",
        flush=True,
    )
    return problems


def check_bytes(options, case, engines, folder):
    """Problems of one ONNX network; prints a line."""
    meta = json.loads((case / "meta.json").read_text())
    inputs = np.fromfile(case / "input.bin", dtype=np.float32)
    wanted = np.fromfile(case / "output.bin", dtype=np.float32)
    count = meta["input"].get("count", 16)
    problems = []
    computed = np.frombuffer(run(options.redoubt, (case / "model.onnx").read_bytes(), inputs), np.float32)
    deviation = float(np.max(np.abs(computed - wanted))) if len(computed) == len(wanted) else math.inf
    if not deviation <= 1e-4:
        problems.append("float differs by more than 1e-4")
    output = folder / "int8.tflite"
    quantise(options.redoubt, case / "model.onnx", f"float:{case / 'input.bin'}", output, options.method)
    model = output.read_bytes()
    shape, records = int8_records(model, inputs.reshape(count, -1))
    packed = b"".join(record.tobytes() for record in records)
    for name, engine in engines.items():
        answer = engine.answer(model, [[record.reshape(shape)] for record in records])
        if answer.outputs is None:
            problems.append(f"{name} {answer.ending}: {answer.reason}")
            continue
        own = redoubt.run(options.redoubt, model, packed, ROUNDING[name])
        if own.code != 0:
            problems.append(own.message)
        elif own.output != b"".join(answer.outputs):
            problems.append(f"{differing(own.output, b''.join(answer.outputs))} bytes differ from {name}")
    print(
        f"{case.name:28} float within {deviation:.1e}; int8 {len(records)} records;"
        f" {'; '.join(problems) or 'equal bytes'}",
        flush=True,
    )
    return problems


def int8_records(model, real):
    """The records as the int8 file takes them: its input is channels-last, the float one channels-first."""
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.ModelT.InitFromPackedBuf(model, 0).subgraphs[0]
    tensor = graph.tensors[graph.inputs[0]]
    shape = tuple(int(n) for n in tensor.shape)
    if len(shape) == 4:
        n, h, w, c = shape
        real = real.reshape(-1, c, h, w).transpose(0, 2, 3, 1)
    steps = rounded(real / np.float32(tensor.quantization.scale[0])) + tensor.quantization.zeroPoint[0]
    return shape, np.ascontiguousarray(np.clip(steps, -128, 127).astype(np.int8))


def main():
    options = arguments()
    data = script.require_test_data()
    script.require_executable(options)
    print(oracles.versions())
    failed = 0
    with tempfile.TemporaryDirectory(prefix="redoubt-quantization-") as name:
        folder = pathlib.Path(name)
        if options.only != "accuracy":
            engines = {engine: Oracle(engine) for engine in (TFLM, LITERT)}
            for case in sorted((data / "golden/onnx").iterdir()):
                failed += bool(attempt(check_bytes, case.name, options, case, engines, folder))
            for engine in engines.values():
                engine.close()
        if options.only != "bytes":
            for network in ACCURACY:
                failed += bool(attempt(judge, network.file, options, data, network, folder))
    print(f"{failed} failed")
    return 1 if failed else 0


def attempt(check, name, *parts):
    """The problems that a check finds; a refusal by redoubt is one."""
    try:
        return check(*parts)
    except RuntimeError as error:
        print(f"{name:28} {error}", flush=True)
        return [str(error)]


if __name__ == "__main__":
    sys.exit(main())
