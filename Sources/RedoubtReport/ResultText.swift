import Foundation
import RedoubtCore
import RedoubtFaults
import RedoubtModel

/// Results of single commands as text.
public enum ResultText {
  /// - Parameter votes: What the votes of a hardened model have found; nil for another one.
  public static func text(_ evaluation: Evaluation, votes: Voter? = nil) -> String {
    let interval = evaluation.interval
    return "top-1 \(NumberText.percent(evaluation.top1)): \(NumberText.grouped(evaluation.correct)) of"
      + " \(NumberText.grouped(evaluation.count)) records right"
      + " (95 % interval \(NumberText.percent(interval.low)) to \(NumberText.percent(interval.high)))\n"
      + text(votes)
  }

  /// - Parameter votes: What the votes of a hardened model have found; nil for another one.
  public static func text(_ run: RecordRun, votes: Voter? = nil) -> String {
    "\(NumberText.grouped(run.records)) records, \(NumberText.duration(run.secondsPerRecord)) per inference (median),"
      + " \(NumberText.grouped(run.outputBytes)) output bytes per record\n" + text(votes)
  }

  private static func text(_ votes: Voter?) -> String {
    guard let votes else { return "" }
    return "votes: \(NumberText.grouped(Int(votes.corrected))) corrected,"
      + " \(NumberText.grouped(Int(votes.disagreed))) without a majority\n"
  }

  /// The output values of every record, one line each; several outputs are parted by a bar.
  public static func values(_ run: RecordRun, outputs: [TensorDescription]) -> String {
    var text = ""
    var place = 0
    for record in 0..<run.records {
      let values = outputs.map { tensor in
        defer { place += tensor.byteCount }
        return self.values(run.output[place..<place + tensor.byteCount], tensor.type)
      }
      text += "\(record): " + values.joined(separator: " | ") + "\n"
    }
    return text
  }

  private static func values(_ bytes: ArraySlice<UInt8>, _ type: TensorType) -> String {
    let width = type.byteCount
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
      let bits = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      switch type {
      case .int8, .int4: return "\(Int8(truncatingIfNeeded: bits))"
      case .uint8, .bool: return "\(bits)"
      case .int16: return "\(Int16(truncatingIfNeeded: bits))"
      case .float16: return "0x" + String(bits, radix: 16)
      case .int32: return "\(Int32(truncatingIfNeeded: bits))"
      case .float32: return "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
      case .int64: return "\(Int64(bitPattern: bits))"
      }
    }.joined(separator: " ")
  }

  /// Whole inferences and operators, the median time of each.
  public static func text(_ benchmark: InferenceBenchmark, machine: Machine, name: String) -> String {
    let rate = Double(benchmark.macs) / benchmark.secondsPerInference / 1e9
    var text = "\(name): \(NumberText.duration(benchmark.secondsPerInference)) per inference (median of"
    text += " \(NumberText.grouped(benchmark.repetitions))), minimum"
    text += " \(NumberText.duration(benchmark.minimumSeconds)), one thread\n"
    text += "\(NumberText.grouped(benchmark.macs)) MACs, \(String(format: "%.2f", rate)) GMAC/s;"
    text += " \(machine.processor), \(machine.cores) cores\n"
    if let limit = benchmark.dotProductLimit {
      text += "\(NumberText.percent(rate * 1e9 / limit)) of the"
      text += " \(String(format: "%.0f", limit / 1e9)) GMAC/s that dot products reach on registers alone\n"
    }
    text += "\n"
    var table = TextTable([
      ("#", .right), ("operator", .left), ("time", .right), ("share", .right), ("MACs", .right),
    ])
    let sum = benchmark.operators.reduce(0) { $0 + $1.seconds }
    for (index, one) in benchmark.operators.enumerated() {
      table.append([
        String(index), one.name, NumberText.duration(one.seconds), NumberText.percent(one.seconds / sum),
        one.macs == 0 ? "" : NumberText.grouped(one.macs),
      ])
    }
    return text + table.text
  }

  /// Injections per second of both engines, by target.
  public static func text(_ benchmark: FaultBenchmark, machine: Machine, name: String) -> String {
    var text =
      "\(name): injections per second, \(benchmark.threads) threads, \(NumberText.grouped(benchmark.trials))"
    text += " single bit flips per target and round on \(NumberText.grouped(benchmark.inputs)) inputs\n"
    text += "\(machine.processor), \(machine.cores) cores\n\n"
    var table = TextTable([
      ("target", .left), ("whole inferences", .right), ("differences", .right), ("ratio", .right),
      ("output unchanged", .right), ("disagreements", .right),
    ])
    for row in benchmark.rows {
      table.append([
        row.target.rawValue, NumberText.grouped(Int(row.plainPerSecond)),
        NumberText.grouped(Int(row.differencesPerSecond)), String(format: "%.1f", row.ratio),
        NumberText.percent(Double(row.unchanged) / Double(benchmark.trials)), String(row.mismatches),
      ])
    }
    return text + table.text
  }
}
