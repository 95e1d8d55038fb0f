import Foundation
import TemporaryFiles
import Testing

@testable import RedoubtFirmware

/// The reader of linked images, beside the toolchain's own account of them.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct ELFImageTests {
  private static let layout = ImageLayout(arenaBytes: 1000, stackBytes: 2048, instructionBudget: 1)

  private func image(_ model: [UInt8], _ machine: TargetMachine) throws -> (ELFImage, [UInt8]) {
    let builder = try ImageBuilder(machine)
    let file = builder.sources.root.appendingPathComponent("firmware-sim/Checks/KnownLoop.c")
    return try builder.cache.withWorkFolder { folder in
      let image = try builder.build(.c([file]), model: model, layout: Self.layout, in: folder)
      return (image, [UInt8](try Data(contentsOf: folder.appendingPathComponent("firmware.elf"))))
    }
  }

  @Test(arguments: TargetMachine.allCases.filter { isInstalled($0) })
  func sizesFollowWhatIsLinked(_ machine: TargetMachine) throws {
    let small = ImageSizes(try image([], machine).0)
    let large = ImageSizes(try image([UInt8](repeating: 1, count: 777), machine).0)
    #expect(small.arenaBytes == 1000 && small.flashBytes == small.codeBytes)
    #expect(large.flashBytes == large.codeBytes + 777 && large.codeBytes == small.codeBytes)
    #expect(small.ramBytes >= 1000 && small.ramBytes < 1100, "the stack does not count")
    #expect(small.codeBytes > 400 && small.codeBytes < 4000)
  }

  @Test func everyMachineHasTheSectionsOfAModelAndItsReplicas() throws {
    for machine in TargetMachine.allCases where isInstalled(machine) {
      let (image, _) = try image([1], machine)
      let addresses = try [".redoubt.model", ".redoubt.bank1", ".redoubt.bank2", ".redoubt.arena"].map {
        try #require(image.section($0)).address
      }
      #expect(addresses == addresses.sorted() && Set(addresses).count == 4)
      let stack = try #require(image.section(".stack"))
      #expect(image.section(".redoubt.arena")?.address ?? 0 >= stack.address + stack.byteCount)
      #expect(stack.byteCount == 2048)
    }
  }

  @Test func functionsAreFoundByAddress() throws {
    let (image, _) = try image([], machines[0])
    let function = try #require(image.symbol("application_main"))
    #expect(image.place(UInt32(function.address + 2)).function == "application_main")
    #expect(image.place(0xffff_fff0).function == nil)
  }

  @Test func damagedImagesAreRefused() throws {
    let (_, bytes) = try image([], machines[0])
    #expect(throws: FirmwareError.self) { try ELFImage([]) }
    for count in stride(from: 4, to: bytes.count, by: 97) {
      #expect(throws: FirmwareError.self) { try ELFImage(Array(bytes.prefix(count))) }
    }
    // Whatever a byte of the header becomes, the reader comes back.
    for position in 0..<52 {
      for value in [UInt8(0), 0x7f, 0xff] {
        var damaged = bytes
        damaged[position] = value
        _ = try? ELFImage(damaged)
      }
    }
  }
}
