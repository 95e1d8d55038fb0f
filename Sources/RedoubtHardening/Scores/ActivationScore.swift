import RedoubtModel

/// Mean |activation| of the unit's plane, in real numbers.
struct ActivationScore: RecordScore {
  private let planes: PlaneMeans
  private let output: Int

  init(_ network: RankedNetwork, output: Int) {
    planes = PlaneMeans(network.units)
    self.output = output
  }

  func values(
    _ pass: ForwardPass, _ record: [UInt8], label: Int?
  ) throws -> (values: [Double], decision: Int) {
    var means = planes.zeros
    var decision = 0
    try pass.run(record) { tensor, elements in
      planes.add(tensor, elements.count, to: &means) { abs(elements[$0]) }
      if tensor == output { decision = elements.indexOfMaximum }
    }
    return (means, decision)
  }
}
