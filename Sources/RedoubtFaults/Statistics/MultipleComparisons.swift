/// Several statements that shall all hold together.
public enum MultipleComparisons {
  /// The confidence that each of several intervals needs so that all hold at once (Bonferroni).
  public static func confidence(each count: Int, together: Double = 0.95) -> Double {
    count > 1 ? 1 - (1 - together) / Double(count) : together
  }

  /// p values that may be compared with one level although there are several, in the order given.
  ///
  /// - Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979.
  public static func holm(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var largest = 0.0
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    for (place, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - place)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
