import RedoubtCore
import RedoubtHost

/// A model as it lies in the memories of a target whose bits are flipped.
struct FaultImage {
  let isHardened: Bool
  /// The model without the banks that have memories of their own.
  let model: [UInt8]
  let bank1, bank2: [UInt8]
  let arenaBytes, activationBytes: Int
  /// Where in the arena tensors begin, behind the interpreter's table and the counters.
  let tensorAreaStart: Int
  let steps: Int

  init(_ file: [UInt8]) throws(ModelError) {
    let plain = try HostInterpreter(file, path: .reference)
    steps = plain.stepCount
    guard let deployment = try HardenedDeployment(file) else {
      (isHardened, model, bank1, bank2, activationBytes) = (false, file, [], [], 0)
      (arenaBytes, tensorAreaStart) = (plain.plan.requiredBytes, plain.tensorAreaStart)
      return
    }
    let hardened = try HardenedHostInterpreter(file)
    (isHardened, model) = (true, deployment.model)
    (bank1, bank2, activationBytes) = (deployment.bank1, deployment.bank2, deployment.activationBytes)
    arenaBytes = hardened.plan.requiredBytes
    tensorAreaStart = hardened.tensorAreaStart
  }

  /// Bytes of a region.
  func bytes(_ region: TargetFlip.Region) -> Int {
    switch region {
    case .model: model.count
    case .bank1: bank1.count
    case .bank2: bank2.count
    case .state: tensorAreaStart
    case .arena: arenaBytes - tensorAreaStart
    case .activations1, .activations2: activationBytes
    }
  }

  /// Where in its memory a flip strikes.
  func place(_ flip: TargetFlip) -> Int { flip.region == .arena ? tensorAreaStart + flip.byte : flip.byte }
}
