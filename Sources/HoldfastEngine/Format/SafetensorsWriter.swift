// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastModels

/// Writes tensors as a safetensors file.
enum SafetensorsWriter {
    struct Tensor {
        var name: String
        var shape: [Int]
        var values: UnsafePointer<Float>
        /// Done to a copy of the values before it is written; what it throws is thrown on.
        var change: ((UnsafeMutablePointer<Float>) throws -> Void)?

        var count: Int { shape.reduce(1, *) }

        func withChangedValues(_ body: (UnsafePointer<Float>) throws -> Void) throws {
            guard let change else { return try body(values) }
            let changed = FloatBuffer(count: count)
            changed.base.update(from: values, count: count)
            try change(changed.base)
            try body(changed.base)
        }
    }

    /// Numbers that are written at once.
    private static let pieceCount = 1 << 20

    /// - Parameter halfWidth: store bfloat16 instead of float32, which rounds.
    /// - Throws: `file` or `capacity`; a file that was there before is then untouched.
    static func write(_ tensors: [Tensor], metadata: [String: String], halfWidth: Bool = false, to path: String) throws {
        let width = halfWidth ? 2 : 4
        let notes = metadata.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        var entries = ["\"__metadata__\":{\(notes.joined(separator: ","))}"]
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.count * width
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            entries.append(
                "\"\(tensor.name)\":{\"dtype\":\"\(halfWidth ? "BF16" : "F32")\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = "{" + entries.joined(separator: ",") + "}"
        // Readers map the file, so the data begins at a multiple of eight.
        header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)

        try AtomicFile.write(to: path) { write in
            var length = UInt64(header.utf8.count).littleEndian
            try write(Data(bytes: &length, count: 8))
            try write(Data(header.utf8))
            for tensor in tensors {
                try tensor.withChangedValues { values in
                    // Piece by piece: an embedding is no small part of the memory that the model takes.
                    for start in stride(from: 0, to: tensor.count, by: pieceCount) {
                        let count = min(pieceCount, tensor.count - start)
                        if halfWidth {
                            var halves = [UInt16](repeating: 0, count: count)
                            hf_to_bfloat16(&halves, values + start, count)
                            try write(halves.withUnsafeBytes { Data($0) })
                        } else {
                            try write(Data(bytes: values + start, count: count * 4))
                        }
                    }
                }
            }
        }
    }
}
