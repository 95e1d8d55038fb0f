/// The memories that hold copies 1 and 2 of what a hardened model protects: parameter banks, which are only read, and
/// activation banks.
public struct ReplicaMemory: ~Copyable {
  private let parameters: (ModelBytes, ModelBytes)?
  private let activations1, activations2: Arena

  /// Parameter banks that are buffers of the model file.
  ///
  /// - Parameters:
  ///   - activations1: First activation bank; at least as many bytes as the hardening table asks for, aligned to 4.
  ///   - activations2: Second activation bank, the same.
  public init(activations1: consuming Arena, activations2: consuming Arena) {
    parameters = nil
    self.activations1 = activations1
    self.activations2 = activations2
  }

  /// Parameter banks that have memories of their own, aligned to 16.
  public init(
    parameters1: ModelBytes, parameters2: ModelBytes, activations1: consuming Arena,
    activations2: consuming Arena
  ) {
    parameters = (parameters1, parameters2)
    self.activations1 = activations1
    self.activations2 = activations2
  }

  /// The hardening table of a model, with these banks.
  ///
  /// - Throws: `.missing` where the model is not hardened, `.protectionInvalid` for a table or a bank that cannot be used.
  func table(_ model: Model) throws(ModelError) -> HardeningTable {
    do throws(HardeningError) {
      let table: HardeningTable?
      if let parameters {
        table = try HardeningTable(model, bank1: parameters.0, bank2: parameters.1)
      } else {
        table = try HardeningTable(model)
      }
      if let table {
        guard table.activationBytes <= activations1.count, table.activationBytes <= activations2.count else {
          throw HardeningError(
            .bankMissing, word: HardeningFormat.Header.activationBytes, value: table.activationBytes)
        }
        return table
      }
    } catch {
      throw ModelError(error)
    }
    throw ModelError(.missing, .modelMetadata)
  }

  /// Bytes of the first or the second activation bank, from its start.
  @_lifetime(borrow self)
  func activations(_ bank: Int, _ count: Int) throws(ModelError) -> MutableSpan<UInt8> {
    if bank == 1 {
      if let span = activations1.mutableSpan(0, count, of: UInt8.self) { return span }
    } else {
      if let span = activations2.mutableSpan(0, count, of: UInt8.self) { return span }
    }
    throw ModelError(
      HardeningError(.bankMissing, word: HardeningFormat.Header.activationBytes, value: count))
  }
}
