"""Times one inference on one thread: LiteRT as it comes (XNNPACK) beside `redoubt bench MODEL --json`.

The two alternate, round by round, so that a change of clock or a busy machine meets both. Neither time holds
loading, copying of records or files; LiteRT's holds the call from Python (well below a microsecond).
"""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import numpy as np

from peers import networks, oracles, script

BLOCK_SECONDS = 0.02


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="pairs of measurements per network (default 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="LiteRT's time per round (default 0.5)")
    parser.add_argument("--network", action="append", choices=list(networks.FILES), help="may be repeated")
    parser.add_argument("--litert-only", action="store_true", help="time LiteRT alone")
    return parser.parse_args()


def processor():
    """The processor's name, as the system gives it."""
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


class LiteRTTimer:
    """LiteRT's default kernels on one thread, called in a tight loop."""

    def __init__(self, path):
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_path=str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        detail = self._interpreter.get_input_details()[0]
        data = np.random.default_rng(0).integers(-128, 128, size=detail["shape"]).astype(np.int8)
        self._interpreter.set_tensor(detail["index"], data)
        self._invoke = self._interpreter._interpreter.Invoke
        self._calls = 1
        while self._block() * self._calls < BLOCK_SECONDS:
            self._calls *= 2

    def _block(self):
        """Seconds per inference over one loop of `_calls` inferences."""
        invoke = self._invoke
        began = time.perf_counter()
        for _ in range(self._calls):
            invoke()
        return (time.perf_counter() - began) / self._calls

    def round(self, seconds):
        """The median block of a round."""
        ends = time.perf_counter() + seconds
        blocks = [self._block()]
        while time.perf_counter() < ends:
            blocks.append(self._block())
        return statistics.median(blocks)


def redoubt_round(executable, path):
    """`secondsPerInference` of one run of `redoubt bench`."""
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
    done = subprocess.run(
        [executable, "bench", path, "--json"], capture_output=True, text=True, env=environment
    )
    if done.returncode != 0:
        raise RuntimeError(f"redoubt bench ends with status {done.returncode}: {done.stderr.strip()}")
    return float(json.loads(done.stdout)["secondsPerInference"])


def main():
    options = arguments()
    data = script.require_test_data()
    if not options.litert_only:
        script.require_executable(options)
    print(f"{processor()}; {oracles.versions()}")
    print("microseconds per inference, one thread; ratio = redoubt / LiteRT within a round")
    titles = [("", 5), ("LiteRT median", 14), ("min", 8), ("redoubt median", 16), ("min", 8)]
    titles += [("ratio min", 11), ("median", 8), ("max", 8)]
    print("".join(title.rjust(width) for title, width in titles))
    for network in options.network or networks.FILES:
        path = data / "models" / networks.FILES[network]
        timer = LiteRTTimer(path)
        theirs, ours = [], []
        for _ in range(options.rounds):
            theirs.append(timer.round(options.seconds))
            if not options.litert_only:
                ours.append(redoubt_round(options.redoubt, path))
        line = f"{network:5}{statistics.median(theirs) * 1e6:14.2f}{min(theirs) * 1e6:8.2f}"
        if ours:
            ratios = [a / b for a, b in zip(ours, theirs)]
            line += f"{statistics.median(ours) * 1e6:16.2f}{min(ours) * 1e6:8.2f}"
            line += f"{min(ratios):11.2f}{statistics.median(ratios):8.2f}{max(ratios):8.2f}"
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
