import RedoubtCore

/// An operator that copies bytes: where each byte goes, as the operator itself has shown.
@safe final class MovementDifference: DifferenceKernel {
  private struct Target {
    let output: Int32
    let index: UInt32
  }

  private let inputs, outputs: [DifferingTensor]
  /// Of each input, its first byte in the count through all inputs.
  private let firsts: [Int]
  /// Targets of byte i of all inputs: `targets[starts[i]..<starts[i + 1]]`.
  private let starts: [Int32]
  private let targets: [Target]
  /// Whether changes in order stay in order.
  private let keepsOrder: Bool

  private static let codes: Set<Int32> = [
    Reshape.code, Squeeze.code, ExpandDims.code, Pad.code, PadV2.code, Slice.code, StridedSlice.code,
    Transpose.code, Concatenation.code, Split.code, Tile.code, ResizeNearestNeighbor.code,
    SpaceToBatchND.code,
    BatchToSpaceND.code,
  ]

  /// - Parameters:
  ///   - inputs, outputs: In the probe's order.
  /// - Returns: nil for another kind of operator.
  init?(
    _ node: Node, _ probe: OperatorProbe, inputs: [DifferingTensor], outputs: [DifferingTensor]
  ) throws(ModelError) {
    let tensors = (probe.inputs + probe.outputs).map(\.tensor)
    guard Self.codes.contains(node.code), tensors.allSatisfy({ $0.type == .int8 }), !inputs.isEmpty else {
      return nil
    }
    let count = inputs.reduce(0) { $0 + $1.byteCount }
    // Each run shows one byte of the source's number, a second one that the byte is a copy and no constant.
    var sources = [Int](repeating: 0, count: outputs.reduce(0) { $0 + $1.byteCount })
    var isCopy = [Bool](repeating: true, count: sources.count)
    var shift = 0
    while shift == 0 || count > 1 << shift {
      let shown = try probe.outputs { UInt8(truncatingIfNeeded: $0 >> shift) }
      let inverted = try probe.outputs { ~UInt8(truncatingIfNeeded: $0 >> shift) }
      for i in sources.indices {
        sources[i] |= Int(shown[i]) << shift
        if shown[i] != ~inverted[i] { isCopy[i] = false }
      }
      shift += 8
    }
    var counts = [Int32](repeating: 0, count: count + 1)
    for i in sources.indices where isCopy[i] {
      guard sources[i] < count else { return nil }
      counts[sources[i] + 1] += 1
    }
    for i in 1...count { counts[i] += counts[i - 1] }
    starts = counts
    var targets = [Target](repeating: Target(output: 0, index: 0), count: Int(counts[count]))
    var place = 0
    for (number, output) in outputs.enumerated() {
      for index in 0..<output.byteCount {
        defer { place += 1 }
        guard isCopy[place] else { continue }
        targets[Int(counts[sources[place]])] = Target(output: Int32(number), index: UInt32(index))
        counts[sources[place]] += 1
      }
    }
    self.targets = targets
    keepsOrder =
      inputs.count == 1 && outputs.count == 1
      && targets.indices.dropFirst().allSatisfy { targets[$0 - 1].index < targets[$0].index }
    var firsts: [Int] = []
    var first = 0
    for input in inputs {
      firsts.append(first)
      first += input.byteCount
    }
    (self.firsts, self.inputs, self.outputs) = (firsts, inputs, outputs)
  }

  func propagate() {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe targets.withUnsafeBufferPointer { targets in
        for (input, first) in zip(inputs, firsts) where input.isChanged {
          if keepsOrder {
            unsafe moveInOrder(starts, targets)
            return
          }
          for i in 0..<input.changeCount {
            let index = input.changedIndex(i)
            let value = unsafe input.bytes[index]
            let (begin, end) = unsafe (Int(starts[first + index]), Int(starts[first + index + 1]))
            for place in begin..<end {
              let target = unsafe targets[place]
              outputs[Int(target.output)].set(Int(target.index), to: value)
            }
          }
        }
      }
    }
    if !keepsOrder { for output in outputs { output.sort() } }
  }

  /// Copies changes of the one input to the one output.
  private func moveInOrder(_ starts: UnsafeBufferPointer<Int32>, _ targets: UnsafeBufferPointer<Target>) {
    let (input, output) = unsafe (inputs[0].state.pointee, outputs[0].state.pointee)
    var count = 0
    for i in 0..<inputs[0].changeCount {
      let index = unsafe Int(input.indices[i])
      let value = unsafe input.bytes[index]
      var place = unsafe Int(starts[index])
      let end = unsafe Int(starts[index + 1])
      while place < end {
        let target = unsafe targets[place].index
        unsafe output.bytes[Int(target)] = value
        unsafe output.indices[count] = target
        unsafe output.deltas[count] = input.deltas[i]
        count &+= 1
        place &+= 1
      }
    }
    unsafe outputs[0].state.pointee.count = count
  }
}
