import Foundation

/// Compiles and links firmware for one machine.
public struct ImageBuilder: Sendable {
  let machine: TargetMachine
  let sources: FirmwareSources
  let toolchain: Toolchain
  let cacheFolder: URL
  /// Whether the core is compiled as for a processor without two multiply-accumulates in one instruction.
  var usesReferenceKernels = false

  /// - Throws: `.missingProgram`, `.missingSources`.
  public init(_ machine: TargetMachine) throws {
    self.machine = machine
    sources = try FirmwareSources.find()
    toolchain = try Toolchain.find()
    cacheFolder = try BuildCache(sources).folder
  }

  var cache: BuildCache { BuildCache(folder: cacheFolder) }

  /// Links an image.
  ///
  /// - Parameters:
  ///   - model: The file that goes into the section `.redoubt.model`; empty for an application without one.
  ///   - banks: What goes into `.redoubt.bank1` and `.redoubt.bank2`.
  ///   - folder: Where the image `firmware.elf` is put.
  /// - Throws: `.buildFailed`, `.doesNotFit`.
  public func build(
    _ application: Application, model: [UInt8], banks: ([UInt8], [UInt8]) = ([], []), layout: ImageLayout,
    in folder: URL
  ) throws -> ELFImage {
    var objects = try boardObjects()
    switch application {
    case .interpreter(let operators, let computesShapes):
      objects.append(
        try interpreterObject(operators, computesShapes, application: [sources.application], in: folder))
    case .faults(let isHardened):
      let operators = "import RedoubtCore\n\ntypealias ModelOperators = AllOperators<TFLM>\n"
      objects.append(
        try interpreterObject(
          operators, true, application: sources.faultApplication(isHardened: isHardened), in: folder))
    case .hardened(let operators, let computesShapes):
      objects.append(
        try interpreterObject(
          operators, computesShapes, application: [sources.hardenedApplication, sources.replicas], in: folder)
      )
    case .c(let files, let headers):
      for file in files { objects.append(try object(file, headers: headers)) }
    case .swift(let files, let c, let modules):
      objects.append(try swiftObject(files, modules: modules))
      for file in c { objects.append(try object(file, headers: [modules])) }
    }
    objects.append(try modelObject(model, banks, in: folder))
    let script = sources.boards.appendingPathComponent("\(machine.rawValue)/memory.ld")
    let arguments =
      ["-L", sources.boards.path, "-T", script.path, "--gc-sections", "--orphan-handling=error"]
      + layout.options(machine) + objects.map(\.path) + ["-o", "firmware.elf"]
    do {
      try run(toolchain.lld, arguments, step: "Linking the firmware", in: folder)
    } catch FirmwareError.buildFailed(_, let log) where log.contains("will not fit in region") {
      throw FirmwareError.doesNotFit(machine: machine, log: log)
    }
    return try ELFImage([UInt8](Data(contentsOf: folder.appendingPathComponent("firmware.elf"))))
  }

  // MARK: C

  private func boardObjects() throws -> [URL] {
    let shared = ["Runtime.c", "Memory.c", "Integer.c"].map { sources.boards.appendingPathComponent($0) }
    let startup = sources.boards.appendingPathComponent("\(machine.startupFolder)/startup.c")
    return try (shared + [startup]).map { try object($0) }
  }

  private var cOptions: [String] {
    ["-target", machine.triple] + machine.processorOptions
      + [
        "-std=c11", "-Os", "-Wall", "-Wextra", "-fomit-frame-pointer", "-ffreestanding", "-fno-builtin",
        "-ffunction-sections", "-fdata-sections",
      ]
  }

  private func object(_ file: URL, headers: [URL] = []) throws -> URL {
    var key = newKey("C", cOptions)
    try key.add(contentsOf: file)
    for folder in [sources.boardHeaders] + headers {
      for header in FirmwareSources.files(in: folder, ["h"]) { try key.add(contentsOf: header) }
    }
    let name = file.deletingPathExtension().lastPathComponent + ".o"
    return try cache.file(name, key: key) { folder in
      let includes = ([sources.boardHeaders] + headers).flatMap { ["-I", $0.path] }
      try run(
        toolchain.clang, cOptions + includes + ["-c", file.path, "-o", name],
        step: "Compiling \(file.lastPathComponent)", in: folder)
    }
  }

  /// The model and its banks as they are, each in a section of its own.
  private func modelObject(
    _ model: [UInt8], _ banks: ([UInt8], [UInt8]), in folder: URL
  ) throws -> URL {
    var text = ""
    for (name, bytes) in [("model", model), ("bank1", banks.0), ("bank2", banks.1)] {
      try Data(bytes).write(to: folder.appendingPathComponent("\(name).bin"))
      text += """
        .section .redoubt.\(name), "a"
        .balign 16
        .incbin "\(name).bin"

        """
    }
    try Data(text.utf8).write(to: folder.appendingPathComponent("model.S"))
    let options = ["-target", machine.triple] + machine.processorOptions
    try run(
      toolchain.clang, options + ["-c", "model.S", "-o", "model.o"], step: "Assembling the model", in: folder)
    return folder.appendingPathComponent("model.o")
  }

  // MARK: Swift

  private var swiftOptions: [String] {
    let processor = machine.processorOptions.map { option in
      usesReferenceKernels && option.hasPrefix("-mcpu=") ? option + "+nodsp" : option
    }
    let clang = processor + ["-fomit-frame-pointer"]
    return [
      "-target", machine.triple, "-enable-experimental-feature", "Embedded", "-enable-experimental-feature",
      "Lifetimes", "-strict-memory-safety", "-wmo", "-Osize", "-parse-as-library", "-swift-version", "6",
      "-package-name", "redoubt", "-Xfrontend", "-no-allocations", "-Xfrontend", "-disable-stack-protector",
      "-Xfrontend", "-function-sections",
    ] + clang.flatMap { ["-Xcc", $0] }
  }

  /// The core as a module: an Embedded module leaves its code to whoever imports it.
  private func coreModule(computesShapes: Bool) throws -> (file: URL, key: ContentKey) {
    let options = swiftOptions + (computesShapes ? [] : ["-D", "REDOUBT_WITHOUT_SHAPE_OPERATORS"])
    let files = FirmwareSources.files(in: sources.core, ["swift"])
    let headers = FirmwareSources.files(in: sources.intrinsics, ["h", "modulemap"])
    var key = newKey("core", options)
    for file in files + headers { try key.add(contentsOf: file) }
    let module = try cache.file("RedoubtCore.swiftmodule", key: key) { folder in
      let arguments =
        options + ["-module-name", "RedoubtCore", "-I", sources.intrinsics.path] + files.map(\.path)
        + ["-emit-module", "-emit-module-path", "RedoubtCore.swiftmodule"]
      try run(toolchain.swiftc, arguments, step: "Compiling the interpreter", in: folder)
    }
    return (module, key)
  }

  private func interpreterObject(
    _ operators: String, _ computesShapes: Bool, application: [URL], in folder: URL
  ) throws -> URL {
    let (module, moduleKey) = try coreModule(computesShapes: computesShapes)
    let files = application.flatMap { FirmwareSources.files(in: $0, ["swift"]) }
    var key = moduleKey
    key.add(operators)
    let headers = FirmwareSources.files(in: sources.boardHeaders, ["h", "modulemap"])
    for file in files + headers { try key.add(contentsOf: file) }
    return try cache.file("Application.o", key: key) { folder in
      try Data(operators.utf8).write(to: folder.appendingPathComponent("ModelOperators.swift"))
      let includes = [module.deletingLastPathComponent(), sources.boardHeaders, sources.intrinsics]
      let arguments =
        swiftOptions + ["-module-name", "Application"] + includes.flatMap { ["-I", $0.path] }
        + files.map(\.path) + ["ModelOperators.swift", "-c", "-o", "Application.o"]
      try run(toolchain.swiftc, arguments, step: "Compiling the application", in: folder)
    }
  }

  /// Swift files that import nothing but the board and modules of a folder.
  private func swiftObject(_ files: [URL], modules: URL) throws -> URL {
    var key = newKey("Swift", swiftOptions)
    let headers = [sources.boardHeaders, modules].flatMap {
      FirmwareSources.files(in: $0, ["h", "modulemap"])
    }
    for file in files + headers { try key.add(contentsOf: file) }
    return try cache.file("Application.o", key: key) { folder in
      let arguments =
        swiftOptions + ["-module-name", "Application", "-I", sources.boardHeaders.path, "-I", modules.path]
        + files.map(\.path) + ["-c", "-o", "Application.o"]
      try run(toolchain.swiftc, arguments, step: "Compiling the application", in: folder)
    }
  }

  // MARK: Steps

  private func newKey(_ kind: String, _ options: [String]) -> ContentKey {
    var key = ContentKey()
    key.add(kind)
    key.add(toolchain.identity)
    for option in options { key.add(option) }
    return key
  }

  private func run(_ program: URL, _ arguments: [String], step: String, in folder: URL) throws {
    let result = try ChildProcess(program: program, arguments: arguments, folder: folder).run()
    guard result.status == 0 else { throw FirmwareError.buildFailed(step: step, log: result.log) }
  }
}
