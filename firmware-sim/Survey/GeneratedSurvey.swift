import RedoubtCodegen
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHost

/// Sizes of generated code, from chains of one kernel.
struct GeneratedSurvey: Sendable {
  let machine: TargetMachine
  let form: FirmwareMeasurement.Form

  /// An image of a chain: its kernel, and what it holds.
  private struct Sample: Sendable {
    let kernel: String
    /// A step may call its kernel more than once.
    let calls: Int
    let codeBytes, ramBytes: Int
    let symbols: SymbolSizes
    let stackBytes: Int?
  }

  /// - Returns: Nil where the operator cannot be generated.
  private func sample(_ name: String, _ count: Int) throws -> Sample? {
    let file = ChainModel.file(name, count: count)
    let facts: ProgramFacts
    do { facts = try ProgramFacts(try HostInterpreter(file)) } catch is CodegenError { return nil }
    let built = try ModelImage(file, machine: machine, form: form)
    var stack: Int?
    if machine.isRunnable { stack = try FirmwareMeasurement(file, machine: machine, form: form).stackBytes }
    return Sample(
      kernel: facts.kernels[0], calls: facts.kernels.count, codeBytes: built.sizes.codeBytes,
      ramBytes: built.sizes.ramBytes - built.sizes.arenaBytes,
      // What bears the name of a step, in C or in Swift, belongs to the model.
      symbols: ImageSymbols(built.image).sizes.filter {
        $0.key.wholeMatch(of: /[a-z0-9_]+_[0-9]+/) == nil
          && $0.key.firstMatch(of: /ModelV[0-9]+[a-zA-Z0-9]*[0-9](33_[0-9A-F]+LL)?yyF$/) == nil
      },
      stackBytes: stack)
  }

  func sizes() throws -> FormSizes {
    var images: [String: SymbolSizes] = [:]
    var own: [String: Int] = [:]
    var sizes = FormSizes(ramBytes: 0, parts: [])
    var growth: [Double] = []
    for name in ChainModel.operators {
      guard let one = try sample(name, 1), let two = try sample(name, 2), let four = try sample(name, 4)
      else {
        continue
      }
      let (once, many) = (
        FormSizes.feature(kernel: one.kernel, calls: 1), FormSizes.feature(kernel: one.kernel, calls: 2)
      )
      // What grows with the steps, or exists for one of them, belongs to the model; the rest is the kernel.
      let fixed = two.symbols.filter { four.symbols[$0.key] == $0.value }
      let step = (four.codeBytes - two.codeBytes) / (four.calls - two.calls)
      sizes.bytesPerStep[one.kernel] = step
      images[many] = fixed
      own[many] = two.codeBytes - Self.total(fixed) - two.calls * step
      let ofStep = Set(two.symbols.keys).subtracting(fixed.keys)
      images[once] = one.symbols.filter { !ofStep.contains($0.key) }
      own[once] = one.codeBytes - Self.total(images[once] ?? [:]) - one.calls * step
      sizes.ramBytes = max(sizes.ramBytes, two.ramBytes)
      if let a = one.stackBytes, let b = two.stackBytes, let c = four.stackBytes {
        sizes.stackBytes[once] = a
        sizes.stackBytes[many] = b
        growth.append(Double(c - b) / 2)
      }
    }
    sizes.stackBytesPerStep = growth.isEmpty ? 0 : growth.reduce(0, +) / Double(growth.count)
    // What every image has, and what the application around a kernel has besides: mostly the same.
    let common = own.values.sorted()[own.count / 2]
    images[CodePart.base] = Self.common(Array(images.values))
    sizes.parts = SymbolUnion.parts(images)
    sizes.parts.append(CodePart(bytes: common, usedBy: [CodePart.base]))
    for (feature, bytes) in own.sorted(by: { $0.key < $1.key }) {
      // Each feature stands in the list even where it adds nothing: it is known.
      sizes.parts.append(CodePart(bytes: bytes - common, usedBy: [feature]))
    }
    return sizes
  }

  private static func total(_ symbols: SymbolSizes) -> Int { symbols.values.joined().reduce(0, +) }

  /// The symbols that all images have, with their smallest sizes.
  private static func common(_ images: [SymbolSizes]) -> SymbolSizes {
    guard var common = images.first else { return [:] }
    for image in images.dropFirst() {
      common = common.reduce(into: [:]) { result, entry in
        guard let other = image[entry.key] else { return }
        result[entry.key] = zip(entry.value, other).map { min($0, $1) }
      }
    }
    return common
  }
}
