// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Weights that were trained elsewhere, for a server that samples: train there, sample here.
public struct WeightUpdate: Sendable, Hashable {
    /// Where the weights lie, on a disk that the server reads.
    public enum Source: Sendable, Hashable {
        /// Adapters (LoRA) in a folder of PEFT's form, under a name of their own; vLLM, started with
        /// `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`. A name that is loaded already is loaded anew in its place.
        case adapter(name: String, folder: String)
        /// All weights, in a Hugging Face folder of the model that is served; SGLang.
        case model(folder: String)
    }

    /// Where the weights lie.
    public var source: Source
    /// The version of these weights, which replies sampled with them will have; above that of the weights before.
    public var version: Int

    /// Weights with their version.
    public init(_ source: Source, version: Int) {
        self.source = source
        self.version = version
    }
}

/// The body of vLLM's `POST /v1/load_lora_adapter`.
struct AdapterLoad: Encodable, Sendable, Hashable {
    let name: String
    let folder: String
    /// Whether an adapter of that name is replaced; without it that is refused.
    let replaces: Bool

    private enum CodingKeys: String, CodingKey {
        case name = "lora_name"
        case folder = "lora_path"
        case replaces = "load_inplace"
    }
}

/// The body of vLLM's `POST /v1/unload_lora_adapter`.
struct AdapterUnload: Encodable, Sendable, Hashable {
    let name: String
    private enum CodingKeys: String, CodingKey { case name = "lora_name" }
}

/// The body of SGLang's `POST /update_weights_from_disk`.
struct DiskUpdate: Encodable, Sendable, Hashable {
    let folder: String
    let version: String
    /// What was computed with the weights before is of no use any more.
    let flushesCache = true

    private enum CodingKeys: String, CodingKey {
        case folder = "model_path"
        case version = "weight_version"
        case flushesCache = "flush_cache"
    }
}

/// What SGLang answers to it.
struct DiskUpdateReply: Decodable, Sendable, Hashable {
    var success: Bool
    var message: String?
}
