// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol
import Testing

struct HostileBytesTests {
    /// Reads bytes as each message; anything but a value or a `HoldfastError` with code `format` is recorded.
    private func read(_ bytes: [UInt8], _ note: @autoclosure () -> String) -> Int {
        var values = 0
        func attempt(_ type: (some ProtobufMessage).Type) {
            do {
                _ = try type.init(protobuf: bytes)
                values += 1
            } catch let error as HoldfastError {
                if error.code.description != "format" || !error.message.contains("byte ") { Issue.record("\(note()): \(error)") }
            } catch {
                Issue.record("\(note()): \(error)")
            }
        }
        attempt(Tinker.ForwardBackwardRequest.self)
        attempt(Tinker.ForwardBackwardOutput.self)
        attempt(Tinker.SampleResponse.self)
        attempt(Tinker.Datum.self)
        attempt(Tinker.Tensor.self)
        return values
    }

    @Test func `random bytes are read or refused`() {
        var read = 0
        for seed in 0..<10_000 as Range<UInt64> {
            var draw = Draw(seed: seed)
            // Half of them with bytes that begin known fields, so that some come further.
            let likely: [UInt8] = [0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x3a, 0x10, 0x18, 0x30, 0x00, 0x01, 0x02, 0x04, 0x08]
            let isLikely = draw.stream.chance(0.5)
            let bytes = (0..<draw.count(64)).map { _ in
                isLikely ? draw.stream.pick(likely) ?? 0 : UInt8(truncatingIfNeeded: draw.stream.next())
            }
            read += self.read(bytes, "seed \(seed)")
        }
        #expect(read > 100, "some of them are messages")
    }

    @Test func `valid bodies cut off or with a flipped bit are read or refused`() throws {
        for seed in 0..<120 as Range<UInt64> {
            var draw = Draw(seed: seed)
            for body in [try draw.request().protobuf(), try draw.output().protobuf(), try draw.samples().protobuf()] where !body.isEmpty {
                for _ in 0..<15 {
                    let length = draw.count(body.count)
                    _ = read(Array(body.prefix(length)), "seed \(seed), first \(length) bytes")
                    let (place, bit) = (draw.count(body.count), draw.count(8))
                    var flipped = body
                    flipped[place] ^= 1 << UInt8(bit)
                    _ = read(flipped, "seed \(seed), bit \(bit) of byte \(place)")
                }
            }
        }
    }

    @Test func `a short body cannot ask for much memory`() throws {
        // A record without fields for 2^40 data.
        expectRefusal("data cannot be") { try Tinker.ForwardBackwardOutput(protobuf: [0x12, 0x07, 0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]) }
        let record: [UInt8] = [0x12, 0x04, 0x18, 0x80, 0x80, 0x04]
        #expect(try Tinker.ForwardBackwardOutput(protobuf: record).outputs.count == 1 << 16)
        expectRefusal("without any output") { try Tinker.ForwardBackwardOutput(protobuf: record + record) }
        // A sparse matrix of one row and 2^40 columns.
        let sparse: [UInt8] = [0x12, 0x12, 0x12, 0x10] + [UInt8](repeating: 0, count: 16)
        let wide = try Tinker.Tensor(protobuf: sparse + [0x18, 0x01, 0x22, 0x07, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20])
        expectRefusal("too many places") { try wide.values() }
        // Many rows of no columns in a list of likeliest tokens.
        expectRefusal("places of 0") { try Tinker.TopLogprobs(protobuf: [0x20, 0xff, 0xff, 0xff, 0x7f]) }
    }
}
