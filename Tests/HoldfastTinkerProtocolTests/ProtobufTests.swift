// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol
import Testing

struct ProtobufTests {
    private func request(_ bytes: [UInt8]) throws -> Tinker.ForwardBackwardRequest { try Tinker.ForwardBackwardRequest(protobuf: bytes) }

    @Test func `each malformation is said with its byte and its field`() {
        expectRefusal("byte 0: a varint is cut off") { try request([0x80]) }
        expectRefusal("byte 1: a varint is cut off") { try request([0x10, 0xff]) }
        expectRefusal("more than 64 bits") { try request([0x10] + [UInt8](repeating: 0xff, count: 9) + [0x02]) }
        expectRefusal("more than 64 bits") { try request([0x10] + [UInt8](repeating: 0x80, count: 10) + [0x01]) }
        expectRefusal("field number 0") { try request([0x00, 0x01]) }
        expectRefusal("wire type 7 does not exist") { try request([0x0f]) }
        expectRefusal("field 1 is varint where delimited belongs") { try request([0x08, 0x01]) }
        expectRefusal("field 1 says 5 bytes, and 1 are left") { try request([0x0a, 0x05, 0x61]) }
        expectRefusal("the text of field 1 is not UTF-8") { try request([0x0a, 0x01, 0xff]) }
        expectRefusal("field 9 needs 8 bytes, and 2 are left") { try request([0x49, 0, 0]) }
        expectRefusal("more than 32 bits") { try request([0x10, 0x80, 0x80, 0x80, 0x80, 0x10]) }
        expectRefusal("ForwardBackwardRequest.data.model_input.encoded_text, byte 6: field 1 has 3 bytes, no multiple of 4") {
            try request([0x1a, 0x09, 0x0a, 0x07, 0x0a, 0x05, 0x0a, 0x03, 1, 2, 3])
        }
        expectRefusal("group 15 does not end") { try request([0x7b, 0x08, 0x01]) }
        expectRefusal("group 15 ends as group 14") { try request([0x7b, 0x74]) }
        expectRefusal("ends without having begun") { try request([0x7c]) }
        expectRefusal("more than 32 deep") { try request([UInt8](repeating: 0x7b, count: 100)) }
        expectRefusal("the body has 5 bytes, and 4 is the limit") { try ProtobufReader([1, 2, 3, 4, 5], name: "Body", longest: 4) }
    }

    @Test func `fields that are not known are passed over`() throws {
        var draw = Draw(seed: 1)
        let known = try draw.request()
        let unknown: [UInt8] = [0xa0, 0x06, 0x96, 0x01, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xa2, 0x06, 0x01, 0xff, 0xa5, 0x06, 1, 2, 3, 4]
        let group: [UInt8] = [0x7b, 0x08, 0x01, 0x73, 0x74, 0x7c]
        #expect(try request(unknown + known.protobuf() + group) == known)
    }

    @Test func `a repeated number may come packed or one by one`() throws {
        let packed: [UInt8] = [0x0a, 0x08, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0x18, 0x01, 0x22, 0x02, 0x01, 0x02]
        let single: [UInt8] = packed.dropLast(4) + [0x20, 0x01, 0x20, 0x02]
        let expected = try Tinker.Tensor(.float32([1, 2]), shape: [1, 2])
        #expect(try Tinker.Tensor(protobuf: packed) == expected)
        #expect(try Tinker.Tensor(protobuf: single) == expected)
    }

    @Test func `numbers at the edges of their range`() throws {
        var writer = ProtobufWriter()
        writer.integer(1, .min)
        writer.integer(2, .max)
        writer.integer(3, -1)
        writer.double(4, -0.0)
        writer.float(5, .infinity)
        var reader = try ProtobufReader(writer.bytes, name: "Numbers")
        for expected in [Int.min, .max, -1] {
            let field = try #require(try reader.next())
            #expect(try reader.integer(field) == expected)
        }
        let double = try #require(try reader.next())
        #expect(try reader.double(double).bitPattern == (-0.0).bitPattern)
        let float = try #require(try reader.next())
        #expect(try reader.float(float) == .infinity)
        #expect(try reader.next() == nil)
    }
}
