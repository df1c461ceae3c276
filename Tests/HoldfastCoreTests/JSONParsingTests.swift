// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@Suite struct JSONParsingTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .boolean(true)), ("-12", .integer(-12)), ("1.5e3", .number(1500)),
            ("12345678901234567890", .number(12345678901234567168)),
            ("[]", .array([])), ("{}", .object([:])),
            (#"{"a": [1, {"b": false}]}"#, .object(["a": .array([.integer(1), .object(["b": .boolean(false)])])])),
            (#""a\n\"\\\/\u00e9\t""#, .string("a\n\"\\/é\t")), (#""\ud83d\ude80""#, .string("🚀")),
            (#"{"a": 1, "a": 2}"#, .object(["a": .integer(2)])),
            ("\u{FEFF}[1]", .array([.integer(1)])), (#""\r\n""#, .string("\r\n")), ("Infinity", .number(.infinity)),
            ("[-Infinity]", .array([.number(-.infinity)])),
        ] as [(String, AnyJSON)])
    func `JSON is read as Python writes it`(text: String, value: AnyJSON) throws {
        #expect(try AnyJSON(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        (#""a\ud83dz""#, "a\u{FFFD}z"), (#""\ude80""#, "\u{FFFD}"), (#""\ud83d\ud83d\ude80""#, "\u{FFFD}🚀"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
    func `half of a pair of surrogates is no reason to refuse a file`(text: String, value: String) throws {
        #expect(try AnyJSON(parsing: Array(text.utf8)) == .string(value))
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value"), ("[1,\n  2 3]", "line 2, column 5: expected `,` or `]`"), (#"{"a" 1}"#, "column 6: expected `:`"),
        ("{a: 1}", "column 2: expected a key in quotes"), (#"["a"#, "column 4: expected `\"`"), (#""\x""#, "column 3: expected one of"),
        ("[1] 2", "column 5: expected the end"),
        (#""\u12g4""#, "expected four hexadecimal digits"), ("nul", "expected a value"), ("1-2", "expected a value"),
        ("[1,]", "column 4: expected a value"),
        (String(repeating: "[", count: 600), "at most 500 levels"),
    ])
    func `what is no JSON is an error with its place`(text: String, message: String) {
        let error = #expect(throws: HoldfastError.self) { try AnyJSON(parsing: Array(text.utf8)) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func `a value is read as Foundation reads it`() throws {
        let value: AnyJSON = .object([
            "list": .array([.integer(3), .number(0.1), .string("é \"x\" \u{1}"), .null]), "more": .object(["": .boolean(true)]),
        ])
        let bytes = try JSONEncoder().encode(value)
        #expect(try AnyJSON(parsing: Array(bytes)) == value)
    }
}
