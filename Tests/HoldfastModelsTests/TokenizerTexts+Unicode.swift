// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension TokenizerTexts {
    /// Scalars by general category, every category of Unicode that a Swift string can hold.
    private static let scalarsByCategory: [[Unicode.Scalar]] = {
        var scalars: [Unicode.GeneralCategory: [Unicode.Scalar]] = [:]
        // Above plane 3 there are only tags, variation selectors and private use.
        for value in Array(0..<UInt32(0x34000)) + Array(0xE0000..<0xE0200) + Array(0x10FF00...0x10FFFF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            scalars[scalar.properties.generalCategory, default: []].append(scalar)
        }
        return scalars.sorted { $0.value[0] < $1.value[0] }.map(\.value)
    }()

    /// The number of general categories that `mixed` draws from.
    static var categoryCount: Int { scalarsByCategory.count }

    private static let fragments = [
        "it's", "IT'S", "we'LL", "they've", "You'Re", "'d", "'ſ", "don't", "rock'n'roll", "def f(x):\n    return x**2  # square\n",
        "for (int i = 0; i < n; ++i) {\r\n\tsum += a[i];\r\n}\r\n", "let x = y?.z ?? [:]", "<div class=\"a\">&nbsp;</div>",
        "https://example.org/?q=1&r=%20",
        "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎️", "e\u{301}", "a\u{308}\u{323}", "a\u{323}\u{308}", "ｱﾞ", "각", "\u{1100}\u{1161}\u{11A8}", "क्षि", "café", "cafe\u{301}",
        "   ", "\n\n\n", " \n \t ", "\r\n", "\t\t", "\u{A0}\u{A0}", "\u{3000}", "  \u{2028} ", "        x", "12345", "١٢٣٤", "１２３", "Ⅷ½²", "3.14e-10",
        "000 111",
        "<|endoftext|>", "<|im_start|>", "<tool_call>", "<tool", "<|begin_of_text|>", "<s>", "</s>", "<unk>", "[INST]", "<|user|>", " <|end|> ",
        "<left>", " <left> ", "<right>", "<both>  <both>", "word", "Word", "words", "_word_", "<s p>", "<0x41>", "<0xC3><0xA9>", "▁", "▁▁a", "Ġ",
        "the", " the", "The quick brown fox",
    ]

    /// Random texts of what tells tokenizers apart: every category of Unicode, words, code, emoji, marks, whitespace and spellings of tokens.
    static func mixed(count: Int, seed: UInt64) -> [String] {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        return (0..<count).map { index in
            var text = String.UnicodeScalarView()
            // Every category begins some texts, however the dice fall.
            if index % 3 == 0, let scalar = stream.pick(scalarsByCategory[index / 3 % categoryCount]) { text.append(scalar) }
            for _ in 0..<(stream.next() % 9) {
                switch stream.next() % 4 {
                case 0, 1: text.append(contentsOf: (stream.pick(fragments) ?? "").unicodeScalars)
                case 2:
                    guard let category = stream.pick(scalarsByCategory) else { continue }
                    for _ in 0...(stream.next() % 3) { if let scalar = stream.pick(category) { text.append(scalar) } }
                default: text.append(stream.next() % 2 == 0 ? " " : "\n")
                }
            }
            return String(text)
        }
    }
}
