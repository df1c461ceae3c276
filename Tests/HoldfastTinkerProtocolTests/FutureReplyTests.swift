// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

struct FutureReplyTests {
    private typealias Reply = Tinker.FutureReply<Tinker.OptimizerStepResult>

    @Test func `each reply in both directions`() throws {
        let cases: [(String, Reply)] = [
            (#"{"metrics":{"grad_norm:mean":1.5}}"#, .ready(Tinker.OptimizerStepResult(metrics: [.gradientNorm: 1.5]))),
            (
                #"{"queue_state":"paused_capacity","queue_state_reason":"full","request_id":"1","type":"try_again"}"#,
                .tryAgain(requestID: "1", .pausedCapacity, reason: "full")
            ),
            (#"{"response_payload_size":12,"status":"complete_metadata"}"#, .metadata(bytes: 12)),
            (#"{"category":"user","error":"no such loss"}"#, .failed(Tinker.FutureFailure(message: "no such loss", category: .user))),
        ]
        for (text, reply) in cases {
            #expect(try parse(text, as: Reply.self) == reply)
            #expect(try json(reply) == text)
        }
    }

    @Test func `what is missing or new has a safe reading`() throws {
        #expect(try parse(#"{"type":"try_again"}"#, as: Reply.self) == .tryAgain(requestID: nil, .active, reason: nil))
        #expect(try parse(#"{"type":"try_again","queue_state":"new"}"#, as: Reply.self) == .tryAgain(requestID: nil, .active, reason: nil))
        #expect(try parse(#"{"error":"x","category":"new"}"#, as: Reply.self) == .failed(.init(message: "x", category: .unknown)))
        #expect(try parse(#"{"metrics":null,"error":null}"#, as: Reply.self) == .ready(.init(metrics: nil as [String: Double]?)))
        expectRefusal("response_payload_size") { try parse(#"{"status":"complete_metadata"}"#, as: Reply.self) }
    }

    @Test func `a protobuf body is a result`() throws {
        var draw = Draw(seed: 3)
        let samples = draw.samples()
        #expect(try Tinker.FutureReply<Tinker.SampleResponse>(protobuf: samples.protobuf()) == .ready(samples))
    }

    @Test func `polls for many results`() throws {
        let text =
            #"{"prev_cursor":4,"retrieved_request_ids":["a"],"target":{"cloned_sampler_id":0,"sampling_session_id":"S","type":"sampling_session"}}"#
        let request: Tinker.RetrieveFuturesRequest = try parse(text)
        #expect(request.previousCursor == 4 && request.timeout == nil)
        #expect(try json(request) == text)
        let reply: Tinker.RetrieveFuturesReply = try parse(#"{"completions":[{"state":"failed","request_id":"b"}],"cursor":5}"#)
        #expect(reply.completions.first?.state == .failed && reply.cursor == 5)
    }

    @Test func `a refusal's reasons are for people`() throws {
        #expect(try parse(#"{"detail":"gone"}"#, as: Tinker.Refusal.self).message == "gone")
        let list = #"{"detail":[{"loc":["body","data",3],"msg":"wrong"},{"msg":"bad"},7]}"#
        #expect(try parse(list, as: Tinker.Refusal.self).message == "body.data.3: wrong; bad; no reason given")
    }
}
