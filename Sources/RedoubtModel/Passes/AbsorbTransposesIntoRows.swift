extension Graph {
  /// Takes out transposes of images that a fully connected layer computes, as decoders begin with: the layer's rows
  /// are put in the order of the transposed image.
  ///
  /// Applies to FULLY_CONNECTED, then operations on single elements, RESHAPE and TRANSPOSE, where nothing else reads
  /// what stands between.
  mutating func absorbTransposesIntoRows() throws(GraphError) {
    var producers: [ValueID: Int] = [:]
    var readers: [ValueID: Int] = [:]
    for id in outputs { readers[id, default: 0] += 1 }
    for (i, operation) in operations.enumerated() {
      for id in operation.outputs { producers[id] = i }
      for case let id? in operation.inputs { readers[id, default: 0] += 1 }
    }
    for i in operations.indices where operations[i].kind is TransposeKind {
      guard let image = operations[i].inputs[0], readers[image] == 1, let reshape = producers[image],
        operations[reshape].kind is ReshapeKind, let rows = operations[reshape].inputs[0],
        let chain = chain(rows, producers, readers), let order = rowOrder(operations[i], rows)
      else { continue }
      for link in chain { try reorder(link, by: order) }
      let output = operations[i].outputs[0]
      let shape = addConstant(
        self[output].shape.map { Int32(clamping: $0) }, named: "\(self[output].name)/shape")
      operations[i].kind = ReshapeKind()
      operations[i].inputs = [rows, shape]
    }
  }

  /// Operations from the one that computes `rows` back to a fully connected layer; nil where something else stands
  /// there, or is read elsewhere.
  private func chain(_ rows: ValueID, _ producers: [ValueID: Int], _ readers: [ValueID: Int]) -> [Int]? {
    var (id, chain) = (rows, [Int]())
    while readers[id] == 1, let i = producers[id], operations[i].outputs.count == 1 {
      let operation = operations[i]
      chain.append(i)
      if operation.kind is FullyConnectedKind {
        let areConstant = operation.inputs.dropFirst().allSatisfy { id in
          id.map { self[$0].data?.floats != nil } ?? true
        }
        return areConstant && operation.inputs.count >= 2 && self[id].shape.count == 2 ? chain : nil
      }
      guard operation.kind is any ElementwiseKind else { return nil }
      let computed = operation.inputs.compactMap { $0 }.filter { self[$0].data == nil }
      let width = self[id].shape.last
      guard computed.count == 1, self[computed[0]].shape == self[id].shape,
        operation.inputs.compactMap({ $0 }).allSatisfy({ input in
          self[input].data == nil || self[input].count == 1
            || self[input].count == width && self[input].shape.last == width
        })
      else { return nil }
      id = computed[0]
    }
    return nil
  }

  /// Which element of a row stands at each place of the transposed image; nil where images mix.
  private func rowOrder(_ transpose: GraphOperation, _ rows: ValueID) -> [Int]? {
    guard let image = transpose.inputs[0], let operand = transpose.inputs[1],
      let permutation = self[operand].data?.integers?.map({ Int($0) }), permutation.first == 0,
      self[image].shape.first == self[rows].shape.first
    else { return nil }
    let numbers = HostTensor(
      shape: Array(self[image].shape[1...]),
      data: .int32((0..<self[image].shape[1...].reduce(1, *)).map { Int32(clamping: $0) }))
    guard let order = try? numbers.transposed(by: permutation[1...].map { $0 - 1 }).data.integers else {
      return nil
    }
    return order.map { Int($0) }
  }

  /// Puts the rows of a layer's constants, or the elements of a vector, in this order.
  private mutating func reorder(_ index: Int, by order: [Int]) throws(GraphError) {
    let isLayer = operations[index].kind is FullyConnectedKind
    for (place, input) in operations[index].inputs.enumerated() {
      guard let input, let data = self[input].data, self[input].count > 1 else { continue }
      var value = self[input]
      let run = isLayer && place == 1 ? value.shape[1] : 1
      value.data = data.gatheringRuns(of: run, at: order)
      operations[index].inputs[place] = add(value)
    }
  }
}
