import Foundation
import TemporaryFiles
import Testing

@testable import RedoubtFirmware

/// What is said where something that firmware needs is missing.
@Suite struct ToolchainTests {
  @Test func aMissingProgramIsNamedWithItsPackage() {
    let error = #expect(throws: FirmwareError.self) {
      try Toolchain.program("no-such-emulator", package: "some-package")
    }
    #expect(
      error?.description
        == "'no-such-emulator' is not installed. On Debian or Ubuntu: apt-get install some-package")
  }

  @Test func aFolderWithoutTheSourcesIsNamedWithTheVariable() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FirmwareError.self) {
      try FirmwareSources.find(environment: ["REDOUBT_SOURCES": folder.path])
    }
    #expect(error == .missingSources(tried: [folder.path]))
    #expect(error?.description.contains("Set REDOUBT_SOURCES to a checkout") == true)
  }

  @Test func theSourcesAreFoundFromTheProgramsPlace() throws {
    let sources = try FirmwareSources.find(environment: [:])
    #expect(
      FileManager.default.fileExists(atPath: sources.root.appendingPathComponent("Package.swift").path))
  }

  @Test func machinesThatAreOnlyLinkedAreNotRun() {
    #expect(TargetMachine.runnable.map(\.rawValue) == ["mps2-an500", "mps2-an386", "riscv32-virt"])
    #expect(throws: FirmwareError.notRunnable(.cortexM0Plus)) {
      try FirmwareMeasurement([1], machine: .cortexM0Plus)
    }
  }
}
