// SPDX-License-Identifier: Apache-2.0

/// The words of a text as hashes, read from its bytes: in lower case, letters and digits with apostrophes inside.
///
/// Equal to `Words` in what a word is, but for letters beyond English, whose case counts. Nothing is allocated per word.
enum LineWords {
    /// Calls back once a word.
    /// - Parameter body: gets the hash, and whether a digit is in the word.
    static func each(of text: String, _ body: (_ hash: UInt64, _ hasDigit: Bool) -> Void) {
        if text.utf8.withContiguousStorageIfAvailable({ each(of: $0, body) }) == nil {
            Array(text.utf8).withUnsafeBufferPointer { each(of: $0, body) }
        }
    }

    /// The hashes of all words, in their order.
    static func hashes(of text: String) -> [UInt64] {
        var hashes: [UInt64] = []
        each(of: text) { hash, _ in hashes.append(hash) }
        return hashes
    }

    /// The hash of one word as it stands.
    static func hash(of word: some StringProtocol) -> UInt64 { word.utf8.reduce(basis) { step($0, $1) } }

    static let basis: UInt64 = 0xcbf2_9ce4_8422_2325

    static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    static func each(of bytes: UnsafeBufferPointer<UInt8>, _ body: (_ hash: UInt64, _ hasDigit: Bool) -> Void) {
        var (hash, isWord, hasDigit) = (basis, false, false)
        func close() {
            if isWord { body(hash, hasDigit) }
            (hash, isWord, hasDigit) = (basis, false, false)
        }
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                (hash, isWord) = (step(hash, byte), true)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                (hash, isWord) = (step(hash, byte | 0x20), true)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                (hash, isWord, hasDigit) = (step(hash, byte), true, true)
            case UInt8(ascii: "'"):
                // Inside a word only: a quotation mark before it must not make another word of it.
                if isWord, place + 1 < bytes.count, bytes[place + 1] >= 0x41 { hash = step(hash, byte) } else { close() }
            case 0xE2 where place + 2 < bytes.count && bytes[place + 1] == 0x80:
                // Marks of general punctuation, of which the curly apostrophe is the plain one.
                if bytes[place + 2] == 0x99, isWord { hash = step(hash, UInt8(ascii: "'")) } else { close() }
                place += 2
            case 0xC2 where place + 1 < bytes.count && bytes[place + 1] < 0xC0:
                // Latin-1 marks, the space that does not break among them.
                close()
                place += 1
            case 0x80...:
                (hash, isWord) = (step(hash, byte), true)
            default:
                close()
            }
            place += 1
        }
        close()
    }
}
