/// Storing and voting the planes of protected channels, cell by cell.
extension ProtectedTensor {
  /// Which planes are stored.
  enum Planes: UInt32 {
    /// Those that are stored when their step has computed them: `tmrActivations`.
    case stored = 2
    /// Those whose copies are computed: `tmrCompute`.
    case computed = 4
    case all = 6
  }

  /// Copies planes from the arena into an activation bank.
  ///
  /// - Parameter bank: 1 or 2.
  @inline(never)
  func store(
    _ planes: Planes, in bank: Int, _ memory: borrowing TensorMemory, _ replicas: borrowing ReplicaMemory
  ) throws(ModelError) {
    guard let units = self.units.words else { throw ModelError(unreadable) }
    let source = try memory.read(try table.model.tensor(tensor), as: UInt8.self)
    var target = try replicas.activations(bank, table.activationBytes)
    for k in 0..<unitCount {
      guard let plane = try plane(k, units, planes) else { continue }
      guard source.count >= planeBytes &* channels else { throw ModelError(unreadable) }
      var (from, to) = (plane.channel &* elementBytes, plane.offset)
      let end = to &+ planeBytes
      while to < end {
        for b in 0..<elementBytes {
          // The plane ends inside the bank, and the tensor has a cell for each of it.
          unsafe target[unchecked: to &+ b] = source[unchecked: from &+ b]
        }
        to = to &+ elementBytes
        from = from &+ channels &* elementBytes
      }
    }
  }

  /// Votes every byte of every protected plane, channels ascending, and repairs the copies that deviate.
  @inline(never)
  func votePlanes(
    _ memory: borrowing TensorMemory, _ replicas: borrowing ReplicaMemory, _ voter: inout Voter
  ) throws(ModelError) {
    guard let units = self.units.words else { throw ModelError(unreadable) }
    var own = try memory.write(try table.model.tensor(tensor), as: UInt8.self)
    var first = try replicas.activations(1, table.activationBytes)
    var second = try replicas.activations(2, table.activationBytes)
    for k in 0..<unitCount {
      guard let plane = try plane(k, units, .all) else { continue }
      guard own.count >= planeBytes &* channels else { throw ModelError(unreadable) }
      var (from, to) = (plane.channel &* elementBytes, plane.offset)
      let end = to &+ planeBytes
      while to < end {
        for b in 0..<elementBytes {
          // As above.
          let (copy0, copy1) = unsafe (own[unchecked: from &+ b], first[unchecked: to &+ b])
          if copy0 == copy1 { continue }
          let value = voter.vote(copy0, copy1, second[to &+ b])
          own[from &+ b] = value
          first[to &+ b] = value
          second[to &+ b] = value
        }
        to = to &+ elementBytes
        from = from &+ channels &* elementBytes
      }
    }
  }

  /// Channel and place of a unit's plane; nil where its schemes are not among those asked for.
  private func plane(
    _ k: Int, _ units: Span<UInt32>, _ planes: Planes
  ) throws(ModelError) -> (channel: Int, offset: Int)? {
    let unit = k &* HardeningFormat.UnitEntry.words
    let first = units[unit &+ HardeningFormat.UnitEntry.channelAndScheme]
    let offset = units[unit &+ HardeningFormat.UnitEntry.planeOffset]
    let channel = Int(truncatingIfNeeded: first & 0xff_ffff)
    let scheme = first &>> 24
    guard HardeningScheme.isLegal(scheme), channel < channels,
      scheme & 6 == 0
        ? offset == HardeningFormat.absent
        : planeBytes <= table.activationBytes
          && offset <= UInt32(truncatingIfNeeded: table.activationBytes &- planeBytes)
    else {
      do throws(HardeningError) {
        // Says which word is wrong.
        _ = try self.unit(k)
      } catch {
        throw ModelError(error)
      }
      throw ModelError(unreadable)
    }
    return scheme & planes.rawValue == 0 ? nil : (channel, Int(truncatingIfNeeded: offset))
  }

  private var unreadable: HardeningError { HardeningError(.modelMismatch, word: word, value: tensor) }
}
