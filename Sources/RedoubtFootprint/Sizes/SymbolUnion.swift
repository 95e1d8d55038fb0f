/// Sizes of the functions and tables of an image, by a name that does not depend on the image; several of one name in
/// descending order.
public typealias SymbolSizes = [String: [Int]]

/// Finds the parts of code from images that each have one feature.
///
/// An image with several features holds the union of their functions: what two operators share is linked once. A
/// function that is larger in one image than in another counts with the larger size where both features meet.
public enum SymbolUnion {
  /// - Parameter images: The symbols of one image for each feature; what the image of `CodePart.base` holds belongs to
  ///   every image.
  /// - Returns: Parts in descending order of bytes. Used with one feature and base, they add up to the symbols of that
  ///   feature's image, apart from what only the image of base holds.
  public static func parts(_ images: [String: SymbolSizes]) -> [CodePart] {
    var bytes: [Set<String>: Int] = [:]
    let names = Set(images.values.flatMap(\.keys))
    for name in names {
      let longest = images.values.map { $0[name]?.count ?? 0 }.max() ?? 0
      for rank in 0..<longest {
        var sizes: [(feature: String, bytes: Int)] = []
        for (feature, symbols) in images {
          guard let all = symbols[name], rank < all.count else { continue }
          sizes.append((feature, all[rank]))
        }
        // Steps from one size to the next: each belongs to the features that are at least this large.
        var below = 0
        for step in Set(sizes.map(\.bytes)).sorted() {
          let members = Set(sizes.filter { $0.bytes >= step }.map(\.feature))
          bytes[members.contains(CodePart.base) ? [CodePart.base] : members, default: 0] += step - below
          below = step
        }
      }
    }
    return bytes.filter { $0.value > 0 }.map { CodePart(bytes: $0.value, usedBy: $0.key) }
      .sorted { ($1.bytes, $0.usedBy.sorted().joined()) < ($0.bytes, $1.usedBy.sorted().joined()) }
  }

  /// An image that has what one image has over another, beside the symbols of a third: by name, and the largest with the
  /// largest where several have one name.
  public static func adding(
    _ image: SymbolSizes, over base: SymbolSizes, to other: SymbolSizes
  ) -> SymbolSizes {
    var sum = other
    for (name, sizes) in image {
      let (below, own) = (base[name] ?? [], other[name] ?? [])
      sum[name] = (0..<max(sizes.count, own.count)).map { rank in
        func size(_ sizes: [Int]) -> Int { rank < sizes.count ? sizes[rank] : 0 }
        return max(0, size(own) + size(sizes) - size(below))
      }
    }
    return sum
  }
}
