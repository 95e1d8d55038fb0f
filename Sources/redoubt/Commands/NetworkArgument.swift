/// `MODEL`, where commands take networks of any format.
enum NetworkArgument {
  static let model = CommandSyntax.Positional(
    name: "MODEL", help: "An int8 .tflite file, or a float network: .onnx or .tflite.")
}
