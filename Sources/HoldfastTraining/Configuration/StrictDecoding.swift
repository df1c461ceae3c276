// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A coding key of any spelling, to see what a document holds.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Decoding that refuses what it does not know and fills in what is left out.
struct StrictContainer<Key: CodingKey & CaseIterable> {
    private let container: KeyedDecodingContainer<Key>

    /// - Throws: `configuration` for a key that is not one of `Key`, with the nearest known one.
    init(_ decoder: any Decoder, section: String) throws {
        let known = Key.allCases.map(\.stringValue)
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw HoldfastError(.configuration, NearestName.refusal(of: key.stringValue, what: "key in \(section)", among: known))
        }
        container = try decoder.container(keyedBy: Key.self)
    }

    /// The value of a key, or the default where the key is missing or null.
    func value<Value: Decodable>(_ key: Key, default value: Value) throws -> Value {
        try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }

    func optional<Value: Decodable>(_ key: Key, _ type: Value.Type = Value.self) throws -> Value? {
        try container.decodeIfPresent(Value.self, forKey: key)
    }
}
