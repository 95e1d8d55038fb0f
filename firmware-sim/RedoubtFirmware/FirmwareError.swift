import RedoubtCore
import RedoubtHost

/// Why firmware was not built, did not run to its end, or gave other bytes than the host.
public enum FirmwareError: Error, Equatable {
  /// A program that is needed is not in the path.
  case missingProgram(String, package: String?)
  /// The sources of the firmware were not found in any of these folders.
  case missingSources(tried: [String])
  /// A compiler or the linker failed; `log` is what it said.
  case buildFailed(step: String, log: String)
  /// The image is larger than the machine's memories; `log` is what the linker said.
  case doesNotFit(machine: TargetMachine, log: String)
  /// A list of flips names flash, which a program on this machine cannot change.
  case flashIsProtected(TargetMachine)
  /// The record of a list of flips has another length than the model's inputs.
  case recordBytes(Int, needed: Int)
  /// The machine exists for linking only.
  case notRunnable(TargetMachine)
  /// The linked image, or the report of a run, is not what it should be.
  case malformed(String)
  /// The interpreter on the target refused the model that the host accepts.
  case refused(ModelError)
  /// The target stopped before its end.
  case stopped(TargetStop)
  /// Trials of a list of flips ended otherwise than on the host.
  case trialsDiffer(Int, of: Int)
  /// The outputs differ from the host's.
  case differsFromHost(record: Int, byte: Int, target: Int8, host: Int8)
}

extension FirmwareError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingProgram(let name, let package?):
      "'\(name)' is not installed. On Debian or Ubuntu: apt-get install \(package)"
    case .missingProgram(let name, nil):
      "'\(name)' is not in the path. Install the Swift toolchain from swift.org and put its usr/bin into PATH."
    case .missingSources(let tried):
      "The firmware's sources were not found (looked in \(tried.joined(separator: ", ")))."
        + " Set \(FirmwareSources.variable) to a checkout of the project."
    case .buildFailed(let step, let log): "\(step) failed:\n\(log)"
    case .doesNotFit(let machine, let log):
      "The model does not fit the memories of \(machine.rawValue). Use a smaller model. The linker says:\n\(log)"
    case .notRunnable(let machine):
      "\(machine.rawValue) is linked only: no emulator runs it. Choose one of"
        + " \(TargetMachine.runnable.map(\.rawValue).joined(separator: ", "))."
    case .flashIsProtected(let machine):
      "The flash of \(machine.rawValue) is write-protected, so that flips cannot be made in it. Choose one of"
        + " \(FaultAgreement.machines.map(\.rawValue).joined(separator: ", "))."
    case .recordBytes(let count, let needed):
      "The input has \(count) bytes; a list of flips runs on one record of \(needed)."
    case .malformed(let what):
      "\(what) Remove the cached build and try again; if it stays, it is our mistake."
    case .refused(let error): "The target refused the model that the host runs. \(error)"
    case .stopped(let stop): stop.description
    case .trialsDiffer(let count, let all):
      "\(count) of \(all) trials ended otherwise than on the host. --output writes each of them."
    case .differsFromHost(let record, let byte, let target, let host):
      "The target's outputs differ from the host's, first in record \(record), byte \(byte):"
        + " \(target) on the target, \(host) on the host."
    }
  }
}
