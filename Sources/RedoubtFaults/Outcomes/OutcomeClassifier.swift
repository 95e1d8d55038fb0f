import RedoubtCore
import RedoubtModel

/// Compares answers with the fault-free ones.
public struct OutcomeClassifier: Sendable {
  private struct Golden: Sendable {
    let output: [UInt8]
    let decision: Int
    let isTied: Bool
    let isRight: Bool?
  }

  private let rule: DecisionRule
  private let type: TensorType
  private let quantization: AffineQuantization?
  private let firstBytes: Int
  private let golden: [Golden]

  /// - Parameters:
  ///   - output: The network's first output.
  ///   - golden: Fault-free answers, all outputs of each record.
  ///   - labels: Class of each record; nil without labels.
  /// - Returns: Nil where the rule does not apply to the output's type.
  public init?(_ rule: DecisionRule, output: TensorDescription, golden: [[UInt8]], labels: [Int]?) {
    guard [.int8, .int32, .float32].contains(output.type), output.elementCount > 0 else { return nil }
    self.rule = rule
    type = output.type
    quantization = output.quantization
    firstBytes = output.byteCount
    var list: [Golden] = []
    for (i, bytes) in golden.enumerated() {
      let (decision, isTied) = Self.decide(rule, Array(bytes.prefix(firstBytes)), type, output.quantization)
      list.append(
        Golden(
          output: bytes, decision: decision, isTied: isTied,
          isRight: rule.hasClasses ? labels.map { $0[i] == decision } : nil))
    }
    self.golden = list
  }

  /// Inputs that are decided right without a fault; nil without labels.
  public var correctInputs: Int? {
    golden.first?.isRight == nil ? nil : golden.reduce(0) { $0 + ($1.isRight == true ? 1 : 0) }
  }

  /// Whether the fault-free answer has more than one largest value.
  public func isTied(_ input: Int) -> Bool { golden[input].isTied }

  /// What the fault-free answer decides.
  public func decision(of input: Int) -> Int { golden[input].decision }

  /// The outcome of a trial, and whether either answer is tied.
  ///
  /// - Parameter label: Class of the input; nil without labels.
  public func classify(_ result: EngineResult, input: Int, label: Int?) -> (outcome: Outcome, isTied: Bool) {
    let one = golden[input]
    switch result {
    case .unchanged: return (.masked, one.isTied)
    case .stopped: return (.detected, one.isTied)
    case .hang, .outsideMemory: return (.due, one.isTied)
    case .output(let bytes):
      if bytes == one.output { return (.masked, one.isTied) }
      let first = Array(bytes.prefix(firstBytes))
      if case .meanSquaredError(let bound) = rule {
        return (distance(first, one.output) > bound ? .neutral : .tolerable, false)
      }
      let (decision, isTied) = Self.decide(rule, first, type, quantization)
      let tied = isTied || one.isTied
      if decision == one.decision { return (.tolerable, tied) }
      guard let isRight = one.isRight, let label else { return (.neutral, tied) }
      return (isRight ? .critical : decision == label ? .beneficial : .neutral, tied)
    }
  }

  private func distance(_ bytes: [UInt8], _ golden: [UInt8]) -> Double {
    let a = Self.values(bytes, type, quantization)
    let b = Self.values(Array(golden.prefix(firstBytes)), type, quantization)
    // What is not a number differs more than any bound allows.
    let sum = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(max(1, a.count))
    return sum.isNaN ? .infinity : sum
  }

  private static func decide(
    _ rule: DecisionRule, _ bytes: [UInt8], _ type: TensorType, _ quantization: AffineQuantization?
  ) -> (decision: Int, isTied: Bool) {
    switch rule {
    case .top1:
      if type == .int8 { return top(bytes.map { Int8(bitPattern: $0) }) }
      return top(values(bytes, type, nil))
    case .threshold(let bound):
      let all = values(bytes, type, quantization)
      if all.count == 1 { return (all[0] > bound ? 1 : 0, false) }
      return (all.firstIndex { $0 > bound } ?? -1, false)
    case .meanSquaredError: return (0, false)
    }
  }

  private static func top<T: Comparable>(_ values: [T]) -> (decision: Int, isTied: Bool) {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return (best, values.indices.contains { $0 != best && values[$0] == values[best] })
  }

  private static func values(
    _ bytes: [UInt8], _ type: TensorType, _ quantization: AffineQuantization?
  ) -> [Double] {
    let width = type.byteCount
    return stride(from: 0, to: bytes.count - width + 1, by: width).map { start in
      let bits = (0..<width).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      if type == .float32 { return Double(Float(bitPattern: bits)) }
      let q = type == .int8 ? Int(Int8(truncatingIfNeeded: bits)) : Int(Int32(bitPattern: bits))
      guard let quantization else { return Double(q) }
      return Double(quantization.scale) * Double(q - quantization.zeroPoint)
    }
  }
}

extension DecisionRule {
  /// Whether decisions can be compared with labels.
  var hasClasses: Bool {
    switch self {
    case .top1, .threshold: true
    case .meanSquaredError: false
    }
  }
}
