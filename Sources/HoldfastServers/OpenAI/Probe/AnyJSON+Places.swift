// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Looks into replies whose shape differs from server to server.
extension AnyJSON {
    init?(_ body: Data) {
        guard let value = try? JSONDecoder().decode(AnyJSON.self, from: body) else { return nil }
        self = value
    }

    /// The member of an object; nil where there is none, or where it is null.
    subscript(key: String) -> AnyJSON? {
        guard let value = object?[key], value != .null else { return nil }
        return value
    }

    /// The element of a list.
    subscript(index: Int) -> AnyJSON? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var whole: Int? { if case .integer(let value) = self { Int(exactly: value) } else { nil } }
    var real: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}

extension AnyJSON {
    init?(encoding value: some Encodable) {
        guard let data = try? JSONEncoder().encode(value) else { return nil }
        self.init(data)
    }
}
