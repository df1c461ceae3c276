// SPDX-License-Identifier: Apache-2.0

/// Cuts a text into words in one pass over its bytes.
enum TextWords {
    /// The words of a text; case, typographic marks, emoji and the spelling of contractions make no difference.
    static func cut(_ text: String, lexicon: FreeTextLexicon) -> [TextWord] {
        var cutter = Cutter(lexicon: lexicon)
        var text = text
        text.withUTF8 { cutter.run($0) }
        return cutter.words
    }
}

private struct Cutter {
    let lexicon: FreeTextLexicon
    var words: [TextWord] = []
    private var word: [UInt8] = []
    private var start = 0
    private var gap = TextWord.Gap.sentence
    private var isQuoted = false

    init(lexicon: FreeTextLexicon) {
        self.lexicon = lexicon
        words.reserveCapacity(32)
        word.reserveCapacity(24)
    }

    mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var width = 1
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                append(byte, at: index)
            case UInt8(ascii: "'"), UInt8(ascii: "`"): apostrophe(index)
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                if joins(bytes, index) {
                    append(byte, at: index)
                } else {
                    flush(index)
                    switch byte {
                    case UInt8(ascii: "."): gap = max(gap, .sentence)
                    case UInt8(ascii: "-"), UInt8(ascii: ":"): gap = max(gap, .clause)
                    default: break
                    }
                }
            case UInt8(ascii: "?"):
                flush(index)
                ask()
                gap = .sentence
            case UInt8(ascii: "!"), UInt8(ascii: "\n"):
                flush(index)
                gap = .sentence
            case UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"):
                flush(index)
                gap = max(gap, .clause)
            case UInt8(ascii: ","):
                flush(index)
                gap = max(gap, .comma)
            case UInt8(ascii: "\""):
                flush(index)
                isQuoted.toggle()
            case 0..<0x80: flush(index)
            case 0xE2 where index + 2 < bytes.count:
                width = 3
                if bytes[index + 1] == 0x80 {
                    switch bytes[index + 2] {
                    case 0x98, 0x99: apostrophe(index)
                    case 0x9C, 0x9D:
                        flush(index)
                        isQuoted = bytes[index + 2] == 0x9C
                    case 0x93, 0x94:
                        flush(index)
                        gap = max(gap, .clause)
                    case 0xA6:
                        flush(index)
                        gap = max(gap, .sentence)
                    default: flush(index)
                    }
                } else {
                    flush(index)
                }
            case 0xF0...:
                // Emoji and other pictures part sentences as people use them.
                flush(index)
                gap = max(gap, .clause)
                width = min(4, bytes.count - index)
            case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xB8:
                flush(index)
                width = 3
            case 0xC2:
                flush(index)
                width = min(2, bytes.count - index)
            default: append(byte, at: index)
            }
            index += width
        }
        flush(bytes.count)
    }

    private mutating func append(_ byte: UInt8, at index: Int) {
        if word.isEmpty { start = index }
        word.append(byte)
    }

    private mutating func apostrophe(_ index: Int) {
        if !word.isEmpty { word.append(UInt8(ascii: "'")) }
    }

    /// All words of the sentence that just ended belong to a question.
    private mutating func ask() {
        for index in words.indices.reversed() {
            words[index].asks = true
            if words[index].gap == .sentence { break }
        }
    }

    /// Whether a mark stands inside a word: in a time, a decimal, a mail address, or for a hyphen between letters.
    private func joins(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard let last = word.last, index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        guard isDigit(next) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20) else { return false }
        switch bytes[index] {
        case UInt8(ascii: "."):
            if isDigit(last), isDigit(next) { return true }
            if word.contains(UInt8(ascii: "@")) { return true }
            var ahead = index + 1
            while ahead < bytes.count, bytes[ahead] > 32, bytes[ahead] != UInt8(ascii: ",") {
                if bytes[ahead] == UInt8(ascii: "@") { return true }
                ahead += 1
            }
            return false
        case UInt8(ascii: ":"): return isDigit(last) && isDigit(next)
        default: return true
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func flush(_ end: Int) {
        while word.last == UInt8(ascii: "'") { word.removeLast() }
        guard !word.isEmpty else { return }
        let first = word[0]
        var isCapital = first >= UInt8(ascii: "A") && first <= UInt8(ascii: "Z")
        var isASCII = true
        for index in word.indices {
            if word[index] >= UInt8(ascii: "A"), word[index] <= UInt8(ascii: "Z") { word[index] |= 0x20 }
            if word[index] >= 0x80 { isASCII = false }
        }
        var text = String(decoding: word, as: UTF8.self)
        if !isASCII {
            let lower = text.lowercased()
            if first >= 0x80, text.first != lower.first { isCapital = true }
            text = lower
        }
        word.removeAll(keepingCapacity: true)
        let parts = WordForms.expand(text)
        if parts.isEmpty {
            add(text, end, isCapital)
        } else {
            for part in parts { add(part, end, isCapital) }
        }
    }

    private mutating func add(_ text: String, _ end: Int, _ isCapital: Bool) {
        let entry = lexicon.entry(for: text)
        words.append(
            TextWord(
                word: text, key: entry.key, tags: entry.tags, place: start..<end, gap: gap, isCapital: isCapital, isQuoted: isQuoted))
        gap = .space
    }
}
