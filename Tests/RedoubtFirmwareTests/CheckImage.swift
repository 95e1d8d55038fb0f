import Foundation

@testable import RedoubtFirmware

/// An image whose application is one of the C files in `firmware-sim/Checks`.
struct CheckImage {
  let image: ELFImage
  let run: TargetRun

  /// Builds and runs it.
  init(
    _ name: String, on machine: TargetMachine, records: [UInt8], layout: ImageLayout,
    patience: Double = TargetRun.patience
  ) throws {
    let builder = try ImageBuilder(machine)
    let file = builder.sources.root.appendingPathComponent("firmware-sim/Checks/\(name).c")
    (image, run) = try builder.cache.withWorkFolder { folder in
      let image = try builder.build(.c([file]), model: [], layout: layout, in: folder)
      let run = try TargetRun(
        machine, image: image, layout: layout, records: records, in: folder, patience: patience)
      return (image, run)
    }
  }
}

/// What a machine needs here; nil where everything is installed.
func isInstalled(_ machine: TargetMachine) -> Bool { Toolchain.absence(for: machine) == nil }

/// The machines that can be run here.
let machines = TargetMachine.runnable.filter(isInstalled)

/// Why tests on machines are skipped.
let absence =
  "needs the Swift toolchain, the checkout and QEMU: apt-get install qemu-system-arm qemu-system-misc"
