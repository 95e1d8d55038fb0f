/// Every ONNX operator that is imported: the one list that nodes find them by.
enum ONNXOperators {
  /// Gives the outputs of a node; those that are missing at the end are not supported.
  typealias Method = @Sendable (inout ONNXLowering, ONNXNode) throws(ONNXError) -> [ONNXOperand]

  static let methods: [String: Method] = [
    "Add": { (l, n) throws(ONNXError) in try l.add(n) },
    "And": { (l, n) throws(ONNXError) in try l.logic(n) },
    "AveragePool": { (l, n) throws(ONNXError) in try l.averagePool(n) },
    "BatchNormalization": { (l, n) throws(ONNXError) in try l.batchNormalization(n) },
    "Cast": { (l, n) throws(ONNXError) in try l.cast(n) },
    "Ceil": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "Clip": { (l, n) throws(ONNXError) in try l.clip(n) },
    "Concat": { (l, n) throws(ONNXError) in try l.concat(n) },
    "Constant": { (l, n) throws(ONNXError) in try l.constant(n) },
    "ConstantOfShape": { (l, n) throws(ONNXError) in try l.constantOfShape(n) },
    "Conv": { (l, n) throws(ONNXError) in try l.conv(n) },
    "Div": { (l, n) throws(ONNXError) in try l.div(n) },
    "Dropout": { (l, n) throws(ONNXError) in try l.dropout(n) },
    "Equal": { (l, n) throws(ONNXError) in try l.logic(n) },
    "Exp": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "Expand": { (l, n) throws(ONNXError) in try l.expand(n) },
    "Flatten": { (l, n) throws(ONNXError) in try l.flatten(n) },
    "Floor": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "Gather": { (l, n) throws(ONNXError) in try l.gather(n) },
    "Gemm": { (l, n) throws(ONNXError) in try l.gemm(n) },
    "GlobalAveragePool": { (l, n) throws(ONNXError) in try l.globalPool(n, MeanKind(keepsDimensions: true)) },
    "GlobalMaxPool": { (l, n) throws(ONNXError) in try l.globalPool(n, ReduceMaxKind(keepsDimensions: true))
    },
    "Greater": { (l, n) throws(ONNXError) in try l.logic(n) },
    "HardSigmoid": { (l, n) throws(ONNXError) in try l.hardSigmoid(n) },
    "HardSwish": { (l, n) throws(ONNXError) in [try l.unary(n, HardSwishKind())] },
    "Identity": { (l, n) throws(ONNXError) in [try l.operand(n, 0)] },
    "LeakyRelu": { (l, n) throws(ONNXError) in try l.leakyRelu(n) },
    "Less": { (l, n) throws(ONNXError) in try l.logic(n) },
    "MatMul": { (l, n) throws(ONNXError) in try l.matMul(n) },
    "Max": { (l, n) throws(ONNXError) in [try l.chain(n, MaximumKind())] },
    "MaxPool": { (l, n) throws(ONNXError) in try l.maxPool(n) },
    "Min": { (l, n) throws(ONNXError) in [try l.chain(n, MinimumKind())] },
    "Mod": { (l, n) throws(ONNXError) in try l.integerDivision(n) },
    "Mul": { (l, n) throws(ONNXError) in try l.mul(n) },
    "Neg": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "Not": { (l, n) throws(ONNXError) in try l.not(n) },
    "Or": { (l, n) throws(ONNXError) in try l.logic(n) },
    "PRelu": { (l, n) throws(ONNXError) in try l.prelu(n) },
    "Pad": { (l, n) throws(ONNXError) in try l.pad(n) },
    "Range": { (l, n) throws(ONNXError) in try l.range(n) },
    "Reciprocal": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "ReduceMax": { (l, n) throws(ONNXError) in try l.reduceMax(n) },
    "ReduceMean": { (l, n) throws(ONNXError) in try l.reduceMean(n) },
    "ReduceSum": { (l, n) throws(ONNXError) in try l.reduceSum(n) },
    "Relu": { (l, n) throws(ONNXError) in [try l.unary(n, ReluKind(), isNonNegative: true)] },
    "Reshape": { (l, n) throws(ONNXError) in try l.reshape(n) },
    "Resize": { (l, n) throws(ONNXError) in try l.resize(n) },
    "Shape": { (l, n) throws(ONNXError) in try l.shape(n) },
    "Sigmoid": { (l, n) throws(ONNXError) in [try l.unary(n, LogisticKind(), isNonNegative: true)] },
    "Size": { (l, n) throws(ONNXError) in try l.size(n) },
    "Slice": { (l, n) throws(ONNXError) in try l.slice(n) },
    "Softmax": { (l, n) throws(ONNXError) in try l.softmax(n) },
    "Split": { (l, n) throws(ONNXError) in try l.split(n) },
    "Sqrt": { (l, n) throws(ONNXError) in try l.constantFunction(n) },
    "Squeeze": { (l, n) throws(ONNXError) in try l.squeeze(n) },
    "Sub": { (l, n) throws(ONNXError) in try l.sub(n) },
    "Sum": { (l, n) throws(ONNXError) in [try l.chain(n, AddKind())] },
    "Tanh": { (l, n) throws(ONNXError) in [try l.unary(n, TanhKind())] },
    "Tile": { (l, n) throws(ONNXError) in try l.tile(n) },
    "Transpose": { (l, n) throws(ONNXError) in try l.transpose(n) },
    "Unsqueeze": { (l, n) throws(ONNXError) in try l.unsqueeze(n) },
    "Where": { (l, n) throws(ONNXError) in try l.choose(n) },
  ]

  /// Why a node is not imported, and what to do.
  static func advice(_ node: ONNXNode) -> String {
    if !node.domain.isEmpty, node.domain != "ai.onnx" {
      return
        "Operators of the domain \"\(node.domain)\" are not supported. Export the network with the standard "
        + "operators alone, without optimisation for a runtime."
    }
    let hint =
      switch node.type {
      case "ConvTranspose": "Use Resize with mode \"nearest\" followed by Conv."
      case "QuantizeLinear", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger",
        "MatMulInteger":
        "Give the float network; quantisation happens here."
      case "LogSoftmax": "Leave it out: the largest logit is the same without it."
      case "If", "Loop", "Scan": "Export the network with fixed shapes and without control flow."
      case "InstanceNormalization", "LayerNormalization", "GroupNormalization":
        "Use batch normalisation, whose statistics are constant."
      case "Gelu", "Erf", "Elu", "Selu", "Celu", "Softplus", "Mish", "Swish":
        "Use Relu, HardSwish or Sigmoid, and train again."
      case "LSTM", "GRU", "RNN": "Recurrent networks do not run here; use convolutions over time."
      default: "Rewrite the network with the operators listed in the documentation."
      }
    return "The operator \(node.type) is not supported. \(hint)"
  }
}
