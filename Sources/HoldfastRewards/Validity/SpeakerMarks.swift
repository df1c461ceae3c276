// SPDX-License-Identifier: Apache-2.0

/// Marks with which transcripts and chat templates name who speaks; nobody says them.
enum SpeakerMarks {
    /// Speaker labels, as they stand before a colon or in brackets at the beginning of a line; lower case.
    private static let labels: Set<String> = [
        "agent", "ai", "ai assistant", "assistant", "bot", "caller", "chatbot", "customer", "customer service", "customer support", "human",
        "operator", "representative", "service agent", "simulated user", "support agent", "system", "user",
    ]

    /// Tokens of chat templates besides those in `<|` and `|>`; lower case.
    private static let tokens: [[UInt8]] = [
        "[inst]", "[/inst]", "<s>", "</s>", "<start_of_turn>", "<end_of_turn>", "<think>", "</think>", "<<sys>>",
    ].map { Array($0.utf8) }

    /// Whether the text holds a special token, or a speaker's label at the beginning of a line.
    static func areFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var isAtStart = true
            for place in bytes.indices {
                switch bytes[place] {
                case UInt8(ascii: "<"), UInt8(ascii: "|"), UInt8(ascii: "["):
                    if opensToken(bytes, at: place) { return true }
                case UInt8(ascii: "\n"):
                    isAtStart = true
                    continue
                default: break
                }
                if isAtStart, isLetter(bytes[place]) {
                    if isLabel(bytes, from: place) { return true }
                    isAtStart = false
                } else if isAtStart, !decoration.contains(bytes[place]) {
                    isAtStart = false
                }
            }
            return false
        }
    }

    /// What may stand before a label: white space, and the marks of Markdown and of quotations.
    private static let decoration: Set<UInt8> = Set(" \t\r*_#>[(\"'-".utf8)

    private static func opensToken(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        if place + 1 < bytes.count {
            let pair = (bytes[place], bytes[place + 1])
            if pair == (UInt8(ascii: "<"), UInt8(ascii: "|")) || pair == (UInt8(ascii: "|"), UInt8(ascii: ">")) { return true }
        }
        return tokens.contains { token in
            place + token.count <= bytes.count && token.indices.allSatisfy { lower(bytes[place + $0]) == token[$0] }
        }
    }

    /// Whether one or two words from here on are a label, with a colon or a closing bracket behind them.
    private static func isLabel(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        // The longest label has 16 letters: what runs on is none.
        var end = start
        while end < bytes.count, end - start <= 20, isLetter(bytes[end]) || bytes[end] == UInt8(ascii: " ") { end += 1 }
        var label = bytes[start..<end]
        while end < bytes.count, bytes[end] == UInt8(ascii: "*") || bytes[end] == UInt8(ascii: "_") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ":") || isBracketed(bytes, from: start, to: end) else { return false }
        while label.last == UInt8(ascii: " ") { label.removeLast() }
        return labels.contains(String(decoding: label.map(lower), as: UTF8.self))
    }

    private static func isBracketed(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Bool {
        start > 0 && bytes[start - 1] == UInt8(ascii: "[") && bytes[end] == UInt8(ascii: "]")
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}
