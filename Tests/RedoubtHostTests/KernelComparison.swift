import KernelOracles
import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

/// Runs single operators on every kernel path of this machine and compares each with the oracle.
struct KernelComparison {
  private var random: SeededGenerator
  /// Operators compared, and outputs that were not saturated: evidence that the cases test something.
  private(set) var operators = 0
  private(set) var outputs = 0
  private(set) var inside = 0

  init(_ name: StaticString, _ part: Int = 0) {
    random = SeededGenerator(name)
    random = SeededGenerator(seed: random.next() &+ UInt64(bitPattern: Int64(part)))
  }

  mutating func compare(_ operation: SingleOperator) throws {
    guard var oracle = operation.oracle else { return }
    let operands = operation.operands(using: &random)
    let file = operation.model(operands, outputSize: (oracle.rows.output, oracle.columns.output)).file
    let roundings: [Rounding] = operation.kind == .fullyConnected ? Rounding.allCases : [.tflm]
    for rounding in roundings {
      oracle.rounding = rounding == .litert ? .single : .double
      let expected = oracle.run(
        input: operands.input, weights: operands.weights, bias: operands.bias,
        scalings: operation.scalings(operands))
      for path in KernelPath.available {
        let actual = try HostInterpreter(file, rounding: rounding, path: path).infer(operands.input)
        guard actual != expected else { continue }
        let first = zip(actual, expected).enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
          "\(path) \(rounding): \(String(describing: first)), \(operation), seed \(SeededGenerator.runSeed)")
      }
      if rounding == .tflm {
        let actual = try inferOnCore(file, operands.input, DualMacOperators.self)
        #expect(actual == expected, "dual multiply-accumulate: \(operation), seed \(SeededGenerator.runSeed)")
      }
      outputs += expected.count
      inside += expected.count { $0 > oracle.minimum && $0 < oracle.maximum }
    }
    operators += 1
  }

  /// Fails where hardly anything was compared.
  func expectSubstance(operators least: Int) {
    #expect(operators >= least)
    #expect(inside > outputs / 4, "most outputs are saturated and would hide errors")
  }
}
