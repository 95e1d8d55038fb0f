import RedoubtModel
import Testing

/// Operations that move elements, on inputs that count from 0 so that every element tells where it comes from.
@Suite struct LayoutOperationTests {
  private func move(
    _ kind: any OperationKind, _ shape: [Int], _ constants: [Int32]...
  ) throws -> (shape: [Int], elements: [Float]) {
    let elements = (0..<shape.reduce(1, *)).map { Float($0) }
    let result = try OneOperation.evaluate(kind, [(shape, elements)], constants)[0]
    return (result.shape, try #require(result.data.floats))
  }

  private func expect(
    _ result: (shape: [Int], elements: [Float]), _ shape: [Int], _ elements: [Float],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.shape == shape, sourceLocation: sourceLocation)
    #expect(result.elements == elements, sourceLocation: sourceLocation)
  }

  @Test func shapesChangeWithoutMovingElements() throws {
    expect(try move(ReshapeKind(), [2, 3], [3, -1]), [3, 2], [0, 1, 2, 3, 4, 5])
    expect(try move(SqueezeKind(), [1, 2, 1], []), [2], [0, 1])
    expect(try move(SqueezeKind(axes: [-1]), [1, 2, 1]), [1, 2], [0, 1])
    expect(try move(ExpandDimsKind(), [2], [-1]), [2, 1], [0, 1])
    #expect(throws: GraphError("6 elements of shape [2, 3] do not fill shape [4, -1].")) {
      try move(ReshapeKind(), [2, 3], [4, -1])
    }
  }

  @Test func transposeOrdersDimensions() throws {
    expect(try move(TransposeKind(), [2, 3], [1, 0]), [3, 2], [0, 3, 1, 4, 2, 5])
    expect(try move(TransposeKind(), [2, 1, 2, 2], [0, 3, 2, 1]), [2, 2, 2, 1], [0, 2, 1, 3, 4, 6, 5, 7])
    #expect(throws: GraphError.self) { try move(TransposeKind(), [2, 3], [1, 1]) }
  }

  @Test func slicesTakeRegions() throws {
    expect(try move(SliceKind(), [3, 3], [1, 0], [-1, 2]), [2, 2], [3, 4, 6, 7])
    expect(try move(StridedSliceKind(), [5], [4], [-6], [-2]), [3], [4, 2, 0])
    expect(try move(StridedSliceKind(shrinkAxisMask: 1), [2, 3], [-1, 0], [0, 3], [1, 2]), [2], [3, 5])
    expect(try move(StridedSliceKind(beginMask: 1, endMask: 1), [4], [2], [3], [1]), [4], [0, 1, 2, 3])
    expect(try move(StridedSliceKind(), [3], [2], [1], [1]), [0], [])
    #expect(throws: GraphError.self) { try move(SliceKind(), [3], [2], [2]) }
    #expect(throws: GraphError("The stride of dimension 0 is 0.")) {
      try move(StridedSliceKind(), [3], [0], [1], [0])
    }
  }

  @Test func splitGivesEqualParts() throws {
    let results = try SplitKind(parts: 2).evaluate([
      HostTensor(shape: [], data: .int32([-1])), HostTensor(shape: [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]),
    ])
    #expect(results.map(\.data) == [.float32([0, 1, 4, 5]), .float32([2, 3, 6, 7])])
  }

  @Test func partsAreJoinedAndStacked() throws {
    let parts: [(shape: [Int], elements: [Float])] = [([2, 1], [0, 1]), ([2, 2], [2, 3, 4, 5])]
    let joined = try OneOperation.evaluate(ConcatenationKind(axis: -1, activation: .relu6), parts)[0]
    #expect(joined.shape == [2, 3])
    #expect(joined.data == .float32([0, 2, 3, 1, 4, 5]))
    let stacked = try OneOperation.evaluate(PackKind(parts: 2, axis: 1), [([2], [0, 1]), ([2], [2, 3])])[0]
    #expect(stacked.data == .float32([0, 2, 1, 3]))
    #expect(throws: GraphError.self) {
      try OneOperation.evaluate(ConcatenationKind(axis: 0), [([1, 2], [0, 1]), ([1, 3], [0, 1, 2])])
    }
  }

  @Test func paddingSurrounds() throws {
    expect(try move(PadKind(), [1, 2], [1, 0, 0, 1]), [2, 3], [0, 0, 0, 0, 1, 0])
    let padded = try PadV2Kind().evaluate([
      HostTensor(shape: [2], [1, 2]), HostTensor(shape: [1, 2], data: .int32([1, 2])),
      HostTensor(shape: [1], [-7]),
    ])
    #expect(padded[0].data == .float32([-7, 1, 2, -7, -7]))
    #expect(throws: GraphError.self) { try move(PadKind(), [2], [-1, 0]) }
  }

  @Test func blocksGoToBatchesAndBack() throws {
    let blocks = try move(SpaceToBatchNDKind(), [1, 2, 2, 1], [2, 2], [0, 0, 1, 1])
    expect(blocks, [4, 1, 2, 1], [0, 1, 0, 0, 0, 3, 2, 0])
    let back = try OneOperation.evaluate(
      BatchToSpaceNDKind(), [([4, 1, 2, 1], blocks.elements)], [[2, 2], [0, 0, 1, 1]])[0]
    #expect(back.shape == [1, 2, 2, 1])
    #expect(back.data == .float32([0, 1, 2, 3]))
  }

  @Test func elementsAreRepeatedAndPicked() throws {
    expect(try move(TileKind(), [2, 1], [2, 3]), [4, 3], [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])
    expect(try move(GatherKind(axis: 1), [2, 3], [2, 0]), [2, 2], [2, 0, 5, 3])
    #expect(throws: GraphError("Indices [3] leave dimension 1 of shape [2, 3].")) {
      try move(GatherKind(axis: 1), [2, 3], [3])
    }
  }

  @Test func nearestElementsFollowTheSampling() throws {
    let rows: [Int32] = [1, 4]
    expect(try move(ResizeNearestNeighborKind(), [1, 1, 2, 1], rows), [1, 1, 4, 1], [0, 0, 1, 1])
    let wide = try move(ResizeNearestNeighborKind(alignCorners: true), [1, 1, 3, 1], rows)
    expect(wide, [1, 1, 4, 1], [0, 1, 1, 2])
    let centred = try move(ResizeNearestNeighborKind(halfPixelCenters: true), [1, 1, 5, 1], [1, 2])
    expect(centred, [1, 1, 2, 1], [1, 3])
  }

  @Test func reductionsTakeAxesTogether() throws {
    expect(try move(MeanKind(keepsDimensions: true), [2, 2, 2], [0, -1]), [1, 2, 1], [2.5, 4.5])
    expect(try move(ReduceMaxKind(keepsDimensions: false), [2, 3], [0]), [3], [3, 4, 5])
    expect(try move(ReduceProdKind(keepsDimensions: false), [2, 2], [1]), [2], [0, 6])
    let product = try ReduceProdKind(keepsDimensions: false).evaluate([
      HostTensor(shape: [3], data: .int32([2, 3, 7])), HostTensor(shape: [1], data: .int32([0])),
    ])
    #expect(product[0].data == .int32([42]))
  }

  @Test func theLowestIndexOfTheLargestWins() throws {
    let result = try ArgMaxKind().evaluate([
      HostTensor(shape: [2, 3], [1, 5, 5, 7, 7, 0]), HostTensor(shape: [1], data: .int32([1])),
    ])
    #expect(result[0].data == .int32([1, 0]))
    #expect(try ShapeKind(dimensionType: .int64).evaluate(result)[0].data == .int64([2]))
  }

  @Test func integersAndBoolsMoveToo() throws {
    let input = HostTensor(shape: [2, 2], data: .bool([true, false, false, false]))
    let result = try TransposeKind().evaluate([input, HostTensor(shape: [2], data: .int32([1, 0]))])
    #expect(result[0].data == .bool([true, false, false, false]))
    let rows = try GatherKind(axis: 0).evaluate([
      HostTensor(shape: [3], data: .int64([5, 6, 7])), HostTensor(shape: [], data: .int64([2])),
    ])
    #expect(rows[0].data == .int64([7]))
    #expect(rows[0].shape == [])
  }
}
