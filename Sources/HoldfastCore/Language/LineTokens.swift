// SPDX-License-Identifier: Apache-2.0

/// One word of a line.
struct LineToken: Hashable, Sendable {
    /// Its letters, lower case, in the letters of all words.
    fileprivate(set) var letters: Range<Int32>
    /// By the vocabulary it was read with.
    fileprivate(set) var number: Int32
    /// Whether punctuation stands between the word and the one before it.
    fileprivate(set) var isParted: Bool
    /// Whether a question mark follows the word.
    fileprivate(set) var asks = false
    /// Whether a mark that ends a sentence follows the word.
    fileprivate(set) var ends = false
    /// Whether the word was used up by what was found; for whoever reads the line.
    var isTaken = false
    /// Where the word stands in the line, in UTF-8 bytes; words of one contraction share a place.
    fileprivate(set) var place: Range<Int32>
}

/// A line cut into lower-case words, with the places where punctuation parts them.
///
/// Contractions are written out (`don't` is `do not`). Mail addresses, times and hyphenated words stay whole.
struct LineTokens: Sendable {
    private var tokens: [LineToken] = []
    private var letters: [UInt8] = []

    /// - Parameter vocabulary: gives each word its number; without one all are unknown.
    init(_ line: String, vocabulary: Vocabulary? = nil) {
        var line = line
        line.withUTF8 { cut($0, vocabulary) }
    }

    var count: Int { tokens.count }

    subscript(index: Int) -> LineToken {
        get { tokens[index] }
        set { tokens[index] = newValue }
    }

    mutating func take(_ words: Range<Int>) {
        for index in words { tokens[index].isTaken = true }
    }

    /// All words, spelled out.
    var words: [String] { tokens.indices.map(word) }

    func word(_ index: Int) -> String {
        String(decoding: letters[Int(tokens[index].letters.lowerBound)..<Int(tokens[index].letters.upperBound)], as: UTF8.self)
    }

    /// Consecutive words with a space between them.
    func text(of words: Range<Int>) -> String {
        words.count == 1 ? word(words.lowerBound) : words.map(word).joined(separator: " ")
    }

    /// The number that a word of digits says; nil for other words, and for numbers too large.
    func digits(_ index: Int) -> Int? {
        let word = letters[Int(tokens[index].letters.lowerBound)..<Int(tokens[index].letters.upperBound)]
        var value = 0
        for byte in word {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            if overflows || overflowsToo { return nil }
            value = sum
        }
        return value
    }

    /// Whether the words of a phrase stand at `start` with no punctuation inside.
    func matches(_ phrase: WordRun, of pool: [Int32], at start: Int) -> Bool {
        guard start + phrase.length <= tokens.count else { return false }
        for offset in 0..<phrase.length {
            let token = tokens[start + offset]
            guard token.number == pool[Int(phrase.start) + offset], offset == 0 || !token.isParted else { return false }
        }
        return true
    }
}

extension LineTokens {
    fileprivate mutating func cut(_ bytes: UnsafeBufferPointer<UInt8>, _ vocabulary: Vocabulary?) {
        letters.reserveCapacity(bytes.count + 16)
        tokens.reserveCapacity(bytes.count / 4 + 2)
        var word = WordInProgress()
        var index = 0
        while index < bytes.count {
            if word.start == letters.count { word.place = index }
            // Most bytes are plain letters, and need no more of a look than this.
            if Glyph.isPlainLetter(bytes[index]) {
                letters.append(Glyph.lowercase(bytes[index]))
                index += 1
                continue
            }
            switch Glyph(at: index, in: bytes) {
            case .letter:
                letters.append(bytes[index])
                word.isPlain = false
            case .apostrophe(let width):
                if word.start != letters.count {
                    letters.append(UInt8(ascii: "'"))
                    word.isPlain = false
                }
                index += width - 1
            case .joiner where Glyph.joins(bytes, at: index, after: letters[word.start...]):
                letters.append(bytes[index])
            case .space(let width):
                finish(&word, at: index, vocabulary)
                index += width - 1
            case .joiner:
                finish(&word, at: index, vocabulary)
                word.isParted = true
                if bytes[index] == UInt8(ascii: "."), !tokens.isEmpty { tokens[tokens.count - 1].ends = true }
            case .mark(let width):
                finish(&word, at: index, vocabulary)
                word.isParted = true
                if !tokens.isEmpty {
                    if bytes[index] == UInt8(ascii: "?") { tokens[tokens.count - 1].asks = true }
                    if Glyph.endsSentence(bytes[index]) { tokens[tokens.count - 1].ends = true }
                }
                index += width - 1
            }
            index += 1
        }
        finish(&word, at: bytes.count, vocabulary)
    }

    /// Makes a token of the letters since the last one, or several of a contraction.
    private mutating func finish(_ word: inout WordInProgress, at end: Int, _ vocabulary: Vocabulary?) {
        guard word.start != letters.count else { return }
        let place = Int32(word.place)..<Int32(end)
        if word.isPlain, !isCannot(from: word.start) {
            add(from: word.start, place: place, isParted: word.isParted, vocabulary)
        } else {
            let spelled = String(decoding: letters[word.start...], as: UTF8.self).lowercased()
            letters.removeSubrange(word.start...)
            for part in Contraction.expand(spelled) {
                let start = letters.count
                letters.append(contentsOf: part.utf8)
                add(from: start, place: place, isParted: word.isParted, vocabulary)
                word.isParted = false
            }
            word.begin(at: letters.count)
            return
        }
        word.isParted = false
        word.begin(at: letters.count)
    }

    private mutating func add(from start: Int, place: Range<Int32>, isParted: Bool, _ vocabulary: Vocabulary?) {
        let number = letters.withUnsafeBufferPointer { vocabulary?.number(of: UnsafeBufferPointer(rebasing: $0[start...])) }
        tokens.append(
            LineToken(
                letters: Int32(start)..<Int32(letters.count), number: number ?? Vocabulary.unknown, isParted: isParted, place: place))
    }

    /// The one contraction without an apostrophe.
    private func isCannot(from start: Int) -> Bool {
        letters.count - start == 6 && letters[start] == UInt8(ascii: "c") && letters[start...].elementsEqual("cannot".utf8)
    }
}

/// The word that is being read.
private struct WordInProgress {
    /// Where its letters begin among those of all words.
    var start = 0
    /// Where it begins in the line.
    var place = 0
    /// Whether punctuation stands before it.
    var isParted = false
    /// Whether it is what its letters are: no contraction, and nothing but ASCII.
    var isPlain = true

    mutating func begin(at start: Int) {
        self.start = start
        isPlain = true
    }
}
