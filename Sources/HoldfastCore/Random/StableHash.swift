// SPDX-License-Identifier: Apache-2.0

/// FNV-1a, 64 bits, over UTF-8: a hash that is the same on every machine and in every process.
///
/// Used for splits and identifiers, where the seeded `Hasher` of the standard library would differ between runs.
public enum StableHash {
    /// The hash of a text.
    public static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return hash
    }

    /// The hash as sixteen lower-case hexadecimal digits.
    public static func hexadecimal(_ text: String) -> String {
        let digits = String(of(text), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
