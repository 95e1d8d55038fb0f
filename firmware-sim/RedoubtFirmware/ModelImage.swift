import RedoubtHost

/// A model linked for a machine, not run: what it occupies.
public struct ModelImage: Sendable {
  /// As linked.
  public let image: ELFImage
  /// Of the image, in bytes.
  public let sizes: ImageSizes

  /// Links the image that `FirmwareMeasurement` runs, with the arena that the host plans.
  ///
  /// - Parameter file: The model.
  /// - Throws: What a measurement throws before it runs anything.
  public init(_ file: [UInt8], machine: TargetMachine, form: FirmwareMeasurement.Form) throws {
    let host = try HostInterpreter(file)
    let builder = try ImageBuilder(machine)
    let deployment = form == .interpreter ? try HardenedDeployment(file) : nil
    image = try builder.cache.withWorkFolder { folder in
      var (application, arenaBytes) = try FirmwareMeasurement.application(
        form, host, isHardened: deployment != nil, builder.sources, in: folder)
      if deployment != nil { arenaBytes = try HardenedHostInterpreter(file).plan.requiredBytes }
      let layout = ImageLayout(
        arenaBytes: arenaBytes, activationBytes: deployment?.activationBytes ?? 0, instructionBudget: 1)
      return try builder.build(
        application, model: form == .interpreter ? deployment?.model ?? file : [],
        banks: deployment.map { ($0.bank1, $0.bank2) } ?? ([], []), layout: layout, in: folder)
    }
    sizes = ImageSizes(image)
  }
}
