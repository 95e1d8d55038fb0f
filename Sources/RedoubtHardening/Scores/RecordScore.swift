/// What one record says about each unit.
protocol RecordScore: Sendable {
  /// - Parameter label: Class of the record, where known.
  /// - Returns: A value per unit, in the order of `NetworkUnits.all`, and the class that the record counts for: its
  ///   label, else the network's decision.
  func values(
    _ pass: ForwardPass, _ record: [UInt8], label: Int?
  ) throws -> (values: [Double], decision: Int)
}
