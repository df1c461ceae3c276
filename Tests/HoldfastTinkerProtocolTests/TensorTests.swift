// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

struct TensorTests {
    @Test func `the shape is checked against the numbers`() throws {
        #expect(try Tinker.Tensor(.float32([1, 2, 3])).shape == [3])
        #expect(try Tinker.Tensor(.float32([]), shape: [0, 4]).shape == [0, 4])
        for shape in [[4], [-3, -1], [3, 2], [.max, .max], [0, 3]] {
            expectRefusal("a tensor of 3 numbers has shape") { try Tinker.Tensor(.float32([1, 2, 3]), shape: shape) }
        }
        expectRefusal("has shape [2]") { try parse(#"{"data":[1],"dtype":"float32","shape":[2]}"#, as: Tinker.Tensor.self) }
        expectRefusal("float32 or int64") { try parse(#"{"data":[1],"dtype":"float16"}"#, as: Tinker.Tensor.self) }
        #expect(try parse(#"{"data":[1,2],"shape":null}"#, as: Tinker.Tensor.self) == Tinker.Tensor([1, 2] as [Float]))
    }

    @Test func `sparse rows are checked`() throws {
        func tensor(_ starts: [Int64], _ columns: [Int64], _ shape: [Int]) throws -> Tinker.Tensor {
            try Tinker.Tensor(sparse: .int64([5, 6]), rowStarts: starts, columns: columns, shape: shape)
        }
        #expect(try tensor([0, 1, 1, 2], [2, 0], [3, 3]).values() == .int64([0, 0, 5, 0, 0, 0, 6, 0, 0]))
        expectRefusal("only matrices") { try tensor([0, 2], [0, 1], [2]) }
        expectRefusal("2 values and 1 columns") { try tensor([0, 2], [0], [1, 2]) }
        expectRefusal("wrong row starts") { try tensor([0, 2], [0, 1], [2, 2]) }
        expectRefusal("wrong row starts") { try tensor([], [0, 1], [1, 2]) }
        expectRefusal("rows overlap") { try tensor([0, 2, 1, 2], [0, 1], [3, 2]) }
        expectRefusal("column 2") { try tensor([0, 2], [0, 2], [1, 2]) }
    }

    @Test func `numbers that JSON lacks come as words, strings and null`() throws {
        let written = try json(Tinker.Tensor([1, .nan, .infinity, -.infinity] as [Float]))
        #expect(written == #"{"data":[1,"NaN","Infinity","-Infinity"],"dtype":"float32","shape":[4]}"#)
        for text in [written, #"{"data":[1,NaN,Infinity,-Infinity]}"#, #"{"data":[1,null,"inf","-inf"]}"#] {
            let values = try parse(text, as: Tinker.Tensor.self).values().floats
            #expect(values[0] == 1 && values[1].isNaN && values[2] == .infinity && values[3] == -.infinity, "\(text)")
        }
        expectRefusal("is not a number") { try parse(#"{"data":["one"]}"#, as: Tinker.Tensor.self) }
        expectRefusal("too large for float32") { try parse(#"{"data":[1e39]}"#, as: Tinker.Tensor.self) }
        expectRefusal("does not read as Tensor") { try parse(#"{"data":[NaN],"dtype":"int64"}"#, as: Tinker.Tensor.self) }
        expectRefusal("does not read as Tensor") { try parse(#"{"data":[NaN"#, as: Tinker.Tensor.self) }
    }

    @Test func `short types are read as their wider kin`() throws {
        #expect(try Tinker.Tensor(protobuf: [0x0a, 4, 0xff, 0xff, 0xff, 0xff, 0x18, 3]) == Tinker.Tensor([-1] as [Int64]))
        #expect(try Tinker.Tensor(protobuf: [0x0a, 2, 0x80, 0x3f, 0x18, 4]) == Tinker.Tensor([1] as [Float]))
        expectRefusal("element type 5 is not known") { try Tinker.Tensor(protobuf: [0x18, 5]) }
        expectRefusal("does not say its element type") { try Tinker.Tensor(protobuf: []) }
    }

    @Test func `what is no text is told apart and not written`() throws {
        let input = try parse(#"{"chunks":[{"tokens":[1]},{"type":"image","data":"…"}]}"#, as: Tinker.ModelInput.self)
        #expect(input.chunks == [.encodedText([1]), .other("image")])
        expectRefusal("only encoded_text") { try input.tokens }
        expectRefusal("only encoded_text") { try Tinker.encode(input) }
        #expect(try Tinker.Chunk(protobuf: [0x12, 0x00]) == .other("image"))
        #expect(try Tinker.Chunk(protobuf: [0x1a, 0x00]) == .other("dmel"))
    }
}
