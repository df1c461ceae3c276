// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Decodes a tree strictly: a key that the type does not have, a value of another type or a missing key is an error that names
/// the file, the line, the key path and what was expected.
///
/// The tree is the defaults with the user's values laid over them, so any `Codable` type works as it is synthesized.
struct ConfigurationDecoder: Decoder {
    var node: ConfigurationNode
    /// The defaults at the same place: the keys to suggest.
    var defaults: ConfigurationNode?
    /// The whole tree of defaults, for keys that stand in the wrong section.
    var root: ConfigurationNode
    var path: [String] = []
    var freeKeys = false
    /// Whether the first item of a list in the defaults says which keys each item has.
    var describesItems = false

    var codingPath: [any CodingKey] { path.map(PathKey.init) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func decode<T: Decodable>(
        _ type: T.Type, from node: ConfigurationNode, defaults: ConfigurationNode, describesItems: Bool = false
    ) throws -> T {
        do {
            return try ConfigurationDecoder(node: node, defaults: defaults, root: defaults, describesItems: describesItems).value(of: type)
        } catch let error as Located {
            throw error.error
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping(let entries) = node.content else { throw expected("a mapping of keys") }
        // A type that looks at its keys in its own way takes any key here; then the defaults say which ones it has.
        let known = defaults.map { Set($0.entries.map(\.key)) } ?? []
        for entry in entries where !freeKeys {
            if key(entry.key, as: type) == nil || !(known.isEmpty || known.contains(entry.key)) { throw unknown(entry) }
        }
        return KeyedDecodingContainer(Keyed(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .sequence(let items) = node.content else { throw expected("a list") }
        return Unkeyed(decoder: self, items: items)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    /// The typed key of a spelling in the file, or nil where the type has none.
    func key<Key: CodingKey>(_ spelling: String, as type: Key.Type) -> Key? {
        if freeKeys { return Key(stringValue: spelling) }
        guard KeySpelling.snake(spelling) == spelling else { return nil }
        return Key(stringValue: spelling) ?? Key(stringValue: KeySpelling.camel(spelling))
    }

    func child(_ key: any CodingKey) -> ConfigurationDecoder? {
        let spelling = freeKeys ? key.stringValue : KeySpelling.snake(key.stringValue)
        return node[spelling].map {
            ConfigurationDecoder(node: $0, defaults: defaults?[spelling], root: root, path: path + [spelling], describesItems: describesItems)
        }
    }

    func value<T: Decodable>(of type: T.Type) throws -> T {
        if let scalar = try scalar(type) { return scalar }
        var inner = self
        inner.freeKeys = type is any FreeKeyed.Type
        do {
            return try T(from: inner)
        } catch let error as Located {
            throw error
        } catch let error as HoldfastError {
            throw located("\(node.origin): \(name): \(error.message)")
        } catch let error as DecodingError {
            if let choices = choices(type) { throw expected("one of \(choices.joined(separator: ", "))") }
            guard case .dataCorrupted(let context) = error else { throw expected("a value of type \(type)") }
            throw located("\(node.origin): \(name): \(context.debugDescription)")
        }
    }
}

/// An error that already names its place, as against one thrown by a type's own decoding.
struct Located: Error {
    var error: HoldfastError
}

extension ConfigurationDecoder {
    private func located(_ message: String) -> Located { Located(error: HoldfastError(.configuration, message)) }

    private var name: String { path.isEmpty ? "the configuration" : path.joined(separator: ".") }

    func expected(_ what: String) -> Located {
        located("\(node.origin): \(name) must be \(what), found \(node.summary)")
    }

    func missing(_ key: any CodingKey) -> Located {
        located(
            "\(node.origin): \((path + [KeySpelling.snake(key.stringValue)]).joined(separator: ".")) is missing and has no default")
    }

    private func unknown(_ entry: ConfigurationNode.Entry) -> Located {
        let known = defaults?.entries.map(\.key) ?? []
        let full = (path + [entry.key]).joined(separator: ".")
        let hint =
            if let near = KeySpelling.nearest(to: entry.key, among: known) {
                "; did you mean `\(near)`?"
            } else if let elsewhere = root.paths(endingIn: entry.key).first {
                "; did you mean `\(elsewhere)`?"
            } else if !known.isEmpty {
                "; known here: \(known.joined(separator: ", "))"
            } else {
                ""
            }
        return located("\(entry.origin): unknown key `\(full)`\(hint)")
    }

    private func choices<T>(_ type: T.Type) -> [String]? {
        func list<C: CaseIterable>(_ type: C.Type) -> [String] {
            type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        }
        guard let type = type as? any CaseIterable.Type else { return nil }
        return list(type)
    }

    private func scalar<T>(_ type: T.Type) throws -> T? {
        switch type {
        case is String.Type: try text() as? T
        case is Bool.Type: try plain("true or false") { ["true": true, "false": false][$0] } as? T
        case is Double.Type: try plain("a finite number") { Double($0).flatMap { $0.isFinite ? $0 : nil } } as? T
        case is Float.Type: try plain("a finite number") { Float($0).flatMap { $0.isFinite ? $0 : nil } } as? T
        case let type as any FixedWidthInteger.Type: try integer(type) as? T
        default: nil
        }
    }

    private func text() throws -> String {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw expected("text") }
        return text
    }

    private func integer<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        let what = I.isSigned ? "a whole number" : "a whole number of 0 or more"
        return try plain(what) { I($0.replacing("_", with: "")) }
    }

    private func plain<T>(_ what: String, _ convert: (String) -> T?) throws -> T {
        guard case .scalar(let text, quoted: false) = node.content, let value = convert(text) else { throw expected(what) }
        return value
    }
}

private struct PathKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ConfigurationDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { decoder.node.entries.compactMap { decoder.key($0.key, as: Key.self) } }

    private func child(_ key: Key) throws -> ConfigurationDecoder {
        guard let child = decoder.child(key) else { throw decoder.missing(key) }
        return child
    }

    func contains(_ key: Key) -> Bool { decoder.child(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try child(key).node.isNull }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).value(of: type) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try child(key).unkeyedContainer() }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    let decoder: ConfigurationDecoder
    let items: [ConfigurationNode]
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(decoder: ConfigurationDecoder, items: [ConfigurationNode]) {
        self.decoder = decoder
        self.items = items
    }

    private mutating func next() throws -> ConfigurationDecoder {
        guard !isAtEnd else { throw decoder.expected("a longer list") }
        defer { currentIndex += 1 }
        let example: ConfigurationNode? =
            if decoder.describesItems, case .sequence(let items) = decoder.defaults?.content { items.first } else { nil }
        return ConfigurationDecoder(
            node: items[currentIndex], defaults: example, root: decoder.root, path: decoder.path + ["\(currentIndex)"],
            describesItems: decoder.describesItems)
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, items[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(of: type) }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct Single: SingleValueDecodingContainer {
    let decoder: ConfigurationDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    func decodeNil() -> Bool { decoder.node.isNull }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.value(of: type) }
}
