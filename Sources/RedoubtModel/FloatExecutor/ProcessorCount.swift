import Foundation

/// Processors that threads can run on.
enum ProcessorCount {
  static let available = max(1, ProcessInfo.processInfo.activeProcessorCount)
}
