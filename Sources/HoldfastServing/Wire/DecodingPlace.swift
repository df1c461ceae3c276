// SPDX-License-Identifier: Apache-2.0

/// Says what is wrong with the body of a request.
enum DecodingPlace {
    /// The key at the top that is at fault.
    static func key(_ error: DecodingError) -> String? {
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath + [key]).first?.stringValue
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context.codingPath.first?.stringValue
        @unknown default: nil
        }
    }

    static func text(_ error: DecodingError) -> String {
        guard let key = key(error) else { return "the body is no JSON object" }
        return switch error {
        case .keyNotFound(let missing, _): "`\(missing.stringValue)` is missing"
        case .valueNotFound: "`\(key)` is null"
        case .typeMismatch: "`\(key)` has the wrong type"
        default: "`\(key)` cannot be read"
        }
    }
}
