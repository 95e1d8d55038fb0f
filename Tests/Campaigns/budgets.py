#!/usr/bin/env python3
"""Twenty random budgets: the linked image of the hardened network respects each within 2 %.

    Tests/Campaigns/budgets.py [REDOUBT [SEED [COUNT]]]     defaults: .build/release/redoubt, 20, 20

Networks, kinds of limits, sizes and schemes are drawn from the seed. `redoubt harden --budget` makes a plan, `redoubt firmware`
links and runs it and the plain network on the emulated Cortex-M7, and what the image has more is compared with the budget and
with what `harden` predicted. A budget that is refused is checked against images that protect a single unit. Networks that
the project does not ship are taken from the folder in REDOUBT_TEST_DATA (default ../shared).
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOLERANCE = 0.02
# A prediction may be this much too high, as a share of what is measured: beyond, budgets are left unused. The row that weights
# are voted into may lie in memory that the network has free.
SLACK = {"flash": 0.05, "sram": 0.25, "time": 0.4}
SCHEMES = ["tmr-weights", "tmr-activations", "tmr-compute", "tmr-weights+tmr-activations", "tmr-weights+tmr-compute"]
MACHINE = "mps2-an500"


class Budgets:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.plain, self.single = {}, {}

    def run(self, *arguments):
        result = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        return result.returncode, result.stdout, result.stderr

    def json(self, *arguments):
        code, output, errors = self.run(*arguments, "--json")
        if code != 0:
            sys.exit(f"{' '.join(map(str, arguments))}: {errors}")
        return json.loads(output)

    def measure(self, network, hardened):
        """What the hardened image has more: bytes of flash and of RAM, and the share of instructions."""
        if network not in self.plain:
            self.plain[network] = self.json("firmware", network, "--machine", MACHINE)["instructions"]
        image = self.json("firmware", hardened, "--machine", MACHINE)
        assert image["matchesHost"]
        return {
            "flash": image["addedFlashBytes"],
            "sram": image["addedRamBytes"],
            "time": image["addedInstructions"] / self.plain[network],
        }

    def least(self, network, ranking, schemes):
        """What images have more that protect a single unit, by each of the schemes."""
        for scheme in schemes:
            if (network, scheme) not in self.single:
                target = self.folder / "single.tflite"
                arguments = ["harden", network, "--ranking", ranking, "--scheme", scheme, "--output", target, "--fraction"]
                units = self.json(*arguments, "0")["unitsTotal"]
                self.json(*arguments, 1 / units)
                self.single[network, scheme] = self.measure(network, target)
        return [self.single[network, scheme] for scheme in schemes]


def networks():
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("REDOUBT_TEST_DATA", root.parent / "shared")) / "models"
    paths = [root / "quantized/digits/digits.tflite", root / "quantized/cifar10-resnet8/cifar10-resnet8.tflite"]
    paths += [data / f"{n}.tflite" for n in ["ad01_int8", "pretrainedResnet_quant", "kws_ref_model", "vww_96_int8"]]
    return [path for path in paths if path.is_file()]


def draw(random_numbers):
    def between(low, high):
        return low * (high / low) ** random_numbers.random()

    kinds = random_numbers.sample(["flash", "sram", "time"], random_numbers.choice([1, 1, 2, 3]))
    sizes = {
        "flash": int(between(20 * 1024, 300 * 1024)),
        "sram": int(between(100, 48 * 1024)),
        "time": round(between(0.02, 2), 4),
    }
    schemes = random_numbers.sample(SCHEMES, random_numbers.randint(1, len(SCHEMES)))
    return {kind: sizes[kind] for kind in ["flash", "sram", "time"] if kind in kinds}, schemes


def written(kind, amount):
    return f"{100 * amount:.1f} %" if kind == "time" else f"{amount:,}"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/redoubt"
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    if not shutil.which("qemu-system-arm"):
        print("skipped: needs QEMU: apt-get install qemu-system-arm")
        return 0
    numbers, failures, refused, errors = random.Random(seed), [], 0, {"flash": [], "sram": [], "time": []}
    with tempfile.TemporaryDirectory() as folder:
        budgets, folder = Budgets(program, Path(folder)), Path(folder)
        models = networks()
        print(f"seed {seed}, {len(models)} networks, {MACHINE}, interpreter")
        for number in range(count):
            model = models[number % len(models)]
            limits, schemes = draw(numbers)
            with_planes = numbers.random() < 0.5
            ranking, hardened = folder / f"{model.stem}.json", folder / "hardened.tflite"
            budgets.run("rank", model, "--score", "random", "--seed", "3", "--output", ranking)
            text = ",".join(
                f"{kind}={f'{100 * size:.2f}%' if kind == 'time' else f'{size}B'}" for kind, size in limits.items()
            )
            arguments = ["harden", model, "--ranking", ranking, "--budget", text, "--scheme", ",".join(schemes)]
            arguments += ["--output", hardened, "--json"] + (["--planes"] if with_planes else [])
            code, output, message = budgets.run(*arguments)
            print(f"{number + 1:2} {model.stem}: {text}, {', '.join(schemes)}{', planes' if with_planes else ''}")
            plan = json.loads(output) if code == 0 else {"unitsProtected": 0}
            if plan["unitsProtected"] == 0:
                refused += 1
                least = budgets.least(model, ranking, schemes)
                isRight = all(any(one[kind] > limits[kind] * (1 - TOLERANCE) for kind in limits) for one in least)
                needs = ", ".join(f"{kind} {written(kind, min(one[kind] for one in least))}" for kind in limits)
                print(f"   nothing fits: an image that protects a single unit has {needs} more")
                if not isRight:
                    failures.append(f"{number + 1}: refused, though it fits: {message.strip()}")
                continue
            measured = budgets.measure(model, hardened)
            predicted = {
                "flash": plan["predictedFlashBytes"], "sram": plan["predictedSramBytes"], "time": plan["predictedTime"],
            }
            share = max(measured[kind] / limits[kind] for kind in limits)
            print(
                f"   {plan['unitsProtected']:,} of {plan['unitsTotal']:,} units,"
                f" drop {100 * plan['predictedDrop']:.2f} %, at most {100 * plan['predictedBound']:.2f} %;"
                f" {100 * share:.1f} % of the budget used"
            )
            for kind in ["flash", "sram", "time"]:
                error = (predicted[kind] - measured[kind]) / max(measured[kind], 0.001 if kind == "time" else 320)
                errors[kind].append(error)
                limit = f" of {written(kind, limits[kind])}" if kind in limits else ""
                print(
                    f"   {kind:5} measured {written(kind, measured[kind])}{limit},"
                    f" predicted {written(kind, predicted[kind])} ({100 * error:+.1f} %)"
                )
                if kind in limits and measured[kind] > limits[kind] * (1 + TOLERANCE):
                    failures.append(f"{number + 1}: {kind} {measured[kind]} exceeds {limits[kind]}")
                if error < -TOLERANCE and (kind in limits or kind != "time") or error > SLACK[kind]:
                    failures.append(f"{number + 1}: {kind} predicted {100 * error:+.1f} %")
            sys.stdout.flush()
    print()
    for kind, list_ in errors.items():
        if list_:
            middle = sorted(map(abs, list_))[len(list_) // 2]
            print(f"{kind}: predictions {100 * min(list_):+.1f} % to {100 * max(list_):+.1f} %, in the middle {100 * middle:.1f} %")
    print(f"{count} budgets, {refused} below what any plan costs, {len(failures)} failures")
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
