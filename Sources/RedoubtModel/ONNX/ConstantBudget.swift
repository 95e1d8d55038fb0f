/// Bounds the memory and the work that an import puts into constants, so that a small file cannot ask for much.
struct ConstantBudget {
  private let retainedLimit: Int
  private let computedLimit: Int
  private var retained = 0
  private var computed = 0

  /// Room for what honest exporters expand: shapes, masks, numbers that stand for whole tensors.
  private static let allowance = 1 << 20

  /// - Parameter modelBytes: The model file with its external data. Constants may take three times as much: half
  ///   precision floats double, and operations change some.
  init(modelBytes: Int) {
    retainedLimit = 3 * modelBytes + Self.allowance
    computedLimit = 64 * retainedLimit
  }

  /// Counts a constant that stays.
  mutating func retain(_ bytes: Int, at place: String) throws(ONNXError) {
    retained += bytes
    guard retained <= retainedLimit else {
      throw .invalid(
        place: place,
        "The constants up to here take \(retained) bytes, more than three times what the file holds. It is damaged or "
          + "malicious.")
    }
  }

  /// Counts a constant that is let go.
  mutating func release(_ bytes: Int) { retained -= bytes }

  /// Counts elements that are read or computed, before they are.
  mutating func compute(_ bytes: Int, at place: String) throws(ONNXError) {
    guard bytes <= retainedLimit else {
      throw .invalid(
        place: place,
        "It computes a constant of \(bytes) bytes, more than three times what the file holds. It is damaged or "
          + "malicious.")
    }
    computed += bytes
    guard computed <= computedLimit else {
      throw .invalid(
        place: place, "Constants are read and computed over and over; the file is damaged or malicious.")
    }
  }
}
