// SPDX-License-Identifier: Apache-2.0

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
enum Llama3Scanner {
    /// - Parameter digits: how many numeric characters a word has at most; 3 for Llama 3, 1 for Qwen.
    @inline(__always)
    static func endOfWord(from start: Int, in text: UTF8Text, digits: Int) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'"), let end = endOfContraction(from: start, in: text) { return end }
        let (kind, length) = text.scalar(at: start)
        let second = start + length
        switch kind {
        case .letter: return text.endOfRun(of: .letter, from: second)
        case .number: return text.endOfRun(of: .number, from: second, atMost: digits - 1)
        case .whitespace, .other: break
        }
        if !isLineEnd(first), second < text.count {
            let next = text.scalar(at: second)
            if next.kind == .letter { return text.endOfRun(of: .letter, from: second + next.length) }
            if kind == .whitespace, next.kind == .other, first == UInt8(ascii: " ") {
                return endOfLineEnds(from: text.endOfRun(of: .other, from: second + next.length), in: text)
            }
        }
        if kind == .other { return endOfLineEnds(from: text.endOfRun(of: .other, from: second), in: text) }
        return endOfSpace(from: start, in: text)
    }

    @inline(__always)
    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    @inline(__always)
    private static func endOfLineEnds(from place: Int, in text: UTF8Text) -> Int {
        var place = place
        while place < text.count, isLineEnd(text.bytes[place]) { place += 1 }
        return place
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end of the run where there is one, else as in GPT-2's pattern.
    @inline(__always)
    private static func endOfSpace(from start: Int, in text: UTF8Text) -> Int {
        var end = start
        var last = start
        var afterLineEnd: Int?
        while end < text.count {
            let (kind, length) = text.scalar(at: end)
            guard kind == .whitespace else { return afterLineEnd ?? (last > start ? last : end) }
            last = end
            end += length
            if isLineEnd(text.bytes[last]) { afterLineEnd = end }
        }
        return afterLineEnd ?? end
    }

    private static func endOfContraction(from start: Int, in text: UTF8Text) -> Int? {
        func letter(_ place: Int) -> UInt8 { text.byte(place) | 0x20 }
        switch (letter(start + 1), letter(start + 2)) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _): return start + 2
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")), (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return start + 3
        default:
            // Without regard to case, the long s is an s.
            return text.byte(start + 1) == 0xC5 && text.byte(start + 2) == 0xBF ? start + 3 : nil
        }
    }
}
