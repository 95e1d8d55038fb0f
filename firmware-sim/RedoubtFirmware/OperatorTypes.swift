import RedoubtCore

/// A set of operators that can tell the Swift type of each.
protocol OperatorTypes: OperatorSet {
  /// The type that runs operators of this code; nil where the set has none.
  static func type(_ code: Int32) -> (any Operator.Type)?
  /// The types of all operators of the set.
  static var types: [any Operator.Type] { get }
}

extension With: OperatorTypes where Rest: OperatorTypes {
  static func type(_ code: Int32) -> (any Operator.Type)? {
    code == First.code ? First.self : Rest.type(code)
  }

  static var types: [any Operator.Type] { [First.self] + Rest.types }
}

extension NoOperator: OperatorTypes {
  static func type(_ code: Int32) -> (any Operator.Type)? { nil }

  static var types: [any Operator.Type] { [] }
}

/// The Swift source that names exactly the operators of a model, so that only those are linked.
enum OperatorSource {
  static func text(_ model: Model) throws(ModelError) -> String {
    var codes: Set<Int32> = []
    for i in 0..<model.operators.count { codes.insert(try Node(model, i).code) }
    return try text(codes: codes)
  }

  /// - Parameter codes: Builtin codes of the operators.
  static func text(codes: Set<Int32>) throws(ModelError) -> String {
    var set = "NoOperator"
    for code in codes.sorted(by: >) {
      guard let type = AllOperators<TFLM>.type(code) else {
        throw ModelError(.unsupportedOperator, .operatorCodeCode, value: Int(code))
      }
      // A type describes itself as it is written in source: "FullyConnected<TFLM>".
      set = "With<\(type), \(set)>"
    }
    return """
      import RedoubtCore

      /// The operators of the model in this image.
      typealias ModelOperators = \(set)

      """
  }
}
