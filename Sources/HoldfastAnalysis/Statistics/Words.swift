// SPDX-License-Identifier: Apache-2.0

/// The words of a line, as diversity and length count them: lower case, letters and digits, inner apostrophes kept.
enum Words {
    static func of(_ line: String) -> [Substring] {
        var line = line
        if let words = line.withUTF8(plain) { return words }
        return ofAnyScript(line)
    }

    /// By the properties of Unicode, which takes several times as long.
    static func ofAnyScript(_ line: String) -> [Substring] {
        let line = line.lowercased()
        return line.split { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’") }.filter { $0.contains { $0.isLetter || $0.isNumber } }
    }

    /// How many words a line has.
    static func count(in line: String) -> Int {
        var line = line
        return line.withUTF8 { ranges(in: $0)?.count } ?? ofAnyScript(line).count
    }

    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> [Substring]? {
        guard let ranges = ranges(in: bytes) else { return nil }
        let lowered = String(decoding: bytes.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        let start = lowered.utf8.startIndex
        return ranges.map { range in
            lowered[lowered.utf8.index(start, offsetBy: range.lowerBound)..<lowered.utf8.index(start, offsetBy: range.upperBound)]
        }
    }

    /// Where the words of a line of ASCII lie; nil for any other line.
    private static func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        var start: Int?
        var hasLetter = false
        func end(at place: Int) {
            if let start, hasLetter { ranges.append(start..<place) }
            start = nil
            hasLetter = false
        }
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
                start = start ?? place
                hasLetter = true
            case 0x27: start = start ?? place
            case 0x80...: return nil
            default: end(at: place)
            }
        }
        end(at: bytes.count)
        return ranges
    }
}
