"""Compares redoubt with both oracles on the four MLPerf Tiny networks; equal bytes are demanded.

Records: the golden inputs of the test data, whose golden outputs must come out too, then random bytes.
"""

import argparse
import pathlib
import sys

import numpy as np

from peers import networks, oracles, redoubt
from peers.comparison import ROUNDING, differing
from peers.oracles import LITERT, TFLM, Oracle

GOLDEN = [
    ("tflite", "rand_inputs.bin", "rand_outputs.bin", LITERT),
    ("tflite", "real_inputs.bin", "real_outputs.bin", LITERT),
    ("tflm", "inputs.bin", "outputs.bin", TFLM),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redoubt", type=pathlib.Path, default=redoubt.DEFAULT_PATH, help="the executable")
    parser.add_argument("--records", type=int, default=16, help="random records per network (default 16)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def input_shape(model):
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.Model.GetRootAs(model, 0).Subgraphs(0)
    return tuple(int(n) for n in graph.Tensors(graph.Inputs(0)).ShapeAsNumpy())


def main():
    options = arguments()
    data = networks.test_data()
    if data is None:
        print("skipped: no test data; set REDOUBT_TEST_DATA to the folder that holds models/ and golden/")
        return 0
    if not options.redoubt.is_file():
        print(f"{options.redoubt} is not there: build it, or name it with --redoubt.", file=sys.stderr)
        return 66
    print(oracles.versions())
    engines = {name: Oracle(name) for name in (TFLM, LITERT)}
    passed = failed = 0
    for network, file in networks.FILES.items():
        model = (data / "models" / file).read_bytes()
        shape = input_shape(model)
        size = int(np.prod(shape))
        sets = []
        for folder, inputs, outputs, oracle in GOLDEN:
            path = data / "golden" / folder / network
            if (path / inputs).is_file():
                golden = (path / outputs).read_bytes()
                sets.append((f"{folder}/{inputs}", (path / inputs).read_bytes(), golden, oracle))
        random = np.random.default_rng([options.seed, size])
        bytes_ = random.integers(-128, 128, size=(options.records, size)).astype(np.int8).tobytes()
        sets.append((f"{options.records} random", bytes_, None, None))
        for title, inputs, golden, golden_oracle in sets:
            records = [[array] for array in np.frombuffer(inputs, dtype=np.int8).reshape((-1, *shape))]
            for name, engine in engines.items():
                answer = engine.answer(model, records)
                problems = []
                if answer.outputs is None:
                    problems.append(f"{name} {answer.ending}: {answer.reason}")
                expected = b"".join(answer.outputs or [])
                if golden is not None and golden_oracle == name and golden != expected:
                    count = differing(golden, expected)
                    problems.append(f"the oracle differs from the golden outputs in {count} bytes")
                run = redoubt.run(options.redoubt, model, inputs, ROUNDING[name])
                if run.code != 0:
                    problems.append(f"redoubt ends with status {run.code}: {run.message}")
                elif run.output != expected:
                    problems.append(f"redoubt differs in {differing(run.output, expected)} bytes")
                state = "; ".join(problems) or "equal"
                print(f"{network:4} {title:24} {name:7} {len(records):4} records {len(expected):7} bytes  {state}")
                passed, failed = passed + (not problems), failed + bool(problems)
    for engine in engines.values():
        engine.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
