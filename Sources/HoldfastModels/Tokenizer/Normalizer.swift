// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What is done to a text before it is cut into words.
enum Normalizer: Sendable, Hashable {
    /// Canonical composition (Unicode Standard Annex 15).
    case nfc
    /// Puts a prefix before a text that is not empty.
    case prepend([UInt8])
    /// Replaces every occurrence of a string.
    case replace([UInt8], by: [UInt8])
    case sequence([Normalizer])

    /// The normalized text, or nil where it is the text itself.
    func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        switch self {
        case .nfc:
            return Self.isSurelyComposed(text) ? nil : Self.composed(String(decoding: text, as: UTF8.self))
        case .prepend(let prefix): return prefix + text
        case .replace(let pattern, let content): return text.replacing(pattern, with: content)
        case .sequence(let steps):
            return steps.reduce(nil as [UInt8]?) { changed, step in
                guard let changed else { return step.normalized(text) }
                return changed.withUnsafeBufferPointer { step.normalized($0) } ?? changed
            }
        }
    }

    /// The package composes by the tables of Unicode 9. What came later stays where it is and joins to nothing, so that the text
    /// between such scalars is composed by itself.
    private static func composed(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        for part in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isLater) {
            result += String(part).precomposedStringWithCanonicalMapping.utf8
            guard part.endIndex < text.endIndex else { break }
            result += UTF8.encode(text.unicodeScalars[part.endIndex]) ?? UTF8.encodedReplacementCharacter
        }
        return result
    }

    private static func isLater(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.age.map { $0.major > 9 } ?? true }

    /// Whether every scalar is one that composition neither changes nor joins to another, judged by ranges that hold most texts.
    private static func isSurelyComposed(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.contains(where: { $0 >= 0xCC }) else { return true }
        return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { scalar in inert.contains { $0.contains(scalar.value) } }
    }

    /// Latin, Cyrillic, punctuation, kana, the common Chinese characters, Hangul syllables and emoji. A test compares them with the package.
    static let inert: [ClosedRange<UInt32>] = [
        0...0x2FF, 0x4E00...0x9FFF, 0x400...0x482, 0x48A...0x52F, 0x2010...0x205E, 0x3003...0x3029, 0x3041...0x3098, 0x30A0...0x30FF,
        0xAC00...0xD7A3, 0xFF01...0xFF9D, 0x1F300...0x1FAFF,
    ]
}
