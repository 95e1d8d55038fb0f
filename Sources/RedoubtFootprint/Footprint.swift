import RedoubtBoards

/// What an image with a model occupies on a core, worked out from the sizes of its parts.
public struct Footprint: Equatable, Sendable {
  /// How the model is deployed.
  public let form: DeploymentForm
  /// The core that the image is for.
  public let core: CoreClass
  /// The core that the sizes were measured on: another where the core has none of its own.
  public let measuredCore: CoreClass
  /// Code and constants without the model: start-up, run-time routines, kernels, and what calls them.
  public let codeBytes: Int
  /// The model file or the arrays made from it, without replica banks.
  public let modelBytes: Int
  /// Each of the two parameter banks.
  public let bankBytes: Int
  /// Each of the two activation banks.
  public let activationBankBytes: Int
  /// Tensors, scratch memory and the interpreter's table.
  public let arenaBytes: Int
  /// Bytes of RAM beside arena, banks and stack.
  public let dataBytes: Int
  /// Deepest use of the stack.
  public let stackBytes: Int

  /// Whether it is of a hardened model, whose copies are voted.
  public var votes: Bool { bankBytes > 0 || activationBankBytes > 0 }

  /// Everything that flash holds.
  public var flashBytes: Int { codeBytes + modelBytes + 2 * bankBytes }
  /// RAM without the stack.
  public var sramBytes: Int { arenaBytes + 2 * activationBankBytes + dataBytes }

  /// - Throws: `FootprintError.unmeasured`.
  public init(_ needs: ModelNeeds, core: CoreClass, data: SizeData = .shipped) throws(FootprintError) {
    guard let (sizes, measuredCore) = data.sizes(core, needs.form, votes: needs.votes) else {
      throw .unmeasured(feature: CodePart.base, core: core.rawValue, form: needs.form.rawValue)
    }
    let known = sizes.parts.reduce(into: Set<String>()) { $0.formUnion($1.usedBy) }
    if let unknown = needs.features.subtracting(known).min() {
      throw .unmeasured(feature: unknown, core: core.rawValue, form: needs.form.rawValue)
    }
    form = needs.form
    self.core = core
    self.measuredCore = measuredCore
    codeBytes =
      CodePart.bytes(of: sizes.parts, using: needs.features)
      + sizes.bytesPerFurtherOperator * max(0, needs.operators - 1)
      + needs.steps.reduce(0) { $0 + (sizes.bytesPerStep[$1] ?? 0) }
    modelBytes = needs.modelBytes
    bankBytes = needs.bankBytes
    activationBankBytes = needs.activationBankBytes
    arenaBytes = needs.arenaBytes
    dataBytes = sizes.ramBytes
    // Stacks are measured where images run; a core without an emulator has those of its stand-in.
    let stacks = data.stacks(core, needs.form, votes: needs.votes) ?? sizes
    let deepest = needs.features.reduce(0) { max($0, stacks.stackBytes[$1] ?? 0) }
    let further = needs.form == .interpreter ? needs.operators - 1 : needs.steps.count - 2
    stackBytes = deepest + Int((stacks.stackBytesPerStep * Double(max(0, further))).rounded(.up))
  }
}
