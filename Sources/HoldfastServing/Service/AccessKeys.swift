// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The keys with which a served simulator may be asked. They are never printed.
public struct AccessKeys: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Fewest characters of a key.
    public static let shortest = 8

    private let keys: [[UInt8]]

    /// Everybody may ask.
    public static let open = AccessKeys()

    private init() { keys = [] }

    /// Keys from the text of a file: one a line; empty lines and those that begin with `#` are left out.
    /// - Parameter source: what errors call the text.
    /// - Throws: `configuration` where there is no key, one is shorter than eight characters, or holds what a header cannot.
    public init(text: String, source: String) throws {
        var keys: [[UInt8]] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let key = line.drop(while: \.isWhitespace)
            guard !key.isEmpty, key.first != "#" else { continue }
            let trimmed = key.reversed().drop(while: \.isWhitespace).reversed()
            let bytes = String(trimmed).utf8.map(\.self)
            guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw HoldfastError(
                    .configuration, "line \(number + 1) of \(source) is no key: a key has no spaces and no characters beyond ASCII")
            }
            guard bytes.count >= Self.shortest else {
                throw HoldfastError(
                    .configuration, "the key in line \(number + 1) of \(source) is shorter than \(Self.shortest) characters; take a longer one")
            }
            keys.append(bytes)
        }
        guard !keys.isEmpty else { throw HoldfastError(.configuration, "there is no key in \(source); write one a line") }
        self.keys = keys
    }

    /// Whether a request with this `Authorization` header may be answered.
    ///
    /// The time it takes depends on the lengths of the keys alone.
    func admit(_ authorization: String?) -> Bool {
        guard !keys.isEmpty else { return true }
        let scheme = "bearer "
        guard let authorization, authorization.prefix(scheme.count).lowercased() == scheme else { return false }
        let given = Array(authorization.dropFirst(scheme.count).utf8)
        var found = false
        for key in keys {
            var difference = key.count == given.count ? UInt8(0) : 1
            for (index, byte) in key.enumerated() { difference |= byte ^ (given.isEmpty ? 0 : given[index % given.count]) }
            found = found || difference == 0
        }
        return found
    }

    /// How many there are.
    public var description: String { keys.isEmpty ? "open" : "\(keys.count) keys" }
    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
