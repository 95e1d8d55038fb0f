import RedoubtCore
import RedoubtIntrinsics

/// One operator run on its own, on inputs of the caller's choice.
@safe final class OperatorProbe {
  /// A tensor in the interpreter's arena.
  struct Operand {
    let tensor: Tensor
    let offset: Int
  }

  let interpreter: HostInterpreter
  let step: Int
  /// Tensors in the arena that the operator reads, each once, and those it writes.
  let inputs, outputs: [Operand]

  init(_ interpreter: HostInterpreter, _ node: Node) throws(ModelError) {
    self.interpreter = interpreter
    step = node.index
    var inputs: [Operand] = []
    for i in 0..<node.inputCount {
      guard let tensor = try node.optionalInput(i), tensor.constantPosition == nil,
        !inputs.contains(where: { $0.tensor.index == tensor.index }),
        let offset = interpreter.plannedOffset(ofTensor: tensor.index)
      else { continue }
      inputs.append(Operand(tensor: tensor, offset: offset + interpreter.tensorAreaStart))
    }
    var outputs: [Operand] = []
    for i in 0..<node.outputCount {
      let tensor = try node.output(i)
      guard let offset = interpreter.plannedOffset(ofTensor: tensor.index) else { continue }
      outputs.append(Operand(tensor: tensor, offset: offset + interpreter.tensorAreaStart))
    }
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// The vector instructions of the interpreter's path.
  var isa: redoubt_isa { interpreter.path.isa ?? REDOUBT_ISA_PORTABLE }

  /// First byte of an operand in the arena.
  func place(_ operand: Operand) -> UnsafeMutablePointer<Int8> {
    unsafe (interpreter.arena.bytes.baseAddress! + operand.offset).assumingMemoryBound(to: Int8.self)
  }

  /// Runs the operator on what the arena holds.
  func run() throws(ModelError) {
    interpreter.seek(step)
    _ = try interpreter.step()
  }

  /// The outputs' bytes, one after the other, for inputs whose bytes, counted through all inputs, are as given.
  func outputs(_ value: (_ element: Int) -> UInt8) throws(ModelError) -> [UInt8] {
    var element = 0
    for input in inputs {
      let place = unsafe place(input)
      for i in 0..<input.tensor.byteCount { unsafe place[i] = Int8(bitPattern: value(element + i)) }
      element += input.tensor.byteCount
    }
    try run()
    var result: [UInt8] = []
    for output in outputs {
      let place = unsafe place(output)
      for i in 0..<output.tensor.byteCount { unsafe result.append(UInt8(bitPattern: place[i])) }
    }
    return result
  }
}
