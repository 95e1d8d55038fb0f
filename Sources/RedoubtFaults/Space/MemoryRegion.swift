/// A memory of the device as faults see it: its name, and how the bits of a word lie beside each other.
public struct MemoryRegion: Hashable, Codable, Sendable {
  /// How often one event flips a number of adjacent cells.
  public struct ClusterSize: Hashable, Codable, Sendable {
    /// Cells, at least 1.
    public let bits: Int
    /// In proportion to how often.
    public let weight: Int

    public init(bits: Int, weight: Int) {
      self.bits = bits
      self.weight = weight
    }
  }

  /// As a board has it: "flash"; entries of one name are one memory to a stratification.
  public let name: String
  /// Bits of a word, a multiple of 8.
  public let wordBits: Int
  /// Words whose bits stand side by side in one row: a cell's neighbours belong to other words when this is above 1.
  public let interleave: Int
  /// Sizes of clusters with how often they occur; of use to `FaultModel.mbu` alone.
  public let clusterSizes: [ClusterSize]

  /// - Parameters:
  ///   - wordBits: A multiple of 8, above 0.
  ///   - interleave: At least 1; 1 where the bits of a word are neighbours.
  public init(name: String, wordBits: Int = 32, interleave: Int = 1, clusterSizes: [ClusterSize] = Self.sizes)
  {
    precondition(wordBits > 0 && wordBits % 8 == 0 && interleave > 0, "words of whole bytes, side by side")
    self.name = name
    self.wordBits = wordBits
    self.interleave = interleave
    self.clusterSizes = clusterSizes
  }

  /// Sizes of the events that flip more than one cell (assumed, as `UpsetSizes.assumed`).
  public static let sizes = [
    ClusterSize(bits: 2, weight: 40), ClusterSize(bits: 3, weight: 8), ClusterSize(bits: 4, weight: 2),
  ]

  /// The cells of a cluster: `size` neighbours in the row of its first cell.
  ///
  /// A row holds `interleave` words; column p of it holds bit p ÷ interleave of word p mod interleave. A cluster that
  /// would run over the end of its row, or over the end of the region, lies so far left that it fits.
  ///
  /// - Parameters:
  ///   - bit: First cell, counted in bits from the region's start.
  ///   - regionBits: Bits of the region.
  /// - Returns: Bits counted from the region's start, in the order of the columns; fewer than `size` only where the row
  ///   has fewer.
  public func cluster(at bit: Int, size: Int, regionBits: Int) -> [Int] {
    let rowBits = wordBits * interleave
    let row = bit / rowBits
    let rowStart = row * rowBits
    let inRow = bit - rowStart
    let column = inRow % wordBits * interleave + inRow / wordBits
    var cells: [Int] = []
    var last = column
    // Cells of the last row that the region does not have are passed over.
    func cell(_ column: Int) -> Int? {
      let position = rowStart + column % interleave * wordBits + column / interleave
      return position < regionBits ? position : nil
    }
    while cells.count < size, last < rowBits {
      if let one = cell(last) { cells.append(one) }
      last += 1
    }
    var first = column - 1
    while cells.count < size, first >= 0 {
      if let one = cell(first) { cells.insert(one, at: 0) }
      first -= 1
    }
    return cells
  }
}
