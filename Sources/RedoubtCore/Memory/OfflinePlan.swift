/// A memory plan that the file itself carries: metadata `OfflineMemoryAllocation`, TensorFlow Lite Micro's format.
///
/// Little-endian int32 words: version (1), subgraph (0), number of tensors, then one byte offset per tensor,
/// −1 where the runtime decides.
enum OfflinePlan {
  /// Gives each tensor the place that the file names, and refuses a plan in which live tensors overlap.
  static func adopt(
    _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList
  ) throws(ModelError) {
    guard let data = try model.metadata(named: "OfflineMemoryAllocation") else { return }
    let tensors = model.tensors.count
    guard data.count == 12 &+ 4 &* tensors, word(data, 0) == 1, word(data, 1) == 0,
      Int(word(data, 2)) == tensors
    else { throw ModelError(.planInvalid, .modelMetadata, value: data.count) }
    for i in 0..<requests.count {
      let request = requests.request(arena, i)
      // Requests behind the tensors are scratch memory. Placing moves only what is in front of `i`.
      guard request.id < tensors else { continue }
      let offset = word(data, 3 &+ request.id)
      guard offset != -1 else { continue }
      guard offset >= 0, offset & 3 == 0, requests.place(arena, i, at: UInt32(bitPattern: offset)) else {
        throw ModelError(.planInvalid, .modelMetadata, index: request.id, value: Int(offset))
      }
    }
  }

  /// Word `i` of data that have it.
  private static func word(_ data: FlatVector, _ i: Int) -> Int32 {
    data.bytes.load(data.position &+ 4 &* i, as: Int32.self) ?? 0
  }
}
