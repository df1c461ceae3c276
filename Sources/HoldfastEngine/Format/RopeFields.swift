// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The rotary embedding's part of a `config.json`. transformers 5 writes `rope_parameters`, older versions `rope_theta` and `rope_scaling`.
struct RopeFields: Equatable {
    var theta: Double
    var scaling: RopeScaling?

    /// - Throws: `model`, naming the option that the engine does not compute.
    static func read(_ fields: ConfigurationFields, contextLength: Int) throws -> RopeFields {
        let outer = try fields.number("rope_theta", default: 10_000)
        let forms = try ["rope_parameters", "rope_scaling"].compactMap { try fields.object($0) }.filter { !$0.values.isEmpty }.map {
            RopeFields(theta: try $0.number("rope_theta", default: outer), scaling: try scaling($0, contextLength))
        }
        guard forms.count < 2 || forms[0] == forms[1] else {
            throw HoldfastError(.model, "\(fields.path): rope_parameters and rope_scaling say different things; remove the wrong one")
        }
        return forms.first ?? RopeFields(theta: outer, scaling: nil)
    }

    private static func scaling(_ fields: ConfigurationFields, _ contextLength: Int) throws -> RopeScaling? {
        let type = fields["rope_type"] ?? fields["type"] ?? "default"
        let result: RopeScaling?
        var keys: Set = ["rope_type", "type", "rope_theta"]
        switch type as? String {
        case "default": result = nil
        case "linear":
            keys.insert("factor")
            result = .linear(factor: try fields.number("factor"))
        case "llama3":
            keys.formUnion(["factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"])
            result = .llama3(
                factor: try fields.number("factor"), lowFrequencyFactor: try fields.number("low_freq_factor"),
                highFrequencyFactor: try fields.number("high_freq_factor"),
                originalContextLength: try fields.integer("original_max_position_embeddings", default: contextLength))
        default: throw fields.refusal("rope_type", type)
        }
        if let (key, value) = fields.foreign(to: keys).first { throw fields.refusal(key, value) }
        return result
    }

    /// The lines of a `config.json`, in both forms.
    static func lines(_ model: ModelConfiguration) -> [String] {
        let theta = "\"rope_theta\": \(model.ropeTheta)"
        switch model.ropeScaling {
        case nil: return ["\"rope_parameters\": {\(theta), \"rope_type\": \"default\"}", theta]
        case .linear(let factor): return lines(theta, "\"factor\": \(factor), \"rope_type\": \"linear\"")
        case .llama3(let factor, let low, let high, let length):
            return lines(
                theta,
                "\"factor\": \(factor), \"high_freq_factor\": \(high), \"low_freq_factor\": \(low), "
                    + "\"original_max_position_embeddings\": \(length), \"rope_type\": \"llama3\"")
        }
    }

    private static func lines(_ theta: String, _ scaling: String) -> [String] {
        ["\"rope_parameters\": {\(scaling), \(theta)}", "\"rope_scaling\": {\(scaling)}", theta]
    }
}
