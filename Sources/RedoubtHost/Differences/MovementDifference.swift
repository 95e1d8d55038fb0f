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
  /// Where each byte of the one input goes in the one output, or −1; empty where a byte goes to several places, or changes
  /// in order do not stay in order.
  private let places: [Int32]

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
    let firstTargets = counts
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
    let keepsOrder =
      inputs.count == 1 && outputs.count == 1
      && targets.indices.dropFirst().allSatisfy { targets[$0 - 1].index < targets[$0].index }
      && firstTargets.indices.dropLast().allSatisfy { firstTargets[$0 + 1] - firstTargets[$0] <= 1 }
    places =
      keepsOrder
      ? (0..<count).map {
        let target = Int(firstTargets[$0])
        return target < firstTargets[$0 + 1] ? Int32(bitPattern: targets[target].index) : -1
      } : []
    var firsts: [Int] = []
    var first = 0
    for input in inputs {
      firsts.append(first)
      first += input.byteCount
    }
    (self.firsts, self.inputs, self.outputs) = (firsts, inputs, outputs)
  }

  func propagate() {
    guard places.isEmpty else { return moveInOrder() }
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe targets.withUnsafeBufferPointer { targets in
        for (input, first) in zip(inputs, firsts) where input.isChanged {
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
    for output in outputs { output.sort() }
  }

  /// Copies changes of the one input to the one output.
  private func moveInOrder() {
    let (input, output) = unsafe (inputs[0].state.pointee, outputs[0].state.pointee)
    var count = 0
    unsafe places.withUnsafeBufferPointer { places in
      for i in 0..<inputs[0].changeCount {
        let index = unsafe Int(input.indices[i])
        let place = unsafe places[index]
        guard place >= 0 else { continue }
        unsafe output.bytes[Int(place)] = input.bytes[index]
        unsafe output.indices[count] = UInt32(bitPattern: place)
        unsafe output.deltas[count] = input.deltas[i]
        count &+= 1
      }
    }
    unsafe outputs[0].state.pointee.count = count
  }
}
