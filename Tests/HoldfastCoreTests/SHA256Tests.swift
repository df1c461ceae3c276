// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "gives the digests of FIPS 180-4's examples and of a message over a block boundary",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
        ])
    func vectors(message: String, digest: String) {
        #expect(SHA256.hexadecimal(message) == digest)
    }

    @Test("does not depend on the pieces that the bytes come in", arguments: [1, 55, 56, 63, 64, 65, 119, 120, 1000])
    func pieces(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: 7 * $0) }
        let whole = SHA256.hexadecimal(bytes)
        for size in [1, 3, 64, 100] {
            var hash = SHA256()
            for start in stride(from: 0, to: length, by: size) { hash.append(bytes[start..<min(length, start + size)]) }
            #expect(hash.hexadecimal == whole, "pieces of \(size)")
        }
    }
}
