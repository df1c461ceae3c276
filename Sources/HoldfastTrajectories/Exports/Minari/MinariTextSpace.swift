// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The smallest `gymnasium.spaces.Text` that holds all texts it was shown.
struct MinariTextSpace: Sendable, Hashable {
    /// In Unicode scalars, as Python counts.
    private var longest = 0
    private var characters: Set<Unicode.Scalar> = []

    mutating func insert(_ text: String) {
        var length = 0
        for scalar in text.unicodeScalars {
            length += 1
            characters.insert(scalar)
        }
        longest = max(longest, length)
    }

    /// As Minari writes spaces into its metadata: JSON, which stands there as text.
    var json: String {
        let charset = String(String.UnicodeScalarView(characters.sorted()))
        return JSONValue.record([
            "type": .string("Text"), "max_length": .integer(max(longest, 1)), "min_length": .integer(0), "charset": .string(charset),
        ]).line
    }
}
