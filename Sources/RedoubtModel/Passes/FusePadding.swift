extension Graph {
  /// Takes zeros out of the graph that a PAD puts around the input of a convolution or pool, where the operation's own
  /// SAME padding gives the same windows.
  ///
  /// For pools the sum or the maximum must not change: maxima may take padding with zeros only where no element is
  /// negative, means never, since they leave their own padding out.
  public mutating func fusePadding() {
    let uses = ValueUses(self)
    var isNonNegative = [Bool](repeating: false, count: values.count)
    for i in operations.indices {
      let operation = operations[i]
      let keepsSign =
        operation.kind.keepsNonNegative
        && operation.inputs.compactMap { $0 }.allSatisfy { id in
          isNonNegative[id.index] || self[id].type != .float32
            || self[id].data?.floats?.allSatisfy { $0 >= 0 } ?? false
        }
      for id in operation.outputs where keepsSign || operation.kind.givesNonNegative {
        isNonNegative[id.index] = true
      }
      guard let padded = operation.inputs.first ?? nil, let pad = uses.producer(of: padded),
        let source = zeroPadded(operations[pad]),
        let kind = operation.kind.withSamePadding(
          operation, in: self, unpadded: source.shape, before: source.before,
          isNonNegative: isNonNegative[source.input.index])
      else { continue }
      operations[i].kind = kind
      operations[i].inputs[0] = source.input
    }
    removeUnused()
  }

  /// The input of a PAD that puts zeros around rows and columns of [N, H, W, C], its shape, and the cells before it.
  private func zeroPadded(_ operation: GraphOperation) -> (input: ValueID, shape: [Int], before: [Int])? {
    guard operation.kind is PadKind, let input = operation.inputs[0], self[input].shape.count == 4,
      let numbers = try? operation.inputs.map({ id in id.map { self[$0] } }).integers(
        1, "paddings", count: 8),
      numbers[0] == 0, numbers[1] == 0, numbers[6] == 0, numbers[7] == 0
    else { return nil }
    return (input, self[input].shape, [numbers[2], numbers[4]])
  }
}

extension WindowAttributes {
  /// The window with SAME padding over an unpadded input, nil where it would stand elsewhere than this one, which
  /// stands without padding over the padded input.
  ///
  /// - Parameters:
  ///   - padded, unpadded: [N, H, W, C].
  ///   - before: Zeros before the first row and column.
  ///   - kernel: Rows and columns of the window.
  fileprivate func same(padded: [Int], unpadded: [Int], before: [Int], kernel: [Int]) -> WindowAttributes? {
    var window = self
    window.padding = .same
    guard padding == .valid,
      let present = try? geometry(input: padded, kernelRows: kernel[0], kernelColumns: kernel[1]),
      let same = try? window.geometry(input: unpadded, kernelRows: kernel[0], kernelColumns: kernel[1]),
      present.rows.output == same.rows.output, present.columns.output == same.columns.output,
      [same.rows.before, same.columns.before] == before
    else { return nil }
    return window
  }
}

extension OperationKind {
  /// `operation`, which is of this kind, on the input before its padding; nil where it would compute something else.
  fileprivate func withSamePadding(
    _ operation: GraphOperation, in graph: Graph, unpadded: [Int], before: [Int], isNonNegative: Bool
  ) -> (any OperationKind)? {
    guard let input = operation.inputs[0] else { return nil }
    let padded = graph[input].shape
    func window(_ attributes: WindowAttributes) -> WindowAttributes? {
      guard operation.inputs.count >= 2, let weights = operation.inputs[1], graph[weights].shape.count == 4
      else {
        return nil
      }
      return attributes.same(
        padded: padded, unpadded: unpadded, before: before, kernel: Array(graph[weights].shape[1...2]))
    }
    switch self {
    case var kind as Conv2DKind:
      guard let same = window(kind.window) else { return nil }
      kind.window = same
      return kind
    case var kind as DepthwiseConv2DKind:
      guard let same = window(kind.window) else { return nil }
      kind.window = same
      return kind
    case var kind as MaxPool2DKind:
      guard isNonNegative,
        let same = kind.window.same(
          padded: padded, unpadded: unpadded, before: before,
          kernel: [Int(kind.filter.rows), Int(kind.filter.columns)])
      else { return nil }
      kind.window = same
      return kind
    default: return nil
    }
  }

  /// Whether outputs have no negative element whatever the inputs are.
  fileprivate var givesNonNegative: Bool {
    activation.range.lowerBound >= 0 || self is ReluKind || self is Relu6Kind || self is LogisticKind
      || self is SoftmaxKind
  }

  /// Whether outputs have no negative element where the inputs have none.
  fileprivate var keepsNonNegative: Bool {
    switch self {
    case is MaxPool2DKind, is AveragePool2DKind, is ConcatenationKind, is PadKind, is ReshapeKind,
      is MeanKind,
      is ReduceMaxKind, is TransposeKind, is SliceKind, is StridedSliceKind, is ResizeNearestNeighborKind,
      is ReluN1To1Kind:
      activation.range.lowerBound <= 0
    default: false
    }
  }
}
