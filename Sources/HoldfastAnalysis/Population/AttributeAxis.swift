// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The values of an attribute of personas as the places of a table.
struct AttributeAxis: Hashable, Sendable {
    let attribute: Attribute
    /// The last is for everything else, the lack of a value included.
    let labels: [String]
    private let ranges: [ClosedRange<Double>?]

    /// Values that a table of two attributes tells apart, and bins that numbers with more values are cut into.
    private static let (mostValues, bins) = (12, 5)

    private init(_ attribute: Attribute, _ labels: [String], _ ranges: [ClosedRange<Double>?]) {
        self.attribute = attribute
        self.labels = labels + ["other"]
        self.ranges = ranges
    }

    /// Of named values or ranges, such as `18-34`, `35+` or `card`.
    init(_ attribute: Attribute, labels: [String]) {
        self.init(attribute, labels, labels.map(Self.range))
    }

    /// Of the values that some personas have; nil where they are too many and no quantities, as names and phone numbers are.
    init?(_ attribute: Attribute, of personas: some Sequence<Persona>) {
        let values = Set(personas.compactMap { $0[attribute] })
        if values.count <= Self.mostValues {
            guard !values.isEmpty else { return nil }
            self.init(attribute, values.sorted(), values.map { _ in nil })
            return
        }
        guard let span = Self.span(of: values) else { return nil }
        let ends = (0...Self.bins).map { span.lowerBound + (span.upperBound - span.lowerBound) * Double($0) / Double(Self.bins) }
        self.init(
            attribute, zip(ends, ends.dropFirst()).map { "\(fixed($0, 1)) to \(fixed($1, 1))" },
            (0..<Self.bins).map { ($0 == 0 ? -Double.infinity : ends[$0])...($0 == Self.bins - 1 ? .infinity : ends[$0 + 1].nextDown) })
    }

    /// From the least to the most of values that are quantities; nil for anything else. Five digits and more are taken for a code.
    static func span(of values: some Collection<String>) -> ClosedRange<Double>? {
        let numbers = values.compactMap { value in value.count { $0.isNumber } < 5 ? Double(value) : nil }
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max(), low < high else { return nil }
        return low...high
    }

    func place(of persona: Persona) -> Int {
        guard let value = persona[attribute] else { return labels.count - 1 }
        let number = Double(value)
        for place in ranges.indices {
            if let range = ranges[place], let number {
                if range.contains(number) { return place }
            } else if labels[place] == value {
                return place
            }
        }
        return labels.count - 1
    }

    private static func range(_ label: String) -> ClosedRange<Double>? {
        if label.hasSuffix("+") { return Double(label.dropLast()).map { $0...(.infinity) } }
        let ends = label.split(separator: "-", maxSplits: 1).compactMap { Double($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
    }
}
