import RedoubtModel
import Testing

@Suite struct GraphValidationTests {
  /// x → relu → y.
  private func chain() -> Graph {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [2]))
    let y = graph.add(Value(name: "y", shape: [2]))
    graph.inputs = [x]
    graph.outputs = [y]
    graph.operations = [GraphOperation(name: "relu", kind: ReluKind(), inputs: [x], outputs: [y])]
    return graph
  }

  private func failure(_ change: (inout Graph) -> Void) -> GraphError? {
    var graph = chain()
    change(&graph)
    do {
      try graph.validate()
      return nil
    } catch { return error }
  }

  @Test func aChainIsValid() { #expect(failure { _ in } == nil) }

  @Test func cyclesAreNamed() {
    let error = failure { $0.operations[0].inputs = [$0.outputs[0]] }
    #expect(
      error
        == GraphError(
          "It reads y, which nothing before it computes; the graph is cyclic or out of order.", at: "relu"))
  }

  @Test func everyValueIsComputedOnce() {
    #expect(failure { $0.operations.append($0.operations[0]) }?.place == "relu")
    #expect(failure { $0.operations = [] }?.place == "y")
    #expect(failure { $0.inputs.append($0.inputs[0]) }?.place == "x")
  }

  @Test func identifiersExist() {
    #expect(failure { $0.operations[0].inputs = [ValueID(index: 9)] }?.place == "relu")
    #expect(failure { $0.outputs = [ValueID(index: -1)] }?.place == "the network's outputs")
  }

  @Test func shapesAndConstantsFit() {
    #expect(failure { $0.values[1].shape = [3] }?.place == "relu")
    #expect(failure { $0.values.append(Value(name: "c", shape: [2], data: .float32([1]))) }?.place == "c")
    #expect(failure { $0.values.append(Value(name: "c", shape: [1], data: .int32([1]))) }?.place == "c")
    #expect(failure { $0.values.append(Value(name: "c", shape: [1 << 40, 1 << 40])) }?.place == "c")
    #expect(failure { $0.operations[0].outputs.append($0.inputs[0]) }?.place == "relu")
  }

  @Test func appendingTellsWhereAnOperationDoesNotFit() {
    var graph = chain()
    let shape = graph.addConstant([3], named: "shape")
    #expect(throws: GraphError("2 elements of shape [2] do not fill shape [3].", at: "reshape")) {
      try graph.append(ReshapeKind(), named: "reshape", inputs: [graph.inputs[0], shape])
    }
  }

  @Test func elementCountsSaturate() {
    #expect([1 << 40, 1 << 40].elementCount == .max)
    #expect([1 << 40, 1 << 40, 0].elementCount == 0)
    #expect([Int]().elementCount == 1)
  }
}
