// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// A file of one object a line with carriage returns was one line: Swift takes both characters of such a break as one.
@Suite struct CarriageReturnTests {
    @Test(arguments: [
        ("a\nb\n", ["a", "b", ""]), ("a\r\nb\r\n", ["a", "b", ""]), ("", [""]), ("\r\n\n", ["", "", ""]),
        ("\"\u{2028}\u{85}\"\n", ["\"\u{2028}\u{85}\"", ""]),
    ])
    func belongsToTheBreak(text: String, lines: [String]) {
        #expect(text.lineFeedSeparated.map(String.init) == lines)
    }
}
