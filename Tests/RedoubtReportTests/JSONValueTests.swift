import Foundation
import Testing

@testable import RedoubtReport

@Suite struct JSONValueTests {
  @Test func objectsKeepTheirOrderAndListsOfNumbersTheirLine() {
    let value: JSONValue = [
      "b": .integer(1), "a": .array([.integer(1), .integer(2)]), "c": .array([["d": .bool(true)]]),
      "e": .array([]),
      "f": .null, "g": [:],
    ]
    #expect(
      value.text == """
        {
          "b": 1,
          "a": [1, 2],
          "c": [
            {
              "d": true
            }
          ],
          "e": [],
          "f": null,
          "g": {}
        }
        """)
  }

  @Test func everyTextAndNumberIsReadBack() throws {
    let text = "quote \" back \\ line \n tab \t bell \u{7} µ 😀"
    for (value, expected) in [
      (JSONValue.string(text), text as Any), (.number(1e-5), 1e-5), (.integer(-3), -3),
    ] {
      let object: JSONValue = ["key": value]
      let read = try JSONSerialization.jsonObject(with: Data(object.text.utf8)) as? [String: Any]
      #expect("\(read?["key"] ?? "absent")" == "\(expected)")
    }
    #expect(JSONValue.number(.nan).text == "null" && JSONValue.number(.infinity).text == "null")
  }
}
