"""TensorFlow Lite Micro and LiteRT's reference kernels, each in a process of its own.

An oracle may abort on a model (a failed check, a division by zero): the process is then started again, and the
model counts as one that the oracle aborts on.
"""

import importlib.metadata
import multiprocessing
import os
import tempfile

TFLM = "TFLM"
LITERT = "LiteRT"
REFUSES, ABORTS = "refuses", "aborts"
ARENA_BYTES = 4 << 20
TIME_LIMIT_SECONDS = 60


def versions():
    """Name and version of each package whose results the scripts show."""
    names = ["tflite-micro", "ai-edge-litert", "numpy", "flatbuffers"]
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


class Answer:
    """- outputs: one byte string per record, all model outputs one after the other; None when there is no answer.
    - ending: `refuses` or `aborts` when there is none; `reason` is then the oracle's own text."""

    def __init__(self, outputs=None, ending=None, reason=""):
        self.outputs = outputs
        self.ending = ending
        self.reason = reason


class Oracle:
    """One engine behind a pipe. `answer` may be called from one thread at a time."""

    def __init__(self, name):
        self.name = name
        self.crashes = 0
        self._start()

    def _start(self):
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(self.name, other), daemon=True)
        self._process.start()
        other.close()

    def answer(self, model, records):
        """Runs every record through the model (bytes of the file)."""
        try:
            self._pipe.send((model, records))
            if not self._pipe.poll(TIME_LIMIT_SECONDS):
                raise EOFError
            return Answer(*self._pipe.recv())
        except (EOFError, ConnectionError):
            self._process.kill()
            self._process.join()
            self.crashes += 1
            status = self._process.exitcode
            self._start()
            return Answer(None, ABORTS, f"the process ended with status {status}")

    def close(self):
        self._process.kill()
        self._process.join()


def _serve(name, pipe):
    """The loop of the oracle's process. Both engines write their reasons to standard error: it goes to a file."""
    log = tempfile.TemporaryFile()
    os.dup2(log.fileno(), 2)
    os.dup2(log.fileno(), 1)
    run = {TFLM: _run_tflm, LITERT: _run_litert}[name]
    while True:
        try:
            model, records = pipe.recv()
        except EOFError:
            return
        log.seek(0)
        log.truncate()
        try:
            pipe.send((run(model, records), None, ""))
        except (RuntimeError, ValueError) as error:
            log.seek(0)
            text = log.read().decode(errors="replace").strip() or str(error)
            pipe.send((None, REFUSES, " | ".join(line for line in text.splitlines() if line)[:300]))


def _run_tflm(model, records):
    from tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
    count = _output_count(model)
    outputs = []
    for record in records:
        for position, array in enumerate(record):
            interpreter.set_input(array, position)
        interpreter.invoke()
        outputs.append(b"".join(interpreter.get_output(n).tobytes() for n in range(count)))
    return outputs


def _output_count(model):
    from ai_edge_litert import schema_py_generated as schema

    return schema.Model.GetRootAs(model, 0).Subgraphs(0).OutputsLength()


def _run_litert(model, records):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        model_content=model,
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
        num_threads=1,
    )
    interpreter.allocate_tensors()
    inputs = [detail["index"] for detail in interpreter.get_input_details()]
    results = [detail["index"] for detail in interpreter.get_output_details()]
    outputs = []
    for record in records:
        for index, array in zip(inputs, record):
            interpreter.set_tensor(index, array)
        interpreter.invoke()
        outputs.append(b"".join(interpreter.get_tensor(index).tobytes() for index in results))
    return outputs
