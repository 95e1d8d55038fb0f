"""The four MLPerf Tiny networks of the test data."""

import os
import pathlib

FILES = {
    "ic": "pretrainedResnet_quant.tflite",
    "kws": "kws_ref_model.tflite",
    "vww": "vww_96_int8.tflite",
    "ad": "ad01_int8.tflite",
}


def test_data():
    """The folder of test data: REDOUBT_TEST_DATA, or `../shared` beside the package; None where there is none."""
    root = pathlib.Path(__file__).resolve().parents[3]
    folder = pathlib.Path(os.environ.get("REDOUBT_TEST_DATA", root / ".." / "shared")).resolve()
    return folder if (folder / "models").is_dir() else None


def input_shape(model):
    """Shape of the first input of a model file's bytes."""
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.Model.GetRootAs(model, 0).Subgraphs(0)
    return tuple(int(n) for n in graph.Tensors(graph.Inputs(0)).ShapeAsNumpy())
