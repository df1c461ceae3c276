// SPDX-License-Identifier: Apache-2.0
import Foundation
public import HoldfastCore

/// The identifier of a Minari dataset, `namespace/name-v0`, which is also its folder below the folder of datasets.
public struct MinariDatasetID: Sendable, Hashable, CustomStringConvertible {
    /// The whole identifier.
    public let description: String

    /// What an export of a seat is called unless somebody chooses: `holdfast/user-v0` or `holdfast/agent-v0`.
    public static func usual(for seat: Seat) -> MinariDatasetID { MinariDatasetID(unchecked: "holdfast/\(seat.rawValue)-v0") }

    /// - Throws: `.usage` for a text that Minari does not take: parts of letters, digits, `_` and `-`, and a version at the end. Each part
    ///   of the namespace has two characters or more.
    public init(_ text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
        }
        let name = parts.last ?? ""
        let version = name.range(of: "-v", options: .backwards).map { name[$0.upperBound...] } ?? ""
        let isVersioned = !version.isEmpty && version.utf8.allSatisfy { (0x30...0x39).contains($0) } && name.utf8.count > version.utf8.count + 2
        guard isPlain, isVersioned, parts.dropLast().allSatisfy({ $0.utf8.count > 1 }) else {
            throw HoldfastError(
                .usage,
                "`\(text)` cannot be the name of a Minari dataset; write one such as holdfast/quickstart-v0: letters, digits, `_`, `-`, two or more a part"
            )
        }
        description = text
    }

    private init(unchecked text: String) { description = text }

    /// Where the dataset lies in a folder of datasets.
    func folder(in root: String) -> String { root.hasSuffix("/") ? root + description : "\(root)/\(description)" }
}
