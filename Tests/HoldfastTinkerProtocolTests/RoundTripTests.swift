// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

struct RoundTripTests {
    private func check<Message: Codable & Equatable & ProtobufMessage>(_ message: Message, _ seed: UInt64) throws {
        let bytes = try message.protobuf()
        let read = try Message(protobuf: bytes)
        #expect(read == message, "seed \(seed)")
        #expect(try read.protobuf() == bytes, "seed \(seed)")
    }

    @Test func `what is written as protobuf reads back`() throws {
        for seed in 0..<300 as Range<UInt64> {
            var draw = Draw(seed: seed)
            try check(try draw.request(), seed)
            try check(try draw.output(), seed)
            try check(draw.samples(), seed)
        }
    }

    @Test func `what is written as JSON reads back`() throws {
        for seed in 0..<200 as Range<UInt64> {
            var draw = Draw(seed: seed)
            var request = try draw.request()
            for index in request.data.indices {
                request.data[index].lossInputs = try request.data[index].lossInputs.mapValues { try Tinker.Tensor($0.values(), shape: $0.shape) }
            }
            #expect(try throughJSON(request) == request, "seed \(seed)")
            let output = try draw.output()
            #expect(try throughJSON(output) == output, "seed \(seed)")
            let samples = draw.samples()
            #expect(try throughJSON(samples) == samples, "seed \(seed)")
        }
    }
}
