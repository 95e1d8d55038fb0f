/// Instructions of the operators of one form on one core: for each kind a coefficient per quantity of its work.
public struct InstructionCosts: Equatable, Codable, Sendable {
  /// By kind, in the order of `OperatorWork.quantities`, none negative.
  public var coefficients: [String: [Double]]
  /// Instructions of an inference besides its operators.
  public var perInference: Double
  /// Largest relative error of whole networks that took no part in the calibration, as a share.
  public var networkError: Double

  public init(coefficients: [String: [Double]], perInference: Double = 0, networkError: Double = 0) {
    self.coefficients = coefficients
    self.perInference = perInference
    self.networkError = networkError
  }

  /// Instructions of one operator.
  ///
  /// - Returns: For a kind that was not measured, what an element of the dearest measured kind without
  ///   multiply-accumulates costs.
  public func instructions(_ work: OperatorWork) -> Double {
    if let known = coefficients[work.kind] {
      return zip(known, work.quantities).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let dearest = coefficients.values.filter { $0[0] == 0 }.map { $0[1] + $0[2] }.max() ?? 10
    return dearest * Double(max(work.outputs, work.inputs)) + 4 * Double(work.macs)
  }

  /// True where every kind of work was measured.
  public func knows(_ list: [OperatorWork]) -> Bool { list.allSatisfy { coefficients[$0.kind] != nil } }

  /// Instructions of an inference.
  public func instructions(_ list: [OperatorWork]) -> Double {
    list.reduce(perInference) { $0 + instructions($1) }
  }
}
