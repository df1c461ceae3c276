// SPDX-License-Identifier: Apache-2.0

/// What is beside a place in a text, for added tokens that look at their neighbours.
enum WordBoundary {
    /// Whether the scalar that ends at a place is a word character (`\w`).
    static func isWord(endingAt place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard place > 0 else { return false }
        return isWord(beginningAt: startOfScalar(before: place, in: bytes), in: bytes)
    }

    /// Whether the scalar that begins at a place is a word character (`\w`).
    static func isWord(beginningAt place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        String(decoding: bytes[place...].prefix(4), as: UTF8.self).unicodeScalars.first.map(isWord) ?? false
    }

    /// Unicode Technical Standard 18, annex C: alphabetic, marks, decimal numbers, connectors and joiners.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        guard let age = properties.age, age.major <= ScalarKinds.unicodeVersion else { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return properties.isAlphabetic || properties.isJoinControl
        }
    }

    /// Where the whitespace begins that ends at a place.
    static func startOfSpace(endingAt place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let text = UTF8Text(bytes)
        var start = place
        while start > 0 {
            let before = startOfScalar(before: start, in: bytes)
            guard text.scalar(at: before).kind == .whitespace else { break }
            start = before
        }
        return start
    }

    /// Where the whitespace ends that begins at a place.
    static func endOfSpace(from place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        UTF8Text(bytes).endOfRun(of: .whitespace, from: place)
    }

    private static func startOfScalar(before place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var start = place - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}
