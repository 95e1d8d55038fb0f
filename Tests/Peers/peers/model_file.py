"""Writes small TensorFlow Lite files through LiteRT's generated schema classes."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

TENSOR_TYPES = {
    "int8": schema.TensorType.INT8,
    "int32": schema.TensorType.INT32,
    "int64": schema.TensorType.INT64,
    "float32": schema.TensorType.FLOAT32,
}


class AlignedBuffer(schema.BufferT):
    """A buffer whose bytes begin on a multiple of 16, as the schema demands; the generated class aligns to 4."""

    def Pack(self, builder):
        if self.data is None:
            schema.BufferStart(builder)
            return schema.BufferEnd(builder)
        content = bytes(self.data)
        builder.StartVector(1, len(content), 16)
        builder.head = builder.head - len(content)
        builder.Bytes[builder.head : builder.head + len(content)] = content
        vector = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


class InputTensor:
    """What a record must hold for one model input."""

    def __init__(self, shape, dtype, scale, zero_point):
        self.shape = tuple(int(n) for n in shape)
        self.dtype = np.dtype(dtype)
        self.scale = scale
        self.zero_point = zero_point


class ModelFile:
    """One subgraph, built tensor by tensor and operator by operator.

    `traits` are short texts that say which variants of its operator the model uses ("stride", "per channel").
    Reports and the table of exceptions select models by them.
    """

    def __init__(self):
        self.traits = set()
        self.input_tensors = []
        self._buffers = [AlignedBuffer()]
        self._tensors = []
        self._operators = []
        self._codes = []
        self._inputs = []
        self._outputs = []

    def trait(self, text, when=True):
        """Notes a variant; gives `when` back so that a draw can be noted where it is made."""
        if when:
            self.traits.add(text)
        return when

    def tensor(self, shape, dtype="int8", scale=None, zero_point=0, data=None, axis=0):
        """Adds a tensor and gives its index.

        - scale: a number, or one per channel along `axis`; None leaves the tensor without quantisation.
        - data: an array makes the tensor a constant.
        """
        tensor = schema.TensorT()
        tensor.name = f"t{len(self._tensors)}".encode()
        tensor.shape = np.asarray(shape, dtype=np.int32).reshape(-1)
        tensor.type = TENSOR_TYPES[dtype]
        tensor.hasRank = True
        tensor.buffer = 0
        if data is not None:
            content = AlignedBuffer()
            content.data = np.ascontiguousarray(data, dtype=dtype).tobytes()
            tensor.buffer = len(self._buffers)
            self._buffers.append(content)
        if scale is not None:
            quantization = schema.QuantizationParametersT()
            quantization.scale = np.asarray(scale, dtype=np.float32).reshape(-1)
            zero_points = np.broadcast_to(np.asarray(zero_point, dtype=np.int64), quantization.scale.shape)
            quantization.zeroPoint = np.ascontiguousarray(zero_points)
            quantization.quantizedDimension = axis
            tensor.quantization = quantization
        self._tensors.append(tensor)
        return len(self._tensors) - 1

    def input(self, shape, scale=None, zero_point=0, dtype="int8"):
        index = self.tensor(shape, dtype, scale, zero_point)
        self._inputs.append(index)
        self.input_tensors.append(InputTensor(shape, dtype, scale, zero_point))
        return index

    def output(self, shape, scale=None, zero_point=0, dtype="int8"):
        index = self.tensor(shape, dtype, scale, zero_point)
        self._outputs.append(index)
        return index

    def constant(self, data, scale=None, zero_point=0, dtype="int8", axis=0):
        data = np.asarray(data, dtype=dtype)
        return self.tensor(data.shape, dtype, scale, zero_point, data, axis)

    def indices(self, values):
        """An int32 constant of rank 1, or a scalar for a single number."""
        return self.constant(values, dtype="int32")

    def operator(self, name, inputs, outputs, options=None, version=1, **fields):
        """Adds an operator.

        - options: the schema's options table without the T ("Conv2DOptions"); `fields` are its members.
        """
        code = getattr(schema.BuiltinOperator, name)
        if (code, version) not in self._codes:
            self._codes.append((code, version))
        operator = schema.OperatorT()
        operator.opcodeIndex = self._codes.index((code, version))
        operator.inputs = np.asarray(inputs, dtype=np.int32)
        operator.outputs = np.asarray(outputs, dtype=np.int32)
        if options is not None:
            table = getattr(schema, options + "T")()
            for field, value in fields.items():
                if not hasattr(table, field):
                    raise AttributeError(f"{options} has no field {field}")
                setattr(table, field, value)
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = table
        self._operators.append(operator)

    def serialise(self):
        """The bytes of the file."""
        model = schema.ModelT()
        model.version = 3
        model.description = b"single operator"
        model.buffers = self._buffers
        model.operatorCodes = []
        for value, version in self._codes:
            code = schema.OperatorCodeT()
            code.builtinCode = value
            code.deprecatedBuiltinCode = min(value, 127)
            code.version = version
            model.operatorCodes.append(code)
        graph = schema.SubGraphT()
        graph.name = b"main"
        graph.tensors = self._tensors
        graph.operators = self._operators
        graph.inputs = np.asarray(self._inputs, dtype=np.int32)
        graph.outputs = np.asarray(self._outputs, dtype=np.int32)
        model.subgraphs = [graph]
        builder = flatbuffers.Builder(4096)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())
