import Foundation
import Synchronization

/// Ctrl-C: the first one asks the work to stop at its next record, a second one ends the process at once.
enum Interruption {
  private static let isRequested = Atomic<Bool>(false)

  /// Takes over SIGINT.
  static func install() {
    // The flag exists before the handler can run.
    isRequested.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      if Interruption.isRequested.exchange(true, ordering: .relaxed) { _exit(ExitCode.interrupted.rawValue) }
    }
    // Whoever started the process may have blocked the signal, and the mask is inherited.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  /// Throws when somebody has asked to stop.
  static func check() throws(Interrupted) {
    if isRequested.load(ordering: .relaxed) { throw Interrupted() }
  }
}

/// Somebody pressed Ctrl-C.
struct Interrupted: Error {}
