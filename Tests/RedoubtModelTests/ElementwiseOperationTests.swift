import Foundation
import RedoubtModel
import Testing

@Suite struct ElementwiseOperationTests {
  private func binary(_ kind: any OperationKind, _ a: [Int], _ b: [Int]) throws -> [Float]? {
    let elements = { (shape: [Int], first: Float) in (0..<shape.reduce(1, *)).map { first + Float($0) } }
    return try OneOperation.evaluate(kind, [(a, elements(a, 1)), (b, elements(b, 10))])[0].data.floats
  }

  @Test func operandsBroadcastFromTheInnermostDimension() throws {
    #expect(try binary(AddKind(), [2, 2], [2]) == [11, 13, 13, 15])
    #expect(try binary(SubKind(), [2, 2], [2, 1]) == [-9, -8, -8, -7])
    #expect(try binary(MulKind(), [2], [2, 2]) == [10, 22, 12, 26])
    #expect(try binary(MaximumKind(), [], [3]) == [10, 11, 12])
    #expect(try binary(MinimumKind(), [2, 1, 2], [2, 1]) == [1, 2, 1, 2, 3, 4, 3, 4])
    #expect(throws: GraphError("Shapes [2] and [3] do not broadcast to a common one.")) {
      try binary(AddKind(), [2], [3])
    }
  }

  @Test func fusedActivationsClamp() throws {
    let inputs: [(shape: [Int], elements: [Float])] = [([4], [-8, -0.5, 0.5, 8]), ([1], [0])]
    func apply(_ activation: FusedActivation) throws -> TensorData {
      try OneOperation.evaluate(AddKind(activation: activation), inputs)[0].data
    }
    #expect(try apply(.none) == .float32([-8, -0.5, 0.5, 8]))
    #expect(try apply(.relu) == .float32([0, 0, 0.5, 8]))
    #expect(try apply(.relu6) == .float32([0, 0, 0.5, 6]))
    #expect(try apply(.reluN1To1) == .float32([-1, -0.5, 0.5, 1]))
  }

  @Test func integersAreCombinedAsShapeArithmeticNeeds() throws {
    let result = try MulKind().evaluate([
      HostTensor(shape: [2], data: .int64([3, 1 << 40])), HostTensor(shape: [1], data: .int64([4])),
    ])
    #expect(result[0].data == .int64([12, 1 << 42]))
    #expect(throws: GraphError.self) {
      try AddKind().evaluate([HostTensor(shape: [1], [1]), HostTensor(shape: [1], data: .int32([1]))])
    }
  }

  @Test func activationsFollowTheirFormulas() throws {
    let x: [Float] = [-30, -3.5, -1, -1e-5, 0, 1e-5, 0.25, 2, 7, 30]
    func apply(_ kind: any OperationKind) throws -> [Float] {
      try #require(try OneOperation.evaluate(kind, [([x.count], x)])[0].data.floats)
    }
    #expect(try apply(LogisticKind()) == x.map { Float(1 / (1 + exp(-Double($0)))) })
    #expect(try apply(TanhKind()) == x.map { Float(tanh(Double($0))) })
    #expect(try apply(ReluKind()) == x.map { max($0, 0) })
    #expect(try apply(Relu6Kind()) == x.map { min(max($0, 0), 6) })
    #expect(try apply(ReluN1To1Kind()) == x.map { min(max($0, -1), 1) })
    #expect(try apply(LeakyReluKind(alpha: 0.5)) == x.map { $0 < 0 ? $0 / 2 : $0 })
    let swish: [Float] = [-30, -3, -1, 0, 1, 3, 30].map { $0 * min(max($0 + 3, 0), 6) / 6 }
    #expect(
      try OneOperation.evaluate(HardSwishKind(), [([7], [-30, -3, -1, 0, 1, 3, 30])])[0].data
        == .float32(swish))
  }

  @Test func exponentialsAreExactToTheLastBitOfFloat() throws {
    // Another method as oracle: the C library's double precision functions, rounded once.
    let x = (-2000...2000).map { Float($0) / 97 }
    let logistic = try OneOperation.evaluate(LogisticKind(), [([x.count], x)])[0].data
    #expect(logistic == .float32(x.map { Float(1 / (1 + exp(-Double($0)))) }))
    let hyperbolic = try OneOperation.evaluate(TanhKind(), [([x.count], x)])[0].data
    #expect(hyperbolic == .float32(x.map { Float(tanh(Double($0))) }))
  }

  @Test func preluTakesItsSlopePerChannel() throws {
    let result = try OneOperation.evaluate(PreluKind(), [([2, 2], [-1, -2, 3, -4]), ([2], [0.5, 0.25])])
    #expect(result[0].data == .float32([-0.5, -0.5, 3, -1]))
    #expect(throws: GraphError.self) {
      try OneOperation.evaluate(PreluKind(), [([2], [1, 2]), ([2, 2], [1, 2, 3, 4])])
    }
  }

  @Test func softmaxSumsToOneAlongTheLastDimension() throws {
    let result = try OneOperation.evaluate(
      SoftmaxKind(beta: 2), [([2, 2], [0, Float(log(3.0)) / 2, 1000, -1000])])
    let elements = try #require(result[0].data.floats)
    #expect(zip(elements, [0.25, 0.75, 1, 0]).allSatisfy { abs($0 - $1) < 1e-7 })
  }
}
