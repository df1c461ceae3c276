// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServing

@Suite struct StreamedTextTests {
    @Test(arguments: [
        (["I", "I want", "I want "], "I want a", ["I", " want", "", " a"]),
        (["", " ", "no"], "no", ["", "", "no", ""]),
        (["caf\u{FFFD}", "café"], "café", ["caf", "é", ""]),
        (["a \u{FFFD}"], "a \u{FFFD}", ["a", " \u{FFFD}"]),
        (["yes", "yes "], "yes ###STOP###", ["yes", "", " ###STOP###"]),
        ([], "", [""]),
    ])
    func `pieces in a row are the whole text`(texts: [String], whole: String, pieces: [String]) {
        var text = StreamedText()
        let found = texts.map { text.piece(of: $0) } + [text.rest(of: whole)]
        #expect(found == pieces)
        #expect(found.joined() == whole)
    }

    @Test func `what may be the beginning of a stop sequence is unsure`() throws {
        let spelling = TokenSpelling(pieces: ["a", "b", "ab", "c"].map { Array($0.utf8) })
        var stops = StreamedStops(["abc"], spelling: spelling)
        #expect([0, 1, 0, 1, 3].map { stops.append([$0]) } == [1, 2, 1, 2, 3])
    }

    /// However a text is cut into tokens, no piece has to be taken back.
    @Test func `any text in any pieces, with stops or without`() {
        for seed in 0..<200 {
            var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
            let letters = ["a", "b", " ", "é", "😀", "\n"]
            let bytes = Array((0..<20).compactMap { _ in stream.pick(letters) }.joined().utf8)
            let stop = seed.isMultiple(of: 2) ? "ab" : "b\n"
            let spelling = TokenSpelling(pieces: (0..<256).map { [UInt8($0)] })
            var stops = StreamedStops([stop], spelling: spelling)
            var matcher = StopMatcher([stop])
            var (text, said, taken) = (StreamedText(), "", [UInt8]())
            for byte in bytes where matcher.match == nil {
                taken.append(byte)
                matcher.append([byte])
                let unsure = stops.append([Int32(byte)])
                said += text.piece(of: String(decoding: taken.dropLast(unsure), as: UTF8.self))
            }
            let whole = String(decoding: taken.prefix(matcher.match?.kept ?? taken.count), as: UTF8.self)
            said += text.rest(of: whole)
            #expect(said == whole, "seed \(seed)")
        }
    }
}
