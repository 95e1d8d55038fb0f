"""Compares redoubt with both oracles on the four MLPerf Tiny networks; equal bytes are demanded.

Records: the golden inputs of the test data, whose golden outputs must come out too, then random bytes.
"""

import sys

import numpy as np

from peers import networks, oracles, redoubt, script
from peers.comparison import ROUNDING, differing
from peers.oracles import LITERT, TFLM, Oracle

GOLDEN = [
    ("tflite", "rand_inputs.bin", "rand_outputs.bin", LITERT),
    ("tflite", "real_inputs.bin", "real_outputs.bin", LITERT),
    ("tflm", "inputs.bin", "outputs.bin", TFLM),
]


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--records", type=int, default=16, help="random records per network (default 16)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    options = arguments()
    data = script.require_test_data()
    script.require_executable(options)
    print(oracles.versions())
    engines = {name: Oracle(name) for name in (TFLM, LITERT)}
    passed = failed = 0
    for network, file in networks.FILES.items():
        model = (data / "models" / file).read_bytes()
        shape = networks.input_shape(model)
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
