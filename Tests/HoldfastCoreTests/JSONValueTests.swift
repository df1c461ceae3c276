// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@Suite("JSON text")
struct JSONValueTests {
    static let value = JSONValue.record([
        "b": .integer(2), "a": .array([.double(0.5), .bool(true), .null]), "text": .string("q\"\\\n\u{1}é"), "empty": .object([]),
        "odd": .double(.infinity), "small": .double(1e-9),
    ])

    @Test("keeps the order of keys and writes what is not finite as null")
    func line() {
        #expect(
            JSONValueTests.value.line
                == #"{"b": 2, "a": [0.5, true, null], "text": "q\"\\\n\u0001é", "empty": {}, "odd": null, "small": 1e-09}"#)
    }

    @Test("is read by Foundation, on one line and on a page")
    func readable() throws {
        for text in [JSONValueTests.value.line, JSONValueTests.value.page] {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(object["text"] as? String == "q\"\\\n\u{1}é")
            #expect(object["small"] as? Double == 1e-9)
        }
    }

    @Test("sorts keys at every level")
    func sorted() {
        let value = JSONValue.record(["b": .record(["d": .null, "c": .null]), "a": .null])
        #expect(value.sorted.line == #"{"a": null, "b": {"c": null, "d": null}}"#)
    }
}
