#!/usr/bin/env python3
"""Runs every command block of the README and the documents, and compares with the output that the page shows.

    swift build -c release && Tests/Documents/check.py [PAGE…]

A command block is an indented or fenced block with a line that begins with "$ " or with the name of a program. README.md
beside this file says what is compared, and how a page marks what cannot be run.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("REDOUBT_TEST_DATA") or ROOT.parent / "shared")
PROGRAMS = re.compile(
    r"(redoubt|swift|swiftc|cc|clang|python3?|cp|git|source|apt-get|qemu-\S+|(\./|\.\./)?(\.build|\.ci|Tests|env)/\S+)( |$)")
# The tool: the release build, or another one.
PROGRAM = Path(os.environ.get("REDOUBT_PROGRAM") or ROOT / ".build/release/redoubt")
SECONDS = 600


class Block:
    def __init__(self, page, line, lines, marks):
        self.page, self.line, self.lines, self.marks = page, line, lines, marks
        self.has_prompts = any(l.startswith("$ ") for l in lines)

    @property
    def is_command(self):
        return self.has_prompts or any(PROGRAMS.match(l) for l in self.lines)

    def steps(self):
        """Pairs of a command and the lines of output below it; None where the page shows no output."""
        steps, rest = [], list(self.lines)
        while rest:
            line = rest.pop(0)
            if self.has_prompts and not line.startswith("$ "):
                steps[-1][1].append(line)
                continue
            command = line[2:] if self.has_prompts else line
            while command.endswith("\\") and rest:
                command = command[:-1] + rest.pop(0)
            if command.strip():
                steps.append((command, []))
        return [(c, shown if any(l.strip() for l in shown) else None) for c, shown in steps]


def blocks(page):
    """Indented and fenced blocks, each with the marks (<!-- check: … -->) right above it."""
    lines = page.read_text().splitlines()
    found, marks, i = [], [], 0
    while i < len(lines):
        line = lines[i]
        mark = re.fullmatch(r"\s*<!-- check: (\w+) ?(.*?) -->", line)
        fence = re.match(r"(\s*)```", line)
        if mark:
            marks.append((mark[1], mark[2]))
        elif fence:
            end = next(j for j in range(i + 1, len(lines)) if lines[j].strip() == "```")
            found.append(Block(page, i + 2, [l[len(fence[1]):] for l in lines[i + 1:end]], marks))
            marks, i = [], end
        elif line.startswith("    ") and (i == 0 or not lines[i - 1].strip() or "<!-- check:" in lines[i - 1]):
            end = i
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            body = [l[4:] for l in lines[i:end]]
            while not body[-1].strip():
                body.pop()
            found.append(Block(page, i + 1, body, marks))
            marks, i = [], end - 1
        elif line.strip():
            marks = []
        i += 1
    return found


def without_volatile(line):
    """The line with what differs between runs and machines taken out: times and speeds."""
    line = re.sub(r"[\d.,]+ (µs|ms|s|min)(?![\w/])", "TIME", line)
    line = re.sub(r"[\d,.]+ (injections per second|GMAC/s)", r"SPEED \1", line)
    return re.sub(r"\s+", " ", line.strip())


def matches(shown, printed):
    """Whether output is what the page shows. "…" alone on a line stands for any lines, inside a line for any text."""
    pattern = ""
    for line in shown:
        text = without_volatile(line)
        if text == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in text.split("…")) + "\n"
    # What is printed may go on only where the page says so.
    output = "".join(without_volatile(l) + "\n" for l in printed)
    return re.fullmatch(pattern, output) is not None


class Sandbox:
    """A folder that looks like a fresh checkout, where blocks of one page run one after the other."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="redoubt-documents-"))
        for entry in ROOT.iterdir():
            if entry.name not in (".git", ".DS_Store"):
                (self.folder / entry.name).symlink_to(entry)
        tools = self.folder / ".tools"
        tools.mkdir()
        (tools / "redoubt").symlink_to(PROGRAM)
        # The program is built: "swift run" would build it again in a folder of links.
        swift = shutil.which("swift") or "swift"
        (tools / "swift").write_text(
            f'#!/bin/sh\ncase "$*" in "run -c release redoubt"*) shift 4; exec redoubt "$@" ;; esac\n'
            f'exec {swift} "$@"\n')
        (tools / "swift").chmod(0o755)
        self.environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", REDOUBT_SOURCES=str(ROOT))

    def link(self, files):
        """Puts files of the test data into the folder; gives the first that is missing."""
        for pair in files.split(","):
            source, name = (part.strip() for part in pair.split(" as "))
            if not (DATA / source).exists():
                return DATA / source
            if not (self.folder / name).exists():
                (self.folder / name).symlink_to(DATA / source)
        return None

    def run(self, command):
        result = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, timeout=SECONDS, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.returncode, result.stdout

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def pages(names):
    if names:
        return [Path(name).resolve() for name in names]
    # docs/commands.md is compared with the program by a test of its own.
    documents = [p for p in sorted((ROOT / "docs").rglob("*.md")) if p.name != "commands.md"]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *documents, *sorted((ROOT / "quantized").rglob("README.md"))]


def check(block, sandbox):
    """Gives ("passed" | "skipped" | "failed", text)."""
    for kind, value in block.marks:
        if kind == "skip":
            return "skipped", value
        if kind == "data":
            missing = sandbox.link(value)
            if missing:
                return "skipped", f"{missing} is not there"
        elif kind == "setup":
            status, output = sandbox.run(value)
            if status != 0:
                return "failed", f"setup: {value}\n{output}"
        elif kind == "needs":
            if not shutil.which(value):
                return "skipped", f"{value} is not installed"
        else:
            return "failed", f"'{kind}' is not a mark"
    for command, shown in block.steps():
        status, output = sandbox.run(command)
        if status != 0:
            return "failed", f"$ {command}\nended with {status}:\n{output}"
        if shown is not None and not matches(shown, output.splitlines()):
            return "failed", f"$ {command}\nprints\n{output}\nand the page shows\n" + "\n".join(shown)
    return "passed", ""


def main():
    if not PROGRAM.exists():
        sys.exit(f"There is no {PROGRAM}. Run: swift build -c release")
    counts = {"passed": 0, "skipped": 0, "failed": 0}
    for page in pages(sys.argv[1:]):
        sandbox = Sandbox()
        try:
            for block in (b for b in blocks(page) if b.is_command):
                verdict, text = check(block, sandbox)
                counts[verdict] += 1
                print(f"{page.relative_to(ROOT)}:{block.line}: {verdict}" + (f": {text}" if text else ""), flush=True)
        finally:
            sandbox.remove()
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
