import RedoubtCore
import RedoubtIntrinsics

/// One operator of a model, prepared for a vector kernel: its weights repacked, its scales derived.
protocol FastKernel: AnyObject {
  /// Computes the operator's output in the arena from its input there.
  func run()

  /// Takes over changed bytes of the model file where they are the operator's weights or biases.
  ///
  /// - Returns: The part of the file whose changes the kernel has taken over; anything else that has changed
  ///   needs a new kernel.
  func update(_ changed: Range<Int>)

  /// Byte ranges of the file that `update` covers.
  var constants: [Range<Int>] { get }
}

/// Where a fast kernel finds its memory.
@safe struct KernelMemory {
  let isa: redoubt_isa
  /// First byte of the model file.
  let model: UnsafeMutableRawPointer
  /// Staging memory, shared by all kernels of an interpreter.
  let staging: StagingMemory

  func constant<T>(_ tensor: Tensor, as type: T.Type) -> UnsafePointer<T>? {
    guard let position = tensor.constantPosition else { return nil }
    return unsafe UnsafePointer((model + position).assumingMemoryBound(to: type))
  }

  /// The range of the file that holds a constant tensor.
  static func range(_ tensor: Tensor?) -> Range<Int> {
    guard let tensor, let position = tensor.constantPosition else { return 0..<0 }
    return position..<position + tensor.byteCount
  }
}

/// Memory for staged inputs, or whatever else a kernel needs while it runs: as large as the operator that needs most.
final class StagingMemory {
  private(set) var memory = AlignedMemory(byteCount: 64)

  func reserve(_ byteCount: Int) {
    if unsafe memory.bytes.count < byteCount { memory = AlignedMemory(byteCount: byteCount) }
  }

  var base: UnsafeMutablePointer<UInt8> {
    unsafe memory.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
  }
}
