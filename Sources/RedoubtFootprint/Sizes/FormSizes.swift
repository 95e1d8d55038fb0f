/// Sizes of one form on one core, as measured in linked images.
public struct FormSizes: Equatable, Codable, Sendable {
  /// Bytes of RAM beside the arena, without stacks.
  public var ramBytes: Int
  /// Code and constants in flash, divided by which images hold them.
  public var parts: [CodePart]
  /// Interpreter: what each operator behind the first adds to the chain that finds the one to run.
  public var bytesPerFurtherOperator: Int
  /// Generated code: what the constants and the call of one step take, by kernel.
  public var bytesPerStep: [String: Int]
  /// Deepest use of the stack, by feature; an image needs the largest of its features.
  public var stackBytes: [String: Int]
  /// Bytes by which the stack grows: interpreter, with each operator beyond the first; generated code, with each step
  /// beyond the second.
  public var stackBytesPerStep: Double

  public init(
    ramBytes: Int, parts: [CodePart], bytesPerFurtherOperator: Int = 0, bytesPerStep: [String: Int] = [:],
    stackBytes: [String: Int] = [:], stackBytesPerStep: Double = 0
  ) {
    self.ramBytes = ramBytes
    self.parts = parts
    self.bytesPerFurtherOperator = bytesPerFurtherOperator
    self.bytesPerStep = bytesPerStep
    self.stackBytes = stackBytes
    self.stackBytesPerStep = stackBytesPerStep
  }

  /// A kernel that is called once may be compiled into its caller; that of several calls is a function of its own.
  public static func feature(kernel: String, calls: Int) -> String {
    calls == 1 ? kernel + " once" : kernel
  }
}
