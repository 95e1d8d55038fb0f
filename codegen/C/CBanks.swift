/// The second and the third copy of what a hardened model protects, for C and for other languages: one file for each
/// bank, so that no compiler sees two copies at once, and sections that a linker script can put into memories of
/// their own.
enum CBanks {
  /// - Parameter accessors: Whether the header has functions that give the banks' places, for Swift.
  static func files(
    _ protection: ProgramProtection, accessors: Bool = false
  ) -> [(name: String, text: String)] {
    [("banks.h", header(protection, accessors: accessors))]
      + (1...2).map { ("bank\($0).c", source(protection, $0)) }
  }

  private static func header(_ protection: ProgramProtection, accessors: Bool) -> String {
    var text = """
      #ifndef BANKS_H
      #define BANKS_H

      #include <stdint.h>

      /* Sections for a linker script that puts each copy into a memory of its own. */
      #if defined(__GNUC__) && !defined(__APPLE__)
      #define BANK_SECTION(name) __attribute__((section(name)))
      #else
      #define BANK_SECTION(name)
      #endif

      """
    if let words = protection.banks.first?.count {
      text += """

        /* Copies 1 and 2 of weights, biases, multipliers and shifts, as in the model file: section .redoubt.bank1, 2. */
        #define PARAMETER_BANK_WORDS \(words)
        extern const uint32_t model_bank1[PARAMETER_BANK_WORDS];
        extern const uint32_t model_bank2[PARAMETER_BANK_WORDS];

        """
    }
    if protection.activationBytes > 0 {
      text += """

        /* Copies 1 and 2 of activations: section .bss.redoubt.activations1, 2. */
        #define ACTIVATION_BANK_BYTES \(protection.activationBytes)
        extern int8_t model_activations1[ACTIVATION_BANK_BYTES];
        extern int8_t model_activations2[ACTIVATION_BANK_BYTES];

        """
    }
    if accessors { text += Self.accessors(protection) }
    return text + "\n#endif\n"
  }

  private static func accessors(_ protection: ProgramProtection) -> String {
    let constants = protection.banks.isEmpty ? [] : ["bank1", "bank2"]
    let variables = protection.activationBytes > 0 ? ["activations1", "activations2"] : []
    return """

      /* The pointer itself, of which the optimiser may no longer assume anything: it must load what it leads to, and may
         not take one copy for another. */
      static inline const void *model_opaque(const void *pointer) {
        const void *volatile copy = pointer;
        return copy;
      }

      /* For Swift, which imports no large array by its name. */

      """
        + constants.map {
          "static inline const uint32_t *model_\($0)_data(void) { return (const uint32_t *)model_opaque(model_\($0)); }\n"
        }.joined()
        + variables.map {
          "static inline int8_t *model_\($0)_data(void) { return (int8_t *)model_opaque(model_\($0)); }\n"
        }.joined()
  }

  private static func source(_ protection: ProgramProtection, _ number: Int) -> String {
    var text = "#include \"banks.h\"\n"
    if protection.banks.count == 2 {
      text += """

        BANK_SECTION(".redoubt.bank\(number)") const uint32_t model_bank\(number)[PARAMETER_BANK_WORDS] = {
        \(lines(protection.banks[number - 1]))};

        """
    }
    if protection.activationBytes > 0 {
      text += """

        BANK_SECTION(".bss.redoubt.activations\(number)") int8_t model_activations\(number)[ACTIVATION_BANK_BYTES];

        """
    }
    return text
  }

  /// Eight words to a line.
  private static func lines(_ words: [UInt32]) -> String {
    stride(from: 0, to: words.count, by: 8).map { start in
      let line = words[start..<min(start + 8, words.count)].map { word in
        let digits = String(word, radix: 16)
        return " 0x" + String(repeating: "0", count: 8 - digits.count) + digits + ","
      }
      return "   " + line.joined() + "\n"
    }.joined()
  }
}
