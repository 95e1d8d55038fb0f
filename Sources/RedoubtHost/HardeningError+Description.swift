import RedoubtCore

extension HardeningError: CustomStringConvertible {
  public var description: String {
    let place = "Entry redoubt.hardening, word \(word): "
    let again = " Harden the model again."
    return switch reason {
    case .notATable:
      place + "it is no hardening table of this version (\(hexadecimal))." + again
    case .wrongLength:
      place + "the entry has \(value) bytes, and its counts ask for another number." + again
    case .outOfRange:
      place + "\(value) is no operator, tensor, unit or channel of the model, or stands out of order." + again
    case .unknownScheme:
      place + "scheme \(value) does not exist, or does not go with what the unit has." + again
    case .bankMissing:
      place + "bank \(value) is needed and is not there. Deploy the whole file, or give the bank's memory."
    case .wrongBank:
      place
        + "bank \(value) belongs to another model or plan, or the banks are exchanged. Deploy banks of one file."
    case .outsideBank:
      place + "a row or a plane at offset \(value) leaves its bank, or is not aligned." + again
    case .wrongRow:
      place + "the row of channel \(value) belongs to another unit in both banks." + again
    case .modelMismatch:
      place + "the operator's tensors do not have what the table says." + again
    }
  }

  private var hexadecimal: String { "0x" + String(UInt32(bitPattern: value), radix: 16) }
}
