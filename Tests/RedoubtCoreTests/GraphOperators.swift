import ModelFixtures
import RedoubtCore

/// Operators for tests of planning and stepping: any number of int8 inputs and outputs of any shape.
///
/// The code tells what one needs: below 1,000 it is the scratch memory in bytes; 1,000 makes it static; 1,001 is
/// refused. Every output element becomes the sum of all elements read, plus one, so that an operator whose inputs
/// were overwritten shows it in its outputs.
enum GraphOperators: OperatorSet {
  static let isStatic: Int32 = 1_000
  static let refused: Int32 = 1_001

  static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    guard node.code <= isStatic else {
      throw ModelError(.unsupportedOperator, .operatorCodeCode, index: node.index, value: Int(node.code))
    }
    return node.code == isStatic ? .isStatic : .runs(scratchBytes: Int(node.code))
  }

  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    if node.code > 0 {
      var scratch = try memory.scratch(node, Int(node.code), of: Int8.self)
      for i in 0..<scratch.count { scratch[i] = 0x55 }
    }
    var sum: Int8 = 1
    for i in 0..<node.inputCount {
      let input = try memory.read(try node.input(i), as: Int8.self)
      for k in 0..<input.count { sum = sum &+ input[k] }
    }
    for i in 0..<node.outputCount {
      var output = try memory.write(try node.output(i), as: Int8.self)
      for k in 0..<output.count { output[k] = sum }
    }
  }

  static func macs(_ node: Node) throws(ModelError) -> Int { 0 }
  static func name(_ code: Int32) -> StaticString? { nil }
}

/// A random graph of `GraphOperators`: each operator reads earlier tensors and writes new ones.
struct RandomGraph {
  var model: ModelFixture
  /// First and last step at which each tensor is needed.
  var lives: [ClosedRange<Int>]
  var sizes: [Int]
  /// Scratch bytes of each operator.
  var scratch: [Int]

  init(using random: inout SeededGenerator, steps: Int) {
    var (lives, sizes, operators): ([ClosedRange<Int>], [Int], [OperatorFixture]) = ([], [], [])
    func addTensor(at step: Int) -> Int32 {
      lives.append(step...step)
      sizes.append(Int.random(in: 1...60, using: &random))
      return Int32(sizes.count - 1)
    }
    let inputs = (0..<Int.random(in: 1...3, using: &random)).map { _ in addTensor(at: 0) }
    scratch = []
    for step in 0..<steps {
      let read = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Int.random(in: 0..<sizes.count, using: &random)
      }
      for tensor in read { lives[tensor] = lives[tensor].lowerBound...step }
      let written = (0..<Int.random(in: 1...2, using: &random)).map { _ in addTensor(at: step) }
      scratch.append(Bool.random(using: &random) ? 0 : Int.random(in: 1...90, using: &random))
      operators.append(
        OperatorFixture(code: Int32(scratch[step]), inputs: read.map(Int32.init), outputs: written))
    }
    let outputs = Set((0..<2).map { _ in Int32.random(in: 0..<Int32(sizes.count), using: &random) }).sorted()
    for tensor in outputs { lives[Int(tensor)] = lives[Int(tensor)].lowerBound...steps - 1 }
    (self.lives, self.sizes) = (lives, sizes)
    model = ModelFixture(
      tensors: sizes.map { .activation([Int32($0)]) }, operators: operators, inputs: inputs, outputs: outputs)
  }

  /// Peak of the bytes alive at one step.
  var peak: Int {
    scratch.indices.map { step in
      sizes.indices.filter { lives[$0].contains(step) }.map { sizes[$0] }.reduce(0, +)
    }
    .max() ?? 0
  }

  /// Pairs of tensors that are alive at the same time.
  var rivals: [(Int, Int)] {
    sizes.indices.flatMap { a in (0..<a).filter { lives[a].overlaps(lives[$0]) }.map { (a, $0) } }
  }
}
