// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

/// Bodies that the protocol's own client library wrote, byte for byte in both directions.
@Suite(.enabled(if: Recorded.isThere, Recorded.reason))
struct GoldenVectorsTests {
    @Test func `a request with the PPO loss`() throws {
        let expected = Tinker.ForwardBackwardRequest(
            modelID: "s:train:0", sequenceID: 1,
            data: [
                Tinker.Datum(
                    modelInput: Tinker.ModelInput(tokens: [5, 6]),
                    lossInputs: [
                        "target_tokens": Tinker.Tensor([6, 7] as [Int64]), "logprobs": Tinker.Tensor([0, -0.5] as [Float]),
                        "advantages": Tinker.Tensor([0, 1] as [Float]),
                    ])
            ], lossFunction: "ppo", lossConfiguration: ["clip_low_threshold": .number(0.8), "clip_high_threshold": .number(1.2)])
        let bytes = try Recorded.golden("fb_request_ppo")
        #expect(try Tinker.ForwardBackwardRequest(protobuf: bytes) == expected)
        #expect(try expected.protobuf() == bytes)
    }

    @Test func `a forward pass with sparse targets`() throws {
        let bytes = try Recorded.golden("fb_request_ce_sparse_forward_only")
        let request = try Tinker.ForwardBackwardRequest(protobuf: bytes)
        #expect(request.isForwardOnly && request.lossFunction == "cross_entropy" && request.sequenceID == 2)
        let datum = try #require(request.data.first)
        #expect(try datum.modelInput.tokens == [5, 6, 7])
        let targets = try #require(datum.lossInputs["target_tokens"])
        #expect(targets.shape == [3, 4])
        #expect(try targets.values() == .int64([0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]))
        #expect(try datum.lossInputs["weights"]?.values() == .float32([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
        #expect(try request.protobuf() == bytes)
    }

    @Test func `the log-probabilities of two sequences`() throws {
        let expected = Tinker.ForwardBackwardOutput(
            outputs: [["logprobs": Tinker.Tensor([-1, -2] as [Float])], ["logprobs": Tinker.Tensor([-3] as [Float])]],
            metrics: [Tinker.MetricKey.lossSum: 1.5])
        let bytes = try Recorded.golden("fb_response")
        #expect(try Tinker.ForwardBackwardOutput(protobuf: bytes) == expected)
        #expect(try expected.protobuf() == bytes)
    }

    @Test func `two samples and their prompt`() throws {
        let expected = Tinker.SampleResponse(
            sequences: [
                Tinker.SampledSequence(stopReason: .length, tokens: [7, 8], logprobs: [-0.5, -0.25]),
                Tinker.SampledSequence(stopReason: .stop, tokens: [2], logprobs: [-1]),
            ], promptLogprobs: [nil, -1.25])
        let bytes = try Recorded.golden("sample_response")
        #expect(try Tinker.SampleResponse(protobuf: bytes) == expected)
        #expect(try expected.protobuf() == bytes)
    }
}
