import Foundation
import RedoubtBoards

/// Writes and reads the rows of `trials.csv`.
///
/// Columns, with nothing between the commas where a value does not exist:
///
///     trial      number of the trial in the campaign
///     target     what was struck; `several` for many bits at once
///     operator   operator of the schedule that the struck bit belongs to
///     unit       output channel
///     bit        bit of the element: 0 … 7 for int8, 0 … 31 for words and registers
///     step       step of the strike; −1 before initialisation; empty where the change is there all the time
///     region     memory of the device
///     address    byte of the model file or of the arena; for registers the iteration
///     bits       changed bits
///     input      record
///     label      its class
///     outcome
///     simulated  1, or 0 where masked by construction
///     tied       1 where the golden or the faulted answer has more than one largest value
struct TrialRows {
  static let header = Array(
    "trial,target,operator,unit,bit,step,region,address,bits,input,label,outcome,simulated,tied\n".utf8)

  private static let comma = UInt8(ascii: ",")
  private static let newline = UInt8(ascii: "\n")
  static let outcomeNames = Outcome.allCases.map { Array($0.rawValue.utf8) }

  private let plan: TrialPlan
  private let labels: [Int]?
  private let targetNames: [FaultTarget: [UInt8]]
  private let regionNames: [[UInt8]]

  init(_ plan: TrialPlan, labels: [Int]?) {
    self.plan = plan
    self.labels = labels
    targetNames = Dictionary(
      uniqueKeysWithValues: FaultTarget.allCases.map { ($0, Array($0.rawValue.utf8)) })
    regionNames = plan.space.regions.map { Array($0.name.utf8) }
  }

  /// Appends the row of a trial.
  ///
  /// - Parameter bits: Changed bits.
  func append(
    _ number: Int, _ trial: TrialPlan.Trial, bits: Int, _ result: TrialResult, to text: inout [UInt8]
  ) {
    Self.append(number, &text)
    text.append(Self.comma)
    if let site = trial.site {
      let segment = plan.space.segments[site.segment]
      text += targetNames[segment.target]!
      text.append(Self.comma)
      if let one = segment.operatorIndex { Self.append(one, &text) }
      text.append(Self.comma)
      if let unit = plan.space.unit(of: site) { Self.append(unit, &text) }
      text.append(Self.comma)
      Self.append(site.bit, &text)
      text.append(Self.comma)
      if let step = segment.step {
        Self.append(step, &text)
      } else if case .file(MemoryFault.beforeInitialisation) = segment.kind {
        Self.append(-1, &text)
      }
      text.append(Self.comma)
      text += regionNames[segment.region]
      text.append(Self.comma)
      switch segment.kind {
      case .file, .arena, .derivedPairs: Self.append(plan.space.byte(of: site), &text)
      case .register, .units: Self.append(site.element, &text)
      }
      text.append(Self.comma)
    } else {
      text += Self.several
    }
    Self.append(bits, &text)
    text.append(Self.comma)
    Self.append(trial.input, &text)
    text.append(Self.comma)
    if let labels { Self.append(labels[trial.input], &text) }
    text.append(Self.comma)
    text += Self.outcomeNames[Int(result.outcome.code)]
    text += result.isSimulated ? Self.one : Self.zero
    text += result.isTied ? Self.one : Self.zero
    text.append(Self.newline)
  }

  private static let several = Array("several,,,,,,,".utf8)
  private static let one = Array(",1".utf8)
  private static let zero = Array(",0".utf8)

  /// Decimal digits.
  private static func append(_ value: Int, _ text: inout [UInt8]) {
    if value < 0 { text.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var divisor: UInt = 1
    while rest / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(UInt8(ascii: "0") + UInt8(rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Reads rows as long as they are whole and in order.
  ///
  /// - Parameters:
  ///   - text: Rows, without the header.
  ///   - first: Number that the first row must have.
  ///   - visit: Gets each trial and what became of it.
  /// - Returns: Bytes of the rows that were read.
  static func read(
    _ text: UnsafeRawBufferPointer, first: Int, _ visit: (Int, TrialResult) -> Void
  ) -> Int {
    // By pointer: tables have millions of rows, and slices cost microseconds for each.
    guard let bytes = text.bindMemory(to: UInt8.self).baseAddress else { return 0 }
    var done = 0
    var expected = first
    while done < text.count, let found = memchr(bytes + done, Int32(newline), text.count - done) {
      let length = UnsafeRawPointer(found) - UnsafeRawPointer(bytes + done)
      let row = UnsafeBufferPointer<UInt8>(start: bytes + done, count: length)
      guard let result = parse(row, expected) else { break }
      visit(expected, result)
      expected += 1
      done += row.count + 1
    }
    return done
  }

  private static func parse(_ row: UnsafeBufferPointer<UInt8>, _ expected: Int) -> TrialResult? {
    // From the end: tied, simulated and outcome are the last three columns; the number is the first.
    let end = row.count
    guard end > 8, row[end - 2] == comma, row[end - 4] == comma else { return nil }
    let (tied, simulated) = (row[end - 1] &- 48, row[end - 3] &- 48)
    guard tied <= 1, simulated <= 1 else { return nil }
    var begin = end - 4
    while begin > 0, row[begin - 1] != comma { begin -= 1 }
    guard let outcome = outcome(row, begin..<end - 4) else { return nil }
    var number = 0
    var place = 0
    while place < begin, row[place] != comma {
      guard row[place] >= 48, row[place] <= 57 else { return nil }
      number = number &* 10 &+ Int(row[place] - 48)
      place += 1
    }
    var commas = 0
    for i in 0..<end where row[i] == comma { commas += 1 }
    guard number == expected, place > 0, commas == 13 else { return nil }
    return TrialResult(outcome: outcome, isSimulated: simulated == 1, isTied: tied == 1)
  }

  private static func outcome(_ row: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Outcome? {
    // The common ones first.
    for code in stride(from: outcomeNames.count - 1, through: 0, by: -1) {
      let name = outcomeNames[code]
      guard name.count == range.count, !name.isEmpty else { continue }
      let isEqual = name.withUnsafeBufferPointer {
        memcmp($0.baseAddress!, row.baseAddress! + range.lowerBound, range.count) == 0
      }
      if isEqual { return Outcome.allCases[code] }
    }
    return nil
  }
}

extension Outcome {
  /// Place in the order of precedence.
  var code: UInt8 {
    switch self {
    case .due: 0
    case .detected: 1
    case .critical: 2
    case .beneficial: 3
    case .neutral: 4
    case .tolerable: 5
    case .corrected: 6
    case .masked: 7
    }
  }
}
