// SPDX-License-Identifier: Apache-2.0

/// The printable stand-ins for bytes in the files of byte-level BPE tokenizers.
///
/// Source: `bytes_to_unicode` of the GPT-2 release (Radford et al. 2019): printable Latin-1 bytes stand for themselves, the others
/// take the scalars from U+0100 on, in byte order. A space becomes `Ġ`.
enum ByteAlphabet {
    /// The stand-in of each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0...255).map { (byte: UInt8) in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? Unicode.Scalar(byte)
            }
        }
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: scalars.enumerated().map { ($0.element, UInt8($0.offset)) })

    /// The bytes that a token's spelling stands for, or nil when it has a character outside the alphabet.
    static func bytes(of spelling: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(spelling.utf8.count)
        for scalar in spelling.unicodeScalars {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }

    /// The spelling of a token's bytes.
    static func spelling(of bytes: [UInt8]) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: bytes.lazy.map { scalars[Int($0)] })
        return String(result)
    }
}
