extension Graph {
  /// The graph as the quantiser takes it: the same results, up to the rounding of float sums, from few operations.
  ///
  /// No transposes inside ordinary networks, scales and shifts inside the layers.
  ///
  /// - Throws: Where the graph is not consistent.
  public func preparedForQuantization() throws(GraphError) -> Graph {
    var graph = try removingTransposes()
    graph.foldScalesAndShifts()
    return graph
  }
}
