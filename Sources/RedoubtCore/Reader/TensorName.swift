extension Model {
  /// Where the file holds a tensor's name, as UTF-8; nil for a tensor without a name.
  package func tensorNamePosition(_ index: Int) throws(ModelError) -> Range<Int>? {
    guard let name = try tensors.table(index).vector(.tensorName, elementBytes: 1) else { return nil }
    return name.position..<name.position &+ name.count
  }
}
