// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The address of saved weights: `tinker://<model>/<kind>/<name>`.
///
/// Its parts are safe as names of files: none is empty, `.` or `..`, and none has a slash, a control character or a sign that has a
/// meaning in addresses.
public struct TinkerPath: Hashable, Sendable, CustomStringConvertible {
    /// What the weights are for.
    public enum Kind: String, Sendable, CaseIterable {
        /// Training can go on from them.
        case weights
        /// They are sampled from.
        case samplerWeights = "sampler_weights"
        /// They came from outside.
        case externalWeights = "external_weights"
    }

    /// What every path begins with.
    public static let scheme = "tinker://"
    /// The longest part, in bytes of UTF-8.
    public static let longestPart = 200

    /// The model that saved them.
    public let modelID: String
    /// What they are for.
    public let kind: Kind
    /// The name they were saved under.
    public let name: String

    /// The path of a model's weights.
    ///
    /// - Throws: a `HoldfastError` with code `usage` where a part is not safe.
    public init(modelID: String, kind: Kind, name: String) throws {
        self.modelID = try Self.checked(modelID, "model")
        self.kind = kind
        self.name = try Self.checked(name, "name")
    }

    /// Reads a path.
    ///
    /// - Throws: a `HoldfastError` with code `usage` where it is not of three safe parts or its kind is not known.
    public init(_ text: String) throws {
        guard text.unicodeScalars.starts(with: Self.scheme.unicodeScalars) else {
            throw HoldfastError(.usage, "\(Self.quoted(text)) is no path of weights: it has to begin with \(Self.scheme)")
        }
        let rest = String(text.unicodeScalars.dropFirst(Self.scheme.unicodeScalars.count))
        let parts = rest.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 3 else {
            throw HoldfastError(.usage, "\(Self.quoted(text)) has \(parts.count) parts after \(Self.scheme): write model, kind and name")
        }
        guard let kind = Kind(rawValue: parts[1]) else {
            let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw HoldfastError(.usage, "\(Self.quoted(text)) is of kind \(Self.quoted(parts[1])): write one of \(kinds)")
        }
        try self.init(modelID: parts[0], kind: kind, name: parts[2])
    }

    /// The path as it goes over the wire.
    public var description: String { "\(Self.scheme)\(modelID)/\(kind.rawValue)/\(name)" }

    private static func checked(_ part: String, _ role: String) throws -> String {
        func refused(_ reason: String) -> HoldfastError {
            HoldfastError(.usage, "the \(role) \(quoted(part)) of a path of weights \(reason): write letters, digits and - _ . :")
        }
        if part.isEmpty { throw refused("is empty") }
        if part == "." || part == ".." { throw refused("leads elsewhere") }
        if part.utf8.count > longestPart { throw refused("has \(part.utf8.count) bytes, and \(longestPart) is the limit") }
        for scalar in part.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                throw refused("has the invisible character U+\(String(scalar.value, radix: 16, uppercase: true))")
            default: break
            }
            if "/\\%?#".unicodeScalars.contains(scalar) { throw refused("has a \(scalar)") }
        }
        return part
    }

    private static func quoted(_ text: String) -> String { String(text.prefix(longestPart)).debugDescription }
}
