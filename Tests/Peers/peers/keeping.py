"""Writes a case as files, so that it can be run again alone."""

import json

from peers.oracles import LITERT, TFLM
from peers.records import pack


def keep_case(case, folder):
    """FOLDER/OPERATOR/nnnn.tflite with .in.bin, .tflm.bin, .litert.bin, and .json for everything else.

    The output of an oracle that gives no answer is absent; the .json file then holds its reason.
    """
    folder = folder / case.operator
    folder.mkdir(parents=True, exist_ok=True)
    base = f"{case.index:04d}"
    (folder / f"{base}.tflite").write_bytes(case.model)
    (folder / f"{base}.in.bin").write_bytes(pack(case.records))
    facts = {"records": len(case.records), "traits": sorted(case.traits)}
    for name, suffix in ((TFLM, "tflm"), (LITERT, "litert")):
        answer = case.answers[name]
        if answer.outputs is not None:
            (folder / f"{base}.{suffix}.bin").write_bytes(b"".join(answer.outputs))
        else:
            facts[suffix] = f"{answer.ending}: {answer.reason}"
        run = case.runs.get(name)
        if run and run.output is not None:
            (folder / f"{base}.redoubt-{suffix}.bin").write_bytes(run.output)
    if case.failures:
        facts["failures"] = case.failures
    (folder / f"{base}.json").write_text(json.dumps(facts, indent=1) + "\n")
