// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// PEFT's `adapter_config.json`; what it asks for beyond plain LoRA is refused by name.
struct AdapterConfigurationFile {
    static let name = "adapter_config.json"

    var lora: LoRAConfiguration
    /// Folder or name of the model it belongs to, as it stands there; nil where nothing does.
    var base: String?
    /// Of training; without effect on what the network computes afterwards.
    var dropout = 0.0

    /// Keys that say nothing about what the network computes, or nothing as long as the option they belong to is off.
    private static let immaterial: Set<String> = [
        "auto_mapping", "base_model_name_or_path", "inference_mode", "megatron_core", "peft_version", "qalora_group_size", "revision",
    ]
    /// Keys that `read` makes something of or checks.
    private static let material: Set<String> = [
        "bias", "init_lora_weights", "lora_alpha", "lora_dropout", "peft_type", "r", "target_modules", "task_type", "use_rslora",
    ]
    /// Ways to make the first A and B that leave the model's weights as they are.
    private static let harmlessBeginnings: Set<String> = ["gaussian", "orthogonal"]

    /// - Throws: `file`, `format` when it is not JSON, `model` naming the option that the engine does not compute.
    static func read(folder: String) throws -> AdapterConfigurationFile {
        let fields = try ConfigurationFields.read(
            folder + "/" + name, hint: "an adapter in PEFT's layout needs \(name) and \(AdapterFolder.weightsName)")
        let texts = [("peft_type", "LORA"), ("task_type", "CAUSAL_LM"), ("bias", "none")]
        for (key, wanted) in texts {
            if let value = fields[key], value as? String != wanted { throw refusal(fields, key, value) }
        }
        guard fields.has("peft_type") else { throw fields.lacks("peft_type") }
        if let value = fields["init_lora_weights"], let text = value as? String, !harmlessBeginnings.contains(text) {
            throw refusal(fields, "init_lora_weights", value)
        }
        let known = immaterial.union(material)
        if let (key, value) = fields.foreign(to: known).first(where: { !isEmpty($0.value) }) { throw refusal(fields, key, value) }
        let lora = LoRAConfiguration(
            rank: try fields.integer("r"), alpha: try fields.number("lora_alpha"), targets: try targets(fields),
            isRankStabilized: try fields.flag("use_rslora"))
        do {
            try lora.validate()
        } catch let error as HoldfastError {
            throw HoldfastError(.model, "\(fields.path): \(error.message)")
        }
        let base = fields["base_model_name_or_path"] as? String
        return AdapterConfigurationFile(
            lora: lora, base: base?.isEmpty == true ? nil : base, dropout: try fields.number("lora_dropout", default: 0))
    }

    private static func targets(_ fields: ConfigurationFields) throws -> Set<AdapterTarget> {
        guard let value = fields["target_modules"] else { throw fields.lacks("target_modules") }
        // A text is a pattern over the names of modules; a list names them by their ends.
        guard let names = value as? [String] else { throw refusal(fields, "target_modules", value) }
        return Set(
            try names.map { name in
                guard let target = AdapterTarget(rawValue: name) else { throw refusal(fields, "target_modules", name) }
                return target
            })
    }

    private static func isEmpty(_ value: Any) -> Bool {
        (value as? [String: Any])?.isEmpty == true || (value as? [Any])?.isEmpty == true
    }

    private static func refusal(_ fields: ConfigurationFields, _ key: String, _ value: Any) -> HoldfastError {
        let text = "\(value)".split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return HoldfastError(
            .model,
            "\(fields.path): \(key) is \(text), which the embedded engine's adapters do not have; merge the adapter into its model with peft and use that"
        )
    }

    /// Writes what PEFT needs to open the adapter, in keys that every version since 0.9 has.
    ///
    /// - Throws: `file` or `capacity`.
    func write(folder: String) throws {
        let targets = AdapterTarget.allCases.filter(lora.targets.contains).map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        let alpha = lora.alpha == lora.alpha.rounded() && abs(lora.alpha) < 1e15 ? "\(Int(lora.alpha))" : "\(lora.alpha)"
        let base = try base.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) } ?? "null"
        let lines = [
            "\"alpha_pattern\": {}",
            "\"base_model_name_or_path\": \(base)",
            "\"bias\": \"none\"",
            "\"fan_in_fan_out\": false",
            "\"inference_mode\": true",
            "\"init_lora_weights\": true",
            "\"layers_pattern\": null",
            "\"layers_to_transform\": null",
            "\"lora_alpha\": \(alpha)",
            "\"lora_dropout\": \(dropout)",
            "\"modules_to_save\": null",
            "\"peft_type\": \"LORA\"",
            "\"r\": \(lora.rank)",
            "\"rank_pattern\": {}",
            "\"revision\": null",
            "\"target_modules\": [\(targets)]",
            "\"task_type\": \"CAUSAL_LM\"",
            "\"use_dora\": false",
            "\"use_rslora\": \(lora.isRankStabilized)",
        ]
        let text = "{\n" + lines.map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
        try AtomicFile.write(Data(text.utf8), to: folder + "/" + Self.name)
    }
}
