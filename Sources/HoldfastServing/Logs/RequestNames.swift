// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Names requests: with the client's own name for it where that is a sane one, else with a number that no other has.
final class RequestNames: Sendable {
    private static let longest = 128

    private let start: String
    private let count = Atomic<Int>(0)

    /// - Parameter start: what tells one server's numbers from another's.
    init(start: String = RequestNames.start) { self.start = start }

    /// Process and second of the start.
    static var start: String {
        String(UInt64(Date().timeIntervalSince1970), radix: 36) + "-" + String(ProcessInfo.processInfo.processIdentifier, radix: 36)
    }

    func name(asked: String?) -> String {
        if let asked, Self.isSane(asked) { return asked }
        return "\(start)-\(count.add(1, ordering: .relaxed).newValue)"
    }

    /// Up to 128 letters, digits and `-`, `_`, `.`, `:`, which mean nothing to anybody who reads a log.
    static func isSane(_ name: String) -> Bool {
        let marks: Set<UInt8> = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":")]
        return (1...longest).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || marks.contains($0)
            }
    }
}
