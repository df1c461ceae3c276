// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastRun

@Suite struct WrappedTextTests {
    @Test(arguments: [12, 20, 33, 80])
    func `no line is longer than the terminal, and no word is lost`(width: Int) {
        let text = "  7 USER  Thanks. My customer number is B9824-and-a-very-long-word-without-any-space, please. 日本語 🚲"
        let lines = WrappedText.lines(text, width: width, indent: "    ")
        #expect(lines.allSatisfy { WrappedText.columns(of: $0) <= width }, "\(lines)")
        let joined = lines.joined().filter { $0 != " " }
        #expect(joined == text.filter { $0 != " " })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("    ") })
    }

    @Test func `what fits stays as it is, spaces included`() {
        #expect(WrappedText.lines("a  b   c", width: 80) == ["a  b   c"])
        #expect(WrappedText.lines("", width: 10) == [""])
        #expect(WrappedText.lines("one  two three", width: 9, indent: " ") == ["one  two", " three"])
    }

    @Test func `wide characters take two columns`() {
        #expect(WrappedText.columns(of: "日本") == 4)
        #expect(WrappedText.columns(of: "🚲") == 2)
        #expect(WrappedText.columns(of: "Grüße e\u{301}") == 7)
        #expect(WrappedText.padded("日本", to: 6) == "日本  ")
    }

    @Test(arguments: [(0.5, "0.5"), (1, "1"), (0.04545, "0.045"), (-0.0001, "0"), (-2, "-2"), (.nan, "-"), (100, "100")])
    func `numbers are as short as they can be`(value: Double, text: String) {
        #expect(brief(value) == text)
    }
}
