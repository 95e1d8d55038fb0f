"""The plain table at the end of a comparison."""

import collections
import re

from peers import exceptions
from peers.oracles import ABORTS, LITERT, REFUSES, TFLM
from peers.redoubt import UNSUPPORTED

REASONS_SHOWN = 3
FAILURES_SHOWN = 5


def print_summary(cases, oracles_only):
    """Prints the table, the oracles' reasons, the exceptions in use and the failures; gives the failed models."""
    groups = collections.defaultdict(list)
    for case in cases:
        groups[case.operator].append(case)
    _print_table(groups, oracles_only)
    _print_oracle_endings(groups)
    if oracles_only:
        return 0
    _print_exceptions(cases)
    failures = [case for case in cases if case.failures]
    _print_failures(failures)
    return len(failures)


def _print_failures(failures):
    """The first failures of each operator, then their number."""
    groups = collections.defaultdict(list)
    for case in failures:
        groups[case.operator].append(case)
    for operator, cases in groups.items():
        for case in cases[:FAILURES_SHOWN]:
            traits = ", ".join(sorted(case.traits))
            print(f"FAILED {operator} {case.index:04d} ({traits}): {'; '.join(case.failures)[:400]}")
        if len(cases) > FAILURES_SHOWN:
            print(f"       and {len(cases) - FAILURES_SHOWN} more of {operator}")


def _print_table(groups, oracles_only):
    columns = ["operator", "models", "TFLM none", "LiteRT none", "oracles differ", "bytes differ"]
    if not oracles_only:
        columns = columns[:4] + [
            "refused", "TFLM bytes", "mismatches", "LiteRT bytes", "mismatches", "failed",
        ]  # fmt: skip
    rows = []
    for operator, cases in groups.items():
        row = [operator, len(cases)]
        row += [sum(case.answers[name].outputs is None for case in cases) for name in (TFLM, LITERT)]
        if oracles_only:
            differences = [case.oracle_difference() for case in cases]
            row += [sum(bool(d) for d in differences), sum(d or 0 for d in differences)]
        else:
            row.append(sum(any(run.code == UNSUPPORTED for run in case.runs.values()) for case in cases))
            for name in (TFLM, LITERT):
                row += [sum(c.compared[name] for c in cases), sum(c.mismatched[name] for c in cases)]
            row.append(sum(bool(case.failures) for case in cases))
        rows.append(row)
    rows.append(["all"] + [sum(column) for column in list(zip(*rows))[1:]])
    texts = [columns] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(*texts)]
    for row in texts:
        print("  ".join(t.ljust(w) if n == 0 else t.rjust(w) for n, (t, w) in enumerate(zip(row, widths))))


def _print_oracle_endings(groups):
    print("\nModels that an oracle refuses or aborts on:")
    for operator, cases in groups.items():
        for name in (TFLM, LITERT):
            for ending in (REFUSES, ABORTS):
                answers = [c.answers[name] for c in cases if c.answers[name].ending == ending]
                if not answers:
                    continue
                reasons = collections.Counter(_without_values(answer.reason) for answer in answers)
                print(f"  {operator}: {name} {ending} {len(answers)} of {len(cases)}")
                for reason, count in reasons.most_common(REASONS_SHOWN):
                    print(f"    {count} x {reason}")


def _without_values(reason):
    """The reason without the numbers that differ from model to model."""
    reason = re.sub(r"\(-?\d+ != -?\d+\)", "(A != B)", reason)
    return re.sub(r" ?\|? ?Node .*| ?Node number.*", "", reason)[:160]


def _print_exceptions(cases):
    print("\nExceptions:")
    tables = [
        ("the other oracle's bytes demanded", exceptions.UNDEFINED_IN_ORACLE),
        ("different bytes", exceptions.DIFFERENT_BYTES),
        ("refused by redoubt", exceptions.REFUSED_BY_REDOUBT),
    ]
    for title, table in tables:
        for row in table:
            uses = [(name, n) for case in cases for used, name, n in case.excepted if used is row]
            traits = ", ".join(row.traits) or "any"
            print(
                f"  {row.operator} ({traits}), {row.oracle or 'both'}, {title}:"
                f" {len(uses)} runs, {sum(n for _, n in uses)} bytes. {row.cause}"
            )
