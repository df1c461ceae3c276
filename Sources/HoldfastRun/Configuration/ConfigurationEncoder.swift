// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Encodes a configuration into JSON with snake_case keys, absent optionals included as null, so that the result names every key.
enum ConfigurationEncoder {
    static func encode(_ value: some Encodable) throws -> JSONValue {
        let target = Target(path: [], freeKeys: false)
        try target.encode(value)
        return target.value
    }
}

/// Types whose keys are data and not property names.
protocol FreeKeyed {}
extension Dictionary: FreeKeyed where Key == String {}

/// Collects one encoded value; a class because the containers of one value write into one place.
private final class Target: Encoder {
    private enum Content {
        case leaf(JSONValue)
        case array([Target])
        case object([(key: String, value: Target)])
    }

    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let freeKeys: Bool
    private var content = Content.leaf(.null)

    init(path: [any CodingKey], freeKeys: Bool) {
        self.codingPath = path
        self.freeKeys = freeKeys
    }

    var value: JSONValue {
        switch content {
        case .leaf(let value): value
        case .array(let items): .array(items.map(\.value))
        case .object(let members):
            // Dictionaries come in any order; sorted they are stable.
            .object((freeKeys ? members.sorted { $0.key < $1.key } : members).map { JSONValue.Member($0.key, $0.value.value) })
        }
    }

    var count: Int {
        if case .array(let items) = content { items.count } else { 0 }
    }

    func member(_ key: any CodingKey, freeKeys inner: Bool) -> Target {
        let target = Target(path: codingPath + [key], freeKeys: inner)
        var members: [(key: String, value: Target)] = []
        if case .object(let existing) = content { members = existing }
        members.append((freeKeys ? key.stringValue : KeySpelling.snake(key.stringValue), target))
        content = .object(members)
        return target
    }

    func item(freeKeys inner: Bool) -> Target {
        let target = Target(path: codingPath, freeKeys: inner)
        var items: [Target] = []
        if case .array(let existing) = content { items = existing }
        content = .array(items + [target])
        return target
    }

    func encode(_ value: some Encodable) throws {
        switch value {
        case let value as Bool: content = .leaf(.bool(value))
        case let value as String: content = .leaf(.string(value))
        case let value as Double: content = .leaf(.double(value))
        case let value as Float: content = .leaf(value.isFinite ? .number(value.description) : .null)
        case let value as any BinaryInteger: content = .leaf(.number(String(describing: value)))
        default: try value.encode(to: self)
        }
    }

    func null() { content = .leaf(.null) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .leaf = content { content = .object([]) }
        return KeyedEncodingContainer(Keyed(target: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .leaf = content { content = .array([]) }
        return Unkeyed(target: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(target: self) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let target: Target
    var codingPath: [any CodingKey] { target.codingPath }

    func encodeNil(forKey key: Key) { target.member(key, freeKeys: false).null() }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try target.member(key, freeKeys: value is any FreeKeyed).encode(value)
    }
    // Spelled out per type because the standard library's defaults leave absent values out.
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }
    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try optional(value, key) }

    private func optional(_ value: (some Encodable)?, _ key: Key) throws {
        if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        target.member(key, freeKeys: false).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { target.member(key, freeKeys: false).unkeyedContainer() }
    func superEncoder() -> any Encoder { target }
    func superEncoder(forKey key: Key) -> any Encoder { target.member(key, freeKeys: false) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let target: Target
    var codingPath: [any CodingKey] { target.codingPath }
    var count: Int { target.count }

    func encodeNil() { target.item(freeKeys: false).null() }
    func encode<T: Encodable>(_ value: T) throws { try target.item(freeKeys: value is any FreeKeyed).encode(value) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        target.item(freeKeys: false).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { target.item(freeKeys: false).unkeyedContainer() }
    func superEncoder() -> any Encoder { target.item(freeKeys: false) }
}

private struct Single: SingleValueEncodingContainer {
    let target: Target
    var codingPath: [any CodingKey] { target.codingPath }

    func encodeNil() { target.null() }
    func encode<T: Encodable>(_ value: T) throws { try target.encode(value) }
}
