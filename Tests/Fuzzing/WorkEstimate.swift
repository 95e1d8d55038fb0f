import Foundation
import RedoubtCore

/// How much an inference computes, roughly: multiply-accumulates, window elements and tensor elements.
///
/// A mutated shape can ask for hours of honest work in a few bytes. That is no hang, and no fuzzer should wait.
struct WorkEstimate {
  /// Of the whole model; saturates.
  private(set) var operations = 0

  /// `REDOUBT_FUZZ_OPERATIONS`, for a slow run over whole networks; else four million.
  private static let limit =
    ProcessInfo.processInfo.environment["REDOUBT_FUZZ_OPERATIONS"].flatMap { Int($0) } ?? 4 << 20

  /// True when an inference, with the default limit, takes well below a second, sanitisers included.
  var isAffordable: Bool { operations <= Self.limit }

  init(_ model: Model) throws(ModelError) {
    for index in 0..<model.operators.count {
      let node = try Node(model, index)
      add(try AllOperators<TFLM>.macs(node), times: 1)
      let window = try Self.poolWindow(node)
      for i in 0..<node.inputCount {
        if let tensor = try node.optionalInput(i) { add(tensor.shape.count, times: 1) }
      }
      for i in 0..<node.outputCount { add(try node.output(i).shape.count, times: window) }
    }
  }

  /// Input cells per output cell of a pooling operator, which has no multiply-accumulates; 1 for all others.
  private static func poolWindow(_ node: Node) throws(ModelError) -> Int {
    let (averagePool, maxPool, poolOptions) = (Int32(1), Int32(17), UInt8(5))
    guard node.code == averagePool || node.code == maxPool else { return 1 }
    let options = try node.options(poolOptions)
    let width = try options.scalar(3, default: 0 as Int32)
    let height = try options.scalar(4, default: 0 as Int32)
    let (area, overflow) = Int(width).multipliedReportingOverflow(by: Int(height))
    return overflow ? .max : max(1, area)
  }

  private mutating func add(_ count: Int, times factor: Int) {
    let (product, isTooMuch) = count.multipliedReportingOverflow(by: factor)
    let (sum, overflow) = operations.addingReportingOverflow(isTooMuch ? .max : product)
    operations = overflow ? .max : sum
  }
}
