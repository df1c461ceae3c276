// SPDX-License-Identifier: Apache-2.0

/// In JSON a cell is one flat object whose `kind` says what else it has, so that a reader needs no knowledge of Swift's enums.
extension ReportCell: Codable {
    private enum Kind: String, Codable { case estimate, count, text, absent }
    private enum Key: String, CodingKey { case kind, value, low, high, observations, digits, signed, text, why }

    /// Reads the form that `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .estimate:
            self = .estimate(
                Estimate(
                    value: try container.decode(Double.self, forKey: .value), low: try container.decodeIfPresent(Double.self, forKey: .low),
                    high: try container.decodeIfPresent(Double.self, forKey: .high),
                    observations: try container.decode(Int.self, forKey: .observations)),
                digits: try container.decode(Int.self, forKey: .digits),
                signed: try container.decodeIfPresent(Bool.self, forKey: .signed) ?? false)
        case .count: self = .count(try container.decode(Int.self, forKey: .value))
        case .text: self = .text(try container.decode(String.self, forKey: .text))
        case .absent: self = .absent(try container.decode(String.self, forKey: .why))
        }
    }

    /// Writes `kind` and what belongs to it: `value`, `low`, `high`, `observations`, `digits` and `signed` of an estimate, `value` of a count,
    /// `text`, or `why` of what is absent.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .estimate(let estimate, let digits, let signed):
            try container.encode(Kind.estimate, forKey: .kind)
            try container.encode(estimate.value, forKey: .value)
            try container.encodeIfPresent(estimate.low, forKey: .low)
            try container.encodeIfPresent(estimate.high, forKey: .high)
            try container.encode(estimate.observations, forKey: .observations)
            try container.encode(digits, forKey: .digits)
            if signed { try container.encode(signed, forKey: .signed) }
        case .count(let count):
            try container.encode(Kind.count, forKey: .kind)
            try container.encode(count, forKey: .value)
        case .text(let text):
            try container.encode(Kind.text, forKey: .kind)
            try container.encode(text, forKey: .text)
        case .absent(let why):
            try container.encode(Kind.absent, forKey: .kind)
            try container.encode(why, forKey: .why)
        }
    }
}
