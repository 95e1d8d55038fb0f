import RedoubtHost

/// `--rounding`, which several commands take.
enum RoundingOption {
  static let option = CommandSyntax.Option(
    name: "--rounding", metavar: Rounding.allCases.map(\.rawValue).joined(separator: "|"),
    help: "Whose bytes to give where the reference engines differ:"
      + " TensorFlow Lite Micro (default) or LiteRT's reference kernels.",
    choices: Rounding.allCases.map(\.rawValue))

  static func value(_ arguments: ParsedArguments) -> Rounding {
    arguments[option].flatMap { Rounding(rawValue: $0) } ?? .tflm
  }
}
