// SPDX-License-Identifier: Apache-2.0

/// The string functions that templates call, on scalars as in Python: a line break and a combining mark stay two things.
extension String {
    /// Without whitespace at both ends (`str.strip`, Jinja's `trim`).
    var stripped: String { strippingStart(Self.isPythonSpace).strippingEnd(Self.isPythonSpace) }

    /// Without line breaks at the start (`lstrip('\n')`).
    var withoutFirstBreaks: String { strippingStart { $0 == "\n" } }
    /// Without line breaks at the end (`rstrip('\n')`).
    var withoutLastBreaks: String { strippingEnd { $0 == "\n" } }

    /// What stands before the first and behind the last place of a mark; nil where there is none.
    func around(_ mark: String) -> (before: String, after: String)? {
        let (bytes, mark) = (Array(utf8), Array(mark.utf8))
        guard bytes.count >= mark.count else { return nil }
        let places = (0...bytes.count - mark.count).filter { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
        guard let first = places.first, let last = places.last else { return nil }
        return (String(decoding: bytes[..<first], as: UTF8.self), String(decoding: bytes[(last + mark.count)...], as: UTF8.self))
    }

    private func strippingStart(_ isStripped: (Unicode.Scalar) -> Bool) -> String {
        String(String.UnicodeScalarView(unicodeScalars.drop(while: isStripped)))
    }

    private func strippingEnd(_ isStripped: (Unicode.Scalar) -> Bool) -> String {
        guard let last = unicodeScalars.lastIndex(where: { !isStripped($0) }) else { return "" }
        return String(unicodeScalars[...last])
    }

    private static func isPythonSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
