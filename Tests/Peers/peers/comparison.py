"""Runs every case on both oracles and on redoubt, and says what is not equal."""

import os
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from peers import exceptions, redoubt
from peers.oracles import LITERT, TFLM, Oracle
from peers.records import draw_records, pack

ROUNDING = {TFLM: None, LITERT: "litert"}


class Case:
    """One model with its records, the oracles' answers and redoubt's runs.

    - compared: bytes compared with each oracle; mismatched: how many of them differ.
    - failures: texts; empty when the model passes.
    - excepted: rows of the tables of exceptions that were needed.
    """

    def __init__(self, generator, seed, index, record_count):
        self.generator = generator
        self.operator = generator.name
        self.index = index
        model = generator.model(seed, index)
        self.traits = model.traits
        self.model = model.serialise()
        random = np.random.default_rng([seed, zlib.crc32(self.operator.encode()), index, 1])
        self.records = draw_records(random, model.input_tensors, record_count)
        self.answers = {}
        self.runs = {}
        self.compared = {TFLM: 0, LITERT: 0}
        self.mismatched = {TFLM: 0, LITERT: 0}
        self.failures = []
        self.excepted = []

    def expected(self, oracle):
        """The bytes that redoubt must give under this oracle's rounding; None where nothing is known.

        An operator that both compute alike has one answer: where one oracle gives none, the other's holds.
        """
        answer, other = self.answers[oracle], self.answers[LITERT if oracle == TFLM else TFLM]
        undefined = exceptions.find(exceptions.UNDEFINED_IN_ORACLE, self.operator, self.traits, oracle)
        if undefined or (answer.outputs is None and self.generator.same_in_both):
            answer = other
        return None if answer.outputs is None else b"".join(answer.outputs)

    def oracle_difference(self):
        """Bytes in which the oracles differ, or None where one of them gives no answer."""
        if any(answer.outputs is None for answer in self.answers.values()):
            return None
        return differing(*(b"".join(self.answers[name].outputs) for name in (TFLM, LITERT)))


def differing(first, second):
    """In how many bytes two strings differ; a missing byte counts."""
    shared = min(len(first), len(second))
    a = np.frombuffer(first, dtype=np.uint8, count=shared)
    b = np.frombuffer(second, dtype=np.uint8, count=shared)
    return int(np.count_nonzero(a != b)) + max(len(first), len(second)) - shared


class Comparison:
    """- executable: redoubt; None compares the oracles alone."""

    def __init__(self, executable):
        self.executable = executable

    def run(self, cases):
        threads = [threading.Thread(target=self._ask, args=(name, cases)) for name in (TFLM, LITERT)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.executable is None:
            return
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self._judge, cases))

    def _ask(self, name, cases):
        oracle = Oracle(name)
        for case in cases:
            case.answers[name] = oracle.answer(case.model, case.records)
        oracle.close()

    def _judge(self, case):
        records = pack(case.records)
        accepted = any(answer.outputs is not None for answer in case.answers.values())
        for name, rounding in ROUNDING.items():
            run = redoubt.run(self.executable, case.model, records, rounding)
            case.runs[name] = run
            if run.code == redoubt.UNSUPPORTED:
                if accepted:
                    row = exceptions.find(exceptions.REFUSED_BY_REDOUBT, case.operator, case.traits, name)
                    if row:
                        case.excepted.append((row, name, 0))
                    else:
                        case.failures.append(f"refused under {name}'s rounding: {run.message}")
                continue
            if run.code != 0:
                case.failures.append(f"exit status {run.code} under {name}'s rounding: {run.message}")
                continue
            expected = case.expected(name)
            if expected is None:
                continue
            case.compared[name] += len(expected)
            row = exceptions.find(exceptions.UNDEFINED_IN_ORACLE, case.operator, case.traits, name)
            if row:
                case.excepted.append((row, name, 0))
            count = differing(run.output, expected)
            if count:
                case.mismatched[name] += count
                row = exceptions.find(exceptions.DIFFERENT_BYTES, case.operator, case.traits, name)
                if row:
                    case.excepted.append((row, name, count))
                else:
                    case.failures.append(f"{count} of {len(expected)} bytes differ from {name}")
