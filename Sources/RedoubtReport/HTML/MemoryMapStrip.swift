import Foundation
import RedoubtBoards

/// A memory as one strip from its first byte to its last, coloured by who owns the bytes; as wide as the page.
enum MemoryMapStrip {
  /// Bytes that lie together and belong to the same kind of owner.
  struct Run {
    var range: Range<Int>
    let kind: MemoryOwner.Kind
    /// Owners in the run.
    var owners = 1
    let name: String
  }

  /// The model file.
  static func file(_ map: MemoryMap) -> [Run] { runs(map.file) }

  /// The interpreter's memory; where tensors share bytes over time, the first of them stands for all.
  static func ram(_ map: MemoryMap) -> [Run] {
    var runs = runs(map.arena.sorted { $0.range.lowerBound < $1.range.lowerBound })
    let end = runs.last?.range.upperBound ?? 0
    if end < map.arenaBytes {
      runs.append(Run(range: end..<map.arenaBytes, kind: .scratch, name: "scratch memory of operators"))
    }
    return runs + Self.runs(map.replicas)
  }

  private static func runs(_ entries: [MemoryMap.Entry]) -> [Run] {
    var runs: [Run] = []
    for entry in entries {
      let start = max(entry.range.lowerBound, runs.last?.range.upperBound ?? 0)
      guard start < entry.range.upperBound else { continue }
      let kind = entry.owner.kind
      if let last = runs.last, last.kind == kind, last.range.upperBound == start {
        runs[runs.count - 1].range = last.range.lowerBound..<entry.range.upperBound
        runs[runs.count - 1].owners += 1
      } else {
        runs.append(Run(range: start..<entry.range.upperBound, kind: kind, name: entry.owner.name()))
      }
    }
    return runs
  }

  /// - Parameter of: The model's name, as markup.
  static func html(_ title: String, _ runs: [Run], _ model: String) -> String {
    let end = runs.last?.range.upperBound ?? 0
    guard end > 0 else { return "" }
    var svg = ""
    for run in runs {
      let tooltip =
        (run.owners == 1 ? run.name : "\(words(run.kind)), \(NumberText.grouped(run.owners)) owners")
        + "\n\(NumberText.grouped(run.range.count)) bytes at \(NumberText.grouped(run.range.lowerBound))"
      svg += """
        <rect class="part \(run.kind.rawValue)" x="\(percent(run.range.lowerBound, end))" y="0" \
        width="\(percent(run.range.count, end))" height="26"><title>\(MarkupText.escape(tooltip))</title></rect>
        """
    }
    let totals = totals(runs)
    let legend = totals.map { kind, bytes in
      "<span><i class=\"part \(kind.rawValue)\"></i>\(words(kind)) \(NumberText.kibibytes(bytes))</span>"
    }.joined(separator: "\n")
    var table = HTMLTable([("owner", false), ("bytes", true), ("share", true)])
    for (kind, bytes) in totals {
      table.append([words(kind), NumberText.grouped(bytes), NumberText.percent(Double(bytes) / Double(end))])
    }
    return """
      <div class="bar figure"><b>\(title)</b> <span class="muted">\(NumberText.kibibytes(end))</span>
      <svg class="strip" height="26" role="img" aria-label="\(title) of \(model)">\(svg)</svg></div>
      <div class="legend">\(legend)</div>
      \(table.html(titled: "\(title), as a table", isOpen: false))
      """
  }

  /// Bytes by kind, the largest first.
  private static func totals(_ runs: [Run]) -> [(MemoryOwner.Kind, Int)] {
    var bytes: [MemoryOwner.Kind: Int] = [:]
    for run in runs { bytes[run.kind, default: 0] += run.range.count }
    return MemoryOwner.Kind.allCases.compactMap { kind in bytes[kind].map { (kind, $0) } }
      .sorted { $0.1 > $1.1 }
  }

  /// The kind for a reader: "zero point".
  private static func words(_ kind: MemoryOwner.Kind) -> String {
    kind.rawValue.reduce("") { $0 + ($1.isUppercase ? " " + $1.lowercased() : String($1)) }
  }

  private static func percent(_ bytes: Int, _ all: Int) -> String {
    String(format: "%.3f%%", Double(bytes) / Double(all) * 100)
  }
}
