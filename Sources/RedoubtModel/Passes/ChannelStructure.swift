/// How operations treat the last dimension.
extension Graph {
  /// Whether a reduction or slice leaves the last dimension of its input whole.
  func keepsLastDimension(_ operation: GraphOperation) -> Bool {
    guard let input = operation.inputs.first ?? nil, let output = operation.outputs.first,
      let last = self[input].shape.indices.last
    else { return false }
    switch operation.kind {
    case is MeanKind, is ReduceMaxKind:
      let axes = try? operation.inputs.map { id in id.map { self[$0] } }.integers(1, "axes")
      guard let axes else { return false }
      return !axes.contains(last) && !axes.contains(-1)
    case is SliceKind:
      return self[output].shape.last == self[input].shape.last
    case let kind as StridedSliceKind:
      // A step of −1 would turn the channels round.
      let steps = try? operation.inputs.map { id in id.map { self[$0] } }.integers(3, "strides")
      return kind.shrinkAxisMask == 0 && self[output].shape.last == self[input].shape.last
        && (steps.map { $0.count <= last || $0[last] == 1 } ?? false)
    default: return false
    }
  }

  /// Cells that a PAD adds before the last dimension; nil for anything else.
  func paddingOfLastDimension(_ operation: GraphOperation) -> Int? {
    guard operation.kind is PadKind, let input = operation.inputs[0],
      let last = self[input].shape.indices.last,
      let numbers = try? operation.inputs.map({ id in id.map { self[$0] } })
        .integers(1, "paddings", count: 2 * (last + 1))
    else { return nil }
    return numbers[2 * last]
  }
}
