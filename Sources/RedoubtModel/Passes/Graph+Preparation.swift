extension Graph {
  /// The graph as the quantiser takes it: the same results, up to the rounding of float sums, from few operations that
  /// an int8 file can hold.
  ///
  /// No transposes inside ordinary networks; scales, shifts, activations and padding inside the layers; no operation on
  /// constants alone.
  ///
  /// - Throws: Where the graph is not consistent.
  public func preparedForQuantization() throws(GraphError) -> Graph {
    var graph = try removingTransposes()
    try graph.foldConstants()
    graph.removeIdleOperations()
    // Scales go back into a layer before activations join it, and forward only where nothing stands before them.
    graph.foldScalesAndShifts()
    graph.fuseActivations()
    graph.foldScalesForward()
    graph.replaceScalesByDepthwiseConvolutions()
    graph.foldScalesAndShifts()
    graph.fuseActivations()
    graph.fusePadding()
    graph.foldConstantChannels()
    try graph.removeDeadChannels()
    try graph.validate()
    return graph
  }
}
