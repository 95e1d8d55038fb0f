/// The places of a model file that give it its structure: scalars, offsets, vtable entries, lengths, elements.
///
/// Follows the tables that the reader follows, as far as the file lets it. Written apart from the reader, so that
/// both do not share a mistake.
struct ModelSites {
  struct Site {
    let position: Int
    /// 1, 2, 4 or 8 bytes.
    let width: Int

    func load(_ file: [UInt8]) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(file[position + $1]) << UInt64(8 * $1) }
    }

    func store(_ file: inout [UInt8], _ value: UInt64) {
      for i in 0..<width { file[position + i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
    }
  }

  private let file: [UInt8]
  private(set) var sites: [Site] = []

  private static let largestCount = 20_000

  init(file: [UInt8]) {
    self.file = file
    follow(0, .table(Schema.model))
  }

  /// Whether byte `position` belongs to one of the sites.
  func cover(_ position: Int) -> Bool {
    position < 8 || sites.contains { $0.position <= position && position < $0.position + $0.width }
  }

  private func load(_ position: Int, _ width: Int) -> Int? {
    guard position >= 0, position <= file.count - width else { return nil }
    return (0..<width).reduce(0) { $0 | Int(file[position + $1]) << (8 * $1) }
  }

  private mutating func note(_ position: Int, _ width: Int) {
    sites.append(Site(position: position, width: width))
  }

  /// Goes where the offset at `place` points to.
  private mutating func follow(_ place: Int, _ kind: Schema.Kind) {
    guard sites.count < Self.largestCount, let offset = load(place, 4), offset > 0,
      place + offset < file.count
    else { return }
    note(place, 4)
    switch kind {
    case .scalar: return
    case .table(let fields): table(place + offset, fields)
    case .vector(let width): vector(place + offset, width, noted: 64)
    case .bytes: vector(place + offset, 1, noted: 0)
    case .tables(let fields):
      let start = place + offset
      guard let count = load(start, 4) else { return }
      note(start, 4)
      for i in 0..<min(count, 4096) { follow(start + 4 + 4 * i, .table(fields)) }
    }
  }

  private mutating func vector(_ start: Int, _ width: Int, noted: Int) {
    guard let count = load(start, 4) else { return }
    note(start, 4)
    for i in 0..<min(count, noted) where load(start + 4 + i * width, width) != nil {
      note(start + 4 + i * width, width)
    }
  }

  private mutating func table(_ start: Int, _ fields: [Schema.Kind]) {
    guard let back = load(start, 4) else { return }
    note(start, 4)
    let vtable = start - Int(Int32(truncatingIfNeeded: back))
    guard let size = load(vtable, 2), load(vtable + 2, 2) != nil else { return }
    note(vtable, 2)
    note(vtable + 2, 2)
    for slot in 0..<max(0, min((size - 4) / 2, 32)) {
      guard let entry = load(vtable + 4 + 2 * slot, 2) else { return }
      note(vtable + 4 + 2 * slot, 2)
      guard entry != 0 else { continue }
      // Options hold scalars mostly, and a field of an unknown kind is one too.
      let kind = slot < fields.count ? fields[slot] : .scalar(4)
      if case .scalar(let width) = kind {
        if load(start + entry, width) != nil { note(start + entry, width) }
      } else {
        follow(start + entry, kind)
      }
    }
  }
}

/// What the tables of a model file hold, slot by slot; the rest counts as scalars.
enum Schema {
  indirect enum Kind {
    case scalar(Int)
    case vector(Int)
    case bytes
    case table([Kind])
    case tables([Kind])
  }

  static let model: [Kind] = [
    .scalar(4), .tables(operatorCode), .tables(subgraph), .bytes, .tables(buffer), .vector(4),
    .tables(metadata),
  ]
  private static let operatorCode: [Kind] = [.scalar(1), .bytes, .scalar(4), .scalar(4)]
  private static let subgraph: [Kind] = [
    .tables(tensor), .vector(4), .vector(4), .tables(operation), .bytes,
  ]
  private static let tensor: [Kind] = [
    .vector(4), .scalar(1), .scalar(4), .bytes, .table(quantization), .scalar(1), .table([]), .vector(4),
  ]
  private static let quantization: [Kind] = [
    .vector(4), .vector(4), .vector(4), .vector(8), .scalar(1), .table([]), .scalar(4),
  ]
  private static let operation: [Kind] = [
    .scalar(4), .vector(4), .vector(4), .scalar(1), .table([]), .bytes, .scalar(1), .vector(1),
  ]
  private static let buffer: [Kind] = [.bytes, .scalar(8), .scalar(8)]
  private static let metadata: [Kind] = [.bytes, .scalar(4)]
}
