// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// A scripted server with a small tokenizer, and something to ask it.
struct ScriptedFixture {
    let tokenizer: ByteLevelBPETokenizer
    let template: DialogueTemplate

    init() throws {
        tokenizer = try ByteLevelBPETokenizer.train(texts: TokenizerTexts.training, vocabularySize: 300)
        template = try DialogueTemplate(tokenizer: tokenizer)
    }

    func server(contextLength: Int = 400, faults: [ScriptedCall: Set<Int>] = [:]) -> ScriptedModelServer {
        ScriptedModelServer(tokenizer: tokenizer, template: template, contextLength: contextLength, faults: faults) { prompt, key in
            var stream = key.stream
            let words = (0...(stream.next() % 4)).map { _ in stream.pick(["yes", "the", "train", "at", "noon"]) ?? "" }
            return (words.joined(separator: " ") + " \(prompt.count)", stream.chance(0.3))
        }
    }

    var prompts: [[Int32]] { ["You are Ann.", "You are Ben, and in a hurry."].map { template.prompt($0) + template.userCue } }

    var parameters: SamplingParameters { SamplingParameters(maxTokens: 12, stopTokens: template.stopTokens) }

    func request(_ prompt: Int = 0) -> SampleRequest {
        SampleRequest(prompt: prompts[prompt], parameters: parameters, randomKey: RandomKey(seed: 1, purpose: .sampling))
    }

    var batch: TrainingBatch {
        let tokens = prompts[0] + template.userLine("yes", ends: false)
        let count = tokens.count - 1
        return TrainingBatch(sequences: [
            TrainingSequence(
                tokens: tokens, mask: (0..<count).map { $0 > count / 2 }, advantages: [Float](repeating: 1, count: count))
        ])
    }
}
