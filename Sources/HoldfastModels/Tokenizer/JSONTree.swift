// SPDX-License-Identifier: Apache-2.0

/// A JSON document whose strings and keys are bytes of UTF-8.
///
/// Foundation's decoder keeps the keys of an object as Swift strings, to which two spellings of an accented letter are equal: a
/// vocabulary that holds both would lose one of them.
package enum JSONTree: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case array([JSONTree])
    /// In the order of the file.
    case object([(key: [UInt8], value: JSONTree)])

    /// The member of an object; nil where this is none, or where the member is absent or null.
    subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        guard let value = members.last(where: { $0.key.elementsEqual(key.utf8) })?.value else { return nil }
        if case .null = value { return nil }
        return value
    }

    package var text: String? { if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil } }
    var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
    var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var integer: Int? { number.flatMap(Int.init(exactly:)) }
    var items: [JSONTree]? { if case .array(let items) = self { items } else { nil } }
    package var members: [(key: [UInt8], value: JSONTree)]? { if case .object(let members) = self { members } else { nil } }
}
