import RedoubtCore

/// One operator of a model that can follow changes of its inputs to its outputs.
protocol DifferenceKernel: AnyObject {
  /// Brings the outputs, golden so far, up to date with the inputs, at least one of which has changed.
  func propagate() throws(ModelError)

  /// Takes the golden run at hand over.
  func select(_ golden: GoldenRun)
}

extension DifferenceKernel {
  func select(_ golden: GoldenRun) {}
}
