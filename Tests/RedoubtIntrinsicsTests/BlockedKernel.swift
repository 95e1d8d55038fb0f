import KernelOracles
import ModelFixtures
import RedoubtCore
import RedoubtIntrinsics

/// A vector kernel called as its header says, with operands that no model file could give it.
struct BlockedKernel {
  enum Kind { case convolution, depthwise }

  let kind: Kind
  let oracle: ConvolutionOracle
  let quantisation: redoubt_quantisation

  static let paths = [REDOUBT_ISA_PORTABLE, REDOUBT_ISA_AVX2, REDOUBT_ISA_AVX512_VNNI].filter {
    redoubt_isa_is_available($0)
  }

  /// - Parameter oracle: One batch entry; its zero points, limits and rounding hold.
  init(_ oracle: ConvolutionOracle) {
    self.oracle = oracle
    kind = oracle.isDepthwise ? .depthwise : .convolution
    quantisation = redoubt_quantisation(
      input_zero_point: Int32(oracle.inputZeroPoint), output_zero_point: Int32(oracle.outputZeroPoint),
      minimum: Int32(oracle.minimum), maximum: Int32(oracle.maximum),
      rounding: oracle.rounding == .single ? REDOUBT_ROUNDING_SINGLE : REDOUBT_ROUNDING_DOUBLE)
  }

  private var window: redoubt_window {
    let (rows, columns) = (oracle.rows, oracle.columns)
    return redoubt_window(
      input_height: Int32(rows.input), input_width: Int32(columns.input),
      input_channels: Int32(oracle.inputChannels), output_height: Int32(rows.output),
      output_width: Int32(columns.output), output_channels: Int32(oracle.outputChannels),
      kernel_height: Int32(rows.filter), kernel_width: Int32(columns.filter),
      stride_height: Int32(rows.stride),
      stride_width: Int32(columns.stride), dilation_height: Int32(rows.dilation),
      dilation_width: Int32(columns.dilation), pad_top: Int32(rows.padding), pad_left: Int32(columns.padding))
  }

  /// - Returns: The output, and whether every byte around it and around the staged image stayed as it was.
  func run(
    _ isa: redoubt_isa, input: [Int8], weights: [Int8], bias: [Int32],
    scalings: [(multiplier: Int32, shift: Int32)]
  ) -> (output: [Int8], isContained: Bool) {
    var (window, quantisation) = (window, quantisation)
    var (convolution, depthwise) = (redoubt_convolution(), redoubt_depthwise())
    let isPrepared =
      kind == .depthwise
      ? redoubt_depthwise_prepare(&window, &depthwise) : redoubt_convolution_prepare(&window, &convolution)
    precondition(isPrepared, "the sweeps ask for supported windows only")
    let isDepthwise = kind == .depthwise
    let packed = FencedMemory(byteCount: isDepthwise ? depthwise.packed_bytes : convolution.packed_bytes)
    let staged = FencedMemory(byteCount: isDepthwise ? depthwise.staged_bytes : convolution.staged_bytes)
    let output = FencedMemory(
      byteCount: oracle.rows.output * oracle.columns.output * oracle.outputChannels)
    let (image, result) = (
      staged.start.assumingMemoryBound(to: UInt8.self), output.start.assumingMemoryBound(to: Int8.self)
    )
    if isDepthwise {
      redoubt_depthwise_pack_begin(&depthwise, packed.start)
    } else {
      redoubt_convolution_pack_begin(&convolution, packed.start)
    }
    for (channel, scaling) in scalings.enumerated() {
      if isDepthwise {
        redoubt_depthwise_pack_channel(
          &depthwise, packed.start, Int32(channel), weights, bias[channel], scaling.multiplier, scaling.shift,
          &quantisation)
      } else {
        redoubt_convolution_pack_channel(
          &convolution, packed.start, Int32(channel), weights, bias[channel], scaling.multiplier,
          scaling.shift,
          &quantisation)
      }
    }
    let zeroPoint = quantisation.input_zero_point
    if isDepthwise {
      redoubt_depthwise_stage(isa, &depthwise, input, zeroPoint, image)
      redoubt_depthwise_run(isa, &depthwise, packed.start, image, &quantisation, result)
    } else {
      redoubt_convolution_stage(isa, &convolution, input, zeroPoint, image)
      redoubt_convolution_run(isa, &convolution, packed.start, image, &quantisation, result)
    }
    let bytes = Array(UnsafeBufferPointer(start: result, count: output.byteCount))
    return (bytes, packed.isUntouchedOutside && staged.isUntouchedOutside && output.isUntouchedOutside)
  }
}

/// Memory aligned to 64 bytes between two fences of known bytes.
final class FencedMemory {
  private static let fenceBytes = 128
  private static let fence: UInt8 = 0xc3
  private let memory: UnsafeMutableRawBufferPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    memory = .allocate(byteCount: byteCount + 2 * Self.fenceBytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: Self.fence)
  }

  deinit { memory.deallocate() }

  var start: UnsafeMutableRawPointer { memory.baseAddress! + Self.fenceBytes }

  var isUntouchedOutside: Bool {
    let end = Self.fenceBytes + byteCount
    return memory[..<Self.fenceBytes].allSatisfy { $0 == Self.fence }
      && memory[end...].allSatisfy { $0 == Self.fence }
  }
}
