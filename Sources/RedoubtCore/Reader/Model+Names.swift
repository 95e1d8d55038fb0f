/// Texts and extra facts of the file, which a host reads and a target skips.
extension Model {
  /// Name of tensor `index` in UTF-8, nil where it has none.
  public func tensorName(_ index: Int) throws(ModelError) -> FlatVector? {
    try tensors.table(index).vector(.tensorName, elementBytes: 1)
  }

  /// Number of metadata entries.
  public var metadataCount: Int { metadata.count }

  /// Metadata entry `i`: its name in UTF-8, and its bytes; nil where one is absent.
  public func metadataEntry(_ i: Int) throws(ModelError) -> (name: FlatVector?, data: FlatVector?) {
    let entry = try metadata.table(i)
    let buffer = try entry.scalar(.metadataBuffer, default: 0 as UInt32)
    guard buffer <= UInt32(Int32.max), Int(buffer) < buffers.count else {
      throw ModelError(.outOfRange, .metadataBuffer, index: i, value: Int(truncatingIfNeeded: buffer))
    }
    return (try entry.vector(.metadataName, elementBytes: 1), try bufferData(Int(buffer)))
  }
}
