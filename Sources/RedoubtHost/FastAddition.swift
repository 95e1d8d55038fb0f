import RedoubtCore
import RedoubtIntrinsics

/// ADD or SUB of two tensors of one shape, on a vector kernel.
@safe final class FastAddition: FastKernel {
  private var parameters: redoubt_addition
  private let isa: redoubt_isa
  private let tables = AlignedMemory(byteCount: Int(REDOUBT_ADDITION_TABLE_BYTES))
  private let first, second, output: UnsafeMutablePointer<Int8>
  private let count: Int
  /// Constant operands are read in place at each run, so no change of theirs needs to be taken over.
  let constants: [Range<Int>]

  /// - Parameters:
  ///   - places: First bytes of the operands and of the output.
  /// - Returns: nil for operands that are broadcast.
  init?(
    _ p: SumParameters, subtracts: Bool, _ memory: KernelMemory,
    places: (
      first: UnsafeMutablePointer<Int8>, second: UnsafeMutablePointer<Int8>,
      output: UnsafeMutablePointer<Int8>
    )
  ) {
    guard p.first.shape == p.output.shape, p.second.shape == p.output.shape else { return nil }
    parameters = redoubt_addition(p, subtracts: subtracts)
    isa = memory.isa
    unsafe (first, second, output) = places
    count = p.output.shape.count
    unsafe redoubt_addition_prepare(isa, &parameters, tables.bytes.baseAddress)
    constants = [KernelMemory.range(p.first), KernelMemory.range(p.second)]
  }

  func update(_ changed: Range<Int>) {}

  func run() {
    unsafe redoubt_addition_run(isa, &parameters, tables.bytes.baseAddress, first, second, output, count)
  }
}

extension redoubt_addition {
  init(_ p: SumParameters, subtracts: Bool) {
    self.init(
      offset1: p.firstOffset, offset2: p.secondOffset, multiplier1: p.firstMultiplier.multiplier,
      shift1: p.firstMultiplier.shift, multiplier2: p.secondMultiplier.multiplier,
      shift2: p.secondMultiplier.shift, left_shift: p.leftShift,
      output_multiplier: p.outputMultiplier.multiplier, output_shift: p.outputMultiplier.shift,
      output_zero_point: p.outputZeroPoint, minimum: p.range.minimum, maximum: p.range.maximum,
      subtracts: subtracts)
  }
}
