/// Constant arrays as C: `weights.c` and `weights.h`, also for other languages, which have no compact literals.
enum CWeights {
  static func source(_ program: ModelProgram) -> String {
    var text = "#include \"weights.h\"\n"
    for array in program.constants {
      text += "\nconst \(declaration(array)) = {\n\(lines(array.values))};\n"
    }
    return text
  }

  /// - Parameter accessors: Text between the declarations and the end.
  static func header(_ program: ModelProgram, accessors: String = "") -> String {
    """
    #ifndef WEIGHTS_H
    #define WEIGHTS_H

    #include <stdint.h>

    \(program.constants.map { "extern const \(declaration($0));\n" }.joined())\(accessors)
    #endif

    """
  }

  private static func declaration(_ array: ConstantArray) -> String {
    "\(array.element.rawValue) \(array.name)[\(array.values.count)]"
  }

  /// Numbers, as many to a line as fit 100 columns.
  private static func lines(_ values: [Int]) -> String {
    var text = ""
    var line = "   "
    for value in values {
      // The most negative int32 has no literal of its own in C.
      let number = value == Int(Int32.min) ? " (-2147483647 - 1)," : " \(value),"
      if line.utf8.count + number.utf8.count > 100 {
        text += line + "\n"
        line = "   "
      }
      line += number
    }
    return text + line + "\n"
  }
}
