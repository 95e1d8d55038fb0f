extension Graph {
  /// A record as the source file has it, as the graph takes it: channels-first images become channels-last.
  ///
  /// - Parameter record: The network's inputs in order, with the file's shapes.
  public func arranged(_ record: [HostTensor]) throws(GraphError) -> [HostTensor] {
    guard record.count == inputs.count else {
      throw GraphError("The record has \(record.count) tensors, the network \(inputs.count) inputs.")
    }
    var result: [HostTensor] = []
    for (id, tensor) in zip(inputs, record) {
      guard let permutation = filePermutations[id] else {
        result.append(tensor)
        continue
      }
      guard tensor.shape == fileShape(of: id), tensor.data.count == tensor.shape.elementCount else {
        throw GraphError(
          "The record has shape \(tensor.shape) where \(fileShape(of: id)) is needed.", at: self[id].name)
      }
      result.append(try tensor.transposed(by: permutation))
    }
    return result
  }

  /// Outputs that the graph gave, as the source file has them.
  public func inFileLayout(_ results: [HostTensor]) throws(GraphError) -> [HostTensor] {
    guard results.count == outputs.count else {
      throw GraphError("There are \(results.count) results, the network has \(outputs.count) outputs.")
    }
    var arranged: [HostTensor] = []
    for (id, tensor) in zip(outputs, results) {
      guard let permutation = filePermutations[id] else {
        arranged.append(tensor)
        continue
      }
      arranged.append(try tensor.transposed(by: permutation.inverted))
    }
    return arranged
  }

  /// The shape that an input or output has in the source file.
  public func fileShape(of id: ValueID) -> [Int] {
    guard let permutation = filePermutations[id] else { return self[id].shape }
    return permutation.inverted.map { self[id].shape[$0] }
  }
}

extension [Int] {
  /// The permutation that undoes this one.
  var inverted: [Int] {
    var result = self
    for (i, place) in enumerated() { result[place] = i }
    return result
  }

  /// Whether the permutation changes nothing.
  var isIdentity: Bool { self == Array(indices) }
}

extension HostTensor {
  /// The tensor with its dimensions in another order: dimension i of the result is dimension `permutation[i]`.
  func transposed(by permutation: [Int]) throws(GraphError) -> HostTensor {
    guard permutation.count == shape.count else {
      throw GraphError("\(permutation) is no order of the dimensions of shape \(shape).")
    }
    let (result, strides) = (permutation.map { shape[$0] }, shape.rowMajorStrides)
    return HostTensor(
      shape: result, data: try data.viewed(shape: result, strides: permutation.map { strides[$0] }))
  }
}
