import RedoubtIntrinsics

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

  /// Copies planes from the arena into activation banks.
  ///
  /// - Parameters:
  ///   - only: The one protected channel whose plane is copied; nil for all of them.
  ///   - bank: 1 or 2; nil for both.
  @inline(never)
  func store(
    _ planes: Planes, only: Int? = nil, into bank: Int? = nil, _ memory: borrowing TensorMemory,
    _ replicas: borrowing ReplicaMemory
  ) throws(ModelError) {
    guard hasScheme(planes.rawValue) else { return }
    guard let units = self.units.words else { throw ModelError(unreadable) }
    let source = try memory.read(try table.model.tensor(tensor), as: UInt8.self)
    guard source.count >= planeBytes &* channels else { throw ModelError(unreadable) }
    for bank in (bank ?? 1)...(bank ?? 2) {
      var target = try replicas.activations(bank, table.activationBytes)
      for k in (only ?? 0)..<(only.map { $0 &+ 1 } ?? unitCount) {
        guard let plane = try plane(k, units, planes) else { continue }
        if elementBytes == 1 {
          // The plane ends inside the bank, and the tensor has a cell for each of it.
          unsafe redoubt_store_plane(
            source.unsafeStart + plane.channel, channels, target.unsafeStart + plane.offset, planeBytes)
          continue
        }
        var (from, to) = (plane.channel &* elementBytes, plane.offset)
        let end = to &+ planeBytes
        while to < end {
          for b in 0..<elementBytes { target[to &+ b] = source[from &+ b] }
          to = to &+ elementBytes
          from = from &+ channels &* elementBytes
        }
      }
    }
  }

  /// The channels that are computed three times, each with its plane in either bank; what is returned must not outlive
  /// these.
  func planes(_ replicas: borrowing ReplicaMemory) throws(ModelError) -> ReplicatedPlanes {
    guard let units = self.units.words, elementBytes == 1 else { throw ModelError(unreadable) }
    var first = try replicas.activations(1, table.activationBytes)
    var second = try replicas.activations(2, table.activationBytes)
    var cell = 0
    let k = unsafe withUnsafePointer(to: planes(units, nil, nil)) {
      unsafe redoubt_compare_planes($0, 0, &cell)
    }
    guard k == unitCount else { throw fault(k) }
    return unsafe ReplicatedPlanes(unsafeUnits: units, banks: (first.unsafeStart, second.unsafeStart))
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
    guard own.count >= planeBytes &* channels else { throw ModelError(unreadable) }
    let isByte = elementBytes == 1
    let comparison = unsafe planes(units, own.unsafeStart, first.unsafeStart)
    var k = 0
    while true {
      var cell = 0
      // A cell of several bytes is voted byte by byte.
      if isByte {
        k = unsafe withUnsafePointer(to: comparison) { unsafe redoubt_compare_planes($0, k, &cell) }
      }
      guard k < unitCount else { break }
      guard let plane = try plane(k, units, .all) else {
        k = k &+ 1
        continue
      }
      while cell < planeBytes {
        let element = cell / elementBytes
        let from = (element &* channels &+ plane.channel) &* elementBytes &+ cell &- element &* elementBytes
        let to = plane.offset &+ cell
        let value = voter.vote(own[from], first[to], second[to])
        own[from] = value
        first[to] = value
        second[to] = value
        cell = cell &+ 1
      }
      k = k &+ 1
    }
  }

  /// What a comparison of all planes reads.
  ///
  /// - Parameters:
  ///   - copy0: The tensor; nil to check the entries alone.
  ///   - bank: Bank 1.
  private func planes(
    _ units: Span<UInt32>, _ copy0: UnsafePointer<UInt8>?, _ bank: UnsafePointer<UInt8>?
  ) -> redoubt_protected_planes {
    unsafe redoubt_protected_planes(
      units: units.unsafeStart, count: unitCount, channels: channels, plane_bytes: planeBytes,
      last_offset: table.activationBytes &- planeBytes, tensor: copy0, bank: bank)
  }

  /// Channel and place of a unit's plane; nil where its schemes are not among those asked for.
  @inline(__always)
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
    else { throw fault(k) }
    return scheme & planes.rawValue == 0 ? nil : (channel, Int(truncatingIfNeeded: offset))
  }

  /// Which word of an entry is wrong.
  @inline(never)
  private func fault(_ k: Int) -> ModelError {
    do throws(HardeningError) {
      _ = try self.unit(k)
    } catch {
      return ModelError(error)
    }
    return ModelError(unreadable)
  }

  private var unreadable: HardeningError { HardeningError(.modelMismatch, word: word, value: tensor) }
}
