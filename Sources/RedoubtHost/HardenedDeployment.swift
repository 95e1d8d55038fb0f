import RedoubtCore

/// A hardened model file taken apart as a deployment does: the model, and the two parameter banks that go into memories of
/// their own.
public struct HardenedDeployment: Equatable, Sendable {
  /// The file up to the banks, with its hardening table.
  public let model: [UInt8]
  /// Copies 1 and 2; empty where no unit has a row.
  public let bank1, bank2: [UInt8]
  /// Bytes of either activation bank.
  public let activationBytes: Int
  /// Where the model begins that the file was made from, in `model`; it ends where `model` does, but for padding.
  public let originalStart: Int

  /// - Returns: Nil for a model that is not hardened.
  /// - Throws: `ModelError` for a file, a table or a bank that cannot be used.
  public init?(_ file: [UInt8]) throws(ModelError) {
    guard !file.isEmpty else { throw ModelError(.notAModel, .fileHeader) }
    let memory = AlignedMemory(byteCount: file.count)
    unsafe memory.bytes.copyBytes(from: file)
    let bytes = unsafe ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(memory.bytes))
    let model = try Model(bytes)
    let table: HardeningTable?
    do throws(HardeningError) {
      table = try HardeningTable(model)
    } catch {
      throw ModelError(error)
    }
    guard let table else { return nil }
    activationBytes = table.activationBytes
    let banks = table.bankPlaces
    // A length stands in front of a bank's bytes.
    let end = banks.map { $0.0.lowerBound - 4 } ?? file.count
    self.model = Array(file[..<end])
    bank1 = banks.map { Array(file[$0.0]) } ?? []
    bank2 = banks.map { Array(file[$0.1]) } ?? []
    originalStart =
      stride(from: (table.place.upperBound + 15) & ~15, to: max(end - 8, 0), by: 16).first {
        file[$0 + 4..<$0 + 8].elementsEqual(Array("TFL3".utf8))
      } ?? 0
  }
}
