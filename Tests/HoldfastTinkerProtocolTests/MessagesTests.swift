// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol
import Testing

/// What clients of the different generations leave out, and the forms that a value can have.
struct MessagesTests {
    @Test func `an optimizer's parameters have the protocol's defaults`() throws {
        let step: Tinker.OptimizerStepRequest = try parse(#"{"adam_params":{"learning_rate":0.01},"model_id":"m","seq_id":2}"#)
        #expect(step.adam == Tinker.AdamParameters(learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-12, weightDecay: 0, gradientClipNorm: 0))
        let bare: Tinker.OptimizerStepRequest = try parse(#"{"model_id":"m"}"#)
        #expect(bare.adam == Tinker.AdamParameters() && bare.sequenceID == nil)
        let other: Tinker.OptimizerStepRequest = try parse(#"{"model_id":"m","optimizer_params":{"type":"dimuon"}}"#)
        #expect(other.adam == nil && other.otherOptimizer == .object(["type": .string("dimuon")]))
        #expect(try throughJSON(Tinker.OptimizerStepResult(metrics: [.gradientNorm: .infinity])).metrics == ["grad_norm:mean": .infinity])
    }

    @Test func `stops in all their forms`() throws {
        func stop(_ text: String) throws -> Tinker.Stop? { try parse("{\"stop\":\(text)}", as: Tinker.SamplingParameters.self).stop }
        #expect(try stop("null") == nil)
        #expect(try stop("[]") == .never)
        #expect(try stop("\"a\"") == .text("a"))
        #expect(try stop("[\"a\",\"b\"]") == .texts(["a", "b"]))
        #expect(try stop("[2,3]") == .tokens([2, 3]))
        expectRefusal("stop") { try stop("[2,\"a\"]") }
        #expect(try parse("{}") == Tinker.SamplingParameters())
    }

    @Test func `a prompt's missing log-probabilities are null in JSON and NaN in protobuf`() throws {
        let response: Tinker.SampleResponse = try parse(#"{"sequences":[],"prompt_logprobs":[null,NaN,-1.5]}"#)
        #expect(response.promptLogprobs == [nil, nil, -1.5])
        #expect(try json(response) == #"{"prompt_logprobs":[null,null,-1.5],"sequences":[],"type":"sample"}"#)
        #expect(try Tinker.SampleResponse(protobuf: response.protobuf()) == response)
        #expect(try response.promptLogprobs(for: 3) == response.promptLogprobs)
        #expect(try response.promptLogprobs(for: 4) == [nil, nil, nil, -1.5])
        expectRefusal("3 logprobs for a prompt of 5 tokens") { try response.promptLogprobs(for: 5) }
        let none: Tinker.SampleResponse = try parse(#"{"sequences":[],"prompt_logprobs":null}"#)
        #expect(none.promptLogprobs == nil)
        expectRefusal("2 tokens and 1 logprobs") {
            try parse(#"{"stop_reason":"stop","tokens":[1,2],"logprobs":[0]}"#, as: Tinker.SampledSequence.self)
        }
        expectRefusal("stop reason 2 is not known") { try Tinker.SampledSequence(protobuf: [0x08, 0x02]) }
    }

    @Test func `likeliest tokens are padded in protobuf and null in JSON`() throws {
        let top = Tinker.TopLogprobs([[], [.init(token: 3, logprob: -1), .init(token: 4, logprob: -2)], [.init(token: 5, logprob: -0.5)]])
        #expect(try json(top) == "[null,[[3,-1],[4,-2]],[[5,-0.5]]]")
        #expect(try throughJSON(top) == top)
        #expect(try Tinker.TopLogprobs(protobuf: top.protobuf()) == top)
    }

    @Test func `weights are loaded into a model or into a session`() throws {
        let older: Tinker.LoadWeightsRequest = try parse(#"{"model_id":"m","path":"tinker://m/weights/c","seq_id":1,"optimizer":true}"#)
        #expect(older.destination == .model(id: "m", sequenceID: 1) && older.loadsOptimizer && older.destination.modelID == "m")
        let newer: Tinker.LoadWeightsRequest = try parse(#"{"session_id":"s","model_seq_id":1,"path":"tinker://m/weights/c"}"#)
        #expect(newer.destination == .session(id: "s", modelSequenceID: 1) && newer.destination.modelID == "s:train:1")
        for request in [older, newer] { #expect(try throughJSON(request) == request) }
        expectRefusal("write either model_id") { try parse(#"{"path":"p"}"#, as: Tinker.LoadWeightsRequest.self) }
        expectRefusal("write either model_id") { try parse(#"{"path":"p","model_id":"m","session_id":"s"}"#, as: Tinker.LoadWeightsRequest.self) }
    }

    @Test func `a loss's settings are numbers and texts`() throws {
        let text = #"{"forward_input":{"data":[],"loss_fn":"x","loss_fn_config":{"a":1,"b":"two","c":Infinity}},"model_id":"m"}"#
        let request: Tinker.ForwardBackwardRequest = try parse(text)
        #expect(request.isForwardOnly && request.lossConfiguration == ["a": .number(1), "b": .text("two"), "c": .number(.infinity)])
        #expect(try throughJSON(request) == request)
        #expect(
            try Tinker.ForwardBackwardRequest(protobuf: [0x2a, 0x0c, 0x0a, 0x01, 0x61, 0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]).lossConfiguration == [
                "a": .number(1)
            ])
    }

    @Test func `an empty configuration is the default one`() throws {
        #expect(try parse("{}") == Tinker.ClientConfiguration())
        #expect(try parse("{}") == Tinker.DynamicConfiguration())
        #expect(Tinker.ClientConfiguration().mostDataPerChunk == 1024 && Tinker.ClientConfiguration().mostSamplesInFlight == 2000)
        #expect(try throughJSON(Tinker.ClientConfiguration(batchesSamplePolls: true)).batchesSamplePolls)
        expectRefusal("does not read as SampleRequest") { try parse("[]", as: Tinker.SampleRequest.self) }
        #expect(Tinker.sequenceID(sampler: Tinker.samplerID(session: "s", number: 0), request: 2, index: 1) == "s:sample:0:2:1")
    }
}
