import RedoubtModel

/// Finds the rule of each operation.
enum BackwardRules {
  /// Operations that only move elements.
  private static let movements: [any OperationKind.Type] = [
    ReshapeKind.self, PadKind.self, PadV2Kind.self, ConcatenationKind.self, SliceKind.self,
    StridedSliceKind.self, TransposeKind.self, SqueezeKind.self, ExpandDimsKind.self, SplitKind.self,
    TileKind.self, PackKind.self, GatherKind.self, SpaceToBatchNDKind.self, BatchToSpaceNDKind.self,
    ResizeNearestNeighborKind.self, QuantizeKind.self, DequantizeKind.self,
  ]

  /// - Parameter isReal: For each input, whether its gradient is wanted: computed and no shape arithmetic.
  /// - Throws: Names an operation without a rule.
  static func rule(
    _ operation: GraphOperation, _ graph: Graph, isReal: [Bool]
  ) throws(GraphError) -> any BackwardRule {
    do {
      return try find(operation.kind, operation.inputs.map { id in id.map { graph[$0] } }, isReal) {
        graph[operation.outputs[0]].shape
      }
    } catch { throw error.located(at: operation.name) }
  }

  private static func find(
    _ kind: any OperationKind, _ inputs: [Value?], _ isReal: [Bool], output: () -> [Int]
  ) throws(GraphError) -> any BackwardRule {
    func input(_ i: Int) throws(GraphError) -> Value {
      guard i < inputs.count, let value = inputs[i] else { throw GraphError("Input \(i) is missing.") }
      return value
    }
    func constant(_ i: Int) throws(GraphError) -> HostTensor { try input(i).realTensor() }
    func axes() throws(GraphError) -> [Int] { (try input(1).data?.integers ?? []).map { Int($0) } }
    switch kind {
    case let kind as Conv2DKind:
      return try Conv2DBackward(
        kind, input: try input(0).shape, output: output(), weights: try constant(1))
    case let kind as DepthwiseConv2DKind:
      return try DepthwiseConv2DBackward(
        kind, input: try input(0).shape, output: output(), weights: try constant(1))
    case is FullyConnectedKind: return FullyConnectedBackward(weights: try constant(1))
    case let kind as AveragePool2DKind:
      return try PoolBackward(
        kind.window, filter: kind.filter, input: try input(0).shape, takesMaximum: false)
    case let kind as MaxPool2DKind:
      return try PoolBackward(
        kind.window, filter: kind.filter, input: try input(0).shape, takesMaximum: true)
    case is MeanKind:
      return ReductionBackward(input: try input(0).shape, axes: try axes(), takesMaximum: false)
    case is ReduceMaxKind:
      return ReductionBackward(input: try input(0).shape, axes: try axes(), takesMaximum: true)
    case let kind as SoftmaxKind:
      return SoftmaxBackward(beta: kind.beta, width: max(1, output().last ?? 1))
    case is AddKind: return try PairBackward(try input(0), try input(1)) { _, _ in (1, 1) }
    case is SubKind: return try PairBackward(try input(0), try input(1)) { _, _ in (1, -1) }
    case is MulKind: return try PairBackward(try input(0), try input(1)) { a, b in (b, a) }
    case is MaximumKind:
      return try PairBackward(try input(0), try input(1)) { a, b in a >= b ? (1, 0) : (0, 1) }
    case is MinimumKind:
      return try PairBackward(try input(0), try input(1)) { a, b in a <= b ? (1, 0) : (0, 1) }
    case is PreluKind:
      return try PairBackward(try input(0), try input(1)) { x, alpha in x >= 0 ? (1, 0) : (alpha, x) }
    case is ReluKind: return ElementwiseBackward { x, _ in x > 0 ? 1 : 0 }
    case is Relu6Kind: return ElementwiseBackward { x, _ in x > 0 && x < 6 ? 1 : 0 }
    case is ReluN1To1Kind: return ElementwiseBackward { x, _ in x > -1 && x < 1 ? 1 : 0 }
    case let kind as LeakyReluKind:
      let alpha = kind.alpha
      return ElementwiseBackward { x, _ in x >= 0 ? 1 : alpha }
    case is LogisticKind: return ElementwiseBackward { _, y in y * (1 - y) }
    case is TanhKind: return ElementwiseBackward { _, y in 1 - y * y }
    case is HardSwishKind:
      return ElementwiseBackward { x, _ in x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6 }
    default:
      guard movements.contains(where: { $0 == type(of: kind) }) else {
        throw GraphError(
          "\(type(of: kind).name) has no derivative here. Rank with another score: activation or magnitude.")
      }
      return try MovementBackward(kind, inputs, isMoved: isReal)
    }
  }
}
