/// How a pass sees a value: a stored value under another shape, then with its dimensions in another order.
///
/// Reshapes and transposes change the view alone; operations for them appear only where the elements must really
/// stand in that order.
struct TensorView: Equatable {
  /// The stored value.
  let id: ValueID
  /// Its elements under another shape of as many.
  let shape: [Int]
  /// Dimension i of the value is dimension `permutation[i]` of `shape`.
  let permutation: [Int]
  /// Order of the last dimension where no permutation of dimensions says it: element j of the value's is stored as
  /// element `order[j]`.
  let order: [Int]?

  init(_ id: ValueID, shape: [Int], permutation: [Int]? = nil, order: [Int]? = nil) {
    self.id = id
    self.order = order
    let permutation = permutation ?? Array(shape.indices)
    // Dimensions of size 1 have no place: an order that moves only these is a shape.
    let places = permutation.filter { shape[$0] != 1 }
    if places == places.sorted() {
      self.shape = permutation.map { shape[$0] }
      self.permutation = Array(shape.indices)
    } else {
      self.shape = shape
      self.permutation = permutation
    }
  }

  /// The value's own shape.
  var logicalShape: [Int] { permutation.map { shape[$0] } }

  var isTransposed: Bool { !permutation.isIdentity }

  /// The value with its dimensions in another order.
  func transposed(by order: [Int]) -> TensorView {
    TensorView(id, shape: shape, permutation: order.map { permutation[$0] })
  }

  /// The value under another shape, nil where dimensions that it joins or divides do not lie together.
  func reshaped(to target: [Int]) -> TensorView? {
    if !isTransposed { return TensorView(id, shape: target) }
    guard let parts = parts(target) else { return nil }
    var order: [Int] = []
    var places = 0
    for part in parts {
      guard part.places == Array(places..<(places + part.places.count)) else { return nil }
      places += part.places.count
      order += part.target
    }
    return TensorView(id, shape: order.map { target[$0] }, permutation: order.inverted)
  }

  /// The smallest change of the stored order after which `reshaped(to:)` gives a view; nil where there is none.
  ///
  /// - Returns: A permutation of the stored dimensions.
  func regrouping(for target: [Int]) -> [Int]? {
    guard let parts = parts(target) else { return nil }
    let large = shape.indices.filter { shape[$0] != 1 }
    return shape.indices.filter { shape[$0] == 1 } + parts.flatMap(\.places).map { large[$0] }
  }

  /// Runs of dimensions that hold the same elements in the value and in `target`, in the stored order.
  ///
  /// - Returns: For each, where the dimensions of the value stand among the stored ones (those of size 1 left out),
  ///   and the dimensions of the target. Nil where the shapes divide in no such way.
  private func parts(_ target: [Int]) -> [(places: [Int], target: [Int])]? {
    let logical = logicalShape
    guard !shape.contains(0), var segments = Self.segments(logical, target) else { return nil }
    var parts: [(places: [Int], target: [Int])] = []
    // A first dimension of size 1 is the batch, which stays in front.
    if target.first == 1, segments[0].target.count > 1 {
      segments[0].target = 1..<segments[0].target.upperBound
      parts.append(([], [0]))
    }
    let large = shape.indices.filter { shape[$0] != 1 }
    for segment in segments {
      let places = segment.source.filter { logical[$0] != 1 }
        .compactMap { large.firstIndex(of: permutation[$0]) }
      parts.append((places, Array(segment.target)))
    }
    parts.sort { ($0.places.max() ?? -1) < ($1.places.max() ?? -1) }
    return parts
  }

  /// Divides two shapes of as many elements into runs of dimensions that hold the same elements.
  ///
  /// - Returns: Nil where a run would have no dimension larger than 1 although others have.
  private static func segments(
    _ source: [Int], _ target: [Int]
  ) -> [(source: Range<Int>, target: Range<Int>)]? {
    var result: [(source: Range<Int>, target: Range<Int>)] = []
    var (i, j) = (0, 0)
    while i < source.count || j < target.count {
      let (firstI, firstJ) = (i, j)
      // Dimensions of size 1 go with the run that follows them.
      while i < source.count, source[i] == 1 { i += 1 }
      while j < target.count, target[j] == 1 { j += 1 }
      guard i < source.count, j < target.count else {
        guard i == source.count, j == target.count, let last = result.popLast() else { return nil }
        result.append((last.source.lowerBound..<i, last.target.lowerBound..<j))
        return result
      }
      var (a, b) = (source[i], target[j])
      i += 1
      j += 1
      while a != b {
        if a < b {
          guard i < source.count else { return nil }
          a *= source[i]
          i += 1
        } else {
          guard j < target.count else { return nil }
          b *= target[j]
          j += 1
        }
      }
      result.append((firstI..<i, firstJ..<j))
    }
    return result
  }
}

/// Which dimensions of two shapes hold the same elements where these differ in dimensions of size 1 alone.
struct ShapeAlignment {
  /// For each dimension of the target, the one of the source; nil for one of size 1 that the source has not.
  private let sources: [Int?]

  init?(from source: [Int], to target: [Int]) {
    var rest = source.indices.filter { source[$0] != 1 }[...]
    var sources: [Int?] = []
    for extent in target {
      guard extent != 1 else {
        sources.append(nil)
        continue
      }
      guard let next = rest.popFirst(), source[next] == extent else { return nil }
      sources.append(next)
    }
    guard rest.isEmpty else { return nil }
    self.sources = sources
  }

  /// The shape of an operand that broadcasts to the source, as it broadcasts to the target.
  func apply(to operand: [Int]) -> [Int] { sources.map { i in i.map { operand[$0] } ?? 1 } }
}
