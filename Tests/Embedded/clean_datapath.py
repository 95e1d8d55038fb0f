#!/usr/bin/env python3
"""Shows that the datapath parameter of the reference kernels costs an image nothing.

    Tests/Embedded/clean_datapath.py [TARGET[:CPU]]

Compiles the image of build.sh twice: from the sources as they are, and from a copy in which every call of the datapath
is replaced, in the text, by what the clean one gives. Compares the functions of both objects by their instructions, and
exits with 1 where one has more with the datapath than without. Needs swiftc and llvm-objdump.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPERATORS = ["Conv2D", "DepthwiseConv2D", "FullyConnected"]
FLAGS = """-enable-experimental-feature Embedded -enable-experimental-feature Lifetimes -strict-memory-safety -wmo -Osize
-parse-as-library -swift-version 6 -package-name redoubt -Xfrontend -no-allocations -Xfrontend -disable-stack-protector
-Xfrontend -function-sections""".split()


def without_datapath(text):
    """The source with the clean datapath's results in place of its calls."""
    clean = [
        # Operands: where the source has a way of its own for the clean datapath, else through the datapath.
        (r"D\.isClean\s*\? (unsafe \(.+?\]\))\s*: \(.+?\)\s*\)\n", r"\1\n"),
        (r"datapath\.activation\(\s*input, (.+?)\)\n", r"input[\1]\n"),
        (r"datapath\.weight\(\s*weights,\s*(.+?)\)\n", r"weights[\1]\n"),
        (r"datapath\.index\((\w+)\)", r"\1"),
        (r"datapath\.multiplyAdd\(\s*accumulator, activation: (.+?), weight: (.+?)\)\n",
         r"accumulator &+ (\1) &* (\2)\n"),
        (r"datapath\.requantisation\(", "("),
    ]
    for pattern, replacement in clean:
        text = re.sub(pattern, replacement, text, flags=re.S)
    if re.search(r"datapath\.|D\.isClean", text):
        sys.exit("the kernels are no longer written as this script expects")
    return text


def functions(sources, target, folder):
    """Name and instructions of every function of the image, in order; a name can be a label that many share."""
    triple, _, cpu = target.partition(":")
    flags = ["-target", triple, "-I", str(ROOT / "Sources/RedoubtIntrinsics/include")] + FLAGS
    if triple.startswith("arm"):
        flags += ["-Xcc", "-mfloat-abi=soft"]
    if cpu:
        flags += ["-Xcc", f"-mcpu={cpu}"]
    core = folder / "RedoubtCore.swiftmodule"
    run = lambda *arguments: subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    run("swiftc", *flags, "-module-name", "RedoubtCore", *map(str, sorted(sources.rglob("*.swift"))),
        "-emit-module", "-emit-module-path", str(core))
    image = folder / "image.o"
    run("swiftc", *flags, "-module-name", "Image", str(ROOT / "Tests/Embedded/Image.swift"), "-I", str(folder),
        "-c", "-o", str(image))
    listing = run("llvm-objdump", "-d", "--no-show-raw-insn", "--no-leading-addr", str(image))
    found = []
    for part in re.split(r"\n(?=\S* ?<[^>]+>:\n)", listing):
        name = re.match(r"\S* ?<([^>]+)>:\n", part)
        if name:
            found.append((name.group(1), re.findall(r"^\s+(\S+)", part[name.end():], flags=re.M)))
    return found


def main():
    target = sys.argv[1] if len(sys.argv) > 1 else "riscv32-none-none-eabi"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        copies = folder / "RedoubtCore"
        for file in (ROOT / "Sources/RedoubtCore").rglob("*.swift"):
            copy = copies / file.relative_to(ROOT / "Sources/RedoubtCore")
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text()
            copy.write_text(without_datapath(text) if file.stem in OPERATORS else text)
        (folder / "with").mkdir()
        (folder / "without").mkdir()
        with_datapath = functions(ROOT / "Sources/RedoubtCore", target, folder / "with")
        plain = functions(copies, target, folder / "without")
    count = lambda all: sum(len(instructions) for _, instructions in all)
    print(f"{target}: {count(with_datapath)} instructions with the datapath, {count(plain)} without")
    if len(with_datapath) != len(plain):
        sys.exit(f"{len(with_datapath)} functions with the datapath, {len(plain)} without")
    costs = False
    for (name, mine), (_, theirs) in zip(with_datapath, plain):
        if mine != theirs:
            print(f"  differs: {name}: {len(mine)} and {len(theirs)} instructions")
            costs = costs or len(mine) > len(theirs)
    sys.exit(1 if costs else 0)


main()
