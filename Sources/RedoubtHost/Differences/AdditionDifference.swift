import RedoubtCore
import RedoubtIntrinsics

/// ADD or SUB of two tensors of one shape: adds a stretch of them anew where much of it has changed.
@safe final class AdditionDifference: DifferenceKernel {
  private var parameters: redoubt_addition
  private let isa: redoubt_isa
  private let first, second, output: DifferingTensor
  private let sums: AlignedMemory
  private let tables = AlignedMemory(byteCount: Int(REDOUBT_ADDITION_TABLE_BYTES))
  /// Follows few changes one by one.
  private let elements: ElementDifference
  /// What a change costs on its own, and the vector kernel before its first element, in elements of the latter.
  private static let elementsPerChange = 14
  private static let elementsBeforeFirst = 500

  init(
    _ parameters: redoubt_addition, isa: redoubt_isa, _ elements: ElementDifference, first: DifferingTensor,
    second: DifferingTensor, output: DifferingTensor
  ) {
    (self.parameters, self.isa, self.elements) = (parameters, isa, elements)
    (self.first, self.second, self.output) = (first, second, output)
    sums = AlignedMemory(byteCount: output.byteCount + 64)
    unsafe redoubt_addition_prepare(isa, &self.parameters, tables.bytes.baseAddress)
  }

  func propagate() {
    var (begin, end) = (output.byteCount, 0)
    for tensor in [first, second] where tensor.isChanged {
      begin = min(begin, tensor.changedIndex(0))
      end = max(end, tensor.changedIndex(tensor.changeCount - 1) + 1)
    }
    let changes = first.changeCount + second.changeCount
    guard changes * Self.elementsPerChange > end - begin + Self.elementsBeforeFirst else {
      return elements.propagate()
    }
    let results = unsafe sums.bytes.baseAddress!.assumingMemoryBound(to: Int8.self)
    unsafe redoubt_addition_run(
      isa, &parameters, tables.bytes.baseAddress, first.bytes + begin, second.bytes + begin, results,
      end - begin)
    unsafe redoubt_difference_compare(isa, results, begin, end - begin, output.state)
  }
}
