import Foundation

/// The ranking file: JSON, `{score, modelDigest, units: [{operator, channel, value, low?, high?, parts?}]}`, most critical
/// first; further keys say how the ranking was made. `parts` are the contributions of parameters, activations and registers.
public enum RankingFile {
  private struct Content: Codable {
    struct Unit: Codable {
      var `operator`: Int
      var channel: Int
      var value: Double?
      var low, high: Double?
      var parts: [Double]?
    }

    var score: String
    var modelDigest: String
    var units: [Unit]
    var provenance: Ranking.Provenance?
  }

  /// The file's bytes; equal rankings give equal bytes.
  public static func bytes(_ ranking: Ranking) throws -> [UInt8] {
    let content = Content(
      score: ranking.score.rawValue, modelDigest: ranking.modelDigest,
      units: ranking.entries.map {
        Content.Unit(
          operator: $0.unit.operatorIndex, channel: $0.unit.channel, value: $0.value,
          low: $0.interval?.lowerBound, high: $0.interval?.upperBound, parts: $0.parts)
      }, provenance: ranking.provenance)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return Array(try encoder.encode(content)) + [0x0a]
  }

  /// Reads a ranking and checks it against the model that it is to be used for.
  ///
  /// - Parameters:
  ///   - path: For the errors.
  ///   - digest: SHA-256 of the model file, hexadecimal.
  /// - Throws: `RankingError`.
  public static func read(
    _ bytes: [UInt8], path: String, units: NetworkUnits, digest: String
  ) throws(RankingError) -> Ranking {
    let content = try decode(bytes, path: path)
    guard let score = ScoreName(rawValue: content.score) else {
      throw .malformed(path: path, reason: "it names a score '\(content.score)' that does not exist.")
    }
    guard content.modelDigest == digest else {
      throw .wrongModel(path: path, expected: digest, found: content.modelDigest)
    }
    var seen: Set<UnitID> = []
    var entries: [Ranking.Entry] = []
    for one in content.units {
      let id = UnitID(operatorIndex: one.operator, channel: one.channel)
      guard units[id] != nil else { throw .unknownUnit(path: path, id) }
      guard seen.insert(id).inserted else { throw .repeatedUnit(path: path, id) }
      guard let value = one.value, value.isFinite else { throw .notANumber(id) }
      var interval: ClosedRange<Double>?
      if one.low != nil || one.high != nil {
        guard let low = one.low, let high = one.high, low.isFinite, high.isFinite, low <= high else {
          throw .notANumber(id)
        }
        interval = low...high
      }
      if let parts = one.parts {
        guard parts.count == UnitPart.allCases.count, parts.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
          throw .notANumber(id)
        }
      }
      entries.append(Ranking.Entry(unit: id, value: value, interval: interval, parts: one.parts))
    }
    // Plane units may be left out, all or none: not every score has a value for them.
    let hasPlanes = units.planes.contains { seen.contains($0.id) }
    let missing = units.all.filter { !seen.contains($0.id) && (hasPlanes || !$0.isPlane) }
    if let first = missing.first {
      throw .missingUnits(path: path, count: missing.count, first: first.id)
    }
    return Ranking(
      score: score, modelDigest: content.modelDigest, entries: entries, provenance: content.provenance)
  }

  private static func decode(_ bytes: [UInt8], path: String) throws(RankingError) -> Content {
    do {
      return try JSONDecoder().decode(Content.self, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed(path: path, reason: "the key '\(key.stringValue)' is missing.")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .malformed(path: path, reason: "'\(place)' holds another type of value.")
    } catch {
      throw .malformed(path: path, reason: "it is not JSON of that form.")
    }
  }
}
