/// RESIZE_NEAREST_NEIGHBOR: int8, int32 or float32 input [N, H, W, C], integer size [2] (height, width), output
/// [N, height, width, C].
public enum ResizeNearestNeighbor: Operator {
  public static var code: Int32 { 97 }
  public static var name: StaticString { "RESIZE_NEAREST_NEIGHBOR" }
  private static let optionsType: UInt8 = 74

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let rows, columns: NearestNeighborAxis

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      try input.require(rank: 4)
      try output.require(rank: 4)
      guard output.shape[0] == input.shape[0], output.shape[3] == input.shape[3] else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[3])
      }
      let options = try node.options(optionsType)
      let align = try options.scalar(0, default: 0 as UInt8) != 0
      let half = try options.scalar(1, default: 0 as UInt8) != 0
      guard
        let rows = NearestNeighborAxis(
          input: input.shape[1], output: output.shape[1], alignCorners: align, halfPixelCenters: half),
        let columns = NearestNeighborAxis(
          input: input.shape[2], output: output.shape[2], alignCorners: align, halfPixelCenters: half)
      else { throw output.error(.tooLarge, .tensorShape, value: NearestNeighborAxis.largest) }
      self.rows = rows
      self.columns = columns
    }
  }

  /// - Throws: `.tooLarge` for a height or width outside 1 ... 2^22; `.unsupportedFeature` for an int32 input without
  ///   memory, since shapes and constants alone determine it, and for a size that is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try node.requireOperand(1, count: 2)
    // The output declares the size, so that the operand is not read again.
    var values = StaticValues()
    for i in 0..<2 {
      guard Int(try values.operand(1, i, node)) == p.output.shape[i &+ 1] else {
        throw p.output.error(.shapeMismatch, .tensorShape, value: p.output.shape[i &+ 1])
      }
    }
    try StaticValues.requireMemory(node, p.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: UInt8.self)
    var output = try memory.write(p.output, as: UInt8.self)
    let cellBytes = p.input.shape[3] &* p.input.type.byteCount
    var place = 0
    for batch in 0..<p.input.shape[0] {
      for y in 0..<p.rows.output {
        let row = (batch &* p.rows.input &+ p.rows.position(y)) &* p.columns.input
        for x in 0..<p.columns.output {
          let cell = (row &+ p.columns.position(x)) &* cellBytes
          let bytes = input.extracting(cell..<cell &+ cellBytes)
          for i in 0..<cellBytes { output[place &+ i] = bytes[i] }
          place = place &+ cellBytes
        }
      }
    }
  }
}
