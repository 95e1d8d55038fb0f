import RedoubtCore
import RedoubtIntrinsics

/// A byte of an operator's weights or bias that has changed.
package struct ConstantChange {
  /// Byte of the file.
  package let position: Int
  package let value: UInt8

  package init(position: Int, value: UInt8) {
    self.position = position
    self.value = value
  }
}

/// CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED: adds changes to the golden accumulators.
@safe final class WeightedDifference: DifferenceKernel {
  private let operation: WeightedOperator
  private let plan: UnsafeMutablePointer<redoubt_difference>
  private let isa: redoubt_isa
  private let packed: AlignedMemory
  private let scratch: StagingMemory
  /// Computes the operator as a whole.
  private let dense: DenseDifference
  private let input, output: DifferingTensor
  private let step: Int
  /// Model file, as the plan was packed.
  private let model: UnsafeMutableRawPointer
  private let place: Int
  private var golden: GoldenRun?
  private var taps: [redoubt_tap_change] = []

  /// Accumulators that a golden run keeps for this operator.
  static func accumulators(_ operation: WeightedOperator) -> Int? { plan(operation)?.accumulators }

  private static func plan(_ operation: WeightedOperator) -> redoubt_difference? {
    guard operation.batches == 1 else { return nil }
    var (window, quantisation) = (operation.window, operation.quantisation)
    var plan = redoubt_difference()
    guard unsafe redoubt_difference_prepare(&window, &quantisation, operation.isDepthwise, &plan) else {
      return nil
    }
    return plan
  }

  /// - Parameters:
  ///   - model: First byte of the model file.
  ///   - scratch: Working memory that the kernels share.
  ///   - dense: Computes the operator as a whole, where much has changed.
  ///   - place: Of the accumulators in a golden run's memory.
  /// - Returns: nil where the kernel does not cover the operator.
  init?(
    _ operation: WeightedOperator, isa: redoubt_isa, model: UnsafeMutableRawPointer, scratch: StagingMemory,
    dense: DenseDifference, step: Int, place: Int, input: DifferingTensor, output: DifferingTensor
  ) {
    guard var plan = Self.plan(operation), let position = operation.weights.constantPosition else {
      return nil
    }
    let weights = unsafe (model + position).assumingMemoryBound(to: Int8.self)
    self.operation = operation
    unsafe self.plan = .allocate(capacity: 1)
    unsafe self.plan.initialize(to: plan)
    (self.input, self.output, self.step, self.place) = (input, output, step, place)
    (self.isa, self.scratch, self.dense) = (isa, scratch, dense)
    unsafe self.model = model
    scratch.reserve(Int(plan.scratch_bytes))
    packed = AlignedMemory(byteCount: plan.packed_bytes)
    let bias = unsafe operation.bias?.constantPosition.map {
      unsafe (model + $0).assumingMemoryBound(to: Int32.self)
    }
    let multipliers = operation.pairs.map(\.multiplier)
    let shifts = operation.pairs.map(\.shift)
    unsafe redoubt_difference_pack(&plan, packed.bytes.baseAddress, weights, bias, multipliers, shifts)
  }

  deinit { unsafe plan.deallocate() }

  func select(_ golden: GoldenRun) { self.golden = golden }

  /// The golden accumulators, computed at the first call for a golden run.
  private func accumulators() -> UnsafeMutablePointer<Int32> {
    guard let golden else { preconditionFailure("no golden run was selected") }
    let memory = unsafe (golden.memory.bytes.baseAddress! + place).assumingMemoryBound(to: Int32.self)
    if !golden.hasAccumulators[step] {
      input.withGoldenBytes {
        if unsafe dense.accumulate(input.bytes, into: memory) { return }
        unsafe redoubt_difference_accumulate(
          isa, plan, packed.bytes.baseAddress, scratch.base, input.bytes, memory)
      }
      golden.hasAccumulators[step] = true
    }
    return unsafe memory
  }

  func propagate() throws(ModelError) {
    let accumulators = unsafe accumulators()
    let isDone = unsafe redoubt_difference_inputs(
      isa, plan, packed.bytes.baseAddress, scratch.base, accumulators, input.state, output.state)
    if !isDone { try dense.propagate() }
  }

  /// Follows changed weights and biases, for golden inputs.
  ///
  /// - Parameter changes: Each byte at most once.
  func propagate(_ changes: [ConstantChange]) {
    let accumulators = unsafe accumulators()
    let (weights, biases) = (KernelMemory.range(operation.weights), KernelMemory.range(operation.bias))
    func channel(_ change: ConstantChange) -> Int? {
      if weights.contains(change.position) {
        return operation.channel(of: change.position - weights.lowerBound)
      }
      return biases.contains(change.position) ? (change.position - biases.lowerBound) / 4 : nil
    }
    var channels = 0
    for (i, first) in changes.enumerated() {
      guard let current = channel(first),
        !changes[..<i].contains(where: { channel($0) == current })
      else { continue }
      taps.removeAll(keepingCapacity: true)
      var biasMask: UInt32 = 0
      for change in changes[i...] where channel(change) == current {
        let old = unsafe model.load(fromByteOffset: change.position, as: UInt8.self)
        if weights.contains(change.position) {
          taps.append(tap(change.position - weights.lowerBound, Int8(bitPattern: old), change.value))
        } else {
          let byte = UInt32((change.position - biases.lowerBound) % 4)
          biasMask ^= UInt32(old ^ change.value) << (8 * byte)
        }
      }
      var biasDelta: Int32 = 0
      if biasMask != 0 {
        let bias = unsafe model.load(fromByteOffset: biases.lowerBound + 4 * current, as: Int32.self)
        biasDelta = (bias ^ Int32(bitPattern: biasMask)) &- bias
      }
      unsafe redoubt_difference_weights(
        plan, packed.bytes.baseAddress, accumulators, input.bytes, Int32(current), taps, taps.count,
        biasDelta, output.state)
      channels += 1
    }
    if channels > 1 { output.sort() }
  }

  private func tap(_ weight: Int, _ old: Int8, _ new: UInt8) -> redoubt_tap_change {
    let width = Int(operation.window.kernel_width)
    let delta = Int32(Int8(bitPattern: new)) - Int32(old)
    if operation.isDepthwise {
      let tap = weight / operation.pairs.count
      return redoubt_tap_change(
        kernel_row: Int32(tap / width), kernel_column: Int32(tap % width), input_channel: 0, delta: delta)
    }
    let depth = Int(operation.window.input_channels)
    let tap = weight / depth % (width * Int(operation.window.kernel_height))
    return redoubt_tap_change(
      kernel_row: Int32(tap / width), kernel_column: Int32(tap % width), input_channel: Int32(weight % depth),
      delta: delta)
  }
}
