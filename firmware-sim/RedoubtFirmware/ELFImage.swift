/// A linked 32-bit little-endian image: its sections and symbols.
///
/// - Source: Tool Interface Standard (TIS) Executable and Linking Format Specification, version 1.2.
public struct ELFImage: Sendable {
  /// A part of the image that the linker placed.
  public struct Section: Equatable, Sendable {
    /// As the file has it: ".text".
    public let name: String
    /// Takes part in the running image.
    public let isAllocated: Bool
    /// Has bytes in the file, so that flash must hold them.
    public let hasContent: Bool
    /// In the memory of the target, in bytes.
    public let address, byteCount: Int
  }

  /// A name in the image's symbol table.
  public struct Symbol: Equatable, Sendable {
    /// As the file has it: mangled for Swift.
    public let name: String
    /// In the memory of the target, in bytes; bit 0 of an Arm function's address marks Thumb code.
    public let address, byteCount: Int
    /// False for data.
    public let isFunction: Bool
  }

  /// In the order of the file.
  public let sections: [Section]
  /// In the order of the file; none where the image was stripped.
  public let symbols: [Symbol]

  /// - Throws: `.malformed` where a table leaves the file or the file is of another kind.
  public init(_ bytes: [UInt8]) throws(FirmwareError) {
    let file = Reader(bytes: bytes)
    guard bytes.count >= 52, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 1, 1]) else {
      throw .malformed("The image is not a 32-bit little-endian ELF file.")
    }
    let (start, size) = (try file.word(32), try file.half(46))
    let (count, namesIndex) = (try file.half(48), try file.half(50))
    guard size >= 40, namesIndex < count else { throw .malformed("The image's section table is damaged.") }
    func header(_ index: Int) -> Int { start + index * size }
    let names = try file.word(header(namesIndex) + 16)
    var sections: [Section] = []
    var symbols: [Symbol] = []
    for index in 0..<count {
      let base = header(index)
      let (type, flags) = (try file.word(base + 4), try file.word(base + 8))
      let byteCount = try file.word(base + 20)
      sections.append(
        Section(
          name: try file.string(names + (try file.word(base))), isAllocated: flags & 2 != 0,
          hasContent: type != 8, address: try file.word(base + 12), byteCount: byteCount))
      // SHT_SYMTAB; its link is the index of the names' section.
      guard type == 2 else { continue }
      let link = try file.word(base + 24)
      guard link < count else { throw .malformed("The image's symbol table is damaged.") }
      let texts = try file.word(header(link) + 16)
      let table = try file.word(base + 16)
      for entry in stride(from: table, to: table + byteCount, by: 16) {
        symbols.append(
          Symbol(
            name: try file.string(texts + (try file.word(entry))), address: try file.word(entry + 4),
            byteCount: try file.word(entry + 8), isFunction: try file.byte(entry + 12) & 15 == 2))
      }
    }
    self.sections = sections
    self.symbols = symbols
  }

  /// The first section of this name.
  public func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  /// The first symbol of this name.
  public func symbol(_ name: String) -> Symbol? { symbols.first { $0.name == name } }

  /// The function that an instruction belongs to. Bit 0 of an Arm function's address marks Thumb code.
  public func place(_ address: UInt32) -> CodePlace {
    let target = Int(address) & ~1
    let function = symbols.first {
      $0.isFunction && ($0.address & ~1..<($0.address & ~1) + max($0.byteCount, 1)).contains(target)
    }
    return CodePlace(address: address, function: function?.name)
  }

  /// Checked reading of little-endian numbers.
  private struct Reader {
    let bytes: [UInt8]

    func byte(_ offset: Int) throws(FirmwareError) -> Int {
      guard bytes.indices.contains(offset) else {
        throw .malformed("The image ends before byte \(offset), which a table of it names.")
      }
      return Int(bytes[offset])
    }

    func half(_ offset: Int) throws(FirmwareError) -> Int {
      try byte(offset) | (try byte(offset + 1)) << 8
    }

    func word(_ offset: Int) throws(FirmwareError) -> Int {
      try half(offset) | (try half(offset + 2)) << 16
    }

    func string(_ offset: Int) throws(FirmwareError) -> String {
      guard bytes.indices.contains(offset), let end = bytes[offset...].firstIndex(of: 0) else {
        throw .malformed("A name of the image lies outside it.")
      }
      return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
  }
}
