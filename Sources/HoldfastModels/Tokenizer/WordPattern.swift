// SPDX-License-Identifier: Apache-2.0

/// The patterns by which byte-level tokenizers cut text into words; each has a scanner of its own.
///
/// A regular expression engine would be the slowest part of encoding, and its Unicode tables another dependency. A pattern is
/// recognised by its text; any other is refused.
enum WordPattern: Sendable, Hashable {
    /// That of GPT-2, which the `ByteLevel` pre-tokenizer has built in.
    case gpt2
    /// That of Llama 3 (three digits in a word) and of Qwen 2 and 3 (one).
    case llama3(digits: Int)

    /// The pattern of this text, or nil where it is another.
    init?(_ text: String) {
        let llama3 =
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        let patterns: [String: WordPattern] = [
            #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
            #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
            llama3: .llama3(digits: 3),
            llama3.replacing("{1,3}", with: ""): .llama3(digits: 1),
        ]
        guard let pattern = patterns[text] else { return nil }
        self = pattern
    }

    /// Calls `body` with the bytes of each word, in order; together they are the text.
    @inline(__always)
    func forEachWord(in text: UTF8Text, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        while start < text.count {
            let end =
                switch self {
                case .gpt2: GPT2Scanner.endOfWord(from: start, in: text)
                case .llama3(let digits): Llama3Scanner.endOfWord(from: start, in: text, digits: digits)
                }
            body(UnsafeBufferPointer(rebasing: text.bytes[start..<end]))
            start = end
        }
    }
}

/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
enum GPT2Scanner {
    @inline(__always)
    static func endOfWord(from start: Int, in text: UTF8Text) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'") {
            switch (text.byte(start + 1), text.byte(start + 2)) {
            case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _): return start + 2
            case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")), (UInt8(ascii: "l"), UInt8(ascii: "l")):
                return start + 3
            default: break
            }
        }
        let body = first == UInt8(ascii: " ") && start + 1 < text.count ? start + 1 : start
        let (kind, length) = text.scalar(at: body)
        if kind != .whitespace { return text.endOfRun(of: kind, from: body + length) }
        return endOfSpace(from: start, in: text)
    }

    /// `\s+(?!\S)|\s+`: the last space of a run is left to the word that follows; a single one is a word.
    @inline(__always)
    static func endOfSpace(from start: Int, in text: UTF8Text) -> Int {
        var end = start
        var last = start
        while end < text.count {
            let (kind, length) = text.scalar(at: end)
            guard kind == .whitespace else { return last > start ? last : end }
            last = end
            end += length
        }
        return end
    }
}
