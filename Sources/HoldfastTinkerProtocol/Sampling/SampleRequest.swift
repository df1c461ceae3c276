// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What `POST /asample` asks: sequences that follow a prompt.
    public struct SampleRequest: Codable, Hashable, Sendable {
        /// How many sequences.
        public var samples: Int
        /// What they follow.
        public var prompt: ModelInput
        /// How tokens are drawn.
        public var parameters: SamplingParameters
        /// The sampler; nil where a model is named instead.
        public var samplingSessionID: String?
        /// The model before any training, where no sampler is named.
        public var baseModel: String?
        /// The path of weights, where no sampler is named.
        public var modelPath: String?
        /// Counts a sampler's requests from 0; a repeated request has the same.
        public var sequenceID: Int?
        /// Whether the prompt's log-probabilities are wanted.
        public var wantsPromptLogprobs: Bool
        /// How many likeliest tokens are wanted at each place of the prompt.
        public var topPromptLogprobs: Int
        /// How many likeliest tokens are wanted at each sampled place.
        public var topSampleLogprobs: Int
        /// How many alternatives to the prompt's tokens are wanted.
        public var promptAlternatives: Int
        /// The random stream, in place of a seed, for servers with `Extension.randomKey`.
        public var randomKey: RandomKeyFields?
        private let type = "sample"

        private enum CodingKeys: String, CodingKey {
            case prompt, type
            case samples = "num_samples"
            case parameters = "sampling_params"
            case samplingSessionID = "sampling_session_id"
            case baseModel = "base_model"
            case modelPath = "model_path"
            case sequenceID = "seq_id"
            case wantsPromptLogprobs = "prompt_logprobs"
            case topPromptLogprobs = "topk_prompt_logprobs"
            case topSampleLogprobs = "topk_sample_logprobs"
            case promptAlternatives = "prompt_alt_tokens_k"
            case randomKey = "random_key"
        }

        /// A request to a sampler.
        public init(
            samples: Int = 1, prompt: ModelInput, parameters: SamplingParameters, samplingSessionID: String, sequenceID: Int,
            wantsPromptLogprobs: Bool = false, topPromptLogprobs: Int = 0, topSampleLogprobs: Int = 0
        ) {
            self.samples = samples
            self.prompt = prompt
            self.parameters = parameters
            self.samplingSessionID = samplingSessionID
            self.sequenceID = sequenceID
            self.wantsPromptLogprobs = wantsPromptLogprobs
            self.topPromptLogprobs = topPromptLogprobs
            self.topSampleLogprobs = topSampleLogprobs
            promptAlternatives = 0
        }

        /// Reads the JSON form; what is missing is not wanted, and one sequence is.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            samples = try fields.value(.samples, or: 1)
            prompt = try fields.decode(ModelInput.self, forKey: .prompt)
            parameters = try fields.value(.parameters, or: SamplingParameters())
            samplingSessionID = try fields.decodeIfPresent(String.self, forKey: .samplingSessionID)
            baseModel = try fields.decodeIfPresent(String.self, forKey: .baseModel)
            modelPath = try fields.decodeIfPresent(String.self, forKey: .modelPath)
            sequenceID = try fields.decodeIfPresent(Int.self, forKey: .sequenceID)
            wantsPromptLogprobs = try fields.value(.wantsPromptLogprobs, or: false)
            topPromptLogprobs = try fields.value(.topPromptLogprobs, or: 0)
            topSampleLogprobs = try fields.value(.topSampleLogprobs, or: 0)
            promptAlternatives = try fields.value(.promptAlternatives, or: 0)
            randomKey = try fields.decodeIfPresent(RandomKeyFields.self, forKey: .randomKey)
        }
    }
}
