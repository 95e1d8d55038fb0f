"""Compares redoubt with both oracles on random int8 models of one operator each; equal bytes are demanded."""

import pathlib
import sys
import time

from peers import oracles, registry, script
from peers.comparison import Case, Comparison
from peers.keeping import keep_case
from peers.summary import print_summary


def arguments():
    parser = script.parser(__doc__)
    parser.add_argument("--models", type=int, default=1600, help="how many models in all (default 1600)")
    parser.add_argument("--records", type=int, default=10, help="input records per model (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operator", action="append", help="only this operator; may be repeated")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="write every failing model there")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="write every model there")
    parser.add_argument("--oracles-only", action="store_true", help="compare the oracles with each other")
    return parser.parse_args()


def counts_of(generators, total):
    """Models per operator: the shares, scaled to `total`."""
    shares = sum(g.share for g in generators.values())
    return {name: max(1, round(total * g.share / shares)) for name, g in generators.items()}


def main():
    options = arguments()
    generators = registry.load()
    if options.operator:
        unknown = sorted(set(options.operator) - set(generators))
        if unknown:
            print(f"Unknown operator {', '.join(unknown)}. Known: {', '.join(generators)}", file=sys.stderr)
            return 64
        generators = {name: generators[name] for name in options.operator}
    if not options.oracles_only:
        script.require_executable(options)
    began = time.monotonic()
    cases = []
    for name, count in counts_of(generators, options.models).items():
        for index in range(count):
            cases.append(Case(generators[name], options.seed, index, options.records))
    print(f"{len(cases)} models, {len(generators)} operators, seed {options.seed}; {oracles.versions()}")
    comparison = Comparison(None if options.oracles_only else options.redoubt)
    comparison.run(cases)
    for case in cases:
        if options.corpus:
            keep_case(case, options.corpus)
        if options.keep and case.failures:
            keep_case(case, options.keep)
    failed = print_summary(cases, options.oracles_only)
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
