import RedoubtModel

/// Trials to be made on a target: each a list of flips in one inference.
public struct FlipList: Equatable, Sendable {
  /// For each trial its flips, in the order of their steps.
  public let trials: [[TargetFlip]]

  /// Flips of one trial at most: the target keeps them in a table of this size.
  public static let mostFlips = 8

  /// - Parameter trials: For each its flips, in the order of their steps, `mostFlips` at most.
  public init(_ trials: [[TargetFlip]]) { self.trials = trials }

  /// Reads lines of `step,region,byte,bit` below a header of these names. A column `trial` in front joins the lines
  /// that follow each other with one number to one trial; without it each line is a trial of its own.
  ///
  /// - Throws: `FlipListError` with the line.
  public init(csv text: String) throws(FlipListError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = lines.first.map { $0.split(separator: ",").map(String.init) } ?? []
    let names = ["step", "region", "byte", "bit"]
    let hasTrials = header == ["trial"] + names
    guard hasTrials || header == names else { throw .header }
    var trials: [[TargetFlip]] = []
    var last: Substring?
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == header.count else { throw .line(number + 1) }
      let own = fields.suffix(4).map(String.init)
      guard let step = Int(own[0]), let region = TargetFlip.Region(rawValue: own[1]), let byte = Int(own[2]),
        let bit = Int(own[3]), step >= 0, byte >= 0, (0..<8).contains(bit)
      else { throw .line(number + 1) }
      let flip = TargetFlip(step: step, region: region, byte: byte, bit: bit)
      if hasTrials, fields[0] == last {
        trials[trials.count - 1].append(flip)
        guard trials[trials.count - 1].count <= Self.mostFlips else { throw .tooMany(number + 1) }
      } else {
        trials.append([flip])
      }
      last = fields[0]
    }
    guard !trials.isEmpty else { throw .header }
    self.trials = trials
  }

  /// Trials of one flip each: region, then step, byte and bit evenly. A function of the seed alone.
  ///
  /// - Parameter sizes: Bytes of each region; those of 0 bytes are never struck.
  public static func random(
    _ count: Int, seed: UInt64, sizes: [(region: TargetFlip.Region, bytes: Int)], steps: Int
  ) -> FlipList {
    var generator = SplitMix64(state: seed)
    func below(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    let regions = sizes.filter { $0.bytes > 0 }
    return FlipList(
      (0..<count).map { _ in
        let (region, bytes) = regions[below(regions.count)]
        return [TargetFlip(step: below(steps + 1), region: region, byte: below(bytes), bit: below(8))]
      })
  }
}

/// What is wrong with a list of flips.
public enum FlipListError: Error, Equatable {
  /// No lines, or other columns.
  case header
  /// This line cannot be read.
  case line(Int)
  /// This line gives a trial more flips than a target can keep.
  case tooMany(Int)
  /// A flip leaves its region, or the network; the number of the trial from 1.
  case outside(trial: Int, limit: String)
}

extension FlipListError: CustomStringConvertible {
  public var description: String {
    let regions = TargetFlip.Region.allCases.map(\.rawValue).joined(separator: ", ")
    return switch self {
    case .header:
      "The list of flips begins with the line step,region,byte,bit, or trial,step,region,byte,bit."
    case .line(let line):
      "Line \(line) of the list of flips is not step,region,byte,bit with a region out of \(regions)."
    case .tooMany(let line):
      "Line \(line) of the list of flips is one too many: a trial has at most \(FlipList.mostFlips)."
    case .outside(let trial, let limit): "Trial \(trial) of the list of flips strikes beyond \(limit)."
    }
  }
}
