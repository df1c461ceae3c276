// SPDX-License-Identifier: Apache-2.0

/// A table from names to weights, as configurations have it.
enum WeightTable {
    /// Reads one.
    /// - Parameter what: what the names are of, for the message.
    /// - Throws: `DecodingError` for an unknown name, and for a weight that is negative or not finite.
    static func read<Name: CaseIterable & RawRepresentable<String> & Hashable>(from decoder: any Decoder, of what: String) throws -> [Name: Double] {
        let container = try decoder.singleValueContainer()
        var weights: [Name: Double] = [:]
        for (text, weight) in try container.decode([String: Double].self) {
            guard let name = Name(rawValue: text) else {
                let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no \(what) \(text); there are \(known)")
            }
            guard weight.isFinite, weight >= 0 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "the weight of \(text) is \(weight); it must be 0 or more")
            }
            weights[name] = weight
        }
        return weights
    }
}
