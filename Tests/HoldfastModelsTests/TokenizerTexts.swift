// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Texts that tokenizers stumble over.
enum TokenizerTexts {
    static let training = [
        "I'd like to book a train to Cambridge for 3 people, please.", "I'm sorry, we don't have a table for 12 at 19:30.",
        "She said they've left; it's fine, you'll see.", "My name is Zoë Müller and I live in Málaga.",
        "The order number is 48213. The order was late, the order was wrong.", "会議は三時に始まります。会議は東京です。",
        "  leading and trailing   spaces  \n\nnew lines\tand tabs", "👍🏽 great 👩‍👩‍👧 family 🇩🇪",
    ]

    static let awkward = [
        "", " ", "  ", "\n", " \n ", "a", " a", "  a", "a ", "a  ", "'s", " 's", "'S", "it's", "'ll'", "'l", "''re", "don't  stop",
        "x\u{00A0}y", "x\u{3000} y", "\u{2028}\u{2029}", "\u{0000}\u{0001}\u{001F}\u{007F}", "\r\n\r\n x", "\u{FEFF}bom",
        "e\u{301} \u{E9}", "\u{E9} e\u{301}", "12", " 12", "1 2  3", "a1b2", "½ ² Ⅷ ٣ 四 一二三", "₁₂x", "<|pad|> <|user|>", "…—“”",
        "👩‍👩‍👧👍🏽🇩🇪", "क्षत्रिय हिन्दी", "ไทยไทย", "עברית العربية", "\u{200B}\u{200D}", "_snake_case__x", "((()))!!", "\t\tindent",
        String(repeating: " ", count: 300), String(repeating: "漢字", count: 200), String(repeating: "=", count: 200) + "x",
    ]

    /// Random texts, more likely than chance to mix what the pattern tells apart.
    static func random(count: Int, seed: UInt64) -> [String] {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x20, 0x20...0x7E, 0x61...0x7A, 0x61...0x7A, 0x30...0x39, 0x09...0x0D, 0x27...0x27, 0x00...0xFF, 0x100...0x2FF,
            0x300...0x36F, 0x370...0x5FF, 0x2000...0x206F, 0x2150...0x218F, 0x3040...0x30FF, 0x4E00...0x9FA5, 0x1F600...0x1F64F,
            0xAC00...0xD7A3,
        ]
        return (0..<count).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<(stream.next() % 24) {
                guard let range = stream.pick(ranges) else { continue }
                for _ in 0...(stream.next() % 4) {
                    if let scalar = Unicode.Scalar(range.lowerBound + UInt32(stream.next() % UInt64(range.count))) { text.append(scalar) }
                }
            }
            return String(text)
        }
    }
}
