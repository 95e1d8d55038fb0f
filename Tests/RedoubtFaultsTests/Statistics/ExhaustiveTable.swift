import Foundation
import ModelFixtures

/// Outcomes of every trial of a campaign, by operator and bit.
struct ExhaustiveTable {
  /// The trials of one operator and bit.
  struct Cell {
    let name: String
    /// Per trial, whether it had the event.
    let hasEvent: [Bool]

    var trials: Int { hasEvent.count }
    var rate: Double { Double(hasEvent.count { $0 }) / Double(trials) }

    init(name: String, hasEvent: [Bool]) {
      self.name = name
      self.hasEvent = hasEvent
    }

    /// All trials of several.
    init(_ cells: [Cell]) { self.init(name: "all", hasEvent: cells.flatMap(\.hasEvent)) }

    /// Events among trials drawn evenly and with replacement.
    func draw(_ count: Int, _ generator: inout SeededGenerator) -> Int {
      var events = 0
      hasEvent.withUnsafeBufferPointer { trials in
        for _ in 0..<count {
          // The high half of a product: even to within a 2^-40th for tables of millions.
          let place = generator.next().multipliedFullWidth(by: UInt64(trials.count)).high
          if trials[Int(place)] { events += 1 }
        }
      }
      return events
    }
  }

  /// A file with a line `OPERATOR,BIT,OUTCOME` per trial.
  static let path = ProcessInfo.processInfo.environment["REDOUBT_EXHAUSTIVE_TABLE"]

  static let shared = ExhaustiveTable()

  /// Per operator and bit, as "3,7", the outcomes of its trials.
  private var outcomes: [Substring: [Substring]] = [:]

  private init() {
    guard let path = Self.path, let data = FileManager.default.contents(atPath: path) else { return }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      guard let comma = line.lastIndex(of: ",") else { continue }
      outcomes[line[..<comma], default: []].append(line[line.index(after: comma)...])
    }
  }

  /// - Parameter events: Outcomes that count as the event.
  func cells(_ bits: [Int], _ events: Set<String>) throws -> [Cell] {
    outcomes.keys.sorted().compactMap { key in
      guard let bit = key.split(separator: ",").last.flatMap({ Int($0) }), bits.contains(bit) else {
        return nil
      }
      return Cell(name: String(key), hasEvent: outcomes[key, default: []].map { events.contains(String($0)) })
    }
  }
}
