"""What the scripts of this folder begin with: arguments, the executable, the test data."""

import argparse
import pathlib
import sys

from . import networks, redoubt


def parser(description):
    """An argument parser with `--redoubt`."""
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    result.add_argument("--redoubt", type=pathlib.Path, default=redoubt.DEFAULT_PATH, help="the executable")
    return result


def require_executable(options):
    """Ends the script with 66 where the executable is not there."""
    if not options.redoubt.is_file():
        print(f"{options.redoubt} is not there: build it, or name it with --redoubt.", file=sys.stderr)
        sys.exit(66)


def require_test_data():
    """The folder of test data; ends the script with 0 where there is none."""
    data = networks.test_data()
    if data is None:
        print("skipped: no test data; set REDOUBT_TEST_DATA to the folder that holds models/, golden/ and datasets/")
        sys.exit(0)
    return data
