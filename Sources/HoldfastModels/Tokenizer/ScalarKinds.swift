// SPDX-License-Identifier: Apache-2.0

/// What the patterns of byte-level tokenizers tell apart: `\p{L}`, `\p{N}`, `\s` and everything else.
enum ScalarKind: UInt8 { case letter, number, whitespace, other }

/// The kind of every scalar, as the `tokenizers` package sees it.
///
/// Its regular expression engine (Oniguruma) has the tables of Unicode 16. Swift's are newer: what came later is unassigned to the
/// engine, so it is `other` here. With that one rule the two agree on every scalar (a test goes through all of them).
struct ScalarKinds {
    /// The last version of Unicode that patterns and word boundaries know.
    static let unicodeVersion = 16
    /// What patterns tell apart. Made once and never freed, so the pointers may be shared.
    nonisolated(unsafe) static let shared = ScalarKinds(unicodeVersion: unicodeVersion)
    /// What `Digits` tells apart: it asks the Rust library, which is a version ahead.
    nonisolated(unsafe) static let digits = ScalarKinds(unicodeVersion: unicodeVersion + 1)

    /// Scalars from here on are all `other`: no letter, number or space is above plane 3.
    private static let end: UInt32 = 0x40000
    private let pages: UnsafePointer<UInt16>
    private let kinds: UnsafePointer<ScalarKind>

    /// - Parameter unicodeVersion: what came later is `other`.
    private init(unicodeVersion: Int) {
        var pages: [UInt16] = []
        var kinds: [ScalarKind] = []
        var known: [[ScalarKind]: UInt16] = [:]
        for page in 0..<(Self.end >> 8) {
            let row = (0..<256).map { Unicode.Scalar(page << 8 | $0).map { Self.kind($0, unicodeVersion) } ?? .other }
            if known[row] == nil {
                known[row] = UInt16(kinds.count >> 8)
                kinds += row
            }
            pages.append(known[row] ?? 0)
        }
        self.pages = Self.permanent(pages)
        self.kinds = Self.permanent(kinds)
    }

    private static func permanent<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return UnsafePointer(memory.baseAddress!)  // swift-format-ignore: NeverForceUnwrap
    }

    @inline(__always)
    subscript(scalar: UInt32) -> ScalarKind {
        scalar < Self.end ? kinds[Int(pages[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)] : .other
    }

    private static func kind(_ scalar: Unicode.Scalar, _ unicodeVersion: Int) -> ScalarKind {
        guard let age = scalar.properties.age, age.major <= unicodeVersion else { return .other }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return scalar.properties.isWhitespace ? .whitespace : .other
        }
    }
}
