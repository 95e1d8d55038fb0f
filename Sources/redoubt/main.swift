import Foundation
import RedoubtCore
import RedoubtHost

// Interim: `redoubt run MODEL --input IN --output OUT [--rounding tflm|litert]`.
let arguments = CommandLine.arguments
func value(_ name: String) -> String? {
  arguments.firstIndex(of: name).map { arguments[$0 + 1] }
}
do {
  let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
  let interpreter = try HostInterpreter(file, rounding: Rounding(rawValue: value("--rounding") ?? "tflm")!)
  let model = try interpreter.readModel()
  let records = [UInt8](try Data(contentsOf: URL(fileURLWithPath: value("--input")!)))
  var result = Data()
  var place = 0
  while place < records.count {
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      try interpreter.write(records[place..<place + tensor.byteCount], to: tensor)
      place += tensor.byteCount
    }
    try interpreter.run()
    for i in 0..<model.outputs.count { result += try interpreter.read(try model.output(i)) }
    if model.inputs.count == 0 { break }
  }
  try result.write(to: URL(fileURLWithPath: value("--output")!))
  FileHandle.standardError.write(Data("\(interpreter.plan)\n".utf8))
} catch {
  FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
  exit(65)
}
