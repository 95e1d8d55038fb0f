import RedoubtCore
import RedoubtIntrinsics

/// CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED with its weights repacked for a vector kernel.
@safe final class FastWeightedKernel: FastKernel {
  private enum Plan {
    case convolution(redoubt_convolution)
    case depthwise(redoubt_depthwise)
  }

  private let operation: WeightedOperator
  private let memory: KernelMemory
  private let plan: Plan
  private let packed: AlignedMemory
  private let input, output: UnsafeMutablePointer<Int8>
  let constants: [Range<Int>]

  /// - Parameters:
  ///   - input, output: First bytes of the two tensors, which stay where they are.
  /// - Returns: nil where the vector kernel does not cover the operator.
  init?(
    _ operation: WeightedOperator, _ memory: KernelMemory, input: UnsafeMutablePointer<Int8>,
    output: UnsafeMutablePointer<Int8>
  ) {
    var window = operation.window
    let packedBytes: Int
    let stagedBytes: Int
    if operation.isDepthwise {
      var depthwise = redoubt_depthwise()
      guard unsafe redoubt_depthwise_prepare(&window, &depthwise) else { return nil }
      plan = .depthwise(depthwise)
      (packedBytes, stagedBytes) = (depthwise.packed_bytes, depthwise.staged_bytes)
    } else {
      var convolution = redoubt_convolution()
      guard unsafe redoubt_convolution_prepare(&window, &convolution) else { return nil }
      plan = .convolution(convolution)
      (packedBytes, stagedBytes) = (convolution.packed_bytes, convolution.staged_bytes)
    }
    self.operation = operation
    self.memory = memory
    packed = AlignedMemory(byteCount: packedBytes)
    unsafe (self.input, self.output) = (input, output)
    constants = [KernelMemory.range(operation.weights), KernelMemory.range(operation.bias)]
    memory.staging.reserve(stagedBytes)
    switch plan {
    case .convolution(var plan): unsafe redoubt_convolution_pack_begin(&plan, packed.bytes.baseAddress)
    case .depthwise(var plan): unsafe redoubt_depthwise_pack_begin(&plan, packed.bytes.baseAddress)
    }
    for channel in 0..<operation.pairs.count { pack(channel) }
  }

  private func pack(_ channel: Int) {
    guard let weights = unsafe memory.constant(operation.weights, as: Int8.self) else { return }
    let bias = operation.bias.flatMap { unsafe memory.constant($0, as: Int32.self)?[channel] } ?? 0
    let pair = operation.pairs[channel]
    var quantisation = operation.quantisation
    switch plan {
    case .convolution(var plan):
      unsafe redoubt_convolution_pack_channel(
        &plan, packed.bytes.baseAddress, Int32(channel), weights, bias, pair.multiplier, pair.shift,
        &quantisation)
    case .depthwise(var plan):
      unsafe redoubt_depthwise_pack_channel(
        &plan, packed.bytes.baseAddress, Int32(channel), weights, bias, pair.multiplier, pair.shift,
        &quantisation)
    }
  }

  func update(_ changed: Range<Int>) {
    let weights = changed.clamped(to: constants[0])
    let biases = changed.clamped(to: constants[1])
    var channels = Set<Int>()
    // A change of more bytes than there are channels is cheaper to take over as a whole.
    if weights.count + biases.count > operation.pairs.count {
      channels.formUnion(0..<operation.pairs.count)
    } else {
      for byte in weights { channels.insert(operation.channel(of: byte - constants[0].lowerBound)) }
      for byte in biases { channels.insert((byte - constants[1].lowerBound) / 4) }
    }
    for channel in channels { pack(channel) }
  }

  /// Computes the sums that the operator requantises, 16 × blocks of output channels per pixel, of one image.
  ///
  /// - Returns: False, with nothing computed, where there is no kernel for it.
  func accumulate(_ image: UnsafePointer<Int8>, into sums: UnsafeMutablePointer<Int32>) -> Bool {
    guard case .convolution(var plan) = plan else { return false }
    let staged = unsafe memory.staging.base
    let zeroPoint = operation.quantisation.input_zero_point
    unsafe redoubt_convolution_stage(memory.isa, &plan, image, zeroPoint, staged)
    return unsafe redoubt_convolution_accumulate(
      memory.isa, &plan, packed.bytes.baseAddress, staged, zeroPoint, sums)
  }

  func run() {
    let isa = memory.isa
    let staged = unsafe memory.staging.base
    var quantisation = operation.quantisation
    let zeroPoint = quantisation.input_zero_point
    let inputBytes = operation.input.shape.count / operation.batches
    let outputBytes = operation.output.shape.count / operation.batches
    for batch in 0..<operation.batches {
      let (source, target) = unsafe (input + batch * inputBytes, output + batch * outputBytes)
      switch plan {
      case .convolution(var plan):
        unsafe redoubt_convolution_stage(isa, &plan, source, zeroPoint, staged)
        unsafe redoubt_convolution_run(isa, &plan, packed.bytes.baseAddress, staged, &quantisation, target)
      case .depthwise(var plan):
        unsafe redoubt_depthwise_stage(isa, &plan, source, zeroPoint, staged)
        unsafe redoubt_depthwise_run(isa, &plan, packed.bytes.baseAddress, staged, &quantisation, target)
      }
    }
  }
}
