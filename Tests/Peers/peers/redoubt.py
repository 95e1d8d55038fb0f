"""Runs the `redoubt` executable on raw records."""

import os
import pathlib
import subprocess
import tempfile

DEFAULT_PATH = pathlib.Path(__file__).resolve().parents[3] / ".build" / "release" / "redoubt"
UNSUPPORTED = 65
TIME_LIMIT_SECONDS = 120

# A trap must end the process at once: symbolising its stack takes seconds per model.
_ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


class Run:
    """- code: the exit status, or -1 after the time limit.
    - output: bytes of every record's outputs; None unless the status is 0.
    - message: what standard error held."""

    def __init__(self, code, output, message):
        self.code = code
        self.output = output
        self.message = message


def run(executable, model, records, rounding=None):
    """`redoubt run` on a model and records given as bytes. `rounding` None leaves the switch away."""
    with tempfile.TemporaryDirectory(prefix="redoubt-peers-") as folder:
        names = [os.path.join(folder, name) for name in ("model.tflite", "in.bin", "out.bin")]
        for name, content in zip(names, (model, records)):
            with open(name, "wb") as file:
                file.write(content)
        command = [executable, "run", names[0], "--input", names[1], "--output", names[2]]
        if rounding:
            command += ["--rounding", rounding]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=TIME_LIMIT_SECONDS, env=_ENVIRONMENT
            )
        except subprocess.TimeoutExpired:
            return Run(-1, None, f"no end after {TIME_LIMIT_SECONDS} s")
        message = done.stderr.decode(errors="replace").strip()
        if done.returncode != 0:
            return Run(done.returncode, None, message)
        try:
            with open(names[2], "rb") as file:
                return Run(0, file.read(), message)
        except FileNotFoundError:
            return Run(0, b"", "exit status 0, but no output file")
