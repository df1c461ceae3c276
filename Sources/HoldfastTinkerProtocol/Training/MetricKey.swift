// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// The name of a metric on the wire, `name:reduction`: clients that split a batch put the parts' metrics together by it, and stop
    /// with an error where a name is of another shape.
    public struct MetricKey: Hashable, Sendable, CustomStringConvertible {
        /// How the metrics of a batch's parts become one; `mean` and `slack` weigh them by sequences.
        public enum Reduction: String, Sendable, CaseIterable {
            /// The weighted mean.
            case mean
            /// The sum.
            case sum
            /// The least.
            case min
            /// The greatest.
            case max
            /// The distance of the greatest from the mean.
            case slack
            /// A hash that takes parts in.
            case hash2
            /// Each part's stays by itself.
            case unique
        }

        /// The sum of a loss over tokens and sequences, which custom losses of clients need.
        public static let lossSum = MetricKey(name: "loss", .sum)
        /// The norm of the gradient before clipping.
        public static let gradientNorm = MetricKey(name: "grad_norm", .mean)

        /// The name, without a colon.
        public let name: String
        /// How parts become one.
        public let reduction: Reduction

        private init(name: String, _ reduction: Reduction) { (self.name, self.reduction) = (name, reduction) }

        /// Reads a name as it is on the wire.
        ///
        /// - Throws: a `HoldfastError` with code `format` where it has not exactly one colon, nothing before it or no reduction after it.
        public init(_ text: String) throws {
            let parts = text.unicodeScalars.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
            guard parts.count == 2, !parts[0].isEmpty, let reduction = Reduction(rawValue: parts[1]) else {
                let known = Reduction.allCases.map(\.rawValue).joined(separator: ", ")
                throw HoldfastError(.format, "the metric \(text.debugDescription) is not called name:reduction with one of \(known)")
            }
            self.init(name: parts[0], reduction)
        }

        /// The name as it is on the wire.
        public var description: String { "\(name):\(reduction.rawValue)" }

        /// Checks the names of metrics before they are sent.
        ///
        /// - Throws: a `HoldfastError` with code `format` about the first name, in their order, that clients cannot take.
        public static func check(_ metrics: [String: Double]) throws {
            for name in metrics.keys.sorted() { _ = try MetricKey(name) }
        }
    }
}
