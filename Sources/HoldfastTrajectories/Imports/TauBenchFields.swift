// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The fields of an object in a trajectory file, read with errors that say where they are.
///
/// A field that is missing or null is absent; one of another type than asked for is an error.
struct TauBenchFields {
    let place: String
    /// Where the object lies in its record, such as `info.task`; empty for the record itself.
    let path: String
    let members: [String: AnyJSON]

    init(place: String, path: String = "", members: [String: AnyJSON]) {
        self.place = place
        self.path = path
        self.members = members
    }

    subscript(_ key: String) -> AnyJSON? {
        guard let value = members[key], value != .null else { return nil }
        return value
    }

    func object(_ key: String) throws -> TauBenchFields? {
        guard let value = self[key] else { return nil }
        guard let members = value.object else { throw wrong(key, value, "an object") }
        return TauBenchFields(place: place, path: name(key), members: members)
    }

    func objects(_ key: String) throws -> [TauBenchFields]? {
        guard let items = try list(key) else { return nil }
        return try items.enumerated().map { index, item in
            guard let members = item.object else { throw wrong("\(key)[\(index)]", item, "an object") }
            return TauBenchFields(place: place, path: name("\(key)[\(index)]"), members: members)
        }
    }

    func list(_ key: String) throws -> [AnyJSON]? {
        guard let value = self[key] else { return nil }
        guard let items = value.array else { throw wrong(key, value, "a list") }
        return items
    }

    /// A text, or a number as its digits.
    func text(_ key: String) throws -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.text else { throw wrong(key, value, "a text") }
        return text
    }

    /// A finite number.
    func number(_ key: String) throws -> Double? {
        guard let value = self[key] else { return nil }
        switch value {
        case .integer(let number): return Double(number)
        case .number(let number) where number.isFinite: return number
        case .boolean(let flag): return flag ? 1 : 0
        default: throw wrong(key, value, "a finite number")
        }
    }

    /// A whole number.
    func wholeNumber(_ key: String) throws -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.wholeNumber else { throw wrong(key, value, "a whole number") }
        return number
    }

    /// The text of a message: a text, a list of parts with texts, or nothing.
    func content(_ key: String) throws -> String {
        guard let value = self[key] else { return "" }
        if let text = value.text { return text }
        guard let parts = value.array else { throw wrong(key, value, "a text") }
        return try parts.enumerated().map { index, part in
            if case .string(let text) = part { return text }
            guard let members = part.object else { throw wrong("\(key)[\(index)]", part, "a part of a text") }
            return members["text"]?.text ?? ""
        }.joined()
    }

    func missing(_ key: String, _ advice: String) -> HoldfastError {
        HoldfastError(.format, "\(place): \(name(key)) is missing; \(advice)")
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func wrong(_ key: String, _ value: AnyJSON, _ wanted: String) -> HoldfastError {
        HoldfastError(.format, "\(place): \(name(key)) is \(value.kind), expected \(wanted)")
    }
}

extension AnyJSON {
    var wholeNumber: Int? {
        switch self {
        case .integer(let value): Int(value)
        case .number(let value): Int(exactly: value)
        case .string(let value): Int(value)
        default: nil
        }
    }

    /// What it is, for messages.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a truth value"
        case .integer(let value): "the number \(value)"
        case .number(let value): "the number \(value)"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A text as it is, and everything else as JSON with sorted keys.
    var spelled: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): Double(Int(exactly: value) ?? 0) == value && value.magnitude < 1e15 ? String(Int(value)) : String(value)
        case .string(let value): value
        case .array, .object: json
        }
    }

    private var json: String {
        switch self {
        case .string(let value): value.quotedInJSON
        case .array(let items): "[" + items.map(\.json).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\($0.key.quotedInJSON): \($0.value.json)" }.joined(separator: ", ") + "}"
        case .null, .boolean, .integer, .number: spelled
        }
    }
}
