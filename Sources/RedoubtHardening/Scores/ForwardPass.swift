import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Runs records through the int8 network and shows every activation on the way, as the target would hold it.
struct ForwardPass {
  private let interpreter: HostInterpreter
  private let input: Tensor
  /// Tensors that each step writes.
  private let outputs: [[Tensor]]
  private let quantizations: [Int: AffineQuantization]

  /// - Parameter file: A model that loads, with one input.
  init(_ file: [UInt8]) throws {
    interpreter = try HostInterpreter(file)
    let model = try interpreter.readModel()
    input = try model.input(0)
    var outputs: [[Tensor]] = []
    var quantizations: [Int: AffineQuantization] = [:]
    quantizations[input.index] = try interpreter.describe(input).quantization
    for step in 0..<interpreter.stepCount {
      let node = try Node(model, step)
      var written: [Tensor] = []
      if try AllOperators<TFLM>.prepare(node) != .isStatic {
        for i in 0..<node.outputCount { written.append(try node.output(i)) }
      }
      for tensor in written { quantizations[tensor.index] = try interpreter.describe(tensor).quantization }
      outputs.append(written)
    }
    self.outputs = outputs
    self.quantizations = quantizations
  }

  /// Runs one record.
  ///
  /// - Parameter observe: Called with the index and the real elements of the input and of every computed tensor, in
  ///   execution order. Tensors without a scale show their numbers as they are.
  func run(_ record: [UInt8], _ observe: (_ tensor: Int, _ elements: [Float]) -> Void) throws {
    try interpreter.write(record, to: input)
    interpreter.restart()
    observe(input.index, real(record, input))
    for written in outputs {
      guard try interpreter.step() else { return }
      for tensor in written { observe(tensor.index, real(try interpreter.read(tensor), tensor)) }
    }
  }

  private func real(_ bytes: [UInt8], _ tensor: Tensor) -> [Float] {
    let quantization = quantizations[tensor.index]
    switch tensor.type {
    case .int8:
      guard let quantization else { return bytes.map { Float(Int8(bitPattern: $0)) } }
      return bytes.map { quantization.dequantize(Int8(bitPattern: $0)) }
    case .float32: return words(bytes).map { Float(bitPattern: $0) }
    case .int32: return words(bytes).map { Float(Int32(bitPattern: $0)) }
    case .uint8, .bool: return bytes.map { Float($0) }
    case .float16, .int16, .int64, .int4: return [Float](repeating: 0, count: tensor.shape.count)
    }
  }

  private func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
  }
}
