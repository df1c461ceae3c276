// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// The body beside a status of 400 and above.
    public struct Refusal: Codable, Hashable, Sendable {
        /// A text, or, of servers in Python, a list of what is wrong with which field.
        public var detail: AnyJSON

        /// A refusal with its reason.
        public init(_ reason: String) { detail = .string(reason) }

        /// The reasons, for people.
        public var message: String {
            switch detail {
            case .string(let text): return text
            case .array(let problems): return problems.map(Self.sentence).joined(separator: "; ")
            default: return "no reason given"
            }
        }

        private static func sentence(_ problem: AnyJSON) -> String {
            guard case .object(let parts) = problem, case .string(let message)? = parts["msg"] else { return "no reason given" }
            guard case .array(let place)? = parts["loc"] else { return message }
            let names = place.compactMap { part -> String? in
                switch part {
                case .string(let name): name
                case .integer(let index): "\(index)"
                default: nil
                }
            }
            return "\(names.joined(separator: ".")): \(message)"
        }
    }
}
