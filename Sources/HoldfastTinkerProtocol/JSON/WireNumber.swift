// SPDX-License-Identifier: Apache-2.0

/// A number in JSON, which may be one that JSON lacks: `NaN`, `Infinity` and `-Infinity` are written as strings and read as those, as
/// bare words (`Tinker.decode`) and, for `NaN`, as null, which pydantic writes.
struct WireNumber: Codable, Hashable, Sendable {
    var value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .nan
        } else if let number = try? container.decode(Double.self) {
            value = number
        } else {
            let text = try container.decode(String.self)
            guard let number = Self.special(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text.debugDescription) is not a number")
            }
            value = number
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite {
            try container.encode(value)
        } else {
            try container.encode(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    /// The number that JSON lacks by its name.
    static func special(_ text: String) -> Double? {
        switch text {
        case "NaN", "nan": .nan
        case "Infinity", "+Infinity", "inf": .infinity
        case "-Infinity", "-inf": -.infinity
        default: nil
        }
    }
}

extension KeyedDecodingContainer {
    /// Numbers of single precision.
    func floats(_ key: Key) throws -> [Float] {
        let numbers = try (try? decode([Double].self, forKey: key)) ?? decode([WireNumber].self, forKey: key).map(\.value)
        return try numbers.map { number in
            let value = Float(number)
            guard value.isFinite || !number.isFinite else {
                throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "\(number) is too large for float32")
            }
            return value
        }
    }

    /// Named numbers; no key and null are none.
    func numbers(_ key: Key) throws -> [String: Double] {
        try decodeIfPresent([String: WireNumber].self, forKey: key)?.mapValues(\.value) ?? [:]
    }

    /// A number, or `standard` where the key is missing or null.
    func number(_ key: Key, or standard: Double) throws -> Double { try decodeIfPresent(WireNumber.self, forKey: key)?.value ?? standard }
}

extension KeyedEncodingContainer {
    /// The shortest digits that read back as the same number of single precision.
    mutating func encode(floats: [Float], forKey key: Key) throws {
        if floats.allSatisfy(\.isFinite) {
            try encode(floats, forKey: key)
        } else {
            var list = nestedUnkeyedContainer(forKey: key)
            for value in floats { if value.isFinite { try list.encode(value) } else { try list.encode(WireNumber(Double(value))) } }
        }
    }

    /// Named numbers.
    mutating func encode(numbers: [String: Double], forKey key: Key) throws { try encode(numbers.mapValues(WireNumber.init), forKey: key) }
}
