"""Hardens the four MLPerf Tiny networks and compares the answers of redoubt and of both oracles with the plain model's.

Plans: every unit's weights, and activations and computation under a budget. Records are random bytes; equal bytes are
demanded.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from peers import networks, oracles, redoubt, script
from peers.comparison import ROUNDING
from peers.oracles import LITERT, TFLM, Oracle

PLANS = {
    "all weights": ["--fraction", "1"],
    "all planes": ["--fraction", "1", "--planes", "--scheme", "tmr-activations"],
    "budget": ["--budget", "flash=64KiB,sram=16KiB,time=20%", "--planes"],
}


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--records", type=int, default=4, help="random records per network (default 4)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def harden(executable, path, plan, folder):
    """The hardened file's bytes."""
    ranking, output = folder / "ranking.json", folder / "hardened.tflite"
    subprocess.run(
        [executable, "rank", path, "--score", "random", "--output", ranking], check=True, capture_output=True
    )
    subprocess.run(
        [executable, "harden", path, "--ranking", ranking, "--output", output, *plan],
        check=True, capture_output=True,
    )
    return output.read_bytes()


def main():
    options = arguments()
    data = script.require_test_data()
    script.require_executable(options)
    print(oracles.versions())
    engines = {name: Oracle(name) for name in (TFLM, LITERT)}
    passed = failed = 0
    for network, file in networks.FILES.items():
        path = data / "models" / file
        plain = path.read_bytes()
        shape = networks.input_shape(plain)
        random = np.random.default_rng([options.seed, len(plain)])
        inputs = random.integers(-128, 128, size=(options.records, *shape)).astype(np.int8)
        records = [[array] for array in inputs]
        expected = {name: b"".join(engine.answer(plain, records).outputs) for name, engine in engines.items()}
        for title, plan in PLANS.items():
            with tempfile.TemporaryDirectory(prefix="redoubt-hardened-") as folder:
                hardened = harden(options.redoubt, path, plan, pathlib.Path(folder))
            problems = []
            for name, engine in engines.items():
                answer = engine.answer(hardened, records)
                if answer.outputs is None:
                    problems.append(f"{name} {answer.ending}: {answer.reason}")
                elif b"".join(answer.outputs) != expected[name]:
                    problems.append(f"{name} differs")
                run = redoubt.run(options.redoubt, hardened, inputs.tobytes(), ROUNDING[name])
                if run.code != 0 or run.output != expected[name]:
                    problems.append(f"redoubt ends with {run.code} or differs from {name}: {run.message}")
            growth = len(hardened) - len(plain)
            print(f"{network:4} {title:12} +{growth:7} bytes  {'; '.join(problems) or 'equal'}")
            passed, failed = passed + (not problems), failed + bool(problems)
    for engine in engines.values():
        engine.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
