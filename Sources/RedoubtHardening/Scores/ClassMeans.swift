/// Sums of unit values over records, apart for each class.
struct ClassMeans: Sendable {
  private var classes: [Int: (sums: [Double], count: Int)] = [:]

  mutating func add(_ values: [Double], to class: Int) {
    guard var known = classes[`class`] else {
      classes[`class`] = (values, 1)
      return
    }
    classes[`class`] = nil
    for i in values.indices { known.sums[i] += values[i] }
    known.count += 1
    classes[`class`] = known
  }

  /// Adds the sums of further records.
  mutating func add(_ other: ClassMeans) {
    for (name, more) in other.classes.sorted(by: { $0.key < $1.key }) {
      guard var known = classes[name] else {
        classes[name] = more
        continue
      }
      classes[name] = nil
      for i in more.sums.indices { known.sums[i] += more.sums[i] }
      known.count += more.count
      classes[name] = known
    }
  }

  /// Mean over all records.
  func overall(units: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: units)
    var count = 0
    for (_, one) in classes.sorted(by: { $0.key < $1.key }) {
      for i in sums.indices { sums[i] += one.sums[i] }
      count += one.count
    }
    return sums.map { $0 / Double(max(1, count)) }
  }

  /// The largest share that a unit has in the total of any class.
  ///
  /// Shares, because a class with large values would hide the others; the largest, so that a unit that matters to
  /// one class only ranks as high as one that matters as much to all.
  func largestShare(units: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: units)
    for (_, one) in classes.sorted(by: { $0.key < $1.key }) {
      let total = one.sums.reduce(0, +)
      guard total > 0 else { continue }
      for i in shares.indices { shares[i] = max(shares[i], one.sums[i] / total) }
    }
    return shares
  }
}
