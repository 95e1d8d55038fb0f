import RedoubtCore

/// An int8 network with memory of its own, which runs on what its input tensors hold.
public protocol RunnableModel: AnyObject {
  /// The model's tables, read anew.
  func readModel() throws(ModelError) -> Model
  /// Runs a whole inference.
  func run() throws(ModelError)
  /// The bytes of a tensor, as the target would hold them.
  func read(_ tensor: Tensor) throws(ModelError) -> [UInt8]
  /// Sets the bytes of a tensor in the arena.
  ///
  /// - Parameter bytes: `tensor.byteCount` bytes.
  func write<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError)
}

extension HostInterpreter: RunnableModel {}
